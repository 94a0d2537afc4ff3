import { type ConfigFiles, configNames } from '../config/findConfig.ts';
import { readGithubRemote } from '../config/gitRemote.ts';
import {
	type CacheDocument,
	createCacheService,
	mayExportUnseen,
	noWorkspace,
	type Trouble,
	type Workspace,
	workspaceAround,
} from '../service.ts';
import { type PlaceInFolder, placeIn, placesIn, uriIn } from './paths.ts';

/** What the server needs of a file system; files and folders are named by their URIs. */
export interface WorkspaceStorage extends ConfigFiles {
	/**
	 * The files that a path in a folder stands for, itself or all below it, without those that git ignores: relative to the
	 * folder, with `/` between their parts. The folder itself is ``. When there are more than `most`, some of them, but more.
	 */
	list(folder: string, path: string, most: number): Promise<readonly string[]>;
}

/** What other files of a folder can be asked about, and the open documents are judged beside. */
export interface Workspaces {
	/** Reads all files of the folders, in the background; until a folder has been read whole, nothing is known of it. */
	open(roots: readonly string[]): Promise<void>;
	/** When all that has been asked for so far has been read. */
	isRead(): Promise<void>;
	/** Takes what an editor shows in the place of what is on the disk, until it is closed. */
	show(uri: string, document: CacheDocument | undefined): void;
	close(uri: string): Promise<void>;
	/** Reads again what has been changed, made or deleted, files and folders. */
	reread(changed: readonly string[] | 'all'): Promise<void>;
	/** The workspace as a document sees it: nothing outside of all folders, and while its folder is being read. */
	around(uri: string): Workspace;
	/** The documents of the folder that a document is in, by path; where it cannot be read, those that are open. */
	documentsAround(uri: string): ReadonlyMap<string, CacheDocument>;
	/** The URI of a file of the folder that a document is in. */
	uriOf(path: string, beside: string): string | undefined;
}

/** One folder, read. */
interface Folder {
	/** Every file that is there and not left out, whether or not there is something in it. */
	readonly listed: Set<string>;
	/** Those on the disk that have something to say to others. */
	readonly documents: Map<string, CacheDocument>;
	/** Whether there is a configuration file that may leave something out; one for each file is not looked for without. */
	readonly mayLeaveOut: boolean;
	/** Whether nothing is left out of it by configuration, and nothing that may export caches is in a language that is not read. */
	isComplete: boolean;
	/** Whether it is the whole of a git repository, not a part of one. */
	readonly isRepository: boolean;
	/** The repository on GitHub that it is a copy of. */
	readonly remote: string | undefined;
	/** What all that gives, until something changes. */
	view: FolderView | undefined;
}

/** A folder with what editors show in the place of what is on the disk. */
interface FolderView {
	readonly documents: ReadonlyMap<string, CacheDocument>;
	/** The same as a list, in the order of the paths. */
	readonly files: readonly CacheDocument[];
	/** Each file's workspace, made when it is asked for: one that is the same object need not be asked again. */
	readonly workspaces: Map<string, Workspace>;
}

/** A folder of more files is left unread: whoever opens it has not opened one project. */
const LARGEST_FOLDER = 50_000;

/** With more changes at once, as of another branch, all is read again. */
const MANY = 200;

/** How many files are read at a time: between two lots the server answers what it is asked. */
const LOT = 50;

