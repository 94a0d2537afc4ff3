import type { FlagNote, Layout } from '../../cache/flag.ts';
import type { Span } from '../../text/span.ts';
import type { CommandOption } from './options.ts';

/** Blanks and line continuations, as they stand between two arguments. */
const GAP = /^(?:[ \t]|\\?\r?\n)*$/;

/** What fixes need to know of a cache flag in a command. `name` is what is repeated to make another flag. */
export function layoutOf(
	option: CommandOption,
	{ document, home, name }: { readonly document: string; readonly home: string; readonly name: string },
): Layout {
	const { value, word, last, previous } = option;
	const separator = value === undefined ? undefined : separatorOf(option, document, name);
	const end = endOf(option);
	const isBehind = previous !== undefined && GAP.test(document.slice(previous.span.end, word.span.start));
	const removal = isBehind && previous.span.end <= word.span.start ? { start: previous.span.end, end } : undefined;
	return {
		commentPlace: commentPlaceOf(document, word.span.start),
		...(last.quote === "'" || last.quote === "$'" ? {} : { home }),
		...(separator === undefined ? {} : { separator }),
		...(removal === undefined ? {} : { removal }),
	};
}

/** Where the option ends, its closing quote included. */
export function endOf({ last }: CommandOption): number {
	return last.span.end;
}

/** ` --cache-to `, or `" --cache-to "` inside quotes; `undefined` where quotes are mixed or are escaped themselves. */
function separatorOf({ value, word, last }: CommandOption, document: string, name: string): string | undefined {
	const { start, end } = value!.span;
	if (/["'\\]/.test(document.slice(start, end))) return undefined;
	const isJoined = word === last;
	const before = isJoined ? document.slice(word.span.start, start) : document.slice(last.span.start, start);
	const after = document.slice(end, last.span.end);
	if (before.includes('\\') || after.includes('\\')) return undefined;
	const joiner = isJoined ? '=' : ' ';
	const quote = /["']$/.exec(before)?.[0] ?? '';
	if (quote !== '' && after === quote) return `${quote} ${name}${joiner}${quote}`;
	// The whole word is quoted, name and all: "--cache-to=type=gha".
	const opening = isJoined ? /^["']/.exec(before)?.[0] : undefined;
	if (opening !== undefined && after === opening) return `${opening} ${opening}${name}${joiner}`;
	return quote === '' && after === '' ? ` ${name}${joiner}` : undefined;
}

/** Above the first line of the command, since no comment can stand between lines that a backslash joins. */
export function commentPlaceOf(document: string, offset: number): NonNullable<Layout['commentPlace']> {
	let start = lineStart(document, offset);
	while (start > 0 && /\\\r?\n$/.test(document.slice(Math.max(0, start - 3), start)))
		start = lineStart(document, start - 1);
	return { offset: start, indent: /^[ \t]*/.exec(document.slice(start, start + 200))![0] };
}

function lineStart(document: string, offset: number): number {
	return offset === 0 ? 0 : document.lastIndexOf('\n', offset - 1) + 1;
}

/** Whether a line continuation with indentation has made two words of the value. */
export function splitNotes({ value, last, next }: CommandOption, document: string): readonly FlagNote[] {
	if (value === undefined || next === undefined || value.length === 0) return [];
	const isCut = value.text.endsWith(',') || next.value.text.startsWith(',');
	if (!isCut || next.value.text.startsWith('-') || last.quote !== undefined) return [];
	const gap: Span = { start: value.span.end, end: next.value.span.start };
	if (!/^[ \t]*\\\r?\n[ \t]*$/.test(document.slice(gap.start, gap.end))) return [];
	return [{ code: 'split-word', gap, rest: next.value }];
}
