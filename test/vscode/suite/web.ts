import * as vscode from 'vscode';
import { expectFindings, openFile } from './editor.ts';

/** What VS Code calls in its web extension host; it rejects when the worker's server does not answer. */
export async function run(): Promise<void> {
	if (vscode.env.uiKind !== vscode.UIKind.Web) throw new Error('not a web extension host');
	await expectFindings(await openFile('build.sh'), ['4 unknown-parameter "mod"']);
}
