import type { HclBody, HclExpression, HclHeredoc, HclString } from './syntax.ts';

/** A string and the names that lead to it, the attribute first: `["contexts", "app"]` for `contexts = { app = "x" }`. */
export interface FoundString {
	readonly string: HclString | HclHeredoc;
	readonly path: readonly string[];
}

/** Every string of a body: those in nested blocks, in templates, in calls, and the quoted keys of objects. */
export function stringsIn(body: HclBody): readonly FoundString[] {
	const found: FoundString[] = [];
	collectBody(body, found);
	return found;
}

function collectBody(body: HclBody, found: FoundString[]): void {
	for (const { name, value } of body.attributes) collect(value, [name], found);
	for (const block of body.blocks) collectBody(block.body, found);
}

function collect(expression: HclExpression | undefined, path: readonly string[], found: FoundString[]): void {
	switch (expression?.kind) {
		case 'string':
		case 'heredoc':
			found.push({ string: expression, path });
			for (const template of expression.templates) collect(template.expression, path, found);
			break;
		case 'list':
			collectAll(expression.items, path, found);
			break;
		case 'object':
			for (const { key, name, value } of expression.items) {
				if (key.kind !== 'reference') collect(key, path, found);
				collect(value, name === undefined ? path : [...path, name], found);
			}
			break;
		case 'conditional':
			collectAll([expression.condition, expression.consequent, expression.alternative], path, found);
			break;
		case 'call':
			collectAll(expression.args, path, found);
			break;
		case 'for':
			collectAll([expression.collection, expression.key, expression.result, expression.condition], path, found);
			break;
		case 'reference':
			collectAll(expression.indices, path, found);
			break;
		case 'access':
			collectAll([expression.object, ...expression.indices], path, found);
			break;
		case 'parenthesised':
			collect(expression.inner, path, found);
			break;
		case 'operation':
			collectAll(expression.operands, path, found);
			break;
		default:
	}
}

function collectAll(
	expressions: readonly (HclExpression | undefined)[],
	path: readonly string[],
	found: FoundString[],
): void {
	for (const expression of expressions) collect(expression, path, found);
}
