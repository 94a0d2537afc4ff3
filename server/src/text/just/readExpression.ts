import { MappedText } from '../mappedText.ts';
import { readJustString } from './readStrings.ts';

/** What an expression of a justfile says. */
export interface JustExpression {
	/**
	 * The texts it can come to, one for each branch; what is not known is a hole that reads as `{{ name }}` would:
	 * `"ref=" + image` is `ref=￼`, the hole written `{{image}}`.
	 */
	readonly outcomes: readonly MappedText[];
	/** Commands whose output it takes: those in backticks and in `shell('…')`. */
	readonly commands: readonly MappedText[];
	readonly end: number;
}

/** Reads the expression at an index, as far as it goes; on lines of their own parts may stand only inside brackets. */
export function readJustExpression(source: MappedText, from: number, to = source.length): JustExpression {
	const reader: Reader = { source, at: from, to, commands: [], brackets: 0, depth: 0 };
	const outcomes = readChoice(reader);
	return { outcomes, commands: reader.commands, end: reader.at };
}

interface Reader {
	readonly source: MappedText;
	readonly to: number;
	readonly commands: MappedText[];
	at: number;
	brackets: number;
	depth: number;
}

type Outcomes = readonly MappedText[];

const DEEPEST = 50;
const NAME = /[A-Za-z_][\w-]*/y;
/** Functions that give their last argument when nothing else is known. */
const DEFAULTING = /^(?:env|env_var_or_default)$/;
/** Functions that give their argument as far as an entry is concerned. */
const KEEPING = /^(?:quote|trim|trim_start|trim_end)$/;

function skipSpace(reader: Reader): void {
	const { text } = reader.source;
	for (; reader.at < reader.to; reader.at++) {
		const sign = text[reader.at]!;
		const isSpace = sign === ' ' || sign === '\t' || (reader.brackets > 0 && (sign === '\n' || sign === '\r'));
		if (!isSpace) return;
	}
}

function takes(reader: Reader, sign: string): boolean {
	skipSpace(reader);
	if (!reader.source.text.startsWith(sign, reader.at) || reader.at + sign.length > reader.to) return false;
	reader.at += sign.length;
	return true;
}

/** `a && b`, `a || b`: either side. */
function readChoice(reader: Reader): Outcomes {
	const found = [...readSum(reader)];
	while (takes(reader, '&&') || takes(reader, '||')) found.push(...readSum(reader));
	return found;
}

/** `a + b`, `a / b`. */
function readSum(reader: Reader): Outcomes {
	skipSpace(reader);
	const start = reader.at;
	// A path may begin with a slash.
	const isRooted = takes(reader, '/');
	const first = readTerm(reader);
	let sum = isRooted ? [slash(reader, start), single(reader, first, start)] : undefined;
	for (;;) {
		skipSpace(reader);
		const sign = reader.at;
		const isPath = takes(reader, '/');
		if (!isPath && !takes(reader, '+')) break;
		sum ??= [single(reader, first, start)];
		skipSpace(reader);
		const from = reader.at;
		const operand = readTerm(reader);
		if (reader.at === from) break;
		if (isPath) sum.push(slash(reader, sign));
		sum.push(single(reader, operand, from));
	}
	if (sum === undefined) return first;
	const builder = MappedText.builder(sum[0]!.span.start);
	for (const part of sum) builder.copy(part, 0, part.length);
	return [builder.build()];
}

function slash({ source }: Reader, at: number): MappedText {
	const span = source.spanOf(at, at + 1);
	return MappedText.builder(span.start).write('/', span).build();
}

/** The one text of an operand, or a hole for it. */
function single(reader: Reader, outcomes: Outcomes, from: number): MappedText {
	return outcomes.length === 1 ? outcomes[0]! : hole(reader, from);
}

function hole({ source, at }: Reader, from: number): MappedText {
	const typed = source.slice(from, at).trim();
	return MappedText.builder(typed.span.start).hole(`{{${typed.written}}}`, typed.span).build();
}

function readTerm(reader: Reader): Outcomes {
	skipSpace(reader);
	const { source } = reader;
	const from = reader.at;
	if (from >= reader.to || reader.depth > DEEPEST) return [];
	const string = readJustString(source, from);
	if (string !== undefined) {
		reader.at = Math.min(string.end, reader.to);
		if (!string.isCommand) return [string.value];
		reader.commands.push(string.value);
		return [hole(reader, from)];
	}
	if (takes(reader, '(')) return inBrackets(reader, ')', readChoice);
	NAME.lastIndex = from;
	const name = NAME.exec(source.text)?.[0];
	if (name === undefined || from + name.length > reader.to) return [];
	reader.at = from + name.length;
	if (name === 'if') return readConditional(reader);
	if (source.text[reader.at] !== '(') return [hole(reader, from)];
	reader.at++;
	const args = inBrackets(reader, ')', readArguments);
	const last = args.at(-1);
	if (name === 'shell') reader.commands.push(...(args[0] ?? []));
	if (last !== undefined && ((DEFAULTING.test(name) && args.length > 1) || KEEPING.test(name))) return last;
	return [hole(reader, from)];
}

function inBrackets<T>(reader: Reader, closing: string, read: (reader: Reader) => T): T {
	reader.brackets++;
	reader.depth++;
	const found = read(reader);
	takes(reader, closing);
	reader.brackets--;
	reader.depth--;
	return found;
}

function readArguments(reader: Reader): readonly Outcomes[] {
	const found: Outcomes[] = [];
	do {
		skipSpace(reader);
		const from = reader.at;
		const outcomes = readChoice(reader);
		if (reader.at > from) found.push(outcomes);
	} while (takes(reader, ','));
	return found;
}

/** `if a == b { x } else { y }`: `x` or `y`. */
function readConditional(reader: Reader): Outcomes {
	const found: MappedText[] = [];
	for (;;) {
		reader.brackets++;
		reader.depth++;
		readChoice(reader);
		if (takes(reader, '==') || takes(reader, '!=') || takes(reader, '=~') || takes(reader, '!~')) readChoice(reader);
		reader.brackets--;
		reader.depth--;
		if (!takes(reader, '{')) return found;
		found.push(...inBrackets(reader, '}', readChoice));
		reader.brackets++;
		const hasElse = takes(reader, 'else');
		const goesOn = hasElse && takes(reader, 'if');
		reader.brackets--;
		if (goesOn) continue;
		if (hasElse && takes(reader, '{')) found.push(...inBrackets(reader, '}', readChoice));
		return found;
	}
}
