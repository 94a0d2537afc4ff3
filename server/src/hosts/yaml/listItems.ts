import type { Layout } from '../../cache/flag.ts';
import type { Span } from '../../text/span.ts';
import type { YamlPair, YamlScalar, YamlSequence } from '../../text/yaml/yamlNode.ts';
import { commentPlaceAt, removalOfItem, removalOfPair } from './lines.ts';

/** What fixes need at an item of a list of strings under a key. */
export function layoutOfItem(
	source: string,
	pair: YamlPair,
	{ list, item }: { list: YamlSequence; item: YamlScalar },
): Layout {
	const isShared = list.span.start < pair.key.span.start;
	const commentPlace = commentPlaceAt(source, list.isFlow ? (isShared ? list : pair.key).span.start : item.span.start);
	const removal = removalOf(source, pair, { list, item });
	const separator = separatorOf(source, list, item);
	return {
		commentPlace,
		...(removal === undefined ? {} : { removal }),
		...(separator === undefined ? {} : { separator }),
	};
}

function removalOf(
	source: string,
	pair: YamlPair,
	{ list, item }: { list: YamlSequence; item: YamlScalar },
): Span | undefined {
	// The last item takes its key with it, unless the list stands elsewhere, behind an anchor.
	if (list.items.length === 1 && pair.value === list) return removalOfPair(source, pair);
	if (!list.isFlow) return removalOfItem(source, item.span);
	const index = list.items.indexOf(item);
	const before = list.items[index - 1];
	const after = list.items[index + 1];
	if (before !== undefined) return { start: before.span.end, end: item.span.end };
	return after === undefined ? undefined : { start: item.span.start, end: after.span.start };
}

/** What makes two items of one: the end of a string, the sign of a new item, the start of a string. */
export function separatorOf(source: string, list: YamlSequence, item: YamlScalar): string | undefined {
	if (item.style === 'literal') return undefined;
	const quote = item.style === 'double' ? '"' : item.style === 'single' ? "'" : '';
	if (list.isFlow) return quote === '' ? undefined : `${quote}, ${quote}`;
	const { indent } = commentPlaceAt(source, item.span.start);
	return `${quote}\n${indent}- ${quote}`;
}
