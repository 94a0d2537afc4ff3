import { afterEach, describe, expect, test } from 'vitest';
import type { CodeAction, Command, TextEdit } from 'vscode-languageserver/node';
import { applyWorkspaceEdit, type ClientOptions, profiles, startClient, type TestClient } from './client.ts';

const uri = 'file:///project/build.sh';
const script = '# 😀 é\ndocker buildx build --cache-to "type=gha,mod=max" .\n';
const modAt = script.indexOf('mod=');

let client: TestClient | undefined;
afterEach(async () => {
	await client?.stop();
	client = undefined;
});

async function start(options: ClientOptions = {}): Promise<TestClient> {
	client = await startClient(options);
	return client;
}

const modRange = { start: { line: 1, character: 41 }, end: { line: 1, character: 44 } };

describe.each(Object.entries(profiles))('a client like %s', (name, capabilities) => {
	const pulls = name === 'vscode';

	test('gets diagnostics in the one way it understands', async () => {
		const client = await start({ capabilities });
		expect(client.initialized.capabilities.positionEncoding).toBe('utf-16');
		expect(client.initialized.capabilities.diagnosticProvider !== undefined).toBe(pulls);
		const pushed = pulls ? undefined : client.nextPush(uri);
		await client.open(uri, 'shellscript', script);
		const diagnostics = pulls ? await client.pull(uri) : await pushed!;
		expect(diagnostics.map(({ code, source, range }) => ({ code, source, range }))).toEqual([
			{ code: 'unknown-parameter', source: 'cachelint', range: modRange },
		]);
		expect(diagnostics[0]!.codeDescription !== undefined).toBe(pulls);
		if (pulls) expect(client.published).toEqual([]);
	});

	test('gets completion that gives the right text when accepted', async () => {
		const client = await start({ capabilities });
		const text = 'docker buildx build --cache-to "type=gha,mo" .\n';
		await client.open(uri, 'shellscript', text);
		const cursor = text.indexOf('mo"') + 2;
		const items = await client.complete(uri, cursor);
		const item = items.find(({ label }) => label === 'mode')!;
		const edit = item.textEdit as TextEdit & { insert?: TextEdit['range'] };
		const range = edit.insert ?? edit.range;
		expect(text.slice(0, range.start.character) + edit.newText + text.slice(range.end.character)).toBe(
			'docker buildx build --cache-to "type=gha,mode=" .\n',
		);
		expect(typeof item.documentation).toBe(name === 'vscode' ? 'object' : 'string');
	});

	test('gets hover in a form it can show', async () => {
		const client = await start({ capabilities });
		await client.open(uri, 'shellscript', script.replace('mod=', 'mode='));
		const hover = await client.hover(uri, modAt + 1);
		expect(hover?.contents).toMatchObject({ kind: name === 'vscode' ? 'markdown' : 'plaintext' });
		expect(JSON.stringify(hover)).toContain('mode');
		expect(await client.hover(uri, 3)).toBeNull();
	});

	test('gets the quick fix', async () => {
		const client = await start({ capabilities });
		await client.open(uri, 'shellscript', script);
		const actions = await client.codeActions(uri, modRange);
		const first = actions[0]!;
		let edit = (first as CodeAction).edit;
		if (name === 'bare') {
			const { command, arguments: given } = first as Command;
			await client.connection.sendRequest('workspace/executeCommand', { command, arguments: given });
			edit = client.applied[0];
		}
		expect(applyWorkspaceEdit(script, uri, edit!)).toBe(script.replace('mod=', 'mode='));
	});
});

