import { existsSync, promises as fs } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findFiles, isSkipped } from '../cli/files.ts';
import { decodeText, LARGEST } from '../cli/text.ts';
import type { WorkspaceStorage } from '../lsp/workspaces.ts';

/** The disk, as the language server sees it. A file or folder that cannot be read is as good as none. */
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
	exists: async (uri) => {
		try {
			return existsSync(fileURLToPath(uri));
		} catch {
			return false;
		}
	},
	list: async (folder, path, most) => {
		if (isSkipped(path)) return [];
		try {
			const found = await findFiles([`./${path}`], {
				cwd: fileURLToPath(`${folder}/`),
				usesGitignore: true,
				exclude: [],
				forcesExclude: true,
				allowsUnmatched: true,
				most,
			});
			return found.map((file) => file.path);
		} catch {
			return [];
		}
	},
};
