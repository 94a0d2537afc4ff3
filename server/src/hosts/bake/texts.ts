import type { ObjectAttribute } from '../../cache/flag.ts';
import type { HclCall, HclExpression, HclObject, HclObjectItem } from '../../text/hcl/readHcl.ts';
import { MappedText } from '../../text/mappedText.ts';

/** An expression as one expansion: `CACHE` is a hole that spans its five letters. */
export function asExpansion(expression: HclExpression, file: string): MappedText {
	const { start, end } = expression.span;
	return MappedText.builder(start).hole(file.slice(start, end), expression.span).build();
}

/** The text of an expression where a string is wanted; what is not known is an expansion. */
export function asText(expression: HclExpression, file: string): MappedText {
	switch (expression.kind) {
		case 'string':
		case 'heredoc':
			return expression.value;
		case 'literal':
			return MappedText.verbatim(expression.text, expression.span.start);
		case 'missing':
			return MappedText.verbatim('', expression.span.start);
		case 'parenthesised':
			return asText(expression.inner, file);
		case 'call':
			return callText(expression, file) ?? asExpansion(expression, file);
		default:
			return asExpansion(expression, file);
	}
}

/** The text of a call that puts text together, when it can be followed: `join(",", ["type=gha", "mode=max"])`. */
export function callText(call: HclCall, file: string): MappedText | undefined {
	const [first, second] = call.args;
	if (call.name === 'format' && first?.kind === 'string') return formatText(first.value);
	if (call.name === 'join' && first?.kind === 'string' && second !== undefined && call.args.length === 2) {
		return joinText(first.value, second, file);
	}
	if ((call.name === 'trimspace' || call.name === 'chomp') && (first?.kind === 'string' || first?.kind === 'heredoc')) {
		return call.name === 'trimspace' ? first.value.trim() : first.value.slice(0, first.value.text.trimEnd().length);
	}
	return undefined;
}

/**
 * The result of `format`: each verb is an expansion, `%%` a percent sign.
 * Source: https://pkg.go.dev/github.com/zclconf/go-cty/cty/function/stdlib#Format
 */
export function formatText(pattern: MappedText): MappedText {
	const builder = MappedText.builder(pattern.span.start);
	let at = 0;
	for (const match of pattern.text.matchAll(/%(?:%|[-+# 0]*(?:\[\d+\])?\d*(?:\.\d+)?[a-zA-Z])/g)) {
		const end = match.index + match[0].length;
		const span = pattern.spanOf(match.index, end);
		builder.copy(pattern, at, match.index);
		if (match[0] === '%%') builder.write('%', span);
		else builder.hole(match[0], span);
		at = end;
	}
	return builder.copy(pattern, at, pattern.length).build(pattern.span.end);
}

/** The pieces of a list with the separator between them; it is "typed" between the two pieces. */
function joinText(separator: MappedText, list: HclExpression, file: string): MappedText | undefined {
	const isCompact = list.kind === 'call' && list.name === 'compact' && list.args.length === 1;
	const pieces = isCompact ? list.args[0]! : list;
	if (pieces.kind !== 'list' || pieces.items.length === 0 || separator.isDynamic) return undefined;
	const texts = pieces.items.map((item) => asText(item, file)).filter((text) => !isCompact || text.length > 0);
	const first = texts[0];
	if (first === undefined) return undefined;
	const builder = MappedText.builder(first.span.start);
	let end = first.span.start;
	for (const [index, text] of texts.entries()) {
		if (index > 0) builder.write(separator.text, { start: end, end: text.span.start });
		builder.copy(text, 0, text.length);
		end = text.span.end;
	}
	return builder.build(end);
}

/** An object on one line: `{ type = "image", push = true }` is `type=image,push=true`. */
export function objectText(object: HclObject, file: string): MappedText {
	const builder = MappedText.builder(object.span.start);
	let end = object.span.start;
	for (const [index, item] of object.items.entries()) {
		const key = keyText(item, file);
		if (index > 0) builder.write(',', { start: end, end: key.span.start });
		const value = asText(item.value, file);
		builder.copy(key, 0, key.length).write('=', { start: key.span.end, end: value.span.start });
		builder.copy(value, 0, value.length);
		end = value.span.end;
	}
	return builder.build(Math.max(end, object.span.start));
}

/** `NAME=value` for every item of an object, as `--build-arg` would have it. */
export function assignmentsOf(object: HclObject, file: string): readonly MappedText[] {
	return object.items.map((item) => objectText({ ...object, span: item.span, items: [item] }, file));
}

/** The attributes of an entry in object form. */
export function objectAttributes(object: HclObject, file: string): readonly ObjectAttribute[] {
	return object.items.map((item) => ({
		key: keyText(item, file),
		value: isRefused(item.value) ? undefined : asText(item.value, file),
		span: item.span,
	}));
}

/** Whether bake refuses the value inside an entry: lists and objects; at null buildx panics (`value is null`). */
export function isRefused(value: HclExpression): boolean {
	const isNull = value.kind === 'literal' && value.text === 'null';
	return isNull || value.kind === 'list' || value.kind === 'object' || value.kind === 'for';
}

function keyText({ key, name, nameSpan }: HclObjectItem, file: string): MappedText {
	if (key.kind === 'string') return key.value;
	return name === undefined ? asExpansion(key, file) : MappedText.verbatim(name, nameSpan.start);
}
