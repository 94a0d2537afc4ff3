import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonNode, type JsonString, memberOf, readJson } from '../../server/src/text/json.ts';
import { MappedText } from '../../server/src/text/mappedText.ts';

/** Name, text with the exact place asked for between « and », decoded value, name it stands under. */
const CASES: readonly (readonly [string, string, string, string | undefined])[] = [
	['array item', '{"target":{"x":{"cache-to":["«type=gha»"]}}}', 'type=gha', 'cache-to'],
	['escaped quote, slash, unicode', '{"a":"«x\\"y\\/z\\u00e9\\n»"}', 'x"y/zé\n', 'a'],
	['surrogate escapes', '{"a":"«\\ud83d\\ude00x»"}', '😀x', 'a'],
	['raw surrogates before', '{"é😀":"日本😀","a":"«type=gha»"}', 'type=gha', 'a'],
	['object form', '{"cache-to":[{"type":"registry","ref":"«x»"}]}', 'x', 'ref'],
	[
		'package.json script',
		'{\n  "scripts": {\n    "build": "«docker build --cache-to \\"type=gha,mode=max\\" .»"\n  }\n}\n',
		'docker build --cache-to "type=gha,mode=max" .',
		'build',
	],
	['// comment', '{\n  // "a": "no"\n  "a": "«x»"\n}', 'x', 'a'],
	['/* */ comment', '{/* "b": "no" */"a":/*c*/"«x»"}', 'x', 'a'],
	['trailing commas', '{"a":["b","«c»",],}', 'c', 'a'],
	['CRLF and tabs', '{\r\n\t"a":\t"«x»"\r\n}\r\n', 'x', 'a'],
	['BOM', '\uFEFF{"a":"«x»"}', 'x', 'a'],
	['bake variable ${X}', '{"cache-to":"«type=registry,ref=${X}»"}', 'type=registry,ref=${X}', 'cache-to'],
	['empty string', '{"a":"«»"}', '', 'a'],
	['string with // inside', '{"a":"«http://x»"}', 'http://x', 'a'],
	['duplicate keys', '{"a":"x","a":"«y»"}', 'y', 'a'],
	['root array', '["«x»"]', 'x', undefined],
	['nested 3 deep', '{"a":[[["«x»"]]]}', 'x', 'a'],
	['TYPING: open string at end', '{"cache-to":["«type=»', 'type=', 'cache-to'],
	['TYPING: open string, next lines', '{\n  "a": "«type=»\n  "b": "y"\n}', 'type=', 'a'],
	['TYPING: after an open string', '{\n  "a": "type=\n  "b": "«y»"\n}', 'y', 'b'],
	['TYPING: open string in an array, then next key', '{\n "cache-to": ["type=\n ],\n "b": "«y»"\n}', 'y', 'b'],
	['TYPING: missing comma between keys', '{"a":"x"\n"b":"«y»"}', 'y', 'b'],
	['TYPING: missing comma in an array', '{"a":["x" "«y»"]}', 'y', 'a'],
	['TYPING: no colon', '{"a"\n,"b":"«y»"}', 'y', 'b'],
	['TYPING: open object at end', '{"a":{"b":"«y»",', 'y', 'b'],
	['TYPING: bad escape', '{"a":"«x\\qy»","b":"z"}', 'xqy', 'a'],
	['TYPING: half an escape', '{"a":"x\\u00","b":"«z»"}', 'z', 'b'],
	['TYPING: single quotes', '{\'a\':\'b\',"c":"«d»"}', 'd', 'c'],
	['TYPING: string in an open object', '{"a":{"b":"«»', '', 'b'],
	['TYPING: escape at the end', '{"a":"«x\\»', 'x', 'a'],
];

