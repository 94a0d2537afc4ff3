import type { MappedText } from '../../text/mappedText.ts';
import type { Span } from '../../text/span.ts';

/**
 * A comment that silences findings: `# cachelint: ignore[tilde-in-path] the runner has a real ~`.
 *
 * On the line of the finding it covers that line. On a line of its own it covers what begins on the next line that is
 * no comment: the finding itself, its flag, or the whole command or step it belongs to.
 */
export interface Suppression {
	/** `line`: as above. `file`: the whole file, wherever it stands. */
	readonly scope: 'line' | 'file';
	/** The rules it names; empty means all. */
	readonly rules: readonly { readonly id: string; readonly span: Span }[];
	/** The comment from `cachelint:` to its end. */
	readonly span: Span;
}

const PATTERN = /(?:^|\s)cachelint:[ \t]*ignore(-file)?\b[ \t]*(?:\[([^\]\n]*)\])?/d;

/** The suppressions among the comments of a file; other comments give nothing. */
export function readSuppressions(comments: readonly MappedText[]): readonly Suppression[] {
	const found: Suppression[] = [];
	for (const comment of comments) {
		const match = PATTERN.exec(comment.text);
		if (match === null) continue;
		const rules: { id: string; span: Span }[] = [];
		const [start] = match.indices![2] ?? [0, 0];
		for (const part of (match[2] ?? '').matchAll(/[^,\s]+/g)) {
			const at = start + part.index;
			rules.push({ id: part[0], span: comment.spanOf(at, at + part[0].length) });
		}
		const from = match[0].startsWith('cachelint') ? match.index : match.index + 1;
		found.push({
			scope: match[1] === undefined ? 'line' : 'file',
			rules,
			span: comment.spanOf(from, comment.text.trimEnd().length),
		});
	}
	return found;
}
