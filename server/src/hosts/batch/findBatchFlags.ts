import { readBatch } from '../../text/batch/readBatch.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { type CommandContext, findCommandFlags } from '../commands/findCommandFlags.ts';
import type { HostReading } from '../host.ts';
import { createLayouter } from '../powershell/layout.ts';

/** Every cache flag in a script of cmd, with its comments: a file, or the `cmd` step of a CI system. */
export function findBatchFlags(script: MappedText, context: CommandContext): HostReading {
	const { commands, comments } = readBatch(script);
	const read = commands.filter(({ words }) => !/^(?:echo|echo\.|title)$/i.test(words[0]?.value.text ?? ''));
	const flags = findCommandFlags({ commands: read, comments: [] }, { home: '%USERPROFILE%', ...context });
	const words = read.map((command) => command.words);
	const layOut = createLayouter({ document: context.document, continuation: '^', commands: words, lists: [] });
	return { flags: flags.map(layOut), comments };
}
