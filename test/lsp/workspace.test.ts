import { afterEach, describe, expect, test } from 'vitest';
import type { Location } from 'vscode-languageserver/node';
import { type ClientOptions, profiles, startClient, type TestClient } from './client.ts';

const root = 'file:///project';
const readerUri = `${root}/a.sh`;
const reader = 'docker buildx build --cache-from type=gha,scope=web .\n';
const writer = 'docker buildx build --cache-to type=gha,scope=web .\n';
const other = 'docker buildx build --cache-to type=gha,scope=api .\n';

let client: TestClient | undefined;
afterEach(async () => {
	await client?.stop();
	client = undefined;
});

function filesOf(texts: Readonly<Record<string, string>>): Map<string, string> {
	return new Map(
		Object.entries({ '.git/HEAD': '', ...texts }).map(([path, text]) => [`${root}/${encodeURI(path)}`, text]),
	);
}

async function start(files: Map<string, string>, options: ClientOptions = {}): Promise<TestClient> {
	client = await startClient({ capabilities: profiles.vscode, rootUri: root, files, ...options });
	// Answered only when the folder has been read.
	await client.connection.sendRequest('cachelint/graph', { folder: root });
	return client;
}

const codesOf = (diagnostics: readonly { code?: unknown }[]) => diagnostics.map(({ code }) => code);
const changed = (client: TestClient, path: string) =>
	client.connection.sendNotification('workspace/didChangeWatchedFiles', {
		changes: [{ uri: `${root}/${path}`, type: 2 }],
	});

describe('the files of a folder', () => {
	test('are judged beside one another', async () => {
		const alone = await start(filesOf({ 'a.sh': reader }));
		await alone.open(readerUri, 'shellscript', reader);
		expect(codesOf(await alone.pull(readerUri))).toEqual(['cache-never-written']);
		await alone.stop();
		const together = await start(filesOf({ 'a.sh': reader, 'b.sh': writer }));
		await together.open(readerUri, 'shellscript', reader);
		expect(await together.pull(readerUri)).toEqual([]);
	});

	test('say nothing of what is missing in a part of a repository, or beside files that are left out', async () => {
		const part = await start(new Map([[readerUri, reader]]));
		await part.open(readerUri, 'shellscript', reader);
		expect(await part.pull(readerUri)).toEqual([]);
		await part.stop();
		const left = await start(filesOf({ 'a.sh': reader, 'x/b.sh': other, '.cachelint.yaml': 'exclude: [x]\n' }));
		await left.open(readerUri, 'shellscript', reader);
		expect(await left.pull(readerUri)).toEqual([]);
	});

	test('count as they are shown, not as they are on the disk, until they are closed', async () => {
		const client = await start(filesOf({ 'a.sh': reader, 'b.sh': writer }));
		const uri = `${root}/b.sh`;
		await client.open(readerUri, 'shellscript', reader);
		await client.open(uri, 'shellscript', writer);
		const at = writer.indexOf('web');
		await client.change(uri, at, at + 3, 'api');
		await client.pull(uri);
		expect(codesOf(await client.pull(readerUri))).toEqual(['cache-never-written']);
		await client.close(uri);
		await changed(client, 'b.sh');
		await client.connection.sendRequest('cachelint/graph', { folder: root });
		expect(await client.pull(readerUri)).toEqual([]);
	});

	test('are read again when they change on the disk, and only what depends on them is judged again', async () => {
		const files = filesOf({ 'a.sh': reader });
		const client = await start(files);
		await client.open(readerUri, 'shellscript', reader);
		const first = await pullWhole(client, readerUri);
		files.set(`${root}/c.sh`, other);
		await changed(client, 'c.sh');
		const unchanged = await pullWhole(client, readerUri, first.resultId);
		expect(unchanged).toEqual({ kind: 'unchanged', resultId: first.resultId });
		expect(client.refreshes.count).toBe(0);
		files.set(`${root}/b.sh`, writer);
		await changed(client, 'b.sh');
		const after = await pullWhole(client, readerUri, first.resultId);
		expect(after).toMatchObject({ kind: 'full', items: [] });
		expect(client.refreshes.count).toBe(1);
		files.delete(`${root}/b.sh`);
		await changed(client, 'b.sh');
		expect(codesOf(await client.pull(readerUri))).toEqual(['cache-never-written']);
	});

	test('are pushed again to clients that do not pull', async () => {
		const client = await start(filesOf({ 'a.sh': reader, 'b.sh': writer }), { capabilities: profiles.eglot });
		const first = client.nextPush(readerUri);
		await client.open(readerUri, 'shellscript', reader);
		expect(await first).toEqual([]);
		const uri = `${root}/b.sh`;
		await client.open(uri, 'shellscript', writer);
		const again = client.nextPush(readerUri);
		const at = writer.indexOf('web');
		await client.change(uri, at, at + 3, 'api');
		expect(codesOf(await again)).toEqual(['cache-never-written']);
	});
});

