import type { MappedText } from '../mappedText.ts';
import { HclCursor, MAX_DEPTH } from './cursor.ts';
import { readExpression, readInside } from './readExpression.ts';
import { readString, readTemplateText } from './readString.ts';
import type { HclAttribute, HclBlock, HclBody, HclFile, HclString } from './syntax.ts';

export { type FoundString, stringsIn } from './stringsIn.ts';
export type * from './syntax.ts';

/**
 * Reads HCL, the language of Docker's bake files, finished or half typed: an open string ends at its line's end, an open
 * bracket before the next attribute or block, and what cannot be read is passed over.
 *
 * `target "app" { cache-to = ["type=gha"] }` is one block with one attribute whose value is a list of one string.
 *
 * Grammar: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
export function readHcl(source: MappedText): HclFile {
	const cursor = new HclCursor(source);
	const body = readBody(cursor, false);
	return { body, comments: cursor.comments };
}

function readBody(cursor: HclCursor, isInBlock: boolean): HclBody {
	const attributes: HclAttribute[] = [];
	const blocks: HclBlock[] = [];
	const start = cursor.at;
	// Braces that belong to nothing we know, so that theirs do not close this block.
	let strayBraces = 0;
	for (;;) {
		cursor.skip(true);
		const char = cursor.peek();
		if (char === '') break;
		if (char === '}') {
			if (isInBlock && strayBraces === 0) break;
			strayBraces = Math.max(0, strayBraces - 1);
			cursor.at++;
			continue;
		}
		const before = cursor.at;
		const statement = readStatement(cursor);
		if (statement === undefined) {
			if (cursor.peek() === '{') strayBraces++;
			if (cursor.at === before || cursor.peek() === '{') cursor.at++;
		} else if ('body' in statement) blocks.push(statement);
		else attributes.push(statement);
	}
	return { attributes, blocks, span: cursor.spanFrom(start) };
}

/** Reads an attribute or a block; otherwise takes a name or a string that stands alone, or nothing. */
function readStatement(cursor: HclCursor): HclAttribute | HclBlock | undefined {
	const start = cursor.at;
	if (cursor.peek() === '"') readString(cursor, (inner) => inner.missing());
	const name = cursor.takeName();
	if (name === '') return undefined;
	const nameSpan = cursor.spanFrom(start);
	cursor.skip(false);
	if (cursor.peek() === '=' && cursor.text[cursor.at + 1] !== '=') {
		cursor.at++;
		const value = readExpression(cursor, false);
		const span = { start: nameSpan.start, end: Math.max(nameSpan.end, value.span.end) };
		passRestOfLine(cursor);
		return { name, nameSpan, value, span };
	}
	const labels: MappedText[] = [];
	for (;;) {
		cursor.skip(false);
		if (cursor.peek() === '{') break;
		const labelStart = cursor.at;
		if (cursor.peek() === '"') labels.push(readString(cursor, (inner) => inner.missing()).value);
		else if (cursor.takeName() !== '') labels.push(cursor.source.slice(labelStart, cursor.at));
		else return undefined;
	}
	if (cursor.depth >= MAX_DEPTH) return undefined;
	return readBlock(cursor, { start, type: name, typeSpan: nameSpan, labels });
}

function readBlock(
	cursor: HclCursor,
	head: { readonly start: number } & Pick<HclBlock, 'type' | 'typeSpan' | 'labels'>,
): HclBlock {
	const { start, ...named } = head;
	cursor.at++;
	cursor.depth++;
	cursor.awaited['}']++;
	const body = readBody(cursor, true);
	cursor.awaited['}']--;
	cursor.depth--;
	if (cursor.peek() === '}') cursor.at++;
	return { ...named, body, span: cursor.spanFrom(start) };
}

/** Passes over what follows a value on its line, strings and brackets as a whole. */
function passRestOfLine(cursor: HclCursor): void {
	for (;;) {
		if (cursor.isAtLineStart) return;
		cursor.skip(false);
		if (cursor.isAtEnd || cursor.peek() === '\n' || (cursor.peek() === '}' && cursor.awaited['}'] > 0)) return;
		const before = cursor.at;
		readExpression(cursor, false);
		if (cursor.at === before) cursor.at++;
	}
}

/**
 * Reads text that is a template as a whole, as every string of HCL's JSON form is: `a-${b}` has the value `a-￼`.
 * Backslashes mean nothing here. Source: https://github.com/hashicorp/hcl/blob/main/json/spec.md
 */
export function readHclTemplate(source: MappedText): Pick<HclString, 'value' | 'templates'> {
	if (!/[$%]\{/.test(source.text)) return { value: source, templates: [] };
	return readTemplateText(new HclCursor(source), readInside);
}
