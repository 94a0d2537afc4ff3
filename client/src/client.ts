import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { documentSelector } from './documents.ts';
import { showGraph } from './graphView.ts';

/** The id of the client, of its settings and of the source of its diagnostics. */
export const id = 'cachelint';

/** What the desktop's and the browser's client have in common. */
export function clientOptions(outputChannel: vscode.LogOutputChannel): LanguageClientOptions {
	return { documentSelector: documentSelector(), outputChannel };
}

/** Makes a client out of its options: over IPC on a desktop, around a worker in a browser. */
export type CreateClient = (options: LanguageClientOptions) => BaseLanguageClient;

/** Starts the client and registers the commands; all of it ends with the extension. */
export async function activateWith(createClient: CreateClient, context: vscode.ExtensionContext): Promise<void> {
	const output = vscode.window.createOutputChannel(id, { log: true });
	const client = createClient(clientOptions(output));
	context.subscriptions.push(
		output,
		client,
		vscode.commands.registerCommand('cachelint.restart', () => restart(client)),
		vscode.commands.registerCommand('cachelint.showOutput', () => output.show()),
		vscode.commands.registerCommand('cachelint.fixAll', fixAll),
		vscode.commands.registerCommand('cachelint.showGraph', () => showGraph(client)),
	);
	await client.start();
}

async function restart(client: BaseLanguageClient): Promise<void> {
	if (client.needsStop()) await client.stop();
	await client.start();
}

/** Asks for the fixes as fix-on-save does, so that both always change the same text. */
async function fixAll(): Promise<void> {
	await vscode.commands.executeCommand('editor.action.codeAction', { kind: 'source.fixAll.cachelint', apply: 'first' });
}
