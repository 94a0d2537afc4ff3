import type { ShellCommand } from '../../text/shell/readShell.ts';

/** Programs that put a file or directory somewhere else. */
const MOVING = new Set(['mv', 'cp', 'rsync', 'ln', 'rename', 'tar', 'robocopy']);
const MOVING_IN_TEXT = /(?:^|[\s;&|])(?:mv|cp|rsync|ln)\s/;
/** Words that run the command behind them. */
const RUNNERS = new Set(['sudo', 'env', 'time', 'exec', 'command', 'nice', 'then', 'do', 'else']);
/** Programs whose scripts may do anything. */
const OPAQUE = new Set([
	'source',
	'.',
	'eval',
	'bash',
	'sh',
	'make',
	'just',
	'task',
	'mage',
	'python',
	'python3',
	'node',
	'npm',
]);

/**
 * The operands of the commands in a script that move, copy or link something, as typed: `a` and `b` of `mv a b`.
 * `undefined` when it runs something whose commands are not seen: another script, `make`, a variable.
 */
export function movedPathsIn(commands: readonly ShellCommand[]): readonly string[] | undefined {
	const moved: string[] = [];
	for (const { words } of commands) {
		const values = words.map(({ value }) => value);
		const at = values.findIndex(({ text }) => !RUNNERS.has(text) && !/^(?:-|\w+=)/.test(text));
		const program = values[at];
		if (program === undefined) continue;
		const name = program.text.slice(program.text.lastIndexOf('/') + 1);
		// Also behind `find -exec` and `xargs`, and in `sh -c 'mv a b'`.
		if (values.some(({ text }) => MOVING.has(text) || MOVING_IN_TEXT.test(text)) || MOVING.has(name)) {
			moved.push(...values.slice(at + 1).map(({ written }) => written));
		} else if (OPAQUE.has(name) || /^(?:\.{1,2}\/|\/(?!usr\/|bin\/))|\.sh$|\uFFFC/.test(program.text)) return undefined;
	}
	return moved;
}
