import type { CacheFlag } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { readShell } from '../../text/shell/readShell.ts';
import { contains } from '../../text/span.ts';
import type { YamlScalar } from '../../text/yaml/yamlNode.ts';
import { findBatchFlags } from '../batch/findBatchFlags.ts';
import { type CommandContext, findCalls, findCommandFlags, mayCall } from '../commands/findCommandFlags.ts';
import type { HostReading } from '../host.ts';
import { findPowershellFlags } from '../powershell/findPowershellFlags.ts';
import { commentPlaceAt } from '../yaml/lines.ts';
import { nameBuilds, placeComment } from '../yaml/scripts.ts';
import type { StepContext } from './context.ts';
import { followExpression, withFollowed } from './follow.ts';
import { findProgramFlags, programOf } from './programSteps.ts';
import { isReadShell } from './shells.ts';
import type { Step } from './steps.ts';
import { resolverOf, variablesOf } from './variables.ts';

/**
 * What is found in the script of a `run:` step: the flags of its commands, literals of the `env` around it that reach
 * them, and string literals of expressions that stand for a whole value.
 */
export function readRun(step: Step, run: YamlScalar, context: StepContext): HostReading {
	const environment = variablesOf(context.scope);
	const program = programOf(step);
	const commandContext: CommandContext = {
		document: context.source.text,
		surroundings: context.surroundings,
		variables: (name) => {
			const value = environment.get(name)?.value;
			return value === undefined ? [] : [value];
		},
	};
	const { flags, comments, calls } =
		program === undefined
			? readScript(run.value, step.shell, commandContext)
			: { flags: findProgramFlags(program, commandContext), comments: [], calls: [] };
	const named = nameBuilds(flags, step.name);
	const placed = program === undefined ? named.map((flag) => placeComment(flag, [run], context.source.text)) : named;
	const holders = [run, ...environment.values()];
	return {
		flags: placed.flatMap((flag) => withOutcomes(flag, holders, context)),
		comments,
		calls: calls ?? [],
	};
}

/** Reads a script as its shell does; the runner's own is bash, but on Windows. */
function readScript(script: MappedText, shell: string | undefined, context: CommandContext): HostReading {
	if (shell !== undefined && /^(?:pwsh|powershell)\b/.test(shell)) return findPowershellFlags(script, context);
	if (shell === 'cmd') return findBatchFlags(script, context);
	if (shell !== undefined && !isReadShell(shell)) return { flags: [], comments: [] };
	const read = readShell(script);
	const calls = mayCall(script.text) ? findCalls(read, context) : [];
	return { flags: findCommandFlags(read, context), comments: read.comments, calls };
}

/** A flag whose value is one `${{ … }}` with what the expression can come to. */
function withOutcomes(
	flag: CacheFlag,
	holders: readonly YamlScalar[],
	{ source, scope }: StepContext,
): readonly CacheFlag[] {
	if (flag.value.form === 'object') return [flag];
	const { text } = flag.value;
	const holder = holders.find(({ span }) => contains(span, text.span));
	if (holder === undefined || !text.isOneExpansion || !text.written.startsWith('${{')) return [flag];
	const followed = followExpression(text, holder, {
		name: flag.name,
		context: { source, build: flag.build, direction: flag.direction, resolve: resolverOf(scope) },
		depth: 0,
		commentPlace: flag.layout.commentPlace ?? commentPlaceAt(source.text, holder.span.start),
	});
	return withFollowed(flag, followed);
}

/** Names of the variables that hold the cache token, where a script sets them itself. */
const TOKEN_NAMES = /ACTIONS_(?:RUNTIME_TOKEN|RESULTS_URL|CACHE_URL)/;

/** Whether a script itself touches the cache token. */
export function mentionsToken(script: MappedText): boolean {
	return TOKEN_NAMES.test(script.text);
}
