import type { CacheFlag, FlagName, FlagNote, Layout } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import type { Span } from '../../text/span.ts';
import { asScalar, resolve } from '../../text/yaml/navigate.ts';
import type { YamlPair, YamlScalar, YamlSequence } from '../../text/yaml/yamlNode.ts';
import { foldNotes } from '../yaml/foldNote.ts';
import { commentPlaceAt, removalOfPair, wholeLines } from '../yaml/lines.ts';
import { flagAt, followExpression, readVariable, type ValueContext, withFollowed } from './follow.ts';
import { listEntries } from './listEntries.ts';

/**
 * The flags of an action's input that is a list with one entry a line. Besides the lines themselves these are the
 * literals that an expression in the place of a line can come to.
 */
export function readListInput(
	pair: YamlPair,
	context: ValueContext & { readonly correction: string | undefined },
): readonly CacheFlag[] {
	const name: FlagName = { text: pair.key.value.text, span: pair.key.value.span, correction: context.correction };
	const value = resolve(pair.value);
	if (value?.kind === 'sequence') {
		const { items, note } = readSequence(context.source.text, pair, value);
		const layout = { ...commonLayout(context.source.text, pair), home: '${{ runner.temp }}' };
		return items.map((item) => ({ ...flagAt(item.value, { name, context, origin: 'flag' }), layout, notes: [note] }));
	}
	if (value?.kind !== 'scalar') return [];
	const text = value.value.trim();
	if (text.length === 0) {
		return [
			{ ...flagAt(text, { name, context, origin: 'flag' }), layout: layoutOf(context.source.text, pair, value, text) },
		];
	}
	const entries = listEntries(text);
	if (entries.length === 0) return [];
	const notes = foldNotes(value);
	if (pair.value?.kind === 'alias') return readVariable(value, { name, context, depth: 0 });
	const { commentPlace } = commonLayout(context.source.text, pair);
	const places = value.style === 'literal' ? openLines(context.source, entries.at(-1)!.typed) : [];
	const open = places.map((place) => ({
		...flagAt(place, { name, context, origin: 'flag' }),
		layout: { commentPlace },
	}));
	const written = entries.flatMap(({ typed, entry }) => {
		const line = entries.length === 1 && value.style !== 'literal' ? undefined : typed;
		const flag = {
			...flagAt(entry, { name, context, origin: 'flag' }),
			layout: layoutOf(context.source.text, pair, value, line),
			notes,
		};
		return withFollowed(flag, followExpression(typed, value, { name, context, commentPlace, depth: 0 }));
	});
	return [...written, ...open];
}

/** The blank lines under the last line of a block, as deep as it, where the next entry is about to be typed. */
function openLines(source: MappedText, last: MappedText): readonly MappedText[] {
	const { text } = source;
	const { indent } = commentPlaceAt(text, last.span.start);
	const feed = text.indexOf('\n', last.span.end);
	if (feed === -1) return [];
	const [blank] = /^(?:[ \t]*(?:\r?\n|$))*/.exec(text.slice(feed + 1))!;
	return [...blank.matchAll(/^[ \t]+/gm)]
		.filter(({ 0: line }) => line.length >= indent.length)
		.map(({ 0: line, index }) => {
			const at = feed + 1 + index + line.length;
			return source.slice(at, at);
		});
}

/** What fixes need at a line of the input; `line` is `undefined` where the value stands on the line of the key. */
function layoutOf(source: string, pair: YamlPair, value: YamlScalar, line: MappedText | undefined): Layout {
	const common = { ...commonLayout(source, pair), home: '${{ runner.temp }}' };
	const isBlock = value.style === 'literal';
	const ownLine =
		isBlock && line !== undefined && listEntries(value.value).length > 1 ? wholeLines(source, line.span) : undefined;
	const removal = ownLine ?? removalOfPair(source, pair);
	const separator = isBlock && line !== undefined ? `\n${commentPlaceAt(source, line.span.start).indent}` : undefined;
	return {
		...common,
		...(removal === undefined ? {} : { removal }),
		...(separator === undefined ? {} : { separator }),
	};
}

function commonLayout(source: string, pair: YamlPair): Required<Pick<Layout, 'commentPlace'>> {
	return { commentPlace: commentPlaceAt(source, pair.key.span.start) };
}

function colonEnd(source: string, pair: YamlPair): number {
	const colon = source.indexOf(':', pair.key.span.end);
	return colon === -1 ? pair.key.span.end : colon + 1;
}

/** The items of a list where the action takes a string, and the note about it that their flags share. */
export function readSequence(
	source: string,
	pair: YamlPair,
	list: YamlSequence,
): { readonly items: readonly YamlScalar[]; readonly note: FlagNote } {
	const items = list.items.flatMap((item) => asScalar(item) ?? []);
	const span = { start: colonEnd(source, pair), end: list.span.end };
	const replacement = blockOf(source, pair, items);
	return {
		items,
		note: {
			code: 'sequence-input',
			key: pair.key.value.span,
			span,
			replacement,
			comments: commentsOf(source, span, items),
		},
	};
}

/** The comments before and between the items of a list: `# the branch`. */
function commentsOf(source: string, { start, end }: Span, items: readonly YamlScalar[]): readonly string[] {
	const ends = [start, ...items.map(({ span }) => span.end)];
	const starts = [...items.map(({ span }) => span.start), end];
	return ends.flatMap((from, index) => {
		const gap = source.slice(from, Math.max(from, starts[index]!));
		return [...gap.matchAll(/(?:^|\s)(#.*)/g)].map((match) => match[1]!.trimEnd());
	});
}

/** The block scalar that says what a list says, to be put behind the colon of its key. */
function blockOf(source: string, pair: YamlPair, items: readonly YamlScalar[]): string | undefined {
	const { indent } = commentPlaceAt(source, pair.key.span.start);
	if (items.length === 0 || items.some(({ value }) => value.text.includes('\n'))) return undefined;
	return ` |${items.map(({ value }) => `\n${indent}  ${value.written}`).join('')}`;
}
