import type { CacheFlag, Layout } from '../../cache/flag.ts';
import { MappedText } from '../../text/mappedText.ts';
import { readShell, type ShellCommand, type ShellWord } from '../../text/shell/readShell.ts';
import { contains, join, type Span } from '../../text/span.ts';
import type { YamlScalar, YamlSequence } from '../../text/yaml/yamlNode.ts';
import { type CommandContext, findCommandFlags } from '../commands/findCommandFlags.ts';
import { commentPlaceAt, wholeLines } from '../yaml/lines.ts';
import { separatorOf } from '../yaml/listItems.ts';
import { hideFilledIn, prepareScript } from './expansions.ts';

/** One item of a list that is a command: one word each. */
export interface ArgvItem {
	readonly scalar: YamlScalar;
	readonly list: YamlSequence;
}

/** A command written as a list of words, or put together of several: `entrypoint`, `command` and `args`. */
export interface Argv {
	readonly words: readonly ShellWord[];
	readonly items: readonly ArgvItem[];
}

export const noArgv: Argv = { words: [], items: [] };

/** The words in a list of strings. What follows `-c` is a script that a shell reads later. */
export function readArgv(list: YamlSequence, scalars: readonly YamlScalar[]): Argv {
	const words = scalars.map((scalar, index): ShellWord => {
		const isScript = /^-\w*c$/.test(scalars[index - 1]?.value.text ?? '') || scalar.value.text.includes('\n');
		const value = isScript ? prepareScript(scalar.value) : hideFilledIn(scalar.value);
		const quote = scalar.style === 'double' ? '"' : scalar.style === 'single' ? "'" : undefined;
		return { value, span: scalar.span, quote, isUnclosed: scalar.isUnclosed };
	});
	return { words, items: scalars.map((scalar) => ({ scalar, list })) };
}

/** The words of a command that is written in one string: `entrypoint: docker buildx`. */
export function splitArgv(scalar: YamlScalar): Argv {
	return { words: readShell(hideFilledIn(scalar.value)).commands.flatMap(({ words }) => words), items: [] };
}

export function joinArgv(...parts: readonly Argv[]): Argv {
	return { words: parts.flatMap(({ words }) => words), items: parts.flatMap(({ items }) => items) };
}

/** A word that nobody typed, at a place: the program that an image runs. */
export function impliedWord(text: string, at: number): ShellWord {
	const place: Span = { start: at, end: at };
	return {
		value: MappedText.builder(at).write(text, place).build(at),
		span: place,
		quote: undefined,
		isUnclosed: false,
	};
}

/** The cache flags of a command that is a list of words. */
export function findArgvFlags(argv: Argv, context: CommandContext): readonly CacheFlag[] {
	if (argv.words.length === 0) return [];
	const flags = findCommandFlags({ commands: [toCommand(argv.words)], comments: [] }, context);
	return flags.map((flag) => layOut(flag, argv, context.document));
}

/**
 * The cache flags in a list of options whose command stands elsewhere. `program` is that command, where it is known:
 * `docker`, `build`.
 */
export function findOptionFlags(argv: Argv, program: readonly string[], context: CommandContext): readonly CacheFlag[] {
	const [first] = argv.words;
	if (first === undefined) return [];
	const { span } = toCommand(argv.words);
	const implied = toCommand(program.map((word) => impliedWord(word, first.span.start)));
	const options: ShellCommand = {
		...toCommand([]),
		span,
		assignments: [
			{
				name: 'options',
				nameSpan: { start: span.start, end: span.start },
				append: false,
				value: undefined,
				array: argv.words,
				span,
				declaredBy: undefined,
			},
		],
	};
	const commands = program.length === 0 ? [options] : [implied, options];
	const flags = findCommandFlags({ commands, comments: [] }, context);
	return flags.map((flag) => layOut(flag, argv, context.document));
}

function toCommand(words: readonly ShellWord[]): ShellCommand {
	const span = words.length === 0 ? { start: 0, end: 0 } : words.map((word) => word.span).reduce(join);
	return { words, assignments: [], heredocs: [], span, depth: 0, pipedInto: undefined };
}

/** The flag with what fixes need to know in a list of words; no shell puts in the home of the user there. */
function layOut(flag: CacheFlag, { items }: Argv, document: string): CacheFlag {
	if (flag.value.form !== 'text') return flag;
	const { text } = flag.value;
	const holder = itemAt(items, text.span);
	const named = itemAt(items, flag.name.span);
	const place = (named ?? holder)?.scalar.span ?? text.span;
	const commentPlace = commentPlaceAt(document, (holder?.list.isFlow ? holder.list.span : place).start);
	const { home: _, separator: __, removal: ___, ...bare } = flag.layout;
	const layout = { ...bare, commentPlace };
	if (holder === undefined || named === undefined || flag.origin !== 'flag') return { ...flag, layout };
	if (flag.name.span.start === named.scalar.value.startOf(0)) {
		return { ...flag, layout: { ...layout, ...readEdits(flag, { holder, named, items, document }) } };
	}
	// Of a script inside the list the lines have a layout of their own; what `--set` of bake says has none.
	if (!/\s/.test(holder.scalar.value.text)) return { ...flag, layout };
	return holder.scalar.style === 'literal' ? flag : { ...flag, layout: { ...flag.layout, commentPlace } };
}

/** The item that holds a span. Items of one list stand in order; lists may stand in any. */
function itemAt(items: readonly ArgvItem[], span: Span): ArgvItem | undefined {
	let start = 0;
	while (start < items.length) {
		const { list } = items[start]!;
		if (!contains(list.span, span)) {
			start += list.items.length;
			continue;
		}
		let low = start;
		let high = Math.min(items.length, start + list.items.length);
		while (low < high) {
			const middle = (low + high) >> 1;
			if (items[middle]!.scalar.span.end < span.start) low = middle + 1;
			else high = middle;
		}
		return items.slice(low, low + 2).find(({ scalar }) => contains(scalar.span, span));
	}
	return undefined;
}

function readEdits(
	{ name }: CacheFlag,
	{
		holder,
		named,
		items,
		document,
	}: {
		readonly holder: ArgvItem;
		readonly named: ArgvItem;
		readonly items: readonly ArgvItem[];
		readonly document: string;
	},
): Pick<Layout, 'separator' | 'removal'> {
	const { list, scalar } = holder;
	if (named.list !== list) return {};
	const isJoined = named === holder;
	const joint = separatorOf(document, list, scalar);
	const nameItem = joint && `${joint}${name.text}${joint}`;
	const separator = isJoined ? joint && `${joint}${name.text}=` : nameItem;
	const span = { start: named.scalar.span.start, end: scalar.span.end };
	const before = items[items.indexOf(named) - 1];
	const after = items[items.indexOf(holder) + 1];
	const removal = !list.isFlow
		? wholeLines(document, span, /^[ \t]*-[ \t]+$/)
		: before?.list === list
			? { start: before.scalar.span.end, end: span.end }
			: after?.list === list
				? { start: span.start, end: after.scalar.span.start }
				: undefined;
	return { ...(separator === undefined ? {} : { separator }), ...(removal === undefined ? {} : { removal }) };
}
