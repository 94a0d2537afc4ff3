import { MappedText, type MappedTextBuilder } from '../mappedText.ts';
import { countBackslashesBefore, isBlank, lineEndLength, skipSpace } from './lines.ts';
import { type Brackets, pairBrackets, type RawReference, readCall, readReference } from './references.ts';

/** An expansion of make in a {@link MakeText}: one {@link HOLE} there. */
export interface MakeReference {
	/** Index of its hole in the text. */
	readonly index: number;
	/** Name of the variable (`CACHE_TO`, `@`) or function (`if`); `undefined` when it is computed, `$(X_$(Y))`. */
	readonly name: string | undefined;
	/** Arguments, when a function is called: of `$(if $(CI),a,b)` three. Deeper than 16 levels they are left out. */
	readonly arguments: readonly MakeText[] | undefined;
}

/**
 * Text of a makefile after make's own decoding: what the shell gets when every reference is left as a hole.
 *
 * `echo $$HOME $(X)` gives the text `echo $HOME ￼` and one reference, `X`, at index 11. `$(comma)` and `$(space)`, the
 * names make's manual uses for what cannot be written as an argument, give the character they stand for.
 */
export interface MakeText {
	readonly text: MappedText;
	readonly references: readonly MakeReference[];
}

/**
 * Where text stands, which decides what make does with a backslash at a line end.
 * `recipe`: both stay for the shell, the recipe prefix after them goes. `value`: they become one space, and `\#` is `#`.
 * `body`: the same within `define`, where `#` is nothing special and line ends stay.
 */
export type MakePlace =
	| { readonly kind: 'recipe'; readonly prefix: string }
	| { readonly kind: 'value' }
	| { readonly kind: 'body' };

/** A stretch of a makefile to decode; indices into `source.text`. */
export interface MakeRange {
	readonly source: MappedText;
	readonly from: number;
	readonly to: number;
}

/** Decodes a stretch of a makefile. Linear; functions nested deeper than 16 give no arguments. */
export function decodeMakeText(range: MakeRange, place: MakePlace, brackets = pairRange(range)): MakeText {
	return decode(range, { place, brackets, depth: 0 });
}

/** The pairs of brackets in a range, for those who decode parts of it one by one. */
export function pairRange({ source, from, to }: MakeRange): Brackets {
	return pairBrackets(source.text, from, to);
}

/** The text and, depth first, every argument of every function in it. */
export function* walkMakeText(text: MakeText): Generator<MakeText> {
	yield text;
	for (const reference of text.references) {
		for (const argument of reference.arguments ?? []) yield* walkMakeText(argument);
	}
}

/** The text from an index on, with its references. */
export function dropStart({ text, references }: MakeText, start: number): MakeText {
	if (start === 0) return { text, references };
	const kept = references.filter(({ index }) => index >= start).map((it) => ({ ...it, index: it.index - start }));
	return { text: text.slice(start), references: kept };
}

/** The texts one after the other with line ends between, as one shell gets them. */
export function joinLines(texts: readonly MakeText[]): MakeText | undefined {
	const [first, ...rest] = texts;
	if (first === undefined || rest.length === 0) return first;
	const out = MappedText.builder(first.text.span.start);
	const references: MakeReference[] = [];
	let end: number | undefined;
	for (const { text, references: own } of texts) {
		if (end !== undefined) out.write('\n', { start: end, end: text.span.start });
		for (const it of own) references.push({ ...it, index: it.index + out.length });
		out.copy(text, 0, text.length);
		end = text.span.end;
	}
	return { text: out.build(end), references };
}

const DEEPEST = 16;
const LONGEST_NAME = 200;
const NO_REFERENCES: readonly MakeReference[] = [];
const NAMED_CHARACTERS: ReadonlyMap<string, string> = new Map([
	['comma', ','],
	['COMMA', ','],
	[',', ','],
	['space', ' '],
	['SPACE', ' '],
]);

interface Decoder {
	readonly source: MappedText;
	readonly to: number;
	readonly place: MakePlace;
	readonly brackets: Brackets;
	readonly depth: number;
	readonly out: MappedTextBuilder;
	readonly references: MakeReference[];
	/** Where the last `$$(` or `$${` in a recipe is closed: up to there make folds line ends, as in references. */
	foldedTo: number;
}

type Setting = Pick<Decoder, 'place' | 'brackets' | 'depth'>;

