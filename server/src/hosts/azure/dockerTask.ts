import type { Build } from '../../cache/build.ts';
import type { CacheFlag } from '../../cache/flag.ts';
import { MappedText } from '../../text/mappedText.ts';
import { readShell, type ShellWord } from '../../text/shell/readShell.ts';
import type { YamlScalar } from '../../text/yaml/yamlNode.ts';
import { type CommandContext, findCommandFlags } from '../commands/findCommandFlags.ts';
import { joinLines } from '../commands/joinLines.ts';
import { commentPlaceAt } from '../yaml/lines.ts';
import { hideMacros } from './macros.ts';
import { inputOf, type TaskStep } from './steps.ts';

/** Inputs of the versions of the Docker task that are put behind `docker build`. */
const ARGUMENTS = ['arguments', 'buildarguments', 'additionalarguments'];

/** The cache flags among the arguments of a `Docker@2` task; it runs `docker build`. */
export function readDockerTask(
	step: TaskStep,
	name: string | undefined,
	context: CommandContext,
): readonly CacheFlag[] {
	const written = inputOf(step.inputs, 'command')?.value;
	// The default of version 2; older ones have `Build an image`.
	const command = written?.text.toLowerCase() ?? 'buildandpush';
	if (!written?.isDynamic && !command.includes('build')) return [];
	return ARGUMENTS.flatMap((input) => {
		const scalar = inputOf(step.inputs, input);
		return scalar === undefined ? [] : readArguments(step, scalar, { name, command, context });
	});
}

function readArguments(
	step: TaskStep,
	scalar: YamlScalar,
	{
		name,
		command,
		context,
	}: { readonly name: string | undefined; readonly command: string; readonly context: CommandContext },
): readonly CacheFlag[] {
	// The task puts blanks in the place of line ends.
	const { words } = readShell(joinLines(hideMacros(scalar.value))).commands[0] ?? { words: [] };
	const start = scalar.value.span.start;
	const run = {
		words: [wordAt('docker', start), wordAt('build', start), ...words],
		assignments: [],
		heredocs: [],
		span: step.node.span,
		depth: 0,
		pipedInto: undefined,
	};
	const flags = findCommandFlags({ commands: [run], comments: [] }, context);
	const repository = inputOf(step.inputs, 'repository')?.value;
	const builds = new Map<Build, Build>();
	return flags.map((flag) => {
		const known = builds.get(flag.build) ?? {
			...flag.build,
			name,
			images: repository === undefined ? [...flag.build.images] : [repository, ...flag.build.images],
			file: inputOf(step.inputs, 'dockerfile')?.value ?? flag.build.file,
			context: inputOf(step.inputs, 'buildcontext')?.value,
			pushes: command === 'buildandpush' ? ('yes' as const) : ('unknown' as const),
			// The task adds labels and tags of its own.
			isComplete: false,
		};
		builds.set(flag.build, known);
		const commentPlace = commentPlaceAt(context.document, scalar.span.start);
		return { ...flag, build: known, layout: { ...flag.layout, commentPlace } };
	});
}

/** A word that the task adds, which stands nowhere. */
function wordAt(text: string, offset: number): ShellWord {
	const span = { start: offset, end: offset };
	return { value: MappedText.builder(offset).write(text, span).build(), span, quote: undefined, isUnclosed: false };
}
