import { isBlank, lineEndLength } from './lines.ts';

/** A place in the raw text where make expands something: `$(X)`, `${X}`, `$@`. Indices into the text, half-open. */
export interface RawReference {
	readonly start: number;
	readonly end: number;
	/** What stands between the parentheses; of `$@` the `@`. */
	readonly bodyStart: number;
	readonly bodyEnd: number;
	/** `(` or `{`; empty for `$@`. */
	readonly open: '(' | '{' | '';
}

/** Where each `(` and `{` of a line is closed, as make counts: the two kinds apart, quotes without meaning. */
export type Brackets = ReadonlyMap<number, number>;

const NO_BRACKETS: Brackets = new Map();

/** Pairs the parentheses and the braces between two indices, in one pass; one that stays open is not in the map. */
export function pairBrackets(text: string, from: number, to: number): Brackets {
	let first = from;
	while (first < to && text.charCodeAt(first) !== 36) first++;
	if (first >= to) return NO_BRACKETS;
	const pairs = new Map<number, number>();
	const parentheses: number[] = [];
	const braces: number[] = [];
	for (let at = first; at < to; at++) {
		const character = text[at];
		if (character === '(') parentheses.push(at);
		else if (character === '{') braces.push(at);
		else if (character === ')' || character === '}') {
			const open = (character === ')' ? parentheses : braces).pop();
			if (open !== undefined) pairs.set(open, at);
		}
	}
	return pairs;
}

/** Where text is cut, and how its brackets pair. */
export interface Scope {
	readonly text: string;
	/** References end here at the latest. */
	readonly to: number;
	readonly brackets: Brackets;
}

/**
 * The reference whose `$` stands at an index. An open one ends with the line (`A = $(X` while it is typed). `$$`, and a
 * `$` before a quote, a blank or the end, which no working makefile has, are none.
 */
export function readReference({ text, to, brackets }: Scope, at: number): RawReference | undefined {
	const sign = text[at + 1];
	if (at + 1 >= to || sign === undefined || '$"\' \t\r\n\\'.includes(sign)) return undefined;
	if (sign === '(' || sign === '{') {
		const close = brackets.get(at + 1);
		if (close !== undefined && close < to) {
			return { start: at, end: close + 1, bodyStart: at + 2, bodyEnd: close, open: sign };
		}
		const end = findLineEnd(text, at, to);
		return { start: at, end, bodyStart: at + 2, bodyEnd: end, open: sign };
	}
	const end = at + 1 + (text.codePointAt(at + 1)! > 0xffff ? 2 : 1);
	return { start: at, end, bodyStart: at + 1, bodyEnd: end, open: '' };
}

/** The end of the logical line an index is on. */
function findLineEnd(text: string, from: number, to: number): number {
	for (let at = from; at < to; at++) {
		const length = lineEndLength(text, at);
		if (length === 0) continue;
		if (text[at - 1] !== '\\') return at;
		at += length - 1;
	}
	return to;
}

/**
 * How many arguments a function of GNU make takes; further commas belong to the last one (`$(if c,a,b,c)` is `c`, `a`,
 * `b,c`). Infinity: any number. From the table `function_table_init` of make's function.c.
 */
const FUNCTIONS: ReadonlyMap<string, number> = new Map([
	['abspath', 1],
	['addprefix', 2],
	['addsuffix', 2],
	['and', Number.POSITIVE_INFINITY],
	['basename', 1],
	['call', Number.POSITIVE_INFINITY],
	['dir', 1],
	['error', 1],
	['eval', 1],
	['file', 2],
	['filter', 2],
	['filter-out', 2],
	['findstring', 2],
	['firstword', 1],
	['flavor', 1],
	['foreach', 3],
	['guile', 1],
	['if', 3],
	['info', 1],
	['intcmp', 5],
	['join', 2],
	['lastword', 1],
	['let', 3],
	['notdir', 1],
	['or', Number.POSITIVE_INFINITY],
	['origin', 1],
	['patsubst', 3],
	['realpath', 1],
	['shell', 1],
	['sort', 1],
	['strip', 1],
	['subst', 3],
	['suffix', 1],
	['value', 1],
	['warning', 1],
	['wildcard', 1],
	['word', 2],
	['wordlist', 3],
	['words', 1],
]);

/** A function call in a reference: `if` with the places of its arguments. */
export interface RawCall {
	readonly name: string;
	readonly arguments: readonly { readonly start: number; readonly end: number }[];
}

/** The function a reference calls, if it calls one. Commas split where make splits: not in brackets of the own kind. */
export function readCall(text: string, reference: RawReference): RawCall | undefined {
	const { bodyStart, bodyEnd, open } = reference;
	if (open === '') return undefined;
	let at = bodyStart;
	while (at < bodyEnd && at - bodyStart < 11 && /[a-z-]/.test(text[at]!)) at++;
	const name = text.slice(bodyStart, at);
	const most = FUNCTIONS.get(name);
	if (most === undefined || (at < bodyEnd && !/[ \t\r\n\\]/.test(text[at]!))) return undefined;
	while (at < bodyEnd && isBlank(text[at])) at++;
	const parts: { start: number; end: number }[] = [];
	const close = open === '(' ? ')' : '}';
	let depth = 0;
	let start = at;
	for (; at < bodyEnd && parts.length + 1 < most; at++) {
		const character = text[at];
		if (character === open) depth++;
		else if (character === close) depth--;
		else if (character === ',' && depth === 0) {
			parts.push({ start, end: at });
			start = at + 1;
		}
	}
	parts.push({ start, end: bodyEnd });
	return { name, arguments: parts };
}
