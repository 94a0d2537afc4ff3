import { distance } from 'fastest-levenshtein';

/**
 * How many slips make one word of the other: letters too many, missing or wrong, and two neighbours that changed places,
 * which count as one. `countEdits('mdoe', 'mode')` is 1.
 */
export function countEdits(a: string, b: string): number {
	const edits = distance(a, b);
	return edits === 2 && isSwapped(a, b) ? 1 : edits;
}

/** Whether the words differ by one pair of neighbours only. */
function isSwapped(a: string, b: string): boolean {
	if (a.length !== b.length) return false;
	const at = [...a].findIndex((letter, index) => letter !== b[index]);
	return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}
