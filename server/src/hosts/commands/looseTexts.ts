import type { MappedText } from '../../text/mappedText.ts';
import type { ShellAssignment, ShellCommand, ShellWord } from '../../text/shell/readShell.ts';

/**
 * A command that assigns each text to a variable nobody names, so that options and commands in them are found: the
 * strings of a language in which scripts are put together.
 */
export function assignTexts(texts: readonly (MappedText | readonly ShellWord[])[]): ShellCommand {
	const assignments = texts.map((text): ShellAssignment => {
		const isList = 'map' in text;
		const span = isList ? { start: text[0]?.span.start ?? 0, end: text.at(-1)?.span.end ?? 0 } : text.span;
		return {
			name: '',
			nameSpan: { start: span.start, end: span.start },
			append: false,
			value: isList ? undefined : wordOf(text),
			array: isList ? text : undefined,
			span,
			declaredBy: undefined,
		};
	});
	return { words: [], assignments, heredocs: [], span: { start: 0, end: 0 }, depth: 0, pipedInto: undefined };
}

/** A text as one word without quotes. */
export function wordOf(value: MappedText): ShellWord {
	return { value, span: value.span, quote: undefined, isUnclosed: false };
}