test('places of one cache are found in all files', async () => {
	const client = await start(filesOf({ 'a.sh': reader, 'b c.sh': writer, 'd.sh': other }));
	await client.open(readerUri, 'shellscript', reader);
	const position = { line: 0, character: reader.indexOf('web') };
	const ask = (method: string) =>
		client.connection.sendRequest<Location[]>(method, {
			textDocument: { uri: readerUri },
			position,
			context: { includeDeclaration: true },
		});
	const start0 = (text: string) => text.indexOf('type=');
	const places = (await ask('textDocument/references')).map(({ uri, range }) => [uri, range.start.character]);
	expect(places.sort()).toEqual([
		[readerUri, start0(reader)],
		[`${root}/b%20c.sh`, start0(writer)],
	]);
	expect((await ask('textDocument/definition')).map(({ uri }) => uri)).toEqual([`${root}/b%20c.sh`]);
	expect(await ask('textDocument/documentHighlight')).toHaveLength(1);
});

test('the graph of a folder names its writers and readers', async () => {
	const client = await start(filesOf({ 'a.sh': reader, 'b.sh': writer }));
	expect(await client.connection.sendRequest('cachelint/graph', { folder: root })).toEqual([
		{
			type: 'gha',
			name: 'gha scope web',
			writers: [expect.objectContaining({ path: 'b.sh', line: 1, build: 'buildx', uri: `${root}/b.sh` })],
			readers: [expect.objectContaining({ path: 'a.sh', line: 1, build: 'buildx', uri: readerUri })],
		},
	]);
});

/** A pull as editors make it: with the id of what they have. */
function pullWhole(client: TestClient, uri: string, previousResultId?: string) {
	return client.connection.sendRequest<{ kind: string; resultId: string; items?: unknown[] }>(
		'textDocument/diagnostic',
		{
			textDocument: { uri },
			...(previousResultId === undefined ? {} : { previousResultId }),
		},
	);
}

test('a file that changes while the folder is being read is read again, and so are all when many have changed', async () => {
	const files = filesOf({ 'a.sh': reader });
	client = await startClient({ capabilities: profiles.vscode, rootUri: root, files });
	files.set(`${root}/b.sh`, writer);
	await changed(client, 'b.sh');
	await client.open(readerUri, 'shellscript', reader);
	await client.connection.sendRequest('cachelint/graph', { folder: root });
	expect(await client.pull(readerUri)).toEqual([]);
	files.delete(`${root}/b.sh`);
	const changes = Array.from({ length: 500 }, (_, index) => ({ uri: `${root}/x${index}.txt`, type: 3 }));
	await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
	await client.connection.sendRequest('cachelint/graph', { folder: root });
	expect(codesOf(await client.pull(readerUri))).toEqual(['cache-never-written']);
});

