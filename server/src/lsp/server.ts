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
	TextDocumentSyncKind,
	TextDocuments,
	type WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type ConfigFiles, configNames } from '../config/findConfig.ts';
import {
	type CacheDocument,
	type CacheService,
	createCacheService,
	type Finding,
	findRelated,
	type Settings,
} from '../service.ts';
import { type ClientAbilities, readAbilities } from './abilities.ts';
import { codeActionsFor } from './codeActions.ts';
import { createDocumentSettings } from './documentSettings.ts';
import { relativePath } from './paths.ts';
import { toCompletionItem, toDiagnostic, toPlainText, toRange } from './protocol.ts';

/** For clients that know code actions only as commands: the server sends the edit back to be applied. */
const APPLY_EDIT = 'cachelint.applyEdit';

/** What the process around the server gives it: nothing the core needs, only what it says of itself. */
export interface Runtime {
	readonly version: string;
	/** Where configuration files are looked for, by URI; left out where there is no file system. */
	readonly files?: ConfigFiles;
}

/** One open text, read and checked once. */
interface Open {
	readonly version: number;
	readonly service: CacheService;
	readonly document: CacheDocument | undefined;
	findings: readonly Finding[] | undefined;
}

/**
 * Serves a connection until it ends. Between requests it keeps nothing but the client's abilities, its settings, and
 * what was read of each open document, keyed by uri and version.
 */
