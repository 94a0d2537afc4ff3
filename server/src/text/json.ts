import { createScanner, type Node, parseTree } from 'jsonc-parser';
import { MappedText } from './mappedText.ts';
import type { Span } from './span.ts';

/** A JSON document, comments and trailing commas allowed, finished or half typed. */
export interface JsonFile {
	/** `undefined` in an empty document and in one nested deeper than anybody writes. */
	readonly root: JsonNode | undefined;
	/** The comments without their marks: ` why` of `// why`. */
	readonly comments: readonly MappedText[];
}

export type JsonNode = JsonString | JsonObject | JsonArray | JsonLiteral;

/** `"a\nb"`: the value is decoded, its span is without the quotes. */
export interface JsonString {
	readonly kind: 'string';
	readonly value: MappedText;
	/** Whether the closing quote is there; an open string ends at its line's end. */
	readonly isClosed: boolean;
	readonly span: Span;
}

/** `{"a": 1}` has one member; a repeated name is given each time. */
export interface JsonObject {
	readonly kind: 'object';
	readonly members: readonly JsonMember[];
	readonly span: Span;
}

export interface JsonMember {
	readonly name: JsonString;
	/** `undefined` while it is not typed yet. */
	readonly value: JsonNode | undefined;
	readonly span: Span;
}

export interface JsonArray {
	readonly kind: 'array';
	readonly items: readonly JsonNode[];
	readonly span: Span;
}

/** `12`, `true`, `false` or `null`. */
export interface JsonLiteral {
	readonly kind: 'literal';
	readonly text: string;
	readonly span: Span;
}

// Values of jsonc-parser's `SyntaxKind`, which is a const enum that isolated modules cannot import.
const OPEN_BRACE = 1;
const CLOSE_BRACE = 2;
const OPEN_BRACKET = 3;
const CLOSE_BRACKET = 4;
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const END = 17;

/** The parser goes one level of the stack deeper with every bracket. */
const MAX_DEPTH = 500;

/** Reads JSON with the place of every character: `{"a":"b"}` is an object whose member `a` spans 1–8. */
export function readJson(source: MappedText): JsonFile {
	const { comments, depth } = scan(source);
	if (depth > MAX_DEPTH) return { root: undefined, comments };
	const tree = parseTree(source.text, [], { allowTrailingComma: true });
	return { root: tree === undefined ? undefined : convert(source, tree), comments };
}

/** The value of the last member of this name, which is the one that counts; `undefined` for anything but an object. */
export function memberOf(node: JsonNode | undefined, name: string): JsonNode | undefined {
	if (node?.kind !== 'object') return undefined;
	return node.members.findLast((member) => member.name.value.text === name)?.value;
}

/** Gathers the comments, and how deep the brackets go at most. */
function scan(source: MappedText): { readonly comments: readonly MappedText[]; readonly depth: number } {
	const scanner = createScanner(source.text);
	const comments: MappedText[] = [];
	const open: number[] = [];
	let depth = 0;
	for (let kind: number = scanner.scan(); kind !== END; kind = scanner.scan()) {
		const start = scanner.getTokenOffset();
		const end = start + scanner.getTokenLength();
		if (kind === LINE_COMMENT) comments.push(source.slice(start + 2, end));
		else if (kind === BLOCK_COMMENT) {
			comments.push(source.slice(start + 2, source.text.startsWith('*/', end - 2) ? end - 2 : end));
		} else if (kind === OPEN_BRACE || kind === OPEN_BRACKET) {
			open.push(kind);
			depth = Math.max(depth, open.length);
		} else if ((kind === CLOSE_BRACE || kind === CLOSE_BRACKET) && open.at(-1) === kind - 1) open.pop();
	}
	return { comments, depth };
}

function convert(source: MappedText, node: Node): JsonNode {
	const span = source.spanOf(node.offset, node.offset + node.length);
	const children = node.children ?? [];
	switch (node.type) {
		case 'string':
			return convertString(source, node);
		case 'array':
			return { kind: 'array', items: children.map((child) => convert(source, child)), span };
		case 'object':
			return { kind: 'object', members: children.flatMap((child) => convertMember(source, child)), span };
		default:
			return { kind: 'literal', text: source.text.slice(node.offset, node.offset + node.length), span };
	}
}

function convertMember(source: MappedText, { children, offset, length }: Node): readonly JsonMember[] {
	const [name, value] = children ?? [];
	if (name === undefined) return [];
	return [
		{
			name: convertString(source, name),
			value: value === undefined ? undefined : convert(source, value),
			span: source.spanOf(offset, offset + length),
		},
	];
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Decodes a string and keeps for every unit where it was typed; a wrong escape stands for the letter after `\`. */
function convertString(source: MappedText, { offset, length }: Node): JsonString {
	const { text } = source;
	const from = offset + 1;
	const limit = offset + length;
	let end = from;
	let isPlain = true;
	for (; end < limit && text[end] !== '"'; end++) {
		if (text[end] !== '\\') continue;
		isPlain = false;
		end++;
	}
	const isClosed = end < limit;
	end = Math.min(end, limit);
	const span = source.spanOf(offset, limit);
	if (isPlain) return { kind: 'string', value: source.slice(from, end), isClosed, span };
	const builder = MappedText.builder(source.spanOf(from, from).start);
	let copied = from;
	for (let at = text.indexOf('\\', from); at >= 0 && at < end; at = text.indexOf('\\', copied)) {
		builder.copy(source, copied, at);
		const letter = at + 1 < end ? text[at + 1]! : '';
		const hex = letter === 'u' ? (/^[0-9a-fA-F]{4}/.exec(text.slice(at + 2, Math.min(at + 6, end)))?.[0] ?? '') : '';
		copied = at + 1 + letter.length + hex.length;
		const decoded = hex === '' ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16));
		builder.write(decoded, source.spanOf(at, copied));
	}
	builder.copy(source, copied, end);
	return { kind: 'string', value: builder.build(source.spanOf(end, end).start), isClosed, span };
}
