import { MappedText, type MappedTextBuilder } from '../mappedText.ts';
import type { ShellWord } from '../shell/shellScript.ts';
import { expansionEnd, groupEnd, unescapeSign } from './expansions.ts';

/** A word with the index behind it. */
export interface ReadWord {
	readonly word: ShellWord;
	readonly end: number;
	/** What stands in the `$(…)` and `(…)` of it, as ranges of the text. */
	readonly groups: readonly { readonly from: number; readonly to: number }[];
}

interface Reader {
	readonly source: MappedText;
	readonly builder: MappedTextBuilder;
	readonly groups: { readonly from: number; readonly to: number }[];
	quote: ShellWord['quote'];
	isUnclosed: boolean;
}

/**
 * The word at an index: signs up to a blank or an operator, with strings in it. `isElement` for one of a list, which ends
 * at a comma; in arguments commas are part of a word, so that `type=gha,mode=max` is one.
 */
export function readWord(source: MappedText, at: number, isElement: boolean): ReadWord {
	const { text } = source;
	const reader: Reader = {
		source,
		builder: MappedText.builder(startOf(source, at)),
		groups: [],
		quote: undefined,
		isUnclosed: false,
	};
	let index = at;
	for (; index < text.length; ) {
		const sign = text[index]!;
		if (/[\s;|&)}]/.test(sign) || (isElement && sign === ',')) break;
		if (sign === '"' || sign === "'") {
			const end = readQuoted(reader, index);
			// `'build', '--push'`: a list even where arguments stand.
			if (text[end] === ',' && /[\s"'$@]/.test(text[end + 1] ?? '')) return finish(reader, at, end);
			index = end;
			continue;
		}
		reader.quote = undefined;
		if (sign === '@' && /["']/.test(text[index + 1] ?? '') && index === at) index = readHereString(reader, index);
		else if (sign === '`') index = readEscape(reader, index);
		else if (sign === '$' || sign === '(' || sign === '{') index = readExpansion(reader, index);
		else if (sign === '@' && index === at && /\w/.test(text[index + 1] ?? '')) {
			const end = index + /^@\w+/.exec(text.slice(index, index + 100))![0].length;
			reader.builder.hole(text.slice(index, end), source.spanOf(index, end));
			index = end;
		} else {
			reader.builder.copy(source, index, index + 1);
			index++;
		}
	}
	return finish(reader, at, index);
}

/** Where the value of a word begins: behind its quote. */
function startOf(source: MappedText, at: number): number {
	return source.startOf(/["']/.test(source.text[at] ?? '') ? at + 1 : at);
}

function finish({ source, builder, groups, quote, isUnclosed }: Reader, from: number, end: number): ReadWord {
	const span = source.spanOf(from, end);
	const isEmpty = builder.length === 0;
	const value = builder.build(isEmpty ? startOf(source, from) : undefined);
	return { word: { value, span, quote, isUnclosed }, end, groups };
}

/** Reads `'…'`, in which `''` is a quote, or `"…"` with expansions. */
function readQuoted(reader: Reader, at: number): number {
	const { source, builder } = reader;
	const { text } = source;
	const quote = text[at] as '"' | "'";
	reader.quote = quote;
	let run = at + 1;
	let index = run;
	const flush = (next: number) => {
		builder.copy(source, run, index);
		run = next;
		index = next;
	};
	while (index < text.length) {
		const sign = text[index]!;
		if (sign === quote && text[index + 1] === quote) {
			const span = source.spanOf(index, index + 2);
			flush(index + 2);
			builder.write(quote, span);
		} else if (sign === quote) {
			flush(index + 1);
			return index;
		} else if (quote === '"' && sign === '`' && index + 1 < text.length) {
			const span = source.spanOf(index, index + 2);
			const decoded = unescapeSign(text[index + 1]!);
			flush(index + 2);
			builder.write(decoded, span);
		} else {
			const end = quote === '"' && sign === '$' ? expansionEnd(text, index, { isBare: false }) : undefined;
			if (end === undefined) index++;
			else {
				const from = index;
				flush(end);
				addHole(reader, from, end);
			}
		}
	}
	flush(index);
	reader.isUnclosed = true;
	return index;
}

function addHole({ source, builder, groups }: Reader, from: number, end: number): void {
	builder.hole(source.slice(from, end).written, source.spanOf(from, end));
	// `$x.Add("…")` hands over what stands in the brackets.
	const open = source.text.indexOf('(', from) + 1;
	if (open > 0 && end - 1 > open && source.text[end - 1] === ')') groups.push({ from: open, to: end - 1 });
}

/** Reads `@"…"@`, whose text stands on lines of its own. */
function readHereString(reader: Reader, at: number): number {
	const { source, builder } = reader;
	const { text } = source;
	const quote = text[at + 1] as '"' | "'";
	const head = text.indexOf('\n', at);
	if (head === -1) return text.length;
	const closing = new RegExp(`\\r?\\n[ \\t]*${quote}@`, 'g');
	closing.lastIndex = head - 1;
	const found = closing.exec(text);
	const to = found === null ? text.length : Math.max(found.index, head + 1);
	let run = head + 1;
	for (let index = run; quote === '"' && index < to; ) {
		const end = text[index] === '$' ? expansionEnd(text, index, { isBare: false }) : undefined;
		if (end === undefined) {
			index++;
			continue;
		}
		builder.copy(source, run, index);
		addHole(reader, index, end);
		run = end;
		index = end;
	}
	builder.copy(source, run, Math.max(run, to));
	reader.isUnclosed = found === null;
	return found === null ? to : found.index + found[0].length;
}

function readEscape({ source, builder }: Reader, at: number): number {
	const next = source.text[at + 1];
	if (next === undefined) return at + 1;
	builder.write(unescapeSign(next), source.spanOf(at, at + 2));
	return at + 2;
}

function readExpansion(reader: Reader, at: number): number {
	const { source, builder } = reader;
	const { text } = source;
	const end = text[at] === '$' ? expansionEnd(text, at, { isBare: true }) : groupEnd(text, at);
	if (end === undefined) {
		builder.copy(source, at, at + 1);
		return at + 1;
	}
	addHole(reader, at, Math.max(end, at + 1));
	return Math.max(end, at + 1);
}
