import { mergeBakefiles, targetsOf } from '../../cache/bakefile.ts';
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
	return (tool === 'compose' ? FILES_OF_COMPOSE : FILES_OF_BAKE).includes(name);
}

/** The bake and Compose files that a call reads, with what it builds of them. */
export interface Called {
	readonly files: readonly WorkspaceFile[];
	/** The names of the targets that are built, groups taken apart. */
	readonly targets: readonly string[];
}

/** What a call of bake builds; `undefined` where a file it reads, or what it builds, cannot be known. */
export function readCalled(call: Build, files: readonly WorkspaceFile[]): Called | undefined {
	const read = filesReadBy(call, files);
	const names = call.targets ?? [];
	if (read === undefined || read.length === 0 || names.some(({ isDynamic }) => isDynamic)) return undefined;
	const targets = targetsOf(
		names.map(({ text }) => text),
		mergeBakefiles(read.map(({ reading }) => reading.bakefile!)),
	);
	return targets === undefined ? undefined : { files: read, targets };
}

/** The files of the workspace that a call reads: each that is named must be one of them, others can only be in one place. */
function filesReadBy(call: Build, files: readonly WorkspaceFile[]): readonly WorkspaceFile[] | undefined {
	const bakefiles = files.filter(({ reading }) => reading.bakefile !== undefined);
	const named = writtenFiles(call);
	if (named.length > 0 || (call.files?.length ?? 0) > 0) {
		const found = named.map((file) =>
			file.isDynamic ? [] : bakefiles.filter(({ path }) => endsWith(path, file.text)),
		);
		return found.every(({ length }) => length === 1) ? found.flat() : undefined;
	}
	const usual = bakefiles.filter(({ path }) => FILES_OF_BAKE.includes(lastPart(path)));
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
	const { files, targets } = called;
	const views = files.flatMap(({ path, builds }) => builds.map((view) => ({ ...view, path })));
	const built = views.filter(({ build }) => isBuilt(build, targets));
	return built.flatMap(({ build, entries, path }) =>
		entries.flatMap((entry): readonly CalledEntry[] => {
			const type = entry.form === 'ref' ? 'registry' : judgedBackend(entry)?.type;
			const { origin, name } = entry.flag;
			if (type === undefined || entry.problems.length > 0 || mayHideFields(entry)) return [];
			if (origin === 'variable' || name.correction !== undefined) return [];
			// Of a target that stands in several files the last export counts.
			if (entry.direction === 'to' && built.some((other) => other.build.name === build.name && other.path !== path))
				return [];
			return [
				{
					path,
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
