import { join } from '../span.ts';
import { type HclCursor, MAX_DEPTH } from './cursor.ts';
import { readFor } from './readFor.ts';
import { isHeredocAhead, readHeredoc, readString } from './readString.ts';
import type { HclCall, HclExpression, HclList, HclObject, HclObjectItem } from './syntax.ts';

/**
 * Reads the expression here. Where there is none it takes nothing and gives a missing one; `spansLines` is true inside
 * brackets, where a line end is a blank.
 */
export function readExpression(cursor: HclCursor, spansLines: boolean): HclExpression {
	cursor.skip(spansLines);
	if (cursor.depth >= MAX_DEPTH || cursor.isStatementAhead()) return cursor.missing();
	cursor.depth++;
	const condition = readOperation(cursor, spansLines);
	const end = cursor.at;
	cursor.skip(spansLines);
	let result = condition;
	if (cursor.peek() === '?') {
		cursor.at++;
		const consequent = readExpression(cursor, spansLines);
		cursor.skip(spansLines);
		const hasElse = cursor.peek() === ':';
		if (hasElse) cursor.at++;
		const otherwise = hasElse ? readExpression(cursor, spansLines) : cursor.missing();
		result = {
			kind: 'conditional',
			condition,
			consequent,
			alternative: otherwise,
			span: join(condition.span, otherwise.span),
		};
	} else if (!cursor.isAtLineStart) cursor.at = end;
	cursor.depth--;
	return result;
}

/** Reads operands with operators between them, as far as they go. */
function readOperation(cursor: HclCursor, spansLines: boolean): HclExpression {
	const operands = [readOperand(cursor)];
	for (;;) {
		const end = cursor.at;
		cursor.skip(spansLines);
		const operator = operatorLength(cursor);
		if (operator === 0 || isHeredocAhead(cursor) || cursor.isStatementAhead()) {
			if (!cursor.isAtLineStart) cursor.at = end;
			break;
		}
		cursor.at += operator;
		cursor.skip(spansLines);
		if (cursor.isStatementAhead()) break;
		operands.push(readOperand(cursor));
	}
	const first = operands[0]!;
	if (operands.length === 1) return first;
	return { kind: 'operation', operands, span: join(first.span, operands[operands.length - 1]!.span) };
}

/** Length of the operator here, 0 when there is none. */
function operatorLength(cursor: HclCursor): number {
	const char = cursor.peek();
	if (char === '' || !'=!<>&|+-*/%'.includes(char)) return 0;
	const next = cursor.at + 1 < cursor.limit ? cursor.text[cursor.at + 1] : '';
	if (char === '=' || char === '!') return next === '=' ? 2 : 0;
	if (char === '&' || char === '|') return next === char ? 2 : 0;
	return (char === '<' || char === '>') && next === '=' ? 2 : 1;
}

function readOperand(cursor: HclCursor): HclExpression {
	const start = cursor.at;
	while (cursor.peek() === '!' || cursor.peek() === '-') {
		cursor.at++;
		cursor.skip(false);
	}
	const hasSign = cursor.at > start;
	const operand = readPicked(cursor);
	return hasSign ? { kind: 'operation', operands: [operand], span: cursor.spanFrom(start) } : operand;
}

/** Reads a value and what is picked from it: `m["a"].b`, `f(x)[0]`, `list.*.name`. */
function readPicked(cursor: HclCursor): HclExpression {
	const start = cursor.at;
	const object = readPrimary(cursor);
	const objectEnd = cursor.at;
	const indices: HclExpression[] = [];
	for (;;) {
		if (cursor.peek() === '.') {
			const before = cursor.at++;
			if (cursor.peek() === '*') cursor.at++;
			else if (isDigit(cursor.peek())) takeDigits(cursor);
			else if (cursor.takeName() === '') {
				cursor.at = before;
				break;
			}
		} else if (cursor.peek() === '[' && object.kind !== 'missing' && object.kind !== 'literal') {
			indices.push(...readItems(cursor, ']').items);
		} else break;
	}
	if (object.kind === 'reference') {
		return { ...object, path: cursor.text.slice(start, cursor.at), indices, span: cursor.spanFrom(start) };
	}
	return cursor.at === objectEnd ? object : { kind: 'access', object, indices, span: cursor.spanFrom(start) };
}

function readPrimary(cursor: HclCursor): HclExpression {
	const start = cursor.at;
	const char = cursor.peek();
	if (char === '"') return readString(cursor, readInside);
	if (char === '<' && isHeredocAhead(cursor)) return readHeredoc(cursor, readInside);
	if (char === '[') return readList(cursor);
	if (char === '{') return readObject(cursor);
	if (char === '(') return readParenthesised(cursor);
	if (isDigit(char)) {
		const text = takeNumber(cursor);
		return { kind: 'literal', text, span: cursor.spanFrom(start) };
	}
	const name = takeQualifiedName(cursor);
	if (name === '') return cursor.missing();
	if (name === 'true' || name === 'false' || name === 'null') {
		return { kind: 'literal', text: name, span: cursor.spanFrom(start) };
	}
	const nameSpan = cursor.spanFrom(start);
	if (cursor.peek() === '(') {
		const { items } = readItems(cursor, ')');
		return { kind: 'call', name, nameSpan, args: items, span: cursor.spanFrom(start) } satisfies HclCall;
	}
	return { kind: 'reference', name, path: name, indices: [], span: nameSpan };
}

