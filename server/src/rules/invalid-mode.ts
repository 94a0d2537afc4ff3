import { countEdits } from '../text/countEdits.ts';
import { defineRule, type Fix } from './rule.ts';
import { consequenceOf, judgedAttributes, type KnownAttribute } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';

/** What people write for the two modes. */
const meanings: Readonly<Record<string, string>> = {
	maximum: 'max',
	maximal: 'max',
	full: 'max',
	all: 'max',
	minimum: 'min',
	minimal: 'min',
};

/** The value that was meant, when there is a nearest one. */
function meantOf(written: string, values: readonly string[]): string | undefined {
	const plain = written.trim().toLowerCase();
	const meaning = meanings[plain];
	if (values.includes(plain)) return plain;
	if (meaning !== undefined && values.includes(meaning)) return meaning;
	const ranked = values.map((value) => ({ value, far: countEdits(value, plain) })).sort((a, b) => a.far - b.far);
	const [first, second] = ranked;
	const isClear = first !== undefined && first.far * 2 < first.value.length && first.far !== second?.far;
	return isClear ? first.value : undefined;
}

function fixesFor({ attribute }: KnownAttribute, values: readonly string[]): readonly Fix[] {
	const written = attribute.value.text;
	const meant = meantOf(written, values);
	if (meant === undefined) return [];
	const safe = written.toLowerCase() === meant;
	return [{ title: `Write \`${meant}\``, safe, edits: [{ span: attribute.value.span, text: meant }] }];
}

export default defineRule({
	id: 'invalid-mode',
	group: 'values',
	severity: 'error',
	preset: 'recommended',
	summary: 'A mode other than the ones there are.',
	docs: `
\`mode\` is \`min\` (the layers of the resulting image) or \`max\` (those of all stages), in lower case. BuildKit takes anything
else, \`MAX\`, \`maximum\` or nothing at all, for \`min\` without telling anybody: the build succeeds, and only the daemon's debug
log has \`skipping invalid cache export mode: MAX\`.

\`retry_mode\` of \`type=s3\` is \`standard\` or \`adaptive\`; with another value the build stops with
\`retry_mode must be "standard" or "adaptive"\`.

All versions of BuildKit up to 0.32; \`retry_mode\` from 0.30.
`,
	bad: [
		{
			title: 'capitals',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,mode=MAX .
				                                                                  ^^^ \`mode=MAX\` is unknown; BuildKit falls back to \`min\` silently. Use \`min\` or \`max\` (lower case).
			`,
			fixed: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,mode=max .
			`,
		},
		{
			title: 'another word',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: type=gha,mode=maximum
				                                  ^^^^^^^ \`mode=maximum\` is unknown; BuildKit falls back to \`min\` silently. Use \`min\` or \`max\` (lower case).
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'no word at all, and retry_mode',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = [
				    "type=local,dest=cache,mode=",
				                           ^^^^^ \`mode=\` is unknown; BuildKit falls back to \`min\` silently. Use \`min\` or \`max\` (lower case).
				    { type = "s3", region = "r", bucket = "b", retry_mode = "Adaptive" },
				                                                             ^^^^^^^^ \`retry_mode=Adaptive\` is unknown; the build stops with \`retry_mode must be "standard" or "adaptive"\`. Use \`standard\` or \`adaptive\` (lower case).
				  ]
				}
			`,
			fixed: `
				target "app" {
				  cache-to = [
				    "type=local,dest=cache,mode=",
				    { type = "s3", region = "r", bucket = "b", retry_mode = "adaptive" },
				  ]
				}
			`,
		},
		{
			title: 'letters too many',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=gha,mode=maxx
				                        ^^^^ \`mode=maxx\` is unknown; BuildKit falls back to \`min\` silently. Use \`min\` or \`max\` (lower case).
				        - type=registry,ref=o/web:cache,mode=full
				                                             ^^^^ \`mode=full\` is unknown; BuildKit falls back to \`min\` silently. Use \`min\` or \`max\` (lower case).
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=gha,mode=max
				        - type=registry,ref=o/web:cache,mode=max
			`,
		},
	],
	good: [
		{
			title: 'min and max',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,mode=max --cache-to type=gha,mode=min .
			`,
		},
		{
			title: 'a mode from somewhere else',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=gha,mode=$MODE" --cache-to "type=gha,mode=m$X" .
			`,
		},
		{
			title: 'an import, which has no mode',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=gha,mode=MAX .
			`,
		},
	],
	checkEntry(entry) {
		return judgedAttributes(entry, 'enum').flatMap((known) => {
			const { attribute, parameter } = known;
			if (parameter.shape.kind !== 'enum' || parameter.name === 'compression') return [];
			const { values } = parameter.shape;
			if (values.includes(attribute.value.text)) return [];
			const silent = `BuildKit falls back to \`${parameter.defaults[0]?.value}\` silently`;
			return [
				{
					span: attribute.value.length === 0 ? attribute.span : attribute.value.span,
					message:
						`\`${attribute.key.text}=${shownText(attribute.value.text)}\` is unknown; ${consequenceOf(known, entry, { silent })}. ` +
						`Use ${values.map((value) => `\`${value}\``).join(' or ')} (lower case).`,
					fixes: fixesFor(known, values),
				},
			];
		});
	},
});
