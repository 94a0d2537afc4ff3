import { refOf } from '../cache/entry.ts';
import { readGoBool } from '../catalogue/goValues.ts';
import type { MappedText } from '../text/mappedText.ts';
import { defineRule, type Edit, type Fix } from './rule.ts';
import { imageKeyOf } from './shared/location.ts';

/** The build argument that docker and nerdctl turn into an inline cache. */
const ARGUMENT = 'BUILDKIT_INLINE_CACHE=';

/** The option that gives a build argument, before its value: `--opt build-arg:`, `--build-arg `. */
const OPTION = /(?<=\s)--(?:opt(?:=|[ \t]+)build-arg:|build-arg(?:=|[ \t]+))$/;

/** The edit that writes something else in the place of a build argument and its option. */
function replaceArgument({ span, written }: MappedText, wanted: string, text: string): Edit | undefined {
	const isTyped = text.slice(span.start, span.end) === written;
	const option = isTyped ? OPTION.exec(text.slice(0, span.start)) : null;
	// In quotes, and as an item of a list, it is something else.
	if (option === null || !/^(?:\s|$)/.test(text.slice(span.end, span.end + 1))) return undefined;
	return { span: { start: option.index, end: span.end }, text: wanted };
}

export default defineRule({
	id: 'inline-build-arg-ignored',
	group: 'hygiene',
	severity: 'warning',
	preset: 'recommended',
	summary: 'The build argument for inline cache, which buildctl does not know.',
	docs: `
\`docker build\`, \`docker buildx build\` and \`nerdctl build\` export an inline cache when there is a build argument
\`BUILDKIT_INLINE_CACHE=1\`. For buildctl it is a build argument like any other: it is given to the Dockerfile, which does not use it, and the image
has no cache in it. Write \`--export-cache type=inline\`.

The rule speaks of commands that have a cache flag as well. All versions of buildctl up to 0.32.

For buildx the argument works. That \`--cache-to type=inline\` is to be preferred there is a hint of the option \`buildx\`; of \`docker build\`, which
may run without buildx, nothing is said.
`,
	options: {
		buildx: {
			kind: 'boolean',
			default: false,
			description: 'Whether to prefer `--cache-to type=inline` in commands of buildx, where both work.',
		},
	},
	bad: [
		{
			title: 'buildctl',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --opt build-arg:BUILDKIT_INLINE_CACHE=1 --import-cache type=registry,ref=o/app:base --output type=image,name=o/app:1,push=true
				                                                        ^^^^^^^^^^^^^^^^^^^^^^^ buildctl only hands \`BUILDKIT_INLINE_CACHE\` to the Dockerfile, and there is no inline cache. Write \`--export-cache type=inline\`.
			`,
			fixed: `
				buildctl build --frontend dockerfile.v0 --export-cache type=inline --import-cache type=registry,ref=o/app:base --output type=image,name=o/app:1,push=true
			`,
		},
		{
			title: 'over several lines',
			path: 'build.sh',
			text: `
				buildctl build \\
				  --frontend dockerfile.v0 \\
				  --import-cache type=registry,ref=o/app:1 \\
				  --opt build-arg:BUILDKIT_INLINE_CACHE=true
				                  ^^^^^^^^^^^^^^^^^^^^^^^^^^ buildctl only hands \`BUILDKIT_INLINE_CACHE\` to the Dockerfile, and there is no inline cache. Write \`--export-cache type=inline\`.
			`,
			fixed: `
				buildctl build \\
				  --frontend dockerfile.v0 \\
				  --import-cache type=registry,ref=o/app:1 \\
				  --export-cache type=inline
			`,
		},
		{
			title: 'in a makefile',
			path: 'Makefile',
			text: `
				image:
					buildctl build --frontend dockerfile.v0 --opt build-arg:BUILDKIT_INLINE_CACHE=1 --import-cache type=registry,ref=o/app:1
					                                                        ^^^^^^^^^^^^^^^^^^^^^^^ buildctl only hands \`BUILDKIT_INLINE_CACHE\` to the Dockerfile, and there is no inline cache. Write \`--export-cache type=inline\`.
			`,
			fixed: `
				image:
					buildctl build --frontend dockerfile.v0 --export-cache type=inline --import-cache type=registry,ref=o/app:1
			`,
		},
		{
			title: 'buildx, where it is an older way',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker buildx build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from o/app:1 -t o/app:1 --push .
				                                             ^^^^^^^^^^^^^^^^^^^^^^^ hint: \`BUILDKIT_INLINE_CACHE=1\` exports an inline cache too, but out of sight of the other caches. Write \`--cache-to type=inline\`.
				      - run: docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from o/app:1 -t o/app:1 .
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker buildx build --cache-to type=inline --cache-from o/app:1 -t o/app:1 --push .
				      - run: docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from o/app:1 -t o/app:1 .
			`,
			settings: { options: { 'inline-build-arg-ignored': { buildx: true } } },
		},
		{
			title: 'an argument in quotes, which is left to you',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 "--opt=build-arg:BUILDKIT_INLINE_CACHE=1" --import-cache type=registry,ref=o/app:base
				                                                         ^^^^^^^^^^^^^^^^^^^^^^^ buildctl only hands \`BUILDKIT_INLINE_CACHE\` to the Dockerfile, and there is no inline cache. Write \`--export-cache type=inline\`.
			`,
		},
		{
			title: 'in a block of a workflow',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: |
				          buildctl build \\
				            --frontend dockerfile.v0 \\
				            --opt build-arg:BUILDKIT_INLINE_CACHE=1 \\
				                            ^^^^^^^^^^^^^^^^^^^^^^^ buildctl only hands \`BUILDKIT_INLINE_CACHE\` to the Dockerfile, and there is no inline cache. Write \`--export-cache type=inline\`.
				            --import-cache type=registry,ref=o/app:base
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: |
				          buildctl build \\
				            --frontend dockerfile.v0 \\
				            --export-cache type=inline \\
				            --import-cache type=registry,ref=o/app:base
			`,
		},
	],
	good: [
		{
			title: 'an inline cache',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --export-cache type=inline --import-cache type=registry,ref=o/app:1
			`,
		},
		{
			title: 'tools that know the argument, without buildx too',
			path: 'build.sh',
			text: `
				docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from o/app:1 .
				docker buildx build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from o/app:1 .
				nerdctl build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from o/app:1 .
			`,
		},
		{
			title: 'an image that is read as a cache, of which another rule speaks',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --opt build-arg:BUILDKIT_INLINE_CACHE=1 \\
				  --import-cache type=registry,ref=o/app:1 --output type=image,name=o/app:1,push=true
			`,
		},
		{
			title: 'the argument turned off, both of them, a command that is not seen as a whole',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --opt build-arg:BUILDKIT_INLINE_CACHE=0 --import-cache type=registry,ref=o/app:1
				buildctl build --frontend dockerfile.v0 --opt build-arg:BUILDKIT_INLINE_CACHE=1 --export-cache type=inline
				buildctl build --frontend dockerfile.v0 --opt build-arg:BUILDKIT_INLINE_CACHE=1 --import-cache type=registry,ref=o/app:1 "\${MORE[@]}"
			`,
		},
	],
	checkBuild({ build, entries }, context) {
		const isBuildctl = build.tool === 'buildctl';
		if (!build.isComplete || !(isBuildctl || (build.tool === 'buildx' && context.option('buildx')))) return [];
		const argument = build.args.findLast(({ text }) => text.startsWith(ARGUMENT));
		if (argument === undefined || argument.isDynamic || !readGoBool(argument.text.slice(ARGUMENT.length))) return [];
		// An export that is an expansion may be an inline one.
		const mayBeInline = entries.some(
			({ direction, typeName }) => direction === 'to' && (typeName === undefined || typeName === 'inline'),
		);
		if (mayBeInline) return [];
		const wanted = `${isBuildctl ? '--export-cache' : '--cache-to'} type=inline`;
		const edit = replaceArgument(argument, wanted, context.file.text);
		const fixes: readonly Fix[] =
			edit === undefined ? [] : [{ title: `Write \`${wanted}\``, safe: false, edits: [edit] }];
		if (!isBuildctl) {
			const message = `\`${argument.text}\` exports an inline cache too, but out of sight of the other caches. Write \`${wanted}\`.`;
			return [{ span: argument.span, severity: 'hint', message, fixes }];
		}
		// That an image read here is built without inline cache is the matter of image-cache-without-inline.
		const own = build.images.map(imageKeyOf);
		const refs = entries.flatMap((entry) => (entry.direction === 'from' ? (refOf(entry) ?? []) : []));
		if (refs.some((ref) => own.includes(imageKeyOf(ref)))) return [];
		const message = `buildctl only hands \`BUILDKIT_INLINE_CACHE\` to the Dockerfile, and there is no inline cache. Write \`${wanted}\`.`;
		return [{ span: argument.span, message, fixes }];
	},
});
