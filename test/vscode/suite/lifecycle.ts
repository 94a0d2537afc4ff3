import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, type TestCase } from '../results.ts';
import { expectFindings, openFile } from './editor.ts';

async function withSetting(name: string, value: unknown, run: () => Promise<void>): Promise<void> {
	const settings = vscode.workspace.getConfiguration('cachelint');
	await settings.update(name, value, vscode.ConfigurationTarget.Workspace);
	try {
		await run();
	} finally {
		await settings.update(name, undefined, vscode.ConfigurationTarget.Workspace);
	}
}

/** Settings and commands. */
export const lifecycleTests: readonly TestCase[] = [
	{
		name: 'the commands of the manifest exist',
		async run() {
			const commands = await vscode.commands.getCommands(true);
			for (const name of ['cachelint.fixAll', 'cachelint.showGraph', 'cachelint.restart', 'cachelint.showOutput']) {
				assert.ok(commands.includes(name), name);
			}
			await vscode.commands.executeCommand('cachelint.showOutput');
		},
	},
	{
		name: 'the flag that writes a cache is found from the one that reads it, in another file',
		async run() {
			const document = await openFile('.github/workflows/ci.yml');
			const at = document.positionAt(document.getText().indexOf('type=registry,ref=ghcr.io/acme/app:cache') + 8);
			const paths = await eventually('places in two files', async () => {
				const places = await vscode.commands.executeCommand<vscode.Location[]>(
					'vscode.executeReferenceProvider',
					document.uri,
					at,
				);
				const names = places.map(({ uri }) => uri.path.split('/').at(-1));
				return names.includes('build.sh') ? names : undefined;
			});
			assert.ok(paths.includes('ci.yml'), paths.join());
		},
	},
	{
		name: 'the graph of the folder opens beside the editor',
		async run() {
			await openFile('build.sh');
			await vscode.commands.executeCommand('cachelint.showGraph');
			const isGraph = ({ input }: vscode.Tab) =>
				input instanceof vscode.TabInputWebview && input.viewType.endsWith('cachelint.graph');
			const tab = await eventually('the graph', () =>
				vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(isGraph),
			);
			await vscode.window.tabGroups.close(tab);
		},
	},
	{
		name: 'a rule is turned off and made milder while the file is open',
		async run() {
			const document = await openFile('build.sh');
			await expectFindings(document, ['4 unknown-parameter "mod"']);
			await withSetting('rules', { 'unknown-parameter': 'off' }, () => expectFindings(document, []));
			await expectFindings(document, ['4 unknown-parameter "mod"']);
		},
	},
	{
		name: 'nothing is said while cachelint is disabled',
		async run() {
			const document = await openFile('build.sh');
			await expectFindings(document, ['4 unknown-parameter "mod"']);
			await withSetting('enable', false, () => expectFindings(document, []));
			await expectFindings(document, ['4 unknown-parameter "mod"']);
		},
	},
	{
		name: 'after a restart of the server findings follow the text again',
		async run() {
			const document = await openFile('build.sh');
			await expectFindings(document, ['4 unknown-parameter "mod"']);
			await vscode.commands.executeCommand('cachelint.restart');
			await expectFindings(document, ['4 unknown-parameter "mod"']);
			const edit = new vscode.WorkspaceEdit();
			edit.replace(document.uri, new vscode.Range(3, 0, 4, 0), '');
			await vscode.workspace.applyEdit(edit);
			await expectFindings(document, []);
		},
	},
];
