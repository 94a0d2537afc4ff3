import type { CacheEntry } from '../cache/entry.ts';
import { HOLE, type MappedText } from '../text/mappedText.ts';
import { defineRule, type Fix } from './rule.ts';
import { isPlaceholder, isReadAsMeant, isTrimmed } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';

/** An expansion at the start that may hold the type; a slash behind it makes it the beginning of a ref. */
const MAY_BEGIN_WITH_TYPE = new RegExp(`^${HOLE}(?!/)`);

/** The text of an entry in which buildctl sees one old-style ref; `undefined` where it may see something else. */
function legacyRef(entry: CacheEntry): MappedText | undefined {
	const { flag, text } = entry;
	if (flag.build.tool !== 'buildctl' || flag.name.correction !== undefined || text === undefined) return undefined;
	if (text.text.includes('type=') || MAY_BEGIN_WITH_TYPE.test(text.text) || text.length === 0) return undefined;
	if (isPlaceholder(text.text) || !isTrimmed(text.text) || !isReadAsMeant(flag, text.span)) return undefined;
	return text;
}

/** The text in the form of today: `r/a:c` with `type=registry,ref=` before it, `Type=gha` with a small `t`. */
function rewrite(text: MappedText): Fix | undefined {
	const { start } = text.span;
	const key = /^type=/i.exec(text.text);
	if (key !== null) {
		return { title: 'Write `type` in lower case', safe: false, edits: [{ span: text.spanOf(0, 4), text: 'type' }] };
	}
	const [first = '', ...rest] = text.text.split(',');
	// Several refs in one value were never possible, and quotes may be those of a CSV field.
	if (/["']/.test(text.text) || rest.some((field) => !field.includes('='))) return undefined;
	const added = first.includes('=') ? 'type=registry,' : 'type=registry,ref=';
	return { title: `Write \`${added}…\``, safe: false, edits: [{ span: { start, end: start }, text: added }] };
}

export default defineRule({
	id: 'buildctl-legacy-ref',
	group: 'hygiene',
	severity: 'info',
	preset: 'recommended',
	summary: 'A cache of buildctl written as a bare image reference.',
	docs: `
buildctl takes a value in which \`type=\` does not occur for an image reference, all of it. That is deprecated since BuildKit 0.4:

    --export-cache <ref> is deprecated. Please use --export-cache type=registry,ref=<ref>,<opt>=<optval>[,<opt>=<optval>] instead

Nothing can be added to such a reference: \`o/app:cache,mode=max\` is read as one, and the build stops with \`invalid reference format\`. So is
\`Type=registry,…\`, since buildctl looks for \`type=\` in lower case. This holds for all versions of buildctl up to 0.32.

buildx takes bare references too and does not call them deprecated; nothing is said of them here.
`,
	bad: [
		{
			title: 'a bare reference',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --import-cache o/app:cache --export-cache o/app:cache
				                                                       ^^^^^^^^^^^ \`o/app:cache\` without a type is deprecated in buildctl, and options cannot be added to it. Write \`type=registry,ref=…\`.
				                                                                                  ^^^^^^^^^^^ \`o/app:cache\` without a type is deprecated in buildctl, and options cannot be added to it. Write \`type=registry,ref=…\`.
			`,
			fixed: `
				buildctl build --frontend dockerfile.v0 --import-cache type=registry,ref=o/app:cache --export-cache type=registry,ref=o/app:cache
			`,
		},
		{
			title: 'variables',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --import-cache $REGISTRY/$NAME:buildcache --export-cache $REGISTRY/$NAME:buildcache
				                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^ \`$REGISTRY/$NAME:buildcache\` without a type is deprecated in buildctl, and options cannot be added to it. Write \`type=registry,ref=…\`.
				                                                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^ \`$REGISTRY/$NAME:buildcache\` without a type is deprecated in buildctl, and options cannot be added to it. Write \`type=registry,ref=…\`.
			`,
			fixed: `
				buildctl build --frontend dockerfile.v0 --import-cache type=registry,ref=$REGISTRY/$NAME:buildcache --export-cache type=registry,ref=$REGISTRY/$NAME:buildcache
			`,
		},
		{
			title: 'a reference with options, and one with its key alone',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --export-cache o/app:cache,mode=max --import-cache ref=o/app:cache
				                                                       ^^^^^^^^^^^^^^^^^^^^ error: buildctl finds no \`type=\` in \`o/app:cache,mode=max\` and takes all of it for an image reference, which it is not. Write \`type=registry,ref=…\`.
				                                                                                           ^^^^^^^^^^^^^^^ error: buildctl finds no \`type=\` in \`ref=o/app:cache\` and takes all of it for an image reference, which it is not. Write \`type=registry,ref=…\`.
			`,
			fixed: `
				buildctl build --frontend dockerfile.v0 --export-cache type=registry,ref=o/app:cache,mode=max --import-cache type=registry,ref=o/app:cache
			`,
		},
		{
			title: 'a capital letter, in a makefile',
			path: 'Makefile',
			text: `
				image:
					buildctl build --frontend dockerfile.v0 --export-cache Type=registry,ref=o/app:cache
					                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: buildctl finds no \`type=\` in \`Type=registry,ref=o/app:cache\` and takes all of it for an image reference, which it is not. Write \`type=registry,ref=…\`.
			`,
			fixed: `
				image:
					buildctl build --frontend dockerfile.v0 --export-cache type=registry,ref=o/app:cache
			`,
		},
		{
			title: 'a list of references, which was never possible',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --import-cache o/app:cache,o/app:main
				                                                       ^^^^^^^^^^^^^^^^^^^^^^ error: buildctl finds no \`type=\` in \`o/app:cache,o/app:main\` and takes all of it for an image reference, which it is not. Write \`type=registry,ref=…\`.
			`,
		},
	],
	good: [
		{
			title: 'with a type',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --export-cache type=registry,ref=o/app:cache,mode=max
			`,
		},
		{
			title: 'bare references of buildx and nerdctl',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from o/app:cache --cache-to o/app:cache .
				nerdctl build --cache-from o/app:cache .
			`,
		},
		{
			title: 'values nobody can know',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --export-cache "$CACHE" --import-cache "$CACHE:main" --import-cache "<ref>"
			`,
		},
		{
			title: 'what other rules speak of: the wrong flag, nothing, spaces, comments',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --cache-to o/app:cache --export-cache= --import-cache " o/app:cache" --import-cache "o/app:cache # main"
			`,
		},
	],
	checkEntry(entry) {
		const text = legacyRef(entry);
		if (text === undefined) return [];
		const fix = rewrite(text);
		const written = shownText(text.written);
		const isBroken = /[,=]/.test(text.text);
		const message = isBroken
			? `buildctl finds no \`type=\` in \`${written}\` and takes all of it for an image reference, which it is not. Write \`type=registry,ref=…\`.`
			: `\`${written}\` without a type is deprecated in buildctl, and options cannot be added to it. Write \`type=registry,ref=…\`.`;
		return [
			{
				span: text.span,
				message,
				// A bare ref works as written, for all that it is deprecated; one with options never does.
				severity: isBroken ? 'error' : 'info',
				fixes: fix === undefined ? [] : [fix],
				tags: isBroken ? [] : ['deprecated'],
			},
		];
	},
});
