import type { MappedText } from '../mappedText.ts';
import { type CodeLanguage, readCodeString } from './strings.ts';

/** A word, sign or string of a program; indices into the text that was read. */
export interface CodeToken {
	readonly kind: 'name' | 'sign' | 'string';
	/** As typed; for a string its quotes too. */
	readonly text: string;
	readonly from: number;
	readonly to: number;
	/** Whether it is the first of its line. */
	readonly isFirst: boolean;
	/** What a string holds. */
	readonly value?: MappedText;
	/** The place among the tokens of the bracket that closes this one. */
	closing?: number;
}

const WORD = /[A-Za-z_$\d][\w$]*/y;
const SIGN = /===|!==|\?\?=|\*\*|=>|\+=|==|!=|&&|\|\||\?\?|\?\.|\.\.\.|<=|>=|:=|\uFFFC|\S/y;
const REGULAR_EXPRESSION = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;
/** What a regular expression may stand behind; elsewhere a slash divides. */
const BEFORE_EXPRESSION = /^(?:[(,=[{:!?;&|}]|===?|!==?|=>|&&|\|\||\?\?|return)$/;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
/** Only a few open brackets are looked through, so that a mass of wrong ones stays cheap. */
const MOST_OPEN = 50;

/**
 * Splits a program into tokens, its comments left out; broken code gives tokens too.
 *
 * `core.setOutput('to', x) // done` has `core`, `.`, `setOutput`, `(`, `'to'`, `,`, `x` and `)`.
 */
export function readCode(source: MappedText, language: CodeLanguage): readonly CodeToken[] {
	const { text } = source;
	const tokens: CodeToken[] = [];
	const open: CodeToken[] = [];
	let isFirst = true;
	for (let at = 0; at < text.length; ) {
		const sign = text[at]!;
		if (sign === '\n') isFirst = true;
		if (/\s/.test(sign)) {
			at++;
			continue;
		}
		const behind = endOfComment(text, at, language);
		if (behind !== undefined) {
			at = behind;
			continue;
		}
		const string = readCodeString(source, at, language);
		const end = string?.end ?? endOfWord(text, at, { language, before: tokens.at(-1) });
		const typed = text.slice(at, end);
		const kind = string !== undefined ? 'string' : /^[\w$]/.test(typed) ? 'name' : 'sign';
		const value = string === undefined ? {} : { value: string.value };
		const token: CodeToken = { kind, text: typed, from: at, to: end, isFirst, ...value };
		if (kind === 'sign' && CLOSING[typed] !== undefined) open.push(token);
		else if (kind === 'sign' && /^[)\]}]$/.test(typed)) closeBracket(open, typed, tokens.length);
		tokens.push(token);
		isFirst = false;
		at = end;
	}
	return tokens;
}

function endOfComment(text: string, at: number, language: CodeLanguage): number | undefined {
	if (language === 'javascript' && text.startsWith('/*', at)) {
		const close = text.indexOf('*/', at + 2);
		return close === -1 ? text.length : close + 2;
	}
	if (!text.startsWith(language === 'python' ? '#' : '//', at)) return undefined;
	const feed = text.indexOf('\n', at);
	return feed === -1 ? text.length : feed;
}

function endOfWord(
	text: string,
	at: number,
	{ language, before }: { readonly language: CodeLanguage; readonly before: CodeToken | undefined },
): number {
	if (text[at] === '/' && language === 'javascript' && (before === undefined || BEFORE_EXPRESSION.test(before.text))) {
		REGULAR_EXPRESSION.lastIndex = at;
		const found = REGULAR_EXPRESSION.exec(text)?.[0];
		if (found !== undefined) return at + found.length;
	}
	WORD.lastIndex = at;
	SIGN.lastIndex = at;
	return at + (WORD.exec(text)?.[0] ?? SIGN.exec(text)?.[0] ?? text[at]!).length;
}

/** Closes the nearest bracket of this kind; those opened behind it were never closed. */
function closeBracket(open: CodeToken[], sign: string, place: number): void {
	const from = Math.max(0, open.length - MOST_OPEN);
	for (let index = open.length - 1; index >= from; index--) {
		if (CLOSING[open[index]!.text] !== sign) continue;
		open[index]!.closing = place;
		open.length = index;
		return;
	}
}
