import { afterEach, describe, expect, test } from 'vitest';
import { type ClientOptions, profiles, startClient, type TestClient } from './client.ts';

const root = 'file:///project';
const uri = `${root}/a%20b/build.sh`;
const script = 'docker buildx build --cache-to type=gha,mod=max .\n';
const off = 'rules: { unknown-parameter: off }\n';

let client: TestClient | undefined;
afterEach(async () => {
	await client?.stop();
	client = undefined;
});

async function start(files: Map<string, string>, options: ClientOptions = {}): Promise<TestClient> {
	client = await startClient({ files, rootUri: root, ...options });
	return client;
}

/** The codes of the next push about the document, which `cause` brings about. */
async function pushed(client: TestClient, cause: () => Promise<void>): Promise<readonly unknown[]> {
	const push = client.nextPush(uri);
	await cause();
	return (await push).map(({ code, severity }) => `${code} ${severity}`);
}

const save = (client: TestClient) =>
	client.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });

describe('the closest configuration file', () => {
	test.each(['.cachelint.yaml', 'a%20b/.cachelint.yml', '.github/cachelint.yml'])('holds: %s', async (name) => {
		const client = await start(new Map([[`${root}/${name}`, off]]));
		expect(await pushed(client, () => client.open(uri, 'shellscript', script))).toEqual([]);
	});

	test('wins over the settings of the editor, which are the base', async () => {
		const files = new Map([
			[
				`${root}/.cachelint.yaml`,
				'rules: { unknown-parameter: { severity: info }, unknown-type: { extraTypes: [gcs] } }\n',
			],
		]);
		const rules = { 'unknown-parameter': 'hint', 'bare-type-name': { severity: 'warning', allow: ['gha'] } };
		const client = await start(files, { initializationOptions: { rules } });
		const text = `${script}docker buildx build --cache-to type=gcs,a=b --cache-from gha --cache-from s3 .\n`;
		expect(await pushed(client, () => client.open(uri, 'shellscript', text))).toEqual([
			'unknown-parameter 3',
			'bare-type-name 2',
		]);
	});

	test('leaves out what it excludes', async () => {
		const client = await start(new Map([[`${root}/.cachelint.yaml`, 'exclude: ["a b"]\n']]));
		expect(await pushed(client, () => client.open(uri, 'shellscript', script))).toEqual([]);
		expect(await client.hover(uri, script.indexOf('type'))).toBeNull();
	});

	test('is not looked for outside the repository, or for documents that are no files', async () => {
		const files = new Map([
			[`${root}/.cachelint.yaml`, off],
			[`${root}/a%20b/.git/HEAD`, ''],
		]);
		const client = await start(files);
		expect(await pushed(client, () => client.open(uri, 'shellscript', script))).toEqual(['unknown-parameter 1']);
		const push = client.nextPush('untitled:Untitled-1');
		await client.open('untitled:Untitled-1', 'shellscript', script);
		expect((await push).length).toBe(1);
	});
});

describe('a configuration file that changes', () => {
	test('is read again when a document is saved', async () => {
		const files = new Map<string, string>();
		const client = await start(files);
		expect(await pushed(client, () => client.open(uri, 'shellscript', script))).toEqual(['unknown-parameter 1']);
		files.set(`${root}/.cachelint.yaml`, off);
		expect(await pushed(client, () => save(client))).toEqual([]);
		files.set(`${root}/a%20b/.cachelint.json`, '{"rules": {"unknown-parameter": "hint"}}');
		expect(await pushed(client, () => save(client))).toEqual(['unknown-parameter 4']);
		files.clear();
		expect(await pushed(client, () => save(client))).toEqual(['unknown-parameter 1']);
	});

	test('is read again when another document is opened', async () => {
		const files = new Map<string, string>();
		const client = await start(files);
		await pushed(client, () => client.open(uri, 'shellscript', script));
		files.set(`${root}/.cachelint.yaml`, off);
		expect(await pushed(client, () => client.open(`${root}/other.sh`, 'shellscript', script))).toEqual([]);
	});

	test('is watched where the client can, and diagnostics are asked for again', async () => {
		const files = new Map([[`${root}/.cachelint.yaml`, off]]);
		const client = await start(files, { capabilities: profiles.vscode });
		await client.open(uri, 'shellscript', script);
		expect(await client.pull(uri)).toEqual([]);
		expect(client.registered.get('workspace/didChangeWatchedFiles')).toEqual({
			watchers: [{ globPattern: '**/*' }],
		});
		const change = { changes: [{ uri: `${root}/.cachelint.yaml`, type: 2 }] };
		await client.connection.sendNotification('workspace/didChangeWatchedFiles', change);
		await client.pull(uri);
		expect(client.refreshes.count).toBe(0);
		files.set(`${root}/.cachelint.yaml`, 'preset: strict\n');
		await client.connection.sendNotification('workspace/didChangeWatchedFiles', change);
		expect((await client.pull(uri)).map(({ code }) => code)).toEqual(['unknown-parameter']);
		expect(client.refreshes.count).toBe(1);
	});
});

test('what is wrong in a configuration file goes into the log once, and the rest holds', async () => {
	const files = new Map([
		[`${root}/.cachelint.yaml`, 'presett: strict\nrules:\n  unknown-parameter: info\n  unknown-tpye: off\n'],
	]);
	const client = await start(files);
	expect(await pushed(client, () => client.open(uri, 'shellscript', script))).toEqual(['unknown-parameter 3']);
	await client.change(uri, 0, 0, '\n');
	await client.nextPush(uri);
	expect(client.logged).toEqual([
		'.cachelint.yaml:1:1: presett is no setting; did you mean preset?',
		'.cachelint.yaml:4:3: rules.unknown-tpye is no rule; did you mean unknown-type?',
	]);
});

test.each(['rules: {\n', '['.repeat(100_000), '{]', '\0', '&a [*a]'])(
	'a broken one leaves the editor’s settings: %.20j',
	async (text) => {
		const client = await start(new Map([[`${root}/.cachelint.yaml`, text]]), {
			initializationOptions: { rules: { 'unknown-parameter': 'hint' } },
		});
		expect(await pushed(client, () => client.open(uri, 'shellscript', script))).toEqual(['unknown-parameter 4']);
		expect(client.logged.length).toBeGreaterThan(0);
	},
);

test('without a file system there are only the settings of the editor', async () => {
	client = await startClient({ capabilities: profiles.vscode });
	await client.open(uri, 'shellscript', script);
	expect((await client.pull(uri)).length).toBe(1);
	expect(client.registered.has('workspace/didChangeWatchedFiles')).toBe(false);
});
