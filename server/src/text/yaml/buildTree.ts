import { type CST, type Document, isAlias, isMap, isScalar, isSeq, type Pair } from 'yaml';
import type { MappedText } from '../mappedText.ts';
import { join, type Span } from '../span.ts';
import { decodeBlock } from './decodeBlock.ts';
import { decodeFlow, isClosed } from './decodeFlow.ts';
import type { RepairedText } from './repairQuotes.ts';
import type { ScalarStyle, YamlAlias, YamlMap, YamlNode, YamlPair, YamlScalar, YamlSequence } from './yamlNode.ts';

type Anchors = Map<string, Exclude<YamlNode, YamlAlias>>;
type FlowToken = CST.FlowScalar;
type CollectionNode = {
	readonly items: readonly unknown[];
	readonly flow?: boolean | undefined;
	readonly range?: readonly number[] | null | undefined;
	readonly anchor?: string | undefined;
	readonly tag?: string | undefined;
};

const STYLES: Readonly<Record<string, 'plain' | 'single' | 'double'>> = {
	scalar: 'plain',
	'single-quoted-scalar': 'single',
	'double-quoted-scalar': 'double',
};

/** The nodes of one parsed document, or `undefined` when it has none. */
export function buildTree(document: Document.Parsed, source: RepairedText): YamlNode | undefined {
	return document.contents === null ? undefined : buildNode(document.contents, { source, anchors: new Map() });
}

interface Context {
	readonly source: RepairedText;
	readonly anchors: Anchors;
}

/** Recursion is bounded: the tokens are cut off at a fixed depth before the document is composed. */
function buildNode(node: unknown, context: Context): YamlNode {
	if (isAlias(node)) {
		const [start, end] = node.range ?? [0, 0];
		const span = context.source.text.spanOf(start, end);
		return { kind: 'alias', name: node.source, target: context.anchors.get(node.source), span };
	}
	const built = isMap(node)
		? buildMap(node, context)
		: isSeq(node)
			? buildSequence(node, context)
			: buildScalar(node, context);
	// Registered when finished, so that no alias can lead into itself.
	if (built.anchor !== undefined) context.anchors.set(built.anchor, built);
	return built;
}

function buildMap(node: CollectionNode, context: Context): YamlMap {
	const pairs: YamlPair[] = [];
	for (const item of node.items) pairs.push(...buildPairs(item as Pair, context));
	return { kind: 'map', pairs, ...buildCollectionFacts(node, context) };
}

function buildSequence(node: CollectionNode, context: Context): YamlSequence {
	const items = node.items.map((item) => {
		const isPair = typeof item === 'object' && item !== null && 'key' in item;
		if (!isPair) return buildNode(item, context);
		// `[a: b]`: the library gives a bare pair where YAML has a map of one pair.
		const pairs = buildPairs(item as Pair, context);
		const span = pairs.map((pair) => pair.span).reduce(join);
		return { kind: 'map', pairs, isFlow: true, span, anchor: undefined } as const;
	});
	return { kind: 'sequence', tag: node.tag, items, ...buildCollectionFacts(node, context) };
}

function buildCollectionFacts(
	node: CollectionNode,
	context: Context,
): { readonly isFlow: boolean; readonly span: Span; readonly anchor: string | undefined } {
	const [start = 0, end = 0] = node.range ?? [];
	return { isFlow: node.flow === true, span: trimmedSpan(context.source, start, end), anchor: node.anchor };
}

/** The pair; more than one where a key that lacks its colon ran into the next line. */
function buildPairs(pair: Pair, context: Context): YamlPair[] {
	const before: YamlPair[] = [];
	const key = buildKey(pair.key, context, before);
	const value = pair.value === null || pair.value === undefined ? undefined : buildNode(pair.value, context);
	const span = value === undefined ? key.span : join(key.span, value.span);
	return [...before, { key, value, span }];
}

/**
 * The key as a scalar. In `cache-to⏎b: x` YAML reads the key `cache-to b`, which nobody means; the lines before the last
 * become keys without value in `before`.
 */
