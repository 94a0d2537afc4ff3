import { grammarOf } from '../cache/build.ts';
import { type CacheEntry, refOf } from '../cache/entry.ts';
import { readReference } from '../catalogue/goReference.ts';
import { findCertainFlaw, type ReferenceFlaw, type ReferenceFlawKind } from '../catalogue/referenceFlaws.ts';
import type { MappedText } from '../text/mappedText.ts';
import { defineRule } from './rule.ts';
import { isFoldedList } from './shared/gluedEntries.ts';
import { mendReference } from './shared/mendReference.ts';
import { isPlaceholder, isReadAsMeant, isTrimmed, judgedBackend } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';
import { isWordForCache } from './shared/wordsForCaches.ts';

/** The ref of an entry as far as this rule judges it; a digest in an export is the matter of digest-in-export-ref. */
function judgedRef(entry: CacheEntry): MappedText | undefined {
	// What buildctl takes for one ref, options and all, is the matter of buildctl-legacy-ref; nerdctl reads the options.
	const hasOptions = grammarOf(entry.flag.build.tool) === 'buildctl' && /[,=]/.test(entry.text?.text ?? '');
	const isBare = entry.form === 'ref' && entry.problems.length === 0 && !isFoldedList(entry.flag) && !hasOptions;
	const ref = isBare || judgedBackend(entry)?.type === 'registry' ? refOf(entry) : undefined;
	if (ref === undefined || ref.length === 0 || isPlaceholder(ref.text) || !isTrimmed(ref.text)) return undefined;
	if (!isReadAsMeant(entry.flag, ref.span) || (isBare && isWordForCache(ref.text))) return undefined;
	const at = ref.text.indexOf('@');
	return entry.direction === 'to' && at > 0 && at < ref.length - 1 && !ref.text.includes('://')
		? ref.slice(0, at)
		: ref;
}

/** Why it is no reference, with `part` for the characters that are wrong. */
const reasons: Readonly<Record<ReferenceFlawKind, (part: string) => string>> = {
	empty: () => 'it is empty',
	scheme: (part) => `it begins with \`${part}\``,
	space: () => 'it has a space in it',
	character: (part) => `\`${part}\` is not allowed in one`,
	uppercase: (part) => `repositories are lower case, and \`${part}\` is not`,
	hexName: () => 'a name of 64 hex digits is kept for image ids',
	emptyTag: () => 'the tag after `:` is empty',
	slashInTag: (part) => `a tag has no \`/\`, as in \`${part}\``,
	longTag: () => 'a tag has at most 128 characters',
	tag: (part) => `\`${part}\` is no tag`,
	digest: (part) => `\`${part}\` is no digest`,
	emptyPart: (part) => `there is nothing between the slashes of \`${part}\``,
	separator: (part) => `\`${part}\` begins or ends with \`.\`, \`_\` or \`-\`, or has two of them in a row`,
	longName: () => 'a repository has at most 255 characters',
	host: (part) => `\`${part}\` is no host`,
};

function flawOf(ref: MappedText): ReferenceFlaw | undefined {
	return ref.isDynamic ? findCertainFlaw(ref.text) : readReference(ref.text).problem;
}

