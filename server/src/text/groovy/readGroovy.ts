import type { MappedText } from '../mappedText.ts';
import { type GroovyExpression, type GroovyReader, nextItem, readGroovyExpression, skipLines } from './expressions.ts';
import { type GroovyToken, readTokens } from './tokens.ts';

export type { GroovyExpression } from './expressions.ts';

/** An argument of a call: `script: 'make'` has the name `script`. */
export interface GroovyArgument extends GroovyExpression {
	readonly name: string | undefined;
}

/** A call whose first argument may be a text: `sh 'make'`, `docker.build(name, args)`, `sh(script: "…")`. */
export interface GroovyCall {
	readonly name: string;
	/** The name before the dot, `docker` of `docker.build(…)`. */
	readonly receiver: string | undefined;
	readonly arguments: readonly GroovyArgument[];
	readonly offset: number;
}

/** `name = value` and `name += value`; of `env.TAG = …` the name is `TAG`. */
export interface GroovyAssignment extends GroovyExpression {
	readonly name: string;
	readonly isAppended: boolean;
}

/** What is read of a piece of Groovy. */
export interface GroovyFile {
	readonly calls: readonly GroovyCall[];
	readonly assignments: readonly GroovyAssignment[];
	/** Texts that are part of larger ones, one of several. */
	readonly inner: readonly MappedText[];
	/** What the hole at an offset can come to. */
	readonly inserted: ReadonlyMap<number, readonly MappedText[]>;
	readonly comments: readonly MappedText[];
	/** Where every string that runs over lines begins and ends, in the document. */
	readonly blocks: readonly { readonly start: number; readonly end: number }[];
}

/** More arguments, or longer statements without brackets, are not looked at. */
const MOST_ARGUMENTS = 20;
const LONGEST = 500;

/** Reads what calls and assignments of Groovy say in strings; broken code gives less, never an error. */
export function readGroovy(source: MappedText): GroovyFile {
	const { tokens, comments } = readTokens(source);
	const reader: GroovyReader = { source, tokens, inner: [], inserted: new Map() };
	const calls: GroovyCall[] = [];
	const assignments: GroovyAssignment[] = [];
	for (const [at, token] of tokens.entries()) {
		if (token.kind !== 'name') continue;
		const next = tokens[at + 1];
		if (next?.kind === 'sign' && (next.text === '=' || next.text === '+=')) {
			const expression = readGroovyExpression(reader, skipLines(reader, at + 2));
			assignments.push({ ...expression, name: token.text, isAppended: next.text === '+=' });
			continue;
		}
		const args = readArguments(reader, at + 1);
		if (args === undefined) continue;
		const receiver = tokens[at - 1]?.text === '.' ? tokens[at - 2]?.text : undefined;
		calls.push({ name: token.text, receiver, arguments: args, offset: source.startOf(token.from) });
	}
	const blocks = tokens.filter(isBlock).map(({ from, to }) => source.spanOf(from, to));
	return { calls, assignments, inner: reader.inner, inserted: reader.inserted, comments, blocks };
}

function isBlock({ kind, text }: GroovyToken): boolean {
	return kind === 'string' && text.includes('\n');
}

/** The arguments behind the name of a call, in brackets or without; `undefined` when it is no call. */
function readArguments(reader: GroovyReader, at: number): readonly GroovyArgument[] | undefined {
	const { tokens } = reader;
	const first = tokens[at];
	if (first === undefined) return undefined;
	const isInBrackets = first.text === '(' && first.kind === 'sign';
	if (isInBrackets && first.closing === undefined) return undefined;
	const isNamed = first.kind === 'name' && tokens[at + 1]?.text === ':';
	if (!isInBrackets && first.kind !== 'string' && !isNamed && !/^[[\w]/.test(first.text)) return undefined;
	if (!isInBrackets && !isNamed && first.kind !== 'string' && !hasTextAhead(reader, at)) return undefined;
	const closing = isInBrackets ? first.closing! : lineEnd(reader, at);
	const args: GroovyArgument[] = [];
	for (let next = isInBrackets ? at + 1 : at; next < closing && args.length < MOST_ARGUMENTS; ) {
		const start = skipLines(reader, next);
		const isPair = tokens[start]?.kind === 'name' && tokens[start + 1]?.text === ':';
		const from = isPair ? skipLines(reader, start + 2) : start;
		const expression = readGroovyExpression(reader, from);
		args.push({ ...expression, name: isPair ? tokens[start]!.text : undefined });
		next = nextItem(reader, Math.max(expression.end, from), closing);
		// Without brackets a call goes on behind a comma only.
		if (!isInBrackets && tokens[next - 1]?.text !== ',') break;
	}
	return args;
}

/** Whether what stands behind a name is a text put together: `sh command + " --push"`, `sh([…].join(' '))`. */
function hasTextAhead({ tokens }: GroovyReader, at: number): boolean {
	const first = tokens[at]!;
	if (first.text === '[') return first.closing !== undefined && tokens[first.closing + 1]?.text === '.';
	const second = tokens[at + 1];
	return first.kind === 'name' && second?.kind === 'sign' && /^[+.?]$/.test(second.text);
}

/** Where the statement at a token ends at the latest: a line end that no comma or operator stands before. */
function lineEnd({ tokens }: GroovyReader, from: number): number {
	let at = from;
	for (; at < tokens.length && at < from + LONGEST; at++) {
		const token = tokens[at]!;
		if (token.closing !== undefined) at = token.closing;
		else if (token.text === '}' || token.text === ';' || token.text === ')') return at;
		else if (token.kind === 'newline' && !/^[,+?:]$/.test(tokens[at - 1]?.text ?? '')) {
			const next = skipLines({ tokens }, at);
			if (!/^[+?.]$/.test(tokens[next]?.text ?? '')) return at;
		}
	}
	return at;
}
