import type { MappedText } from '../../text/mappedText.ts';
import { asScalar, asSequence, getPair, pairsOf } from '../../text/yaml/navigate.ts';
import type { YamlNode, YamlScalar } from '../../text/yaml/yamlNode.ts';
import type { NamedText } from '../yaml/scripts.ts';
import { hideMacros } from './macros.ts';
import type { Owners } from './steps.ts';

/** Variables under `${{ if }}` under `${{ each }}` are read so deep. */
const DEEPEST = 10;

/**
 * The `variables:` or `parameters:` of an owner, as a map (`name: value`) or as a list of `{ name, value }`, those under
 * `${{ if … }}:` too. A parameter's value is its default.
 */
export function readNamed(node: YamlNode | undefined, depth = 0): readonly NamedText[] {
	if (depth > DEEPEST) return [];
	const ofMap = (map: YamlNode | undefined) =>
		pairsOf(map).flatMap(({ key, value }) =>
			key.value.isDynamic ? readNamed(value, depth + 1) : nameScalar(key.value.text, asScalar(value)),
		);
	const items = asSequence(node)?.items;
	if (items === undefined) return ofMap(node);
	return items.flatMap((item) => {
		const name = asScalar(getPair(item, 'name')?.value)?.value.text;
		if (name === undefined) return ofMap(item);
		return nameScalar(name, asScalar((getPair(item, 'value') ?? getPair(item, 'default'))?.value));
	});
}

function nameScalar(name: string, scalar: YamlScalar | undefined): readonly NamedText[] {
	return scalar === undefined || scalar.isAbsent ? [] : [{ name, scalar, text: hideMacros(scalar.value) }];
}

/** Gives the literals of a name as scripts use it: `parameters.x`, `variables.x`, `x` of `$(x)`, `X` of `$X`. */
export function createLookup(
	owners: Owners,
	environment: YamlNode | undefined,
): (name: string) => readonly MappedText[] {
	const variables = owners.toReversed().map((owner) => readNamed(getPair(owner, 'variables')?.value));
	const parameters = readNamed(getPair(owners[0], 'parameters')?.value);
	const own = readNamed(environment);
	return (name) => {
		const [, kind, rest = name] = /^(parameters|variables)\.(.+)$/.exec(name) ?? [];
		const isNamed = (variable: NamedText) => variable.name.toLowerCase() === rest.toLowerCase();
		if (kind === 'parameters') return parameters.filter(isNamed).map(({ text }) => text);
		const ofStep = own.filter((variable) => variable.name === name);
		// As variables of the environment they are in upper case, with `_` for dots.
		const inEnvironment = (variable: NamedText) => variable.name.toUpperCase().replaceAll('.', '_') === name;
		const ofLevel = variables.map((level) => level.filter(isNamed)).find((level) => level.length > 0);
		const found = ofStep.length > 0 ? ofStep : (ofLevel ?? variables.flat().filter(inEnvironment));
		return found.map(({ text }) => text);
	};
}
