import { MappedText } from '../../text/mappedText.ts';
import { readShell, type ShellWord } from '../../text/shell/readShell.ts';
import { wordsIn } from './variables.ts';

/**
 * The words of options that an expansion gives in one case and not in another: `--cache-to` and `type=gha` of
 * `${CI:+--cache-to "type=gha"}` and of `$([ -z "$CI" ] || echo --cache-to type=gha)`. `undefined` where they are not typed
 * in the document just as the shell reads them.
 */
export function alternativeWords(value: MappedText, document: string): readonly ShellWord[] | undefined {
	const written = value.isOneExpansion ? value.expansions[0]!.text : '';
	const { start, end } = value.span;
	if (document.slice(start, end) !== written) return undefined;
	const opening = /^\$\{\w+(?:\[[@*]\])?:?\+(?=\s*--?[A-Za-z])/.exec(written)?.[0];
	if (opening !== undefined) return readInside(opening, value).flatMap(({ words }) => words);
	if (!/^\$\(.*\becho\b.*-/s.test(written)) return undefined;
	const printed = readInside('$(', value).flatMap(({ words: [head, ...words] }) => {
		const isOptions = head?.value.text === 'echo' && /^\s*--[A-Za-z]/.test(words[0]?.value.text ?? '');
		return isOptions ? words.flatMap((word) => wordsIn(word.value) ?? [word]) : [];
	});
	return printed.length > 0 ? printed : undefined;
}

/** The commands between what an expansion begins with and its bracket. */
function readInside(opening: string, value: MappedText) {
	const { text } = value.expansions[0]!;
	return readShell(MappedText.verbatim(text.slice(opening.length, -1), value.span.start + opening.length)).commands;
}
