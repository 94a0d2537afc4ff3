import type { Leg } from '../../cache/build.ts';
import { asMap, asScalar, asSequence, getPair, getValue, pairsOf, resolve } from '../../text/yaml/navigate.ts';
import type { YamlNode } from '../../text/yaml/yamlNode.ts';

/** GitHub starts no more jobs than this from one matrix. */
const MAX_LEGS = 256;
/** More keys than anybody gives to one leg, and deeper maps; aliases can make a short file large. */
const MAX_KEYS = 50;
const MAX_DEPTH = 2;

/**
 * The combinations of a job's matrix with what `include` adds and `exclude` takes away; one empty leg without a matrix.
 * `undefined` where a part of it is an expression.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix
 */
export function legsOf(job: YamlNode | undefined): readonly Leg[] | undefined {
	const pair = getPair(getValue(job, 'strategy'), 'matrix');
	if (pair === undefined) return [{}];
	const matrix = asMap(pair.value);
	if (matrix === undefined) return undefined;
	const keys = pairsOf(matrix).filter(({ key }) => key.value.text !== 'include' && key.value.text !== 'exclude');
	let legs: readonly Leg[] = keys.length === 0 ? [] : [{}];
	for (const { key, value } of keys) {
		const options = asSequence(value)?.items.map((item) => flatten(key.value.text, item));
		if (options === undefined || options.some((option) => option === undefined)) return undefined;
		legs = legs.flatMap((leg) => options.map((option) => ({ ...leg, ...option })));
		if (legs.length > MAX_LEGS) return undefined;
	}
	const excluded = listOf(getPair(matrix, 'exclude')?.value);
	const included = listOf(getPair(matrix, 'include')?.value);
	if (excluded === undefined || included === undefined) return undefined;
	const kept = legs.filter((leg) => !excluded.some((item) => agrees(leg, item)));
	return include(kept, included);
}

/** Adds each item to the legs it agrees with, or as a leg of its own. */
function include(original: readonly Leg[], items: readonly Leg[]): readonly Leg[] {
	const extended: Leg[] = [...original];
	const added: Leg[] = [];
	for (const item of items) {
		let isAdded = false;
		for (const [index, leg] of original.entries()) {
			const shared = Object.keys(item).filter((key) => Object.hasOwn(leg, key));
			if (!shared.every((key) => leg[key] === item[key])) continue;
			extended[index] = { ...extended[index], ...item };
			isAdded = true;
		}
		if (!isAdded) added.push(item);
	}
	return [...extended, ...added];
}

function agrees(leg: Leg, item: Leg): boolean {
	const keys = Object.keys(item);
	return keys.length > 0 && keys.every((key) => leg[key] === item[key]);
}

/** The maps of `include` or `exclude`; none when there is no such key. */
function listOf(node: YamlNode | undefined): readonly Leg[] | undefined {
	if (node === undefined) return [];
	const items = asSequence(node)?.items.map((item) =>
		asMap(item) === undefined
			? undefined
			: mergeAll(pairsOf(item).map(({ key, value }) => flatten(key.value.text, value))),
	);
	return items === undefined || !items.every((item) => item !== undefined) ? undefined : items;
}

/** A value under its key: `{ arch: 'arm64' }`, and for a map `{ 'config.name': 'web', … }`. Not for expressions. */
function flatten(key: string, node: YamlNode | undefined, depth = 0): Leg | undefined {
	const found = resolve(node);
	if (found?.kind === 'map' && depth < MAX_DEPTH && found.pairs.length <= MAX_KEYS) {
		return mergeAll(pairsOf(found).map((pair) => flatten(`${key}.${pair.key.value.text}`, pair.value, depth + 1)));
	}
	if (found?.kind === 'sequence') {
		// What a list is used for cannot be told from a text; two lists are the same when their items are.
		const items = found.items.map((item) => asScalar(item)?.value);
		return items.every((item) => item?.isDynamic === false)
			? { [key]: JSON.stringify(items.map((item) => item?.text)) }
			: undefined;
	}
	const value = asScalar(found)?.value;
	return value === undefined || value.isDynamic ? undefined : { [key]: value.text };
}

function mergeAll(parts: readonly (Leg | undefined)[]): Leg | undefined {
	let all: Leg = {};
	for (const part of parts) {
		if (part === undefined) return undefined;
		all = { ...all, ...part };
	}
	return all;
}
