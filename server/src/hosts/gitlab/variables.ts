import { hideExpansions, type MappedText } from '../../text/mappedText.ts';
import { asMap, asScalar, asSequence, getPair, getValue, pairsOf, walk } from '../../text/yaml/navigate.ts';
import type { YamlNode, YamlPair, YamlScalar } from '../../text/yaml/yamlNode.ts';
import type { NamedText } from '../yaml/scripts.ts';
import { itemsOf, type Job, topValue, valueIn } from './configuration.ts';

/** `$NAME` and `${NAME}`, which GitLab fills in itself; `$$NAME` is no expansion. */
const EXPANSION = /(?<!\$)\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})/g;

/**
 * The variables of a job by name: its own or the global value, and behind that what `rules:variables` and
 * `parallel:matrix` give. Inputs of the configuration are there as `inputs.name`.
 */
export function readVariables(
	documents: readonly YamlNode[],
	root: YamlNode,
	job: Job | undefined,
): readonly NamedText[] {
	const nearest = new Map<string, NamedText>();
	const ofJob = (job?.chain.toReversed() ?? []).map((owner) => getPair(owner, 'variables')?.value);
	for (const map of [topValue(root, 'variables'), ...ofJob]) {
		for (const variable of readMap(map)) nearest.set(variable.name, variable);
	}
	const ofRules = [getValue(topValue(root, 'workflow'), 'rules'), job && valueIn(job, 'rules')].flatMap((rules) =>
		itemsOf(root, rules).flatMap((rule) => readMap(getPair(rule, 'variables')?.value)),
	);
	return [...readInputs(documents), ...ofRules, ...readMatrix(job), ...nearest.values()];
}

/** Names of the variables in `parallel:matrix`. */
export function matrixKeysOf(job: Job): readonly string[] {
	return [...new Set(readMatrix(job).map(({ name }) => name))];
}

function readMatrix(job: Job | undefined): readonly NamedText[] {
	const matrix = asSequence(getValue(job && valueIn(job, 'parallel'), 'matrix'));
	return (matrix?.items ?? []).flatMap((item) =>
		pairsOf(item).flatMap(({ key, value }) => {
			const values = asSequence(value)?.items ?? [value];
			return values.flatMap((one) => named(key.value.text, asScalar(one)));
		}),
	);
}

/** The defaults and options in `spec:inputs`. */
function readInputs(documents: readonly YamlNode[]): readonly NamedText[] {
	return documents.flatMap((root) =>
		pairsOf(getValue(topValue(root, 'spec'), 'inputs')).flatMap(({ key, value }) => [
			...named(`inputs.${key.value.text}`, asScalar(getPair(value, 'default')?.value)),
		]),
	);
}

/** A `variables:` map; a value may stand in a map of its own with a description. */
function readMap(map: YamlNode | undefined): readonly NamedText[] {
	return pairsOf(map).flatMap(({ key, value }) => named(key.value.text, scalarOf(value)));
}

function scalarOf(value: YamlPair['value']): YamlScalar | undefined {
	const isMap = asMap(value) !== undefined;
	return asScalar(isMap ? getPair(value, 'value')?.value : value);
}

function named(name: string, scalar: YamlScalar | undefined): readonly NamedText[] {
	if (scalar === undefined || scalar.isAbsent) return [];
	return [{ name, scalar, text: hideExpansions(scalar.value, EXPANSION) }];
}

/** Everything that is given a name anywhere: under `variables:`, and as inputs of what is included or triggered. */
export function allVariables(root: YamlNode): readonly NamedText[] {
	return [...walk(root)].flatMap(({ node, path }) => {
		const key = path.at(-1);
		if (node.kind !== 'map') return [];
		if (key === 'variables') return readMap(node);
		if (key !== 'inputs') return [];
		return path[0] === 'spec'
			? node.pairs.flatMap(({ key: name, value }) => named(name.value.text, asScalar(getPair(value, 'default')?.value)))
			: readMap(node);
	});
}

/** The texts of the variables with this name; a name that is not there has none. */
export function textsOf(variables: readonly NamedText[], name: string): readonly MappedText[] {
	return variables.filter((variable) => variable.name === name).map(({ text }) => text);
}
