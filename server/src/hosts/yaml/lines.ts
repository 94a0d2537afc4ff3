import type { Layout } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import type { Span } from '../../text/span.ts';
import type { YamlPair } from '../../text/yaml/yamlNode.ts';

/** The line of a text that holds an offset: `end` is where the next line begins. */
interface Line {
	readonly start: number;
	readonly end: number;
	/** The white space it begins with. */
	readonly indent: string;
}

function lineAt(text: string, offset: number): Line {
	const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
	const feed = text.indexOf('\n', offset);
	const indent = /^[ \t]*/.exec(text.slice(start, Math.max(start, offset)))![0];
	return { start, end: feed === -1 ? text.length : feed + 1, indent };
}

/** Where a comment about what stands at an offset can be put: above its line, with the same indentation. */
export function commentPlaceAt(text: string, offset: number): NonNullable<Layout['commentPlace']> {
	const { start, indent } = lineAt(text, offset);
	return { offset: start, indent };
}

/**
 * The whole lines of a span, line end included; `undefined` when something else stands on them. `opening` is what may
 * stand before it besides white space: the `- ` of a list item.
 */
export function wholeLines(text: string, span: Span, opening = /^[ \t]*$/): Span | undefined {
	const first = lineAt(text, span.start);
	const last = lineAt(text, span.end);
	const before = text.slice(first.start, span.start);
	const after = text.slice(span.end, last.end);
	if (!opening.test(before) || !/^[ \t]*(?:#.*)?[\r\n]*$/.test(after)) return undefined;
	return { start: first.start, end: last.end };
}

/** What to delete so that a key is gone with its value. */
export function removalOfPair(text: string, pair: YamlPair): Span | undefined {
	return wholeLines(text, pair.span);
}

/** What to delete so that an item of a block sequence is gone. */
export function removalOfItem(text: string, span: Span): Span | undefined {
	return wholeLines(text, span, /^[ \t]*-[ \t]+$/);
}

/** The lines of a value, trimmed, empty ones left out: how actions read a list. */
export function splitLines(value: MappedText): readonly MappedText[] {
	const lines: MappedText[] = [];
	let start = 0;
	for (;;) {
		const feed = value.text.indexOf('\n', start);
		const line = value.slice(start, feed === -1 ? value.length : feed).trim();
		if (line.length > 0) lines.push(line);
		if (feed === -1) return lines;
		start = feed + 1;
	}
}

/** The parts of a value between commas and line ends, trimmed, empty ones left out: `linux/amd64, linux/arm64`. */
export function splitList(value: MappedText): readonly MappedText[] {
	return splitLines(value).flatMap((line) => {
		const parts: MappedText[] = [];
		let start = 0;
		for (const { index } of `${line.text},`.matchAll(/,/g)) {
			const part = line.slice(start, index).trim();
			if (part.length > 0) parts.push(part);
			start = index + 1;
		}
		return parts;
	});
}
