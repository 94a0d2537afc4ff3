import { type Attribute, attributeOf, type CacheEntry } from '../../cache/entry.ts';
import type { CacheFlag } from '../../cache/flag.ts';
import { findBackend } from '../../catalogue/catalogue.ts';
import type { BackendFact, ParameterFact, ValueShape } from '../../catalogue/facts.ts';
import { remember } from '../../text/remember.ts';
import { overlaps, type Span } from '../../text/span.ts';
import { isBeforeComment } from './commentIn.ts';
import { isFoldedList, isGlued } from './gluedEntries.ts';
import { shownText } from './shownText.ts';
import { strayQuotesIn } from './strayQuotes.ts';

/** An attribute with what the catalogue says of its key: `mode=max` of a gha entry and the facts about `mode`. */
export interface KnownAttribute {
	readonly attribute: Attribute;
	readonly parameter: ParameterFact;
	readonly backend: BackendFact;
}

/**
 * The backend by which the attributes of an entry are judged. `undefined` where another rule has the word: the text is
 * no CSV record, `type` is missing, unknown, an expansion, or there twice.
 */
export const judgedBackend = remember((entry: CacheEntry): BackendFact | undefined => {
	if (entry.form !== 'attributes' && entry.form !== 'object') return undefined;
	if (entry.typeName === undefined || entry.problems.some(({ code }) => code === 'csv')) return undefined;
	if (isGlued(entry.flag) || isFoldedList(entry.flag)) return undefined;
	const types = entry.attributes.filter(({ name }) => name === 'type').map(({ value }) => value.text);
	if (new Set(types).size > 1) return undefined;
	return findBackend(entry.typeName);
});

/** Whether a part of a flag's value is as it was meant to be: in no comment, and without quotes too many. */
export function isReadAsMeant(flag: CacheFlag, part: Span): boolean {
	return isBeforeComment(flag, part) && !strayQuotesIn(flag).some(({ field }) => overlaps(field.span, part));
}

/**
 * The attributes besides `type` that count and whose key can be judged: the last of their name, with no expansion,
 * space, comment or quote in or around the key.
 */
export const readableAttributes = remember((entry: CacheEntry): readonly Attribute[] => {
	return entry.attributes.filter((attribute) => {
		const { name, key, span } = attribute;
		if (name === 'type' || key.isDynamic || !/^\S+$/.test(key.text)) return false;
		return attributeOf(entry, name) === attribute && isReadAsMeant(entry.flag, span);
	});
});

/** Those of parameters that the backend reads in this direction, if only to check them. */
const attributesRead = remember((entry: CacheEntry): readonly KnownAttribute[] => {
	const backend = judgedBackend(entry);
	if (backend === undefined) return [];
	return readableAttributes(entry).flatMap((attribute) => {
		const parameter = backend.parameters.find(({ name }) => name === attribute.name);
		const isRead = parameter?.directions.includes(entry.direction) || parameter?.isCheckedOnImport;
		return parameter !== undefined && isRead ? [{ attribute, parameter, backend }] : [];
	});
});

/** Those of a parameter with this shape that the backend reads in this direction. */
export function knownAttributes(entry: CacheEntry, kind: ValueShape['kind']): readonly KnownAttribute[] {
	return attributesRead(entry).filter(({ parameter }) => parameter.shape.kind === kind);
}

/** Those of them with a value without expansions, that is no placeholder and has no spaces at its ends. */
export function judgedAttributes(entry: CacheEntry, kind: ValueShape['kind']): readonly KnownAttribute[] {
	return knownAttributes(entry, kind).filter(({ attribute: { value } }) => {
		return !value.isDynamic && isTrimmed(value.text) && !isPlaceholder(value.text);
	});
}

/** Whether a text is, or has in it, what usage messages and documentation write for a value: `<image>:cache`, `…`. */
export function isPlaceholder(text: string): boolean {
	return /<[^<>]+>|\.\.\.|…/.test(text);
}

/** Whether text has no quotes, no space at its ends and no ` #` in it; those mistakes are reported as such. */
export function isPlain(text: string): boolean {
	return isTrimmed(text) && !/["']|\s#|\stype=/.test(text);
}

/** Whether there is no space at the ends of a text; that is reported as such. */
export function isTrimmed(text: string): boolean {
	return text === text.trim();
}

/**
 * What the tool prints for a value it refuses, without the names of exporters before it: `unsupported compression type
 * lz4`. `reason` is what Go says of this value, in place of what the catalogue has for one like it.
 */
function printedFor({ parameter, attribute }: KnownAttribute, reason: string | undefined): string | undefined {
	const printed = parameter.invalidMessage?.replace(/^failed to configure \w+ cache exporter: /, '');
	const fitting = reason === undefined ? printed : printed?.replace(/(?:strconv\.|time: ).*$/, () => reason);
	return fitting?.replaceAll('VALUE', () => shownText(attribute.value.text));
}

/** What becomes of an invalid value, as the middle of a message: `the build stops with …`; `silent` where nothing is said. */
export function consequenceOf(
	known: KnownAttribute,
	entry: CacheEntry,
	{ silent, reason }: { readonly silent: string; readonly reason?: string | undefined },
): string {
	if (known.parameter.onInvalid !== 'error') return silent;
	if (entry.direction === 'from') return 'the cache is not imported and the build goes on without it';
	const printed = printedFor(known, reason);
	return printed === undefined ? 'the build stops' : `the build stops with \`${printed}\``;
}
