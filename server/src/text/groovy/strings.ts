import { MappedText } from '../mappedText.ts';

/** A string of Groovy. */
export interface GroovyString {
	readonly value: MappedText;
	/** The code in its `${…}`, by the offset at which the `$` stands. */
	readonly insertions: readonly { readonly offset: number; readonly from: number; readonly to: number }[];
	/** The index behind its closing sign, or where it stops when there is none. */
	readonly end: number;
}

/** How a kind of string is read. */
interface Kind {
	readonly opening: string;
	readonly closing: string;
	/** Whether `$x` and `${x}` are filled in. */
	readonly isFilledIn: boolean;
	readonly isMultiLine: boolean;
	readonly escape: RegExp;
}

const ESCAPE = /\\(?:u+([0-9A-Fa-f]{4})|([0-3]?[0-7]{1,2})|(\r\n|[\s\S]))/y;
const SLASHY_ESCAPE = /\\()()(\/)/y;
const DOLLAR_ESCAPE = /\$()()([$/])/y;
const NAME_INSERTION = /\$[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y;

const KINDS: readonly Kind[] = [
	{ opening: "'''", closing: "'''", isFilledIn: false, isMultiLine: true, escape: ESCAPE },
	{ opening: '"""', closing: '"""', isFilledIn: true, isMultiLine: true, escape: ESCAPE },
	{ opening: "'", closing: "'", isFilledIn: false, isMultiLine: false, escape: ESCAPE },
	{ opening: '"', closing: '"', isFilledIn: true, isMultiLine: false, escape: ESCAPE },
	{ opening: '$/', closing: '/$', isFilledIn: true, isMultiLine: true, escape: DOLLAR_ESCAPE },
	{ opening: '/', closing: '/', isFilledIn: true, isMultiLine: false, escape: SLASHY_ESCAPE },
];
const NAMED: Readonly<Record<string, string>> = {
	n: '\n',
	t: '\t',
	r: '\r',
	b: '\b',
	f: '\f',
	s: ' ',
	'\n': '',
	'\r\n': '',
};

/**
 * The string that begins at an index, `undefined` when none does. A backslash at the end of a line joins it to the next.
 * Source: https://groovy-lang.org/syntax.html#all-strings
 */
export function readGroovyString(source: MappedText, at: number): GroovyString | undefined {
	const { text } = source;
	const kind = KINDS.find(({ opening }) => text.startsWith(opening, at));
	if (kind === undefined) return undefined;
	const from = at + kind.opening.length;
	const builder = MappedText.builder(source.startOf(from));
	const insertions: { readonly offset: number; readonly from: number; readonly to: number }[] = [];
	let run = from;
	let index = from;
	for (; index < text.length; ) {
		const sign = text[index]!;
		if (sign === kind.closing[0] && text.startsWith(kind.closing, index)) break;
		if (sign === '\n' && !kind.isMultiLine) break;
		const insertion = sign === '$' && kind.isFilledIn ? readInsertion(text, index) : undefined;
		kind.escape.lastIndex = index;
		const escaped = sign === '\\' || sign === '$' ? kind.escape.exec(text) : null;
		if (escaped === null && insertion === undefined) {
			index++;
			continue;
		}
		const end = escaped === null ? insertion! : index + escaped[0].length;
		const span = source.spanOf(index, end);
		builder.copy(source, run, index);
		if (escaped !== null) builder.write(resolveEscape(escaped), span);
		else {
			builder.hole(source.slice(index, end).written, span);
			if (text[index + 1] === '{') insertions.push({ offset: span.start, from: index + 2, to: end - 1 });
		}
		run = end;
		index = end;
	}
	const stop =
		!kind.isMultiLine && index > from && text[index] === '\n' && text[index - 1] === '\r' ? index - 1 : index;
	const isClosed = text.startsWith(kind.closing, stop);
	if (kind.opening === '/' && !isClosed) return undefined;
	builder.copy(source, run, Math.max(run, stop));
	const end = isClosed ? stop + kind.closing.length : stop;
	return { value: builder.build(source.spanOf(from, stop).end), insertions, end };
}

/** Where an insertion ends: `$name.name` or `${…}`, with the brackets and strings in it. */
function readInsertion(text: string, at: number): number | undefined {
	if (text[at + 1] !== '{') {
		NAME_INSERTION.lastIndex = at;
		const name = NAME_INSERTION.exec(text)?.[0];
		return name === undefined ? undefined : at + name.length;
	}
	let depth = 0;
	// Longer ones nobody writes; it ends the search for a bracket that is not there yet.
	for (let index = at + 1; index < text.length && index < at + 2000; index++) {
		const sign = text[index]!;
		if (sign === '{') depth++;
		else if (sign === '}' && --depth === 0) return index + 1;
		else if (sign === '"' || sign === "'") {
			const close = /["'\n]/g;
			close.lastIndex = index + 1;
			for (let found = close.exec(text); found !== null && found[0] !== '\n'; found = close.exec(text)) {
				if (found[0] !== sign) continue;
				index = found.index;
				break;
			}
		}
	}
	return undefined;
}

function resolveEscape([, unicode = '', octal = '', sign = '']: RegExpExecArray): string {
	if (unicode !== '') return String.fromCharCode(Number.parseInt(unicode, 16));
	if (octal !== '') return String.fromCharCode(Number.parseInt(octal, 8));
	return NAMED[sign] ?? sign;
}
