import { type Attribute, parseEntries } from '../../cache/entry.ts';
import type { CacheFlag } from '../../cache/flag.ts';
import { HOLE, type MappedText } from '../../text/mappedText.ts';
import { remember } from '../../text/remember.ts';
import { hasBranches } from './branches.ts';
import { withoutComment } from './commentIn.ts';
import { type FieldRange, fieldsOf } from './fields.ts';

/** Where an entry can begin inside a field: a `type=` at its start or after white space. */
const TYPE_KEY = /(?<=^|\s)type\s*=/gi;

/**
 * The indices of every `type=` in a value: 0 and 16 in `type=gha,scope=a,type=gha`. More than one means that several
 * entries were glued into one value. A `type=` inside a CSV-quoted field or an expansion is none.
 */
export const entryStartsIn = remember((value: MappedText): readonly number[] => {
	if (hasBranches(value)) return [];
	const { text } = withoutComment(value);
	return fieldsOf(text)
		.filter(({ isQuoted }) => !isQuoted)
		.flatMap(({ start, end }) => [...text.slice(start, end).matchAll(TYPE_KEY)].map(({ index }) => start + index));
});

/** Whether a flag holds several entries in one value, so that its attributes are not those of one entry. */
export function isGlued(flag: CacheFlag): boolean {
	return flag.value.form === 'text' && entryStartsIn(flag.value.text).length > 1 && !isRepetition(flag);
}

/**
 * Whether what looks like several entries says the same several times, `type=gha,scope=a,type=gha`: no key has two
 * values, so that nothing is lost.
 */
export const isRepetition = remember((flag: CacheFlag): boolean => {
	if (flag.value.form !== 'text' || flag.value.text.isDynamic) return false;
	const [entry, ...others] = parseEntries(flag);
	if (entry === undefined || others.length > 0 || entry.problems.length > 0) return false;
	const types = entry.attributes.filter(({ name }) => name === 'type');
	// A `type=` behind a space is no attribute of its own.
	if (types.length !== entryStartsIn(flag.value.text).length) return false;
	const values = new Map<string, string>();
	const isSame = ({ name, value }: Attribute) => (values.get(name) ?? value.text) === value.text;
	return entry.attributes.every((attribute) => {
		const same = isSame(attribute);
		values.set(attribute.name, attribute.value.text);
		return same;
	});
});

/** Whether the entries of this place stand on lines of their own, as in a block scalar. */
export function isLineOriented({ layout: { separator = '' } }: CacheFlag): boolean {
	return separator.includes('\n') && !/,|--|-\s*["']?$/.test(separator);
}

/** How the entries of this place are kept apart, as the end of an advice: `on its own line`. */
export function ownPlaceOf(flag: CacheFlag): string {
	if (isLineOriented(flag)) return 'on its own line';
	const { separator = '--' } = flag.layout;
	return separator.includes('--') ? 'in a flag of its own' : 'in a list element of its own';
}

/** How a line of a list of entries begins: a `type=`, an expansion, a bake override, an image name. */
const LINE_START = new RegExp(`^(?:type\\s*=|${HOLE}|[\\w*][\\w*.-]*\\.[a-z-]+\\+?=|[^=,]*[/:][^=,]*(?:,|$))`, 'i');

/**
 * Where a folded scalar has joined lines that were an entry each: the white space before each entry but the first, as
 * indices. One entry over several lines, whose lines end in commas, has none.
 */
export const foldsBetweenEntries = remember((flag: CacheFlag): readonly Pick<FieldRange, 'start' | 'end'>[] => {
	if (flag.value.form !== 'text' || !flag.notes.some(({ code }) => code === 'folded')) return [];
	const { text } = flag.value.text;
	return [...text.matchAll(/(?<=\S)\s+(?=(\S+))/g)]
		.filter(({ index, 1: part = '' }) => {
			return LINE_START.test(part) && (text[index - 1] !== ',' || /^type\s*=/i.test(part));
		})
		.map(({ index, 0: gap }) => ({ start: index, end: index + gap.length }));
});

/** Whether a folded scalar has made one value of several lines that were an entry each. */
export function isFoldedList(flag: CacheFlag): boolean {
	return foldsBetweenEntries(flag).length > 0;
}
