import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import host from '../../server/src/hosts/devcontainer.ts';
import { createCacheService } from '../../server/src/service.ts';
import { flagRows, readFixture, spanOfValue } from './flagRows.ts';

/** File, and its flags: direction, tool, place of the value, value. */
const FILES: readonly (readonly [file: string, rows: readonly string[]])[] = [
	[
		'devcontainer.json',
		[
			'from devcontainer 11:8 type=registry,ref=ghcr.io/acme/${localWorkspaceFolderBasename}:cache',
			'from devcontainer 12:8 ghcr.io/acme/app:latest',
			'to devcontainer 14:17 type=registry,ref=ghcr.io/acme/app:cache,mode=max',
			'from devcontainer 15:34 type=local,src=/tmp/c',
			'to devcontainer 15:70 type=inline',
			'from buildx 17:58 type=gha,scope=dev',
			'from docker 19:51 acme/post:1',
			'from docker 20:40 acme/post:2',
		],
	],
	['single.json', ['from devcontainer 1:50 ghcr.io/acme/app:latest', 'to devcontainer 1:86 ""']],
	['typing.json', ['from devcontainer 3:17 type=gha,scope=a', 'to devcontainer 4:15 type=gha,']],
];

const service = createCacheService({ hosts: [host] });

describe('the cache flags of a dev container file are found where they are written', () => {
	test.each(FILES)('%s', (file, rows) => {
		expect(flagRows(host, readFixture(`devcontainer/${file}`))).toEqual(rows);
	});
});

function fixAllIn(path: string, text: string): string {
	const document = service.read({ path, text });
	if (document === undefined) throw new Error(`${path} is not read`);
	return service.fixAll(document, { unsafe: true });
}

describe('a dev container file is known', () => {
	test.each([
		['.devcontainer/devcontainer.json', 'name'],
		['.devcontainer/app/devcontainer.json', 'name'],
		['.devcontainer.json', 'name'],
		['.devcontainer/compose.json', undefined],
		['devcontainer.jsonc', undefined],
	] as const)('%s', (path, claim) => {
		expect(host.claim({ path, text: '"cacheFrom": ""' })).toBe(claim);
	});
});

test('a build knows what the file says of it', () => {
	const build = host.find(readFixture('devcontainer/devcontainer.json')).flags[0]?.build;
	expect({
		name: build?.name,
		context: build?.context?.text,
		file: build?.file?.text,
		target: build?.target?.text,
		args: build?.args.map(({ written }) => written),
	}).toEqual({
		name: 'App 🐳',
		context: '..',
		file: 'Dockerfile',
		target: 'dev',
		args: ['VARIANT=bookworm', 'USER=${localEnv:USER}'],
	});
});

describe('fixes keep the form of the place', () => {
	test.each([
		['{"build": {"cacheTo": "type=gha,mod=max"}}', '{"build": {"cacheTo": "type=gha,mode=max"}}'],
		[
			'{"build": {"cacheFrom": ["type=gha,scope=a,type=gha,scope=b"]}}',
			'{"build": {"cacheFrom": ["type=gha,scope=a", "type=gha,scope=b"]}}',
		],
		[
			'{"build": {"options": ["--cache-to", "type=gha,mod=max"]}}',
			'{"build": {"options": ["--cache-to", "type=gha,mode=max"]}}',
		],
	])('%s', (text, fixed) => {
		expect(fixAllIn('.devcontainer.json', text)).toBe(fixed);
	});
});

test('a comment that silences stands above the key, and works', () => {
	const path = '.devcontainer/devcontainer.json';
	const text = '{\n  "build": {\n    "cacheTo": "type=gha,mod=max"\n  }\n}\n';
	const document = service.read({ path, text })!;
	const edit = service.suppressionOf(document, service.check(document)[0]!)!;
	expect(edit.text).toBe('    // cachelint: ignore[unknown-parameter]\n');
	const silenced = text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
	expect(service.check(service.read({ path, text: silenced })!).map(({ rule }) => rule)).not.toContain(
		'unknown-parameter',
	);
});

test('values are completed and explained', () => {
	const text = '{"build": {"cacheTo": "type=registry,‸"}}';
	const document = service.read({ path: 'devcontainer.json', text: text.replace('‸', '') })!;
	expect(service.complete(document, text.indexOf('‸')).map(({ label }) => label)).toContain('ref');
	expect(JSON.stringify(service.hover(document, text.indexOf('type=') + 6))).toContain('registry');
});

test('broken text gives fewer flags', () => {
	const files = FILES.map(([file]) => readFixture(`devcontainer/${file}`));
	const pieces = fc.constantFrom('', '"', '[', '{', '}', ']', ',', '\\', '//', '\r', '\u0000');
	fc.assert(
		fc.property(
			fc.nat(files.length - 1),
			fc.double({ min: 0, max: 1, noNaN: true }),
			fc.nat(20),
			pieces,
			(index, at, length, piece) => {
				const file = files[index]!;
				const offset = Math.floor(at * file.text.length);
				const text = file.text.slice(0, offset) + piece + file.text.slice(offset + length);
				for (const flag of host.find({ ...file, text }).flags)
					expect(spanOfValue(flag).end).toBeLessThanOrEqual(text.length);
			},
		),
		{ seed: 1, numRuns: 150 },
	);
	expect(host.find({ path: 'x.json', text: '[{"a":'.repeat(50_000) }).flags).toEqual([]);
});
