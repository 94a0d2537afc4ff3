import { beforeEach, describe, expect, test } from 'vitest';
import { createWorkspaces, type Workspaces } from '../../server/src/lsp/workspaces.ts';
import { createCacheService } from '../../server/src/service.ts';
import { storageOf } from './client.ts';

const service = createCacheService();
const script = (scope: string) => `docker buildx build --cache-to type=gha,scope=${scope} .\n`;
const read = (path: string, text: string) => service.read({ path, text });

let files: Map<string, string>;
let workspaces: Workspaces;
/** What was listed, `/w` for a whole folder. */
let listed: string[];
/** Reading of files waits until it is let go. */
let gate: Promise<void>;
const troubles: unknown[] = [];

beforeEach(() => {
	files = new Map();
	listed = [];
	gate = Promise.resolve();
	troubles.length = 0;
	const storage = storageOf(files);
	workspaces = createWorkspaces({
		storage: {
			...storage,
			readText: async (uri) => {
				const text = await storage.readText(uri);
				await gate;
				return text;
			},
			list: (folder, path, most) => {
				listed.push(`${folder}/${path}`);
				return storage.list(folder, path, most);
			},
		},
		isExcluded: async (uri) => uri.endsWith('/left-out.sh'),
		onTrouble: (trouble) => troubles.push(trouble),
	});
});

/** The scopes that the files of a folder name, with their paths. */
function scopesIn(folder: string): Record<string, string | undefined> {
	const documents = [...workspaces.documentsAround(`${folder}/`)];
	return Object.fromEntries(documents.map(([path, { file }]) => [path, /scope=(\w+)/.exec(file.text)?.[1]]));
}

describe('folders of the disk', () => {
	beforeEach(async () => {
		files.set('file:///w/.git/HEAD', '');
		files.set('file:///w/a.sh', script('a'));
		files.set('file:///w/x/b.sh', script('b'));
		files.set('file:///w/x/y/c.sh', script('c'));
		files.set('file:///w/notes.txt', 'nothing to say');
		await workspaces.open(['file:///w/']);
	});

	test('go with all that was in them, and come with it', async () => {
		expect(scopesIn('file:///w')).toEqual({ 'a.sh': 'a', 'x/b.sh': 'b', 'x/y/c.sh': 'c' });
		files.delete('file:///w/x/b.sh');
		files.delete('file:///w/x/y/c.sh');
		files.set('file:///w/z/b.sh', script('b2'));
		await workspaces.reread(['file:///w/x', 'file:///w/z']);
		expect(scopesIn('file:///w')).toEqual({ 'a.sh': 'a', 'z/b.sh': 'b2' });
	});

	test('are read once more when changes come in faster than they can be read', async () => {
		let open = () => {};
		gate = new Promise((resolve) => {
			open = resolve;
		});
		listed.length = 0;
		const reading = workspaces.reread(['file:///w/a.sh']);
		await new Promise((resolve) => setImmediate(resolve));
		for (let batch = 0; batch < 20; batch++) {
			void workspaces.reread(Array.from({ length: 300 }, (_, index) => `file:///w/out/${batch}-${index}.js`));
		}
		files.set('file:///w/a.sh', script('a2'));
		open();
		await reading;
		await workspaces.isRead();
		expect(listed).toEqual(['file:///w/a.sh', 'file:///w/']);
		expect(scopesIn('file:///w')).toMatchObject({ 'a.sh': 'a2' });
	});

	test.each(['.gitignore', 'x/.gitignore', '.cachelint.yaml', '.git', '.git/config'])(
		'are read again when %s changes, which says what counts',
		async (path) => {
			listed.length = 0;
			await workspaces.reread([`file:///w/${path}`]);
			expect(listed).toEqual(['file:///w/']);
		},
	);

	test('keep the same workspace for a file until something changes that others may ask', async () => {
		const before = workspaces.around('file:///w/a.sh');
		workspaces.show('file:///w/notes.txt', read('notes.txt', 'still nothing'));
		files.set('file:///w/other.txt', 'nothing');
		await workspaces.reread(['file:///w/other.txt']);
		expect(workspaces.around('file:///w/a.sh')).toBe(before);
		workspaces.show('file:///w/x/b.sh', read('x/b.sh', script('shown')));
		expect(workspaces.around('file:///w/a.sh')).not.toBe(before);
	});

	test('are not whole beside a program that may export caches itself', async () => {
		files.set('file:///w/build.py', 'run(["docker", "buildx", "build", "--cache-to", target])\n');
		await workspaces.reread(['file:///w/build.py']);
		expect(workspaces.around('file:///w/a.sh').isWhole).toBe(false);
	});

	test('are whole beside programs that only sound like it', async () => {
		files.set('file:///w/store.py', 'def save_cache_to_disk(cacheTotal): pass\n');
		await workspaces.reread(['file:///w/store.py']);
		expect(workspaces.around('file:///w/a.sh').isWhole).toBe(true);
	});

	test('are not whole once a file is left out', async () => {
		expect(workspaces.around('file:///w/a.sh').isWhole).toBe(true);
		files.set('file:///w/.cachelint.yaml', 'exclude: [left-out.sh]\n');
		files.set('file:///w/left-out.sh', script('left'));
		await workspaces.reread(['file:///w/.cachelint.yaml']);
		expect(workspaces.around('file:///w/a.sh').isWhole).toBe(false);
		workspaces.show('file:///w/left-out.sh', read('left-out.sh', script('left')));
		expect(Object.keys(scopesIn('file:///w'))).not.toContain('left-out.sh');
	});
});

