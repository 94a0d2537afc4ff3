import { countEdits } from './countEdits.ts';

/**
 * The word of the list that a misspelt one most likely means, or `undefined` when none is near: at most one edit for
 * words of up to four letters, two for longer ones, three from eight on; case, `-` and `_` count as alike,
 * and neighbours that changed places as one edit.
 * `nearest('mod', ['mode', 'ref'])` is `mode`.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
	const fold = (text: string) => text.toLowerCase().replaceAll('_', '-');
	const allowed = word.length <= 4 ? 1 : word.length < 8 ? 2 : 3;
	let best: string | undefined;
	let least = allowed + 1;
	for (const candidate of candidates) {
		const edits = countEdits(fold(word), fold(candidate));
		if (edits < least) {
			least = edits;
			best = candidate;
		}
	}
	return best;
}
