import { MappedText } from '../../text/mappedText.ts';
import { readShell, type ShellWord } from '../../text/shell/readShell.ts';

/**
 * The words of options that an expansion gives where a variable is set: `--cache-to` and `type=gha` of
 * `${CI:+--cache-to "type=gha"}`. `undefined` where they are not typed in the document just as the shell reads them.
 */
export function alternativeWords(value: MappedText, document: string): readonly ShellWord[] | undefined {
	const written = value.isOneExpansion ? value.expansions[0]!.text : '';
	const opening = /^\$\{\w+(?:\[[@*]\])?:?\+(?=\s*--?[A-Za-z])/.exec(written)?.[0];
	const { start, end } = value.span;
	if (opening === undefined || document.slice(start, end) !== written) return undefined;
	const inner = MappedText.verbatim(written.slice(opening.length, -1), start + opening.length);
	return readShell(inner).commands.flatMap(({ words }) => words);
}