describe('what an editor shows', () => {
	test('counts though it was shown or changed while the folder was being read', async () => {
		files.set('file:///w/a.sh', script('disk'));
		files.set('file:///w/b.sh', script('disk'));
		let open = () => {};
		gate = new Promise((resolve) => {
			open = resolve;
		});
		const reading = workspaces.open(['file:///w']);
		workspaces.show('file:///w/a.sh', read('a.sh', script('first')));
		await new Promise((resolve) => setImmediate(resolve));
		workspaces.show('file:///w/a.sh', read('a.sh', script('second')));
		open();
		await reading;
		expect(scopesIn('file:///w')).toEqual({ 'a.sh': 'second', 'b.sh': 'disk' });
		await workspaces.close('file:///w/a.sh');
		expect(scopesIn('file:///w')).toEqual({ 'a.sh': 'disk', 'b.sh': 'disk' });
	});

	test('is no file of the folder until it is one of the disk', async () => {
		files.set('file:///w/a.sh', script('a'));
		await workspaces.open(['file:///w']);
		workspaces.show('file:///w/new.sh', read('new.sh', script('new')));
		expect(scopesIn('file:///w')).toEqual({ 'a.sh': 'a' });
		files.set('file:///w/new.sh', '');
		await workspaces.reread(['file:///w/new.sh']);
		expect(scopesIn('file:///w')).toEqual({ 'a.sh': 'a', 'new.sh': 'new' });
	});

	test('is seen by the folder around its own too, by another path', async () => {
		files.set('file:///w/in/a.sh', script('disk'));
		await workspaces.open(['file:///w', 'file:///w/in']);
		workspaces.show('file:///w/in/a.sh', read('a.sh', script('shown')));
		expect(scopesIn('file:///w/in')).toEqual({ 'a.sh': 'shown' });
		expect(scopesIn('file:///w')).toEqual({ 'in/a.sh': 'shown' });
		await workspaces.close('file:///w/in/a.sh');
		files.set('file:///w/in/a.sh', script('changed'));
		await workspaces.reread(['file:///w/in/a.sh']);
		expect(scopesIn('file:///w/in')).toEqual({ 'a.sh': 'changed' });
		expect(scopesIn('file:///w')).toEqual({ 'in/a.sh': 'changed' });
	});

	test('is forgotten with the folders it was in', async () => {
		files.set('file:///w/a.sh', script('disk'));
		await workspaces.open(['file:///w']);
		workspaces.show('file:///w/a.sh', read('a.sh', script('shown')));
		await workspaces.open([]);
		await workspaces.open(['file:///w']);
		expect(scopesIn('file:///w')).toEqual({ 'a.sh': 'disk' });
	});
});

test('a folder with too many files is left unread', async () => {
	files.set('file:///w/.git/HEAD', '');
	for (let index = 0; index <= 50_000; index++) files.set(`file:///w/${index}.txt`, '');
	files.set('file:///w/a.sh', script('a'));
	await workspaces.open(['file:///w']);
	expect(scopesIn('file:///w')).toEqual({});
	expect(workspaces.around('file:///w/a.sh').isWhole).toBe(false);
});
