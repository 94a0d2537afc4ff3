import type { Build } from '../../cache/build.ts';
import type { MappedText } from '../../text/mappedText.ts';
import type { Edit } from '../rule.ts';

/** Paths that can stand in a script as they are. */
const PLAIN_PATH = /^[\w./-]+$/;

/**
 * The edit that puts a new directory in the place of the one that is read, once the build is done: behind its command, or
 * in a step of its own behind that of an action. `undefined` where there is no such place, or a path cannot be written so.
 */
export function moveAfterBuild(
	{ span, tool, pipeline, movedPaths }: Build,
	{ from, to }: { readonly from: string; readonly to: MappedText },
	text: string,
): Edit | undefined {
	const target = to.written.replace(/\/+$/, '');
	if (to.isDynamic || !PLAIN_PATH.test(target) || !PLAIN_PATH.test(from)) return undefined;
	const command = `rm -rf ${target} && mv ${from} ${target}`;
	const end = span.start + text.slice(span.start, span.end).trimEnd().length;
	const lineEnd = (text.indexOf('\n', end) + 1 || text.length + 1) - 1;
	if ((tool === 'build-push-action' || tool === 'bake-action') && pipeline?.stepPlace !== undefined) {
		return { span: { start: lineEnd, end: lineEnd }, text: `\n${pipeline.stepPlace.indent}- run: ${command}` };
	}
	// Where a script is seen as a whole, it is one of a POSIX shell.
	const isScript = movedPaths !== undefined || pipeline?.movedPaths !== undefined;
	if (!isScript || text.slice(end, lineEnd).trim() !== '') return undefined;
	return { span: { start: end, end }, text: ` && ${command}` };
}
