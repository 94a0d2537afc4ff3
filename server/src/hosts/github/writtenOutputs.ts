import type { MappedText } from '../../text/mappedText.ts';
import { readShell } from '../../text/shell/readShell.ts';
import { asMap, asSequence, getPair, getValue } from '../../text/yaml/navigate.ts';
import type { YamlNode, YamlScalar } from '../../text/yaml/yamlNode.ts';
import { collectVariables, type ShellVariables, variableOf } from '../commands/variables.ts';
import { splitLines } from '../yaml/lines.ts';
import { handedOn, programOf } from './programSteps.ts';
import { isReadShell } from './shells.ts';
import { readStepNode, textOf } from './steps.ts';

/** The steps looked at for one name; a job has seldom more that write files of the runner. */
const MOST_STEPS = 20;

/** What a step hands on: one of its outputs, or a variable for the steps behind it. */
export interface WrittenName {
	readonly name: string;
	/** The step that has the output; `undefined` where any may set the variable. */
	readonly id: string | undefined;
}

/**
 * The texts that scripts write to a file of the runner, under a name: `type=gha` of
 * `echo "cache=type=gha" >> "$GITHUB_OUTPUT"`, also where the name stands on a line of its own, `cache<<EOF`, and
 * where they stand in a variable that is printed.
 *
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function readWritten(steps: YamlNode | undefined, wanted: WrittenName): readonly YamlScalar[] {
	const file = wanted.id === undefined ? 'GITHUB_ENV' : 'GITHUB_OUTPUT';
	const writers = (asSequence(steps)?.items ?? []).flatMap((item): readonly Writer[] => {
		const node = asMap(item);
		if (node === undefined || (wanted.id !== undefined && textOf(node, 'id')?.text !== wanted.id)) return [];
		const step = readStepNode(node, undefined);
		const program = programOf(step);
		const scalar = program?.scalar ?? step.run;
		if (scalar === undefined || !scalar.value.text.includes(wanted.name)) return [];
		if (program !== undefined) return [{ scalar, read: () => handedOn(program, { name: wanted.name, file }) }];
		if ((step.shell !== undefined && !isReadShell(step.shell)) || !mentions(scalar.value, file)) return [];
		return [{ scalar, read: () => textsUnder(wanted.name, readPrinted(scalar.value)) }];
	});
	return writers.slice(0, MOST_STEPS).flatMap(({ scalar, read }) =>
		read()
			.filter(({ length, isOneExpansion }) => length > 0 && !isOneExpansion)
			// To the runner the text is the whole value; how the script around it is written in YAML says nothing of it.
			.map((value): YamlScalar => ({ ...scalar, value, span: value.span, style: 'literal' })),
	);
}

/** A step that may hand something on, and what it does. */
interface Writer {
	readonly scalar: YamlScalar;
	readonly read: () => readonly MappedText[];
}

/** The steps of a job, or of a composite action. */
export function stepsAround(root: YamlNode, job: YamlNode | undefined): YamlNode | undefined {
	return job === undefined ? getValue(root, 'runs', 'steps') : getPair(job, 'steps')?.value;
}

function mentions(script: MappedText, file: string): boolean {
	return script.text.includes(file) || script.written.includes(file);
}

/** What a script prints, and what the variables in it hold. */
interface Printed {
	readonly lines: readonly MappedText[];
	readonly variables: ShellVariables;
}

/** The lines that a script prints with `echo`, `printf` and here-documents. */
function readPrinted(script: MappedText): Printed {
	const { commands } = readShell(script);
	const variables = collectVariables(commands);
	const lines = commands.flatMap(({ words, heredocs }) => {
		const isPrinter = /^(?:echo|printf)$/.test(words[0]?.value.text ?? '');
		const printed = isPrinter ? words.slice(1).flatMap(({ value }) => elementsOf(value, variables)) : [];
		return [...printed.map(withoutEnd), ...heredocs.map(({ body }) => body)].flatMap(splitLines);
	});
	return { lines, variables };
}

/** The elements of an array for `"${ARRAY[@]}"`. */
function elementsOf(value: MappedText, variables: ShellVariables): readonly MappedText[] {
	if (!value.isOneExpansion || !/^\$\{\w+\[[@*]\]\}$/.test(value.written)) return [value];
	return variables.wordsOf(variableOf(value) ?? '')?.map((word) => word.value) ?? [value];
}

/** Without the `\n` that `printf` and `echo -e` make a line end of. */
function withoutEnd(text: MappedText): MappedText {
	return text.text.endsWith('\\n') ? text.slice(0, text.length - 2) : text;
}

function textsUnder(name: string, { lines, variables }: Printed): readonly MappedText[] {
	let end: string | undefined;
	const follow = (value: MappedText): readonly MappedText[] => {
		// What stands for a `%s` of `printf` is printed by itself.
		if (value.text.includes('%s')) return [];
		const held = variableOf(value);
		return held === undefined ? [value] : variables.literalsOf(held);
	};
	return lines.flatMap((line) => {
		if (end !== undefined) {
			if (line.text !== end) return follow(line);
			end = undefined;
		} else if (line.text.startsWith(`${name}=`)) return follow(line.slice(name.length + 1));
		else if (line.text.startsWith(`${name}<<`)) end = line.text.slice(name.length + 2);
		return [];
	});
}
