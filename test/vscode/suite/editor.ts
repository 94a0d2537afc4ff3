import * as vscode from 'vscode';
import { eventually } from '../results.ts';

/** Opens a file of the workspace, named from its folder: `compose.yaml`. */
export async function openFile(path: string): Promise<vscode.TextDocument> {
	const folder = vscode.workspace.workspaceFolders?.[0];
	if (folder === undefined) throw new Error('no folder is open');
	const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, path));
	await vscode.window.showTextDocument(document);
	return document;
}

/** Opens a text that is not saved anywhere; a cursor mark `‸` in it is removed, and the cursor put there. */
export async function openText(language: string, marked: string): Promise<vscode.TextDocument> {
	const offset = marked.indexOf('‸');
	const document = await vscode.workspace.openTextDocument({ language, content: marked.replace('‸', '') });
	const editor = await vscode.window.showTextDocument(document);
	if (offset >= 0) {
		const position = document.positionAt(offset);
		editor.selection = new vscode.Selection(position, position);
	}
	return document;
}

/** What cachelint says of a document, each as `line rule "text under the squiggle"`: `4 unknown-parameter "mod"`. */
export function findingsIn(document: vscode.TextDocument): string[] {
	return diagnosticsOf(document).map(({ range, code }) => {
		const rule = typeof code === 'object' ? code.value : code;
		return `${range.start.line + 1} ${rule} "${document.getText(range)}"`;
	});
}

/** The diagnostics of cachelint alone; other extensions have theirs. */
export function diagnosticsOf(document: vscode.TextDocument): vscode.Diagnostic[] {
	return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'cachelint');
}

/** Waits until exactly these findings stand in the editor. */
export async function expectFindings(document: vscode.TextDocument, expected: readonly string[]): Promise<void> {
	await expectSoon(expected, () => findingsIn(document));
}

/** Waits until the document reads so. */
export async function expectText(document: vscode.TextDocument, expected: string): Promise<void> {
	await expectSoon(expected, () => document.getText());
}

/** Without Node's assertions, for the web extension host has none. */
async function expectSoon(expected: unknown, read: () => unknown): Promise<void> {
	const wanted = JSON.stringify(expected, undefined, 1);
	let seen = '';
	const isThere = () => {
		seen = JSON.stringify(read(), undefined, 1);
		return seen === wanted || undefined;
	};
	await eventually('', isThere).catch(() => {
		throw new Error(`expected ${wanted}\nbut after 10 s there is ${seen}`);
	});
}

/** Where a piece of the text begins, which must stand there once. */
export function positionOf(document: vscode.TextDocument, piece: string): vscode.Position {
	const text = document.getText();
	const offset = text.indexOf(piece);
	if (offset < 0 || text.indexOf(piece, offset + 1) >= 0) throw new Error(`"${piece}" does not stand once in the text`);
	return document.positionAt(offset);
}

/** Closes what is open without saving it, so that no test sees the text of another. */
export async function closeEditors(): Promise<void> {
	while (vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0)) {
		await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
		await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
	}
}