function decode({ source, from, to }: MakeRange, setting: Setting): MakeText {
	const { text } = source;
	let at = findSpecial(setting.place, { source, from, to });
	if (at === to) return { text: source.slice(from, to), references: NO_REFERENCES };

	const out = MappedText.builder(source.startOf(from));
	const decoder: Decoder = { source, to, ...setting, out, references: [], foldedTo: from };
	let copied = from;
	for (; at < to; at = findSpecial(setting.place, { source, from: copied, to })) {
		if (text[at] === '\\') copied = writeBackslashes(decoder, copied, at);
		else if (text[at] === '\n') copied = writeLineEnd(decoder, copied, at);
		else {
			decoder.out.copy(source, copied, at);
			copied = writeDollar(decoder, at);
		}
	}
	if (copied < to) decoder.out.copy(source, copied, to);
	return { text: decoder.out.build(source.spanOf(from, to).end), references: decoder.references };
}

/** The next `$`, line end or, where they mean something, backslash; the end when there is none. */
function findSpecial({ kind }: MakePlace, { source: { text }, from, to }: MakeRange): number {
	const backslash = kind === 'recipe' ? -1 : 92;
	for (let at = from; at < to; at++) {
		const code = text.charCodeAt(at);
		if (code === 36 || code === 10 || code === backslash) return at;
	}
	return to;
}

/** Writes what begins with the `$` at `at`; gives the index after it. */
function writeDollar(decoder: Decoder, at: number): number {
	const { source, to, out } = decoder;
	const { text } = source;
	const reference = readReference({ text, to, brackets: decoder.brackets }, at);
	if (reference === undefined) {
		const end = at + 1 < to && text[at + 1] === '$' ? at + 2 : at + 1;
		if (text[end] === '(' || text[end] === '{') decoder.foldedTo = decoder.brackets.get(end) ?? to;
		out.write('$', source.spanOf(at, end));
		return end;
	}
	const { bodyStart, bodyEnd, start, end } = reference;
	const span = source.spanOf(start, end);
	const character = NAMED_CHARACTERS.get(text.slice(bodyStart, Math.min(bodyEnd, bodyStart + 6)));
	if (character !== undefined) out.write(character, span);
	else {
		decoder.references.push(describeReference(decoder, reference));
		out.hole(source.slice(start, end).written, span);
	}
	return end;
}

function describeReference(decoder: Decoder, reference: RawReference): MakeReference {
	const { source, brackets } = decoder;
	const { text } = source;
	const index = decoder.out.length;
	const call = readCall(text, reference);
	if (call === undefined) {
		const { bodyStart, bodyEnd } = reference;
		const body = bodyEnd - bodyStart > LONGEST_NAME ? '' : text.slice(bodyStart, bodyEnd);
		// A substitution `$(X:a=b)` changes the value, so what X holds is not what arrives.
		const isName = reference.open === '' || /^[^$:#=\s]+$/.test(body);
		return { index, name: isName ? body : undefined, arguments: undefined };
	}
	if (decoder.depth >= DEEPEST) return { index, name: call.name, arguments: [] };
	const setting: Setting = { place: { kind: 'body' }, brackets, depth: decoder.depth + 1 };
	const texts = call.arguments.map(({ start, end }) => decode({ source, from: start, to: end }, setting));
	return { index, name: call.name, arguments: texts };
}

/** Writes a line end that stays one, and leaves out the recipe prefix after it. */
function writeLineEnd(decoder: Decoder, copied: number, at: number): number {
	const { source, to, out, place } = decoder;
	const { text } = source;
	const start = at > copied && text[at - 1] === '\r' ? at - 1 : at;
	if (place.kind === 'recipe' && at < decoder.foldedTo) {
		const count = countBackslashesBefore(text, start, copied);
		if (count > 0) return writeBackslashes(decoder, copied, start - count);
	}
	out.copy(source, copied, start).write('\n', source.spanOf(start, at + 1));
	return place.kind === 'recipe' && at + 1 < to && text[at + 1] === place.prefix ? at + 2 : at + 1;
}

/** Writes what stands from `copied` on and the backslashes at `at`: of `a \⏎  b` the `a` and one space. */
function writeBackslashes({ source, to, out, place }: Decoder, copied: number, at: number): number {
	const { text } = source;
	let after = at;
	while (after < to && text[after] === '\\') after++;
	const half = (after - at - 1) / 2;
	const isEscape = Number.isInteger(half);
	if (isEscape && place.kind === 'value' && text[after] === '#' && after < to) {
		out.copy(source, copied, at + half).write('#', source.spanOf(after - 1, after + 1));
		return after + 1;
	}
	// The backslash that ends the file waits for the line to come.
	const isLast = after === text.length && place.kind === 'value';
	if (!isEscape || (!isLast && (after >= to || lineEndLength(text, after) === 0))) {
		out.copy(source, copied, after);
		return after;
	}
	let blank = at;
	if (half === 0) while (blank > copied && isBlank(text[blank - 1])) blank--;
	const next = skipSpace(text, after + lineEndLength(text, after), to);
	out.copy(source, copied, half === 0 ? blank : at + half);
	if (next < to) out.write(' ', source.spanOf(blank, next));
	return next;
}
