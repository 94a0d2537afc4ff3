import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { activateWith, id } from './client.ts';

/** The extension on a desktop or a remote machine: the server is a Node process of its own, spoken to over IPC. */
export function activate(context: vscode.ExtensionContext): Promise<void> {
	const server = { module: context.asAbsolutePath('dist/server.js'), transport: TransportKind.ipc };
	const debug = { ...server, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
	return activateWith((options) => new LanguageClient(id, id, { run: server, debug }, options), context);
}
