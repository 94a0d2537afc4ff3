import { PassThrough } from 'node:stream';
import {
	type ClientCapabilities,
	type CodeAction,
	type Command,
	type CompletionItem,
	createConnection,
	type Diagnostic,
	type Hover,
	type InitializeResult,
	type Range,
	StreamMessageReader,
	StreamMessageWriter,
	type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { createProtocolConnection, type ProtocolConnection } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { startServer } from '../../server/src/lsp/server.ts';
import type { WorkspaceStorage } from '../../server/src/lsp/workspaces.ts';

/** A client on the other end of a real connection, in this process: what a test says to the server. */
export interface TestClient {
	readonly connection: ProtocolConnection;
	readonly initialized: InitializeResult;
	/** Messages the server logged. */
	readonly logged: readonly string[];
	/** What the server asked to be told of, by method. */
	readonly registered: ReadonlyMap<string, unknown>;
	/** Every publishDiagnostics so far. */
	readonly published: readonly { readonly uri: string; readonly diagnostics: readonly Diagnostic[] }[];
	/** How often the server asked to pull diagnostics again. */
	readonly refreshes: { count: number };
	/** Edits the server asked the client to apply. */
	readonly applied: WorkspaceEdit[];
	open(uri: string, languageId: string, text: string): Promise<void>;
	/** Types into an open document: replaces the range between two offsets. */
	change(uri: string, start: number, end: number, text: string): Promise<void>;
	close(uri: string): Promise<void>;
	/** Waits for the next push about a document. */
	nextPush(uri: string): Promise<readonly Diagnostic[]>;
	pull(uri: string): Promise<readonly Diagnostic[]>;
	complete(uri: string, offset: number): Promise<readonly CompletionItem[]>;
	hover(uri: string, offset: number): Promise<Hover | null>;
	codeActions(uri: string, range: Range, only?: string[]): Promise<readonly (CodeAction | Command)[]>;
	textOf(uri: string): string;
	stop(): Promise<void>;
}

export interface ClientOptions {
	readonly capabilities?: ClientCapabilities;
	readonly clientName?: string;
	readonly initializationOptions?: unknown;
	/** Answers `workspace/configuration`. */
	readonly configuration?: (section: string | undefined, scopeUri: string | undefined) => unknown;
	readonly rootUri?: string;
	/** What the client answers with an error: requests, and methods it does not want to be registered for. */
	readonly refuses?: readonly string[];
	/** The files the server sees, by URI; a test may change them. */
	readonly files?: Map<string, string>;
}

/** Starts a server and a client that talk to each other through streams. */
export async function startClient(options: ClientOptions = {}): Promise<TestClient> {
	const up = new PassThrough();
	const down = new PassThrough();
	const { files } = options;
	startServer(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), {
		version: '0.0.0-test',
		...(files === undefined ? {} : { files: storageOf(files) }),
	});
	const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
	const documents = new Map<string, TextDocument>();
	const published: { uri: string; diagnostics: readonly Diagnostic[] }[] = [];
	const waiting: { uri: string; resolve: (diagnostics: readonly Diagnostic[]) => void }[] = [];
	const logged: string[] = [];
	const applied: WorkspaceEdit[] = [];
	const refreshes = { count: 0 };

	connection.onNotification('textDocument/publishDiagnostics', (params: { uri: string; diagnostics: Diagnostic[] }) => {
		published.push(params);
		const index = waiting.findIndex(({ uri }) => uri === params.uri);
		if (index !== -1) waiting.splice(index, 1)[0]!.resolve(params.diagnostics);
	});
	connection.onNotification('window/logMessage', (params: { message: string }) => void logged.push(params.message));
	const refuse = (method: string) => {
		if (options.refuses?.includes(method) === true) throw new Error(`no ${method}`);
	};
	const registered = new Map<string, unknown>();
	connection.onRequest(
		'client/registerCapability',
		({ registrations }: { registrations: { method: string; registerOptions: unknown }[] }) => {
			for (const { method, registerOptions } of registrations) {
				refuse(method);
				registered.set(method, registerOptions);
			}
			return null;
		},
	);
	connection.onRequest('workspace/diagnostic/refresh', () => {
		refuse('workspace/diagnostic/refresh');
		refreshes.count++;
		return null;
	});
	connection.onRequest('workspace/applyEdit', ({ edit }: { edit: WorkspaceEdit }) => {
		applied.push(edit);
		return { applied: true };
	});
	connection.onRequest('workspace/configuration', ({ items }: { items: { section?: string; scopeUri?: string }[] }) =>
		items.map(({ section, scopeUri }) => options.configuration?.(section, scopeUri) ?? null),
	);
	connection.listen();

	const initialized: InitializeResult = await connection.sendRequest('initialize', {
		processId: null,
		rootUri: options.rootUri ?? null,
		workspaceFolders: options.rootUri === undefined ? null : [{ uri: options.rootUri, name: 'root' }],
		capabilities: options.capabilities ?? {},
		...(options.clientName === undefined ? {} : { clientInfo: { name: options.clientName } }),
		...(options.initializationOptions === undefined ? {} : { initializationOptions: options.initializationOptions }),
	});
	await connection.sendNotification('initialized', {});

	return {
		connection,
		initialized,
		logged,
		registered,
		published,
		refreshes,
		applied,
		open: async (uri, languageId, text) => {
			documents.set(uri, TextDocument.create(uri, languageId, 1, text));
			await connection.sendNotification('textDocument/didOpen', {
				textDocument: { uri, languageId, version: 1, text },
			});
		},
		change: async (uri, start, end, text) => {
			const document = documents.get(uri)!;
			const range = { start: document.positionAt(start), end: document.positionAt(end) };
			const version = document.version + 1;
			documents.set(uri, TextDocument.update(document, [{ range, text }], version));
			await connection.sendNotification('textDocument/didChange', {
				textDocument: { uri, version },
				contentChanges: [{ range, text }],
			});
		},
		close: async (uri) => {
			documents.delete(uri);
			await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
		},
		nextPush: (uri) => new Promise((resolve) => waiting.push({ uri, resolve })),
		pull: async (uri) => {
			const report: { items: Diagnostic[] } = await connection.sendRequest('textDocument/diagnostic', {
				textDocument: { uri },
			});
			return report.items;
		},
		complete: (uri, offset) =>
			connection.sendRequest('textDocument/completion', {
				textDocument: { uri },
				position: documents.get(uri)!.positionAt(offset),
			}),
		hover: (uri, offset) =>
			connection.sendRequest('textDocument/hover', {
				textDocument: { uri },
				position: documents.get(uri)!.positionAt(offset),
			}),
		codeActions: async (uri, range, only) =>
			(await connection.sendRequest('textDocument/codeAction', {
				textDocument: { uri },
				range,
				context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
			})) ?? [],
		textOf: (uri) => documents.get(uri)!.getText(),
		stop: async () => {
			await connection.sendRequest('shutdown');
			connection.dispose();
		},
	};
}

