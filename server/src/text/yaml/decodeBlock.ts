import { MappedText, type MappedTextBuilder } from '../mappedText.ts';

/** A block scalar as the parser cut it out, offsets relative to `body`. */
export interface BlockScalarToken {
	/** `|`, `>-`, `|2+`. */
	readonly header: string;
	/** Columns of the node that holds it; an indentation indicator counts from here. */
	readonly indent: number;
	/** Everything after the line of the header, line ends included. */
	readonly body: MappedText;
	/** `body` as YAML sees it: of the same length, but stand-alone template lines are blank. */
	readonly shape: string;
}

interface Line {
	readonly start: number;
	/** Number of blanks it begins with. */
	readonly indent: number;
	/** Where its content ends, before the line end. */
	readonly end: number;
	/** Where the next line begins; `end` for the last. */
	readonly next: number;
}

/**
 * Decodes a literal or folded block scalar: https://yaml.org/spec/1.2.2/#81-block-scalar-styles
 *
 * `|-` over `␣␣a⏎␣␣b⏎` gives `a⏎b`, whose line feed lies at the end of the first line.
 */
export function decodeBlock(token: BlockScalarToken): MappedText {
	const { header, body } = token;
	const chomp = header.includes('-') ? '-' : header.includes('+') ? '+' : '';
	const lines = splitLines(token.shape);
	let contentEnd = lines.length;
	while (contentEnd > 0 && isBlank(lines[contentEnd - 1]!)) contentEnd--;
	if (contentEnd === 0) return decodeEmpty(body, lines, chomp);

	const explicit = Number(/[1-9]/.exec(header)?.[0] ?? 0);
	let contentStart = 0;
	while (isBlank(lines[contentStart]!)) contentStart++;
	const cut = explicit > 0 ? token.indent + explicit : lines[contentStart]!.indent;
	// Blank lines at the end that go beyond the indentation are content.
	for (let index = lines.length - 1; index >= contentEnd; index--) {
		if (lines[index]!.indent > cut) contentEnd = index + 1;
	}

	const first = lines[contentStart]!;
	const begin =
		contentStart === 0 ? Math.min(first.start + cut, first.end) : Math.min(lines[0]!.start + cut, lines[0]!.end);
	const builder = MappedText.builder(body.spanOf(begin, begin).start);
	for (const line of lines.slice(0, contentStart)) {
		builder.copy(body, Math.min(line.start + cut, line.start + line.indent), line.start + line.indent);
		writeBreak(builder, body, line);
	}
	const content = lines.slice(contentStart, contentEnd);
	if (header.startsWith('>')) writeFolded(builder, token, content, cut);
	else writeLiteral(builder, body, content, cut);
	if (chomp === '') writeBreak(builder, body, lines[contentEnd - 1]!);
	if (chomp === '+') {
		let endsInBreak = false;
		for (let index = contentEnd; index < lines.length; index++) {
			const line = lines[index]!;
			writeBreak(builder, body, lines[index - 1]!);
			const from = Math.min(line.start + cut, line.start + line.indent);
			builder.copy(body, from, line.start + line.indent);
			endsInBreak = from === line.start + line.indent;
		}
		if (!endsInBreak) writeBreak(builder, body, lines.at(-1)!);
	}
	return builder.build();
}

function writeLiteral(builder: MappedTextBuilder, body: MappedText, lines: readonly Line[], cut: number): void {
	lines.forEach((line, index) => {
		if (index > 0) writeBreak(builder, body, lines[index - 1]!);
		copyLine(builder, body, line, cut);
	});
}

/** Single line ends between lines at the indentation become blanks; those around deeper lines stay. */
function writeFolded(builder: MappedTextBuilder, token: BlockScalarToken, lines: readonly Line[], cut: number): void {
	const { body, shape } = token;
	let pending: '' | ' ' | '\n' = '';
	let wasDeeper = false;
	lines.forEach((line, index) => {
		const before = lines[index - 1];
		const isEmpty = line.end <= line.start + line.indent;
		if (line.indent > cut || (shape[line.start + line.indent] === '\t' && !isEmpty)) {
			if (pending === ' ') pending = '\n';
			else if (pending === '\n' && !wasDeeper && index > 1) writeBreak(builder, body, lines[index - 2]!);
			if (pending !== '') writeBreak(builder, body, before!);
			copyLine(builder, body, line, cut);
			pending = '\n';
			wasDeeper = true;
		} else if (isEmpty) {
			if (pending === '\n') writeBreak(builder, body, before!);
			else pending = '\n';
		} else {
			if (pending === ' ') builder.write(' ', body.spanOf(before!.end, before!.next));
			else if (pending === '\n') writeBreak(builder, body, before!);
			copyLine(builder, body, line, cut);
			pending = ' ';
			wasDeeper = false;
		}
	});
}

/** A line without the indentation; one that is not indented enough is taken from its first character on. */
function copyLine(builder: MappedTextBuilder, body: MappedText, line: Line, cut: number): void {
	builder.copy(body, Math.min(line.start + Math.min(cut, line.indent), line.end), line.end);
}

function writeBreak(builder: MappedTextBuilder, body: MappedText, line: Line): void {
	builder.write('\n', body.spanOf(line.end, line.next));
}

function decodeEmpty(body: MappedText, lines: readonly Line[], chomp: string): MappedText {
	const builder = MappedText.builder(body.span.start);
	if (chomp === '+' && body.length > 0) {
		for (const line of lines.slice(0, Math.max(1, lines.length - 1))) writeBreak(builder, body, line);
	}
	return builder.build(Math.max(body.span.start, body.span.end));
}

function isBlank(line: Line): boolean {
	return line.end <= line.start + line.indent;
}

function splitLines(text: string): readonly Line[] {
	const lines: Line[] = [];
	let start = 0;
	for (;;) {
		const feed = text.indexOf('\n', start);
		const next = feed === -1 ? text.length : feed + 1;
		let end = feed === -1 ? text.length : feed;
		let indent = 0;
		while (start + indent < end && text[start + indent] === ' ') indent++;
		if (text[end - 1] === '\r' && end > start) end--;
		lines.push({ start, indent, end, next });
		if (feed === -1) return lines;
		start = next;
	}
}
