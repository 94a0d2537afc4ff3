import { MappedText, type MappedTextBuilder } from '../mappedText.ts';

/** A line break of the source in flow scalars, with the white space around it that folding removes. */
const FOLD = /[ \t]*(?:\r?\n[ \t]*)+/y;
const BREAK = /\r?\n/g;

/** What the one-letter escapes of double quotes stand for: https://yaml.org/spec/1.2.2/#57-escaped-characters */
const ESCAPES: Readonly<Record<string, string>> = {
	'0': '\0',
	a: '\x07',
	b: '\b',
	e: '\x1b',
	f: '\f',
	n: '\n',
	r: '\r',
	t: '\t',
	'\t': '\t',
	v: '\v',
	N: '\u0085',
	_: '\u00a0',
	L: '\u2028',
	P: '\u2029',
	' ': ' ',
	'"': '"',
	'/': '/',
	'\\': '\\',
};
const HEX_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * Decodes a plain, single- or double-quoted scalar. `token` is the scalar as typed, quotes included.
 *
 * The token `"a\tb"` at offset 5 gives `a<tab>b`; the tab lies at 7–9.
 */
export function decodeFlow(token: MappedText, style: 'plain' | 'single' | 'double'): MappedText {
	return decodeContent(style === 'plain' ? token : token.slice(1, isClosed(token.text) ? -1 : token.length), style);
}

/** Decodes what stands between the quotes, or a part of it: `it''s` in single quotes is `it's`. */
export function decodeContent(inner: MappedText, style: 'plain' | 'single' | 'double'): MappedText {
	const { text } = inner;
	const isVerbatim =
		!text.includes('\n') && !(style === 'single' && text.includes("'")) && !(style === 'double' && text.includes('\\'));
	if (isVerbatim) return inner;
	const builder = MappedText.builder(inner.span.start);
	let at = 0;
	let copied = 0;
	const flush = (next: number) => {
		builder.copy(inner, copied, at);
		copied = at = next;
	};
	while (at < text.length) {
		const character = text[at]!;
		if (character === '\n' || character === '\r' || character === ' ' || character === '\t') {
			FOLD.lastIndex = at;
			const fold = FOLD.exec(text);
			if (fold !== null) {
				const end = FOLD.lastIndex;
				const start = at;
				flush(end);
				writeFold(builder, inner, start, end);
			} else {
				// The whole run is looked at once, so that long runs of blanks stay linear.
				do at++;
				while (text[at] === ' ' || text[at] === '\t');
			}
		} else if (character === "'" && style === 'single' && text[at + 1] === "'") {
			const span = inner.spanOf(at, at + 2);
			flush(at + 2);
			builder.write("'", span);
		} else if (character === '\\' && style === 'double') {
			const { length, value } = readEscape(text, at);
			if (value === undefined) {
				at += length;
			} else {
				const span = inner.spanOf(at, at + length);
				flush(at + length);
				builder.write(value, span);
			}
		} else {
			at++;
		}
	}
	flush(at);
	return builder.build(inner.span.end);
}

/**
 * Whether a quoted token has its closing quote: `"a"` has, `"a\"` and `'it''` have not.
 */
export function isClosed(token: string): boolean {
	const quote = token[0];
	if (token.length < 2 || token.at(-1) !== quote) return false;
	const escaper = quote === '"' ? '\\' : "'";
	let run = 0;
	for (let at = token.length - 2; at > 0 && token[at] === escaper; at--) run++;
	return run % 2 === 0;
}

/** One line break becomes a blank, n of them n − 1 line feeds, each of which lies at a break of its own. */
function writeFold(builder: MappedTextBuilder, inner: MappedText, start: number, end: number): void {
	const breaks = [...inner.text.slice(start, end).matchAll(BREAK)].map((match) => start + match.index);
	if (breaks.length === 1) {
		builder.write(' ', inner.spanOf(start, end));
		return;
	}
	for (let index = 0; index + 1 < breaks.length; index++) {
		const from = index === 0 ? start : breaks[index]!;
		const to = index + 2 === breaks.length ? end : breaks[index + 1]!;
		builder.write('\n', inner.spanOf(from, to));
	}
}

/** The escape at `at`; `value` is `undefined` for one YAML does not know, which stays as typed. */
function readEscape(text: string, at: number): { readonly length: number; readonly value: string | undefined } {
	const letter = text[at + 1] ?? '';
	const isBreak = letter === '\n' || (letter === '\r' && text[at + 2] === '\n');
	if (isBreak) {
		let end = at + (letter === '\n' ? 2 : 3);
		while (text[end] === ' ' || text[end] === '\t') end++;
		return { length: end - at, value: '' };
	}
	const known = ESCAPES[letter];
	if (known !== undefined) return { length: 2, value: known };
	const digits = HEX_LENGTHS[letter];
	if (digits !== undefined) {
		const hex = text.slice(at + 2, at + 2 + digits);
		const code = /^[0-9a-fA-F]+$/.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : Number.NaN;
		if (code <= 0x10ffff) return { length: 2 + digits, value: String.fromCodePoint(code) };
	}
	return { length: Math.min(2, text.length - at), value: undefined };
}
