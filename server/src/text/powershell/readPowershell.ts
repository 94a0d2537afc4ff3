import { MappedText } from '../mappedText.ts';
import type { ShellAssignment, ShellCommand, ShellScript, ShellWord } from '../shell/readShell.ts';
import { join } from '../span.ts';
import { groupEnd } from './expansions.ts';
import { type ReadWord, readWord } from './words.ts';

/** What can be read of a piece of PowerShell: commands and assignments as those of a shell, and its lists. */
export interface PowershellScript extends ShellScript {
	/** The elements of every list, `@('a', "b")` and `'a', 'b'`. */
	readonly lists: readonly (readonly ShellWord[])[];
}

interface Reader {
	readonly source: MappedText;
	readonly commands: ShellCommand[];
	readonly comments: MappedText[];
	readonly lists: (readonly ShellWord[])[];
	readonly depth: number;
	at: number;
	words: ShellWord[];
}

const DEEPEST = 8;
const ASSIGNMENT =
	/(?:\[[\w.]{1,60}(?:\[\])?\][ \t]*){0,4}\$\{?(?:(env|script|global|local|private|using):)?([A-Za-z_]\w*)\}?[ \t]*(\+?=)(?!=)[ \t]*/iy;

/**
 * Reads a piece of PowerShell: `$to = 'type=gha'; docker build --cache-to $to .` has one assignment and one command, whose
 * words are those of a shell. Broken code gives less, never an error.
 */
export function readPowershell(source: MappedText): PowershellScript {
	return readAtDepth(source, 0);
}

function readAtDepth(source: MappedText, depth: number): PowershellScript {
	const reader: Reader = { source, commands: [], comments: [], lists: [], depth, at: 0, words: [] };
	const { text } = source;
	while (reader.at < text.length) readToken(reader);
	endCommand(reader);
	return reader;
}

