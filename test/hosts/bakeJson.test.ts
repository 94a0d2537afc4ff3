import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import bakeJson from '../../server/src/hosts/bakeJson.ts';
import { rowsOf } from './bakeRows.ts';

/** What is shown, members of a target on the second line, and the flags: direction, line:column, value. */
const TARGETS: readonly (readonly [string, string, readonly string[]])[] = [
	['strings in a list', '"cache-to": ["type=gha", "type=inline"]', ['to 2:15 type=gha', 'to 2:27 type=inline']],
	['both directions', '"cache-from": ["a/b"], "cache-to": ["c/d"]', ['from 2:17 a/b', 'to 2:38 c/d']],
	[
		'objects',
		'"cache-to": [{"type": "gha", "Mode": "max", "a": 3, "b": true}]',
		['to 2:14 {type=gha Mode=max a=3 b=true}'],
	],
	['a nested object', '"cache-to": [{"type": "gha", "a": {}}]', ['to 2:14 {type=gha a=?} (wrong-shape: a string)']],
	['templates', '"cache-to": ["type=registry,ref=${R}:$${x}"]', ['to 2:15 type=registry,ref=${R}:${x}']],
	['quotes in a template', '"cache-to": ["type=gha,scope=${f(\\"a\\")}"]', ['to 2:15 type=gha,scope=${f("a")}']],
	[
		'a conditional in a template',
		'"cache-to": ["${CI ? \\"type=gha\\" : \\"\\"}"]',
		['to 2:15 ${CI ? "type=gha" : ""} (dynamic)', 'to 2:24 type=gha (expression)', 'to 2:39 <empty> (expression)'],
	],
	['escapes', '"cache-to": ["type=gha\\u002cmode=max"]', ['to 2:15 type=gha,mode=max']],
	['an empty string', '"cache-to": [""]', ['to 2:15 <empty>']],
	['empty lists and null', '"cache-to": [], "cache-from": null', []],
	['a string for a list', '"cache-to": "type=gha"', ['to 2:14 type=gha (wrong-shape: a list)']],
	['underscores', '"cache_to": ["type=gha"]', ['to 2:15 type=gha (cache_to for cache-to)']],
	['other members', '"tags": ["type=gha"], "no-cache": true', []],
	['TYPING: an open string', '"cache-to": ["type=\n]', ['to 2:15 type=']],
	['TYPING: an open object', '"cache-to": [{"type": "gha", "mode": ', ['to 2:14 {type=gha mode=}']],
	['TYPING: no comma', '"cache-to": ["a/b" "c/d"]', ['to 2:15 a/b', 'to 2:21 c/d']],
];

describe('bake in JSON', () => {
	it.each(TARGETS)('finds in a target: %s', (_, members, rows) => {
		expect(rowsOf(bakeJson, `{"target": {"a": {\n${members}\n}}}`, 'docker-bake.json')).toEqual(rows);
	});

	it('follows variables, in one template or as part of a function', () => {
		const text = `{
  "variable": {"C": {"default": "type=gha"}, "L": {"default": ["a/b", "c/d"]}},
  "target": {
    "a": {"cache-to": ["\${C}"], "cache-from": "\${concat(L, [\\"e/f\\"])}"}
  }
}`;
		expect(rowsOf(bakeJson, text, 'docker-bake.json')).toEqual([
			'to 2:34 type=gha (variable)',
			'from 2:65 a/b (variable)',
			'from 2:72 c/d (variable)',
			'to 4:25 ${C} (dynamic)',
			'from 4:48 ${concat(L, ["e/f"])} (dynamic)',
			'from 4:63 e/f',
		]);
	});

	it('reads targets in a list', () => {
		const text = '{"target": [{"a": {"cache-to": ["x/y"]}}, {"b": [{"cache-from": ["z"]}]}]}';
		expect(rowsOf(bakeJson, text, 'docker-bake.json')).toEqual(['to 1:34 x/y', 'from 1:67 z']);
	});

	it.each([
		['docker-bake.json', '', 'name'],
		['docker-bake.override.json', '', 'name'],
		['x/ci.bake.json', '', 'name'],
		['docker-bake.hcl', '', undefined],
		['out.json', '{"target": {"a": {"cache-to": []}}}', 'content'],
		['out.json', '{"build": {"target": "x", "cache_to": []}}', undefined],
		['package.json', '{"scripts": {"target": "docker build --cache-to x"}}', undefined],
	] as const)('takes %s with %j for its own: %s', (path, text, claim) => {
		expect(bakeJson.claim({ path, text })).toBe(claim);
	});

	it('collects what a target says about its build', () => {
		const text =
			'{"target": {"a": {"tags": ["o/a"], "args": {"A": "1"}, "output": ["type=registry"], "cache-to": ["x"]}}}';
		const { build } = bakeJson.find({ path: 'docker-bake.json', text }).flags[0]!;
		expect(build).toMatchObject({ tool: 'bake', name: 'a', pushes: 'yes', isComplete: true });
		expect(build.images.map(({ text }) => text)).toEqual(['o/a']);
		expect(build.args.map(({ text }) => text)).toEqual(['A=1']);
	});

	it.each([
		['the last on a line of its own', '[\n "a",\n "b"\n]', 1, '[\n "a"\n]'],
		['the first on a line of its own', '[\n "a",\n "b"\n]', 0, '[\n "b"\n]'],
		['the only one', '["a"]', 0, '[]'],
	])('says what to delete for %s', (_, list, index, after) => {
		const text = `{"target": {"a": {"cache-to": ${list}}}}`;
		const { removal, commentPlace } = bakeJson.find({ path: 'docker-bake.json', text }).flags[index]!.layout;
		expect(text.slice(0, removal!.start) + text.slice(removal!.end)).toBe(`{"target": {"a": {"cache-to": ${after}}}}`);
		expect(commentPlace).toBeUndefined();
	});

	it('gives back every entry that was written into a file, each character at its place', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom('[', '["x", '), (value, before) => {
				fc.pre(!value.includes('\uFFFC'));
				const head = `{"target": {"é😀": {"cache-from": ${before}"`;
				const written = JSON.stringify(value.replace(/([$%])(?=\{)/g, '$1$1')).slice(1, -1);
				const text = `${head}${written}"]}}}`;
				const flag = bakeJson.find({ path: 'docker-bake.json', text }).flags.at(-1);
				const found = flag?.value.form === 'text' ? flag.value.text : undefined;
				expect(found?.written).toBe(value);
				expect(found?.span).toEqual({ start: head.length, end: head.length + written.length });
			}),
			{ seed: 1, numRuns: 1_000 },
		);
	});

	it.each([
		['an empty file', ''],
		['a list', '[]'],
		['a number for the targets', '{"target": 1}'],
		['null for a target', '{"target": {"a": null}}'],
		['an open file', '{"target"'],
		['deep brackets', '['.repeat(50_000)],
		['no value yet', '{"target":{"a":{"cache-to":'],
	])('finds nothing in %s', (_, text) => {
		expect(bakeJson.find({ path: 'docker-bake.json', text }).flags).toEqual([]);
	});
});
