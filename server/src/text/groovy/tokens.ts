import type { MappedText } from '../mappedText.ts';
import { type GroovyString, readGroovyString } from './strings.ts';

/** A word, sign, line end or string of Groovy; indices into the text that was read. */
export interface GroovyToken {
	readonly kind: 'name' | 'sign' | 'newline' | 'string';
	/** As typed. */
	readonly text: string;
	readonly from: number;
	readonly to: number;
	/** What a string holds. */
	readonly string?: GroovyString;
	/** The place among the tokens of the bracket that closes this one. */
	closing?: number;
}

/** The tokens of a piece of Groovy, and its comments without their signs. */
export interface GroovyTokens {
	readonly tokens: readonly GroovyToken[];
	readonly comments: readonly MappedText[];
}

const WORD = /[A-Za-z_$\d][\w$]*/y;
const SIGN = /\+=|==|!=|=~|&&|\|\||\?\.|\?:|->|<=|>=|[^\s]/y;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
/** What a string between slashes may stand behind; elsewhere a slash divides. */
const BEFORE_SLASHY = /^(?:[(,=[{:+~!?;]|==|=~|&&|\|\||return|\+=)$/;

/** Splits Groovy into tokens; broken code gives tokens too. */
export function readTokens(source: MappedText, from = 0, to = source.length): GroovyTokens {
	const { text } = source;
	const tokens: GroovyToken[] = [];
	const comments: MappedText[] = [];
	const open: GroovyToken[] = [];
	for (let at = from; at < to; ) {
		const sign = text[at]!;
		if (sign === '\n') tokens.push({ kind: 'newline', text: sign, from: at, to: at + 1 });
		if (/\s/.test(sign)) {
			at++;
			continue;
		}
		if (text.startsWith('//', at) || (at === 0 && text.startsWith('#!'))) {
			const feed = text.indexOf('\n', at);
			const end = Math.min(feed === -1 ? text.length : feed, to);
			comments.push(source.slice(at + 2, end));
			at = end;
			continue;
		}
		if (text.startsWith('/*', at)) {
			const close = text.indexOf('*/', at + 2);
			const end = close === -1 ? to : close;
			comments.push(source.slice(at + 2, end));
			at = end + 2;
			continue;
		}
		const string = opensString(text, at, tokens) ? readGroovyString(source, at) : undefined;
		if (string !== undefined) {
			tokens.push({ kind: 'string', text: text.slice(at, string.end), from: at, to: string.end, string });
			at = string.end;
			continue;
		}
		WORD.lastIndex = at;
		SIGN.lastIndex = at;
		const word = WORD.exec(text)?.[0];
		const typed = word ?? SIGN.exec(text)?.[0] ?? sign;
		const token: GroovyToken = {
			kind: word === undefined ? 'sign' : 'name',
			text: typed,
			from: at,
			to: at + typed.length,
		};
		at = token.to;
		if (CLOSING[typed] !== undefined) open.push(token);
		else if (typed === ')' || typed === ']' || typed === '}') closeBracket(open, typed, tokens.length);
		tokens.push(token);
	}
	return { tokens, comments };
}

/** Closes the nearest bracket of this kind; those opened behind it were never closed. */
function closeBracket(open: GroovyToken[], sign: string, place: number): void {
	// Only a few are looked through, so that a mass of wrong brackets stays cheap.
	const from = Math.max(0, open.length - 50);
	for (let index = open.length - 1; index >= from; index--) {
		if (CLOSING[open[index]!.text] !== sign) continue;
		open[index]!.closing = place;
		open.length = index;
		return;
	}
}

function opensString(text: string, at: number, tokens: readonly GroovyToken[]): boolean {
	const sign = text[at];
	if (sign === '"' || sign === "'") return true;
	if (sign === '$') return text[at + 1] === '/';
	if (sign !== '/') return false;
	const before = tokens.findLast(({ kind }) => kind !== 'newline');
	return before === undefined || BEFORE_SLASHY.test(before.text);
}
