import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
	type CacheDocument,
	type CacheService,
	createCacheService,
	type Finding,
	type Settings,
	type Trouble,
	type WatchedWorkspace,
	type Workspace,
	watchWorkspace,
} from '../service.ts';
import type { EditorSettings } from './settings.ts';
import type { Workspaces } from './workspaces.ts';

/** What was found in one text beside the files around it. */
interface Judgement {
	/** Another one for each time a document was judged. */
	readonly id: number;
	readonly findings: readonly Finding[];
	readonly workspace: WatchedWorkspace;
}

/** One text that an editor shows, read once; it is judged again when what it was judged beside has changed. */
export interface OpenDocument {
	readonly uri: string;
	readonly version: number;
	readonly service: CacheService;
	/** `undefined` where no host reads it. */
	readonly document: CacheDocument | undefined;
	/** The other files of its folder. */
	readonly workspace: Workspace;
	/** What is wrong in it now. */
	judge(): Judgement;
	/** Whether it was judged, and would be judged anew, as something has changed around it. */
	isOutdated(): boolean;
}

/** The documents that editors show, keyed by uri and version. */
export interface OpenDocuments {
	/** The document as it is now; `undefined` when it is not open or turned off. */
	of(uri: string): Promise<OpenDocument | undefined>;
	/** The uris of those that are to be judged again. */
	outdated(): readonly string[];
	forget(uri?: string): void;
}

export function createOpenDocuments(options: {
	textOf(uri: string): TextDocument | undefined;
	/** The path a document has for the core. */
	pathOf(uri: string): string;
	settingsOf(uri: string): Promise<EditorSettings>;
	readonly workspaces: Workspaces;
	onTrouble(trouble: Trouble): void;
}): OpenDocuments {
	const { workspaces } = options;
	const opened = new Map<string, OpenDocument>();
	const services = new Map<string, CacheService>();
	let judgements = 0;

	const serviceFor = (settings: Partial<Settings>): CacheService => {
		const key = JSON.stringify(settings);
		let service = services.get(key);
		if (service === undefined) {
			service = createCacheService({ settings, onTrouble: options.onTrouble });
			services.set(key, service);
		}
		return service;
	};

	const open = (text: TextDocument, service: CacheService, previous: CacheDocument | undefined): OpenDocument => {
		const { uri } = text;
		const file = { path: options.pathOf(uri), languageId: text.languageId, text: text.getText() };
		const document = service.read(file, previous);
		workspaces.show(uri, document);
		let judged: Judgement | undefined;
		const isOutdated = () => judged !== undefined && !judged.workspace.isLike(workspaces.around(uri));
		return {
			uri,
			version: text.version,
			service,
			document,
			get workspace() {
				return workspaces.around(uri);
			},
			isOutdated,
			judge: () => {
				if (judged === undefined || isOutdated()) {
					const workspace = watchWorkspace(workspaces.around(uri));
					judgements++;
					const findings = document === undefined ? [] : service.check(document, workspace);
					judged = { id: judgements, findings, workspace };
				}
				return judged;
			},
		};
	};

	return {
		of: async (uri) => {
			const held = await options.settingsOf(uri);
			const text = options.textOf(uri);
			if (text === undefined) return undefined;
			if (!held.isEnabled) {
				opened.delete(uri);
				// For the others it is what is on the disk; nobody waits until that has been read.
				void workspaces.close(uri);
				return undefined;
			}
			const service = serviceFor(held.settings);
			const known = opened.get(uri);
			if (known !== undefined && known.version === text.version && known.service === service) return known;
			const now = open(text, service, known?.service === service ? known.document : undefined);
			opened.set(uri, now);
			return now;
		},
		outdated: () => [...opened.values()].filter((document) => document.isOutdated()).map(({ uri }) => uri),
		forget: (uri) => {
			if (uri === undefined) opened.clear();
			else opened.delete(uri);
		},
	};
}
