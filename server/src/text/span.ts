/**
 * A place in the document being edited: UTF-16 offsets, half-open. The only position type of the core.
 *
 * In `--cache-to type=gha` the value is `{ start: 11, end: 19 }`.
 */
export interface Span {
	readonly start: number;
	readonly end: number;
}

/** The smallest span that holds both; `join({1, 3}, {5, 6})` is `{1, 6}`. */
export function join(first: Span, second: Span): Span {
	return { start: Math.min(first.start, second.start), end: Math.max(first.end, second.end) };
}

/** Whether the offset lies in the span or touches one of its ends, as a cursor does. */
export function touches(span: Span, offset: number): boolean {
	return span.start <= offset && offset <= span.end;
}

/** Whether `inner` lies wholly in `outer`; equal spans do. */
export function contains(outer: Span, inner: Span): boolean {
	return outer.start <= inner.start && inner.end <= outer.end;
}

/** Whether the two share a character, or touch where one of them is empty. */
export function overlaps(a: Span, b: Span): boolean {
	if (a.start === a.end || b.start === b.end) return a.start <= b.end && b.start <= a.end;
	return a.start < b.end && b.start < a.end;
}