function readToken(reader: Reader): void {
	const { source } = reader;
	const { text } = source;
	const sign = text[reader.at]!;
	const continuation = /^`[ \t]*\r?\n/.exec(text.slice(reader.at, reader.at + 20));
	if (continuation !== null) reader.at += continuation[0].length;
	else if (
		sign === '\n' ||
		sign === ';' ||
		sign === '|' ||
		sign === '{' ||
		sign === '}' ||
		sign === '(' ||
		sign === ')'
	) {
		if (sign === '(' && reader.words.length > 0) takeWord(reader, readWord(source, reader.at, false));
		else {
			endCommand(reader);
			reader.at++;
		}
	} else if (sign === '&') {
		endCommand(reader);
		reader.at++;
	} else if (/\s/.test(sign) || sign === ',') reader.at++;
	else if (sign === '#') readLineComment(reader);
	else if (text.startsWith('<#', reader.at)) readBlockComment(reader);
	else if (text.startsWith('@(', reader.at)) {
		const list = readList(reader, reader.at + 2, ')');
		if (reader.words.length === 0) addAssignment(reader, list, undefined);
		// `docker @('build', …)` hands the elements over.
		else reader.words.push(...list);
	} else if (text.startsWith('@{', reader.at)) {
		endCommand(reader);
		reader.at += 2;
	} else if (reader.words.length > 0 || !readAssignment(reader)) takeWord(reader, readWord(source, reader.at, false));
}

function takeWord(reader: Reader, { word, end, groups }: ReadWord): void {
	reader.words.push(word);
	reader.at = Math.max(end, reader.at + 1);
	readGroups(reader, groups);
}

/** Reads the commands in `$(…)`. */
function readGroups(reader: Reader, groups: ReadWord['groups']): void {
	if (reader.depth >= DEEPEST) return;
	for (const { from, to } of groups) {
		const { commands, comments, lists } = readAtDepth(reader.source.slice(from, to), reader.depth + 1);
		reader.commands.push(...commands);
		reader.comments.push(...comments);
		reader.lists.push(...lists);
	}
}

function endCommand(reader: Reader): void {
	const { words } = reader;
	if (words.length === 0) return;
	reader.words = [];
	const span = join(words[0]!.span, words.at(-1)!.span);
	reader.commands.push({ words, assignments: [], heredocs: [], span, depth: reader.depth, pipedInto: undefined });
}

function readLineComment(reader: Reader): void {
	const { source, at } = reader;
	const feed = source.text.indexOf('\n', at);
	reader.at = feed === -1 ? source.length : feed;
	reader.comments.push(source.slice(at + 1, source.text[reader.at - 1] === '\r' ? reader.at - 1 : reader.at));
}

function readBlockComment(reader: Reader): void {
	const { source, at } = reader;
	const close = source.text.indexOf('#>', at);
	const end = close === -1 ? source.length : close;
	reader.comments.push(source.slice(at + 2, end));
	reader.at = end + 2;
}

/** Reads `$name = value`; a value that is a command is read as one. */
function readAssignment(reader: Reader): boolean {
	const { source } = reader;
	const { text } = source;
	ASSIGNMENT.lastIndex = reader.at;
	const match = ASSIGNMENT.exec(text);
	if (match === null) return false;
	const [whole, scope, name = '', operator] = match;
	const target = {
		name,
		nameSpan: source.spanOf(reader.at, reader.at + whole.length),
		append: operator === '+=',
		declaredBy: scope?.toLowerCase() === 'env' ? 'export' : undefined,
	};
	reader.at += whole.length;
	if (text.startsWith('@(', reader.at)) {
		addAssignment(reader, readList(reader, reader.at + 2, ')'), target);
		return true;
	}
	if (!/["'$@\d]/.test(text[reader.at] ?? '') || text.startsWith('@{', reader.at)) return true;
	const first = readWord(source, reader.at, true);
	if (/^\s*,\s*(?:["']|\$(?!\w+\s*=))/.test(text.slice(first.end, first.end + 100))) {
		addAssignment(reader, readList(reader, reader.at, '\n'), target);
		return true;
	}
	const value = readSum(reader, first);
	const span = join(target.nameSpan, value.span);
	const assignment: ShellAssignment = { ...target, value, array: undefined, span };
	reader.commands.push({ ...bare(reader), assignments: [assignment], span });
	return true;
}

function bare({ depth }: Reader): ShellCommand {
	return { words: [], assignments: [], heredocs: [], span: { start: 0, end: 0 }, depth, pipedInto: undefined };
}

/** A string with what `+` puts behind it; of `'…{0}…' -f $x` the numbers in braces are expansions. */
function readSum(reader: Reader, first: ReadWord): ShellWord {
	const { source } = reader;
	const { text } = source;
	const parts = [first];
	readGroups(reader, first.groups);
	reader.at = Math.max(first.end, reader.at + 1);
	for (;;) {
		const plus = /^[ \t]*\+\s*(?=["'$(])/.exec(text.slice(reader.at, reader.at + 200));
		if (plus === null) break;
		const from = reader.at + plus[0].length;
		const part = text[from] === '(' ? readGroup(source, from) : readWord(source, from, true);
		readGroups(reader, part.groups);
		parts.push(part);
		reader.at = Math.max(part.end, from + 1);
	}
	const { word } = first;
	const isFormat = /^[ \t]+-f\b/i.test(text.slice(reader.at, reader.at + 50));
	if (parts.length === 1) return isFormat ? { ...word, value: hideNumbers(word.value) } : word;
	const builder = MappedText.builder(word.value.span.start);
	for (const part of parts) builder.copy(part.word.value, 0, part.word.value.length);
	const last = parts.at(-1)!.word;
	return { ...last, value: builder.build(last.value.span.end), span: join(word.span, last.span) };
}

function readGroup(source: MappedText, from: number): ReadWord {
	const end = groupEnd(source.text, from);
	const span = source.spanOf(from, end);
	const value = MappedText.builder(span.start).hole(source.slice(from, end).written, span).build();
	return { word: { value, span, quote: undefined, isUnclosed: false }, end, groups: [] };
}

function hideNumbers(value: MappedText): MappedText {
	const builder = MappedText.builder(value.span.start);
	let at = 0;
	for (const { 0: number, index } of value.text.matchAll(/\{\d+\}/g)) {
		const end = index + number.length;
		builder.copy(value, at, index).hole(number, value.spanOf(index, end));
		at = end;
	}
	return builder.copy(value, at, value.length).build(value.span.end);
}

/** Reads the elements of a list up to its closing sign; a line end closes one without brackets. */
function readList(reader: Reader, from: number, closing: string): readonly ShellWord[] {
	const { source } = reader;
	const { text } = source;
	const words: ShellWord[] = [];
	let needsComma = false;
	reader.at = from;
	while (reader.at < text.length) {
		const sign = text[reader.at]!;
		if (sign === closing && (closing !== '\n' || needsComma)) break;
		if (closing === '\n' && /[;)}|]/.test(sign)) break;
		if (/[\s,;`]/.test(sign)) {
			if (sign === ',') needsComma = false;
			reader.at++;
		} else if (sign === '#') readLineComment(reader);
		else if (text.startsWith('<#', reader.at)) readBlockComment(reader);
		else {
			const part = readWord(source, reader.at, true);
			words.push(part.word);
			readGroups(reader, part.groups);
			reader.at = Math.max(part.end, reader.at + 1);
			needsComma = true;
		}
	}
	if (closing !== '\n') reader.at = Math.min(reader.at + 1, text.length);
	if (words.length > 0) reader.lists.push(words);
	return words;
}

/** Adds what a list is assigned to; one that nobody names may be options all the same. */
function addAssignment(
	reader: Reader,
	array: readonly ShellWord[],
	target: Pick<ShellAssignment, 'name' | 'nameSpan' | 'append' | 'declaredBy'> | undefined,
): void {
	const [first] = array;
	if (first === undefined) return;
	const span = join(target?.nameSpan ?? first.span, array.at(-1)!.span);
	const nameSpan = target?.nameSpan ?? { start: span.start, end: span.start };
	const assignment: ShellAssignment = {
		name: target?.name ?? '',
		nameSpan,
		append: target?.append ?? false,
		declaredBy: target?.declaredBy,
		value: undefined,
		array,
		span,
	};
	reader.commands.push({ ...bare(reader), assignments: [assignment], span });
}
