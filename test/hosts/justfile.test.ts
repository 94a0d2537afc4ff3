import fc from 'fast-check';
import { expect, test } from 'vitest';
import host from '../../server/src/hosts/justfile.ts';
import { createCacheService } from '../../server/src/service.ts';
import { spellShell } from '../../server/src/text/shell/spellShell.ts';
import { acceptAt, hoverAt } from './ciChecks.ts';
import { flagRows, readFixture } from './flagRows.ts';

const ROWS = [
	'to buildx 8:14 type=registry,ref=ghcr.io/o/app:cache,mode=max (variable)',
	'from buildx 9:16 type=registry,ref={{image}}:cache (variable)',
	'from bake 10:11 type=local,dest={{home_directory()}}/.cache (variable)',
	'from docker 11:24 type=gha',
	'to docker 11:44 type=gha,mode=max',
	'to docker 12:41 type=gha (variable)',
	'to docker 12:61 type=inline (variable)',
	'from docker 13:21 type=s3,bucket=b,region=r (variable)',
	'from docker 14:38 a/b',
	'to buildx 28:20 {{ cache_to }} (dynamic)',
	'from buildx 29:22 {{cache_from}} (dynamic)',
	'from buildx 30:23 type=registry,ref={{image}}:{{ tag }}',
	`to docker 31:31 type=gha,scope={{ replace(tag, '}}', \\"/\\") }}`,
	'to docker 32:32 {{picked}} (dynamic)',
	'from docker 32:57 $EXPORTED (dynamic)',
	'to bake 34:42 type=gha,scope={{x}}',
	'from bake 34:85 {{ local }} (dynamic)',
	'to docker 36:9 type=inline (variable)',
	'from docker 36:29 type=gha,scope=x (variable)',
	'to docker 37:28 $TO (dynamic)',
	'from docker 37:46 {{from}} (dynamic)',
	'from docker 38:49 c/d',
	`to docker 38:84 {{ if tag == \\"x\\" { \\"e/f\\" } else if tag == \\"y\\" { 'g/h:😀' } else { \\"\\" } }} (dynamic)`,
	'to docker 38:104 e/f (expression)',
	'to docker 38:133 g/h:😀 (expression)',
	'to docker 42:8 type=gha,mode=max (variable)',
	'to docker 45:25 $TO (dynamic)',
];

test('the cache flags of a justfile are found where they are written', () => {
	const { path, text } = readFixture('just/justfile');
	expect(flagRows(host, { path, text })).toEqual(ROWS);
	expect(flagRows(host, { path, text: text.replaceAll('\n', '\r\n') })).toEqual(ROWS);
});

const TEXTS: readonly (readonly [name: string, text: string, ...rows: string[]])[] = [
	['a value being typed', 'a:\n  docker build --cache-to ', 'to docker 2:27 "" (no-value)'],
	['an empty value', 'a:\n\tdocker build --cache-to "" .\n', 'to docker 2:27 ""'],
	['an expression being typed', 'a:\n  docker build --cache-to a/b {{ if x { "\n\nb:\n  x\n', 'to docker 2:27 a/b'],
	[
		'a string over lines',
		`x := "type=gha,\n"\na:\n  docker build --cache-to {{x}} .\n`,
		'to docker 1:7 type=gha,\\n (variable)',
		'to docker 4:27 {{x}} (dynamic)',
	],
	[
		'indented strings',
		'x := """\n  --cache-to a/b\n    --cache-from "c/d"\n"""\na:\n  docker build {{x}} .\n',
		'to docker 2:14 a/b',
		'from docker 3:19 c/d',
	],
	['backticks of three signs', 'x := ```\n  docker build \\\n    --cache-to a/b -q .\n```\n', 'to docker 3:16 a/b'],
	['shell()', `x := shell('docker build --cache-to a/b -q $1', "c")\n`, 'to docker 1:37 a/b'],
	[
		'a string with variables of the shell',
		'x := x"type=gha,scope=$A"\na:\n  docker build --cache-to {{x}} .\n',
		'to docker 1:8 type=gha,scope=$A (variable)',
		'to docker 3:27 {{x}} (dynamic)',
	],
	[
		'set export',
		'set export\nT := "a/b"\na:\n  docker build --cache-to $T .\n',
		'to docker 2:7 a/b (variable)',
		'to docker 4:27 $T (dynamic)',
	],
	[
		'a variable that is not exported',
		'T := "a/b"\na:\n  docker build --cache-to $T .\n',
		'to docker 3:27 $T (dynamic)',
	],
	[
		'a path that begins with a slash',
		'T := "type=local,dest=" + ( / "tmp" / "c")\na:\n  docker build --cache-to {{T}} .\n',
		'to docker 1:7 type=local,dest=/tmp/c (variable)',
		'to docker 3:27 {{T}} (dynamic)',
	],
	[
		'lines that are cut by just alone',
		'a:\n  docker build --cache-to "a\n  docker build --cache-to b/c .\n',
		'to docker 2:28 a',
		'to docker 3:27 b/c',
	],
	[
		'a builder of an earlier line',
		'a:\n  docker buildx create --use --name x\n  docker buildx build --cache-to a/b .\n',
		'to buildx 3:34 a/b',
	],
	['other shells', 'set shell := ["python3", "-c"]\na:\n  docker build --cache-to a/b .\n'],
	['tools of others', 'a:\n  earthly --cache-from x +build\n  kaniko --cache-to x\n'],
];

