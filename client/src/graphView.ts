import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { drawGraphPage, type GraphedCache, type PickedPlace } from './graphPage.ts';

/** Shows who writes and who reads which cache in a folder of the workspace, beside the editor; it follows what is saved. */
export async function showGraph(client: BaseLanguageClient): Promise<void> {
	const folder = await chooseFolder();
	if (folder === undefined) return;
	const panel = vscode.window.createWebviewPanel('cachelint.graph', 'Cache Graph', vscode.ViewColumn.Beside, {
		enableScripts: true,
	});
	let graph: readonly GraphedCache[] = [];
	const draw = async () => {
		graph = await client.sendRequest<readonly GraphedCache[]>('cachelint/graph', { folder: folder.uri.toString() });
		panel.webview.html = drawGraphPage(graph, createNonce());
	};
	const subscriptions = [
		panel.webview.onDidReceiveMessage(({ cache, side, place }: PickedPlace) => openPlace(graph[cache]?.[side][place])),
		vscode.workspace.onDidSaveTextDocument(draw),
		panel.onDidChangeViewState(({ webviewPanel }) => (webviewPanel.visible ? draw() : undefined)),
	];
	panel.onDidDispose(() => {
		for (const subscription of subscriptions) subscription.dispose();
	});
	await draw();
}

/** The folder of the editor in use, the only one, or the one that is picked. */
async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
	const active = vscode.window.activeTextEditor?.document.uri;
	const own = active === undefined ? undefined : vscode.workspace.getWorkspaceFolder(active);
	const folders = vscode.workspace.workspaceFolders ?? [];
	if (own !== undefined || folders.length === 1) return own ?? folders[0];
	if (folders.length > 1) return vscode.window.showWorkspaceFolderPick();
	await vscode.window.showInformationMessage('Open a folder to see its caches.');
	return undefined;
}

async function openPlace(place: GraphedCache['writers'][number] | undefined): Promise<void> {
	if (place === undefined) return;
	const { start, end } = place.range;
	const selection = new vscode.Range(start.line, start.character, end.line, end.character);
	await vscode.window.showTextDocument(vscode.Uri.parse(place.uri), { selection, viewColumn: vscode.ViewColumn.One });
}

function createNonce(): string {
	return Array.from({ length: 32 }, () => Math.floor(Math.random() * 36).toString(36)).join('');
}
