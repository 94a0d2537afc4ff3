import { readShell, type ShellCommand, type ShellWord } from '../../text/shell/readShell.ts';
import { type Call, findCall, hasBuildctlFlag } from './programs.ts';
import { type ShellVariables, variableOf } from './variables.ts';

/** A literal that holds a program and perhaps its first arguments: `DOCKER="sudo docker"`. */
const PROGRAM =
	/^(?:(?:sudo|env|time|exec)\s+)?(?:\S*\/)?(?:docker|docker-buildx|buildx|buildctl|buildctl-daemonless\.sh|podman|buildah|nerdctl|depot)(?:\s|$)/;

/** The words of a command with a variable for its program replaced by what it holds: `$DOCKER build` → `podman build`. */
export function expandProgram({ words, scope }: ShellCommand, variables: ShellVariables): readonly ShellWord[] {
	for (const [index, { value }] of words.slice(0, 4).entries()) {
		const name = variableOf(value);
		if (name === undefined) continue;
		const literals = variables.literalsOf(name, scope);
		if (literals.length === 0 || !literals.every(({ text }) => PROGRAM.test(text))) return words;
		const [first, ...others] = literals.map((literal) => {
			const program = readShell(literal).commands[0]?.words ?? [];
			return [...words.slice(0, index), ...program, ...words.slice(index + 1)];
		});
		const tool = findCall(first!)?.tool;
		// `buildctl --addr=x` and `buildctl-daemonless.sh` are one tool.
		return others.every((other) => findCall(other)?.tool === tool) ? first! : words;
	}
	return words;
}

/** The call of a program nobody knows as one of buildctl, where a variable gives it flags that only buildctl has. */
export function settleTool(
	call: Call,
	{ words, scope }: Pick<ShellCommand, 'words' | 'scope'>,
	variables: ShellVariables,
): Call {
	if (call.tool !== 'docker' || !words[call.before.length]?.value.isOneExpansion) return call;
	const given = call.args.flatMap(({ value }) => variables.wordsOf(variableOf(value) ?? '', scope) ?? []);
	return hasBuildctlFlag(given) ? { ...call, tool: 'buildctl' } : call;
}

/** The command that options are added to: `COMMAND=(docker build)`, `COMMAND="docker build"`. */
export function programOf(
	{ wordsOf, assignments }: ShellVariables,
	name: string,
	scope: ShellCommand['scope'],
): Call | undefined {
	if (name === '') return undefined;
	const inList = findCall(wordsOf(name, scope) ?? []);
	if (inList !== undefined) return inList;
	const text = assignments.find((known) => known.name === name && PROGRAM.test(known.value?.value.text ?? ''))?.value
		?.value;
	return text === undefined ? undefined : findCall(readShell(text).commands[0]?.words ?? []);
}
