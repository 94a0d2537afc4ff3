import { MappedText } from '../mappedText.ts';
import { type GroovyToken, readTokens } from './tokens.ts';

/** What an expression of Groovy says. */
export interface GroovyExpression {
	/**
	 * The texts it can come to, one for each branch of `?:`; a part that is no string is a hole that reads as it would in
	 * one: `"ref=" + image` is `ref=￼`, the hole written `${image}`.
	 */
	readonly outcomes: readonly MappedText[];
	/** The elements of a list. */
	readonly elements: readonly GroovyExpression[] | undefined;
	/** The place of the token behind it. */
	readonly end: number;
}

/** The tokens of a file with what is found on the way. */
export interface GroovyReader {
	readonly source: MappedText;
	readonly tokens: readonly GroovyToken[];
	/** Texts inside of larger ones that are more than one: both sides of `"a " + (c ? "b" : "d")`. */
	readonly inner: MappedText[];
	/** What is in a hole, by its offset. */
	readonly inserted: Map<number, readonly MappedText[]>;
}

const DEEPEST = 20;
/** Methods that give the string they are called on, as far as a command is concerned. */
const KEEPING = /^(?:trim|stripIndent|stripMargin|strip|toString)$/;
const COMPARING = /^(?:==|!=|=~|&&|\|\||<|>|<=|>=|in|instanceof)$/;

/** Reads the expression at a token. */
export function readGroovyExpression(reader: GroovyReader, at: number, depth = 0): GroovyExpression {
	const nothing = { outcomes: [], elements: undefined, end: at };
	if (depth > DEEPEST) return nothing;
	let sum = readSum(reader, at, depth);
	while (COMPARING.test(textAt(reader, sum.end)) && sum.end > at) {
		const next = readSum(reader, skipLines(reader, sum.end + 1), depth);
		sum = { outcomes: [], elements: undefined, end: Math.max(next.end, sum.end + 1) };
	}
	const question = skipLines(reader, sum.end);
	if (textAt(reader, question) === '?:') {
		const other = readGroovyExpression(reader, skipLines(reader, question + 1), depth + 1);
		return { outcomes: [...sum.outcomes, ...other.outcomes], elements: undefined, end: other.end };
	}
	if (textAt(reader, question) !== '?') return sum;
	const first = readGroovyExpression(reader, skipLines(reader, question + 1), depth + 1);
	const colon = skipLines(reader, first.end);
	if (textAt(reader, colon) !== ':') return { ...nothing, end: sum.end };
	const second = readGroovyExpression(reader, skipLines(reader, colon + 1), depth + 1);
	return { outcomes: [...first.outcomes, ...second.outcomes], elements: undefined, end: second.end };
}

function textAt({ tokens }: GroovyReader, at: number): string {
	const token = tokens[at];
	return token === undefined || token.kind === 'string' ? '' : token.text;
}

/** The place of the next token that is no line end. */
export function skipLines({ tokens }: Pick<GroovyReader, 'tokens'>, at: number): number {
	let next = at;
	while (tokens[next]?.kind === 'newline') next++;
	return next;
}

function readSum(reader: GroovyReader, at: number, depth: number): GroovyExpression {
	const first = readOperand(reader, at, depth);
	const parts = [first];
	let { end } = first;
	for (;;) {
		const plus = skipLines(reader, end);
		if (textAt(reader, plus) !== '+' || end === at) break;
		const from = skipLines(reader, plus + 1);
		const operand = readOperand(reader, from, depth);
		if (operand.end === from) break;
		parts.push(operand);
		end = operand.end;
	}
	if (parts.length === 1) return first;
	const texts = parts.map((part, index) => single(reader, part, index === 0 ? at : part.from));
	return { outcomes: [join(texts)], elements: undefined, end };
}

function join(texts: readonly MappedText[], separator = ''): MappedText {
	const builder = MappedText.builder(texts[0]?.span.start ?? 0);
	for (const [index, text] of texts.entries()) {
		const gap = { start: text.span.start, end: text.span.start };
		if (index > 0 && separator !== '') builder.write(separator, gap);
		builder.copy(text, 0, text.length);
	}
	return builder.build(texts.at(-1)?.span.end);
}

interface Operand extends GroovyExpression {
	/** The place of its first token. */
	readonly from: number;
}

/** The one text of an operand, or a hole for it. */
function single(reader: GroovyReader, { outcomes, end }: GroovyExpression, from: number): MappedText {
	if (outcomes.length === 1) return outcomes[0]!;
	reader.inner.push(...outcomes);
	const text = hole(reader, from, end);
	reader.inserted.set(text.span.start, outcomes);
	return separate(text, reader);
}

/**
 * The text with a blank beside each hole that can only come to nothing or to words of its own: in
 * `"a${c ? ' --push' : ''}"` the word `a` ends before it.
 */
function separate(text: MappedText, { inserted }: GroovyReader): MappedText {
	if (inserted.size === 0 || !text.isDynamic) return text;
	const builder = MappedText.builder(text.span.start);
	let at = 0;
	for (const { index } of text.expansions) {
		const { start, end } = text.spanOf(index, index + 1);
		const outcomes = inserted.get(start) ?? [];
		const isApart = (pattern: RegExp) => outcomes.length > 1 && outcomes.every((outcome) => pattern.test(outcome.text));
		builder.copy(text, at, index);
		if (isApart(/^(?:\s|$)/)) builder.write(' ', { start, end: start });
		builder.copy(text, index, index + 1);
		if (isApart(/(?:^|\s)$/)) builder.write(' ', { start: end, end });
		at = index + 1;
	}
	return builder.copy(text, at, text.length).build(text.span.end);
}