function buildKey(node: unknown, context: Context, before: YamlPair[]): YamlScalar {
	if (isScalar(node)) {
		const token = node.srcToken;
		if (token?.type === 'scalar' && token.source.includes('\n')) {
			const lines = token.source.split('\n');
			let offset = token.offset;
			for (const line of lines) {
				const source = line.trim();
				const start = offset + line.length - line.trimStart().length;
				offset += line.length + 1;
				if (source === '') continue;
				const key = new FlowScalar({ ...token, source, offset: start }, undefined, context.source);
				before.push({ key, value: undefined, span: key.span });
			}
			const last = before.pop();
			if (last !== undefined) return last.key;
		}
	}
	const built = buildNode(node, context);
	if (built.kind === 'scalar') return built;
	if (built.kind === 'alias' && built.target?.kind === 'scalar') return built.target;
	return absentScalar(context.source.text.slice(0, 0), built.span);
}

function buildScalar(node: unknown, context: Context): YamlScalar {
	const { source } = context;
	if (!isScalar(node)) return absentScalar(source.text.slice(0, 0), source.text.spanOf(0, 0));
	const token = node.srcToken;
	if (token?.type === 'block-scalar') return new BlockScalar(token, node.anchor, source);
	if (token !== undefined && isFlowToken(token) && token.source !== '')
		return new FlowScalar(token, node.anchor, source);
	const at = node.range?.[0] ?? 0;
	const value = source.text.slice(at, at);
	return { ...absentScalar(value, value.span), anchor: node.anchor };
}

function isFlowToken(token: CST.Token): token is FlowToken {
	return token.type in STYLES;
}

function absentScalar(value: MappedText, span: Span): YamlScalar {
	return {
		kind: 'scalar',
		value,
		style: 'plain',
		span,
		header: undefined,
		isUnclosed: false,
		isAbsent: true,
		anchor: undefined,
	};
}

/** A scalar without a block header, decoded when it is first asked for: most of a file never is. */
class FlowScalar implements YamlScalar {
	readonly kind = 'scalar';
	readonly header = undefined;
	readonly isAbsent = false;
	readonly style: 'plain' | 'single' | 'double';
	readonly anchor: string | undefined;
	readonly span: Span;
	readonly isUnclosed: boolean;
	readonly #token: FlowToken;
	readonly #source: RepairedText;
	#value: MappedText | undefined;

	constructor(token: FlowToken, anchor: string | undefined, source: RepairedText) {
		this.#token = token;
		this.#source = source;
		this.anchor = anchor;
		this.style = STYLES[token.type] ?? 'plain';
		const end = token.offset + token.source.length;
		this.span = source.text.spanOf(token.offset, end);
		const wasClosedByRepair = source.text.spanOf(end - 1, end).start === this.span.end;
		this.isUnclosed = this.style !== 'plain' && (wasClosedByRepair || !isClosed(token.source));
	}

	get value(): MappedText {
		const { offset, source } = this.#token;
		this.#value ??= decodeFlow(this.#source.text.slice(offset, offset + source.length), this.style);
		return this.#value;
	}
}

/** A literal or folded scalar, decoded when it is first asked for. */
class BlockScalar implements YamlScalar {
	readonly kind = 'scalar';
	readonly isUnclosed = false;
	readonly isAbsent = false;
	readonly style: ScalarStyle;
	readonly anchor: string | undefined;
	readonly span: Span;
	readonly header: Span;
	readonly #token: CST.BlockScalar;
	readonly #headerText: string;
	readonly #source: RepairedText;
	#value: MappedText | undefined;

	constructor(token: CST.BlockScalar, anchor: string | undefined, source: RepairedText) {
		this.#token = token;
		this.#source = source;
		this.anchor = anchor;
		const header = token.props.find((part) => part.type === 'block-scalar-header');
		this.#headerText = header !== undefined && 'source' in header ? header.source : '|';
		this.style = this.#headerText.startsWith('>') ? 'folded' : 'literal';
		this.header = source.text.spanOf(token.offset, token.offset + this.#headerText.length);
		this.span = trimmedSpan(source, token.offset, this.#bodyStart + token.source.length);
	}

	get #bodyStart(): number {
		let at = this.#token.offset;
		for (const part of this.#token.props) if ('source' in part) at += part.source.length;
		return at;
	}

	get value(): MappedText {
		if (this.#value === undefined) {
			const start = this.#bodyStart;
			const end = start + this.#token.source.length;
			this.#value = decodeBlock({
				header: this.#headerText,
				indent: this.#token.indent,
				body: this.#source.text.slice(start, end),
				shape: this.#token.source,
			});
		}
		return this.#value;
	}
}

/** The document span of a part of the text, without the white space at its end. */
function trimmedSpan(source: RepairedText, start: number, end: number): Span {
	let last = end;
	while (last > start && /\s/.test(source.shape[last - 1]!)) last--;
	return source.text.spanOf(start, last);
}
