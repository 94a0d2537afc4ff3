import type { Build } from '../../cache/build.ts';
import { type BuiltStages, type Dockerfile, stagesBuilt } from '../../cache/dockerfile.ts';
import type { RuleContext } from '../rule.ts';
import type { WorkspaceFile } from '../workspace.ts';

/** Where the Dockerfile of a build is, and what of it is built; plain data, to ask a workspace with. */
export interface DockerfilePlace {
	/** From where the build starts: `../web/Dockerfile`; without `..` where it may start anywhere. */
	readonly path: string;
	/** The folders it may start in; `undefined` where it may be any. */
	readonly starts: readonly string[] | undefined;
	/** The folder of the file in which the build is written. */
	readonly folder: string;
	readonly target: string | undefined;
	/** Names that stand for something else than the stages of the file. */
	readonly contexts: readonly string[];
}

/** A Dockerfile that was found, with what a build makes of it. */
export interface FoundDockerfile extends BuiltStages {
	readonly path: string;
	readonly stages: Dockerfile['stages'];
}

/** Tools that find the Dockerfile in the context, and those that find it where they are called. */
const IN_CONTEXT: ReadonlySet<string> = new Set(['bake', 'compose']);
const IN_START: ReadonlySet<string> = new Set(['build-push-action', 'buildx', 'docker']);

/** What is no path: an address, standard input, a pattern; and what leads out of the workspace. */
const NO_PATH = /^(?:[\w+.-]+:|git@|github\.com\/|\/|~|-$)|[\\*?{}<>]|\.git(?:#|$)/;

/** The context of actions that stands for the repository, or a folder of it. */
const DEFAULT_CONTEXT = /^\{\{\s*defaultContext\s*\}\}(?::|$)/;

/**
 * Where the Dockerfile of a build is, where all that says so is literal. For `docker build -f docker/Dockerfile .` it is
 * `{ path: 'docker/Dockerfile', starts: undefined, … }`.
 */
export function dockerfilePlaceOf(
	build: Build,
	{ file, workspace }: Pick<RuleContext, 'file' | 'workspace'>,
): DockerfilePlace | undefined {
	const { context, target, pipeline, contexts = [], startsIn } = build;
	if (!build.isComplete || startsIn === undefined || build.targets !== undefined) return undefined;
	const inputs = [context, build.file, target, pipeline?.directory, ...contexts];
	if (inputs.some((text) => text?.isDynamic)) return undefined;
	const paths = pathsOf(build);
	if (paths === undefined || paths.some((path) => NO_PATH.test(path))) return undefined;
	// An action has no directory; a script that goes elsewhere does so from there.
	const written = [startsIn === 'any' ? '' : (pipeline?.directory?.text ?? ''), ...paths].join('/');
	const path = startsIn === 'any' ? cleanPath(written) : written;
	const folder = folderOf(file.path);
	const starts = startsOf(startsIn, file.path);
	// With several places to look in, a file that is not there must be known not to be.
	if (path === undefined || (starts?.length !== 1 && workspace?.isWhole !== true)) return undefined;
	const names = contexts.map(({ text }) => text.split('=', 1)[0]!.toLowerCase());
	return { path, starts, folder, target: target?.text.trim() || undefined, contexts: names };
}

/** The Dockerfile at a place, if it is the only one that may be meant and what is built of it can be told. */
export function findDockerfile(others: readonly WorkspaceFile[], place: DockerfilePlace): FoundDockerfile | undefined {
	const { path, starts, folder } = place;
	const found = others.filter((other) =>
		starts === undefined
			? `/${other.path}`.endsWith(`/${path}`)
			: starts.some((start) => cleanPath(`${start}/${path}`) === cleanPath(other.path)),
	);
	const [file, ...more] = found;
	if (file?.reading.dockerfile === undefined || more.length > 0) return undefined;
	// Who builds in any folder is mostly at home in the one of the script or above; a file elsewhere may not be meant.
	const start = file.path.slice(0, file.path.length - path.length);
	if (starts === undefined && !`${folder}/`.startsWith(start)) return undefined;
	const { stages } = file.reading.dockerfile;
	if (stages.some(({ name }) => name !== undefined && place.contexts.includes(name))) return undefined;
	const built = stagesBuilt(file.reading.dockerfile, place.target);
	return built === undefined ? undefined : { path: file.path, stages, ...built };
}

/** The parts of the path to the Dockerfile, from where the build starts. */
function pathsOf({ tool, context, file }: Build): readonly string[] | undefined {
	const written = file?.text.trim() || undefined;
	const folder = context?.text.trim() || undefined;
	if (IN_CONTEXT.has(tool)) return [folder ?? '.', written ?? 'Dockerfile'];
	if (!IN_START.has(tool)) return undefined;
	if (tool === 'build-push-action' && (folder === undefined || DEFAULT_CONTEXT.test(folder)))
		return [folder?.replace(DEFAULT_CONTEXT, '') || '.', written ?? 'Dockerfile'];
	if (folder === undefined || NO_PATH.test(folder)) return undefined;
	return written === undefined ? [folder, 'Dockerfile'] : [written];
}

/** The folders a build may start in. */
function startsOf(startsIn: NonNullable<Build['startsIn']>, path: string): readonly string[] | undefined {
	const folder = folderOf(path);
	switch (startsIn) {
		case 'file':
			return [folder];
		case 'repository': {
			const root = /^(?:(.*)\/)?\.(?:github|gitea|forgejo)\//.exec(path);
			return root === null ? [] : [root[1] ?? ''];
		}
		case 'above': {
			const parts = folder === '' ? [] : folder.split('/');
			return ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
		}
		case 'any':
			return undefined;
	}
}

/** Without `.` and `..` and doubled slashes: `web/Dockerfile` of `./api/../web//Dockerfile`; `undefined` where it leads out. */
function cleanPath(path: string): string | undefined {
	const parts: string[] = [];
	for (const part of path.split('/')) {
		if (part === '..' && parts.pop() === undefined) return undefined;
		if (part !== '..' && part !== '.' && part !== '') parts.push(part);
	}
	return parts.join('/');
}

function folderOf(path: string): string {
	return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
