import { type Build, createBuild, type Tool } from '../../cache/build.ts';
import type { CacheFlag, Direction, FlagNote, Layout } from '../../cache/flag.ts';
import { MappedText } from '../../text/mappedText.ts';
import { join } from '../../text/span.ts';
import { asScalar, getPair, pairsOf, resolve } from '../../text/yaml/navigate.ts';
import type { YamlMap, YamlPair, YamlScalar } from '../../text/yaml/yamlNode.ts';
import { foldNotes } from '../yaml/foldNote.ts';
import { commentPlaceAt, removalOfPair } from '../yaml/lines.ts';
import { layoutOfItem } from '../yaml/listItems.ts';
import { hideFilledIn } from './expansions.ts';

/** A tool's own keys for caches, `cache_from: [type=gha]`, in a map of its settings. */
export interface Settings {
	readonly map: YamlMap;
	readonly build: Build;
	/** What a value must begin with to be an entry; what is before the entry is left out: `web:` of `web:type=gha`. */
	readonly prefix?: RegExp;
	/** Whether commas separate values unless a backslash stands before them; a note says so at one that is meant as one. */
	readonly splitsCommas?: FlagNote | true;
}

const CACHE_KEY = /^cache[-_]?(to|from)$/i;

/** The build that settings belong to; `owner` is the map that stands for it, a step or an artifact. */
export function buildOf(tool: Tool, owner: YamlMap): Build {
	const name = asScalar(getPair(owner, 'name')?.value)?.value.written;
	// Plugins add arguments of their own.
	return createBuild({ tool, span: owner.span, name, isComplete: false });
}

/** The cache flags in the settings of a tool that takes entries in BuildKit's grammar or names of images. */
export function readSettings(settings: Settings, source: string): readonly CacheFlag[] {
	return pairsOf(settings.map).flatMap((pair) => {
		const match = CACHE_KEY.exec(pair.key.value.text);
		if (match === null) return [];
		const direction = match[1]!.toLowerCase() === 'to' ? 'to' : 'from';
		return readPair(pair, { settings, direction, source });
	});
}

interface PairContext {
	readonly settings: Settings;
	readonly direction: Direction;
	readonly source: string;
}

function readPair(pair: YamlPair, { settings, direction, source }: PairContext): readonly CacheFlag[] {
	const name = { text: pair.key.value.text, span: pair.key.value.span, correction: undefined };
	const flagOf = (text: MappedText, layout: Layout, scalar: YamlScalar): CacheFlag => ({
		direction,
		build: settings.build,
		name,
		span: text.span.start >= name.span.end ? join(name.span, text.span) : text.span,
		value: { form: 'text', text },
		origin: 'flag',
		layout,
		notes: [...foldNotes(scalar), ...cutNotes(text, scalar, { settings, direction })],
	});
	const value = resolve(pair.value);
	if (value?.kind === 'sequence') {
		return value.items.flatMap((item) => {
			const scalar = asScalar(item);
			if (scalar === undefined) return [];
			const layout =
				item === scalar
					? layoutOfItem(source, pair, { list: value, item: scalar })
					: { commentPlace: commentPlaceAt(source, scalar.span.start) };
			const texts = textsOf(scalar, settings, direction);
			const isWhole = value.items.length === 1 && settings.map.isFlow;
			const own = texts.length > 1 ? {} : isWhole ? withoutRemoval(layout) : layout;
			return texts.map((text) => flagOf(text, own, scalar));
		});
	}
	if (value?.kind !== 'scalar') return [];
	const removal = settings.map.isFlow ? undefined : removalOfPair(source, pair);
	const layout = {
		commentPlace: commentPlaceAt(source, pair.key.span.start),
		...(removal === undefined || pair.value !== value ? {} : { removal }),
	};
	const texts = textsOf(value, settings, direction);
	const own = texts.length > 1 ? withoutRemoval(layout) : layout;
	return texts.map((text) => flagOf(text, own, value));
}

/** A key between commas, as in JSON, cannot go by itself. */
function withoutRemoval({ removal: _, ...layout }: Layout): Layout {
	return layout;
}

/** The entries in a string: one, or several between commas. */
function textsOf(
	{ value }: YamlScalar,
	{ prefix, splitsCommas }: Settings,
	direction: Direction,
): readonly MappedText[] {
	const text = hideFilledIn(value).trim();
	// Plugins take one cache to write to as it is: https://github.com/thegeeklab/wp-docker-buildx
	if (splitsCommas) return direction === 'from' ? splitEntries(unquote(text)) : [text];
	if (prefix === undefined) return [text];
	const match = prefix.exec(text.text);
	return match === null ? [] : [text.slice(match[0].length)];
}

/** What the plugin does to an entry whose commas it cuts at; one in quotes of its own may be safe. */
function cutNotes(
	text: MappedText,
	{ value }: YamlScalar,
	{ settings: { splitsCommas }, direction }: Pick<PairContext, 'settings' | 'direction'>,
): readonly FlagNote[] {
	if (splitsCommas === undefined || splitsCommas === true || direction === 'to') return [];
	return text.text.includes(',') && !/[\\'"]/.test(value.text) ? [splitsCommas] : [];
}

/** `'type=gha'` in quotes of its own, which some plugins take away. */
function unquote(text: MappedText): MappedText {
	return /^(['"])(?:(?!\1).)*\1$/s.test(text.text) ? text.slice(1, -1) : text;
}

/**
 * The parts between commas that have no backslash. Entries whose commas have none are cut to pieces by the plugin, but
 * are meant as one: `type=registry,ref=x`.
 */
function splitEntries(text: MappedText): readonly MappedText[] {
	if (text.text.includes('=') && !text.text.includes('\\,')) return [text];
	const parts = [...text.text.matchAll(/(?:\\.|[^,\\])+/gs)]
		.map(({ 0: part, index }) => unescapeCommas(text.slice(index, index + part.length).trim()))
		.filter(({ length }) => length > 0);
	return parts.length > 0 ? parts : [text];
}

/** `type=registry\,ref=x`: a backslash keeps the plugin from splitting at the comma. */
function unescapeCommas(text: MappedText): MappedText {
	if (!text.text.includes('\\,')) return text;
	const builder = MappedText.builder(text.span.start);
	let at = 0;
	for (const { 0: typed, index } of text.text.matchAll(/\\+,/g)) {
		builder.copy(text, at, index).write(',', text.spanOf(index, index + typed.length));
		at = index + typed.length;
	}
	return builder.copy(text, at, text.length).build(text.span.end);
}