test.each(TEXTS)('%s', (_, text, ...rows) => {
	expect(flagRows(host, { path: 'justfile', text })).toEqual(rows);
});

test('the build has the name of its recipe and the builder of an earlier line', () => {
	const text = 'a:\n  docker buildx create --use --name x\n  docker buildx build --cache-to a/b .\n';
	const { build } = host.find({ path: 'justfile', text }).flags[0]!;
	expect([build.name, build.builder.driver]).toEqual(['a', 'docker-container']);
});

test('comments of the file and of recipes are read', () => {
	const text = '# one\nx := "a" # two\n[private] \na: b # three\n  # four\n  x # five\n';
	expect(host.find({ path: 'justfile', text }).comments.map(({ text: comment }) => comment.trim())).toEqual([
		'one',
		'two',
		'three',
		'four',
		'five',
	]);
});

test('a backend is suggested in a recipe', () => {
	expect(acceptAt('justfile', 'a:\n  @docker build --cache-to ‸\n', 'type=registry')).toContain(
		'  @docker build --cache-to type=registry',
	);
});

test('a parameter is explained in a variable', () => {
	const text = 'c := "type=gha,mo‸de=max"\na:\n  docker build --cache-to {{c}} .\n';
	expect(hoverAt('justfile', text)).toContain('**mode**');
});

test('a fix changes nothing but the mistake', () => {
	const service = createCacheService();
	const text = 'a x="😀":\r\n    @docker buildx build \\\r\n        --cache-to "type=gha, mode=max,scope={{x}}" .\r\n';
	expect(service.fixAll(service.read({ path: 'a.just', text })!)).toBe(text.replace(', mode', ',mode'));
});

test('any value in any quotes is found as the same value', () => {
	const value = fc
		.array(
			fc.constantFrom('gha', ',', 'scope=', 'a b', '"', "'", '\\', '/', 'é😀', '#', ';', '(', '*', '=', '}', '{'),
			{
				minLength: 1,
				maxLength: 8,
			},
		)
		.map((parts) => `type=x${parts.join('')}`)
		.filter((text) => !text.includes('{{'));
	const inJust = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
	const write = fc.constantFrom(
		...(['"', "'", "$'", undefined] as const).flatMap((quote) => [
			(text: string) =>
				`a:\n  @docker build --cache-to ${quote ?? ''}${spellShell(text, quote)}${quote?.at(-1) ?? ''} .\n`,
			(text: string) =>
				`a:\n\t#!/bin/bash\n\tif x; then\n\t\tdocker build --cache-to=${quote ?? ''}${spellShell(text, quote)}${quote?.at(-1) ?? ''} .\n\tfi\n`,
		]),
		(text: string) => `x := ${inJust(text)}\na:\n  docker build --cache-to '{{x}}' .\n`,
		(text: string) => `a x=${inJust(text)}:\n  docker build --cache-to "{{ x }}" .\n`,
	);
	fc.assert(
		fc.property(value, write, (text, spell) => {
			const file = { path: 'justfile', text: spell(text) };
			const [flag] = host.find(file).flags;
			if (flag?.value.form !== 'text') return expect.fail(file.text);
			expect(flag.value.text.written, file.text).toBe(text);
			for (let index = 0; index < text.length; index++) {
				const typed = file.text.slice(flag.value.text.startOf(index), flag.value.text.endOf(index));
				if (!typed.endsWith(text[index]!) && !/^['"\\]+$/.test(typed)) expect.fail(`${text[index]} at ${typed}`);
			}
		}),
		{ seed: 1, numRuns: 300 },
	);
});

test('broken files are read as far as they go', () => {
	const piece = fc.constantFrom(
		...[
			'a:',
			'\n',
			'\n  ',
			' ',
			'{{',
			'}}',
			'if x == y {',
			'} else {',
			'(',
			')',
			'"',
			"'",
			'`',
			'"""',
			'\\',
			'#',
			':=',
		],
		...[
			'a',
			'x := ',
			'+',
			'/',
			'set shell := [',
			'docker build --cache-to ',
			'type=gha',
			'\r\n',
			'#!',
			'[script]',
			'f"',
		],
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
			const text = parts.join('');
			for (const { value } of host.find({ path: 'justfile', text }).flags) {
				if (value.form === 'text' && (value.text.span.end > text.length || value.text.span.start < 0))
					expect.fail(text);
			}
		}),
		{ seed: 1, numRuns: 500 },
	);
	for (const text of [
		`x := ${'('.repeat(50_000)}cache`,
		`x := ${'if '.repeat(50_000)}cache`,
		`x := ${'"a" + '.repeat(20_000)}"cache"`,
		`a:\n  ${'{{'.repeat(50_000)} cache`,
		`a:\n  ${'{{ "'.repeat(20_000)} cache`,
		`a ${'x="'.repeat(20_000)}: cache`,
		'x := """\n'.repeat(20_000),
		' \n'.repeat(50_000),
	])
		expect(host.find({ path: 'justfile', text }).flags.length).toBeLessThan(2);
});

test.each([
	['justfile', undefined, 'name'],
	['a/Justfile', undefined, 'name'],
	['.justfile', undefined, 'name'],
	['ci/docker.just', undefined, 'name'],
	['x', 'just', 'name'],
	['justfile.md', undefined, undefined],
])('%s as %s is its own by %s', (path, languageId, claim) => {
	expect(host.claim({ path, text: '', ...(languageId === undefined ? {} : { languageId }) })).toBe(claim);
});
