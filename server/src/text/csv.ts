import { HOLE, MappedText } from './mappedText.ts';
import type { Span } from './span.ts';

/** One field of a CSV record. In `type=local,"dest=a,b"` the second has the value `dest=a,b` and the span of its quotes. */
export interface CsvField {
	/** The value without quotes, `""` read as `"`. */
	readonly value: MappedText;
	/** As typed, quotes included. */
	readonly span: Span;
	readonly isQuoted: boolean;
}

/** What stops Go's CSV reader: it gives no record at all then. */
export interface CsvError {
	/**
	 * `bare-quote`: a `"` inside a field that does not begin with one. `quote`: something other than a comma follows a
	 * closing quote, or a quote is never closed. `empty`: there is no record (an empty line).
	 */
	readonly code: 'bare-quote' | 'quote' | 'empty';
	/** The offending `"`, or the whole field of an unclosed quote. */
	readonly span: Span;
	/** Go's words: `parse error on line 1, column 19: bare " in non-quoted-field`. Columns count UTF-8 bytes from 1. */
	readonly message: string;
}

export interface CsvRecord {
	/** All fields that can be made out; after an error they are a best guess for editing. */
	readonly fields: readonly CsvField[];
	readonly error: CsvError | undefined;
}

/**
 * Reads one CSV record as tonistiigi/go-csvvalue does (`csvvalue.Fields`): nothing is trimmed, double quotes count only
 * around a whole field, one trailing newline belongs to nobody. `a,"b,c"` gives `a` and `b,c`.
 */
export function readCsvRecord(source: MappedText): CsvRecord {
	const { text } = source;
	const end = text.endsWith('\n') ? text.length - (text.endsWith('\r\n') ? 2 : 1) : text.length;
	if (end === 0) return { fields: [], error: { code: 'empty', span: source.span, message: 'EOF' } };
	const fields: CsvField[] = [];
	let error: CsvError | undefined;
	let at = 0;
	for (;;) {
		if (text[at] === '"' && at < end) {
			const quoted = readQuotedField(source, at, end);
			fields.push(quoted.field);
			error ??= quoted.error;
			at = quoted.next;
		} else {
			const comma = text.indexOf(',', at);
			const stop = comma === -1 || comma >= end ? end : comma;
			const value = source.slice(at, stop);
			fields.push({ value, span: value.span, isQuoted: false });
			const quote = value.text.indexOf('"');
			if (quote !== -1) {
				error ??= {
					code: 'bare-quote',
					span: source.spanOf(at + quote, at + quote + 1),
					message: describe(source, at + quote, 'bare " in non-quoted-field'),
				};
			}
			at = stop;
		}
		if (at >= end) break;
		at++;
	}
	return { fields, error };
}

/** Reads a field that begins with `"` at `start`; `next` is the index of the comma behind it, or `end`. */
function readQuotedField(
	source: MappedText,
	start: number,
	end: number,
): { readonly field: CsvField; readonly error: CsvError | undefined; readonly next: number } {
	const { text } = source;
	const builder = MappedText.builder(source.startOf(start + 1));
	let at = start + 1;
	for (;;) {
		const quote = text.indexOf('"', at);
		if (quote === -1 || quote >= end) {
			builder.copy(source, at, end);
			return {
				field: { value: builder.build(source.spanOf(end, end).start), span: source.spanOf(start, end), isQuoted: true },
				error: {
					code: 'quote',
					span: source.spanOf(start, end),
					message: describe(source, at, 'extraneous or missing " in quoted-field'),
				},
				next: end,
			};
		}
		builder.copy(source, at, quote);
		if (text[quote + 1] === '"' && quote + 1 < end) {
			builder.write('"', source.spanOf(quote, quote + 2));
			at = quote + 2;
			continue;
		}
		const after = quote + 1;
		if (after >= end || text[after] === ',') {
			return {
				field: { value: builder.build(source.startOf(quote)), span: source.spanOf(start, after), isQuoted: true },
				error: undefined,
				next: Math.min(after, end),
			};
		}
		const comma = text.indexOf(',', after);
		const stop = comma === -1 || comma >= end ? end : comma;
		builder.copy(source, quote, stop);
		return {
			field: { value: builder.build(), span: source.spanOf(start, stop), isQuoted: true },
			error: {
				code: 'quote',
				span: source.spanOf(quote, quote + 1),
				message: describe(source, quote, 'extraneous or missing " in quoted-field'),
			},
			next: stop,
		};
	}
}

/** Go's error text; its columns count bytes. */
function describe(source: MappedText, index: number, what: string): string {
	const column = utf8Length(source.slice(0, index).written) + 1;
	return `parse error on line 1, column ${column}: ${what}`;
}

/** Number of bytes the text has in UTF-8: `é` has 2, `😀` has 4. */
function utf8Length(text: string): number {
	let bytes = 0;
	for (const character of text) {
		const code = character.codePointAt(0)!;
		bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	}
	return bytes;
}

/** Whether a field needs quotes to stand in a record: it holds a comma, a quote or begins with one. */
export function needsCsvQuotes(text: string): boolean {
	return /[",\n]/.test(text.replaceAll(HOLE, ''));
}
