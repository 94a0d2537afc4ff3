import { refOf } from '../cache/entry.ts';
import { readGoBool } from '../catalogue/goValues.ts';
import { defineRule } from './rule.ts';
import { addInlineCache } from './shared/inlineCache.ts';
import { imageKeyOf } from './shared/location.ts';

/** The build argument that docker and nerdctl turn into an inline cache. */
const ARGUMENT = 'BUILDKIT_INLINE_CACHE=';

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
`,
	bad: [
		{
			title: 'buildctl',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --opt build-arg:BUILDKIT_INLINE_CACHE=1 --import-cache type=registry,ref=o/app:base --output type=image,name=o/app:1,push=true
				                                                        ^^^^^^^^^^^^^^^^^^^^^^^ buildctl only hands \`BUILDKIT_INLINE_CACHE\` to the Dockerfile, and there is no inline cache. Write \`--export-cache type=inline\`.
			`,
			fixed: `
				buildctl build --frontend dockerfile.v0 --opt build-arg:BUILDKIT_INLINE_CACHE=1 --export-cache type=inline --import-cache type=registry,ref=o/app:base --output type=image,name=o/app:1,push=true
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
				  --export-cache type=inline --import-cache type=registry,ref=o/app:1 \\
				  --opt build-arg:BUILDKIT_INLINE_CACHE=true
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
					buildctl build --frontend dockerfile.v0 --opt build-arg:BUILDKIT_INLINE_CACHE=1 --export-cache type=inline --import-cache type=registry,ref=o/app:1
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
	checkBuild({ build, entries }) {
		if (build.tool !== 'buildctl' || !build.isComplete) return [];
		const argument = build.args.findLast(({ text }) => text.startsWith(ARGUMENT));
		if (argument === undefined || argument.isDynamic || !readGoBool(argument.text.slice(ARGUMENT.length))) return [];
		const [first] = entries;
		// An export that is an expansion may be an inline one.
		const mayBeInline = entries.some(
			({ direction, typeName }) => direction === 'to' && (typeName === undefined || typeName === 'inline'),
		);
		if (first === undefined || mayBeInline) return [];
		// That an image read here is built without inline cache is the matter of image-cache-without-inline.
		const own = build.images.map(imageKeyOf);
		const refs = entries.flatMap((entry) => (entry.direction === 'from' ? (refOf(entry) ?? []) : []));
		if (refs.some((ref) => own.includes(imageKeyOf(ref)))) return [];
		const { written, edit } = addInlineCache(first, entries);
		return [
			{
				span: argument.span,
				message: `buildctl only hands \`BUILDKIT_INLINE_CACHE\` to the Dockerfile, and there is no inline cache. Write \`${written}\`.`,
				fixes: edit === undefined ? [] : [{ title: `Add \`${written}\``, safe: false, edits: [edit] }],
			},
		];
	},
});
