import type { MappedText } from '../../text/mappedText.ts';
import { asMap, asScalar, asSequence, getPair, pairsOf, scalarsOf } from '../../text/yaml/navigate.ts';
import type { YamlMap, YamlNode } from '../../text/yaml/yamlNode.ts';
import type { OuterVariables } from '../commands/variables.ts';
import { hideFilledIn, separateOptions } from './expansions.ts';

/** The maps around a place, innermost first; each may give values to variables. */
export interface Scope {
	readonly map: YamlMap;
	readonly outer: Scope | undefined;
}

/** Gives a variable's literals for a scope: the resolver of {@link createResolver}. */
export type ResolveIn = (scope: Scope | undefined) => OuterVariables;

/** Keys whose values are variables by name. */
const TABLES =
	/^(?:env|environment|envs|env[-_]?vars|variables|vars|substitutions|params|parameters|build[-_]?args|globals?|config)$/i;
/** Keys that hold such keys: `options.env` of Cloud Build, `inputs.parameters` and `arguments.parameters` of Argo. */
const HOLDERS = /^(?:options|inputs|arguments|spec|input)$/i;
/** What stands before the name where a template names a parameter; npm gives `config` of package.json to scripts. */
const PREFIX =
	/^(?:npm_package_config_|(?:\.?(?:params|parameters|vars|env|variables|inputs|config)|(?:inputs|workflow|pipeline)\.(?:parameters|params))\.|\.)(?=[\w-]+$)/;

/**
 * A resolver of the variables that maps of a file set: the nearest map that has a name gives its literals. With
 * `substitutions: { _CACHE: type=gha }` at the top, `_CACHE` anywhere in the file is `type=gha`.
 */
export function createResolver(): ResolveIn {
	const known = new Map<YamlMap, ReadonlyMap<string, readonly MappedText[]>>();
	const namesOf = (map: YamlMap) => {
		const names = known.get(map) ?? collectNames(map);
		known.set(map, names);
		return names;
	};
	return (scope) => (name) => {
		const bare = name.replace(PREFIX, '');
		for (let at = scope; at !== undefined; at = at.outer) {
			const values = namesOf(at.map).get(bare);
			if (values !== undefined) return values;
		}
		return [];
	};
}

function collectNames(map: YamlMap): ReadonlyMap<string, readonly MappedText[]> {
	const names = new Map<string, readonly MappedText[]>();
	for (const { key, value } of pairsOf(map)) {
		if (TABLES.test(key.value.text)) readTable(value, names);
		else if (HOLDERS.test(key.value.text)) {
			for (const inner of pairsOf(value)) if (TABLES.test(inner.key.value.text)) readTable(inner.value, names);
		}
	}
	return names;
}

/** Reads `NAME: value`, `- NAME=value`, `- name: NAME` with `value` or `default`, and `variables:` or a list inside `env:`. */
function readTable(node: YamlNode | undefined, names: Map<string, readonly MappedText[]>): void {
	for (const { key, value } of pairsOf(node)) {
		const name = key.value.text;
		const map = asMap(value);
		if (TABLES.test(name) && asSequence(value) !== undefined) readTable(value, names);
		else if (map === undefined) names.set(name, valuesOf(value));
		else if (TABLES.test(name)) {
			for (const inner of pairsOf(map)) names.set(inner.key.value.text, valuesOf(inner.value));
		}
	}
	for (const item of asSequence(node)?.items ?? []) {
		const text = asScalar(item)?.value;
		const match = text === undefined ? null : /^([A-Za-z_][\w.-]*)=/.exec(text.text);
		if (text !== undefined && match !== null)
			names.set(match[1]!, [hideFilledIn(unquote(text.slice(match[0].length)))]);
		const name = asScalar(getPair(item, 'name')?.value)?.value.text;
		if (name === undefined) continue;
		const values = ['value', 'default', 'stringValue'].flatMap((key) => valuesOf(getPair(item, key)?.value));
		if (values.length > 0 || !names.has(name)) names.set(name, values);
	}
}

/** `NAME="a b"`, as a shell that sets the variable reads it. */
function unquote(text: MappedText): MappedText {
	return /^(["'])[^"']*\1$/.test(text.text) ? text.slice(1, -1) : text;
}

function valuesOf(node: YamlNode | undefined): readonly MappedText[] {
	return scalarsOf(node).map(({ value }) => hideFilledIn(separateOptions(value)));
}
