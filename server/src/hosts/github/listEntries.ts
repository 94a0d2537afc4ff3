import { MappedText } from '../../text/mappedText.ts';
import { splitLines } from '../yaml/lines.ts';

/** One entry of a list that an action reads: `"type=gha","mode=max"` is the entry `type=gha,mode=max`. */
interface ListEntry {
	/** What stands in the file, with its quotes and without the blanks around it. */
	readonly typed: MappedText;
	/** What the action hands on. */
	readonly entry: MappedText;
}

/** A quoted field from its first quote to the one that closes it; the lines between belong to it. */
const QUOTED = /"([^"]*(?:""[^"]*)*)"(?!")/y;
const UNTIL_DELIMITER = /(?:(?!\r?\n)[^,])*/y;

/**
 * The entries of an action's list input, as the actions' own reader gives them: it parses the whole input as CSV with
 * lax quotes, and joins the fields of each record again (docker/actions-toolkit, src/util.ts, `Util.getInputList`).
 * Quotes count only where a field begins and ends with them: ` "a"` and `"a" ` keep theirs, and a quoted field may go
 * on over several lines. A quote that is never closed stops the action: then the lines are given as they stand.
 */
export function listEntries(input: MappedText): readonly ListEntry[] {
	const value = input.trim();
	const asTyped = (): readonly ListEntry[] => splitLines(value).map((line) => ({ typed: line, entry: line }));
	if (!value.text.includes('"')) return asTyped();
	const entries: ListEntry[] = [];
	let at = 0;
	while (at < value.length) {
		const start = at;
		const record = MappedText.builder(value.startOf(start));
		for (;;) {
			const end = copyField(value, at, record);
			if (end === undefined) return asTyped();
			at = end;
			if (value.text[at] !== ',') break;
			record.copy(value, at, ++at);
		}
		const entry = fromFirstUnit(record.build()).trim();
		if (entry.length > 0) entries.push({ typed: value.slice(start, at).trim(), entry });
		at += value.text[at] === '\r' ? 2 : 1;
	}
	return entries;
}

/** The same text beginning where its first unit was typed, not at a quote before it. */
function fromFirstUnit(text: MappedText): MappedText {
	return MappedText.builder(text.startOf(0)).copy(text, 0, text.length).build();
}

/** Adds the field that begins at an index, and gives the index where it ends; `undefined` when its quote stays open. */
function copyField(
	value: MappedText,
	start: number,
	record: ReturnType<typeof MappedText.builder>,
): number | undefined {
	const { text } = value;
	if (text[start] !== '"') {
		const end = endOf(UNTIL_DELIMITER, text, start)!;
		record.copy(value, start, end);
		return end;
	}
	const close = endOf(QUOTED, text, start);
	if (close === undefined) return undefined;
	const end = endOf(UNTIL_DELIMITER, text, close)!;
	const keepsQuotes = end > close;
	let from = keepsQuotes ? start : start + 1;
	for (const { index } of text.slice(start + 1, close - 1).matchAll(/""/g)) {
		const quote = start + 1 + index;
		record.copy(value, from, quote).write('"', value.spanOf(quote, quote + 2));
		from = quote + 2;
	}
	record.copy(value, from, keepsQuotes ? end : close - 1);
	return end;
}

function endOf(pattern: RegExp, text: string, start: number): number | undefined {
	pattern.lastIndex = start;
	return pattern.test(text) ? pattern.lastIndex : undefined;
}
