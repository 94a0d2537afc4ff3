import type { CacheFlag, Layout } from '../../cache/flag.ts';
import type { ShellWord } from '../../text/shell/readShell.ts';
import { contains, type Span } from '../../text/span.ts';

/** What the words of a script are laid out with. */
export interface WordLayout {
	readonly document: string;
	/** The sign that joins a line with the next: a backtick in PowerShell, `^` in cmd. */
	readonly continuation: '`' | '^';
	/** The words in the places where they are typed: those of commands, and the elements of lists. */
	readonly commands: readonly (readonly ShellWord[])[];
	readonly lists: readonly (readonly ShellWord[])[];
}

/** Puts what fixes need to know in the terms of a language of Windows: its lists, and how it joins lines. */
export function createLayouter(parts: WordLayout): (flag: CacheFlag) => CacheFlag {
	const inCommands = indexWords(parts.commands);
	const inLists = indexWords(parts.lists);
	return (flag) => {
		const { removal: _, commentPlace, ...rest } = flag.layout;
		const place = commentPlace && commentPlaceAt(flag.span.start, parts);
		const base: Layout = place === undefined ? rest : { ...rest, commentPlace: place };
		if (flag.value.form !== 'text' || flag.origin !== 'flag') return { ...flag, layout: base };
		const { separator: __, ...bare } = base;
		const element = inLists.get(flag.name.span.start);
		if (element !== undefined)
			return { ...flag, layout: { ...bare, ...layoutOfElement(flag, element, parts.document) } };
		const word = inCommands.get(flag.name.span.start);
		const before = word?.all[word.index - 1];
		if (before === undefined || !isGap(parts.document.slice(before.span.end, flag.span.start)))
			return { ...flag, layout: base };
		return { ...flag, layout: { ...base, removal: { start: before.span.end, end: flag.span.end } } };
	};
}

interface PlacedWord {
	readonly all: readonly ShellWord[];
	readonly index: number;
}

/** The words by the places where they and their values begin. */
function indexWords(groups: readonly (readonly ShellWord[])[]): ReadonlyMap<number, PlacedWord> {
	const places = new Map<number, PlacedWord>();
	for (const all of groups) {
		for (const [index, { span, value }] of all.entries()) {
			places.set(span.start, { all, index });
			places.set(value.span.start, { all, index });
		}
	}
	return places;
}

/** Whether nothing but blanks and joined lines stand between two words. */
function isGap(text: string): boolean {
	return /^(?:[ \t]|[`^]?\r?\n)*$/.test(text);
}

function layoutOfElement(
	{ value, name }: CacheFlag,
	{ all, index }: PlacedWord,
	document: string,
): Pick<Layout, 'separator' | 'removal'> {
	const nameWord = all[index]!;
	const valueSpan = value.form === 'text' ? value.text.span : value.span;
	const isJoined = contains(nameWord.span, valueSpan);
	const valueWord = isJoined ? nameWord : all[index + 1];
	if (valueWord === undefined || !contains(valueWord.span, valueSpan)) return {};
	const quote = valueWord.quote ?? '';
	const typed = document.slice(valueWord.span.start, valueWord.span.end);
	const isPlain = quote !== '' && typed.startsWith(quote) && !/["'`]/.test(typed.slice(1, -1));
	const joint = isJoined ? `${quote}, ${quote}${name.text}=` : `${quote}, ${quote}${name.text}${quote}, ${quote}`;
	const before = all[index - 1];
	const after = all[isJoined ? index + 1 : index + 2];
	const removal: Span | undefined =
		before !== undefined
			? { start: before.span.end, end: valueWord.span.end }
			: after && { start: nameWord.span.start, end: after.span.start };
	return { ...(isPlain ? { separator: joint } : {}), ...(removal === undefined ? {} : { removal }) };
}

/** Above the first of the lines that are joined. */
function commentPlaceAt(offset: number, { document, continuation }: WordLayout): NonNullable<Layout['commentPlace']> {
	const lineStart = (at: number) => (at === 0 ? 0 : document.lastIndexOf('\n', at - 1) + 1);
	let start = lineStart(offset);
	const isJoined = () => {
		const before = document.slice(Math.max(0, start - 3), start).replace(/\r?\n$/, '');
		return start > 0 && before.endsWith(continuation);
	};
	while (isJoined()) start = lineStart(start - 1);
	return { offset: start, indent: /^[ \t]*/.exec(document.slice(start, start + 200))![0] };
}
