import type { MappedText } from '../../text/mappedText.ts';
import { readShell } from '../../text/shell/readShell.ts';
import { asScalar, asSequence, getPair, getValue } from '../../text/yaml/navigate.ts';
import type { YamlNode, YamlScalar } from '../../text/yaml/yamlNode.ts';
import { splitLines } from '../yaml/lines.ts';
import { isReadShell } from './shells.ts';
import { textOf } from './steps.ts';

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
 * `echo "cache=type=gha" >> "$GITHUB_OUTPUT"`, also where the name stands on a line of its own, `cache<<EOF`.
 *
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function readWritten(steps: YamlNode | undefined, wanted: WrittenName): readonly YamlScalar[] {
	const file = wanted.id === undefined ? 'GITHUB_ENV' : 'GITHUB_OUTPUT';
	const runs = (asSequence(steps)?.items ?? []).flatMap((step): readonly YamlScalar[] => {
		const run = asScalar(getPair(step, 'run')?.value);
		if (run === undefined || (wanted.id !== undefined && textOf(step, 'id')?.text !== wanted.id)) return [];
		const shell = textOf(step, 'shell')?.text;
		if (shell !== undefined && !isReadShell(shell)) return [];
		return run.value.text.includes(wanted.name) && mentions(run.value, file) ? [run] : [];
	});
	return runs.slice(0, MOST_STEPS).flatMap((run) =>
		textsUnder(wanted.name, printedLines(run.value))
			.filter(({ length }) => length > 0)
			// To the runner the text is the whole value; how the script around it is written in YAML says nothing of it.
			.map((value): YamlScalar => ({ ...run, value, span: value.span, style: 'literal' })),
	);
}

/** The steps of a job, or of a composite action. */
export function stepsAround(root: YamlNode, job: YamlNode | undefined): YamlNode | undefined {
	return job === undefined ? getValue(root, 'runs', 'steps') : getPair(job, 'steps')?.value;
}

function mentions(script: MappedText, file: string): boolean {
	return script.text.includes(file) || script.written.includes(file);
}

/** The lines that a script prints with `echo`, `printf` and here-documents. */
function printedLines(script: MappedText): readonly MappedText[] {
	return readShell(script).commands.flatMap(({ words, heredocs }) => {
		const isPrinter = /^(?:echo|printf)$/.test(words[0]?.value.text ?? '');
		const printed = isPrinter ? words.slice(1).map(({ value }) => value) : [];
		return [...printed.map(withoutEnd), ...heredocs.map(({ body }) => body)].flatMap(splitLines);
	});
}

/** Without the `\n` that `printf` and `echo -e` make a line end of. */
function withoutEnd(text: MappedText): MappedText {
	return text.text.endsWith('\\n') ? text.slice(0, text.length - 2) : text;
}

function textsUnder(name: string, lines: readonly MappedText[]): readonly MappedText[] {
	let end: string | undefined;
	return lines.flatMap((line) => {
		if (end !== undefined) {
			if (line.text !== end) return [line];
			end = undefined;
		} else if (line.text.startsWith(`${name}=`)) {
			const value = line.slice(name.length + 1);
			// `printf 'cache=%s\n' …` prints something else.
			return value.text.includes('%s') ? [] : [value];
		} else if (line.text.startsWith(`${name}<<`)) end = line.text.slice(name.length + 2);
		return [];
	});
}
