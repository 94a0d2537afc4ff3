import { type HclBlock, type HclBody, type HclExpression, readHclTemplate } from '../../text/hcl/readHcl.ts';
import type { JsonMember, JsonNode, JsonObject } from '../../text/json.ts';
import type { MappedText } from '../../text/mappedText.ts';

/** The blocks of a bake file and how many names stand before the body of each. */
const LABELS: Readonly<Record<string, number>> = { target: 1, group: 1, variable: 1, function: 1 };

/**
 * A bake file in JSON as the body it stands for: `{"target": {"app": {…}}}` is one block `target "app"`. Strings are
 * templates. Source: https://github.com/hashicorp/hcl/blob/main/json/spec.md
 */
export function bodyOfJson(root: JsonNode | undefined): HclBody {
	const span = root?.span ?? { start: 0, end: 0 };
	if (root?.kind !== 'object') return { attributes: [], blocks: [], span };
	const blocks: HclBlock[] = [];
	const others: JsonMember[] = [];
	for (const member of root.members) {
		const type = member.name.value.text;
		if (Object.hasOwn(LABELS, type)) blocks.push(...blocksOf(type, member));
		else others.push(member);
	}
	return { attributes: attributesOf(others), blocks, span };
}

/** `"target": {"a": {…}, "b": {…}}` and `"target": [{"a": {…}}]` say the same. */
function blocksOf(type: string, member: JsonMember): readonly HclBlock[] {
	return objectsOf(member.value).flatMap(({ members }) =>
		members.flatMap((labelled) =>
			objectsOf(labelled.value).map((body) => ({
				type,
				typeSpan: member.name.value.span,
				labels: [labelled.name.value],
				body: { attributes: attributesOf(body.members), blocks: [], span: body.span },
				span: labelled.span,
			})),
		),
	);
}

function objectsOf(node: JsonNode | undefined): readonly JsonObject[] {
	if (node?.kind === 'object') return [node];
	return node?.kind === 'array' ? node.items.filter((item) => item.kind === 'object') : [];
}

function attributesOf(members: readonly JsonMember[]): HclBody['attributes'] {
	return members.map(({ name, value, span }) => ({
		name: name.value.text,
		nameSpan: name.value.span,
		value: expressionOf(value, span.end),
		span,
	}));
}

function expressionOf(node: JsonNode | undefined, end: number): HclExpression {
	if (node === undefined) return { kind: 'missing', span: { start: end, end } };
	switch (node.kind) {
		case 'string':
			return stringOf(node.value, node);
		case 'array':
			return {
				kind: 'list',
				items: node.items.map((item) => expressionOf(item, item.span.end)),
				isClosed: true,
				span: node.span,
			};
		case 'object':
			return {
				kind: 'object',
				items: node.members.map(({ name, value, span }) => ({
					key: stringOf(name.value, name),
					name: name.value.text,
					nameSpan: name.value.span,
					value: expressionOf(value, span.end),
					span,
				})),
				isClosed: true,
				span: node.span,
			};
		default:
			return { kind: 'literal', text: node.text, span: node.span };
	}
}

function stringOf(
	value: MappedText,
	{ isClosed, span }: { readonly isClosed: boolean; readonly span: HclExpression['span'] },
): HclExpression {
	return { kind: 'string', ...readHclTemplate(value), isClosed, span };
}
