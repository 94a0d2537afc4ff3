import { MappedText, type MappedTextBuilder } from '../mappedText.ts';
import { type HclCursor, lineEnd, MAX_DEPTH, nameEnd } from './cursor.ts';
import type { HclExpression, HclHeredoc, HclString, HclTemplate } from './syntax.ts';

/** Reads the expression inside a template; handed in because expressions hold strings and strings hold expressions. */
export type ReadInner = (cursor: HclCursor) => HclExpression;

/** Reads the quoted string that begins here: `"a-${b}\n"`. */
export function readString(cursor: HclCursor, readInner: ReadInner): HclString {
	const start = cursor.at;
	const { end, isPlain } = findStringEnd(cursor, start + 1);
	const isClosed = end < cursor.limit && cursor.text[end] === '"';
	const { value, templates } = isPlain
		? { value: cursor.source.slice(start + 1, end), templates: [] }
		: decode(cursor, { start: start + 1, end, hasEscapes: true }, readInner);
	cursor.at = isClosed ? end + 1 : end;
	return { kind: 'string', value, templates, isClosed, span: cursor.spanFrom(start) };
}

/** Where the text of a string ends: at its closing quote, or at the end of its line. */
function findStringEnd(cursor: HclCursor, from: number): { readonly end: number; readonly isPlain: boolean } {
	const { text, limit } = cursor;
	let isPlain = true;
	let at = from;
	while (at < limit) {
		const char = text[at];
		if (char === '"' || char === '\n') break;
		if (char === '\r' && text[at + 1] === '\n') break;
		if (char === '\\') {
			isPlain = false;
			at += text[at + 1] === '\n' || text[at + 1] === '\r' ? 1 : 2;
		} else if ((char === '$' || char === '%') && (text[at + 1] === '{' || isEscapedTemplate(text, at))) {
			isPlain = false;
			at = text[at + 1] === '{' ? cursor.templates.find(at, limit).end : at + 3;
		} else at++;
	}
	return { end: Math.min(at, limit), isPlain };
}

function isEscapedTemplate(text: string, at: number): boolean {
	return text[at + 1] === text[at] && text[at + 2] === '{';
}

/** Reads the whole text as a template, without quotes and backslash escapes. */
export function readTemplateText(cursor: HclCursor, readInner: ReadInner): Pick<HclString, 'value' | 'templates'> {
	return decode(cursor, { start: 0, end: cursor.limit, hasEscapes: false }, readInner);
}

interface Stretch {
	readonly start: number;
	readonly end: number;
	/** Backslash escapes count in quoted strings alone. */
	readonly hasEscapes: boolean;
}

