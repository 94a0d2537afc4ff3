import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeSettings } from '../../server/src/config/describeSettings.ts';
import { createConfigFinder, directoryOf } from '../../server/src/config/findConfig.ts';
import { createExclude } from '../../server/src/config/globs.ts';
import { readConfig } from '../../server/src/config/readConfig.ts';
import { layerSettings } from '../../server/src/config/readSettings.ts';
import { allRules, defaultSettings, type Settings } from '../../server/src/service.ts';

describe('a configuration file is read', () => {
	test('with every key', () => {
		const text = `
preset: strict
buildkit: 0.20
buildx: v0.30.1
docker: "28"
builder: container
registries: [r.example.com]
immutableRepositories:
  - "*/app"
exclude: ['vendor/']
rules:
  unknown-type:
    severity: info
    extraTypes: [gcs]
  invalid-mode: off
`;
		expect(readConfig(text, '.cachelint.yaml')).toEqual({
			settings: {
				preset: 'strict',
				buildkit: '0.20',
				buildx: 'v0.30.1',
				engine: '28',
				builder: 'container',
				registries: ['r.example.com'],
				immutableRepositories: ['*/app'],
				rules: { 'unknown-type': 'info', 'invalid-mode': 'off' },
				options: { 'unknown-type': { extraTypes: ['gcs'] } },
			},
			exclude: ['vendor/'],
			problems: [],
		});
	});

	test('as JSON with comments and trailing commas', () => {
		const text = '// why\n{ "buildkit": "latest", /* so */ "rules": { "invalid-mode": "off", }, }\n';
		expect(readConfig(text, 'x/.cachelint.jsonc')).toEqual({
			settings: { buildkit: 'latest', rules: { 'invalid-mode': 'off' } },
			exclude: [],
			problems: [],
		});
	});

	test('as far as it makes sense', () => {
		const { settings, problems } = readConfig('preset: all\nbuildx: "0.30"\nrules: { a: off }\n', '.cachelint.yml');
		expect(settings).toEqual({ buildx: '0.30' });
		expect(problems.map(({ line, column }) => `${line}:${column}`)).toEqual(['1:1', '3:10']);
	});

	test('without harm from names that objects have', () => {
		for (const key of ['__proto__', 'constructor', 'toString']) {
			const yaml = readConfig(`${key}: { a: 1 }\nrules: { ${key}: off, unknown-type: { ${key}: [x] } }\n`, 'x.yaml');
			const json = readConfig(`{"${key}": {}, "rules": {"${key}": "off", "unknown-type": {"${key}": []}}}`, 'x.json');
			for (const { settings, problems } of [yaml, json]) {
				expect(settings).toEqual({});
				expect(problems.length).toBe(3);
			}
		}
	});

	test('without ever throwing, and with places in the text', () => {
		const words = [
			'rules',
			':',
			' ',
			'\n',
			'  ',
			'unknown-type',
			'off',
			'{',
			'}',
			'[',
			']',
			'- ',
			'"',
			',',
			'&a',
			'*a',
			'|',
			'#',
			'\t',
			'😀',
		];
		const texts = fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((parts) => parts.join(''));
		fc.assert(
			fc.property(texts, fc.constantFrom('.cachelint.yaml', '.cachelint.json'), (text, name) => {
				for (const { line, column, message } of readConfig(text, name).problems) {
					expect(line).toBeLessThanOrEqual(text.split('\n').length);
					expect(column).toBeGreaterThan(0);
					expect(message).toMatch(/^\S.*$/);
				}
			}),
			{ seed: 1, numRuns: 500 },
		);
	});

	test.each(['['.repeat(100_000), '{"a":'.repeat(100_000), '- '.repeat(20_000)])('however deep: %.10s', (text) => {
		for (const name of ['.cachelint.yaml', '.cachelint.json']) {
			expect(readConfig(text, name).problems.length).toBeGreaterThan(0);
		}
	});
});

test('settings are laid over one another rule by rule and option by option', () => {
	const base: Partial<Settings> = {
		preset: 'strict',
		registries: ['a'],
		rules: { 'unknown-type': 'info', 'invalid-mode': 'off' },
		options: { 'unknown-type': { extraTypes: ['gcs'] } },
	};
	const over: Partial<Settings> = {
		registries: ['b'],
		rules: { 'unknown-type': 'hint' },
		options: { 'unknown-parameter': { allow: ['x'] } },
	};
	expect(layerSettings(base, over)).toEqual({
		preset: 'strict',
		registries: ['b'],
		rules: { 'unknown-type': 'hint', 'invalid-mode': 'off' },
		options: { 'unknown-type': { extraTypes: ['gcs'] }, 'unknown-parameter': { allow: ['x'] } },
	});
	expect(layerSettings({}, {})).toEqual({});
});

test('what is described reads back as itself', () => {
	const { settings } = readConfig('docker: "28"\nrules: { unknown-type: { extraTypes: [gcs] } }\n', 'x.yaml');
	const described = describeSettings(settings);
	const again = readConfig(JSON.stringify(described), 'x.json');
	expect(again.problems).toEqual([]);
	expect(describeSettings({ ...defaultSettings, ...again.settings })).toEqual(described);
});

test.each([
	['/w/a.sh', '/w'],
	['/a', ''],
	['', undefined],
	['C:/w/a.sh', 'C:/w'],
	['C:', undefined],
	['file:///w/a.sh', 'file:///w'],
	['file:///w', 'file://'],
	['file://', undefined],
])('the directory of %j is %j', (path, directory) => {
	expect(directoryOf(path)).toBe(directory);
});

test('each directory is looked into once', async () => {
	const asked: string[] = [];
	const find = createConfigFinder({
		readText: async (path) => {
			asked.push(path);
			return path === '/w/cachelint.yml' ? 'preset: strict' : undefined;
		},
		exists: async () => false,
	});
	const [a, b] = await Promise.all([find('/w/a'), find('/w/b')]);
	expect(a).toEqual({ path: '/w/cachelint.yml', base: '/w', text: 'preset: strict' });
	expect(b).toBe(a);
	expect(new Set(asked).size).toBe(asked.length);
});

test.each([
	['vendor', 'vendor/a/build.sh', true],
	['vendor/', 'vendor/build.sh', true],
	['./vendor', 'vendor/.hidden/build.sh', true],
	['vendor', 'a/vendor/build.sh', false],
	['**/vendor', 'a/vendor/build.sh', true],
	['*.mk', 'a.mk', true],
	['*.mk', 'a/b.mk', false],
	['{a,b}/*.sh', 'b/x.sh', true],
])('the glob %s and %s: %s', (glob, path, expected) => {
	expect(createExclude([glob])(path)).toBe(expected);
});

describe('what the documentation shows is right', () => {
	const documents = ['../../README.md', ...allRules.map(({ id }) => `../../docs/rules/${id}.md`)];
	const shown = documents.flatMap((path) => {
		const text = readFileSync(new URL(path, import.meta.url), 'utf8');
		return [...text.matchAll(/```yaml\n((?:\w+:.*\n(?: .*\n)*)*rules:\n[^`]*)```/g)].map(
			([, yaml]) => [path, yaml!] as const,
		);
	});

	test.each(shown)('%s', (_, yaml) => {
		expect(readConfig(yaml, '.cachelint.yaml').problems).toEqual([]);
	});

	test('in the README and on the page of each rule with options', () => {
		const withOptions = allRules.filter(({ options }) => options !== undefined);
		expect(shown.length).toBe(1 + withOptions.length);
	});
});
