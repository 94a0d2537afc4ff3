import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { drawGraphPage, type GraphedCache, type PickedPlace } from './graphPage.ts';

/** Shows who writes and who reads which cache in a folder of the workspace, beside the editor; it follows what is saved. */
export async function showGraph(client: BaseLanguageClient): Promise<void> {
	const folder = await chooseFolder();
	if (folder === undefined) return;
	const panel = vscode.window.createWebviewPanel('cachelint.graph', 'Cache Graph', vscode.ViewColumn.Beside, {
		enableScripts: true,
		localResourceRoots: [],
	});
	let graph: readonly GraphedCache[] = [];
	let isClosed = false;
	const draw = async () => {
		const answer = await client.sendRequest<typeof graph>('cachelint/graph', { folder: folder.uri.toString() });
		// It may have been closed while the server was busy.
		if (isClosed) return;
		graph = answer;
		panel.webview.html = drawGraphPage(graph, createNonce());
	};
	// While the server restarts the page stays as it is.
	const drawAgain = () => (panel.visible ? draw().catch(() => {}) : undefined);
	const subscriptions = [
		panel.webview.onDidReceiveMessage(({ cache, side, place }: PickedPlace) => openPlace(graph[cache]?.[side][place])),
		vscode.workspace.onDidSaveTextDocument(drawAgain),
		panel.onDidChangeViewState(drawAgain),
	];
	panel.onDidDispose(() => {
		isClosed = true;
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
	try {
		await vscode.window.showTextDocument(vscode.Uri.parse(place.uri), { selection, viewColumn: vscode.ViewColumn.One });
	} catch {
		await vscode.window.showWarningMessage(`${place.path} cannot be opened: it has been moved or deleted.`);
	}
}

function createNonce(): string {
	return Array.from({ length: 32 }, () => Math.floor(Math.random() * 36).toString(36)).join('');
}
