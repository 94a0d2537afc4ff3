import { type ConfigFiles, configNames } from '../config/findConfig.ts';
import { readGithubRemote } from '../config/gitRemote.ts';
import {
	type CacheDocument,
	createCacheService,
	noWorkspace,
	type Trouble,
	type Workspace,
	workspaceAround,
} from '../service.ts';
import { type PlaceInFolder, placeIn, uriIn } from './paths.ts';

/** What the server needs of a file system; files and folders are named by their URIs. */
export interface WorkspaceStorage extends ConfigFiles {
	/** The paths of all files below a folder that git does not ignore, relative to it, with `/` between their parts. */
	list(folder: string): Promise<readonly string[]>;
	/** Whether `list` of the folder would give the path. */
	isListed(folder: string, path: string): Promise<boolean>;
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
	/** Reads files again that have been changed, made or deleted. */
	reread(uris: readonly string[]): Promise<void>;
	/** The workspace as a document sees it: nothing outside of all folders, and while its folder is being read. */
	around(uri: string): Workspace;
	/** The documents of the folder that a document is in, by path; where it cannot be read, those that are open. */
	documentsAround(uri: string): ReadonlyMap<string, CacheDocument>;
	/** The URI of a file of the folder that a document is in. */
	uriOf(path: string, beside: string): string | undefined;
}

/** One folder, read. */
interface Folder {
	/** Every file that is there, whether or not there is something in it. */
	readonly listed: Set<string>;
	/** Those that have something to say to others. */
	readonly documents: Map<string, CacheDocument>;
	/** Whether there is a configuration file that may leave something out; one for each file is not looked for without. */
	mayLeaveOut: boolean;
	/** Whether nothing is left out of it by configuration. */
	isComplete: boolean;
	/** Whether it is the whole of a git repository, not a part of one. */
	readonly isRepository: boolean;
	/** The repository on GitHub that it is a copy of. */
	readonly remote: string | undefined;
	/** The documents as a list, until one of them changes. */
	files: readonly CacheDocument[] | undefined;
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
	const enqueue = (task: () => Promise<void>): Promise<void> => {
		work = work.then(task).catch((error) => options.onTrouble({ part: 'reading the workspace', error }));
		return work;
	};
	/** What editors show, by folder and path: it wins over the disk however often that is read. */
	const shown = new Map<string, CacheDocument | undefined>();

	const folderOf = (uri: string) => {
		const place = placeIn(uri, roots);
		const folder = place === undefined ? undefined : folders.get(place.root);
		return place === undefined || folder === undefined ? undefined : { place, folder };
	};

	const shownAround = (uri: string): ReadonlyMap<string, CacheDocument> => {
		const start = keyOf({ root: placeIn(uri, roots)?.root ?? '', path: '' });
		const around = [...shown].filter(([key]) => key.startsWith(start));
		return new Map(around.flatMap(([, document]) => (document === undefined ? [] : [[document.path, document]])));
	};

	const set = (folder: Folder, path: string, document: CacheDocument | undefined) => {
		if (document !== undefined && hasSomethingToSay(document)) folder.documents.set(path, document);
		else folder.documents.delete(path);
		folder.files = undefined;
	};

	const readFile = async (folder: Folder, place: PlaceInFolder): Promise<void> => {
		const uri = uriIn(place);
		if (folder.mayLeaveOut && (await isExcluded(uri))) {
			folder.isComplete = false;
			set(folder, place.path, undefined);
			return;
		}
		const text = await storage?.readText(uri);
		const document = text === undefined ? undefined : reader.read({ path: place.path, text });
		const key = keyOf(place);
		set(folder, place.path, shown.has(key) ? shown.get(key) : document);
	};

	const readFolder = async (root: string): Promise<Folder> => {
		const found = await storage!.list(root);
		const listed = found.length > LARGEST_FOLDER ? [] : found;
		// A configuration above the root of a repository has no part in it.
		const isRepository = await storage!.exists(`${root}/.git`);
		const folder: Folder = {
			listed: new Set(listed),
			documents: new Map(),
			mayLeaveOut: !isRepository || found.some(isConfigFile),
			isComplete: listed.length === found.length,
			isRepository,
			remote: readGithubRemote((await storage!.readText(`${root}/.git/config`)) ?? ''),
			files: undefined,
		};
		for (let start = 0; start < listed.length; start += LOT) {
			await Promise.all(listed.slice(start, start + LOT).map((path) => readFile(folder, { root, path })));
		}
		return folder;
	};

	const readAll = async (): Promise<void> => {
		const readable = storage === undefined ? [] : roots.filter((root) => root.startsWith('file:'));
		const read = new Map<string, Folder>();
		for (const root of readable) read.set(root, await readFolder(root));
		folders = read;
	};

	const rereadOne = async (uri: string): Promise<void> => {
		const known = folderOf(uri);
		if (known === undefined) return;
		const { place, folder } = known;
		if (await storage!.isListed(place.root, place.path)) {
			folder.listed.add(place.path);
			folder.mayLeaveOut ||= isConfigFile(place.path);
			await readFile(folder, place);
		} else {
			folder.listed.delete(place.path);
			set(folder, place.path, undefined);
		}
	};

	const reread: Workspaces['reread'] = (uris) =>
		enqueue(async () => {
			if (uris.length > MANY) return readAll();
			for (const uri of uris) await rereadOne(uri);
		});

	return {
		open: (given) => {
			roots = given.map((root) => root.replace(/\/$/, ''));
			return enqueue(readAll);
		},
		isRead: () => work,
		show: (uri, document) => {
			const place = placeIn(uri, roots);
			if (place === undefined) return;
			shown.set(keyOf(place), document);
			const folder = folders.get(place.root);
			if (folder?.listed.has(place.path) === true) set(folder, place.path, document);
		},
		close: async (uri) => {
			const place = placeIn(uri, roots);
			if (place === undefined || !shown.delete(keyOf(place))) return;
			await reread([uri]);
		},
		reread,
		around: (uri) => {
			const known = folderOf(uri);
			if (known === undefined) return noWorkspace;
			const { place, folder } = known;
			folder.files ??= [...folder.documents.values()];
			const { files, remote } = folder;
			return workspaceAround(place.path, { files, isWhole: folder.isRepository && folder.isComplete, remote });
		},
		documentsAround: (uri) => folderOf(uri)?.folder.documents ?? shownAround(uri),
		uriOf: (path, beside) => {
			const place = placeIn(beside, roots);
			return place === undefined ? undefined : uriIn({ root: place.root, path });
		},
	};
}

function isConfigFile(path: string): boolean {
	return configNames.some((name) => path === name || path.endsWith(`/${name}`));
}

function keyOf({ root, path }: PlaceInFolder): string {
	return `${root}\n${path}`;
}

function hasSomethingToSay({ flags, reading }: CacheDocument): boolean {
	const { action, bakefile, dockerfile, calls = [] } = reading;
	return (
		flags.length > 0 || action !== undefined || bakefile !== undefined || dockerfile !== undefined || calls.length > 0
	);
}
