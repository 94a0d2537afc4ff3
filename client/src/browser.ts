import * as vscode from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { activateWith, id } from './client.ts';

/** The part of the web's `Worker` used here; the compiler is not given the browser's library, for the server's sake. */
declare class Worker {
	constructor(url: string);
	terminate(): void;
}

/** The extension in a browser: the server is a worker, a new one at each start. */
export function activate(context: vscode.ExtensionContext): Promise<void> {
	const url = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.web.js').toString(true);
	let worker: Worker | undefined;
	context.subscriptions.push({ dispose: () => worker?.terminate() });

	// Returned as a reader and a writer: VS Code replaces the global Worker, so the client would not know ours as one.
	const startServer = async () => {
		worker?.terminate();
		const started = new Worker(url);
		worker = started;
		return { reader: new BrowserMessageReader(started), writer: new BrowserMessageWriter(started) };
	};
	return activateWith((options) => new LanguageClient(id, id, startServer, options), context);
}
