import type { CacheFlag } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import type { Span } from '../../text/span.ts';
import { fieldsOf } from './fields.ts';

/** A `#` as comments begin; `scope=build #42` is a name with a number. */
const COMMENT_SIGN = /(?<=\s)#(?!\d+$)/;

/**
 * The index of a `#` that was meant to begin a comment: 14 in `type=gha,x=y # note`, 0 in `# note`. A `#` without a
 * space before it belongs to the value (`ref=a#b`), and so does one in a CSV-quoted field.
 */
export function commentIn({ text }: MappedText): number | undefined {
	if (text.startsWith('#')) return 0;
	if (!text.includes('#')) return undefined;
	for (const { start, end, isQuoted } of fieldsOf(text)) {
		const sign = isQuoted ? -1 : text.slice(start, end).search(COMMENT_SIGN);
		if (sign !== -1) return start + sign;
	}
	return undefined;
}

/** The text before what was meant as a comment: `type=gha,x=y` of `type=gha,x=y # note`. */
export function withoutComment(text: MappedText): MappedText {
	const sign = commentIn(text);
	return sign === undefined ? text : text.slice(0, text.text.slice(0, sign).trimEnd().length);
}

/**
 * The document offset at which a flag's value ends in the sense of whoever wrote it: where something meant as a comment
 * begins, or infinity. What ends later is part of the comment.
 */
export function meantEndOf({ value }: CacheFlag): number {
	const sign = value.form === 'text' ? commentIn(value.text) : undefined;
	return value.form === 'text' && sign !== undefined ? value.text.startOf(sign) : Number.POSITIVE_INFINITY;
}

/** Whether a part of a flag's value ends before anything that was meant as a comment. */
export function isBeforeComment(flag: CacheFlag, part: Span): boolean {
	return part.end <= meantEndOf(flag);
}
