import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, type TestCase } from '../results.ts';

async function openFile(path: string): Promise<vscode.TextDocument> {
	const folder = vscode.workspace.workspaceFolders?.[0];
	assert.ok(folder, 'a folder is open');
	const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, path));
	await vscode.window.showTextDocument(document);
	return document;
}

/** Squiggles as they stand in the editor. */
export const diagnosticsTests: readonly TestCase[] = [
	{
		name: 'a squiggle stands under what is wrong',
		async run() {
			const document = await openFile('build.sh');
			const found = await eventually('diagnostics', () => {
				const all = vscode.languages.getDiagnostics(document.uri);
				return all.length > 0 ? all : undefined;
			});
			assert.equal(found[0]?.source, 'cachelint');
		},
	},
];
