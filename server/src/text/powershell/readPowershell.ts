import { MappedText } from '../mappedText.ts';
import type { ShellScript, ShellWord } from '../shell/readShell.ts';
import { join } from '../span.ts';
import { type AssignmentReader, addList, addLoops, addValue, noteLoop, type Target } from './assignments.ts';
import { groupEnd } from './expansions.ts';
import { type ReadWord, readWord } from './words.ts';

/** What can be read of a piece of PowerShell: commands and assignments as those of a shell, and its lists. */
export interface PowershellScript extends ShellScript {
	/** The elements of every list, `@('a', "b")` and `'a', 'b'`. */
	readonly lists: readonly (readonly ShellWord[])[];
}

interface Reader extends AssignmentReader {
	readonly source: MappedText;
	readonly comments: MappedText[];
	readonly lists: (readonly ShellWord[])[];
	at: number;
	words: ShellWord[];
	/** Whether `&` stands before the words, so that a string that begins them is a program. */
	isCall: boolean;
	/** Whether the words begin with a string. */
	isValue: boolean;
}

/** Commands that only print what they get. */
export const PRINTER = /^(?:write-\w+|out-\w+|echo|throw|log\w*|add-content|set-content)$/i;
/** What stands before a string that is split into words at blanks: `-split "--pull --push"`. */
const SPLIT = /^-[ic]?split[ \t]+/i;

const DEEPEST = 8;
const ASSIGNMENT =
	/(?:\[[\w.]{1,60}(?:\[\])?\][ \t]*){0,4}\$\{?(?:(env|script|global|local|private|using):)?([A-Za-z_]\w*)\}?[ \t]*(\+?=)(?!=)[ \t]*/iy;

/**
 * Reads a piece of PowerShell: `$to = 'type=gha'; docker build --cache-to $to .` has one assignment and one command, whose
 * words are those of a shell. Broken code gives less, never an error.
 */
export function readPowershell(source: MappedText): PowershellScript {
	const reader = createReader(source, { depth: 0, elements: new Map(), loops: new Map() });
	readAll(reader);
	addLoops(reader);
	return reader;
}

function createReader(
	source: MappedText,
	{ depth, elements, loops }: Pick<Reader, 'depth' | 'elements' | 'loops'>,
): Reader {
	const found = { commands: [], comments: [], lists: [] };
	return { source, ...found, depth, elements, loops, at: 0, words: [], isCall: false, isValue: false };
}

function readAll(reader: Reader): void {
	const { text } = reader.source;
	while (reader.at < text.length) readToken(reader);
	endCommand(reader);
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
		reader.isCall = true;
		reader.at++;
	} else if (/\s/.test(sign) || sign === ',') reader.at++;
	else if (sign === '#') readLineComment(reader);
	else if (text.startsWith('<#', reader.at)) readBlockComment(reader);
	else if (text.startsWith('@(', reader.at)) {
		const list = readList(reader, reader.at + 2, ')');
		if (reader.words.length === 0) addList(reader, list, undefined);
		// `docker @('build', …)` hands the elements over.
		else reader.words.push(...list);
	} else if (text.startsWith('@{', reader.at)) {
		endCommand(reader);
		reader.at += 2;
	} else if (reader.words.length > 0 || !readAssignment(reader)) takeWord(reader, readWord(source, reader.at, false));
}

function takeWord(reader: Reader, { word, end, groups }: ReadWord): void {
	const [first = word] = reader.words;
	if (first === word)
		reader.isValue = !reader.isCall && /^@?["']/.test(reader.source.text.slice(reader.at, reader.at + 2));
	reader.at = Math.max(end, reader.at + 1);
	if (first === word && /^return$/i.test(word.value.text)) return;
	reader.words.push(word);
	if (!PRINTER.test(first.value.text)) readGroups(reader, groups);
}

/** Reads the commands in `$(…)`. */
function readGroups(reader: Reader, groups: ReadWord['groups']): void {
	if (reader.depth >= DEEPEST) return;
	for (const { from, to } of groups) {
		const inner = createReader(reader.source.slice(from, to), { ...reader, depth: reader.depth + 1 });
		readAll(inner);
		const { commands, comments, lists } = inner;
		reader.commands.push(...commands);
		reader.comments.push(...comments);
		reader.lists.push(...lists);
	}
}

function endCommand(reader: Reader): void {
	const { words, isValue } = reader;
	reader.isCall = false;
	reader.isValue = false;
	const [first, ...others] = words;
	if (first === undefined) return;
	reader.words = [];
	if (isValue) {
		// Options that a block or a call gives; the key of a hash table is none.
		const isOption = first.value.text.startsWith('-') && others[0]?.value.text !== '=';
		if (isOption && others.length > 0) addList(reader, words, undefined);
		else if (isOption) addValue(reader, first, undefined);
		return;
	}
	if (/^in$/i.test(others[0]?.value.text ?? '')) noteLoop(reader, first, others.slice(1));
	const span = join(first.span, words.at(-1)!.span);
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
	const target: Target = {
		name,
		nameSpan: source.spanOf(reader.at, reader.at + whole.length),
		append: operator === '+=',
		declaredBy: scope?.toLowerCase() === 'env' ? 'export' : undefined,
	};
	reader.at +=
		whole.length + (SPLIT.exec(text.slice(reader.at + whole.length, reader.at + whole.length + 20))?.[0].length ?? 0);
	if (text.startsWith('@(', reader.at)) {
		addList(reader, readLists(reader), target);
		return true;
	}
	const bracket = /^\([ \t]*(?=["'])/.exec(text.slice(reader.at, reader.at + 20));
	if (bracket !== null) reader.at += bracket[0].length;
	if (!/["'$@\d]/.test(text[reader.at] ?? '') || text.startsWith('@{', reader.at)) return true;
	const first = readWord(source, reader.at, true);
	if (/^\s*,\s*(?:["']|\$(?!\w+\s*=))/.test(text.slice(first.end, first.end + 100))) {
		addList(reader, readList(reader, reader.at, '\n'), target);
		return true;
	}
	const value = readSum(reader, first);
	const more = readLists(reader);
	if (more.length > 0) addList(reader, [value, ...more], target);
	else addValue(reader, value, target);
	return true;
}

/** The elements of the lists that stand here, those that `+` puts together: `@('a') + @('b')`. */
function readLists(reader: Reader): readonly ShellWord[] {
	const words: ShellWord[] = [];
	for (;;) {
		const opening = /^(?:[ \t]*\+\s*)?@\(/.exec(reader.source.text.slice(reader.at, reader.at + 200));
		if (opening === null) return words;
		words.push(...readList(reader, reader.at + opening[0].length, ')'));
	}
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
