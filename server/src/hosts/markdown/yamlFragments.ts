import type { CacheFlag } from '../../cache/flag.ts';
import { GITHUB_EXPRESSION } from '../../text/githubExpression.ts';
import { MappedText } from '../../text/mappedText.ts';
import { asMap, getPair, getValue } from '../../text/yaml/navigate.ts';
import { readYaml } from '../../text/yaml/readYaml.ts';
import type { YamlMap, YamlNode, YamlScalar, YamlSequence } from '../../text/yaml/yamlNode.ts';
import { interpolate } from '../compose/interpolation.ts';
import { readCompose } from '../compose/readCompose.ts';
import { readWorkflow } from '../github/readWorkflow.ts';

/**
 * The cache flags in a piece of a workflow or compose file that is shown without what is around it: a step, its `with:`,
 * or only its `cache-from:` and `cache-to:`; a service, its `build:`, or only its `cache_from:`.
 */
export function readYamlFragment(body: MappedText, document: string): readonly CacheFlag[] {
	const steps = readYaml(body, { expansions: GITHUB_EXPRESSION }).documents.flatMap((root) => asStep(root) ?? []);
	if (steps.length > 0) {
		const source = MappedText.verbatim(document);
		return steps.flatMap((step) => readWorkflow(wrap('runs', wrap('steps', listOf(step))), source).flags);
	}
	const { documents } = readYaml(interpolate(body));
	return documents.flatMap((root) => {
		const services = asServices(root);
		return services === undefined ? [] : readCompose(wrap('services', services), document);
	});
}

function asStep(root: YamlNode): YamlMap | undefined {
	const map = asMap(root);
	if (map === undefined || getPair(map, 'uses') !== undefined) return map;
	const inputs = getPair(map, 'with')?.value ?? map;
	if (getPair(inputs, 'cache-from') === undefined && getPair(inputs, 'cache-to') === undefined) return undefined;
	const uses = wrap('uses', implied('docker/build-push-action', map.span.start));
	return { ...uses, pairs: [...uses.pairs, ...wrap('with', inputs).pairs] };
}

function asServices(root: YamlNode): YamlMap | undefined {
	const map = asMap(root);
	if (map === undefined) return undefined;
	if (['cache_from', 'cache_to'].some((key) => getPair(map, key) !== undefined))
		return wrap('service', wrap('build', map));
	if (asMap(getValue(map, 'build')) !== undefined) return wrap('service', map);
	return map.pairs.some(({ value }) => asMap(getValue(value, 'build')) !== undefined) ? map : undefined;
}

/** A map that nobody typed, with one key, around a node. */
function wrap(name: string, value: YamlNode): YamlMap {
	const { span } = value;
	const key = implied(name, span.start);
	return { kind: 'map', pairs: [{ key, value, span }], isFlow: false, span, anchor: undefined };
}

function listOf(item: YamlNode): YamlSequence {
	return { kind: 'sequence', tag: undefined, items: [item], isFlow: false, span: item.span, anchor: undefined };
}

function implied(text: string, at: number): YamlScalar {
	const span = { start: at, end: at };
	return {
		kind: 'scalar',
		value: MappedText.builder(at).write(text, span).build(at),
		style: 'plain',
		span,
		header: undefined,
		isUnclosed: false,
		isAbsent: false,
		anchor: undefined,
	};
}
