import { asMap, asScalar, asSequence, getPair, getValue, pairsOf, scalarsOf } from '../../text/yaml/navigate.ts';
import type { YamlNode, YamlScalar } from '../../text/yaml/yamlNode.ts';
import { readWritten, stepsAround } from './writtenOutputs.ts';

/**
 * Gives the literals that a reference of an expression can stand for: `env.CACHE_TO`, `matrix.cache`, `inputs.x`,
 * `steps.meta.outputs.cache`.
 */
export type Resolve = (path: string) => readonly YamlScalar[];

/** Where the variables of a step come from, nearest first. */
export interface Scope {
	readonly root: YamlNode;
	readonly job: YamlNode | undefined;
	readonly step: YamlNode | undefined;
}

/** A resolver for the expressions of one step. */
export function resolverOf(scope: Scope): Resolve {
	return (path) => {
		const [context, name, ...rest] = path.split('.');
		if (name === undefined) return [];
		const steps = stepsAround(scope.root, scope.job);
		if (context === 'steps' && rest.length === 2 && rest[0] === 'outputs') {
			return readWritten(steps, { id: name, name: rest[1]! });
		}
		if (context === 'matrix') return matrixValuesOf(scope.job, name, rest);
		if (rest.length > 0) return [];
		if (context === 'env') {
			const value = variablesOf(scope).get(name);
			return [...(value === undefined ? [] : [value]), ...readWritten(steps, { id: undefined, name })];
		}
		if (context === 'inputs') return defaultsOf(scope.root, name);
		return [];
	};
}

/** The `env` of a step with that of its job and workflow; the nearest value of a name wins. */
export function variablesOf({ root, job, step }: Scope): ReadonlyMap<string, YamlScalar> {
	const variables = new Map<string, YamlScalar>();
	for (const owner of [root, job, step]) {
		for (const pair of pairsOf(getValue(owner, 'env'))) {
			const value = asScalar(pair.value);
			if (value !== undefined) variables.set(pair.key.value.text, value);
		}
	}
	return variables;
}

/** The names in a matrix: its own keys and those of `include`. */
export function matrixKeysOf(job: YamlNode | undefined): readonly string[] {
	const matrix = getValue(job, 'strategy', 'matrix');
	const keys = new Set<string>();
	for (const pair of pairsOf(matrix)) {
		const key = pair.key.value.text;
		if (key !== 'include' && key !== 'exclude') keys.add(key);
	}
	for (const item of asSequence(getPair(matrix, 'include')?.value)?.items ?? []) {
		for (const pair of pairsOf(item)) keys.add(pair.key.value.text);
	}
	return [...keys];
}

/** The literals a key of the matrix takes; `path` leads into values that are maps, `matrix.image.cache`. */
export function matrixValuesOf(
	job: YamlNode | undefined,
	key: string,
	path: readonly string[] = [],
): readonly YamlScalar[] {
	const matrix = getValue(job, 'strategy', 'matrix');
	const listed = getPair(matrix, key)?.value;
	const included = asSequence(getPair(matrix, 'include')?.value)?.items ?? [];
	if (path.length === 0) {
		return [...scalarsOf(listed), ...included.flatMap((item) => asScalar(getPair(item, key)?.value) ?? [])];
	}
	const values = [...(asSequence(listed)?.items ?? []), ...included.map((item) => getPair(item, key)?.value)];
	return values.flatMap((value) => asScalar(getValue(value, ...path)) ?? []);
}

/** The defaults of an input, in an action and in a workflow that is called or dispatched. */
function defaultsOf(root: YamlNode, name: string): readonly YamlScalar[] {
	const places = [
		asMap(getValue(root, 'inputs')),
		asMap(getValue(root, 'on', 'workflow_call', 'inputs')),
		asMap(getValue(root, 'on', 'workflow_dispatch', 'inputs')),
	];
	return places.flatMap((inputs) => asScalar(getPair(getPair(inputs, name)?.value, 'default')?.value) ?? []);
}