describe('diagnostics', () => {
	test('follow every change, and go when the document closes', async () => {
		const client = await start();
		let push = client.nextPush(uri);
		await client.open(uri, 'shellscript', script);
		expect((await push).length).toBe(1);
		push = client.nextPush(uri);
		await client.change(uri, modAt, modAt + 3, 'mode');
		expect(await push).toEqual([]);
		push = client.nextPush(uri);
		await client.change(uri, modAt, modAt + 4, 'mdoe');
		expect((await push).map(({ code }) => code)).toEqual(['unknown-parameter']);
		push = client.nextPush(uri);
		await client.close(uri);
		expect(await push).toEqual([]);
	});

	test('are asked for again when the configuration changes', async () => {
		let rules: Record<string, string> = {};
		const client = await start({
			capabilities: profiles.vscode,
			configuration: (section) => (section === 'cachelint' ? { rules } : null),
		});
		await client.open(uri, 'shellscript', script);
		expect((await client.pull(uri)).length).toBe(1);
		rules = { 'unknown-parameter': 'off' };
		await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
		expect(await client.pull(uri)).toEqual([]);
		expect(client.refreshes.count).toBe(1);
	});

	test('take settings from initialization options and from didChangeConfiguration', async () => {
		const client = await start({ initializationOptions: { rules: { 'unknown-parameter': 'hint' } } });
		let push = client.nextPush(uri);
		await client.open(uri, 'shellscript', script);
		expect((await push)[0]!.severity).toBe(4);
		push = client.nextPush(uri);
		await client.connection.sendNotification('workspace/didChangeConfiguration', {
			settings: { cachelint: { enable: false } },
		});
		expect(await push).toEqual([]);
	});

	test('name settings that make no sense, and go on', async () => {
		const client = await start({
			initializationOptions: {
				rules: { 'unknown-parameter': 'loud' },
				buildkitVersion: 20,
				immutableRepositories: 'o/app',
			},
		});
		const push = client.nextPush(uri);
		await client.open(uri, 'shellscript', script);
		expect((await push).length).toBe(1);
		expect(client.logged).toEqual([
			'cachelint.buildkitVersion must be a version in quotes',
			'cachelint.immutableRepositories must be a list of repositories',
			'cachelint.rules.unknown-parameter must be one of off, on, hint, info, warning, error',
		]);
	});
});

describe('code actions', () => {
	test('fix everything safe with source.fixAll, asked for by any of its names', async () => {
		const client = await start({ capabilities: profiles.vscode });
		const text = 'docker buildx build --cache-to "type=gha, mode=MAX" .\n';
		await client.open(uri, 'shellscript', text);
		const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
		for (const only of ['source', 'source.fixAll', 'source.fixAll.cachelint']) {
			const actions = (await client.codeActions(uri, range, [only])) as CodeAction[];
			expect(actions.map(({ kind }) => kind)).toEqual(['source.fixAll.cachelint']);
			expect(applyWorkspaceEdit(text, uri, actions[0]!.edit!)).toBe(
				'docker buildx build --cache-to "type=gha,mode=max" .\n',
			);
		}
		expect(await client.codeActions(uri, range, ['refactor'])).toEqual([]);
	});

	test('silence a finding with a comment above', async () => {
		const client = await start({ capabilities: profiles.vscode });
		const text = 'if true; then\n\tdocker buildx build --cache-to type=gha,mod=max .\nfi\n';
		await client.open(uri, 'shellscript', text);
		const [diagnostic] = await client.pull(uri);
		const actions = (await client.codeActions(uri, diagnostic!.range)) as CodeAction[];
		const action = actions.find(({ title }) => title.startsWith('Ignore'))!;
		expect(applyWorkspaceEdit(text, uri, action.edit!)).toBe(
			'if true; then\n\t# cachelint: ignore[unknown-parameter]\n\tdocker buildx build --cache-to type=gha,mod=max .\nfi\n',
		);
	});
});

test('the writer and the readers of a cache are found from one another', async () => {
	const client = await start();
	const text =
		'docker buildx build --cache-to type=gha,scope=a --cache-from type=gha,scope=a --cache-from type=gha .\n';
	await client.open(uri, 'shellscript', text);
	const at = { textDocument: { uri }, position: { line: 0, character: text.lastIndexOf('scope=a') } };
	const place = (start: number, length: number) => ({
		start: { line: 0, character: start },
		end: { line: 0, character: start + length },
	});
	const writer = place(31, 16);
	const reader = place(61, 16);
	expect(await client.connection.sendRequest('textDocument/documentHighlight', at)).toEqual([
		{ range: writer, kind: 3 },
		{ range: reader, kind: 2 },
	]);
	expect(await client.connection.sendRequest('textDocument/definition', at)).toEqual([{ uri, range: writer }]);
	expect(
		await client.connection.sendRequest('textDocument/references', { ...at, context: { includeDeclaration: true } }),
	).toEqual([
		{ uri, range: writer },
		{ uri, range: reader },
	]);
});

test('bad input of any kind leaves the server alive', async () => {
	const client = await start();
	for (const [index, text] of [
		'',
		'\0\0--cache-to\0',
		'"'.repeat(5000),
		'--cache-to "type='.repeat(200),
		'\uD800--cache-to type=gha',
	].entries()) {
		const uri = `file:///project/${index}.sh`;
		const push = client.nextPush(uri);
		await client.open(uri, 'shellscript', text);
		await push;
		await client.complete(uri, text.length);
	}
});
