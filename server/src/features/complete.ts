import { grammarOf } from '../cache/build.ts';
import type { CacheEntry } from '../cache/entry.ts';
import { parseEntries } from '../cache/entry.ts';
import type { CacheFlag } from '../cache/flag.ts';
import { type Catalogue, catalogueOf, findBackend } from '../catalogue/catalogue.ts';
import type { BackendFact, ParameterFact } from '../catalogue/facts.ts';
import { formatVersion } from '../catalogue/version.ts';
import type { Edit } from '../rules/rule.ts';
import { readCsvRecord } from '../text/csv.ts';
import type { Lines } from '../text/lines.ts';
import { MappedText } from '../text/mappedText.ts';
import { contains, type Span, touches } from '../text/span.ts';
import { describeBackend, describeParameter, describeValue } from './describe.ts';
import { type VersionSurroundings, versionsOfBuild } from './versionsOfBuild.ts';

/** Something that could be typed at a place. */
export interface Suggestion {
	/** What the list shows: `mode`, `type=gha`, `max`. */
	readonly label: string;
	readonly kind: 'backend' | 'parameter' | 'value';
	/** Replaces the word the cursor stands in; its span holds the cursor. */
	readonly edit: Edit;
	/** From the start of the word to the cursor: what an editor that inserts replaces. */
	readonly insertSpan: Span;
	/** Shown beside the label: `min | max`, `default`. */
	readonly detail: string;
	/** Markdown. */
	readonly docs: string;
	/** Suggestions are listed in the order of these. */
	readonly sortKey: string;
	/** Too new for the known version, or on its way out: marked, not hidden. */
	readonly isDeprecated: boolean;
	/** Whether accepting it should open the list again: after `mode=` come its values. */
	readonly continues: boolean;
}

interface Completable {
	readonly path: string;
	readonly flags: readonly CacheFlag[];
	readonly lines: Lines;
}

/** What fits at the offset: backends, parameters or values; nothing outside of cache flags. */
export function completeAt(document: Completable, offset: number, around: VersionSurroundings): readonly Suggestion[] {
	const flag = findFlag(document.flags, offset) ?? findFlagBefore(document, offset);
	if (flag === undefined || grammarOf(flag.build.tool) === 'other') return [];
	const place = createPlace(flag, document, around);
	if (flag.value.form === 'object') return completeObject(place, flag.value, offset);
	const index = flag.value.text.offsetAt(offset);
	return index === undefined ? [] : completeText(place, flag.value.text, index);
}

/** The innermost flag whose value the cursor touches. */
function findFlag(flags: readonly CacheFlag[], offset: number): CacheFlag | undefined {
	const valueSpan = (flag: CacheFlag) => (flag.value.form === 'text' ? flag.value.text.span : flag.value.span);
	return flags
		.filter((flag) => touches(valueSpan(flag), offset))
		.sort((a, b) => valueSpan(a).end - valueSpan(a).start - (valueSpan(b).end - valueSpan(b).start))[0];
}

/**
 * The flag whose name the cursor stands behind, before its value: in `--cache-to ‸ .` the shell takes `.` for the value,
 * and a value is about to be typed. Given back without that value.
 */
function findFlagBefore({ flags, lines }: Completable, offset: number): CacheFlag | undefined {
	const line = lines.lineOf(offset);
	const flag = flags.findLast(
		({ name, origin }) => origin === 'flag' && name.span.end < offset && lines.lineOf(name.span.end) === line,
	);
	if (flag === undefined || flag.value.form !== 'text' || flag.value.text.span.start <= offset) return undefined;
	const between = lines.textOf(line).slice(flag.name.span.end - lines.startOf(line), offset - lines.startOf(line));
	if (!/^:?[ \t]+$/.test(between)) return undefined;
	return { ...flag, value: { form: 'text', text: MappedText.verbatim('', offset) } };
}

/** What completion needs to know of the flag it works in. */
interface Place {
	readonly flag: CacheFlag;
	readonly catalogue: Catalogue;
	readonly known: string | undefined;
}

function createPlace(flag: CacheFlag, document: Completable, around: VersionSurroundings): Place {
	const versions = versionsOfBuild(flag.build, document, around);
	const { buildkit } = versions;
	return {
		flag,
		catalogue: catalogueOf(buildkit?.version),
		known: buildkit === undefined ? undefined : formatVersion(buildkit.version, true),
	};
}

function completeText(place: Place, text: MappedText, index: number): readonly Suggestion[] {
	const { start, end } = fieldAround(text, index);
	const field = text.text.slice(start, end);
	const equals = field.indexOf('=');
	const cursor = index - start;
	const entry = entryWithout(place.flag, text, start, end);
	if (equals !== -1 && cursor > equals) {
		const key = field.slice(0, equals).trim().toLowerCase();
		return completeValue(place, entry, key, { text, start: start + equals + 1, end, index });
	}
	// In the middle of a key that has its `=` only the key is replaced.
	const keyEnd = equals === -1 ? end : start + equals;
	return completeKey(place, entry, { text, start, end: keyEnd, index }, equals !== -1);
}

