import { MappedText } from '../mappedText.ts';
import type { CodeToken } from './tokens.ts';

/** A stretch of tokens, the last one not included. */
export interface CodeRange {
	readonly from: number;
	readonly to: number;
}

/** A program, read: the text and its tokens. */
export interface Code {
	readonly source: MappedText;
	readonly tokens: readonly CodeToken[];
}

/** How deep variables and brackets are followed. */
const DEEPEST = 6;
/** Signs that choose between values: what stands on either side may be the value. */
const CHOOSING = /^(?:\?|:|\|\||&&|\?\?|if|else|or|and)$/;
/** A line that begins or ends with one of these goes on. */
const JOINING = /^(?:[.,+?:=([{&|]|\?\.|\|\||&&|\?\?|=>|\+=)$/;

/** The parts of a stretch between the tokens that divide it, brackets skipped. */
function split(
	{ tokens }: Code,
	{ from, to }: CodeRange,
	divides: (token: CodeToken) => boolean,
): readonly CodeRange[] {
	const parts: CodeRange[] = [];
	let start = from;
	for (let at = from; at < to; at++) {
		const token = tokens[at]!;
		if (token.kind !== 'string' && divides(token)) {
			parts.push({ from: start, to: at });
			start = at + 1;
		} else if (token.closing !== undefined) at = Math.min(token.closing, to - 1);
	}
	return [...parts, { from: start, to }].filter((part) => part.from < part.to);
}

/** The items between a bracket and the one that closes it: the arguments of a call, the elements of a list. */
export function itemsOf(code: Code, bracket: number): readonly CodeRange[] {
	const closing = code.tokens[bracket]?.closing;
	if (closing === undefined) return [];
	return split(code, { from: bracket + 1, to: closing }, ({ text }) => text === ',');
}

/**
 * The texts that an expression can come to, as far as they stand in the program: `c ? 'a' : 'b' + x` comes to `a`, and
 * to `b` with an expansion behind it. The elements of a list count one each, and variables give what is assigned to them
 * or pushed onto them.
 */
export function textsOf(code: Code, range: CodeRange): readonly MappedText[] {
	return readTexts({ ...code, followed: new Set() }, range, 0);
}

/** A program with the variables that were followed so far; each is followed once. */
interface Following extends Code {
	readonly followed: Set<string>;
}

function readTexts(code: Following, range: CodeRange, depth: number): readonly MappedText[] {
	if (depth > DEEPEST) return [];
	return split(code, range, ({ text }) => CHOOSING.test(text))
		.filter((part) => !isCondition(code, part, range))
		.flatMap((part) => textsOfPart(code, part, depth));
}

/** Whether a part only decides: it stands before `?` or `&&`, or behind the `if` of Python. */
function isCondition({ tokens }: Code, part: CodeRange, range: CodeRange): boolean {
	const after = part.to < range.to ? tokens[part.to]!.text : '';
	const before = part.from > range.from ? tokens[part.from - 1]!.text : '';
	return /^(?:\?|&&|and)$/.test(after) || before === 'if';
}

function textsOfPart(code: Following, range: CodeRange, depth: number): readonly MappedText[] {
	const { tokens } = code;
	const terms = split(code, range, ({ text }) => text === '+');
	if (terms.length > 1) {
		const hasText = terms.some(({ from, to }) => to === from + 1 && tokens[from]!.value !== undefined);
		return hasText ? [join(code, terms)] : [];
	}
	const first = tokens[range.from]!;
	const behind = first.closing === undefined ? range.from + 1 : first.closing + 1;
	const separated = separatedList(code, range);
	if (separated !== undefined) return readTexts(code, separated, depth + 1);
	if (behind < range.to && !isKept(code, { from: behind, to: range.to })) return [];
	if (first.value !== undefined) return [first.value];
	if (first.text === '(' && first.closing !== undefined) {
		return readTexts(code, { from: range.from + 1, to: first.closing }, depth + 1);
	}
	if (first.text === '[') return itemsOf(code, range.from).flatMap((item) => readTexts(code, item, depth + 1));
	return first.kind === 'name' ? textsOfVariable(code, first.text, depth + 1) : [];
}

/** Whether what is called on a value leaves its texts as they are: `.join('\n')`, `.trim()`, `.filter(Boolean)`. */
function isKept(code: Code, { from, to }: CodeRange): boolean {
	const [dot, name, call] = code.tokens.slice(from, from + 3);
	if (dot?.text !== '.' || !/^(?:join|trim|strip|filter|flat)$/.test(name?.text ?? '')) return false;
	if (call?.text !== '(' || call.closing === undefined) return false;
	return call.closing + 1 === to || isKept(code, { from: call.closing + 1, to });
}

/** The list that is put together in Python's way, `"\n".join(lines)`. */
function separatedList({ tokens }: Code, { from, to }: CodeRange): CodeRange | undefined {
	const [separator, dot, name, call] = tokens.slice(from, from + 4);
	const isJoin = separator?.value !== undefined && dot?.text === '.' && name?.text === 'join' && call?.text === '(';
	return isJoin && call.closing === to - 1 ? { from: from + 4, to: to - 1 } : undefined;
}

function join({ source, tokens }: Code, terms: readonly CodeRange[]): MappedText {
	const builder = MappedText.builder(source.startOf(tokens[terms[0]!.from]!.from));
	for (const { from, to } of terms) {
		const value = to === from + 1 ? tokens[from]!.value : undefined;
		if (value !== undefined) {
			builder.copy(value, 0, value.length);
			continue;
		}
		const typed = source.slice(tokens[from]!.from, tokens[to - 1]!.to);
		builder.hole(`\${${typed.written}}`, typed.span);
	}
	return builder.build();
}

/** What is assigned to a variable, and pushed or appended to it. */
function textsOfVariable(code: Following, name: string, depth: number): readonly MappedText[] {
	if (code.followed.has(name)) return [];
	code.followed.add(name);
	const { tokens } = code;
	return tokens.flatMap((token, at): readonly MappedText[] => {
		if (token.kind !== 'name' || token.text !== name || /^\??\.$/.test(tokens[at - 1]?.text ?? '')) return [];
		const sign = tokens[at + 1]?.text;
		if (sign === '=' || sign === '+=')
			return readTexts(code, { from: at + 2, to: endOfStatement(code, at + 2) }, depth);
		const isPush = sign === '.' && /^(?:push|unshift|append|extend)$/.test(tokens[at + 2]?.text ?? '');
		if (!isPush || tokens[at + 3]?.text !== '(') return [];
		return itemsOf(code, at + 3).flatMap((item) => readTexts(code, item, depth));
	});
}

function endOfStatement({ tokens }: Code, from: number): number {
	for (let at = from; at < tokens.length; at++) {
		const { text, isFirst, closing } = tokens[at]!;
		if (text === ';' || /^[)\]}]$/.test(text)) return at;
		const isNext = isFirst && at > from && !JOINING.test(text) && !JOINING.test(tokens[at - 1]!.text);
		if (isNext) return at;
		if (closing !== undefined) at = closing;
	}
	return tokens.length;
}
