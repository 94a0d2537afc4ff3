import type { Question, Workspace, WorkspaceFile } from '../rules/workspace.ts';

/** The files of a workspace, for each of which the others can be asked. */
export interface WorkspaceFiles {
	readonly files: readonly WorkspaceFile[];
	/** Whether these are all files in which a flag may stand. */
	readonly isWhole: boolean;
	/** The repository on GitHub that they are a copy of: `Acme/web`. */
	readonly remote?: string | undefined;
}

/** The workspace as one of its files sees it: all the others. */
export function workspaceAround(path: string, { files, isWhole, remote }: WorkspaceFiles): Workspace {
	let others: readonly WorkspaceFile[] | undefined;
	return {
		isWhole,
		remote,
		ask: (question, argument) => {
			others ??= files.filter((file) => file.path !== path);
			return question(others, argument);
		},
	};
}

/** A workspace that remembers what it was asked. */
export interface WatchedWorkspace extends Workspace {
	/** Whether another workspace gives the same answers to all that was asked: then a file need not be judged again. */
	isLike(other: Workspace): boolean;
}

/** Watches what is asked of a workspace. */
export function watchWorkspace(workspace: Workspace): WatchedWorkspace {
	/** The last one that answered alike: it need not be asked again. */
	let known = workspace;
	const asked: { ask(other: Workspace): unknown; readonly answer: string }[] = [];
	let isWholeAsked = false;
	let isRemoteAsked = false;
	return {
		get isWhole() {
			isWholeAsked = true;
			return workspace.isWhole;
		},
		get remote() {
			isRemoteAsked = true;
			return workspace.remote;
		},
		ask: <A, T>(question: Question<A, T>, argument: A): T => {
			const answer = workspace.ask(question, argument);
			asked.push({ ask: (other) => other.ask(question, argument), answer: toText(answer) });
			return answer;
		},
		isLike: (other) => {
			if (other === known) return true;
			const isAlike =
				(!isWholeAsked || other.isWhole === workspace.isWhole) &&
				(!isRemoteAsked || other.remote === workspace.remote) &&
				asked.every(({ ask, answer }) => toText(ask(other)) === answer);
			if (isAlike) known = other;
			return isAlike;
		},
	};
}

function toText(answer: unknown): string {
	return JSON.stringify(answer) ?? 'undefined';
}
