import type { CacheEntry } from '../cache/entry.ts';
import type { MappedText } from '../text/mappedText.ts';
import { defineRule, type Edit, type Fix } from './rule.ts';
import { repositoryOf } from './shared/cacheRef.ts';
import { fieldsOf } from './shared/fields.ts';
import { isPlaceholder } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';

/** The image a value names: itself, or the `ref` of one in BuildKit's grammar; none of a cache that is no registry. */
function imageIn(text: MappedText): MappedText | undefined {
	if (!text.text.includes('=')) return text;
	const fields = fieldsOf(text.text).map(({ start, end }) => text.slice(start, end));
	const isRegistry = fields.every(({ text: field }) => !field.startsWith('type=') || field === 'type=registry');
	const ref = fields.findLast((field) => field.text.startsWith('ref='))?.slice(4);
	return isRegistry && ref !== undefined && ref.length > 0 ? ref : undefined;
}

/** The edits that leave only the repository of an image; it has no tag, no digest, no attributes around it. */
function keepOnly(repository: MappedText, text: MappedText): Fix | undefined {
	if (/["'=\s,]/.test(repository.text) || repository.length === 0) return undefined;
	const before = { start: text.span.start, end: repository.span.start };
	const after = { start: repository.span.end, end: text.span.end };
	const edits = [before, after].filter(({ start, end }) => end > start).map((span): Edit => ({ span, text: '' }));
	const [first, ...rest] = edits;
	const title = `Write \`${shownText(repository.written)}\``;
	return first === undefined ? undefined : { title, safe: false, edits: [first, ...rest] };
}

function problemOf(text: string): { readonly problem: string; readonly printed: string } | undefined {
	if (/^[\w-]+=|,[\w-]+=/.test(text)) {
		const printed = 'must contain registry and repository: invalid reference format';
		return { problem: "not BuildKit's `key=value`", printed };
	}
	const last = text.slice(text.lastIndexOf('/') + 1);
	if (!/[:@]/.test(last) && !text.includes('@')) return undefined;
	const part = text.includes('@') ? 'digest' : 'tag';
	return { problem: `without a ${part}`, printed: 'repository must contain neither a tag nor digest' };
}

/** Options that send the build to another machine, whose program is not known. */
const REMOTE = /\s(?:--remote|-r|--url|--connection|-c)(?=[\s=])/;

/** The fix with `--layers` before the flag, without which buildah has no cache; podman has it by default. */
function withLayers(fix: Fix, { flag: { build, name } }: CacheEntry, text: string): Fix {
	const command = text.slice(build.span.start, build.span.end);
	if (build.tool !== 'buildah' || !build.isComplete || /\s--layers\b/.test(command)) return fix;
	const { start } = name.span;
	return { ...fix, edits: [...fix.edits, { span: { start, end: start }, text: '--layers ' }] };
}

/** Whether an entry is one of podman or buildah that can be judged. */
function isJudged({ form, flag, text }: CacheEntry): boolean {
	const { tool } = flag.build;
	if (form !== 'other' || (tool !== 'podman' && tool !== 'buildah') || text === undefined) return false;
	// The next option for a value is another mistake.
	return !isPlaceholder(text.text) && !text.text.startsWith('-');
}

export default defineRule({
	id: 'podman-cache-syntax',
	group: 'registries',
	severity: 'error',
	preset: 'recommended',
	summary: 'BuildKit syntax, or a tag, in a cache flag of podman or buildah.',
	docs: `
podman and buildah have flags of the same names with another meaning: the value is a repository in a registry and nothing more.
They store a layer under a tag of their own for each step, so the repository comes without tag and digest. There are no
other kinds of cache. With a \`type=\` the build stops before it begins:

    Error: invalid repo "type=registry,ref=…": must contain registry and repository: invalid reference format

and with a tag: \`repository must contain neither a tag nor digest\`.

The flags only work together with \`--layers\`, which is the default of podman build and not of buildah build. They exist since buildah 1.27.
Nothing is said of \`podman --remote\`, which may talk to something else than podman. nerdctl is no such tool; it hands the value to BuildKit.
`,
	bad: [
		{
			title: 'the syntax of BuildKit',
			path: 'build.sh',
			text: `
				podman build --layers --cache-from type=registry,ref=ghcr.io/o/app:cache --cache-to type=registry,ref=ghcr.io/o/app:cache,mode=max .
				                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ podman takes a repository here, not BuildKit's \`key=value\`, and stops with \`must contain registry and repository: invalid reference format\`. Write \`ghcr.io/o/app\`.
				                                                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ podman takes a repository here, not BuildKit's \`key=value\`, and stops with \`must contain registry and repository: invalid reference format\`. Write \`ghcr.io/o/app\`.
			`,
			fixed: `
				podman build --layers --cache-from ghcr.io/o/app --cache-to ghcr.io/o/app .
			`,
		},
		{
			title: 'a tag',
			path: 'build.sh',
			text: `
				buildah build --layers --cache-to "$REGISTRY/o/app:cache" --cache-from "$REGISTRY/o/app:cache" .
				                                   ^^^^^^^^^^^^^^^^^^^^^ buildah takes a repository here, without a tag, and stops with \`repository must contain neither a tag nor digest\`. Write \`$REGISTRY/o/app\`.
				                                                                        ^^^^^^^^^^^^^^^^^^^^^ buildah takes a repository here, without a tag, and stops with \`repository must contain neither a tag nor digest\`. Write \`$REGISTRY/o/app\`.
			`,
			fixed: `
				buildah build --layers --cache-to "$REGISTRY/o/app" --cache-from "$REGISTRY/o/app" .
			`,
		},
		{
			title: 'a cache that podman does not have',
			path: 'Makefile',
			text: `
				image:
					podman build --layers --cache-to=type=local,dest=.cache .
					                                 ^^^^^^^^^^^^^^^^^^^^^^ podman takes a repository here, not BuildKit's \`key=value\`, and stops with \`must contain registry and repository: invalid reference format\`. Write the repository of a registry, as in \`registry.example.com/app/cache\`.
			`,
		},
		{
			title: 'without layers, which buildah has only when told',
			path: '.gitlab-ci.yml',
			text: `
				build:
				  image: quay.io/buildah/stable
				  script:
				    - buildah build --cache-from type=registry,ref=registry.example.com/app:cache -t registry.example.com/app .
				                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ buildah takes a repository here, not BuildKit's \`key=value\`, and stops with \`must contain registry and repository: invalid reference format\`. Write \`registry.example.com/app\`.
			`,
			fixed: `
				build:
				  image: quay.io/buildah/stable
				  script:
				    - buildah build --layers --cache-from registry.example.com/app -t registry.example.com/app .
			`,
		},
		{
			title: 'a digest, and references that cannot be mended',
			path: 'build.sh',
			text: `
				podman build --layers --cache-from r/a@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 --cache-from type=registry,ref= --cache-from type=gha,ref=r/a .
				                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ podman takes a repository here, without a digest, and stops with \`repository must contain neither a tag nor digest\`. Write \`r/a\`.
				                                                                                                                            ^^^^^^^^^^^^^^^^^^ podman takes a repository here, not BuildKit's \`key=value\`, and stops with \`must contain registry and repository: invalid reference format\`. Write the repository of a registry, as in \`registry.example.com/app/cache\`.
				                                                                                                                                                            ^^^^^^^^^^^^^^^^ podman takes a repository here, not BuildKit's \`key=value\`, and stops with \`must contain registry and repository: invalid reference format\`. Write the repository of a registry, as in \`registry.example.com/app/cache\`.
				buildah build $ARGS --cache-from r.example.com/a:c .
				                                 ^^^^^^^^^^^^^^^^^ buildah takes a repository here, without a tag, and stops with \`repository must contain neither a tag nor digest\`. Write \`r.example.com/a\`.
			`,
			fixed: `
				podman build --layers --cache-from r/a --cache-from type=registry,ref= --cache-from type=gha,ref=r/a .
				buildah build $ARGS --cache-from r.example.com/a .
			`,
		},
	],
	good: [
		{
			title: 'a repository',
			path: 'build.sh',
			text: `
				podman build --layers --cache-from ghcr.io/o/app/cache --cache-to ghcr.io/o/app/cache .
				buildah build --layers --cache-from localhost:5000/app --cache-to "$REGISTRY/app" .
			`,
		},
		{
			title: 'tools that read what BuildKit reads, and a program nobody knows',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache .
				nerdctl build --cache-to type=registry,ref=o/app:cache .
				$TOOL build --cache-to type=registry,ref=o/app:cache .
			`,
		},
		{
			title: 'values nobody can know',
			path: 'build.sh',
			text: `
				podman build --layers --cache-to "$CACHE" --cache-from "$REPOSITORY/cache" .
			`,
		},
		{
			title: 'podman that sends the build elsewhere, perhaps to Docker',
			path: 'build.sh',
			text: `
				podman --remote build --cache-to type=registry,ref=r/a:c .
				podman --url unix:///var/run/docker.sock build --cache-to type=registry,ref=r/a:c .
			`,
		},
		{
			title: 'placeholders, and the next option where the value should be',
			path: 'build.sh',
			text: `
				podman build --layers --cache-to "type=registry,ref=<registry>/app:cache" .
				podman build --layers --cache-to --cache-from .
			`,
		},
	],
	checkEntry(entry, { file }) {
		const { text, flag } = entry;
		if (REMOTE.test(file.text.slice(flag.build.span.start, flag.name.span.start))) return [];
		const found = text !== undefined && isJudged(entry) ? problemOf(text.text) : undefined;
		if (text === undefined || found === undefined) return [];
		const image = imageIn(text);
		const repository = image === undefined ? undefined : repositoryOf(image);
		const fix = repository === undefined ? undefined : keepOnly(repository, text);
		const advice =
			fix !== undefined && repository !== undefined
				? `Write \`${shownText(repository.written)}\`.`
				: 'Write the repository of a registry, as in `registry.example.com/app/cache`.';
		return [
			{
				span: text.span,
				message: `${entry.flag.build.tool} takes a repository here, ${found.problem}, and stops with \`${found.printed}\`. ${advice}`,
				fixes: fix === undefined ? [] : [withLayers(fix, entry, file.text)],
			},
		];
	},
});
