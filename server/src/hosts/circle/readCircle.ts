import type { CacheFlag } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { asScalar, getPair, getValue, pairsOf } from '../../text/yaml/navigate.ts';
import type { YamlMap, YamlNode } from '../../text/yaml/yamlNode.ts';
import {
	findBuilder,
	findScriptFlags,
	findVariableFlags,
	mayChooseBuilder,
	type NamedText,
	type ReadScript,
	rememberScripts,
} from '../yaml/scripts.ts';
import {
	type CallsByName,
	groupCalls,
	literalsOf,
	nameScalar,
	readCalls,
	readEnvironment,
	readWorkflowJobs,
	type WorkflowJob,
} from './calls.ts';
import { executorsOf, pinsOf, readPipeline } from './facts.ts';
import { readOrbCall } from './orbs.ts';
import { type Definition, type RunStep, readDefinitions, type Step } from './steps.ts';
import { unescapeScript } from './unescapeScript.ts';

/** What was found in a configuration. */
export interface CircleReading {
	readonly flags: readonly CacheFlag[];
	readonly comments: readonly MappedText[];
}

/** What all of a configuration is read with. */
interface Configuration {
	readonly root: YamlNode;
	readonly document: string;
	readonly commands: ReadonlyMap<string, Definition>;
	readonly jobs: readonly WorkflowJob[];
	readonly calls: CallsByName;
	readonly read: ReadScript;
}

/** Shells whose scripts are something else. */
const OTHER_SHELL = /pwsh|powershell|cmd(?:\.exe)?\b|python|node|fish/i;
/** Steps of CircleCI itself that take parameters. */
const OWN_STEPS = new Set(
	(
		'add_ssh_keys attach_workspace checkout deploy persist_to_workspace restore_cache save_cache setup_remote_docker ' +
		'store_artifacts store_test_results'
	).split(' '),
);

/** The flags in the steps of jobs and commands, in parameters and in what is handed to orbs. */
export function readCircle(root: YamlNode, document: string): CircleReading {
	const definitions = readDefinitions(root);
	const jobs = readWorkflowJobs(root);
	const calls = readCalls(definitions, jobs);
	const commands = new Map(
		definitions.filter(({ kind }) => kind === 'command').map((command) => [command.name, command]),
	);
	const configuration: Configuration = {
		root,
		document,
		commands,
		jobs,
		calls: groupCalls(calls),
		read: rememberScripts(unescapeScript),
	};
	const inSteps = [
		...definitions.flatMap((definition) => readSteps(definition.steps, definition, configuration)),
		...jobs.flatMap(({ steps }) => readSteps(steps, undefined, configuration)),
	];
	const names = new Set(definitions.map(({ name }) => name));
	const orbs = new Map(
		pairsOf(getValue(root, 'orbs')).map(({ key, value }) => [key.value.text, asScalar(value)?.value.written]),
	);
	const inOrbs = calls
		.filter(({ name }) => !names.has(name) && !OWN_STEPS.has(name))
		.flatMap((call) => readOrbCall(call, { source: orbs.get(call.name.split('/')[0]!), document }));
	const inVariables = findVariableFlags(allVariables(root, definitions), { document });
	const runs = [...definitions, ...jobs].flatMap(({ steps }) => steps.filter((step) => step.kind === 'run'));
	const scripts = [...new Set(runs.map(({ script }) => script))].filter(({ value }) => value.text.includes('#'));
	return {
		flags: [...inSteps, ...inOrbs, ...inVariables],
		comments: scripts.flatMap((script) => configuration.read(script).comments),
	};
}

function readSteps(
	steps: readonly Step[],
	definition: Definition | undefined,
	configuration: Configuration,
): readonly CacheFlag[] {
	const { root, jobs, read, document, calls } = configuration;
	const pins = pinsOf(steps);
	const pipeline = definition?.kind === 'job' ? readPipeline(root, definition, jobs) : undefined;
	const around = definition === undefined ? [] : environmentOf(root, definition.node);
	const earlier: RunStep[] = [];
	return steps.flatMap((step) => {
		if (step.kind !== 'run' || OTHER_SHELL.test(step.shell ?? '')) {
			earlier.push(...runsIn([step], configuration));
			return [];
		}
		const variables = [...readEnvironment(step.environment), ...around];
		const known = findBuilder(earlier.map(({ script }) => read(script)));
		earlier.push(...runsIn([step], configuration));
		return findScriptFlags(
			{ pieces: [step.script], read, name: step.name ?? (definition?.name || undefined) },
			{
				document,
				variables: (name) => textsOf(name, { variables, definition, calls, root }),
				surroundings: {
					pins: [...pins, ...(known?.pins ?? [])],
					...(pipeline === undefined ? {} : { pipeline }),
					...(known === undefined ? {} : { builder: known.builder }),
				},
			},
		);
	});
}

/** The scripts in these steps that may choose a builder, those of the commands they call too, each command once. */
function runsIn(
	steps: readonly Step[],
	configuration: Configuration,
	followed: Set<Definition> = new Set(),
): readonly RunStep[] {
	return steps.flatMap((step): readonly RunStep[] => {
		if (step.kind === 'run') return mayChooseBuilder(step.script.value) ? [step] : [];
		const command = configuration.commands.get(step.name);
		if (command === undefined || followed.has(command)) return [];
		followed.add(command);
		return runsIn(command.steps, configuration, followed);
	});
}

/** The variables around the steps of a job: its own, those of its executor and of its first container. */
function environmentOf(root: YamlNode, node: YamlMap): readonly NamedText[] {
	return executorsOf(root, node).flatMap((executor) => [
		...readEnvironment(getPair(executor, 'environment')?.value),
		...readEnvironment(getValue(executor, 'docker', 0, 'environment')),
	]);
}

function textsOf(
	name: string,
	{
		variables,
		definition,
		calls,
		root,
	}: {
		readonly variables: readonly NamedText[];
		readonly definition: Definition | undefined;
		readonly calls: CallsByName;
		readonly root: YamlNode;
	},
): readonly MappedText[] {
	const [, kind, parameter] = /^(parameters|pipeline\.parameters)\.(.+)$/.exec(name) ?? [];
	if (parameter === undefined)
		return variables
			.filter((variable) => variable.name === name)
			.slice(0, 1)
			.map(({ text }) => text);
	if (kind === 'parameters') return literalsOf(parameter, definition, calls);
	const value = asScalar(getValue(root, 'parameters', parameter, 'default'));
	return value === undefined || value.isAbsent ? [] : [value.value];
}

/** Everything that is given a name: defaults of parameters, what calls hand over, and environments. */
function allVariables(root: YamlNode, definitions: readonly Definition[]): readonly NamedText[] {
	const owners = [root, ...definitions.map(({ node }) => node)];
	const defaults = owners.flatMap((owner) =>
		pairsOf(getPair(owner, 'parameters')?.value).flatMap(({ key, value }) =>
			nameScalar(key.value.text, asScalar(getPair(value, 'default')?.value)),
		),
	);
	const steps = definitions.flatMap((definition) => definition.steps);
	const environments = [
		...definitions.map(({ node }) => getPair(node, 'environment')?.value),
		...pairsOf(getValue(root, 'executors')).map(({ value }) => getPair(value, 'environment')?.value),
		...steps.map((step) => (step.kind === 'run' ? step.environment : undefined)),
	];
	return [...defaults, ...environments.flatMap(readEnvironment)];
}