/** The comma-separated field around an index; quotes of a quoted field are left outside. */
function fieldAround(text: MappedText, index: number): { readonly start: number; readonly end: number } {
	const at = text.spanOf(index, index).start;
	const { fields } = readCsvRecord(text);
	const quoted = fields.find((field) => field.isQuoted && touches(field.span, at));
	if (quoted !== undefined) {
		const start = text.offsetAt(quoted.value.span.start) ?? index;
		return { start, end: Math.max(start, text.offsetAt(quoted.value.span.end) ?? index) };
	}
	const start = text.text.lastIndexOf(',', index - 1) + 1;
	const comma = text.text.indexOf(',', index);
	return { start: index === 0 ? 0 : start, end: comma === -1 ? text.length : comma };
}

/** What the entry says without the field that is being typed, so that a half-typed key does not count as given. */
function entryWithout(flag: CacheFlag, text: MappedText, start: number, end: number): CacheEntry | undefined {
	const entries = parseEntries(flag);
	const entry = entries.find((candidate) => contains(candidate.span, text.spanOf(start, end))) ?? entries[0];
	if (entry === undefined) return undefined;
	const field = text.spanOf(start, end);
	return { ...entry, attributes: entry.attributes.filter((attribute) => !contains(field, attribute.value.span)) };
}

/** A word being typed: `text.slice(start, end)` with the cursor before `index`. */
interface Word {
	readonly text: MappedText;
	readonly start: number;
	readonly end: number;
	readonly index: number;
}

function completeKey(
	place: Place,
	entry: CacheEntry | undefined,
	word: Word,
	hasEquals: boolean,
): readonly Suggestion[] {
	const { flag, catalogue } = place;
	const type = entry?.attributes.findLast((attribute) => attribute.name === 'type')?.value;
	if (type === undefined) {
		const given = new Set(entry?.attributes.map((attribute) => attribute.name));
		const backends = allowedBackends(place).map((backend, rank) => {
			const text = hasEquals ? 'type' : `type=${backend.type}`;
			return createSuggestion(word, {
				label: `type=${backend.type}`,
				kind: 'backend',
				text,
				detail: '',
				docs: describeBackend(backend, catalogue),
				rank,
				isDeprecated: false,
				continues: false,
			});
		});
		// `type` need not come first: what is there already narrows the choice.
		return backends.filter((_, index) => {
			const backend = allowedBackends(place)[index]!;
			return [...given].every((name) => backend.parameters.some((parameter) => parameter.name === name));
		});
	}
	const backend = type.isDynamic ? undefined : findBackend(type.text);
	if (backend === undefined) return [];
	const given = new Set(entry?.attributes.map((attribute) => attribute.name));
	const required = new Set(backend.required[flag.direction].flatMap((names) => names.split('|')));
	return backend.parameters
		.filter((parameter) => parameter.directions.includes(flag.direction) && !given.has(parameter.name))
		.map((parameter) => {
			const isRequired = required.has(parameter.name);
			return createSuggestion(word, {
				label: parameter.name,
				kind: 'parameter',
				text: hasEquals ? parameter.name : `${parameter.name}=`,
				detail: describeDetail(place, parameter, isRequired),
				docs: describeParameter(backend, parameter, catalogue),
				rank: (isRequired ? 0 : 100) + 9 - parameter.usage,
				isDeprecated: catalogue.parameter(backend.type, parameter.name, flag.direction) === undefined,
				continues: valuesOf(parameter).length > 0,
			});
		});
}

function describeDetail(place: Place, parameter: ParameterFact, isRequired: boolean): string {
	if (
		place.catalogue.parameter(findOwner(parameter), parameter.name, place.flag.direction) === undefined &&
		place.known !== undefined
	) {
		return `needs BuildKit ${formatVersion(parameter.since, true)}`;
	}
	if (isRequired) return 'required';
	const fallback = place.catalogue.defaultOf(parameter);
	return fallback === undefined || fallback === '' ? '' : `default ${fallback}`;

	function findOwner(fact: ParameterFact): string {
		return place.catalogue.backends.find((backend) => backend.parameters.includes(fact))?.type ?? '';
	}
}

function completeValue(place: Place, entry: CacheEntry | undefined, key: string, word: Word): readonly Suggestion[] {
	const { catalogue, flag } = place;
	if (key === 'type') {
		return allowedBackends(place).map((backend, rank) =>
			createSuggestion(word, {
				label: backend.type,
				kind: 'backend',
				text: backend.type,
				detail: '',
				docs: describeBackend(backend, catalogue),
				rank,
				isDeprecated: false,
				continues: false,
			}),
		);
	}
	const type = entry?.attributes.findLast((attribute) => attribute.name === 'type')?.value;
	const backend = type === undefined || type.isDynamic ? undefined : findBackend(type.text);
	const parameter = backend?.parameters.find((fact) => fact.name === key && fact.directions.includes(flag.direction));
	if (backend === undefined || parameter === undefined) return [];
	const fallback = catalogue.defaultOf(parameter);
	return valuesOf(parameter).map((value, rank) =>
		createSuggestion(word, {
			label: value,
			kind: 'value',
			text: value,
			detail: value === fallback ? 'default' : '',
			docs: describeValue(backend, parameter, value, catalogue),
			rank,
			isDeprecated: false,
			continues: false,
		}),
	);
}

