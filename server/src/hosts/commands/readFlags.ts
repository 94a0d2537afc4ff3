import type { Build } from '../../cache/build.ts';
import type { CacheFlag, Direction, FlagNote } from '../../cache/flag.ts';
import { MappedText } from '../../text/mappedText.ts';
import { endOf, layoutOf, splitNotes } from './layout.ts';
import type { CommandOption } from './options.ts';

/** What flags are read with. */
export interface FlagContext {
	readonly document: string;
	/** How the user's home is written in a command. */
	readonly home: string;
}

const CACHE_OPTION = /^cache[-_]?(to|from)s?$/i;
const BUILDCTL_OPTION = /^(export|import)[-_]?caches?$/i;
/** `*.cache-to=type=gha` of `docker buildx bake --set`: pattern, key, `=` or `+=`. */
const OVERRIDE = /^([^=.]*)\.(cache[-_]?(to|from)s?)(\+?=)/i;

/** The cache flags among the options of a build. */
export function readFlags(options: readonly CommandOption[], build: Build, context: FlagContext): readonly CacheFlag[] {
	return options.flatMap((option) => {
		const direction = directionOf(option.name);
		return direction === undefined ? [] : [readFlag(option, { direction, build, context })];
	});
}

/** The direction of a cache option in any spelling, `cache-to`, `cache_from`, `export-cache`. */
function directionOf(name: string): Direction | undefined {
	const word = (CACHE_OPTION.exec(name) ?? BUILDCTL_OPTION.exec(name))?.[1]?.toLowerCase();
	if (word === undefined) return undefined;
	return word === 'to' || word === 'export' ? 'to' : 'from';
}

function readFlag(
	option: CommandOption,
	{
		direction,
		build,
		context,
	}: { readonly direction: Direction; readonly build: Build; readonly context: FlagContext },
): CacheFlag {
	const { typed, value, swallowedBy } = option;
	const right = rightName(build, direction);
	const notes: FlagNote[] = [...splitNotes(option, context.document)];
	if (swallowedBy !== undefined) notes.push({ code: 'swallowed', by: swallowedBy });
	else if (value === undefined) notes.push({ code: 'no-value' });
	const text = value ?? emptyPlace(typed.span.end, context.document);
	return {
		direction,
		build,
		name: { text: typed.text, span: typed.span, correction: isRight(typed.text, build, right) ? undefined : right },
		span: { start: typed.span.start, end: Math.max(text.span.end, endOf(option)) },
		value: { form: 'text', text },
		origin: 'flag',
		layout: layoutOf(option, { ...context, name: typed.text }),
		notes,
	};
}

/** The name the tool of a build knows: buildctl's are `--export-cache` and `--import-cache`. */
function rightName({ tool }: Build, direction: Direction): string {
	if (tool === 'buildctl') return direction === 'to' ? '--export-cache' : '--import-cache';
	return direction === 'to' ? '--cache-to' : '--cache-from';
}

/** Go's own flags, which buildctl has, may be written with one dash. */
function isRight(typed: string, { tool }: Build, right: string): boolean {
	return typed === right || (tool === 'buildctl' && `-${typed}` === right);
}

/** Where a value that is not there yet would be typed: behind a blank that follows the name. */
function emptyPlace(end: number, document: string): MappedText {
	return MappedText.verbatim('', document[end] === ' ' ? end + 1 : end);
}

/** The cache flags in `--set` of bake: `--set app.cache-to=type=gha` is one of the build `app`. */
export function readOverrides(
	options: readonly CommandOption[],
	build: Build,
	context: FlagContext,
): readonly CacheFlag[] {
	const builds = new Map<string, Build>();
	return options.flatMap((option): readonly CacheFlag[] => {
		const { name, value, typed } = option;
		const match = name === 'set' && value !== undefined ? OVERRIDE.exec(value.text) : null;
		if (match === null) return [];
		const [whole, pattern = '', key = '', word = '', operator = '='] = match;
		const target = value!.slice(0, pattern.length).written;
		if (!builds.has(target)) builds.set(target, { ...build, name: target });
		const keyText = value!.slice(pattern.length + 1, pattern.length + 1 + key.length);
		const direction = word.toLowerCase() === 'to' ? 'to' : 'from';
		const text = value!.slice(whole.length);
		const repeated = { ...option, value: text };
		const layout = layoutOf(repeated, { ...context, name: typed.text });
		const { separator, ...rest } = layout;
		const prefix = `${target}.${key}${operator}`;
		return [
			{
				direction,
				build: builds.get(target)!,
				name: {
					text: key,
					span: keyText.span,
					correction: key === `cache-${direction}` ? undefined : `cache-${direction}`,
				},
				span: { start: typed.span.start, end: endOf(option) },
				value: { form: 'text', text },
				origin: 'flag',
				layout: separatesOverrides(option, context.document)
					? { ...rest, separator: ` ${typed.text} ${prefix}` }
					: rest,
				notes: [],
			},
		];
	});
}

/** Whether the override is typed without quotes as a word of its own, so that another one can follow it. */
function separatesOverrides({ word, last }: CommandOption, document: string): boolean {
	return word !== last && !/["'\\$]/.test(document.slice(last.span.start, last.span.end));
}
