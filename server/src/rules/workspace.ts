import type { BuildView } from '../cache/entry.ts';
import type { HostReading } from '../hosts/host.ts';
import type { Lines } from '../text/lines.ts';

/** A file as the others of its workspace see it. */
export interface WorkspaceFile {
	/** `/` between its parts, relative to the root of the workspace: `.github/workflows/ci.yml`. */
	readonly path: string;
	readonly builds: readonly BuildView[];
	readonly lines: Lines;
	/** What the host found besides caches: `calls`, `dockerfile`. */
	readonly reading: HostReading;
}

/**
 * Something that can be asked of the other files: a pure function of them and an argument that gives plain data, what
 * JSON can hold. Two answers are the same when their JSON is.
 */
export type Question<A, T> = (others: readonly WorkspaceFile[], argument: A) => T;

/**
 * The other files of the workspace of the file that is checked. A rule asks, and never looks at a file by itself: what was
 * asked is how the language server knows which files to judge again when one has changed.
 */
export interface Workspace {
	/** Whether these are all files in which a flag may stand: only then may something be called missing. */
	readonly isWhole: boolean;
	/** The repository on GitHub that it is a copy of, as written there: `Acme/web`. */
	readonly remote: string | undefined;
	/** `workspace.ask(isWrittenSomewhere, location)`: the answer of the question for the other files. */
	ask<A, T>(question: Question<A, T>, argument: A): T;
}

/** The workspace of a file that is checked alone: nothing is known of any other. */
export const noWorkspace: Workspace = {
	isWhole: false,
	remote: undefined,
	ask: (question, argument) => question([], argument),
};
