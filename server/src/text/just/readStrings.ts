import { MappedText } from '../mappedText.ts';

/** A string or a command in backticks, read from a justfile. */
export interface JustString {
	readonly value: MappedText;
	readonly isCommand: boolean;
	/** The index behind its closing sign, or where it stops when there is none. */
	readonly end: number;
}

const ESCAPES: Readonly<Record<string, string>> = {
	n: '\n',
	r: '\r',
	t: '\t',
	'"': '"',
	'\\': '\\',
	'\n': '',
	'\r\n': '',
};
const ESCAPE = /\\(?:u\{([0-9A-Fa-f]{1,6})\}|(\r\n|[\s\S]))/y;
/** What the shell would put into a string with an `x` before it. */
const SHELL_VARIABLE = /\$(?:[A-Za-z_]\w*|\{[^{}\r\n]*\})/y;
const INTERPOLATION = /\{\{(?!\{\{)[^\r\n]*?\}\}/y;

/**
 * The string that begins at an index, `undefined` when none does: `'…'`, `"…"` with escapes, three signs for one whose
 * indentation is taken away, `` `…` `` for a command; `x` before it fills in variables, `f` expressions.
 */
export function readJustString(source: MappedText, at: number): JustString | undefined {
	const { text } = source;
	const prefix = /[xf]/.test(text[at] ?? '') && /["']/.test(text[at + 1] ?? '') ? text[at] : undefined;
	const start = prefix === undefined ? at : at + 1;
	const sign = text[start];
	if (sign !== '"' && sign !== "'" && sign !== '`') return undefined;
	const delimiter = text.startsWith(sign.repeat(3), start) ? sign.repeat(3) : sign;
	const from = start + delimiter.length;
	const end = findEnd(text, from, { delimiter, hasEscapes: sign === '"' });
	const to = end ?? endOfLine(text, from);
	const lines = delimiter.length === 3 ? dedent(text, from, to) : [{ from, to }];
	const builder = MappedText.builder(source.startOf(lines[0]?.from ?? from));
	for (const line of lines) decode(builder, source, { ...line, hasEscapes: sign === '"', prefix });
	const value = builder.build(source.spanOf(from, to).end);
	return { value, isCommand: sign === '`', end: end === undefined ? to : end + delimiter.length };
}

function findEnd(
	text: string,
	from: number,
	{ delimiter, hasEscapes }: { readonly delimiter: string; readonly hasEscapes: boolean },
): number | undefined {
	if (!hasEscapes) {
		const end = text.indexOf(delimiter, from);
		return end === -1 ? undefined : end;
	}
	for (let at = from; at < text.length; at++) {
		if (text[at] === '\\') at++;
		else if (text.startsWith(delimiter, at)) return at;
	}
	return undefined;
}

function endOfLine(text: string, from: number): number {
	const feed = text.indexOf('\n', from);
	const end = feed === -1 ? text.length : feed;
	return text[end - 1] === '\r' ? end - 1 : end;
}

interface Range {
	readonly from: number;
	readonly to: number;
}

/** The lines of a text without the indentation they share, the first one left out when nothing is on it. */
function dedent(text: string, from: number, to: number): readonly Range[] {
	const lines: Range[] = [];
	for (let at = from; at < to; ) {
		const feed = text.indexOf('\n', at);
		const next = feed === -1 || feed >= to ? to : feed + 1;
		lines.push({ from: at, to: next });
		at = next;
	}
	const widths = lines
		.slice(1)
		.filter((line) => text.slice(line.from, line.to).trim() !== '')
		.map((line) => /^[ \t]*/.exec(text.slice(line.from, line.to))![0].length);
	const shared = widths.reduce((least, width) => Math.min(least, width), widths[0] ?? 0);
	const [first, ...others] = lines;
	if (first === undefined) return [];
	const rest = others.map((line) => ({ from: Math.min(line.from + shared, line.to), to: line.to }));
	return text.slice(first.from, first.to).trim() === '' ? rest : [first, ...rest];
}

function decode(
	builder: ReturnType<typeof MappedText.builder>,
	source: MappedText,
	{ from, to, hasEscapes, prefix }: Range & { readonly hasEscapes: boolean; readonly prefix: string | undefined },
): void {
	const { text } = source;
	const expansion = prefix === 'x' ? SHELL_VARIABLE : prefix === 'f' ? INTERPOLATION : undefined;
	let run = from;
	for (let at = from; at < to; ) {
		const pattern = hasEscapes && text[at] === '\\' ? ESCAPE : expansion;
		if (pattern !== undefined) pattern.lastIndex = at;
		const match = pattern?.exec(text);
		if (match === null || match === undefined || at + match[0].length > to) {
			at++;
			continue;
		}
		const end = at + match[0].length;
		const span = source.spanOf(at, end);
		builder.copy(source, run, at);
		if (pattern === ESCAPE) builder.write(resolveEscape(match), span);
		else builder.hole(match[0], span);
		at = end;
		run = end;
	}
	builder.copy(source, run, to);
}

function resolveEscape([whole, code, sign = '']: RegExpExecArray): string {
	if (code !== undefined) {
		const point = Number.parseInt(code, 16);
		return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
	}
	return ESCAPES[sign] ?? whole;
}
