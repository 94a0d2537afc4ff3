import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import host from '../../server/src/hosts/json.ts';
import { createCacheService } from '../../server/src/service.ts';
import { flagRows, readFixture, spanOfValue } from './flagRows.ts';

/** File, and its flags: direction, tool, place of the value, value. */
const FILES: readonly (readonly [file: string, rows: readonly string[]])[] = [
	[
		'cloudbuild.json',
		['from docker 5:39 gcr.io/$PROJECT_ID/app:latest', 'to docker 10:46 type=registry,ref=gcr.io/$PROJECT_ID/c'],
	],
	[
		'package.json',
		[
			'to buildx 6:15 type=registry,ref=acme/app:cache,mode=max (variable)',
			'from buildx 7:27 type=local,src=.cache',
			'to buildx 10:46 $npm_package_config_cache (dynamic)',
			'from docker 11:57 acme/app:latest',
			'from bake 12:65 type=gha',
			'from docker 13:40 acme/script',
			'to buildx 14:58 type=gha,mode=max',
		],
	],
	[
		'project.json',
		[
			'from buildx 6:52 type=gha',
			'from docker 7:53 acme/app:$TAG',
			'from buildx 12:33 type=gha',
			'to buildx 12:59 type=gha,mode=max',
			'from buildx 13:48 type=registry,ref=acme/app:cache',
		],
	],
	['tasks.jsonc', ['from docker 9:42 acme/app:${input:tag}', 'to buildx 11:84 type=inline']],
];

const service = createCacheService({ hosts: [host] });

describe('the cache flags of a JSON file are found where they are written', () => {
	test.each(FILES)('%s', (file, rows) => {
		expect(flagRows(host, readFixture(`json/${file}`))).toEqual(rows);
	});
});

function fixAllIn(path: string, text: string): string {
	const document = service.read({ path, text });
	if (document === undefined) throw new Error(`${path} is not read`);
	return service.fixAll(document, { unsafe: true });
}

describe('files whose names say that they hold commands are known, and others by a word in them', () => {
	test.each([
		['package.json', '', 'name'],
		['packages/app/package.json', '', 'name'],
		['cloudbuild.json', '', 'name'],
		['ci/cloudbuild-prod.json', '', 'name'],
		['buildspec.json', '', 'name'],
		['apps/app/project.json', '"docker build --cache-from x ."', 'fallback'],
		['.vscode/tasks.json', '"--cache-from"', 'fallback'],
		['project.json', '"docker build ."', undefined],
		['schema.json', '"title": "cachefrom of a build"', undefined],
		['x.yml', '--cache-from', undefined],
	] as const)('%s %s', (path, text, claim) => {
		expect(host.claim({ path, text })).toBe(claim);
	});
});

describe('fixes keep the form of the place', () => {
	test.each([
		[
			'{"scripts": {"a": "docker build --cache-to type=gha,mod=max ."}}',
			'{"scripts": {"a": "docker build --cache-to type=gha,mode=max ."}}',
		],
		[
			'{"scripts": {"a": "docker buildx build --cache-to \\"type=gha,mod=max\\" ."}}',
			'{"scripts": {"a": "docker buildx build --cache-to \\"type=gha,mode=max\\" ."}}',
		],
		[
			'{"args": ["docker", "buildx", "build", "--cache-from", "type=gha,scope=a,type=gha,scope=b"]}',
			'{"args": ["docker", "buildx", "build", "--cache-from", "type=gha,scope=a", "--cache-from", "type=gha,scope=b"]}',
		],
	])('%s', (text, fixed) => {
		expect(fixAllIn('package.json', text)).toBe(fixed);
	});
});

test('a comment that silences stands only where JSON may have comments', () => {
	const text = '{\n  "args": ["docker", "build", "--cache-to", "type=gha,mod=max"]\n}\n';
	const editIn = (path: string) => {
		const document = service.read({ path, text })!;
		return service.suppressionOf(document, service.check(document)[0]!);
	};
	expect(editIn('cloudbuild.json')).toBeUndefined();
	expect(editIn('.vscode/tasks.json')).toEqual({
		span: { start: 2, end: 2 },
		text: '  // cachelint: ignore[unknown-parameter]\n',
	});
});

test('values are completed and explained', () => {
	const text = '{"scripts": {"a": "docker build --cache-to type=registry,‸ ."}}';
	const document = service.read({ path: 'package.json', text: text.replace('‸', '') })!;
	expect(service.complete(document, text.indexOf('‸')).map(({ label }) => label)).toContain('ref');
	expect(JSON.stringify(service.hover(document, text.indexOf('type=') + 6))).toContain('registry');
});

test('broken text gives fewer flags', () => {
	const files = FILES.map(([file]) => readFixture(`json/${file}`));
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
