import type { MappedText } from '../../text/mappedText.ts';
import { PRINTER, readPowershell } from '../../text/powershell/readPowershell.ts';
import type { ShellCommand, ShellWord } from '../../text/shell/readShell.ts';
import { type CommandContext, findCommandFlags } from '../commands/findCommandFlags.ts';
import type { HostReading } from '../host.ts';
import { createLayouter } from './layout.ts';

/** Commands that run a text. */
const RUNNER = /^(?:invoke-expression|iex|invoke-\w+|exec|run\w*|retry\w*|cmd|wsl)$/i;
const STARTER = /^(?:start-process|saps|start)$/i;
const DEEPEST = 4;

/**
 * Every cache flag in a script of PowerShell, with its comments: a file, or the `pwsh` step of a CI system, in whose text
 * what that system fills in is holes already.
 */
export function findPowershellFlags(script: MappedText, context: CommandContext): HostReading {
	const { commands, comments, lists } = readPowershell(script);
	const all = commands.flatMap((command) => unfold(command, 0));
	const flags = findCommandFlags({ commands: all, comments: [] }, context);
	const layOut = createLayouter({
		document: context.document,
		continuation: '`',
		commands: all.map(({ words }) => words),
		lists,
	});
	return { flags: flags.map(layOut), comments };
}

/** The command with those in texts that it runs: `Invoke-Expression "docker build …"`; none where it only prints. */
function unfold(command: ShellCommand, depth: number): readonly ShellCommand[] {
	const { words } = command;
	const [head] = words;
	if (head === undefined) return [command];
	const name = head.value.text;
	if (PRINTER.test(name)) return [];
	if (STARTER.test(name)) return [{ ...command, words: startedBy(words) }];
	if (depth >= DEEPEST || !RUNNER.test(name)) return [command];
	const texts = words.slice(1).filter(({ value }) => /\s/.test(value.text) && value.text.includes('cache'));
	return [
		command,
		...texts.flatMap(({ value }) => readPowershell(value).commands.flatMap((it) => unfold(it, depth + 1))),
	];
}

/** The words of what `Start-Process docker -ArgumentList 'build', '.'` starts; arguments in one string are split. */
function startedBy(words: readonly ShellWord[]): readonly ShellWord[] {
	return words.slice(1).flatMap((word): readonly ShellWord[] => {
		if (/^-(?:FilePath|ArgumentList|Args)$/i.test(word.value.text)) return [];
		if (!/\s/.test(word.value.text)) return [word];
		return readPowershell(word.value).commands.flatMap((command) => command.words);
	});
}
