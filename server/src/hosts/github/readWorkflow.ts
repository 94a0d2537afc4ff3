import type { Build, PipelineFacts, Seen } from '../../cache/build.ts';
import type { CacheFlag } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { asMap, asScalar, asSequence, getValue, pairsOf } from '../../text/yaml/navigate.ts';
import type { YamlMap, YamlNode, YamlPair } from '../../text/yaml/yamlNode.ts';
import type { ActionFacts } from '../host.ts';
import { commentPlaceAt } from '../yaml/lines.ts';
import { findVariableFlags, type NamedText } from '../yaml/scripts.ts';
import { buildActionOf, directionOf, misspeltDirection, readActionBuild, type Surroundings } from './actions.ts';
import { readBakeSet } from './bakeSet.ts';
import type { StepContext } from './context.ts';
import { readListInput } from './inputs.ts';
import { afterStep, builderFor, freshJob, type JobFacts } from './jobFacts.ts';
import { defaultShellOf, type JobPipeline, readPipeline } from './pipeline.ts';
import { findProgramFlags, programOf } from './programSteps.ts';
import { mentionsToken, readRun } from './runSteps.ts';
import { inputOf, inputPairs, readStepNode, readSteps, type Step, textOf } from './steps.ts';
import { resolverOf, type Scope, variablesOf } from './variables.ts';

/** Every cache flag of a workflow or composite action whose content is `root`, in no order, with its scripts' comments. */
export function readWorkflow(root: YamlNode, source: MappedText): WorkflowReading {
	const found: WorkflowReading = { flags: [], comments: [], calls: [] };
	const action = getValue(root, 'runs', 'steps');
	if (action !== undefined) {
		const name = textOf(root, 'name')?.written ?? '';
		readJob({ root, source, found, job: undefined, name }, action);
	}
	for (const pair of pairsOf(getValue(root, 'jobs'))) {
		const job = asMap(pair.value);
		if (job === undefined) continue;
		const context = { root, source, found, job, name: pair.key.value.written };
		readJob(context, getValue(job, 'steps'));
		readCalledWorkflow(context);
	}
	found.flags.push(...readOptionVariables(root, source.text));
	return action === undefined ? found : { ...found, action: factsOf(root, action, source) };
}

/** What a composite action leaves behind, whatever was there before it. */
function factsOf(root: YamlNode, list: YamlNode, source: MappedText): ActionFacts {
	let facts = freshJob;
	for (const step of readSteps(list, defaultShellOf(root, undefined))) facts = afterStep(facts, step, source.text);
	const isAlways = facts.builderConditions.length === 0 || facts.builderConditions.includes(undefined);
	return { setsUpBuilder: isAlways ? facts.builder.isSetUp : 'unknown', exportsToken: facts.exportsToken };
}

/** What was found in a workflow: filled while its jobs are read. */
interface WorkflowReading {
	readonly flags: CacheFlag[];
	readonly comments: MappedText[];
	readonly calls: Build[];
	readonly action?: ActionFacts;
}

interface JobContext {
	readonly root: YamlNode;
	readonly source: MappedText;
	readonly found: WorkflowReading;
	readonly job: YamlMap | undefined;
	readonly name: string;
}

function readJob(context: JobContext, list: YamlNode | undefined): void {
	const { root, job, name } = context;
	const steps = readSteps(list, defaultShellOf(root, job));
	const pipeline = readPipeline(root, job, { name, steps, text: context.source.text });
	// A composite action is called in a job whose earlier steps we cannot see.
	const unseen = {
		...freshJob,
		exportsToken: 'unknown',
		builder: { ...freshJob.builder, isSetUp: 'unknown' },
	} as const;
	let facts: JobFacts =
		job === undefined ? unseen : hasBuilderAround(context) ? { ...freshJob, builder: unseen.builder } : freshJob;
	for (const step of steps) {
		readStep(step, context, { facts, pipeline });
		facts = afterStep(facts, step, context.source.text);
	}
}

/** A job that calls another workflow hands it inputs, as a step does an action. */
function readCalledWorkflow(context: JobContext): void {
	const { root, job, name } = context;
	if (job === undefined || textOf(job, 'uses') === undefined) return;
	readStep(readStepNode(job, undefined), context, {
		facts: freshJob,
		pipeline: readPipeline(root, job, { name, steps: [], text: context.source.text }),
	});
}

function readStep(
	step: Step,
	{ root, source, found, job }: JobContext,
	{ facts, pipeline }: { readonly facts: JobFacts; readonly pipeline: JobPipeline },
): void {
	const scope: Scope = { root, job, step: step.node };
	const directory = step.run === undefined ? undefined : directoryOf(step, { root, job });
	// Without a login that can be seen, or with another secret, the permissions of the job's token may not matter.
	const mayOwnToken = facts.ghcrLogin !== 'token' && pipeline.canWritePackages === 'no';
	const surroundings: Surroundings = {
		builder: builderFor(facts, step.condition),
		pins: facts.pins,
		startsIn: facts.startsIn,
		pipeline: {
			...pipeline,
			canWritePackages: mayOwnToken ? 'unknown' : (pipeline.canWritePackages ?? 'unknown'),
			hasActionsToken: tokenFor(step, facts, scope),
			...(facts.tokenDecidedBy === undefined ? {} : { tokenDecidedBy: facts.tokenDecidedBy }),
			conditions: [step.condition, textOf(job, 'if')].flatMap((condition) => condition ?? []),
			stepPlace: stepPlaceOf(step, source.text),
			needsSecrets: facts.needsSecrets,
			...(directory === undefined ? {} : { directory }),
		},
	};
	if (step.run !== undefined) {
		const reading = readRun(step, step.run, { source, scope, surroundings });
		found.flags.push(...reading.flags);
		found.comments.push(...reading.comments);
		found.calls.push(...(reading.calls ?? []));
	} else {
		found.flags.push(...readActionStep(step, { source, scope, surroundings }));
		const action = buildActionOf(step);
		// From another `source` bake reads other files, and with `call` it may build nothing.
		const definitions = inputOf(step, 'source')?.text.trim() ?? '.';
		const isPlain = definitions === '.' && inputOf(step, 'call') === undefined;
		if (action !== undefined && action.inputs === undefined && isPlain)
			found.calls.push(readActionBuild(step, action, surroundings));
	}
}

