import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeStorage } from '../../server/src/main/nodeStorage.ts';

const directory = mkdtempSync(join(tmpdir(), 'cachelint storage%20-'));
const root = pathToFileURL(directory).href;
const list = async (path: string, most = 100) => (await nodeStorage.list(root, path, most)).toSorted();

beforeAll(() => {
	const texts = {
		'.git/HEAD': '',
		'.gitignore': 'dist/\n*.log\n',
		'a b.sh': 'a',
		'x/b.sh': 'b',
		'x/c.log': 'c',
		'x/y/d.sh': 'd',
		'dist/e.sh': 'e',
		'node_modules/f/g.sh': 'g',
		'binary.sh': '\0\0\0',
	};
	for (const [path, text] of Object.entries(texts)) {
		mkdirSync(dirname(join(directory, path)), { recursive: true });
		writeFileSync(join(directory, path), text);
	}
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('what a path stands for', () => {
	test.each([
		['', ['.gitignore', 'a b.sh', 'binary.sh', 'x/b.sh', 'x/y/d.sh']],
		['a b.sh', ['a b.sh']],
		['x', ['x/b.sh', 'x/y/d.sh']],
		['x/y/d.sh', ['x/y/d.sh']],
		['x/c.log', []],
		['dist', []],
		['dist/e.sh', []],
		['node_modules/f', []],
		['.git/HEAD', []],
		['gone.sh', []],
		['gone/', []],
	])('%j', async (path, files) => {
		expect(await list(path)).toEqual(files);
	});

	test('is not looked through further than asked', async () => {
		expect((await list('', 2)).length).toBe(3);
	});

	test('is nothing in folders that are none', async () => {
		expect(await nodeStorage.list(`${root}/gone`, '', 100)).toEqual([]);
		expect(await nodeStorage.list('file://elsewhere/share', '', 100)).toEqual([]);
		expect(await nodeStorage.list('file:///a%2Fb', '', 100)).toEqual([]);
	});
});

test('files are read, and what cannot be read is as good as none', async () => {
	expect(await nodeStorage.readText(`${root}/a%20b.sh`)).toBe('a');
	for (const path of ['binary.sh', 'x', 'gone.sh', 'a%2Fb.sh']) {
		expect(await nodeStorage.readText(`${root}/${path}`)).toBeUndefined();
	}
	expect(await nodeStorage.exists(`${root}/.git`)).toBe(true);
	expect(await nodeStorage.exists(`${root}/gone`)).toBe(false);
	expect(await nodeStorage.exists('file://elsewhere/share')).toBe(false);
});
