import { existsSync, promises as fs } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type FindOptions, findFiles, isSkipped } from '../cli/files.ts';
import { decodeText, LARGEST } from '../cli/text.ts';
import type { WorkspaceStorage } from '../lsp/workspaces.ts';

/** The disk, as the language server sees it. A file that cannot be read is as good as none. */
export const nodeStorage: WorkspaceStorage = {
	readText: async (uri) => {
		try {
			const path = fileURLToPath(uri);
			if ((await fs.stat(path)).size > LARGEST) return undefined;
			const { text, isBinary } = decodeText(await fs.readFile(path));
			return isBinary ? undefined : text;
		} catch {
			return undefined;
		}
	},
	exists: async (uri) => existsSync(new URL(uri)),
	list: (folder) => listIn(folder, '.'),
	isListed: async (folder, path) => !isSkipped(path) && (await listIn(folder, path)).length > 0,
};

async function listIn(folder: string, pattern: string): Promise<readonly string[]> {
	const options: FindOptions = {
		cwd: fileURLToPath(folder),
		usesGitignore: true,
		exclude: [],
		forcesExclude: true,
		allowsUnmatched: true,
	};
	try {
		return (await findFiles([pattern], options)).map(({ path }) => path);
	} catch {
		return [];
	}
}
