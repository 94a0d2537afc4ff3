import type { ShellQuote } from './shellScript.ts';

/**
 * How a text is typed inside a word, in the quote that is open there (`ShellWord.quote`), so that the command gets the
 * text: `a b` is `a\ b` outside quotes and `a b` inside, `it's` is `it'\''s` inside `'…'`. Expansions are not written this
 * way; copy their source.
 */
export function spellShell(text: string, quote: ShellQuote | undefined): string {
	switch (quote) {
		case '"':
			return text.replace(/[\\"$`]/g, '\\$&');
		case "'":
			return text.replaceAll("'", "'\\''");
		case "$'":
			return text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n');
		default:
			return text.replace(/[^\w@%+=:,./^~-]/gu, (sign) => (sign === '\n' ? "$'\\n'" : `\\${sign}`));
	}
}

/** Whether a text can be typed outside quotes just as it is: `type=gha,mode=max` can, `dest=a b` cannot. */
export function isPlainInShell(text: string): boolean {
	return spellShell(text, undefined) === text;
}
