import type { YamlAlias, YamlMap, YamlNode, YamlPair, YamlScalar, YamlSequence } from './yamlNode.ts';

/** The node an alias stands for, or the node itself. */
export function resolve(node: YamlNode | undefined): Exclude<YamlNode, YamlAlias> | undefined {
	return node?.kind === 'alias' ? node.target : node;
}

/** The node as a scalar, aliases followed. */
export function asScalar(node: YamlNode | undefined): YamlScalar | undefined {
	const found = resolve(node);
	return found?.kind === 'scalar' ? found : undefined;
}

/** The node as a map, aliases followed. */
export function asMap(node: YamlNode | undefined): YamlMap | undefined {
	const found = resolve(node);
	return found?.kind === 'map' ? found : undefined;
}

/** The node as a sequence, aliases followed. */
export function asSequence(node: YamlNode | undefined): YamlSequence | undefined {
	const found = resolve(node);
	return found?.kind === 'sequence' ? found : undefined;
}

/**
 * The pairs of a map as a program sees them: those of `<<` merges too, except where the map has the key itself. A key
 * written twice is there twice. `{ <<: *a, b: 1 }` with `a: &a { b: 0, c: 2 }` gives `b: 1` and `c: 2`.
 */
export function pairsOf(node: YamlNode | undefined): readonly YamlPair[] {
	const map = asMap(node);
	if (map === undefined) return [];
	if (!map.pairs.some(isMerge)) return map.pairs;
	const pairs: YamlPair[] = [];
	const known = new Set<string>();
	// Each map is looked at once, however often it is merged, so that a chain of merges stays linear.
	const visited = new Set<YamlNode>();
	const waiting: YamlMap[] = [map];
	for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
		if (visited.has(next)) continue;
		visited.add(next);
		const own = next.pairs.filter((pair) => !isMerge(pair) && !known.has(pair.key.value.text));
		pairs.push(...own);
		for (const pair of own) known.add(pair.key.value.text);
		const merged: YamlMap[] = [];
		for (const pair of next.pairs.filter(isMerge)) {
			for (const source of asSequence(pair.value)?.items ?? [pair.value]) {
				const target = asMap(source);
				if (target !== undefined) merged.push(target);
			}
		}
		waiting.unshift(...merged);
	}
	return pairs;
}

/** The pair with this key, merges included; of a key written twice the last, which is the one YAML readers keep. */
export function getPair(node: YamlNode | undefined, key: string): YamlPair | undefined {
	const map = asMap(node);
	if (map === undefined) return undefined;
	const own = map.pairs.findLast((pair) => pair.key.value.text === key);
	if (own !== undefined || !map.pairs.some(isMerge)) return own;
	return pairsOf(map).find((pair) => pair.key.value.text === key);
}

/** The value under a path of keys and indices: `getValue(root, 'jobs', 'build', 'steps', 0)`; aliases are followed. */
export function getValue(
	node: YamlNode | undefined,
	...path: readonly (string | number)[]
): Exclude<YamlNode, YamlAlias> | undefined {
	let at = resolve(node);
	for (const step of path) {
		at = resolve(typeof step === 'number' ? asSequence(at)?.items[step] : getPair(at, step)?.value);
		if (at === undefined) return undefined;
	}
	return at;
}

/** The strings of a scalar (one) or of a sequence (its scalars); anything else has none. */
export function scalarsOf(node: YamlNode | undefined): readonly YamlScalar[] {
	const found = resolve(node);
	if (found?.kind === 'scalar') return found.isAbsent ? [] : [found];
	if (found?.kind !== 'sequence') return [];
	return found.items.flatMap((item) => asScalar(item) ?? []);
}

/** A place on the way through a file: the node, and the keys and indices that lead to it. */
export interface YamlPlace {
	readonly node: YamlNode;
	readonly path: readonly (string | number)[];
	/** The pair whose value it is. */
	readonly pair: YamlPair | undefined;
}

/** Every node under this one and itself, in the order of the file; aliases are met but not followed. */
export function* walk(root: YamlNode): Generator<YamlPlace> {
	const stack: YamlPlace[] = [{ node: root, path: [], pair: undefined }];
	for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
		yield place;
		const { node, path } = place;
		if (node.kind === 'map') {
			for (const pair of node.pairs.toReversed()) {
				if (pair.value !== undefined) stack.push({ node: pair.value, path: [...path, pair.key.value.text], pair });
			}
		} else if (node.kind === 'sequence') {
			for (let index = node.items.length - 1; index >= 0; index--) {
				stack.push({ node: node.items[index]!, path: [...path, index], pair: undefined });
			}
		}
	}
}

function isMerge(pair: YamlPair): boolean {
	return pair.key.style === 'plain' && pair.key.value.text === '<<';
}