function hole({ source, tokens }: GroovyReader, from: number, end: number): MappedText {
	const typed = source.slice(tokens[from]?.from ?? source.length, tokens[end - 1]?.to ?? source.length);
	return MappedText.builder(typed.span.start).hole(`\${${typed.written}}`, typed.span).build();
}

function readOperand(reader: GroovyReader, from: number, depth: number): Operand {
	const { tokens } = reader;
	const token = tokens[from];
	const nothing: Operand = { outcomes: [], elements: undefined, end: from, from };
	if (token === undefined) return nothing;
	if (token.kind === 'string')
		return readSuffixes(reader, { ...nothing, outcomes: [textOf(reader, token)], end: from + 1 });
	if (token.text === '(' || token.text === '[') {
		if (token.closing === undefined) return nothing;
		const end = token.closing + 1;
		if (token.text === '[') {
			const elements = readItems(reader, from + 1, { closing: token.closing, depth: depth + 1 });
			return readSuffixes(reader, { ...nothing, elements, end });
		}
		const inner = readGroovyExpression(reader, skipLines(reader, from + 1), depth + 1);
		const isWhole = skipLines(reader, inner.end) === token.closing;
		return readSuffixes(reader, { ...nothing, outcomes: isWhole ? inner.outcomes : [], end });
	}
	if (token.text === '{') return token.closing === undefined ? nothing : { ...nothing, end: token.closing + 1 };
	if (token.text === '!' || token.text === '-' || token.text === 'new') {
		return { ...nothing, end: readOperandEnd(reader, from + 1, depth) };
	}
	if (token.kind !== 'name') return nothing;
	const suffixed = readSuffixes(reader, { ...nothing, outcomes: [], end: from + 1 });
	return { ...suffixed, outcomes: [hole(reader, from, suffixed.end)] };
}

function readOperandEnd(reader: GroovyReader, from: number, depth: number): number {
	return depth > DEEPEST ? from : readOperand(reader, from, depth + 1).end;
}

/** What stands behind an operand: `.name`, `(…)`, `[…]`. */
function readSuffixes(reader: GroovyReader, operand: Operand): Operand {
	const { tokens } = reader;
	let { outcomes, elements, end } = operand;
	for (;;) {
		const dot = skipLines(reader, end);
		const sign = textAt(reader, dot);
		const isDot = (sign === '.' || sign === '?.') && tokens[dot + 1]?.kind === 'name';
		if (isDot) {
			const name = textAt(reader, dot + 1);
			const call = tokens[dot + 2];
			const close = call?.text === '(' ? call.closing : undefined;
			end = close === undefined ? dot + 2 : close + 1;
			if (name === 'join' && elements !== undefined && close !== undefined) {
				const separator = tokens[dot + 3]?.string?.value.text ?? '';
				const texts = elements.flatMap((element) => element.outcomes.slice(0, 1));
				outcomes = texts.length > 0 ? [join(texts, separator)] : [];
			} else if (!KEEPING.test(name)) outcomes = [];
			elements = undefined;
			continue;
		}
		const bracket = tokens[end];
		const isBracket = bracket?.kind === 'sign' && (bracket.text === '(' || bracket.text === '[');
		if (!isBracket || bracket.closing === undefined || operand.outcomes.length > 0) break;
		end = bracket.closing + 1;
		outcomes = [];
		elements = undefined;
	}
	return { ...operand, outcomes, elements, end };
}

/** The items of a list or the arguments of a call, one expression each; the value of `name: value`. */
function readItems(
	reader: GroovyReader,
	from: number,
	{ closing, depth }: { readonly closing: number; readonly depth: number },
): readonly GroovyExpression[] {
	const items: GroovyExpression[] = [];
	for (let at = from; at < closing; ) {
		const start = skipLines(reader, at);
		const item = readGroovyExpression(reader, start, depth);
		if (item.end > start) items.push(item);
		at = nextItem(reader, Math.max(item.end, start), closing);
	}
	return items;
}

/** The place behind the next comma, brackets skipped. */
export function nextItem({ tokens }: Pick<GroovyReader, 'tokens'>, from: number, closing: number): number {
	for (let at = from; at < closing; at++) {
		const token = tokens[at]!;
		if (token.kind === 'sign' && token.text === ',') return at + 1;
		if (token.closing !== undefined) at = token.closing;
	}
	return closing;
}

/** The text of a string; what its `${…}` can come to is noted. */
function textOf(reader: GroovyReader, { string }: GroovyToken): MappedText {
	for (const { offset, from, to } of string?.insertions ?? []) {
		if (reader.inserted.has(offset) || !/["']/.test(reader.source.text.slice(from, to))) continue;
		const inside = { ...reader, tokens: readTokens(reader.source, from, to).tokens };
		reader.inserted.set(offset, []);
		const { outcomes } = readGroovyExpression(inside, skipLines(inside, 0), DEEPEST / 2);
		reader.inserted.set(offset, outcomes);
		reader.inner.push(...outcomes);
	}
	return separate(string!.value, reader);
}
