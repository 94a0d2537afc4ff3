import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, type TestCase } from '../results.ts';
import { expectFindings, expectText, openFile, openText, positionOf } from './editor.ts';

async function codeActions(document: vscode.TextDocument, piece: string): Promise<vscode.CodeAction[]> {
	const start = positionOf(document, piece);
	const range = new vscode.Range(start, start.translate(0, piece.length));
	return vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range);
}

/** Completion, hover and fixes, through the commands that the editor itself uses. */
export const editingTests: readonly TestCase[] = [
	{
		name: 'a parameter is completed inside a block scalar of a workflow',
		async run() {
			const document = await openFile('.github/workflows/ci.yml');
			const before = document.getText();
			const start = positionOf(document, 'mod=max');
			const editor = vscode.window.activeTextEditor;
			assert.ok(editor, 'an editor is active');
			await editor.edit((edit) => edit.replace(new vscode.Range(start, start.translate(0, 'mod=max'.length)), 'mo'));
			editor.selection = new vscode.Selection(start.translate(0, 2), start.translate(0, 2));
			await eventually('the suggestion to be accepted', async () => {
				await vscode.commands.executeCommand('editor.action.triggerSuggest');
				await new Promise((resolve) => setTimeout(resolve, 300));
				await vscode.commands.executeCommand('acceptSelectedSuggestion');
				return document.getText().includes('mode= ') || undefined;
			});
			await expectText(document, before.replace('mod=max', 'mode='));
		},
	},
	{
		name: 'the values of a parameter are suggested, and nothing else',
		async run() {
			const document = await openText(
				'shellscript',
				'docker buildx build --cache-to type=registry,ref=a.io/b:c,mode=‸ .',
			);
			const position = vscode.window.activeTextEditor?.selection.active;
			const list: vscode.CompletionList = await vscode.commands.executeCommand(
				'vscode.executeCompletionItemProvider',
				document.uri,
				position,
			);
			const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
			assert.deepEqual(labels.filter((label) => ['min', 'max'].includes(label)).sort(), ['max', 'min']);
		},
	},
	{
		name: 'hovering a parameter says what it does',
		async run() {
			const document = await openFile('clean.sh');
			const hovers: vscode.Hover[] = await vscode.commands.executeCommand(
				'vscode.executeHoverProvider',
				document.uri,
				positionOf(document, 'mode=max'),
			);
			const text = hovers.flatMap(({ contents }) =>
				contents.map((part) => (typeof part === 'string' ? part : part.value)),
			);
			assert.match(text.join('\n'), /\*\*mode\*\*[\s\S]*`max`/);
		},
	},
	{
		name: 'the quick fix of a squiggle writes what was meant',
		async run() {
			const document = await openFile('build.sh');
			const before = document.getText();
			await expectFindings(document, ['4 unknown-parameter "mod"']);
			const fix = (await codeActions(document, 'mod=')).find(({ isPreferred }) => isPreferred);
			assert.ok(fix?.edit, 'a preferred action with an edit');
			await vscode.workspace.applyEdit(fix.edit);
			await expectText(document, before.replace('mod=', 'mode='));
			await expectFindings(document, []);
		},
	},
	{
		name: 'an ignore comment silences the finding',
		async run() {
			const document = await openFile('build.sh');
			await expectFindings(document, ['4 unknown-parameter "mod"']);
			const ignore = (await codeActions(document, 'mod=')).find(({ title }) => title.startsWith('Ignore'));
			assert.ok(ignore?.edit, 'an action that ignores');
			await vscode.workspace.applyEdit(ignore.edit);
			await expectFindings(document, []);
		},
	},
	{
		name: 'Fix All mends what is certain and leaves what is guessed',
		async run() {
			const document = await openFile('.github/workflows/ci.yml');
			const before = document.getText();
			await expectFindings(document, ['14 invalid-mode "MAX"', '18 unknown-parameter "mod"']);
			await vscode.commands.executeCommand('cachelint.fixAll');
			await expectText(document, before.replace('mode=MAX', 'mode=max'));
			await expectFindings(document, ['18 unknown-parameter "mod"']);
		},
	},
];
