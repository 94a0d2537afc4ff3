import { describe, expect, test } from 'vitest';
import {
	buildkitOfEngine,
	buildxOfCompose,
	clientOfBuildx,
	isReleased,
	newestBuildkit,
	newestBuildx,
	newestOf,
	newestOfLine,
	type Product,
} from '../../server/src/catalogue/releases.ts';
import type { Version } from '../../server/src/catalogue/version.ts';
import { recorded, triple, tripleOfModule } from './facts.ts';

describe('Releases', () => {
	test.each(recorded.engineToBuildkit)('Engine $engine holds BuildKit $buildkitBase', ({ engine, buildkitBase }) => {
		expect(buildkitOfEngine(triple(engine))).toEqual(buildkitBase === null ? undefined : triple(buildkitBase));
	});

	test.each(recorded.buildxToBuildkitClient)('buildx $version holds the client $buildkitClient', (row) => {
		expect(clientOfBuildx(triple(row.version))).toEqual(tripleOfModule(row.buildkitClient));
	});

	test.each(recorded.composeToBuildx)('Compose $version holds buildx $buildx', ({ version, buildx }) => {
		expect(buildxOfCompose(triple(version))).toEqual(tripleOfModule(buildx));
	});

	const lists: readonly (readonly [Product, readonly string[]])[] = [
		['buildkit', recorded.buildkitReleases.map(({ version }) => version)],
		['buildx', recorded.buildxToBuildkitClient.map(({ version }) => version)],
		['engine', recorded.engineToBuildkit.map(({ engine }) => engine)],
		['compose', recorded.composeToBuildx.map(({ version }) => version)],
	];

	test.each(lists)('of %s are the recorded ones and no others', (product, texts) => {
		const known = new Set(texts.map((text) => triple(text).join('.')));
		for (const text of texts) expect(isReleased(product, triple(text)), text).toBe(true);
		for (const text of texts) {
			const [major, minor, patch] = triple(text);
			const next: Version = [major, minor, patch + 1];
			expect(isReleased(product, next)).toBe(known.has(next.join('.')));
		}
		expect(newestOf(product)).toEqual(triple(texts.at(-1)!));
		const last = triple(texts.at(-1)!);
		expect(newestOfLine(product, last[0], last[1])).toEqual(last);
	});

	test('give the newest of a line', () => {
		expect(newestOfLine('buildkit', 0, 20)).toEqual([0, 20, 2]);
		expect(newestOfLine('engine', 27)).toEqual([27, 5, 1]);
		expect(newestOfLine('engine', 27, 3)).toEqual([27, 3, 1]);
		expect(newestOfLine('engine', 99)).toBeUndefined();
		expect(newestBuildkit).toEqual([0, 32, 2]);
		expect(newestBuildx).toEqual([0, 36, 1]);
	});

	test('take an unreleased version for the one before it, or the first of its line', () => {
		expect(buildkitOfEngine([27, 0, 0])).toEqual([0, 14, 1]);
		expect(buildkitOfEngine([23, 0, 99])).toEqual([0, 10, 6]);
		expect(buildkitOfEngine([31, 0, 0])).toEqual([0, 32, 2]);
		expect(buildkitOfEngine([17, 12, 0])).toBeUndefined();
		expect(clientOfBuildx([0, 1, 0])).toBeUndefined();
	});
});
