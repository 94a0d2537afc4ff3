import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const source = resolve(import.meta.dirname, '../server/src');

/** What each layer may import besides itself. Nothing on the right of the picture is imported by anything on its left. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
	text: [],
	cache: ['text'],
	catalogue: ['text', 'cache'],
	hosts: ['text', 'cache'],
	rules: ['text', 'cache', 'catalogue', 'hosts'],
	features: ['text', 'cache', 'catalogue', 'hosts', 'rules'],
	'service.ts': ['text', 'cache', 'catalogue', 'hosts', 'rules', 'features'],
	config: ['text', 'service.ts'],
	lsp: ['service.ts', 'config'],
	cli: ['service.ts', 'config'],
	main: ['lsp', 'cli'],
};

/** The shells may do input and output; nothing else may. */
const SHELLS = new Set(['lsp', 'cli', 'main']);

function listFiles(directory: string): string[] {
	return readdirSync(directory, { withFileTypes: true }).flatMap((child) =>
		child.isDirectory() ? listFiles(join(directory, child.name)) : [join(directory, child.name)],
	);
}

const files = listFiles(source).map((path) => ({
	path: relative(source, path),
	layer: relative(source, path).split('/')[0]!,
	imports: [...readFileSync(path, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1]!),
}));

test('every file belongs to a layer', () => {
	expect(files.filter(({ layer }) => ALLOWED[layer] === undefined).map(({ path }) => path)).toEqual([]);
});

test('layers import only downwards', () => {
	const broken: string[] = [];
	for (const { path, layer, imports } of files) {
		for (const name of imports.filter((name) => name.startsWith('.'))) {
			const target = relative(source, resolve(source, dirname(path), name));
			if (target.startsWith('..')) continue;
			const to = target.split('/')[0]!;
			if (to !== layer && !ALLOWED[layer]!.includes(to)) broken.push(`${path} imports ${target}`);
		}
	}
	expect(broken).toEqual([]);
});

test('rules know files only by the type of what they are given, never a host language', () => {
	const broken = files.filter(
		({ layer, imports }) => layer === 'rules' && imports.some((name) => /hosts\/(?!host\.ts)/.test(name)),
	);
	expect(broken.map(({ path }) => path)).toEqual([]);
});

test('the core does no input or output and runs in a browser', () => {
	const core = files.filter(({ layer }) => !SHELLS.has(layer));
	expect(
		core.filter(({ imports }) => imports.some((name) => name.startsWith('node:'))).map(({ path }) => path),
	).toEqual([]);
	const touching = core.filter(({ path }) =>
		/\bprocess\.(?:env|cwd|argv|exit|std)|\bconsole\.(?:log|info|warn|error|debug)\(|\brequire\(|\bsetTimeout\(|\bDate\.now\(/.test(
			// Examples of rules may speak of a program's environment.
			readFileSync(join(source, path), 'utf8').replace(/^\t+text: `[\s\S]*?^\t+`,$/gm, ''),
		),
	);
	expect(touching.map(({ path }) => path)).toEqual([]);
});
