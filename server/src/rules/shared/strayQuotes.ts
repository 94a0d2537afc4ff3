import { grammarOf } from '../../cache/build.ts';
import type { CacheFlag } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { remember } from '../../text/remember.ts';
import type { Span } from '../../text/span.ts';
import { withoutComment } from './commentIn.ts';
import { fieldsOf } from './fields.ts';

/** Quotes that reach the tool as part of a value. In `type=registry,ref="a:b"` the field is `ref="a:b"`. */
export interface StrayQuotes {
	/** What the quotes stand around: all of the value, or one field of it. */
	readonly around: 'value' | 'field';
	/** The field with its quotes, or the whole value. */
	readonly field: MappedText;
	/** The quote characters, in order. */
	readonly quotes: readonly [Span, ...Span[]];
}

/** A quote that opens at the start of a field or of its value. */
const OPENING = /^(?:[^=]*=)?\s*(["'`])/;

/** The quotes in a flag's value that the host language has left and that CSV does not take away. */
export const strayQuotesIn = remember((flag: CacheFlag): readonly StrayQuotes[] => {
	if (flag.value.form !== 'text' || grammarOf(flag.build.tool) === 'other') return [];
	const text = withoutComment(flag.value.text).trim();
	if (!/["'`]/.test(text.text)) return [];
	const whole = readWhole(text);
	if (whole !== undefined) return [whole];
	const found: StrayQuotes[] = [];
	let done = 0;
	for (const { start, end, isQuoted } of fieldsOf(text.text)) {
		if (isQuoted || start < done) continue;
		done = closingEnd(text.text, start, end);
		const field = text.slice(start, done);
		// ` "a,b"` needs its space removed, and nothing else.
		if (/^\s+".*"$/s.test(field.text)) continue;
		const [first, ...rest] = quotesIn(field);
		if (first !== undefined) found.push({ around: 'field', field, quotes: [first, ...rest] });
	}
	return found;
});

/** Whether the tool gets quotes as part of this flag's value. */
export function hasStrayQuotes(flag: CacheFlag): boolean {
	return strayQuotesIn(flag).length > 0;
}

/** All of the value in one pair of quotes, `'type=gha,mode=max'`. */
function readWhole(text: MappedText): StrayQuotes | undefined {
	const quote = text.text[0];
	if (text.length < 2 || quote === undefined || !/["'`]/.test(quote) || !text.text.endsWith(quote)) return undefined;
	const inner = text.text.slice(1, -1);
	if (inner.includes(quote)) return undefined;
	if (quote === '"') {
		// One field in quotes is as good as one without, unless it holds a whole entry.
		if (!inner.includes(',') || !/^\s*type\s*=|,\s*type\s*=/i.test(inner)) return undefined;
	}
	const quotes = [text.spanOf(0, 1), text.spanOf(text.length - 1, text.length)] as const;
	return { around: 'value', field: text, quotes };
}

/** The end of the field at `start`–`end`, further on when a quote that opens in it closes behind a comma. */
function closingEnd(text: string, start: number, end: number): number {
	const opening = OPENING.exec(text.slice(start, end));
	if (opening === null) return end;
	const closing = text.indexOf(opening[1]!, start + opening[0].length);
	const isField = closing >= end && (closing + 1 === text.length || text[closing + 1] === ',');
	return isField ? closing + 1 : end;
}

/**
 * The quotes of one field. A `"` is one wherever it stands, as CSV refuses it there; another only at the ends of the
 * field or of its value, since an apostrophe inside (`scope=it's`) is a letter like any other.
 */
function quotesIn(field: MappedText): readonly Span[] {
	const { text } = field;
	const opening = OPENING.exec(text);
	const last = text.length - 1;
	const at: number[] = [];
	for (let index = 0; index <= last; index++) {
		const isOpening = opening !== null && index === opening[0].length - 1;
		const isClosing = index === last && (text[last] === opening?.[1] || text.indexOf("'") === last);
		if (text[index] === '"' || isOpening || isClosing) at.push(index);
	}
	return at.map((index) => field.spanOf(index, index + 1));
}
