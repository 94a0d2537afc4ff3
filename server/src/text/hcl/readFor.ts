import type { HclCursor } from './cursor.ts';
import type { HclExpression, HclFor } from './syntax.ts';

/** Reads `[for a, b in c : d if e]` or `{for a, b in c : k => v… if e}`, the bracket being here. */
export function readFor(
	cursor: HclCursor,
	close: ']' | '}',
	readExpression: (cursor: HclCursor, spansLines: boolean) => HclExpression,
): HclFor {
	const start = cursor.at++;
	cursor.awaited[close]++;
	cursor.skip(true);
	cursor.takeName();
	const names = takeNames(cursor);
	const collection = readExpression(cursor, true);
	cursor.skip(true);
	if (cursor.peek() === ':') cursor.at++;
	let result = readExpression(cursor, true);
	let key: HclExpression | undefined;
	cursor.skip(true);
	if (cursor.startsWith('=>')) {
		cursor.at += 2;
		key = result;
		result = readExpression(cursor, true);
		cursor.skip(true);
	}
	if (cursor.startsWith('...')) {
		cursor.at += 3;
		cursor.skip(true);
	}
	let condition: HclExpression | undefined;
	const before = cursor.at;
	if (cursor.takeName() === 'if') condition = readExpression(cursor, true);
	else cursor.at = before;
	passRest(cursor, close, readExpression);
	cursor.awaited[close]--;
	const span = cursor.spanFrom(start);
	return { kind: 'for', names, collection, key, result, condition, isObject: close === '}', span };
}

/** Takes the names up to and with `in`. */
function takeNames(cursor: HclCursor): readonly string[] {
	const names: string[] = [];
	for (;;) {
		cursor.skip(true);
		const name = cursor.takeName();
		if (name === 'in') break;
		if (name !== '') names.push(name);
		else if (cursor.peek() === ',') cursor.at++;
		else break;
	}
	return names;
}

/** Passes over whatever else stands before the closing bracket. */
function passRest(
	cursor: HclCursor,
	close: ']' | '}',
	readExpression: (cursor: HclCursor, spansLines: boolean) => HclExpression,
): void {
	for (;;) {
		cursor.skip(true);
		const char = cursor.peek();
		if (char === '' || cursor.isStatementAhead()) return;
		if (char === close) {
			cursor.at++;
			return;
		}
		if ((char === ']' || char === ')' || char === '}') && cursor.awaited[char] > 0) return;
		const before = cursor.at;
		readExpression(cursor, true);
		if (cursor.at === before) cursor.at++;
	}
}
