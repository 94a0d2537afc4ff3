import type { HclCall, HclExpression, HclString } from '../../text/hcl/readHcl.ts';

/**
 * The variable whose value an entry begins with, more attributes following: `CACHE` of `"${CACHE},scope=app"` and of
 * `join(",", [CACHE, "scope=app"])`.
 */
export function beginningOf(expression: HclString | HclCall): string | undefined {
	const first = expression.kind === 'string' ? firstTemplate(expression) : firstJoined(expression);
	return first?.kind === 'reference' && first.path === first.name ? first.name : undefined;
}

function firstTemplate({ value, templates: [first] }: HclString): HclExpression | undefined {
	return first?.index === 0 && !first.isDirective && value.text[1] === ',' ? first.expression : undefined;
}

function firstJoined({ name, args: [separator, list] }: HclCall): HclExpression | undefined {
	if (name !== 'join' || separator?.kind !== 'string' || separator.value.text !== ',') return undefined;
	return list?.kind === 'list' && list.items.length > 1 ? list.items[0] : undefined;
}
