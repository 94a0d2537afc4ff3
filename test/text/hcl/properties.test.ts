import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readHcl, stringsIn } from '../../../server/src/text/hcl/readHcl.ts';
import { MappedText } from '../../../server/src/text/mappedText.ts';

const FOLDER = new URL('../../fixtures/bake/', import.meta.url);
const FILES = readdirSync(FOLDER)
	.filter((name) => name.endsWith('.hcl'))
	.map((name) => readFileSync(new URL(name, FOLDER), 'utf8'));

const TOKENS = [
	...[
		'"',
		'${',
		'%{',
		'}',
		'{',
		'[',
		']',
		'(',
		')',
		',',
		'\n',
		'\r\n',
		'=',
		':',
		'=>',
		'?',
		'==',
		'<<A',
		'<<-A',
		'A',
		'~',
	],
	...[
		'a',
		'cache-to',
		'for',
		'in',
		'if',
		'target',
		'"b"',
		'\\',
		'\\u00',
		'#',
		'//',
		'/*',
		'*/',
		' ',
		'.',
		'...',
		'1',
		'!',
		'$',
		'😀',
		'\uFEFF',
		'\uFFFC',
		'null',
	],
];

it('reads any heap of tokens without an exception, every place inside the text', () => {
	fc.assert(
		fc.property(fc.array(fc.constantFrom(...TOKENS), { maxLength: 60 }), (tokens) => {
			const text = tokens.join('');
			const { body, comments } = readHcl(MappedText.verbatim(text));
			expect(body.span.end).toBeLessThanOrEqual(text.length);
			for (const { string } of stringsIn(body)) {
				const { span, value } = string;
				expect(span.start).toBeLessThan(span.end);
				expect(span.end).toBeLessThanOrEqual(text.length);
				expect(value.span.start).toBeGreaterThan(span.start);
				expect(value.span.end).toBeLessThanOrEqual(span.end);
				for (const { index, span: place } of string.templates) {
					expect(value.spanOf(index, index + 1)).toEqual(place);
					expect(text.slice(place.start, place.end)).toBe(value.expansionAt(index)!.text);
				}
			}
			for (const { span } of comments) expect(text.slice(span.start, span.end)).toMatch(/^(#|\/\/|\/\*)/);
		}),
		{ seed: 1, numRuns: 4_000 },
	);
});

const PIECE = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 8 }).map((text) => ({ value: text, written: quoteForHcl(text) })),
	fc
		.constantFrom('${A}', '${f("}")}', '${"${b}"}', '%{ if a }', '${m["k"].x}')
		.map((text) => ({ value: text, written: text })),
	fc.constantFrom('\\u00e9', '\\U0001F600').map((text) => ({
		value: text === '\\u00e9' ? 'é' : '😀',
		written: text,
	})),
);

it('gives back every text that was written as a string, each character at its place', () => {
	fc.assert(
		fc.property(fc.array(PIECE, { maxLength: 6 }), (pieces) => {
			const written = pieces.map((piece) => piece.written).join('');
			const text = `a = 1\nx = ["b", "${written}", c]\ny = "after"\n`;
			const strings = stringsIn(readHcl(MappedText.verbatim(text)).body).filter(({ path }) => path[0] === 'x');
			const { value, span } = strings.find(({ string }) => string.value.span.start === 17)!.string;
			expect(value.written).toBe(pieces.map((piece) => piece.value).join(''));
			expect(text.slice(span.start, span.end)).toBe(`"${written}"`);
			for (let index = 0; index < value.length; index++) {
				const place = value.spanOf(index, index + 1);
				const typed = text.slice(place.start, place.end);
				if (typed.length === 1) expect(typed).toBe(value.text[index]);
			}
		}),
		{ seed: 1, numRuns: 2_000 },
	);
});

const UNFINISHED = [
	'  cache-to = ["type=',
	'  cache-to = "',
	'  cache-to = [',
	'  cache-to = ',
	'  cache-to',
	'  x = "a${b',
	'  x = ["a${b"]',
	'  x = [f("a", ',
	'  x = a ? ',
	'  x = (a',
	'  "a',
];

it('finds nearly all strings of a file in which one line is being typed', () => {
	let kept = 0;
	let all = 0;
	for (const text of FILES) {
		const before = stringsIn(readHcl(MappedText.verbatim(text)).body);
		const lines = text.split('\n');
		for (let line = 1; line < lines.length; line += 3) {
			const typed = UNFINISHED[line % UNFINISHED.length]!;
			const start = lines.slice(0, line).join('\n').length + 1;
			const broken = [...lines.slice(0, line), typed, ...lines.slice(line)].join('\n');
			const after = new Set(
				stringsIn(readHcl(MappedText.verbatim(broken)).body).map(
					({ string }) => `${string.value.span.start} ${string.value.text}`,
				),
			);
			for (const { string } of before) {
				const { start: place } = string.value.span;
				all++;
				if (after.has(`${place < start ? place : place + typed.length + 1} ${string.value.text}`)) kept++;
			}
		}
	}
	expect(kept / all).toBeGreaterThan(0.99);
});

it('reads every beginning of a file', () => {
	for (const text of FILES) {
		for (let end = 0; end < text.length; end += 7) readHcl(MappedText.verbatim(text.slice(0, end)));
	}
});

function quoteForHcl(text: string): string {
	return text
		.replace(/\\/g, '\\\\')
		.replace(/"/g, '\\"')
		.replace(/\n/g, '\\n')
		.replace(/\r/g, '\\r')
		.replace(/([$%])(?=\{)/g, '$1$1')
		.replace(/[$%]$/, (sign) => (sign === '$' ? '\\u0024' : '\\u0025'));
}
