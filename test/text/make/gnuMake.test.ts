import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { readMakefile } from '../../../server/src/text/make/readMakefile.ts';
import { HOLE, MappedText } from '../../../server/src/text/mappedText.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/make', import.meta.url));
const version = spawnSync('make', ['--version'], { encoding: 'utf8' }).stdout ?? '';
const hasMake = /GNU Make (?:4\.[3-9]|[5-9])/.test(version);
const scratch = mkdtempSync(join(tmpdir(), 'cachelint-make-'));
afterAll(() => rmSync(scratch, { recursive: true }));

if (!hasMake) console.warn('GNU make 4.3 or later is not installed: the reader of makefiles is not compared with it.');

describe.skipIf(!hasMake)('the reader agrees with the database of GNU make', () => {
	test.each(readdirSync(fixtures))('%s', (name) => {
		const file = readFileSync(join(fixtures, name), 'utf8');
		const { recipes, variables } = readMakefile(MappedText.verbatim(file));
		const database = readDatabase(name);
		const lines = recipes.flatMap((recipe) => recipe.lines.map(({ text }) => matchText(text)));
		const commands = database.recipes.flatMap((recipe) => {
			const typed = `${/^\.ONESHELL:/m.test(file) ? '.ONESHELL:\n' : ''}x:\n${recipe}\n`;
			return readMakefile(MappedText.verbatim(typed)).recipes.flatMap((it) => it.lines.map(({ text }) => text.written));
		});
		expect(commands.filter((command) => !lines.some((line) => line.test(command)))).toEqual([]);
		const assigned = variables.map(({ name, value }) => ({ name: matchText(name), value: value.text.written.trim() }));
		// Pieces that `+=` puts together and what `!=` runs cannot be compared.
		const isPlain = (name: string) =>
			variables.every((it) => it.name.text !== name || (it.operator !== '+=' && it.operator !== '!='));
		const missing = database.variables.filter(
			({ name, value }) => isPlain(name) && !assigned.some((it) => it.name.test(name) && it.value === value),
		);
		expect(missing).toEqual([]);
		expect(commands.length + database.variables.length).toBeGreaterThan(1);
	});
});

describe.skipIf(!hasMake)('the shell gets from GNU make what the reader says', () => {
	const piece = fc.constantFrom(
		...['a', 'type=gha,', 'b c', ' ', '\t', '"', "'", '#', ';', '=', ':', '\\"', '\\\\', '@', '-', '+', '(', '{', '|'],
		...['$$', '$$X', '$${X:-a b}', '$$(id)', '$(comma)', '$(space)', '\\\n\t', '\\\n\t\t', '\\\n', '\\\n  ', '😀', '%'],
		...['$(V)', '${V}', '$V', '$(if $(V),a \\\n\t\tb)', '$(or (x,y),z)', '${or {x,y},z}', '$(subst a,b,$(V))'],
	);
	const line = fc.array(piece, { minLength: 1, maxLength: 8 }).map((parts) => `x${parts.join('')}.`);
	const expansions: Readonly<Record<string, string>> = {
		'$(V)': 'a-v',
		'${V}': 'a-v',
		$V: 'a-v',
		'$(if $(V),a \\\n\t\tb)': 'a b',
		'$(or (x,y),z)': '(x,y)',
		'${or {x,y},z}': '{x,y}',
		'$(subst a,b,$(V))': 'b-v',
	};

	test.each([
		['recipe lines', ''],
		['recipes with .ONESHELL', '.ONESHELL:\n'],
	])('%s', (_, head) => {
		const samples = fc.sample(fc.array(line, { minLength: 1, maxLength: 3 }), { seed: 1, numRuns: 200 });
		const rules = samples.map((lines, index) => `t${index}:\n${lines.map((it) => `\t@-${it}\n`).join('')}`).join('');
		const targets = samples.map((_, index) => `t${index}`).join(' ');
		const file = `${head}comma := ,\nspace := $(comma:,=) $(comma:,=)\nV = a-v\nall: ${targets}\n${rules}`;
		const read = readMakefile(MappedText.verbatim(file)).recipes.flatMap(({ lines }) =>
			lines.map(({ text }) =>
				[...text.text]
					.map((character, index) => {
						const expansion = text.isDynamic ? text.expansionAt(utf16Index(text.text, index)) : undefined;
						return expansion === undefined ? character : (expansions[expansion.text] ?? expansion.text);
					})
					.join(''),
			),
		);
		expect(runRecipes(file)).toEqual(read);
	});
});

interface Database {
	readonly recipes: readonly string[];
	readonly variables: readonly { readonly name: string; readonly value: string }[];
}

const RECIPE = /^# {2}recipe to execute \(from '.*\n((?:(?:\t|.*\\\n|(?<=\\\n)).*\n)+)/gm;
const VARIABLE = /^# makefile \(from '[^']+', line \d+\)\n(?:(\S+) \??= (.*)|define (\S+)\n([\s\S]*?)\n?endef)$/gm;

/** The recipes and the recursive variables that make says come from a file, as it prints them. */
function readDatabase(name: string): Database {
	const { stdout } = runMake(['-pqrRnf', name, 'SHELL=/bin/true'], fixtures);
	const variables = [...stdout.matchAll(VARIABLE)].map((it) => ({
		name: (it[1] ?? it[3])!,
		value: (it[2] ?? it[4])!.trim().replaceAll('$$', '$'),
	}));
	return { recipes: [...stdout.matchAll(RECIPE)].map((it) => it[1]!), variables };
}

/** Matches the text; what a template or a computed name puts in may be anything. */
function matchText(text: MappedText): RegExp {
	const quote = (literal: string) => literal.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
	const parts = text.text.split(HOLE).map(quote);
	const holes = text.expansions.map((it) => (/^\$\((?:\d|A)\)$/.test(it.text) ? '.+' : quote(it.text)));
	return new RegExp(`^${parts.map((part, index) => part + (holes[index] ?? '')).join('')}$`);
}

/** Runs a makefile whose shell writes down what it gets. */
function runRecipes(file: string): readonly string[] {
	const shell = join(scratch, 'sh');
	const record = join(scratch, 'record');
	writeFileSync(shell, `#!/bin/sh\nprintf '%s\\0' "$2" >> '${record}'\n`);
	chmodSync(shell, 0o755);
	writeFileSync(record, '');
	writeFileSync(join(scratch, 'Makefile'), `SHELL = ${shell}\n${file}`);
	const { stderr } = runMake(['-s', 'all'], scratch);
	expect(stderr).toBe('');
	return readFileSync(record, 'utf8').split('\0').slice(0, -1);
}

function runMake(args: readonly string[], cwd: string): { readonly stdout: string; readonly stderr: string } {
	return spawnSync('make', args, { cwd, encoding: 'utf8', env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' } });
}

/** The UTF-16 index of a code point of the text. */
function utf16Index(text: string, codePoint: number): number {
	return [...text].slice(0, codePoint).join('').length;
}
