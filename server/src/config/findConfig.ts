/** What finding needs of a file system; paths and URIs alike, with `/` between their parts. */
export interface ConfigFiles {
	/** `undefined` when there is no such file. */
	readText(path: string): Promise<string | undefined>;
	/** Whether a file or directory is there. */
	exists(path: string): Promise<boolean>;
}

/** The names a configuration file may have; in one directory the first of them counts. */
export const configNames: readonly string[] = [
	'.cachelint.yaml',
	'.cachelint.yml',
	'.cachelint.json',
	'.cachelint.jsonc',
	'cachelint.yaml',
	'cachelint.yml',
	'.github/cachelint.yaml',
	'.github/cachelint.yml',
];

/** A configuration file that was found. */
export interface FoundConfig {
	readonly path: string;
	/** The directory it is for, in which its globs hold: of `/w/.github/cachelint.yml` it is `/w`. */
	readonly base: string;
	readonly text: string;
}

/** Finds the file for a directory, written without a `/` at its end. */
export type ConfigFinder = (directory: string) => Promise<FoundConfig | undefined>;

/**
 * Looks for the closest configuration file: in the directory, then upwards to the root of the git repository. Files of
 * directories further up have no part in it. Each directory is looked at once; make another finder to look again.
 */
export function createConfigFinder(files: ConfigFiles): ConfigFinder {
	const known = new Map<string, Promise<FoundConfig | undefined>>();
	const find: ConfigFinder = (directory) => {
		let finding = known.get(directory);
		if (finding === undefined) {
			finding = lookIn(directory);
			known.set(directory, finding);
		}
		return finding;
	};
	const lookIn: ConfigFinder = async (directory) => {
		for (const name of configNames) {
			const path = `${directory}/${name}`;
			const text = await files.readText(path);
			if (text !== undefined) return { path, base: directory, text };
		}
		const parent = directoryOf(directory);
		return parent === undefined || (await files.exists(`${directory}/.git`)) ? undefined : find(parent);
	};
	return find;
}

/** The directory of a path, `/w` of `/w/a.sh` and `` of `/a`; `undefined` of a root and of `file://`. */
export function directoryOf(path: string): string | undefined {
	const end = path.lastIndexOf('/');
	return end === -1 || path.endsWith('/') ? undefined : path.slice(0, end);
}