function isDigit(char: string): boolean {
	return char >= '0' && char <= '9';
}

/** `provider::f` is one name. */
function takeQualifiedName(cursor: HclCursor): string {
	let name = cursor.takeName();
	while (name !== '' && cursor.startsWith('::')) {
		cursor.at += 2;
		name += `::${cursor.takeName()}`;
	}
	return name;
}

function takeNumber(cursor: HclCursor): string {
	const match = /^[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/.exec(
		cursor.text.slice(cursor.at, Math.min(cursor.at + 64, cursor.limit)),
	);
	cursor.at += match![0].length;
	return match![0];
}

function takeDigits(cursor: HclCursor): void {
	while (isDigit(cursor.peek())) cursor.at++;
}

/** An expression that fills a template. */
export function readInside(cursor: HclCursor): HclExpression {
	return readExpression(cursor, true);
}

function readParenthesised(cursor: HclCursor): HclExpression {
	const start = cursor.at++;
	cursor.awaited[')']++;
	const inner = readExpression(cursor, true);
	cursor.skip(true);
	cursor.awaited[')']--;
	if (cursor.peek() === ')') cursor.at++;
	return { kind: 'parenthesised', inner, span: cursor.spanFrom(start) };
}

function readList(cursor: HclCursor): HclExpression {
	const start = cursor.at;
	if (isForAhead(cursor)) {
		return readFor(cursor, ']', readExpression);
	}
	const { items, isClosed } = readItems(cursor, ']');
	return { kind: 'list', items, isClosed, span: cursor.spanFrom(start) } satisfies HclList;
}

/** Whether `for name` follows the bracket here. */
function isForAhead(cursor: HclCursor): boolean {
	const { at } = cursor;
	cursor.at++;
	cursor.skip(true);
	let isFor = cursor.takeName() === 'for';
	if (isFor) {
		cursor.skip(true);
		isFor = cursor.takeName() !== '';
	}
	cursor.at = at;
	return isFor;
}

/** Reads `[…]` or `(…)`: expressions with commas between them, or without. */
function readItems(
	cursor: HclCursor,
	close: ']' | ')',
): { readonly items: readonly HclExpression[]; readonly isClosed: boolean } {
	const items: HclExpression[] = [];
	let isClosed = false;
	cursor.at++;
	cursor.awaited[close]++;
	for (;;) {
		cursor.skip(true);
		const char = cursor.peek();
		if (char === '' || cursor.isStatementAhead()) break;
		if (char === close) {
			isClosed = true;
			cursor.at++;
			break;
		}
		if (isClosing(char) && cursor.awaited[char] > 0) break;
		const before = cursor.at;
		const item = readExpression(cursor, true);
		if (cursor.at === before) cursor.at++;
		else items.push(item);
	}
	cursor.awaited[close]--;
	return { items, isClosed };
}

function isClosing(char: string): char is ']' | ')' | '}' {
	return char === ']' || char === ')' || char === '}';
}

function readObject(cursor: HclCursor): HclExpression {
	if (isForAhead(cursor)) return readFor(cursor, '}', readExpression);
	const start = cursor.at++;
	const items: HclObjectItem[] = [];
	let isClosed = false;
	cursor.awaited['}']++;
	for (;;) {
		cursor.skip(true);
		const char = cursor.peek();
		if (char === '' || cursor.isStatementAhead(true)) break;
		if (char === '}') {
			isClosed = true;
			cursor.at++;
			break;
		}
		if (isClosing(char) && cursor.awaited[char] > 0) break;
		const before = cursor.at;
		const item = readObjectItem(cursor);
		if (item !== undefined) items.push(item);
		if (cursor.at === before) cursor.at++;
	}
	cursor.awaited['}']--;
	return { kind: 'object', items, isClosed, span: cursor.spanFrom(start) } satisfies HclObject;
}

function readObjectItem(cursor: HclCursor): HclObjectItem | undefined {
	const start = cursor.at;
	if (cursor.depth >= MAX_DEPTH) return undefined;
	cursor.depth++;
	const key = readOperation(cursor, false);
	cursor.depth--;
	if (cursor.at === start) return undefined;
	const keyEnd = cursor.at;
	cursor.skip(false);
	const hasValue = cursor.peek() === '=' || cursor.peek() === ':';
	if (hasValue) cursor.at++;
	else cursor.at = keyEnd;
	const value = hasValue ? readExpression(cursor, false) : cursor.missing();
	const name =
		key.kind === 'reference' && key.path === key.name
			? key.name
			: key.kind === 'string' && !key.value.isDynamic
				? key.value.text
				: undefined;
	const nameSpan = key.kind === 'string' ? key.value.span : key.span;
	return { key, name, nameSpan, value, span: cursor.spanFrom(start) };
}
