import type { JsonArray, JsonNode } from '../../text/json.ts';
import { MappedText } from '../../text/mappedText.ts';
import type { Span } from '../../text/span.ts';
import type { YamlMap, YamlNode, YamlPair, YamlScalar, YamlSequence } from '../../text/yaml/yamlNode.ts';

/** A JSON value as the YAML that it is too: `{"a": ["b"]}` is a map in flow form with a list in flow form. */
export function asYaml(node: JsonNode): YamlNode {
	const { span } = node;
	switch (node.kind) {
		case 'string':
			return { ...scalarAt(node.value.span), value: node.value, span, style: 'double', isUnclosed: !node.isClosed };
		case 'array':
			return listOf(node);
		case 'object': {
			const pairs = node.members.map(({ name, value, span }): YamlPair => {
				const key = { ...scalarAt(name.span), value: name.value, style: 'double' as const };
				return { key, value: value === undefined ? undefined : asYaml(value), span };
			});
			const map: YamlMap = { kind: 'map', pairs, isFlow: true, span, anchor: undefined };
			return map;
		}
		default: {
			const value = MappedText.verbatim(node.text, span.start);
			return { ...scalarAt(span), value };
		}
	}
}

function listOf({ items, span }: JsonArray): YamlSequence {
	return { kind: 'sequence', tag: undefined, items: items.map(asYaml), isFlow: true, span, anchor: undefined };
}

function scalarAt(span: Span): Omit<YamlScalar, 'value'> {
	return {
		kind: 'scalar',
		style: 'plain',
		span,
		header: undefined,
		isUnclosed: false,
		isAbsent: false,
		anchor: undefined,
	};
}