export function startServer(connection: Connection, runtime: Runtime): void {
	const texts = new TextDocuments(TextDocument);
	const opened = new Map<string, Open>();
	const reportedTroubles = new Set<string>();
	let abilities: ClientAbilities = readAbilities({}, undefined);
	let roots: readonly string[] = [];
	const services = new Map<string, CacheService>();
	const settings = createDocumentSettings(connection, {
		files: runtime.files,
		canAsk: () => abilities.configuration,
		nameOf: (uri) => relativePath(uri, roots),
	});

	const serviceFor = (settings: Partial<Settings>): CacheService => {
		const key = JSON.stringify(settings);
		let service = services.get(key);
		if (service === undefined) {
			service = createCacheService({
				settings,
				onTrouble: ({ part, error }) => {
					const text = `${part}: ${error instanceof Error ? error.message : String(error)}`;
					if (reportedTroubles.has(text)) return;
					reportedTroubles.add(text);
					connection.console.error(`${text}\n${error instanceof Error ? error.stack : ''}`);
				},
			});
			services.set(key, service);
		}
		return service;
	};

	const read = async (uri: string): Promise<Open | undefined> => {
		const held = await settings.of(uri);
		const text = texts.get(uri);
		if (text === undefined || !held.isEnabled) return undefined;
		const service = serviceFor(held.settings);
		const known = opened.get(uri);
		if (known !== undefined && known.version === text.version && known.service === service) return known;
		const file = { path: relativePath(uri, roots), languageId: text.languageId, text: text.getText() };
		const open: Open = {
			version: text.version,
			service,
			document: service.read(file, known?.service === service ? known.document : undefined),
			findings: undefined,
		};
		opened.set(uri, open);
		return open;
	};

	const findingsOf = (open: Open): readonly Finding[] => {
		if (open.document === undefined) return [];
		open.findings ??= open.service.check(open.document);
		return open.findings;
	};

	const diagnose = async (uri: string): Promise<Diagnostic[]> => {
		const open = await read(uri);
		const places = texts.get(uri);
		if (open === undefined || places === undefined) return [];
		return findingsOf(open).map((finding) => toDiagnostic(finding, { places, uri, abilities }));
	};

	const push = async (uri: string): Promise<void> => {
		const version = texts.get(uri)?.version;
		const diagnostics = await diagnose(uri);
		// A newer text has its own push under way.
		if (texts.get(uri)?.version !== version || version === undefined) return;
		await connection.sendDiagnostics({ uri, diagnostics, ...(abilities.diagnosticVersion ? { version } : {}) });
	};

	const judgeAll = async (): Promise<void> => {
		opened.clear();
		settings.forget();
		if (abilities.pullsDiagnostics) {
			if (abilities.refreshesDiagnostics) await connection.languages.diagnostics.refresh();
		} else await Promise.all(texts.keys().map(push));
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
								interFileDependencies: false,
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
		settings.reportTaken();
		if (abilities.configurationRegistration) {
			await connection.client.register(DidChangeConfigurationNotification.type, { section: 'cachelint' });
		}
		if (runtime.files !== undefined && abilities.watchedFilesRegistration) {
			const watchers = configNames.map((name) => ({ globPattern: `**/${name}` }));
			await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
		}
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
		(params: { event: { added: { uri: string }[]; removed: { uri: string }[] } }) => {
			const removed = new Set(params.event.removed.map(({ uri }) => uri));
			roots = [...roots.filter((root) => !removed.has(root)), ...params.event.added.map(({ uri }) => uri)];
		},
	);

	const look = async (): Promise<void> => {
		if (await settings.look()) await judgeAll();
	};
	connection.onDidChangeWatchedFiles(look);
	// Not every client watches files: opening and saving are when people expect a new configuration to hold.
	texts.onDidOpen(look);
	texts.onDidSave(look);

	texts.onDidChangeContent(async ({ document }) => {
		if (!abilities.pullsDiagnostics) await push(document.uri);
	});

	texts.onDidClose(async ({ document }) => {
		opened.delete(document.uri);
		settings.forget(document.uri);
		if (!abilities.pullsDiagnostics) await connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
	});

	connection.languages.diagnostics.on(async ({ textDocument }) => ({
		kind: DocumentDiagnosticReportKind.Full,
		items: await diagnose(textDocument.uri),
	}));

	connection.onCompletion(async ({ textDocument, position }) => {
		const open = await read(textDocument.uri);
		const places = texts.get(textDocument.uri);
		if (open?.document === undefined || places === undefined) return [];
		const text = places.getText();
		const suggestions = open.service.complete(open.document, places.offsetAt(position));
		return suggestions.map((suggestion) => toCompletionItem(suggestion, { text, places, abilities }));
	});

	connection.onHover(async ({ textDocument, position }) => {
		const open = await read(textDocument.uri);
		const places = texts.get(textDocument.uri);
		if (open?.document === undefined || places === undefined) return null;
		const hover = open.service.hover(open.document, places.offsetAt(position));
		if (hover === undefined) return null;
		return {
			range: toRange(places, hover.span),
			contents: abilities.markdownInHover
				? { kind: MarkupKind.Markdown, value: hover.markdown }
				: { kind: MarkupKind.PlainText, value: toPlainText(hover.markdown) },
		};
	});

	/** The places of the same cache location in the same document as the one at a position. */
	const relatedTo = async (uri: string, position: Position) => {
		const open = await read(uri);
		const places = texts.get(uri);
		if (open?.document === undefined || places === undefined) return [];
		return findRelated(open.document, places.offsetAt(position)).map(({ span, entry }) => ({
			uri,
			range: toRange(places, span),
			isWriter: entry.direction === 'to',
		}));
	};

	connection.onDocumentHighlight(async ({ textDocument, position }) =>
		(await relatedTo(textDocument.uri, position)).map(({ range, isWriter }) => ({
			range,
			kind: isWriter ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
		})),
	);
	connection.onReferences(async ({ textDocument, position }) =>
		(await relatedTo(textDocument.uri, position)).map(({ uri, range }) => ({ uri, range })),
	);
	connection.onDefinition(async ({ textDocument, position }) =>
		(await relatedTo(textDocument.uri, position))
			.filter(({ isWriter }) => isWriter)
			.map(({ uri, range }) => ({ uri, range })),
	);

	connection.onCodeAction(async ({ textDocument, range, context }): Promise<(CodeAction | Command)[]> => {
		const open = await read(textDocument.uri);
		const places = texts.get(textDocument.uri);
		if (open?.document === undefined || places === undefined) return [];
		const span = { start: places.offsetAt(range.start), end: places.offsetAt(range.end) };
		const actions = codeActionsFor(open.document, span, {
			service: open.service,
			places,
			abilities,
			only: context.only,
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
