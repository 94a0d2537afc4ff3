import { MappedText } from '../mappedText.ts';
import type { ShellAssignment, ShellCommand, ShellScript, ShellWord } from '../shell/readShell.ts';
import { join } from '../span.ts';

/** `%X%`, `%X:a=b%`, `!X!`, `%1`, `%~dp0`, `%%i`. */
const EXPANSION = /%[A-Za-z_]\w*(?::[^%\r\n]*)?%|![A-Za-z_]\w*(?::[^!\r\n]*)?!|%~?[a-z]*\d|%\*|%%~?[a-z]*[A-Za-z]/iy;
const SET = /set[ \t]+(?:\/[ap][ \t]+)?("?)([A-Za-z_]\w*)=/iy;

interface Reader {
	readonly source: MappedText;
	readonly text: string;
	readonly commands: ShellCommand[];
	readonly comments: MappedText[];
	at: number;
	words: ShellWord[];
}

/**
 * Reads a script of cmd: `docker build ^⏎ --cache-to "type=gha" .` has one command whose words are those of a shell.
 * Variables are holes, `set X=a b` is an assignment.
 */
export function readBatch(source: MappedText): ShellScript {
	const reader: Reader = { source, text: source.text, commands: [], comments: [], at: 0, words: [] };
	while (reader.at < reader.text.length) readToken(reader);
	endCommand(reader);
	return reader;
}

function endCommand(reader: Reader): void {
	const { words } = reader;
	if (words.length === 0) return;
	reader.words = [];
	const span = join(words[0]!.span, words.at(-1)!.span);
	reader.commands.push({ words, assignments: [], heredocs: [], span, depth: 0, pipedInto: undefined });
}

/** Where the line at an index ends, its line end left out. */
function lineEnd(text: string, at: number): number {
	const feed = text.indexOf('\n', at);
	const end = feed === -1 ? text.length : feed;
	return end > at && text[end - 1] === '\r' ? end - 1 : end;
}

function readToken(reader: Reader): void {
	const { text, at } = reader;
	const sign = text[at]!;
	const continuation = /^\^[ \t]*\r?\n/.exec(text.slice(at, at + 20));
	if (continuation !== null) {
		reader.at += continuation[0].length;
		return;
	}
	if (/[\n&|()]/.test(sign)) {
		if (/[()]/.test(sign) && isSign(reader)) {
			readWord(reader);
			return;
		}
		endCommand(reader);
		reader.at++;
		return;
	}
	if (/\s/.test(sign) || (sign === '@' && reader.words.length === 0)) {
		reader.at++;
		return;
	}
	if (reader.words.length === 0) {
		const comment = /^(?:::|rem(?=[ \t\r\n]|$))/i.exec(text.slice(at, at + 4));
		if (comment !== null) {
			reader.at = lineEnd(text, at);
			reader.comments.push(reader.source.slice(at + comment[0].length, reader.at));
			return;
		}
		if (readSet(reader)) return;
	}
	readWord(reader);
}

/** What stands before the bracket of a block. */
const BLOCK = /^(?:if|for|else|do)$/i;
/** What stands behind a bracket that closes one. */
const BLOCK_END = /^\)[ \t\r]*(?:\n|$|else\b)/i;

/** Whether a bracket is a sign like others, in the middle of a command. */
function isSign({ words, text, at }: Reader): boolean {
	const [head] = words;
	if (head === undefined || BLOCK_END.test(text.slice(at, at + 20))) return false;
	return !(text[at] === '(' && [head, words.at(-1)!].some(({ value }) => BLOCK.test(value.text)));
}

/** Reads `set X=value` or `set "X=value"`. */
function readSet(reader: Reader): boolean {
	const { source, text, at } = reader;
	SET.lastIndex = at;
	const match = SET.exec(text);
	if (match === null) return false;
	const [whole, quote = '', name = ''] = match;
	const from = at + whole.length;
	const stop = lineEnd(text, from);
	const close = quote === '' ? -1 : text.lastIndexOf('"', stop - 1);
	const bare = /[&|]/.exec(text.slice(from, stop))?.index;
	const to = close >= from ? close : quote === '' && bare !== undefined ? from + bare : stop;
	const value = hideVariables(source.slice(from, to));
	const span = source.spanOf(at, to);
	const word = { value, span: value.span, quote: undefined, isUnclosed: false };
	const assignment: ShellAssignment = {
		name,
		nameSpan: source.spanOf(from - name.length - 1, from - 1),
		append: false,
		value: word,
		array: undefined,
		span,
		declaredBy: 'export',
	};
	reader.commands.push({ words: [], assignments: [assignment], heredocs: [], span, depth: 0, pipedInto: undefined });
	reader.at = Math.max(to + (close >= from ? 1 : 0), at + 1);
	return true;
}

function hideVariables(source: MappedText): MappedText {
	const builder = MappedText.builder(source.span.start);
	let run = 0;
	for (let at = 0; at < source.length; ) {
		EXPANSION.lastIndex = at;
		const found = /[%!]/.test(source.text[at]!) ? EXPANSION.exec(source.text)?.[0] : undefined;
		if (found === undefined) {
			at++;
			continue;
		}
		builder.copy(source, run, at).hole(found, source.spanOf(at, at + found.length));
		at += found.length;
		run = at;
	}
	return builder.copy(source, run, source.length).build(source.span.end);
}

/** Reads a word as programs get it: quotes gone, `\"` and `^` with the sign behind it resolved. */
function readWord(reader: Reader): void {
	const { source, text } = reader;
	const from = reader.at;
	let isQuoted = false;
	let quote: '"' | undefined;
	let at = from;
	const builder = MappedText.builder(source.startOf(text[from] === '"' ? from + 1 : from));
	for (; at < text.length; ) {
		const sign = text[at]!;
		if (sign === '\n' || (sign === '\r' && text[at + 1] === '\n')) break;
		if (!isQuoted && (/[\s&|<>]/.test(sign) || (sign === ')' && at > from && BLOCK_END.test(text.slice(at, at + 20)))))
			break;
		EXPANSION.lastIndex = at;
		const variable = sign === '%' || sign === '!' ? EXPANSION.exec(text)?.[0] : undefined;
		if (variable !== undefined) {
			builder.hole(variable, source.spanOf(at, at + variable.length));
			at += variable.length;
		} else if (sign === '"') {
			isQuoted = !isQuoted;
			quote = '"';
			at++;
		} else if (
			(sign === '\\' && text[at + 1] === '"') ||
			(sign === '^' && !isQuoted && /[^\r\n]/.test(text[at + 1] ?? '\n')) ||
			(sign === '%' && text[at + 1] === '%')
		) {
			builder.write(text[at + 1]!, source.spanOf(at, at + 2));
			at += 2;
		} else if (sign === '^' && !isQuoted) break;
		else {
			if (!isQuoted) quote = undefined;
			builder.copy(source, at, at + 1);
			at++;
		}
	}
	const end = Math.max(at, from + 1);
	const start =
		builder.length === 0 ? source.startOf(Math.min(from + (text[from] === '"' ? 1 : 0), text.length)) : undefined;
	reader.words.push({ value: builder.build(start), span: source.spanOf(from, end), quote, isUnclosed: isQuoted });
	reader.at = end;
}