/** Decodes part of the text: escapes become what they mean, each template one expansion. */
function decode(
	cursor: HclCursor,
	{ start, end, hasEscapes }: Stretch,
	readInner: ReadInner,
): { readonly value: MappedText; readonly templates: readonly HclTemplate[] } {
	const { text, source } = cursor;
	const builder = MappedText.builder(source.spanOf(start, start).start);
	const templates: HclTemplate[] = [];
	let copied = start;
	let at = start;
	while (at < end) {
		const char = text[at];
		if (hasEscapes && char === '\\') {
			builder.copy(source, copied, at);
			at = decodeEscape(cursor, { at, end }, builder);
			copied = at;
		} else if ((char === '$' || char === '%') && isEscapedTemplate(text, at) && at + 3 <= end) {
			builder.copy(source, copied, at).write(`${char}{`, source.spanOf(at, at + 3));
			at += 3;
			copied = at;
		} else if ((char === '$' || char === '%') && text[at + 1] === '{' && at + 2 <= end) {
			const template = cursor.templates.find(at, end);
			builder.copy(source, copied, at);
			const span = source.spanOf(at, template.end);
			templates.push({
				index: builder.length,
				isDirective: char === '%',
				expression: readTemplate(cursor, { start: at, ...template }, readInner),
				span,
			});
			builder.hole(source.slice(at, template.end).written, span);
			at = template.end;
			copied = at;
		} else at++;
	}
	builder.copy(source, copied, end);
	return { value: builder.build(source.spanOf(end, end).start), templates };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** Decodes the escape at `at` and gives the index after it; an unknown one stays as it is written. */
function decodeEscape(
	{ text, source }: HclCursor,
	{ at, end }: { readonly at: number; readonly end: number },
	builder: MappedTextBuilder,
): number {
	const letter = at + 1 < end ? text[at + 1]! : '';
	const plain = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
	if (plain !== undefined) {
		builder.write(plain, source.spanOf(at, at + 2));
		return at + 2;
	}
	const digits = letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
	if (digits > 0 && at + 2 + digits <= end) {
		const hex = text.slice(at + 2, at + 2 + digits);
		const code = /^[0-9a-fA-F]+$/.test(hex) ? Number.parseInt(hex, 16) : Number.NaN;
		if (code <= 0x10ffff) {
			builder.write(String.fromCodePoint(code), source.spanOf(at, at + 2 + digits));
			return at + 2 + digits;
		}
	}
	builder.copy(source, at, at + 1);
	return at + 1;
}

/** Reads what stands inside `${…}`, or after the keyword of `%{ if …}`. */
function readTemplate(
	cursor: HclCursor,
	{ start, end, isClosed }: { readonly start: number; readonly end: number; readonly isClosed: boolean },
	readInner: ReadInner,
): HclExpression {
	const { text } = cursor;
	let from = start + 2;
	let to = isClosed ? end - 1 : end;
	if (text[from] === '~') from++;
	if (to > from && text[to - 1] === '~') to--;
	if (cursor.depth >= MAX_DEPTH) return cursor.missing(Math.min(from, to));
	return cursor.within(from, Math.max(from, to), () => {
		if (text[start] === '%') passDirective(cursor);
		return readInner(cursor);
	});
}

/** Passes over `if`, or `for name in`. */
function passDirective(cursor: HclCursor): void {
	cursor.skip(true);
	if (cursor.takeName() !== 'for') return;
	while (!cursor.isAtEnd) {
		cursor.skip(true);
		const name = cursor.takeName();
		if (name === 'in') return;
		if (name === '') {
			if (cursor.peek() !== ',') return;
			cursor.at++;
		}
	}
}

/** Whether a heredoc begins here: `<<EOT` or `<<-EOT`. */
export function isHeredocAhead({ text, at, limit }: HclCursor): boolean {
	if (text[at] !== '<' || text[at + 1] !== '<') return false;
	const name = text[at + 2] === '-' ? at + 3 : at + 2;
	return nameEnd(text, name, limit) > name;
}

/** Reads the heredoc that begins here, up to and without the line end after its closing mark. */
export function readHeredoc(cursor: HclCursor, readInner: ReadInner): HclHeredoc {
	const { text, source, limit } = cursor;
	const start = cursor.at;
	const isIndented = text[start + 2] === '-';
	const nameStart = start + (isIndented ? 3 : 2);
	const markEnd = nameEnd(text, nameStart, limit);
	const mark = text.slice(nameStart, markEnd);
	const from = Math.min(lineEnd(text, markEnd, limit) + 1, limit);
	const lines: { readonly start: number; readonly end: number }[] = [];
	let at = from;
	let end = limit;
	let isClosed = false;
	cursor.at = limit;
	while (at < limit) {
		const next = Math.min(lineEnd(text, at, limit) + 1, limit);
		const line = text.slice(at, next).trim();
		if (line === mark) {
			end = at;
			isClosed = true;
			cursor.at = text.indexOf(mark, at) + mark.length;
			break;
		}
		lines.push({ start: at, end: next });
		at = next;
	}
	const after = cursor.at;
	const cut = isIndented ? commonIndent(text, lines) : 0;
	const builder = MappedText.builder(source.spanOf(from, from).start);
	const templates: HclTemplate[] = [];
	let read = from;
	for (const line of lines) {
		// A template may span lines; they belong to it then.
		if (line.start < read) continue;
		let lineStop = line.end;
		for (let index = line.start; index < lineStop && index < end; index++) {
			const char = text[index];
			if (char !== '$' && char !== '%') continue;
			if (isEscapedTemplate(text, index)) index += 2;
			else if (text[index + 1] === '{') {
				index = cursor.templates.find(index, end).end - 1;
				if (index >= lineStop) lineStop = Math.min(lineEnd(text, index, end) + 1, end);
			}
		}
		const isBlank = text.slice(line.start, line.end).trim() === '';
		const part = decode(
			cursor,
			{ start: isBlank ? line.start : line.start + cut, end: lineStop, hasEscapes: false },
			readInner,
		);
		for (const template of part.templates) templates.push({ ...template, index: template.index + builder.length });
		builder.copy(part.value, 0, part.value.length);
		read = lineStop;
	}
	cursor.at = after;
	return {
		kind: 'heredoc',
		value: builder.build(source.spanOf(end, end).start),
		templates,
		isClosed,
		span: cursor.spanFrom(start),
	};
}

/** How many characters every line that is not blank is indented by. */
function commonIndent(text: string, lines: readonly { readonly start: number; readonly end: number }[]): number {
	let indent = Number.POSITIVE_INFINITY;
	for (const { start, end } of lines) {
		const line = text.slice(start, end);
		const blanks = line.length - line.trimStart().length;
		if (blanks < line.length) indent = Math.min(indent, blanks);
	}
	return Number.isFinite(indent) ? indent : 0;
}
