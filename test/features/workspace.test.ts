import { describe, expect, test } from 'vitest';
import type { Question, WorkspaceFile } from '../../server/src/rules/workspace.ts';
import { createCacheService, noWorkspace, watchWorkspace, workspaceAround } from '../../server/src/service.ts';

const service = createCacheService();
const read = (path: string, text: string) => service.read({ path, text })!;
const reader = read('a.sh', 'docker buildx build --cache-from type=gha,scope=web .\n');
const writer = read('b.sh', 'docker buildx build --cache-to type=gha,scope=web .\n');
const other = read('c.sh', 'docker buildx build --cache-to type=gha,scope=api .\n');

const paths: Question<undefined, readonly string[]> = (others) => others.map(({ path }) => path);
const countOf: Question<string, number> = (others, path) => others.filter((file) => file.path === path).length;
const around = (files: readonly WorkspaceFile[], isWhole = true) => workspaceAround('a.sh', { files, isWhole });

test('a file sees all the others, and not itself', () => {
	expect(around([reader, writer, other]).ask(paths, undefined)).toEqual(['b.sh', 'c.sh']);
});

describe('a watched workspace', () => {
	test('is like another one when that answers alike, whatever else is different', () => {
		const watched = watchWorkspace(around([reader, writer]));
		expect(watched.ask(countOf, 'b.sh')).toBe(1);
		expect(watched.isLike(around([reader, writer, other]))).toBe(true);
		expect(watched.isLike(around([reader, other]))).toBe(false);
		expect(watched.isLike(noWorkspace)).toBe(false);
	});

	test('minds whether the workspace is whole only when that was asked', () => {
		const watched = watchWorkspace(around([reader], true));
		expect(watched.isLike(around([reader], false))).toBe(true);
		expect(watched.isWhole).toBe(true);
		expect(watched.isLike(around([reader], false))).toBe(false);
	});

	test('asks a workspace that answered alike no second time', () => {
		let count = 0;
		const counted: Question<undefined, number> = (others) => {
			count++;
			return others.length;
		};
		const [first, alike, unlike] = [around([writer]), around([other]), around([])];
		const watched = watchWorkspace(first);
		watched.ask(counted, undefined);
		expect(watched.isLike(first)).toBe(true);
		expect(count).toBe(1);
		expect([watched.isLike(alike), watched.isLike(alike)]).toEqual([true, true]);
		expect(count).toBe(2);
		expect(watched.isLike(unlike)).toBe(false);
	});

	test('knows for which files a change matters to the rules', () => {
		const before = watchWorkspace(around([reader, other]));
		expect(service.check(reader, before).map(({ rule }) => rule)).toContain('cache-never-written');
		const unrelated = read('d.sh', 'docker buildx build --cache-to type=gha,scope=cli .\n');
		expect(before.isLike(around([reader, other, unrelated]))).toBe(true);
		expect(before.isLike(around([reader, other, writer]))).toBe(false);
		expect(service.check(reader, around([reader, other, writer]))).toEqual([]);
	});
});
