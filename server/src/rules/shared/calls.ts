import { targetsOf } from '../../cache/bakefile.ts';
import type { Build } from '../../cache/build.ts';
import type { Direction } from '../../cache/flag.ts';
import { FILES_OF_BAKE, FILES_OF_COMPOSE } from '../../catalogue/defaultFiles.ts';
import type { MappedText } from '../../text/mappedText.ts';
import type { Span } from '../../text/span.ts';
import type { BuildView } from '../rule.ts';
import type { Question, WorkspaceFile } from '../workspace.ts';
import { mayHideFields } from './hiddenFields.ts';
import { judgedBackend } from './parameters.ts';

/** Whether a build stands in a bake or Compose file, for commands elsewhere to start. */
export function isCalledFromElsewhere({ tool, pipeline, targets }: Build): boolean {
	return pipeline === undefined && targets === undefined && (tool === 'bake' || tool === 'compose');
}

/**
 * Whether a call may read the file at a path: `docker buildx bake` may read any `docker-bake.hcl`, as its directory is not
 * known; `-f ci/bake.hcl` any `bake.hcl`; `-f $FILE` any file at all.
 */
export function mayRead({ tool, files = [] }: Build, path: string): boolean {
	const name = lastPart(path);
	if (files.length > 0) return files.some((file) => mayBeNamed(file, name));
	return (tool === 'compose' ? FILES_OF_COMPOSE : FILES_OF_BAKE).includes(name);
}

/**
 * The targets that a call of bake builds, with the one bake file it reads; `undefined` where there may be another file,
 * or it cannot be known what is built.
 */
export function readCalled(call: Build, files: readonly WorkspaceFile[]): CalledFile | undefined {
	const read = files.filter(({ path, reading }) => reading.isExample !== true && mayRead(call, path));
	const [file] = read;
	const { bakefile } = file?.reading ?? {};
	if (file === undefined || bakefile === undefined || read.length > 1) return undefined;
	const names = call.targets ?? [];
	if (names.some(({ isDynamic }) => isDynamic)) return undefined;
	const targets = targetsOf(
		names.map(({ text }) => text),
		bakefile,
	);
	return targets === undefined ? undefined : { file, targets };
}

/** A bake file as a call uses it. */
export interface CalledFile {
	readonly file: WorkspaceFile;
	/** The names of the targets that are built, groups taken apart. */
	readonly targets: readonly string[];
}

/** Whether a target of a bake file, or one that inherits its exports, is among those that are built. */
export function isBuilt({ name, heirs = [] }: Build, targets: readonly string[]): boolean {
	return [name, ...heirs.map((heir) => heir.name)].some((own) => own !== undefined && targets.includes(own));
}

/** An entry of a bake file, as a command that builds with it sees it. */
export interface CalledEntry {
	/** The bake file. */
	readonly path: string;
	readonly span: Span;
	readonly direction: Direction;
	/** The backend. */
	readonly type: string;
	/** Whether only a condition, a variable or a loop of the file brings it in. */
	readonly isConditional: boolean;
	/** The names of the attributes that it has. */
	readonly attributes: readonly string[];
}

/** The entries of the targets that a call builds, as far as they can be known. */
export const calledEntries: Question<Build, readonly CalledEntry[]> = (others, call) => {
	const called = readCalled(call, others);
	if (called === undefined) return [];
	const { file, targets } = called;
	const views = file.builds.filter(({ build }) => build.tool === 'bake' && isBuilt(build, targets));
	return views.flatMap(({ entries }) =>
		entries.flatMap((entry): readonly CalledEntry[] => {
			const type = entry.form === 'ref' ? 'registry' : judgedBackend(entry)?.type;
			const { origin, name } = entry.flag;
			if (type === undefined || entry.problems.length > 0 || mayHideFields(entry)) return [];
			if (origin === 'variable' || name.correction !== undefined) return [];
			return [
				{
					path: file.path,
					span: entry.span,
					direction: entry.direction,
					type,
					isConditional: origin !== 'flag',
					attributes: entry.attributes.map((attribute) => attribute.name),
				},
			];
		}),
	);
};

/** The directions in which overrides of a call, `--set '*.cache-to=…'`, may replace what the file says. */
export function overriddenBy(call: Build, builds: readonly BuildView[]): ReadonlySet<Direction> {
	const own = builds.filter(({ build }) => build.span.start === call.span.start && build.tool === call.tool);
	return new Set(own.flatMap(({ entries }) => entries.map(({ direction }) => direction)));
}

/**
 * Whether the pattern of an override is for a target: `w*` is for `web`. What has no name, or one that is not literal, may
 * be anything.
 */
export function matchesTarget(pattern: string | undefined, name: string | undefined): boolean {
	if (pattern === undefined || name === undefined || /[$%]/.test(pattern + name)) return true;
	return new RegExp(`^${pattern.replaceAll(/[^\w*-]/g, '\\$&').replaceAll('*', '.*')}$`).test(name);
}

/** The targets that an override of a call is for, `api` and `web` of `*`; `null` where they cannot be known. */
export const targetsMatching: Question<Build, readonly string[] | null> = (others, override) =>
	readCalled(override, others)?.targets.filter((target) => matchesTarget(override.name, target)) ?? null;

function mayBeNamed(file: MappedText, name: string): boolean {
	const last = file.slice(file.text.lastIndexOf('/') + 1);
	return last.isDynamic || last.text === name;
}

function lastPart(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}
