import { MappedText } from '../mappedText.ts';
import type { Span } from '../span.ts';

/** A fenced code block. */
export interface MarkdownFence {
	/** The first word behind the fence in lower case: `sh` of ` ```sh title="build" ` and of ` ```{.sh} `; empty for none. */
	readonly language: string;
	/** The name of a file behind the language: `docker-bake.hcl` of ` ```hcl title="docker-bake.hcl" ` and ` ```hcl:docker-bake.hcl `. */
	readonly title: string | undefined;
	/** Its lines without the indentation of the fence and the signs of quotations around it. */
	readonly body: MappedText;
	/** The lines as they stand in the document, from `span.start` on; only signs of quotations have become blanks. */
	readonly verbatim: string;
	readonly span: Span;
	/** Whether it stands in a quotation, where every line begins with `>`. */
	readonly isQuoted: boolean;
}

/** What is read of a Markdown file. */
export interface MarkdownFile {
	readonly fences: readonly MarkdownFence[];
	/** The texts of HTML comments outside of fences, without `<!--` and `-->`. */
	readonly comments: readonly MappedText[];
}

/** What stands before a fence: signs of quotations, then signs of list items; the fence; what stands behind it. */
const OPENING = /^((?:[ \t]*>)*)([ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(`{3,}|~{3,})(.*)$/;
const QUOTE_SIGN = /^[ \t]*> ?/;
/** `sh`, `{.sh}`, `{code-block} sh`; not the `{` of ` ```{ hl_lines=1 } `. */
const LANGUAGE = /^(?:\{code-block\}[ \t]*)?\{?[ \t]*\.?([A-Za-z][\w+#-]*)/;
const TITLE = /^[\w+#-]+:([\w./-]+\.\w+)|\b(?:title|file|filename|name)[ \t]*=[ \t]*["']?([\w./-]+)/;

interface OpenFence {
	readonly sign: string;
	readonly info: string;
	/** How many signs of quotations stand before it. */
	readonly quotes: number;
	/** Columns of white space that every line may begin with. */
	readonly indent: number;
	readonly start: number;
	/** Where the content of every line begins and where the line ends. */
	readonly lines: { readonly start: number; readonly content: number; readonly end: number }[];
}

/**
 * The fenced code blocks of a Markdown file, those in lists and quotations too. One that is never closed goes on to the
 * end. Source: https://spec.commonmark.org/0.31.2/#fenced-code-blocks
 */
export function readFences(source: MappedText): MarkdownFile {
	const { text } = source;
	const fences: MarkdownFence[] = [];
	const comments: MappedText[] = [];
	let open: OpenFence | undefined;
	for (let at = 0; at < text.length; ) {
		const feed = text.indexOf('\n', at);
		const next = feed === -1 ? text.length : feed + 1;
		const line = text.slice(at, next).replace(/\r?\n$/, '');
		if (open !== undefined) {
			const content = skipQuotes(line, open.quotes);
			const isClosing = content !== undefined && closes(line.slice(content), open.sign);
			if (content !== undefined && !isClosing) {
				open.lines.push({ start: at, content: at + skipIndent(line, content, open.indent), end: next });
				at = next;
				continue;
			}
			fences.push(finish(source, open));
			open = undefined;
			if (isClosing) {
				at = next;
				continue;
			}
		}
		open = openFence(line, next);
		if (open === undefined && line.includes('<!--')) {
			const start = at + line.indexOf('<!--') + 4;
			const end = text.indexOf('-->', start);
			if (end !== -1) {
				comments.push(source.slice(start, end));
				at = end + 3;
				continue;
			}
		}
		at = next;
	}
	if (open !== undefined) fences.push(finish(source, open));
	return { fences, comments };
}

function openFence(line: string, start: number): OpenFence | undefined {
	const match = line.includes('```') || line.includes('~~~') ? OPENING.exec(line) : null;
	if (match === null) return undefined;
	const [, quotes = '', indentation = '', sign = '', info = ''] = match;
	if (sign.startsWith('`') && info.includes('`')) return undefined;
	const indent = widthOf(quotes === '' ? indentation : indentation.replace(/^ /, ''));
	return { sign, info: info.trim(), quotes: quotes.replace(/[^>]/g, '').length, indent, start, lines: [] };
}

/** Columns of what stands before a fence; tabs go on to the next multiple of four. */
function widthOf(indentation: string): number {
	let column = 0;
	for (const sign of indentation) column = sign === '\t' ? column + 4 - (column % 4) : column + 1;
	return column;
}

/** Where a line goes on behind so many signs of quotations; `undefined` when there are fewer. */
function skipQuotes(line: string, quotes: number): number | undefined {
	let at = 0;
	for (let index = 0; index < quotes; index++) {
		const sign = QUOTE_SIGN.exec(line.slice(at));
		if (sign === null) return undefined;
		at += sign[0].length;
	}
	return at;
}

function skipIndent(line: string, from: number, indent: number): number {
	let at = from;
	for (let column = 0; column < indent && at < line.length; at++) {
		if (line[at] === '\t') column += 4 - (column % 4);
		else if (line[at] === ' ') column++;
		else break;
	}
	return at;
}

function closes(content: string, sign: string): boolean {
	const trimmed = content.trim();
	return trimmed.length >= sign.length && trimmed === sign[0]!.repeat(trimmed.length);
}

function finish(source: MappedText, { info, quotes, start, lines }: OpenFence): MarkdownFence {
	const end = lines.at(-1)?.end ?? start;
	const builder = MappedText.builder(source.startOf(lines[0]?.content ?? start));
	let verbatim = '';
	for (const line of lines) {
		builder.copy(source, line.content, line.end);
		verbatim += source.text.slice(line.start, line.content).replace(/\S/g, ' ');
		verbatim += source.text.slice(line.content, line.end);
	}
	const title = TITLE.exec(info);
	return {
		language: LANGUAGE.exec(info)?.[1]?.toLowerCase() ?? '',
		title: title?.[1] ?? title?.[2],
		body: builder.build(source.startOf(end)),
		verbatim,
		span: source.spanOf(start, end),
		isQuoted: quotes > 0,
	};
}