export default defineRule({
	id: 'invalid-ref',
	group: 'values',
	severity: 'error',
	preset: 'recommended',
	summary: 'A cache ref that is no image reference.',
	docs: `
The \`ref\` of a registry cache is an image reference: a host, a repository in lower case, a tag of at most 128 letters, digits,
\`.\`, \`_\` and \`-\`. It has no \`https://\`, no slash in the tag, and something after the colon.

An export stops before the build with \`failed to configure registry cache exporter: invalid reference format\`, followed by
\`: repository name (Org/app) must be lowercase\` where that is the reason. An import only writes the same into the log, and the
build goes on without cache.

Of refs with expansions only what is wrong whatever they stand for is reported. All versions of BuildKit, up to 0.32.
`,
	bad: [
		{
			title: 'a scheme and capitals',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: ghcr.io/Org/App:cache
				                              ^^^ \`ghcr.io/Org/App:cache\` is not a valid image reference: repositories are lower case, and \`Org\` is not. BuildKit only logs it and builds without this cache; write \`ghcr.io/org/app:cache\`.
				          cache-to: type=registry,ref=https://ghcr.io/Org/App:cache,mode=max
				                                      ^^^^^^^^ \`https://ghcr.io/Org/App:cache\` is not a valid image reference: it begins with \`https://\`. The export fails with \`invalid reference format\`; write \`ghcr.io/org/app:cache\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: ghcr.io/org/app:cache
				          cache-to: type=registry,ref=ghcr.io/org/app:cache,mode=max
			`,
		},
		{
			title: 'tags',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from o/app:feat/x --cache-to type=registry,ref=o/app: .
				                                       ^^^^^^ \`o/app:feat/x\` is not a valid image reference: a tag has no \`/\`, as in \`feat/x\`. BuildKit only logs it and builds without this cache; write \`o/app:feat-x\`.
				                                                                                ^ \`o/app:\` is not a valid image reference: the tag after \`:\` is empty. The export fails with \`invalid reference format\`; write \`o/app\`.
			`,
			fixed: `
				docker buildx build --cache-from o/app:feat-x --cache-to type=registry,ref=o/app .
			`,
		},
		{
			title: 'capitals between expansions',
			path: 'docker-bake.hcl',
			text: `
				variable "TAG" {}
				target "app" {
				  cache-to = ["type=registry,ref=ghcr.io/Org/app:cache-\${TAG}", "type=registry,ref=o/app:\${TAG}/y"]
				                                         ^^^ \`ghcr.io/Org/app:cache-\${TAG}\` is not a valid image reference: repositories are lower case, and \`Org\` is not. The export fails with \`invalid reference format\`; write \`ghcr.io/org/app:cache-\${TAG}\`.
				                                                                                         ^^^^^^^^ \`o/app:\${TAG}/y\` is not a valid image reference: a tag has no \`/\`, as in \`\${TAG}/y\`. The export fails with \`invalid reference format\`; write \`o/app:\${TAG}-y\`.
				}
			`,
			fixed: `
				variable "TAG" {}
				target "app" {
				  cache-to = ["type=registry,ref=ghcr.io/org/app:cache-\${TAG}", "type=registry,ref=o/app:\${TAG}-y"]
				}
			`,
		},
		{
			title: 'no reference at all',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=registry,ref=-bad
				                            ^^^^ \`-bad\` is not a valid image reference: \`-bad\` begins or ends with \`.\`, \`_\` or \`-\`, or has two of them in a row. BuildKit only logs it and builds without this cache.
				        - o/web:cache 1
				                     ^ \`o/web:cache 1\` is not a valid image reference: it has a space in it. BuildKit only logs it and builds without this cache.
			`,
		},
		{
			title: 'a scheme in documentation, an image named for nerdctl',
			path: 'README.md',
			text: `
				\`\`\`sh
				nerdctl build --cache-to type=registry,ref=https://ghcr.io/o/app:cache .
				                                           ^^^^^^^^ \`https://ghcr.io/o/app:cache\` is not a valid image reference: it begins with \`https://\`. The export fails with \`invalid reference format\`; write \`ghcr.io/o/app:cache\`.
				\`\`\`
			`,
			fixed: `
				\`\`\`sh
				nerdctl build --cache-to type=registry,ref=ghcr.io/o/app:cache .
				\`\`\`
			`,
		},
	],
	good: [
		{
			title: 'references',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from ghcr.io/org/app:cache --cache-to type=registry,ref=ghcr.io/org/app:Cache_1.x,mode=max .
			`,
		},
		{
			title: 'hosts, ports, addresses',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from localhost:5000/x --cache-from 10.0.0.1:5000/a/b:c --cache-from MyHost/app \\
				  --cache-from app --cache-from [::1]:5000/a --cache-from registry.example.com/a/b/c/d .
			`,
		},
		{
			title: 'a digest',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from o/app@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .
			`,
		},
		{
			title: 'expansions that may be anything',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=registry,ref=$REGISTRY/$IMAGE:\${TAG}-cache" --cache-from "$IMAGE:cache" --cache-from "\${A}B:c" .
			`,
		},
		{
			title: 'placeholders',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=registry,ref=<registry>/<image>:cache
				        - registry.example.com/...:cache
			`,
		},
		{
			title: 'outputs and other backends',
			path: 'build.sh',
			text: `
				docker buildx build --output type=image,name=Foo --cache-to type=gha,scope=Feat/X .
			`,
		},
		{
			title: 'names that stand for others in documentation',
			path: 'README.md',
			text: `
				\`\`\`sh
				docker buildx build --cache-to type=registry,ref=REGISTRY/REPOSITORY:TAG --cache-from registry:port/app:TAG .
				\`\`\`
			`,
		},
		{
			title: 'what other rules speak of: options of buildctl, quotes, comments, lines that are folded',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: buildctl build --frontend dockerfile.v0 --import-cache O/app:cache,mode=max
				      - run: docker buildx build --cache-from "type=registry,ref='O/app:cache'" --cache-from "o/app:cache # the cache" .
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: >
				            o/app:main
				            o/app:cache
			`,
		},
	],
	checkEntry(entry, { isExample }) {
		const ref = judgedRef(entry);
		const flaw = ref === undefined ? undefined : flawOf(ref);
		if (ref === undefined || flaw === undefined) return [];
		// What stands for a name in documentation (`REGISTRY/IMAGE`, `host:port/app`) is no mistake; a scheme is.
		if (isExample && flaw.kind !== 'scheme') return [];
		const reason = reasons[flaw.kind](shownText(ref.slice(flaw.start, flaw.end).written));
		const effect =
			entry.direction === 'to'
				? 'The export fails with `invalid reference format`'
				: 'BuildKit only logs it and builds without this cache';
		const mended = mendReference(ref);
		return [
			{
				span: ref.spanOf(flaw.start, flaw.end),
				message: `\`${shownText(ref.written)}\` is not a valid image reference: ${reason}. ${effect}${mended === undefined ? '' : `; write \`${shownText(mended.written)}\``}.`,
				fixes:
					mended === undefined
						? []
						: [{ title: `Write \`${shownText(mended.written)}\``, safe: false, edits: mended.edits }],
			},
		];
	},
});
