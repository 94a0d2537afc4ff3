import type { Seen } from '../../cache/build.ts';
import { grammarOf } from '../../cache/build.ts';
import type { CacheEntry } from '../../cache/entry.ts';
import { readGoBool } from '../../catalogue/goValues.ts';
import type { BuildView, Edit } from '../rule.ts';
import { locationOf } from './location.ts';

/** The build argument that makes buildx and the Engine add `type=inline`. Source: docker/buildx build/opt.go. */
const INLINE_ARGUMENT = 'BUILDKIT_INLINE_CACHE';

/**
 * Whether the image a build makes carries inline cache, or is a cache itself. `no` only where every export and build
 * argument can be read.
 */
export function hasInlineCache({ build, entries }: BuildView): Seen {
	if (build.tool === 'devcontainer') return 'yes';
	const exports = entries.filter(({ direction }) => direction === 'to');
	// buildctl passes the argument on to the Dockerfile and does nothing itself.
	const argument = build.tool === 'buildctl' ? 'no' : argumentSays(build.args);
	if (exports.some(({ typeName }) => typeName === 'inline') || argument === 'yes') return 'yes';
	const isKnown = exports.every((entry) => entry.typeName !== undefined && locationOf(entry) !== undefined);
	if (!build.isComplete || !isKnown || grammarOf(build.tool) === 'other') return 'unknown';
	return argument;
}

/** Whether a build asks for inline cache in any way, perhaps to turn it off. */
export function mentionsInlineCache({ build, entries }: BuildView): boolean {
	return (
		entries.some(({ direction, typeName }) => direction === 'to' && typeName === 'inline') ||
		build.args.some(({ text }) => text.startsWith(INLINE_ARGUMENT))
	);
}

/** What the build arguments say of inline cache; `NAME` without a value takes it from the environment. */
function argumentSays(args: BuildView['build']['args']): Seen {
	const named = args.filter(({ text }) => text.startsWith(INLINE_ARGUMENT));
	if (args.some((arg) => arg.expansionAt(0) !== undefined) || named.some((arg) => arg.isDynamic)) return 'unknown';
	const last = named.at(-1);
	if (last === undefined) return 'no';
	return last.text === INLINE_ARGUMENT
		? 'unknown'
		: readGoBool(last.text.slice(INLINE_ARGUMENT.length + 1))
			? 'yes'
			: 'no';
}

/** How inline cache is asked for at the place of an entry: what to write, for a message, and the edit that adds it. */
export interface InlineAddition {
	readonly written: string;
	readonly edit: Edit | undefined;
}

/** What to add so that a build exports inline cache, by the entry that is to read it. */
export function addInlineCache(entry: CacheEntry, siblings: readonly CacheEntry[]): InlineAddition {
	const { build, name, layout, origin } = entry.flag;
	if (name.text.startsWith('-')) {
		const flag =
			build.tool === 'docker'
				? `--build-arg ${INLINE_ARGUMENT}=1`
				: `${build.tool === 'buildctl' ? '--export-cache' : '--cache-to'} type=inline`;
		const place = { start: name.span.start, end: name.span.start };
		// A flag in quotes, and one that is an item of a list, holds no place for words before it.
		const isWord = /^ -|^(["']) --[\w-]+ \1$/.test(layout.separator ?? '');
		return { written: flag, edit: origin === 'flag' && isWord ? { span: place, text: `${flag} ` } : undefined };
	}
	const written = build.tool === 'compose' ? 'cache_to: [type=inline]' : 'cache-to: type=inline';
	const hasExport = siblings.some(({ direction }) => direction === 'to');
	const { commentPlace } = layout;
	// Behind another line of the value there is no place for a key.
	const isAtKey = commentPlace !== undefined && commentPlace.offset + commentPlace.indent.length === name.span.start;
	if (hasExport || origin !== 'flag' || !isAtKey) return { written, edit: undefined };
	const line = build.tool === 'bake' ? 'cache-to = ["type=inline"]' : written;
	const place = { start: commentPlace.offset, end: commentPlace.offset };
	return { written, edit: { span: place, text: `${commentPlace.indent}${line}\n` } };
}