function completeObject(
	place: Place,
	object: Extract<CacheFlag['value'], { readonly form: 'object' }>,
	offset: number,
): readonly Suggestion[] {
	const entry = parseEntries(place.flag)[0];
	for (const attribute of object.attributes) {
		if (attribute.value === undefined || !touches(attribute.value.span, offset)) continue;
		const index = attribute.value.offsetAt(offset);
		if (index === undefined) return [];
		const others = entry && { ...entry, attributes: entry.attributes.filter(({ key }) => key !== attribute.key) };
		return completeValue(place, others, attribute.key.written, {
			text: attribute.value,
			start: 0,
			end: attribute.value.length,
			index,
		});
	}
	const typed = object.attributes.find((attribute) => touches(attribute.key.span, offset));
	const style = place.flag.layout.objectStyle;
	if (
		style === undefined ||
		object.attributes.some(
			(attribute) => attribute !== typed && contains(attribute.span, { start: offset, end: offset }),
		)
	)
		return [];
	const others = entry && { ...entry, attributes: entry.attributes.filter(({ key }) => key !== typed?.key) };
	const word: Word | undefined =
		typed === undefined
			? undefined
			: { text: typed.key, start: 0, end: typed.key.length, index: typed.key.offsetAt(offset) ?? typed.key.length };
	return completeObjectKey(place, others, word, { offset, style });
}

function completeObjectKey(
	place: Place,
	entry: CacheEntry | undefined,
	word: Word | undefined,
	at: { readonly offset: number; readonly style: 'hcl' | 'json' },
): readonly Suggestion[] {
	const { flag, catalogue } = place;
	const given = new Set(entry?.attributes.map((attribute) => attribute.name));
	const type = entry?.attributes.find((attribute) => attribute.name === 'type')?.value;
	const backend = type === undefined || type.isDynamic ? undefined : findBackend(type.text);
	const span = word === undefined ? { start: at.offset, end: at.offset } : word.text.span;
	const write = (name: string) => (word !== undefined ? name : at.style === 'json' ? `"${name}": ""` : `${name} = ""`);
	const suggest = (name: string, rank: number, detail: string, docs: string): Suggestion => ({
		label: name,
		kind: 'parameter',
		edit: { span, text: write(name) },
		insertSpan: { start: span.start, end: at.offset },
		detail,
		docs,
		sortKey: String(rank).padStart(3, '0'),
		isDeprecated: false,
		continues: false,
	});
	if (!given.has('type')) return [suggest('type', 0, 'required', 'The cache backend.')];
	if (backend === undefined) return [];
	const required = new Set(backend.required[flag.direction].flatMap((names) => names.split('|')));
	return backend.parameters
		.filter((parameter) => parameter.directions.includes(flag.direction) && !given.has(parameter.name))
		.map((parameter) =>
			suggest(
				parameter.name,
				(required.has(parameter.name) ? 0 : 100) + 9 - parameter.usage,
				describeDetail(place, parameter, required.has(parameter.name)),
				describeParameter(backend, parameter, catalogue),
			),
		);
}

/** The backends the known BuildKit has for the direction of the flag. */
function allowedBackends({ catalogue, flag }: Place): readonly BackendFact[] {
	return catalogue.backends.filter((backend) => backend.directions.includes(flag.direction));
}

/** The literal values a parameter takes: those of an enum, `true` and `false` of a boolean. */
function valuesOf(parameter: ParameterFact): readonly string[] {
	if (parameter.shape.kind === 'enum') return parameter.shape.values;
	return parameter.shape.kind === 'boolean' ? ['true', 'false'] : [];
}

function createSuggestion(
	word: Word,
	facts: Pick<Suggestion, 'label' | 'kind' | 'detail' | 'docs' | 'isDeprecated' | 'continues'> & {
		readonly text: string;
		readonly rank: number;
	},
): Suggestion {
	const { text, rank, ...rest } = facts;
	// A blank before the word is a mistake of its own; what is typed after it is replaced, the blank stays.
	const typed = word.text.text.slice(word.start, word.end);
	const start =
		word.start +
		(typed.length - typed.trimStart().length <= word.index - word.start ? typed.length - typed.trimStart().length : 0);
	const span = word.text.spanOf(start, word.end);
	const cursor = word.text.spanOf(word.index, word.index).start;
	return {
		...rest,
		edit: { span, text },
		insertSpan: { start: Math.min(span.start, cursor), end: cursor },
		sortKey: String(rank).padStart(3, '0'),
	};
}
