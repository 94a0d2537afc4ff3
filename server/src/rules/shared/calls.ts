import type { Build } from '../../cache/build.ts';
import { FILES_OF_BAKE, FILES_OF_COMPOSE } from '../../catalogue/defaultFiles.ts';
import type { MappedText } from '../../text/mappedText.ts';

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

function mayBeNamed(file: MappedText, name: string): boolean {
	const last = file.slice(file.text.lastIndexOf('/') + 1);
	return last.isDynamic || last.text === name;
}

function lastPart(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}
