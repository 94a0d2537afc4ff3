import { describe, expect, test } from 'vitest';
import { allBackends, findBackend, readLookalike } from '../../server/src/catalogue/catalogue.ts';
import { recorded } from './facts.ts';

describe('Lookalikes', () => {
	test.each(allBackends)('of $type are never parameters of it', (backend) => {
		const names = new Set(backend.parameters.map(({ name }) => name));
		for (const key of Object.keys(backend.lookalikes)) expect(names.has(key), key).toBe(false);
	});

	test.each(allBackends)('of $type mean parameters it has', (backend) => {
		const names = new Set(backend.parameters.map(({ name }) => name));
		for (const [key, meaning] of Object.entries(backend.lookalikes)) {
			for (const name of meaning?.split('|') ?? []) expect(names.has(name), `${key} → ${name}`).toBe(true);
		}
	});

	test.each(allBackends)('of $type are lower-cased, and so is what advice is about', (backend) => {
		for (const key of Object.keys(backend.lookalikes)) expect(key).toBe(key.toLowerCase());
		for (const [key, advice] of Object.entries(backend.advice)) {
			if (backend.type !== 'inline') expect(Object.keys(backend.lookalikes), key).toContain(key);
			expect(advice).toMatch(/[.…]$/);
		}
	});

	test.each(recorded.backends)('of $type have every key that was seen to be ignored', (backend) => {
		const fact = findBackend(backend.type)!;
		for (const key of backend.ignoredParams) expect(Object.hasOwn(fact.lookalikes, key), key).toBe(true);
	});

	test.each([
		['gha', 'ref', 'to', 'scope'],
		['gha', 'key', 'from', 'scope'],
		['gha', 'KEY', 'from', 'scope'],
		['gha', 'name', 'to', 'scope'],
		['gha', 'tag', 'to', 'scope'],
		['gha', 'prefix', 'to', 'scope'],
		['gha', 'repo', 'to', 'repository'],
		['gha', 'repo', 'from', undefined],
		['registry', 'name', 'to', 'ref'],
		['registry', 'image', 'from', 'ref'],
		['registry', 'repo', 'from', 'ref'],
		['registry', 'url', 'from', 'ref'],
		['registry', 'scope', 'to', undefined],
		['registry', 'tag', 'to', undefined],
		['registry', 'insecure', 'from', 'registry.insecure'],
		['registry', 'image_manifest', 'to', 'image-manifest'],
		['registry', 'image_manifest', 'from', undefined],
		['registry', 'force_compression', 'to', 'force-compression'],
		['local', 'path', 'to', 'dest'],
		['local', 'path', 'from', 'src'],
		['local', 'dir', 'to', 'dest'],
		['local', 'dst', 'to', 'dest'],
		['local', 'store', 'from', 'src'],
		['s3', 'scope', 'to', 'name'],
		['s3', 'key', 'to', 'name'],
		['s3', 'endpoint', 'from', 'endpoint_url'],
		['s3', 'use-path-style', 'from', 'use_path_style'],
		['azblob', 'tag', 'to', 'name'],
		['azblob', 'account', 'to', 'account_name'],
		['s3', 'ignore-errors', 'to', 'ignore-error'],
		['s3', 'ignore_error', 'to', 'ignore-error'],
		['gha', 'push', 'to', undefined],
		['registry', 'platform', 'to', undefined],
		['local', 'ttl', 'to', undefined],
		['local', 'max-size', 'to', undefined],
	] as const)('in %s, %s of cache-%s means %s', (type, key, direction, meaning) => {
		const lookalike = readLookalike(findBackend(type)!, key, direction);
		expect(lookalike).toBeDefined();
		expect(lookalike?.name).toBe(meaning);
	});

	test('say nothing of keys nobody knows, whatever they are called', () => {
		for (const key of ['zzz', 'mod', 'constructor', '__proto__', 'toString', '']) {
			expect(readLookalike(findBackend('registry')!, key, 'to')).toBeUndefined();
		}
	});

	test('give advice where a key cannot be renamed', () => {
		expect(readLookalike(findBackend('registry')!, 'scope', 'to')?.advice).toContain('tag of `ref`');
		expect(readLookalike(findBackend('s3')!, 'compression', 'to')?.advice).toContain('gzip');
	});
});