/** A file system of these files, by URI; a test may change them. */
export function storageOf(files: ReadonlyMap<string, string>): WorkspaceStorage {
	return {
		readText: async (uri) => files.get(uri),
		exists: async (uri) => [...files.keys()].some((key) => key === uri || key.startsWith(`${uri}/`)),
		list: async (folder, path) =>
			pathsIn(files, folder).filter((at) => path === '' || at === path || at.startsWith(`${path}/`)),
	};
}

/** The paths of the files below a folder; what git keeps for itself is not among them. */
function pathsIn(files: ReadonlyMap<string, string>, folder: string): readonly string[] {
	const paths = [...files.keys()]
		.filter((uri) => uri.startsWith(`${folder}/`))
		.map((uri) => decodeURI(uri.slice(folder.length + 1)));
	return paths.filter((path) => !path.startsWith('.git/'));
}

/** The text after a workspace edit, in either of its two forms. */
export function applyWorkspaceEdit(text: string, uri: string, edit: WorkspaceEdit): string {
	const edits =
		edit.changes?.[uri] ??
		edit.documentChanges?.flatMap((change) =>
			'edits' in change && change.textDocument.uri === uri ? change.edits : [],
		) ??
		[];
	return TextDocument.applyEdits(TextDocument.create(uri, '', 0, text), edits as { range: Range; newText: string }[]);
}

/** What editors really say of themselves, shortened to what this server looks at. */
export const profiles = {
	/** Nothing optional at all. */
	bare: {},
	vscode: {
		workspace: {
			configuration: true,
			applyEdit: true,
			workspaceEdit: { documentChanges: true },
			didChangeConfiguration: { dynamicRegistration: true },
			didChangeWatchedFiles: { dynamicRegistration: true },
			diagnostics: { refreshSupport: true },
		},
		textDocument: {
			diagnostic: { dynamicRegistration: true, relatedDocumentSupport: false },
			publishDiagnostics: {
				relatedInformation: true,
				tagSupport: { valueSet: [1, 2] },
				codeDescriptionSupport: true,
				versionSupport: true,
			},
			codeAction: {
				codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } },
				isPreferredSupport: true,
			},
			completion: {
				completionItem: {
					insertReplaceSupport: true,
					labelDetailsSupport: true,
					tagSupport: { valueSet: [1] },
					documentationFormat: ['markdown', 'plaintext'],
				},
			},
			hover: { contentFormat: ['markdown', 'plaintext'] },
		},
	},
	/** Push only, no snippets, plain text. */
	eglot: {
		workspace: { configuration: true, workspaceEdit: { documentChanges: true } },
		textDocument: {
			publishDiagnostics: { tagSupport: { valueSet: [1, 2] } },
			codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } },
			hover: { contentFormat: ['plaintext'] },
		},
	},
} satisfies Record<string, ClientCapabilities>;
