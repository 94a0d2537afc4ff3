import {
	type CodeAction,
	CodeActionKind,
	type Command,
	type Connection,
	type Diagnostic,
	DidChangeConfigurationNotification,
	DidChangeWatchedFilesNotification,
	DocumentDiagnosticReportKind,
	DocumentHighlightKind,
	type InitializeResult,
	MarkupKind,
	type Position,
	PositionEncodingKind,
	type TextDocumentChangeEvent,
	TextDocumentSyncKind,
	TextDocuments,
	type WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { configNames } from '../config/findConfig.ts';
import type { Trouble } from '../service.ts';
import { type ClientAbilities, readAbilities } from './abilities.ts';
import { codeActionsFor } from './codeActions.ts';
import { createDocumentSettings } from './documentSettings.ts';
import { createOpenDocuments } from './openDocuments.ts';
import { relativePath } from './paths.ts';
import { toCompletionItem, toDiagnostic, toPlainText, toRange } from './protocol.ts';
import { graphOf, type RelatedLocation, relatedTo } from './relatedPlaces.ts';
import { createWorkspaces, type WorkspaceStorage } from './workspaces.ts';

/** For clients that know code actions only as commands: the server sends the edit back to be applied. */
const APPLY_EDIT = 'cachelint.applyEdit';

/** What the process around the server gives it: nothing the core needs, only what it says of itself. */
export interface Runtime {
	readonly version: string;
	/** The files of the workspace and its configuration, by URI; left out where there is no file system. */
	readonly files?: WorkspaceStorage;
}

/**
 * Serves a connection until it ends. Between requests it keeps nothing but the client's abilities, its settings,
 * what was read of each open document, keyed by uri and version, and what the other files of the workspace say.
 */
export function startServer(connection: Connection, runtime: Runtime): void {
	const texts = new TextDocuments(TextDocument);
	const reportedTroubles = new Set<string>();
	let abilities: ClientAbilities = readAbilities({}, undefined);
	let roots: readonly string[] = [];
	const settings = createDocumentSettings(connection, {
		files: runtime.files,
		canAsk: () => abilities.configuration,
		nameOf: (uri) => relativePath(uri, roots),
	});
	const onTrouble = ({ part, error }: Trouble) => {
		const text = `${part}: ${error instanceof Error ? error.message : String(error)}`;
		if (reportedTroubles.has(text)) return;
		reportedTroubles.add(text);
		connection.console.error(`${text}\n${error instanceof Error ? error.stack : ''}`);
	};
	const workspaces = createWorkspaces({ storage: runtime.files, isExcluded: settings.isExcluded, onTrouble });
	const documents = createOpenDocuments({
		textOf: (uri) => texts.get(uri),
		pathOf: (uri) => relativePath(uri, roots),
		settingsOf: settings.of,
		workspaces,
		onTrouble,
	});

	/** How findings of a document name places in others. */
	const othersOf = (uri: string) => (path: string) => {
		const document = workspaces.documentsAround(uri).get(path);
		const other = workspaces.uriOf(path, uri);
		return document === undefined || other === undefined ? undefined : { uri: other, document };
	};

	const diagnose = async (uri: string): Promise<{ readonly id: number; readonly items: Diagnostic[] }> => {
		// Each is judged beside the others as they are shown now.
		await Promise.all(texts.keys().map(documents.of));
		const open = await documents.of(uri);
		const places = texts.get(uri);
		if (open === undefined || places === undefined) return { id: 0, items: [] };
		const { id, findings } = open.judge();
		const options = { places, uri, abilities, otherAt: othersOf(uri) };
		return { id, items: findings.map((finding) => toDiagnostic(finding, options)) };
	};

	const push = async (uri: string): Promise<void> => {
		const version = texts.get(uri)?.version;
		const { items: diagnostics } = await diagnose(uri);
		// A newer text has its own push under way.
		if (texts.get(uri)?.version !== version || version === undefined) return;
		await connection.sendDiagnostics({ uri, diagnostics, ...(abilities.diagnosticVersion ? { version } : {}) });
	};

	/** Has the client see other findings of some documents. */
	const judgeAgain = async (uris: readonly string[]): Promise<void> => {
		if (uris.length === 0) return;
		if (!abilities.pullsDiagnostics) await Promise.all(uris.map(push));
		else if (abilities.refreshesDiagnostics) {
			const refreshing = connection.languages.diagnostics.refresh();
			await refreshing.catch((error) => onTrouble({ part: 'refreshing diagnostics', error }));
		}
	};

	/** Has all documents read and judged anew, as with other settings or in other folders. */
	const judgeAll = async (): Promise<void> => {
		documents.forget();
		settings.forget();
		await judgeAgain(texts.keys());
	};

	const reread = async (changed: readonly string[] | 'all'): Promise<void> => {
		await workspaces.reread(changed);
		await judgeAgain(documents.outdated());
	};

	connection.onInitialize((params): InitializeResult => {
		abilities = readAbilities(params.capabilities, params.clientInfo?.name);
		roots = params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []);
		settings.take(params.initializationOptions);
		return {
			serverInfo: { name: 'cachelint', version: runtime.version },
			capabilities: {
				positionEncoding: PositionEncodingKind.UTF16,
				textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
				completionProvider: { triggerCharacters: ['=', ',', '-', '"', "'"] },
				hoverProvider: true,
				documentHighlightProvider: true,
				referencesProvider: true,
				definitionProvider: true,
				codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, `${CodeActionKind.SourceFixAll}.cachelint`] },
				...(abilities.pullsDiagnostics
					? {
							diagnosticProvider: {
								identifier: 'cachelint',
								// Without files to look at, every document stands alone.
								interFileDependencies: runtime.files !== undefined,
								workspaceDiagnostics: false,
							},
						}
					: {}),
				...(abilities.codeActionLiterals ? {} : { executeCommandProvider: { commands: [APPLY_EDIT] } }),
				workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
			},
		};
	});

	connection.onInitialized(async () => {
		const reading = workspaces.open(roots).then(() => judgeAgain(documents.outdated()));
		settings.reportTaken();
		const { client } = connection;
		// A client that refuses one may take the other; that it has refused is written into the log.
		await Promise.allSettled([
			abilities.configurationRegistration &&
				client.register(DidChangeConfigurationNotification.type, { section: 'cachelint' }),
			// Flags may stand in any file, so all are watched; those that git ignores are left alone when they change.
			runtime.files !== undefined &&
				abilities.watchedFilesRegistration &&
				client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*' }] }),
		]);
		await reading;
	});

	connection.onDidChangeConfiguration(async (sent) => {
		if (!abilities.configuration) {
			settings.take(sent.settings);
			settings.reportTaken();
		}
		await judgeAll();
	});

	connection.onNotification(
		'workspace/didChangeWorkspaceFolders',
		async (params: { event: { added: { uri: string }[]; removed: { uri: string }[] } }) => {
			const removed = new Set(params.event.removed.map(({ uri }) => uri));
			roots = [...roots.filter((root) => !removed.has(root)), ...params.event.added.map(({ uri }) => uri)];
			const reading = workspaces.open(roots);
			// Documents have other paths now.
			await judgeAll();
			await reading;
			await judgeAgain(documents.outdated());
		},
	);

	/** Looks at the configuration files again; whether others hold now, which may leave out other files. */
	const look = async (): Promise<boolean> => {
		if (!(await settings.look())) return false;
		await judgeAll();
		return true;
	};
	connection.onDidChangeWatchedFiles(async ({ changes }) => {
		const uris = changes.map(({ uri }) => uri);
		if (uris.some((uri) => configNames.some((name) => uri.endsWith(`/${name}`)))) await look();
		await reread(uris);
	});

	/** Does something for an event of a document. Nobody waits for it, so what fails is only written into the log. */
	const handle =
		(part: string, task: (uri: string) => Promise<void>) =>
		({ document: { uri } }: TextDocumentChangeEvent<TextDocument>): void => {
			task(uri).catch((error) => onTrouble({ part, error }));
		};
	// Not every client watches files: opening and saving are when people expect what is on the disk to hold.
	const onOpen = handle('opening a document', async () => {
		if (await look()) await reread('all');
	});
	const onSave = handle('saving a document', async (uri) => {
		await look();
		await reread([uri]);
	});
	const onChange = handle('changing a document', async (uri) => {
		// A client that pulls asks for the diagnostics of the other documents by itself.
		if (abilities.pullsDiagnostics) return;
		await push(uri);
		await judgeAgain(documents.outdated());
	});
	const onClose = handle('closing a document', async (uri) => {
		documents.forget(uri);
		settings.forget(uri);
		if (!abilities.pullsDiagnostics) await connection.sendDiagnostics({ uri, diagnostics: [] });
		await workspaces.close(uri);
		await judgeAgain(documents.outdated());
	});
	texts.onDidOpen(onOpen);
	texts.onDidSave(onSave);
	texts.onDidChangeContent(onChange);
	texts.onDidClose(onClose);

	connection.languages.diagnostics.on(async ({ textDocument, previousResultId }) => {
		const { id, items } = await diagnose(textDocument.uri);
		const resultId = String(id);
		return resultId === previousResultId
			? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
			: { kind: DocumentDiagnosticReportKind.Full, resultId, items };
	});

	connection.onCompletion(async ({ textDocument, position }) => {
		const open = await documents.of(textDocument.uri);
		const places = texts.get(textDocument.uri);
		if (open?.document === undefined || places === undefined) return [];
		const text = places.getText();
		const suggestions = open.service.complete(open.document, places.offsetAt(position), open.workspace);
		return suggestions.map((suggestion) => toCompletionItem(suggestion, { text, places, abilities }));
	});

	connection.onHover(async ({ textDocument, position }) => {
		const open = await documents.of(textDocument.uri);
		const places = texts.get(textDocument.uri);
		if (open?.document === undefined || places === undefined) return null;
		const hover = open.service.hover(open.document, places.offsetAt(position), open.workspace);
		if (hover === undefined) return null;
		return {
			range: toRange(places, hover.span),
			contents: abilities.markdownInHover
				? { kind: MarkupKind.Markdown, value: hover.markdown }
				: { kind: MarkupKind.PlainText, value: toPlainText(hover.markdown) },
		};
	});

	/** The places of the same cache as the one at a position, in all files of the folder. */
	const relatedAt = async (uri: string, position: Position): Promise<readonly RelatedLocation[]> => {
		const open = await documents.of(uri);
		const places = texts.get(uri);
		return open === undefined || places === undefined ? [] : relatedTo(open, places.offsetAt(position), workspaces);
	};

	connection.onDocumentHighlight(async ({ textDocument, position }) =>
		(await relatedAt(textDocument.uri, position))
			.filter(({ uri }) => uri === textDocument.uri)
			.map(({ range, isWriter }) => ({
				range,
				kind: isWriter ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
			})),
	);
	connection.onReferences(async ({ textDocument, position }) =>
		(await relatedAt(textDocument.uri, position)).map(({ uri, range }) => ({ uri, range })),
	);
	connection.onDefinition(async ({ textDocument, position }) =>
		(await relatedAt(textDocument.uri, position))
			.filter(({ isWriter }) => isWriter)
			.map(({ uri, range }) => ({ uri, range })),
	);
	connection.onRequest('cachelint/graph', async ({ folder }: { folder: string }) => {
		await workspaces.isRead();
		return graphOf(folder, workspaces);
	});

	connection.onCodeAction(async ({ textDocument, range, context }): Promise<(CodeAction | Command)[]> => {
		const open = await documents.of(textDocument.uri);
		const places = texts.get(textDocument.uri);
		if (open?.document === undefined || places === undefined) return [];
		const span = { start: places.offsetAt(range.start), end: places.offsetAt(range.end) };
		const actions = codeActionsFor(open, span, {
			places,
			abilities,
			only: context.only,
			otherAt: othersOf(textDocument.uri),
		});
		if (abilities.codeActionLiterals) return actions;
		return actions.map(({ title, edit }) => ({ title, command: APPLY_EDIT, arguments: [edit] }));
	});

	connection.onExecuteCommand(async ({ command, arguments: given }) => {
		if (command === APPLY_EDIT && given?.[0] !== undefined)
			await connection.workspace.applyEdit(given[0] as WorkspaceEdit);
	});

	texts.listen(connection);
	connection.listen();
}
