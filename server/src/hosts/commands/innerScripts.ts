import { MappedText } from '../../text/mappedText.ts';
import { readShell, type ShellCommand, type ShellWord } from '../../text/shell/readShell.ts';
import { isPrinter } from './programs.ts';

/** Programs that run the text after `-c`, and the script they get on standard input. */
const SHELL = /(?:^|\/)(?:ba|da|z|k|a|mk)?sh$|^(?:su|runuser|ssh|script|flock)$/;
/** Programs and functions that run a text they get as one argument. */
const RUNNER = /^(?:ssh|trap|alias|watch|parallel|_*(?:run|retry|exec|execute|try|cmd)(?:[._:-]?\w+)?)$/i;
/** What a text must hold to be worth reading again. */
const BUILD = /docker|build|podman|nerdctl|depot|devcontainer|bake|\uFFFC/;
/** What an assigned text begins with when it is a command: `CMD="sudo docker build …"`. */
const COMMAND =
	/^\s*(?:(?:sudo|env|time|exec|command|\w+=\S*)\s+)*(?:\S*\/)?(?:docker|docker-buildx|buildx|buildctl|buildctl-daemonless\.sh|podman|buildah|nerdctl|depot)\s/;

/** Scripts inside strings inside scripts are read so deep. */
const DEEPEST = 4;

/** All commands of a script, with those in strings that are run: `bash -c '…'`, `ssh host '…'`, `eval "…"`. */
export function gatherCommands(commands: readonly ShellCommand[], depth = 0): readonly ShellCommand[] {
	const found: ShellCommand[] = [];
	for (const command of commands) {
		found.push(command);
		if (depth >= DEEPEST) continue;
		for (const text of runTexts(command)) {
			for (const inner of gatherCommands(readShell(text).commands, depth + 1)) {
				found.push(inner.scope === undefined ? { ...inner, scope: command.scope } : inner);
			}
		}
	}
	return found;
}

/** The texts that a command hands to a shell, or that it assigns for that. */
function runTexts(command: ShellCommand): readonly MappedText[] {
	const { words, assignments, heredocs, pipedInto } = command;
	const texts: MappedText[] = assignments.flatMap(({ value }) =>
		value !== undefined && COMMAND.test(value.value.text) ? [value.value] : [],
	);
	const [head] = words;
	if (head !== undefined && !isPrinter(words)) {
		if (head.value.text === 'eval') texts.push(joinWords(words.slice(1)));
		else {
			const isRunner = RUNNER.test(head.value.text);
			let isShell = false;
			for (const [index, { value }] of words.entries()) {
				const isScript = isShell && /^-\w*c$/.test(words[index - 1]?.value.text ?? '');
				if (isScript || (isRunner && index > 0 && /\s/.test(value.text))) texts.push(value);
				isShell ||= value.length < 100 && SHELL.test(value.text);
			}
		}
	}
	if (heredocs.length > 0 && [command, pipedInto].some((reader) => reader !== undefined && isShellCommand(reader))) {
		texts.push(...heredocs.map(({ body }) => body));
	}
	return texts.filter(({ text }) => text.includes('cache') && BUILD.test(text));
}

function isShellCommand({ words }: ShellCommand): boolean {
	return words.some(({ value }) => value.length < 100 && SHELL.test(value.text));
}

/** The arguments of `eval` as the one text it makes of them. */
function joinWords(words: readonly ShellWord[]): MappedText {
	const [first, ...rest] = words;
	if (first === undefined || rest.length === 0) return first?.value ?? MappedText.verbatim('');
	const builder = MappedText.builder(first.value.span.start).copy(first.value, 0, first.value.length);
	let { end } = first.span;
	for (const { value, span } of rest) {
		builder.write(' ', { start: end, end: span.start }).copy(value, 0, value.length);
		end = span.end;
	}
	return builder.build();
}