describe('readJson', () => {
	it.each(CASES)('finds the string: %s', (_, marked, value, key) => {
		const start = marked.indexOf('«');
		const end = marked.indexOf('»') - 1;
		const found = stringsOf(read(marked.replace(/[«»]/g, '')).root).map(([name, string]) => ({
			start: string.value.span.start,
			end: string.value.span.end,
			value: string.value.text,
			key: name,
		}));
		expect(found).toContainEqual({ start, end, value, key });
	});

	it.each([
		['a key without value before the next', '{"a":\n"b":"y"}'],
		['an open array before the next key', '{"a":["x",\n"b":"y"}'],
	])('reads %s without an exception, though it loses what follows', (_, text) => {
		expect(read(text).root?.kind).toBe('object');
	});

	it('gives numbers and truth values as they are written', () => {
		expect(memberOf(read('{"a": [1.50, true, null]}').root, 'a')).toMatchObject({
			kind: 'array',
			items: [{ text: '1.50' }, { text: 'true' }, { text: 'null' }],
		});
	});

	it('gives the last member of a name', () => {
		const node = memberOf(read('{"a": 1, "a": 2}').root, 'a');
		expect(node).toEqual({ kind: 'literal', text: '2', span: { start: 14, end: 15 } });
		expect(memberOf(read('[]').root, 'a')).toBeUndefined();
	});

	it('gives a member whose value is not typed yet', () => {
		const { root } = read('{"a"');
		expect(root?.kind === 'object' && root.members.map(({ name, value }) => [name.value.text, value])).toEqual([
			['a', undefined],
		]);
	});

	it('gives the comments without their marks', () => {
		const { comments } = read('// one\r\n{"a": "// no", /* two */ "b": 1} /* three');
		expect(comments.map((comment) => [comment.text, comment.span.start])).toEqual([
			[' one', 2],
			[' two ', 25],
			[' three', 43],
		]);
	});

	it.each([
		['arrays', '['.repeat(100_000)],
		['objects', '{"a":'.repeat(50_000)],
		['crossed brackets', '[},'.repeat(50_000)],
		['closed arrays', '['.repeat(50_000) + ']'.repeat(50_000)],
		['quotes', '"'.repeat(100_001)],
		['backslashes', `"${'\\'.repeat(100_001)}`],
	])('survives deep or endless %s', (_, text) => {
		expect(read(text).comments).toEqual([]);
	});

	it('reads what JSON.parse reads, every character at its place', () => {
		fc.assert(
			fc.property(fc.json({ stringUnit: 'binary' }), fc.constantFrom(undefined, 1, '\t'), (json, indent) => {
				const value: unknown = JSON.parse(json);
				const text = JSON.stringify(value, undefined, indent);
				expect(stringsOf(read(text).root).map(([, string]) => string.value.text)).toEqual(collect(value));
				for (const [, string] of stringsOf(read(text).root)) {
					expect(text.slice(string.span.start, string.span.end)).toBe(JSON.stringify(string.value.text));
					for (let index = 0; index < string.value.length; index++) {
						const { start, end } = string.value.spanOf(index, index + 1);
						expect(JSON.parse(`"${text.slice(start, end)}"`)).toBe(string.value.text[index]);
					}
				}
			}),
			{ seed: 1, numRuns: 400 },
		);
	});

	it('reads any heap of tokens without an exception', () => {
		const token = fc.constantFrom(
			...'{}[]:,"\\'.split(''),
			'"a"',
			'\n',
			'//',
			'/*',
			'*/',
			'\\u12',
			'1',
			'null',
			'\uFEFF',
		);
		fc.assert(
			fc.property(fc.array(token, { maxLength: 40 }), (tokens) => {
				const text = tokens.join('');
				for (const [, { value, span }] of stringsOf(read(text).root)) {
					expect(span.start).toBeLessThan(span.end);
					expect(value.span.start).toBe(span.start + 1);
					expect(value.span.end).toBeLessThanOrEqual(span.end);
				}
			}),
			{ seed: 1, numRuns: 2_000 },
		);
	});
});

function read(text: string) {
	return readJson(MappedText.verbatim(text));
}

/** Every string that is a value, with the name it stands under. */
function stringsOf(node: JsonNode | undefined, name?: string): readonly (readonly [string | undefined, JsonString])[] {
	if (node?.kind === 'string') return [[name, node]];
	if (node?.kind === 'array') return node.items.flatMap((item) => stringsOf(item, name));
	if (node?.kind !== 'object') return [];
	return node.members.flatMap((member) => stringsOf(member.value, member.name.value.text));
}

function collect(value: unknown): readonly string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(collect) : [];
}