/** Whether the job brings a daemon or builder of its own along: a container, a service, a variable that names one. */
function hasBuilderAround({ root, job }: JobContext): boolean {
	if (getValue(job, 'container') !== undefined) return true;
	const services = pairsOf(getValue(job, 'services')).map(({ value }) => textOf(value, 'image')?.written ?? '');
	const variables = [...variablesOf({ root, job, step: undefined }).keys()];
	return (
		services.some((image) => /docker|buildkit|^$/.test(image)) ||
		variables.some((name) => /^(?:BUILDX_BUILDER|BUILDKIT_HOST|DOCKER_HOST|DOCKER_CONTEXT)$/.test(name))
	);
}

/** Where the script of a step runs, when that is written down. */
function directoryOf(step: Step, { root, job }: Pick<JobContext, 'root' | 'job'>): MappedText | undefined {
	const places = [step.node, getValue(job, 'defaults', 'run'), getValue(root, 'defaults', 'run')];
	return places.map((place) => textOf(place, 'working-directory')).find((found) => found !== undefined);
}

/** Actions see the cache token; a `run:` step does when a step before it or its own environment hands it on. */
function tokenFor(step: Step, facts: JobFacts, scope: Scope): Seen {
	if (step.run === undefined) return 'yes';
	const names = [...variablesOf(scope).keys()];
	if (names.some((name) => /^ACTIONS_(?:RUNTIME_TOKEN|RESULTS_URL|CACHE_URL)$/.test(name))) return 'yes';
	return facts.exportsToken === 'no' && mentionsToken(step.run.value) ? 'unknown' : facts.exportsToken;
}

function stepPlaceOf(step: Step, text: string): PipelineFacts['stepPlace'] {
	const start = step.node.span.start;
	const place = commentPlaceAt(text, start);
	return /^[ \t]*-[ \t]+$/.test(text.slice(place.offset, start)) ? place : undefined;
}

function readActionStep(step: Step, { source, scope, surroundings }: StepContext): readonly CacheFlag[] {
	const program = programOf(step);
	if (program !== undefined) return findProgramFlags(program, { document: source.text, surroundings });
	const action = buildActionOf(step);
	if (action === undefined) return readOptionInputs(step, source.text);
	const build = readActionBuild(step, action, surroundings);
	const resolve = resolverOf(scope);
	return inputPairs(step).flatMap((pair) => {
		const name = pair.key.value.text;
		if (action.inputs === undefined)
			return name.toLowerCase() === 'set' ? readBakeSet(pair, { source, build, resolve }) : [];
		const direction = directionOf(pair, action.inputs);
		if (direction !== undefined)
			return readListInput(pair, { source, build, direction, correction: undefined, resolve });
		const meant = action.isKnown ? misspeltDirection(name) : undefined;
		if (meant === undefined) return [];
		return readListInput(pair, { source, build, direction: meant, correction: action.inputs[meant], resolve });
	});
}

/** What an input holds that is handed on to a build command: `--cache-to type=gha`, `--set *.cache-to=type=gha`. */
const OPTIONS = /^\s*--?(?=.*cache)[A-Za-z]/s;

/** The flags among options that are inputs of an action we do not know. */
function readOptionInputs(step: Step, document: string): readonly CacheFlag[] {
	const flags = readOptions(inputPairs(step), document);
	const tool = OTHER_TOOL.exec(step.action?.name ?? '')?.[0] as 'buildah' | 'podman' | undefined;
	if (tool === undefined) return flags;
	const builds = new Map(flags.map(({ build }) => [build, { ...build, tool }]));
	return flags.map((flag) => ({ ...flag, build: builds.get(flag.build)! }));
}

/** The tool that an action is named after, where its grammar is not BuildKit's: redhat-actions/buildah-build. */
const OTHER_TOOL = /buildah|podman/;

/** The flags among options in an `env:`, for programs that stand elsewhere: `DOCKER_ARGS: --cache-to type=gha`. */
function readOptionVariables(root: YamlNode, document: string): readonly CacheFlag[] {
	const jobs = pairsOf(getValue(root, 'jobs')).map(({ value }) => value);
	const lists = [getValue(root, 'runs', 'steps'), ...jobs.map((job) => getValue(job, 'steps'))];
	const steps = lists.flatMap((list) => asSequence(list)?.items ?? []);
	return [root, ...jobs, ...steps].flatMap((owner) => readOptions(pairsOf(getValue(owner, 'env')), document));
}

function readOptions(pairs: readonly YamlPair[], document: string): readonly CacheFlag[] {
	const given = pairs.flatMap(({ key, value }): readonly NamedText[] => {
		const scalar = asScalar(value);
		if (scalar === undefined || !OPTIONS.test(scalar.value.text)) return [];
		return [{ name: key.value.text, scalar, text: scalar.value }];
	});
	return findVariableFlags(given, { document });
}
