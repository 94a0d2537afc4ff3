import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentSelector, languages } from '../../client/src/documents.ts';
import manifest from '../../package.json' with { type: 'json' };

const root = new URL('../../', import.meta.url);

describe('the manifest', () => {
	it('activates for exactly the languages that are sent to the server', () => {
		const activating = manifest.activationEvents
			.filter((event) => event.startsWith('onLanguage:'))
			.map((event) => event.slice('onLanguage:'.length));
		expect(activating).toEqual([...languages]);
	});

	it('names no language as `*`, which would silence completion beside other servers', () => {
		expect(documentSelector().filter((filter) => Object.values(filter).some((value) => value === '*'))).toEqual([]);
	});

	it('points at files that exist', () => {
		const paths = [manifest.icon, ...manifest.contributes.grammars.map(({ path }) => path)];
		expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
	});

	it('describes every setting and gives it an order and a scope of its own', () => {
		const settings = Object.entries(manifest.contributes.configuration.properties);
		for (const [name, setting] of settings) {
			expect(setting, name).toMatchObject({
				order: expect.any(Number),
				scope: expect.stringMatching(/resource|window/),
			});
			expect(setting.markdownDescription, name).toMatch(/\w.*\.$/);
			expect(setting, name).toHaveProperty('default');
		}
		expect(new Set(settings.map(([, { order }]) => order)).size).toBe(settings.length);
	});

	it('registers exactly the commands that the client implements', () => {
		const client = readFileSync(new URL('client/src/client.ts', root), 'utf8');
		const implemented = [...client.matchAll(/registerCommand\('([^']+)'/g)].map(([, name]) => name).sort();
		expect(manifest.contributes.commands.map(({ command }) => command).sort()).toEqual(implemented);
	});
});

describe('the problem matcher', () => {
	const [{ pattern }] = manifest.contributes.problemMatchers as [(typeof manifest.contributes.problemMatchers)[number]];

	it.each([
		['ci.yml:14:67: error [invalid-mode] `mode=MAX` is unknown.', ['ci.yml', '14', '67', 'error', 'invalid-mode']],
		['a b/x.sh:1:2: hint [s3-path] text: with [brackets]', ['a b/x.sh', '1', '2', 'hint', 's3-path']],
		['C:\\w\\ci.yml:1:2: warning [a] b', ['C:\\w\\ci.yml', '1', '2', 'warning', 'a']],
	])('reads the compact line %s', (line, expected) => {
		expect(new RegExp(pattern.regexp).exec(line)?.slice(1, 6)).toEqual(expected);
	});

	it('passes over the lines of other formats', () => {
		expect(new RegExp(pattern.regexp).test('3 problems in 2 files')).toBe(false);
	});
});
