import { MappedText } from '../mappedText.ts';

/** A language whose programs stand inside of other files. */
export type CodeLanguage = 'javascript' | 'python';

/** A string of a program: what it holds, and the index behind it. */
export interface CodeString {
	readonly value: MappedText;
	readonly end: number;
}

interface Kind {
	readonly closing: string;
	readonly isMultiLine: boolean;
	/** What is filled in: `${x}` of templates, `{x}` of f-strings. */
	readonly filling: '${' | '{' | undefined;
	/** Backslashes mean nothing. */
	readonly isRaw: boolean;
}

const PYTHON_OPENING = /([rbuf]{0,2})("""|'''|"|')/iy;
const ESCAPE = /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|(\r\n|[\s\S]))/y;
const NAMED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '\n': '', '\r\n': '' };
/** Longer code nobody puts into a string; it ends the search for a brace that is not there yet. */
const LONGEST_FILLING = 2000;

/**
 * The string that begins at an index, `undefined` when none does. What is filled in is an expansion: the JavaScript
 * `` `scope=${x}` `` and the Python `f"scope={x}"` hold `scope=` and one.
 */
export function readCodeString(source: MappedText, at: number, language: CodeLanguage): CodeString | undefined {
	const opening = openingAt(source.text, at, language);
	return opening === undefined ? undefined : readContent(source, at + opening.length, opening.kind);
}

function openingAt(
	text: string,
	at: number,
	language: CodeLanguage,
): { readonly length: number; readonly kind: Kind } | undefined {
	if (language === 'javascript') {
		const sign = text[at];
		if (sign !== '"' && sign !== "'" && sign !== '`') return undefined;
		const isTemplate = sign === '`';
		const filling = isTemplate ? '${' : undefined;
		return { length: 1, kind: { closing: sign, isMultiLine: isTemplate, filling, isRaw: false } };
	}
	PYTHON_OPENING.lastIndex = at;
	const match = PYTHON_OPENING.exec(text);
	if (match === null) return undefined;
	const [whole, prefix = '', closing = ''] = match;
	const filling = /f/i.test(prefix) ? '{' : undefined;
	return {
		length: whole.length,
		kind: { closing, isMultiLine: closing.length === 3, filling, isRaw: /r/i.test(prefix) },
	};
}

function readContent(source: MappedText, from: number, kind: Kind): CodeString {
	const { text } = source;
	const builder = MappedText.builder(source.startOf(from));
	let run = from;
	let at = from;
	while (at < text.length && !text.startsWith(kind.closing, at)) {
		const sign = text[at]!;
		if (sign === '\n' && !kind.isMultiLine) break;
		const part = readPart(text, at, kind);
		if (part === undefined) {
			at++;
			continue;
		}
		const span = source.spanOf(at, part.end);
		builder.copy(source, run, at);
		if (part.text === undefined) builder.hole(source.slice(at, part.end).written, span);
		else builder.write(part.text, span);
		at = part.end;
		run = at;
	}
	const value = builder.copy(source, run, at).build(source.spanOf(from, at).end);
	return { value, end: text.startsWith(kind.closing, at) ? at + kind.closing.length : at };
}

/** What is not simply itself at an index: an escape with its text, or something filled in, which has none. */
function readPart(
	text: string,
	at: number,
	kind: Kind,
): { readonly text: string | undefined; readonly end: number } | undefined {
	if (text[at] === '\\') {
		ESCAPE.lastIndex = at;
		const match = kind.isRaw ? null : ESCAPE.exec(text);
		if (match === null) return undefined;
		const code = match[1] ?? match[2] ?? match[3];
		const written = match[4] ?? '';
		const number = code === undefined ? undefined : Number.parseInt(code, 16);
		const resolved = number === undefined ? (NAMED[written] ?? written) : codePoint(number);
		return { text: resolved, end: at + match[0].length };
	}
	if (kind.filling === undefined || !text.startsWith(kind.filling, at)) {
		return kind.filling === '{' && text.startsWith('}}', at) ? { text: '}', end: at + 2 } : undefined;
	}
	if (kind.filling === '{' && text[at + 1] === '{') return { text: '{', end: at + 2 };
	const end = endOfFilling(text, at + kind.filling.length);
	return end === undefined ? undefined : { text: undefined, end };
}

function codePoint(number: number): string {
	return number > 0x10ffff ? '' : String.fromCodePoint(number);
}

/** Where a `}` closes what began before an index, the braces and strings inside skipped. */
function endOfFilling(text: string, from: number): number | undefined {
	let depth = 1;
	let quote: string | undefined;
	for (let at = from; at < Math.min(text.length, from + LONGEST_FILLING); at++) {
		const sign = text[at]!;
		if (quote !== undefined) {
			if (sign === '\\') at++;
			else if (sign === quote || sign === '\n') quote = undefined;
		} else if (sign === '"' || sign === "'") quote = sign;
		else if (sign === '{') depth++;
		else if (sign === '}' && --depth === 0) return at + 1;
	}
	return undefined;
}
