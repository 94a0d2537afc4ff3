import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestCase } from '../results.ts';
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
			for (const name of ['cachelint.fixAll', 'cachelint.restart', 'cachelint.showOutput']) {
				assert.ok(commands.includes(name), name);
			}
			await vscode.commands.executeCommand('cachelint.showOutput');
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