describe('clients of all kinds', () => {
	test('one that refuses to be registered with is served all the same, and is asked for the rest', async () => {
		client = await startClient({
			capabilities: profiles.vscode,
			rootUri: root,
			files: filesOf({ 'a.sh': reader }),
			refuses: ['workspace/didChangeConfiguration', 'workspace/diagnostic/refresh'],
		});
		await client.open(readerUri, 'shellscript', reader);
		await client.connection.sendRequest('cachelint/graph', { folder: root });
		expect(codesOf(await client.pull(readerUri))).toEqual(['cache-never-written']);
		expect([...client.registered.keys()]).toEqual(['workspace/didChangeWatchedFiles']);
	});

	test('one that fails to refresh or to say its settings is served all the same', async () => {
		const files = filesOf({ 'a.sh': reader, 'b.sh': writer });
		const configuration = () => {
			throw new Error('no settings');
		};
		const client = await start(files, { configuration, refuses: ['workspace/diagnostic/refresh'] });
		await client.open(readerUri, 'shellscript', reader);
		await client.open(`${root}/b.sh`, 'shellscript', writer);
		expect(await client.pull(readerUri)).toEqual([]);
		files.delete(`${root}/b.sh`);
		await client.close(`${root}/b.sh`);
		await client.connection.sendRequest('cachelint/graph', { folder: root });
		expect(codesOf(await client.pull(readerUri))).toEqual(['cache-never-written']);
		expect(client.logged.join()).toContain('no workspace/diagnostic/refresh');
	});

	test('one that writes URIs in another way than the folder is written', async () => {
		const files = new Map(
			Object.entries({ '.git/HEAD': '', 'a.sh': reader, 'b.sh': other }).map(([path, text]) => [
				`file:///c%3A/my%20project/${path}`,
				text,
			]),
		);
		client = await startClient({ capabilities: profiles.vscode, rootUri: 'file:///c%3A/my%20project', files });
		await client.connection.sendRequest('cachelint/graph', { folder: 'file:///c%3A/my%20project' });
		const uri = 'file:///C:/my%20project/b.sh';
		await client.open(readerUri, 'shellscript', reader);
		await client.open('file:///C:/my%20project/a.sh', 'shellscript', reader);
		expect(codesOf(await client.pull('file:///C:/my%20project/a.sh'))).toEqual(['cache-never-written']);
		await client.open(uri, 'shellscript', writer);
		expect(await client.pull('file:///C:/my%20project/a.sh')).toEqual([]);
	});

	test('one that turns the linter off shows nothing to the other files any more', async () => {
		let isOff = false;
		const configuration = (_: unknown, uri: string | undefined) => ({ enable: !(isOff && uri?.endsWith('/b.sh')) });
		const client = await start(filesOf({ 'a.sh': reader, 'b.sh': other }), { configuration });
		await client.open(readerUri, 'shellscript', reader);
		await client.open(`${root}/b.sh`, 'shellscript', writer);
		expect(await client.pull(readerUri)).toEqual([]);
		isOff = true;
		await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
		await client.connection.sendRequest('cachelint/graph', { folder: root });
		expect(await client.pull(`${root}/b.sh`)).toEqual([]);
		expect(codesOf(await client.pull(readerUri))).toEqual(['cache-never-written']);
	});

	test('one that asks for another document first sees it judged beside what was typed', async () => {
		const client = await start(filesOf({ 'a.sh': reader, 'b.sh': writer }));
		await client.open(readerUri, 'shellscript', reader);
		await client.open(`${root}/b.sh`, 'shellscript', writer);
		await client.pull(readerUri);
		const at = writer.indexOf('web');
		await client.change(`${root}/b.sh`, at, at + 3, 'api');
		expect(codesOf(await client.pull(readerUri))).toEqual(['cache-never-written']);
	});

	test('one that opens another folder has its documents judged in that', async () => {
		const files = filesOf({ 'in/.git/HEAD': '', 'in/a.sh': reader, 'b.sh': writer });
		const client = await start(files);
		const uri = `${root}/in/a.sh`;
		await client.open(uri, 'shellscript', reader);
		expect(await client.pull(uri)).toEqual([]);
		await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
			event: { added: [{ uri: `${root}/in`, name: 'in' }], removed: [] },
		});
		await client.connection.sendRequest('cachelint/graph', { folder: `${root}/in` });
		expect(codesOf(await client.pull(uri))).toEqual(['cache-never-written']);
		const position = { line: 0, character: reader.indexOf('web') };
		expect(
			await client.connection.sendRequest('textDocument/references', { textDocument: { uri }, position, context: {} }),
		).toEqual([expect.objectContaining({ uri })]);
	});
});
