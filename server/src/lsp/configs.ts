import { type ConfigFiles, createConfigFinder, directoryOf, type FoundConfig } from '../config/findConfig.ts';
import { createExclude } from '../config/globs.ts';
import { readConfig } from '../config/readConfig.ts';
import type { Settings } from '../service.ts';
import { decodePath } from './paths.ts';

/** What a configuration file says of one document. */
export interface HeldConfig {
	readonly settings: Partial<Settings>;
	readonly isExcluded: boolean;
}

/** The configuration files around the documents. */
export interface Configs {
	/** What the closest file says of a document; `undefined` when there is none, or the document is no file. */
	of(uri: string): Promise<HeldConfig | undefined>;
	/** Whether the closest file leaves a file out. */
	isExcluded(uri: string): Promise<boolean>;
	/** Looks at the files again; whether for a directory that `of` was asked about another one holds, or one says something else. */
	refresh(): Promise<boolean>;
}

/** A file that was found, read. */
interface Loaded extends FoundConfig {
	readonly settings: Partial<Settings>;
	isExcluded(path: string): boolean;
}

/**
 * Finds configuration files through `files`, whose paths are URIs; without `files`, as in a browser, there are none.
 * `report` is told of each mistake in a file, once for each text. What was found holds until the next `refresh`, which
 * compares texts rather than times: two writes may come within one tick of a clock.
 */
export function createConfigs(files: ConfigFiles | undefined, report: (uri: string, problem: string) => void): Configs {
	if (files === undefined)
		return { of: async () => undefined, isExcluded: async () => false, refresh: async () => false };
	let find = createConfigFinder(files);
	const loaded = new Map<string, Loaded>();
	/** What was found for each directory that `of` was asked about. */
	const asked = new Map<string, FoundConfig | undefined>();

	const load = (found: FoundConfig): Loaded => {
		const known = loaded.get(found.path);
		if (known?.text === found.text) return known;
		const { settings, exclude, problems } = readConfig(found.text, found.path);
		for (const { line, column, message } of problems) report(found.path, `${line}:${column}: ${message}`);
		const config = { ...found, settings, isExcluded: createExclude(exclude) };
		loaded.set(found.path, config);
		return config;
	};

	const held = (uri: string, found: FoundConfig | undefined): HeldConfig | undefined => {
		if (found === undefined) return undefined;
		const { settings, isExcluded, base } = load(found);
		return { settings, isExcluded: isExcluded(decodePath(uri.slice(base.length + 1))) };
	};
	const directoryOfFile = (uri: string) => (uri.startsWith('file://') ? directoryOf(uri) : undefined);

	return {
		of: async (uri) => {
			const directory = directoryOfFile(uri);
			if (directory === undefined) return undefined;
			const found = await find(directory);
			asked.set(directory, found);
			return held(uri, found);
		},
		isExcluded: async (uri) => {
			const directory = directoryOfFile(uri);
			return directory !== undefined && held(uri, await find(directory))?.isExcluded === true;
		},
		refresh: async () => {
			find = createConfigFinder(files);
			let hasChanged = false;
			for (const [directory, before] of [...asked]) {
				const now = await find(directory);
				hasChanged ||= now?.path !== before?.path || now?.text !== before?.text;
				asked.set(directory, now);
			}
			return hasChanged;
		},
	};
}