/** Keeps the folders of a workspace; without storage, as in a browser, there is nothing to read and every file stands alone. */
export function createWorkspaces(options: {
	readonly storage: WorkspaceStorage | undefined;
	readonly isExcluded: (uri: string) => Promise<boolean>;
	onTrouble(trouble: Trouble): void;
}): Workspaces {
	const { storage, isExcluded } = options;
	const reader = createCacheService();
	let folders = new Map<string, Folder>();
	let roots: readonly string[] = [];
	/** Reading, one thing after the other: what changes while a folder is being read is read again afterwards. */
	let work: Promise<void> = Promise.resolve();
	/** What is to be read again: however many changes come in while something is read, it is read once. */
	let changed: Set<string> | 'all' = new Set();
	/** What editors show, by folder and path: it wins over the disk however often that is read. */
	const shown = new Map<string, { readonly place: PlaceInFolder; readonly document: CacheDocument | undefined }>();

	const folderOf = (uri: string) => {
		const place = placeIn(uri, roots);
		const folder = place === undefined ? undefined : folders.get(place.root);
		return place === undefined || folder === undefined ? undefined : { place, folder };
	};

	const viewOf = (root: string, folder: Folder): FolderView => {
		if (folder.view === undefined) {
			const documents = new Map(folder.documents);
			for (const { place, document } of shown.values()) {
				if (place.root === root && folder.listed.has(place.path)) put(documents, place.path, document);
			}
			const files = [...documents.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
			folder.view = { documents, files, workspaces: new Map() };
		}
		return folder.view;
	};

	const shownIn = (root: string | undefined): ReadonlyMap<string, CacheDocument> => {
		const documents = new Map<string, CacheDocument>();
		for (const { place, document } of shown.values()) if (place.root === root) put(documents, place.path, document);
		return documents;
	};

	/** Forgets the view of a folder where another document at a path matters to it. */
	const refresh = (folder: Folder | undefined, path: string, document: CacheDocument | undefined) => {
		if (folder?.view === undefined) return;
		const isSaid = document !== undefined && hasSomethingToSay(document);
		if (isSaid || folder.view.documents.has(path)) folder.view = undefined;
	};

	const take = (folder: Folder, path: string, document: CacheDocument | undefined) => {
		put(folder.documents, path, document);
		refresh(folder, path, document);
	};

	const leaveOut = (folder: Folder, path: string) => {
		folder.listed.delete(path);
		take(folder, path, undefined);
	};

	const readFile = async (folder: Folder, place: PlaceInFolder): Promise<void> => {
		const uri = uriIn(place);
		if (folder.mayLeaveOut && (await isExcluded(uri))) {
			folder.isComplete = false;
			folder.view = undefined;
			leaveOut(folder, place.path);
			return;
		}
		const text = await storage!.readText(uri);
		const document = text === undefined ? undefined : reader.read({ path: place.path, text });
		folder.listed.add(place.path);
		take(folder, place.path, document);
		if (text !== undefined && document === undefined && mayExportUnseen(text)) {
			folder.isComplete = false;
			folder.view = undefined;
		}
		// A file that an editor shows may only now be one of the folder.
		if (shown.has(keyOf(place))) folder.view = undefined;
	};

	const readFiles = async (folder: Folder, root: string, paths: readonly string[]): Promise<void> => {
		for (let start = 0; start < paths.length; start += LOT) {
			await Promise.all(paths.slice(start, start + LOT).map((path) => readFile(folder, { root, path })));
		}
	};

	const readFolder = async (root: string): Promise<Folder> => {
		const found = await storage!.list(root, '', LARGEST_FOLDER);
		const isSmall = found.length <= LARGEST_FOLDER;
		// A configuration above the root of a repository has no part in it.
		const isRepository = await storage!.exists(`${root}/.git`);
		const folder: Folder = {
			listed: new Set(),
			documents: new Map(),
			mayLeaveOut: !isRepository || found.some(isConfigFile),
			isComplete: isSmall,
			isRepository,
			remote: readGithubRemote((await storage!.readText(`${root}/.git/config`)) ?? ''),
			view: undefined,
		};
		if (isSmall) await readFiles(folder, root, found);
		return folder;
	};

	const readAll = async (): Promise<void> => {
		const readable = storage === undefined ? [] : roots.filter((root) => root.startsWith('file:'));
		const read = new Map<string, Folder>();
		for (const root of readable) read.set(root, await readFolder(root));
		folders = read;
	};

	const rereadOne = async (uri: string): Promise<void> => {
		for (const { root, path } of placesIn(uri, roots)) {
			const folder = folders.get(root);
			if (folder === undefined) continue;
			const found = new Set(await storage!.list(root, path, LARGEST_FOLDER));
			// What was a folder has gone with all that was in it.
			const isOneFile = found.has(path) || folder.listed.has(path);
			const before = isOneFile ? [path] : [...folder.listed].filter((listed) => listed.startsWith(`${path}/`));
			for (const gone of before) if (!found.has(gone)) leaveOut(folder, gone);
			await readFiles(folder, root, [...found]);
		}
	};

	const reread: Workspaces['reread'] = (uris) => {
		if (uris === 'all' || uris.some((uri) => decidesOthers(uri, roots))) changed = 'all';
		else if (changed !== 'all') for (const uri of uris) changed.add(uri);
		const task = async (): Promise<void> => {
			const now = changed;
			changed = new Set();
			if (now === 'all' || now.size > MANY) return readAll();
			for (const uri of now) await rereadOne(uri);
		};
		work = work.then(task).catch((error) => options.onTrouble({ part: 'reading the workspace', error }));
		return work;
	};

	const setShown = (uri: string, document: CacheDocument | undefined, isShown: boolean): boolean => {
		let wasShown = false;
		// In a folder around its own a file has another path.
		for (const place of placesIn(uri, roots)) {
			const { root, path } = place;
			const own = document === undefined ? undefined : withPath(document, path);
			wasShown = (isShown ? shown.has(keyOf(place)) : shown.delete(keyOf(place))) || wasShown;
			if (isShown) shown.set(keyOf(place), { place, document: own });
			refresh(folders.get(root), path, own ?? folders.get(root)?.documents.get(path));
		}
		return wasShown;
	};

	return {
		open: (given) => {
			roots = given.map((root) => root.replace(/\/$/, ''));
			shown.clear();
			return reread('all');
		},
		isRead: () => work,
		show: (uri, document) => {
			setShown(uri, document, true);
		},
		close: async (uri) => {
			if (setShown(uri, undefined, false)) await reread([uri]);
		},
		reread,
		around: (uri) => {
			const found = folderOf(uri);
			if (found === undefined) return noWorkspace;
			const { place, folder } = found;
			const { files, workspaces } = viewOf(place.root, folder);
			const { isRepository, isComplete, remote } = folder;
			const known = workspaces.get(place.path);
			const workspace = known ?? workspaceAround(place.path, { files, isWhole: isRepository && isComplete, remote });
			workspaces.set(place.path, workspace);
			return workspace;
		},
		documentsAround: (uri) => {
			const known = folderOf(uri);
			if (known === undefined) return shownIn(placeIn(uri, roots)?.root);
			return viewOf(known.place.root, known.folder).documents;
		},
		uriOf: (path, beside) => {
			const place = placeIn(beside, roots);
			return place === undefined ? undefined : uriIn({ root: place.root, path });
		},
	};
}

function isConfigFile(path: string): boolean {
	return configNames.some((name) => path === name || path.endsWith(`/${name}`));
}

/** Whether a file or folder that has changed says which others count: what git ignores, what is left out, whether it is a repository, and of what. */
function decidesOthers(uri: string, roots: readonly string[]): boolean {
	return placesIn(uri, roots).some(
		({ path }) => /^\.git(?:\/config)?$|(?:^|\/)\.gitignore$/.test(path) || isConfigFile(path),
	);
}

function keyOf({ root, path }: PlaceInFolder): string {
	return `${root}\n${path}`;
}

function withPath(document: CacheDocument, path: string): CacheDocument {
	return document.path === path ? document : { ...document, path, file: { ...document.file, path } };
}

/** Puts a document among others, or takes away the one that was there where it has nothing to say. */
function put(documents: Map<string, CacheDocument>, path: string, document: CacheDocument | undefined): void {
	if (document !== undefined && hasSomethingToSay(document)) documents.set(path, document);
	else documents.delete(path);
}

function hasSomethingToSay({ flags, reading }: CacheDocument): boolean {
	const { action, bakefile, dockerfile, calls = [] } = reading;
	return (
		flags.length > 0 || action !== undefined || bakefile !== undefined || dockerfile !== undefined || calls.length > 0
	);
}
