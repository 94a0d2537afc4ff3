import { MappedText } from '../mappedText.ts';
import { isClosed } from './decodeFlow.ts';
import { type ParsedText, parseTokens, visitTokens } from './tokens.ts';

/** A text that parses, with its shape and tokens. */
export interface RepairedText extends ParsedText {
	/** The text; a quote put in by the repair has an empty span. */
	readonly text: MappedText;
	/** `text.text` as it was parsed: stand-alone template lines are blank there. */
	readonly shape: string;
}

/** How many open quotes are closed in one file; every one costs a parse. */
const REPAIR_LIMIT = 3;

/**
 * Parses YAML as somebody types it. A quote that is open swallows the lines below up to the next quote; here it is
 * closed at the end of its own line, so that the rest of the file is read as before.
 */
export function parseWithRepair(source: MappedText): RepairedText {
	let text = source;
	let shape = blankTemplateLines(text);
	let parsed = parseTokens(shape);
	for (let round = 0; round < REPAIR_LIMIT; round++) {
		if (parsed.documents.every((document) => document.errors.length === 0)) break;
		const open = findOpenQuote(parsed, shape);
		if (open === undefined) break;
		text = MappedText.builder(text.span.start)
			.copy(text, 0, open.lineEnd)
			.write(open.quote, text.spanOf(open.lineEnd, open.lineEnd))
			.copy(text, open.lineEnd, text.length)
			.build(text.span.end);
		shape = blankTemplateLines(text);
		parsed = parseTokens(shape);
	}
	return { text, shape, ...parsed };
}

/**
 * The first quoted scalar that runs over its line and is not closed, or goes on in the first column, where YAML allows
 * only a scalar that is the whole document to go on.
 */
function findOpenQuote(
	parsed: ParsedText,
	shape: string,
): { readonly quote: string; readonly lineEnd: number } | undefined {
	let found: { readonly quote: string; readonly lineEnd: number } | undefined;
	visitTokens(parsed.tokens, (token, depth) => {
		if (found !== undefined || token.type === 'comment') return;
		const { source, offset } = token;
		const feed = shape.indexOf('\n', offset);
		const isOneLine = feed === -1 || feed >= offset + source.length;
		const isOpen = !isClosed(source) || (!isOneLine && depth > 0 && /\n[^\s]/.test(source.slice(0, -1)));
		if (!isOpen) return;
		const end = feed === -1 ? shape.length : feed;
		const lineEnd = shape[end - 1] === '\r' ? end - 1 : end;
		// At the end of the file there is nothing to save, and the scalar is read well as it is.
		if (shape.slice(lineEnd).trim() !== '') found = { quote: source[0]!, lineEnd };
	});
	return found;
}

/**
 * The text with every `{{ … }}` or `{% … %}` that stands alone on its line made blank: there it is no value but a
 * control line of a template (`{{- if .Values.x }}`). `${{ … }}` stays.
 */
function blankTemplateLines(text: MappedText): string {
	const parts: string[] = [];
	let copied = 0;
	for (const { index, text: expansion } of text.expansions) {
		if (!expansion.startsWith('{')) continue;
		const lineStart = text.text.lastIndexOf('\n', index) + 1;
		const feed = text.text.indexOf('\n', index);
		const line = text.text.slice(lineStart, feed === -1 ? text.length : feed);
		if (line.trim().length > 1) continue;
		parts.push(text.text.slice(copied, index), ' ');
		copied = index + 1;
	}
	return parts.join('') + text.text.slice(copied);
}
