import type { Bakefile } from '../../cache/bakefile.ts';
import { type Build, createBuild, type Seen } from '../../cache/build.ts';
import type { CacheFlag, Direction, FlagNote, FlagValue, Layout, ObjectAttribute } from '../../cache/flag.ts';
import { MappedText } from '../../text/mappedText.ts';
import { join, type Span } from '../../text/span.ts';
import { asMap, asScalar, getPair, getValue, pairsOf, resolve, scalarsOf } from '../../text/yaml/navigate.ts';
import type { YamlMap, YamlNode, YamlPair, YamlScalar } from '../../text/yaml/yamlNode.ts';
import { foldNotes } from '../yaml/foldNote.ts';
import { commentPlaceAt, removalOfPair } from '../yaml/lines.ts';
import { layoutOfItem } from '../yaml/listItems.ts';

/** Every cache flag of the services of a compose file, in no order. `source` is the text of the file. */
export function readCompose(root: YamlNode, source: string): readonly CacheFlag[] {
	return pairsOf(getValue(root, 'services')).flatMap((pair) => readService(pair, source));
}

/** What bake makes of a Compose file: a target for each service that is built, and a group of all. Source: buildx, bake/compose.go. */
export function bakefileOf(root: YamlNode, source: string): Bakefile {
	const built = pairsOf(getValue(root, 'services')).flatMap(({ key, value }) => {
		const build = resolve(getPair(value, 'build')?.value);
		const name = key.value.isDynamic ? undefined : key.value.text.replaceAll('.', '_');
		return build === undefined ? [] : [{ name, written: writtenIn(build, source) }];
	});
	const targets = built.map(({ name }) => name);
	const isKnown = targets.every((name) => name !== undefined);
	const firsts = new Map<string, string>();
	const twins = new Map<string, string>();
	for (const { name, written } of built) {
		const first = firsts.get(written);
		if (name === undefined) continue;
		if (first === undefined) firsts.set(written, name);
		else twins.set(name, first);
	}
	return { targets, groups: new Map([['default', isKnown ? targets : undefined]]), twins };
}

/** What a service builds as it is written, wherever it stands: `context: . target: web`. */
function writtenIn({ span }: YamlNode, source: string): string {
	return source.slice(span.start, span.end).replaceAll(/\s+/g, ' ').trim();
}

function readService(service: YamlPair, source: string): readonly CacheFlag[] {
	const build = asMap(getPair(service.value, 'build')?.value);
	if (build === undefined) return [];
	const bake = asMap(getPair(build, 'x-bake')?.value);
	const composeBuild = readBuild(service, build, bake);
	// Unlike Compose, bake takes paths from where it is called.
	const startsIn = composeBuild.startsIn === undefined ? undefined : 'above';
	const bakeBuild: Build = { ...composeBuild, tool: 'bake', startsIn };
	return [
		...pairsOf(build).flatMap((pair) => readKey(pair, { build: composeBuild, source, style: 'compose' })),
		...pairsOf(bake).flatMap((pair) => readKey(pair, { build: bakeBuild, source, style: 'x-bake' })),
	];
}

interface KeyContext {
	readonly build: Build;
	readonly source: string;
	/** The schema the key stands in: `cache_to` in a list of strings, or `cache-to` with looser values. */
	readonly style: 'compose' | 'x-bake';
}

/** The flags of `cache_to:` or `cache_from:` (and of names that were meant to be one of them). */
function readKey(pair: YamlPair, context: KeyContext): readonly CacheFlag[] {
	const typed = pair.key.value;
	const match = /^caches?[-_. ]?(tos?|froms?|form)$/i.exec(typed.text);
	if (match === null) return [];
	const direction: Direction = match[1]!.toLowerCase().startsWith('t') ? 'to' : 'from';
	const right = `cache${context.style === 'compose' ? '_' : '-'}${direction}`;
	const base = {
		direction,
		build: context.build,
		name: { text: typed.text, span: typed.span, correction: typed.text === right ? undefined : right },
		origin: 'flag' as const,
	};
	return valuesOf(pair, context).map(({ value, layout, notes }) => {
		const span = value.form === 'text' ? value.text.span : value.span;
		// A list behind an anchor stands apart from the key that uses it.
		const isNear = typed.span.start <= span.start && span.end <= pair.span.end;
		return {
			...base,
			value,
			layout: { home: '${HOME}', ...layout },
			notes,
			span: isNear ? join(typed.span, span) : span,
		};
	});
}

interface Value {
	readonly value: FlagValue;
	readonly layout: Layout;
	readonly notes: readonly FlagNote[];
}

