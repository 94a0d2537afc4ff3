import type { Span } from '../text/span.ts';
import { type Attribute, attributeOf, type CacheEntry } from './entry.ts';

/** The edit that every fix is made of: `text` in the place of `span`. */
interface TextEdit {
	readonly span: Span;
	readonly text: string;
}

/**
 * Takes an attribute out of a string entry together with one comma: in `type=gha,mode=max` removing `mode` leaves
 * `type=gha`. `undefined` where it cannot be done (the object form, or nothing else would be left).
 */
export function removeAttribute(entry: CacheEntry, attribute: Attribute): TextEdit | undefined {
	if (entry.form !== 'attributes') return undefined;
	return removeField(entry, attribute.span);
}

/** Takes the field at `span` out of a string entry together with one comma. */
export function removeField(entry: CacheEntry, span: Span): TextEdit | undefined {
	const { text } = entry;
	if (text === undefined) return undefined;
	const start = text.offsetAt(span.start);
	const end = text.offsetAt(span.end);
	if (start === undefined || end === undefined || end <= start) return undefined;
	if (text.text[start - 1] === ',') return { span: text.spanOf(start - 1, end), text: '' };
	if (text.text[end] === ',') return { span: text.spanOf(start, end + 1), text: '' };
	return undefined;
}

/**
 * Adds `key=value` to the end of an entry: `type=gha` and `scope=web` make `type=gha,scope=web`. `undefined` where the
 * place does not allow it (CSV problems; an object whose style is unknown).
 */
export function addAttribute(entry: CacheEntry, key: string, value: string): TextEdit | undefined {
	if (entry.form === 'object') {
		const last = entry.attributes.at(-1);
		const style = entry.flag.layout.objectStyle;
		if (last === undefined || style === undefined) return undefined;
		const text = style === 'json' ? `, "${key}": "${value}"` : `, ${key} = "${value}"`;
		return { span: { start: last.span.end, end: last.span.end }, text };
	}
	const { text } = entry;
	if (text === undefined || entry.problems.some((problem) => problem.code === 'csv')) return undefined;
	const end = text.span.end;
	return { span: { start: end, end }, text: `,${key}=${value}` };
}

/** Gives an attribute another value, or adds the attribute when it is not there. */
export function setAttribute(entry: CacheEntry, key: string, value: string): TextEdit | undefined {
	const attribute = attributeOf(entry, key);
	return attribute === undefined ? addAttribute(entry, key, value) : { span: attribute.value.span, text: value };
}
