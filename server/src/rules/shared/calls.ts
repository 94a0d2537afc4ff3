import { type Bakefile, mergeBakefiles, targetsOf } from '../../cache/bakefile.ts';
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
export function mayRead(call: Build, path: string): boolean {
	const { tool, files = [] } = call;
	const name = lastPart(path);
	if (files.length > 0) return writtenFiles(call).some((file) => mayBeNamed(file, name));
	return usualFiles(tool).includes(name);
}

/** The names of the files that bake or Compose looks for. */
function usualFiles(tool: Build['tool']): readonly string[] {
	return tool === 'compose' ? FILES_OF_COMPOSE : FILES_OF_BAKE;
}

/** What of a file says whether a call reads it. */
type Readable = Pick<WorkspaceFile, 'path'> & { readonly reading: Pick<WorkspaceFile['reading'], 'bakefile'> };

/** Whether a call reads a file beside these others, and cannot mean one of them instead. */
export function doesRead(call: Build, file: Readable, others: readonly WorkspaceFile[]): boolean {
	return filesReadBy<Readable>(call, [...others, file])?.includes(file) === true;
}

/** The bake and Compose files that a call reads, with what it builds of them. */
interface Called {
	readonly files: readonly WorkspaceFile[];
	/** The names of the targets that are built, groups taken apart. */
	readonly targets: readonly string[];
	readonly bakefile: Bakefile;
}

/**
 * What a call of bake builds; `undefined` where a file it reads, or what it builds, cannot be known. Of Compose it never
 * is, where profiles, overrides and images that are there already decide.
 */
function readCalled(call: Build, files: readonly WorkspaceFile[]): Called | undefined {
	if (call.tool === 'compose') return undefined;
	const read = filesReadBy(call, files);
	const names = call.targets ?? [];
	if (read === undefined || read.length === 0 || names.some(({ isDynamic }) => isDynamic)) return undefined;
	const bakefile = mergeBakefiles(read.map(({ reading }) => reading.bakefile!));
	const targets = targetsOf(
		names.map(({ text }) => text),
		bakefile,
	);
	return targets === undefined ? undefined : { files: read, targets, bakefile };
}

/**
 * The files of the workspace that a call reads: each that is named must be one of them, others can only be in one place.
 * After another repository was fetched it may be any.
 */
function filesReadBy<F extends Readable>(call: Build, files: readonly F[]): readonly F[] | undefined {
	if (call.startsIn === undefined) return undefined;
	const bakefiles = files.filter(({ reading }) => reading.bakefile !== undefined);
	const named = writtenFiles(call);
	if (named.length > 0 || (call.files?.length ?? 0) > 0) {
		const found = named.map((file) =>
			file.isDynamic ? [] : bakefiles.filter(({ path }) => endsWith(path, file.text)),
		);
		return found.every(({ length }) => length === 1) ? found.flat() : undefined;
	}
	// Nobody calls bake where there is nothing to build.
	const usual = bakefiles.filter(
		({ path, reading }) => usualFiles(call.tool).includes(lastPart(path)) && reading.bakefile!.targets.length > 0,
	);
	const places = new Set(usual.map(({ path }) => path.slice(0, path.lastIndexOf('/') + 1)));
	return places.size === 1 ? usual : undefined;
}

/** Whether a path may be what is named `./ci/bake.hcl`, `../bake.hcl` or `cwd://bake.hcl` from somewhere in the workspace. */
function endsWith(path: string, name: string): boolean {
	const plain = name.replace(/^cwd:\/\//, '').replace(/^(?:\.{1,2}\/)+/, '');
	return path === plain || path.endsWith(`/${plain}`);
}

/** What docker/metadata-action writes: names and labels for a target, in a file of its own. */
const METADATA_FILE = /^\$\{\{\s*steps\.[\w-]+\.outputs\.bake-file[\w-]*\s*\}\}$/;

/** The files that a call names, without those that an earlier step writes. */
function writtenFiles({ files = [] }: Build): readonly MappedText[] {
	return files.filter((file) => !METADATA_FILE.test(file.written.replace(/^cwd:\/\//, '')));
}

/** A target of a bake file that a call builds. */
interface CalledView extends BuildView {
	/** The bake file. */
	readonly path: string;
}

/** The targets that a call builds, as far as they can be known: none that another file it reads has something to say of. */
export function calledViews(call: Build, others: readonly WorkspaceFile[]): readonly CalledView[] {
	const called = readCalled(call, others);
	if (called === undefined) return [];
	const { files, targets } = called;
	return files.flatMap(({ path, builds }) => {
		const besides = files.flatMap((file) => (file.path === path ? [] : file.reading.bakefile!.targets));
		return builds.flatMap((view): readonly CalledView[] => {
			const names = namesServed(view.build);
			const isBuilt = names.some((name) => targets.includes(name)) && !names.some((name) => besides.includes(name));
			return isBuilt ? [{ ...view, path }] : [];
		});
	});
}

/** The names of a target of a bake file and of those that inherit its exports. */
function namesServed({ name, heirs = [] }: Build): readonly string[] {
	return [name, ...heirs.map((heir) => heir.name)].filter((own) => own !== undefined);
}

/** An entry of a bake file, as a command that builds with it sees it. */
export interface CalledEntry {
	/** The bake file. */
	readonly path: string;
	readonly span: Span;
	readonly direction: Direction;
	/** The backend. */
	readonly type: string;
	/** The names of the attributes that it has. */
	readonly attributes: readonly string[];
}

/** The entries of the targets that a call builds, as far as they can be known, and of those what is there in any case. */
export const calledEntries: Question<Build, readonly CalledEntry[]> = (others, call) => {
	return calledViews(call, others).flatMap(({ entries, path }) =>
		entries.flatMap((entry): readonly CalledEntry[] => {
			const type = entry.form === 'ref' ? 'registry' : judgedBackend(entry)?.type;
			if (type === undefined || entry.problems.length > 0 || mayHideFields(entry)) return [];
			// What only a condition, a variable or a loop of the file brings in may not be there.
			if (entry.flag.origin !== 'flag' || entry.flag.name.correction !== undefined) return [];
			const attributes = entry.attributes.map((attribute) => attribute.name);
			return [{ path, span: entry.span, direction: entry.direction, type, attributes }];
		}),
	);
};

/** The directions in which overrides of a call, `--set '*.cache-to=…'`, may replace what the file says; all where some are hidden. */
export function overriddenBy(call: Build, builds: readonly BuildView[]): ReadonlySet<Direction> {
	if (call.hidesOverrides === true) return new Set(['to', 'from']);
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

/**
 * The targets that an override of a call is for, `api` and `web` of `*`, each that builds something else; `null` where they
 * cannot be known.
 */
export const targetsMatching: Question<Build, readonly string[] | null> = (others, override) => {
	const called = readCalled(override, others);
	if (called === undefined) return null;
	const matched = called.targets.filter((target) => matchesTarget(override.name, target));
	return [...new Set(matched.map((target) => called.bakefile.twins?.get(target) ?? target))];
};

function mayBeNamed(file: MappedText, name: string): boolean {
	const last = file.slice(file.text.lastIndexOf('/') + 1);
	return last.isDynamic || last.text === name;
}

function lastPart(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}