function valuesOf(pair: YamlPair, { source, style }: KeyContext): readonly Value[] {
	const node = resolve(pair.value);
	const layout = layoutOfPair(source, pair);
	switch (node?.kind) {
		case 'sequence':
			return node.items.flatMap((item) => {
				const found = resolve(item);
				if (found?.kind === 'map')
					return [
						{ ...objectValue(found, 'a string'), layout: { commentPlace: commentPlaceAt(source, found.span.start) } },
					];
				if (found?.kind !== 'scalar') return [];
				const place =
					item.kind === 'alias'
						? { commentPlace: commentPlaceAt(source, found.span.start) }
						: layoutOfItem(source, pair, { list: node, item: found });
				return [{ value: textValue(found.value), layout: place, notes: foldNotes(found) }];
			});
		case 'map':
			return [{ ...objectValue(node, 'a list of strings'), layout }];
		case 'scalar': {
			if (style === 'x-bake')
				return splitWords(node.value).map((text) => ({ value: textValue(text), layout, notes: [] }));
			if (node.isAbsent) return [{ value: textValue(node.value), layout, notes: [] }];
			const note: FlagNote = {
				code: 'wrong-shape',
				span: node.span,
				wanted: 'a list of strings',
				edits: wrapInList(node),
			};
			return [{ value: textValue(node.value), layout, notes: [...foldNotes(node), note] }];
		}
		default:
			return [];
	}
}

function textValue(text: MappedText): FlagValue {
	return { form: 'text', text };
}

/** A map where compose wants a string or a list of them: `{ type: gha, mode: max }`. */
function objectValue(
	map: YamlMap,
	wanted: 'a string' | 'a list of strings',
): { readonly value: FlagValue; readonly notes: readonly FlagNote[] } {
	const attributes = map.pairs.map((pair): ObjectAttribute => {
		const value = asScalar(pair.value);
		return { key: pair.key.value, value: value?.isAbsent === false ? value.value : undefined, span: pair.span };
	});
	const isFlat = attributes.every(({ value }) => value !== undefined && !/[,"\n]/.test(value.text));
	const text = attributes.map(({ key, value }) => `${key.written}=${value?.written ?? ''}`).join(',');
	const item = map.isFlow ? `"${text}"` : text;
	const list = map.isFlow ? `[${item}]` : `- ${item}`;
	const edits = isFlat && attributes.length > 0 ? [{ span: map.span, text: wanted === 'a string' ? item : list }] : [];
	return {
		value: { form: 'object', attributes, span: map.span },
		notes: [{ code: 'wrong-shape', span: map.span, wanted, edits }],
	};
}

function wrapInList({
	style,
	span,
	isUnclosed,
}: YamlScalar): readonly { readonly span: Span; readonly text: string }[] {
	if (style === 'literal' || style === 'folded' || isUnclosed) return [];
	// A comma would end a plain string inside the brackets.
	const quote = style === 'plain' ? '"' : '';
	return [
		{ span: { start: span.start, end: span.start }, text: `[${quote}` },
		{ span: { start: span.end, end: span.end }, text: `${quote}]` },
	];
}

/** `x-bake` splits a string at white space (buildx, bake/compose.go, `stringArray.UnmarshalYAML`). */
function splitWords(value: MappedText): readonly MappedText[] {
	const words = [...value.text.matchAll(/\S+/g)].map(({ 0: word, index }) => value.slice(index, index + word.length));
	return words.length > 0 ? words : [value];
}

function layoutOfPair(source: string, pair: YamlPair): Layout {
	const removal = removalOfPair(source, pair);
	return { commentPlace: commentPlaceAt(source, pair.key.span.start), ...(removal === undefined ? {} : { removal }) };
}

function readBuild(service: YamlPair, build: YamlMap, bake: YamlMap | undefined): Build {
	const text = (node: YamlNode | undefined, key: string) => {
		const scalar = asScalar(getPair(node, key)?.value);
		return scalar === undefined || scalar.isAbsent ? undefined : scalar.value;
	};
	const list = (node: YamlNode | undefined, key: string) =>
		scalarsOf(getPair(node, key)?.value).map(({ value }) => value);
	const image = text(service.value, 'image');
	return createBuild({
		tool: 'compose',
		span: join(service.key.span, service.span),
		name: service.key.value.written,
		isComplete: getPair(service.value, 'extends') === undefined,
		images: [...(image === undefined ? [] : [image]), ...list(build, 'tags'), ...list(bake, 'tags')],
		outputs: list(bake, 'output'),
		noCache: seen(text(build, 'no_cache') ?? text(bake, 'no-cache')),
		platforms: [...list(build, 'platforms'), ...list(bake, 'platforms')],
		context: text(build, 'context'),
		file: text(build, 'dockerfile'),
		target: text(build, 'target'),
		startsIn: getPair(build, 'dockerfile_inline') === undefined ? 'file' : undefined,
		contexts: readArgs(getPair(build, 'additional_contexts')?.value),
		args: readArgs(getPair(build, 'args')?.value),
	});
}

function seen(value: MappedText | undefined): Seen {
	if (value === undefined) return 'no';
	if (value.isDynamic) return 'unknown';
	return value.text === 'true' ? 'yes' : 'no';
}

/** Build arguments of both forms, `- NAME=value` and `NAME: value`, as `NAME=value`. */
function readArgs(node: YamlNode | undefined): readonly MappedText[] {
	const found = resolve(node);
	if (found?.kind !== 'map') return scalarsOf(found).map(({ value }) => value);
	return pairsOf(found).flatMap((pair) => {
		const value = asScalar(pair.value)?.value;
		if (value === undefined) return [];
		const key = pair.key.value;
		const gap = { start: key.span.end, end: value.span.start };
		return [
			MappedText.builder(key.span.start).copy(key, 0, key.length).write('=', gap).copy(value, 0, value.length).build(),
		];
	});
}
