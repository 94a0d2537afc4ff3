import type { MappedText } from '../../text/mappedText.ts';
import { asMap, asScalar, asSequence, getPair, getValue, pairsOf } from '../../text/yaml/navigate.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../../text/yaml/yamlNode.ts';
import type { NamedText } from '../yaml/scripts.ts';
import { type Definition, readSteps, type Step } from './steps.ts';

/** A place that calls a job or a command with parameters. */
export interface Call {
	readonly name: string;
	readonly parameters: YamlMap;
	/** What it stands in; `undefined` in a workflow. */
	readonly caller: Definition | undefined;
}

/** A job of a workflow with what the workflow says of it. */
export interface WorkflowJob {
	readonly name: string;
	readonly settings: YamlMap | undefined;
	/** Steps that the workflow puts around those of the job. */
	readonly steps: readonly Step[];
}

/** The jobs that the workflows of a configuration run, each as often as it is there. */
export function readWorkflowJobs(root: YamlNode): readonly WorkflowJob[] {
	return pairsOf(getValue(root, 'workflows')).flatMap((workflow) =>
		(asSequence(getPair(workflow.value, 'jobs')?.value)?.items ?? []).flatMap((item): readonly WorkflowJob[] => {
			const name = asScalar(item)?.value.text;
			if (name !== undefined) return [{ name, settings: undefined, steps: [] }];
			return pairsOf(item).map(({ key, value }) => ({
				name: key.value.text,
				settings: asMap(value),
				steps: ['pre-steps', 'post-steps'].flatMap((steps) => readSteps(getPair(value, steps)?.value)),
			}));
		}),
	);
}

/** The calls of a configuration by what they call, `build` and `orb/build`. */
export type CallsByName = ReadonlyMap<string, readonly Call[]>;

/** Puts calls together by name; what an orb in the file defines is called `orb/build`, and is there as `build` too. */
export function groupCalls(calls: readonly Call[]): CallsByName {
	const groups = new Map<string, Call[]>();
	for (const call of calls) {
		for (const name of new Set([call.name, call.name.slice(call.name.indexOf('/') + 1)])) {
			const group = groups.get(name);
			if (group === undefined) groups.set(name, [call]);
			else group.push(call);
		}
	}
	return groups;
}

/** Every call with parameters in the steps of a configuration and in its workflows. */
export function readCalls(definitions: readonly Definition[], jobs: readonly WorkflowJob[]): readonly Call[] {
	const inSteps = (steps: readonly Step[], caller: Definition | undefined) =>
		steps.flatMap((step): readonly Call[] =>
			step.kind === 'call' && step.parameters !== undefined
				? [{ name: step.name, parameters: step.parameters, caller }]
				: [],
		);
	return [
		...definitions.flatMap((definition) => inSteps(definition.steps, definition)),
		...jobs.flatMap(({ name, settings, steps }) => [
			...(settings === undefined ? [] : [{ name, parameters: settings, caller: undefined }]),
			...inSteps(steps, undefined),
		]),
	];
}

/**
 * The literals that a parameter can have: its default, and what the calls of this file give it, also through
 * `matrix` and through parameters of the caller.
 */
export function literalsOf(
	parameter: string,
	definition: Definition | undefined,
	calls: CallsByName,
	followed: Set<string> = new Set(),
): readonly MappedText[] {
	const key = `${definition?.kind} ${definition?.name} ${parameter}`;
	// Calls in circles come back here.
	if (definition === undefined || followed.has(key)) return [];
	followed.add(key);
	const byDefault = asScalar(getValue(definition.node, 'parameters', parameter, 'default'));
	const given = (calls.get(definition.name) ?? []).flatMap(({ parameters, caller }) => {
		const values = [
			asScalar(getPair(parameters, parameter)?.value),
			...(asSequence(getValue(parameters, 'matrix', 'parameters', parameter))?.items ?? []).map(asScalar),
		];
		return values.flatMap((value) => (value === undefined || value.isAbsent ? [] : [{ value, caller }]));
	});
	return [
		...(byDefault === undefined || byDefault.isAbsent ? [] : [byDefault.value]),
		...given.flatMap(({ value, caller }) => {
			const handedOn = value.value.isOneExpansion
				? /^<<\s*parameters\.([\w-]+)\s*>>$/.exec(value.value.written)?.[1]
				: undefined;
			return handedOn === undefined ? [value.value] : literalsOf(handedOn, caller, calls, followed);
		}),
	];
}

/** The variables of an `environment:`, a map or a list of maps. */
export function readEnvironment(node: YamlNode | undefined): readonly NamedText[] {
	const maps = asSequence(node)?.items ?? (node === undefined ? [] : [node]);
	return maps.flatMap((map) => pairsOf(map).flatMap(({ key, value }) => nameScalar(key.value.text, asScalar(value))));
}

/** A scalar as what a name stands for. */
export function nameScalar(name: string, scalar: YamlScalar | undefined): readonly NamedText[] {
	return scalar === undefined || scalar.isAbsent ? [] : [{ name, scalar, text: scalar.value }];
}
