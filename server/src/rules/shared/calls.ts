import { targetsOf } from '../../cache/bakefile.ts';
import type { Build } from '../../cache/build.ts';
import { FILES_OF_BAKE, FILES_OF_COMPOSE } from '../../catalogue/defaultFiles.ts';
import type { MappedText } from '../../text/mappedText.ts';
import type { WorkspaceFile } from '../workspace.ts';

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

function mayBeNamed(file: MappedText, name: string): boolean {
	const last = file.slice(file.text.lastIndexOf('/') + 1);
	return last.isDynamic || last.text === name;
}

function lastPart(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}
