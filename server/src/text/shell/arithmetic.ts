import type { Scan } from './scan.ts';

/** Arithmetic longer than this is taken for two parentheses; it keeps reading linear. */
const LONGEST = 1000;

/**
 * The index behind the `))` that closes arithmetic whose inside begins at `from`; `undefined` when it is none, as in
 * `((cd x; ls) | wc)` or a half-typed line.
 */
export function findArithmeticEnd(scan: Scan, from: number): number | undefined {
	if (scan.patience === 0) return undefined;
	const end = Math.min(scan.end, from + LONGEST);
	let depth = 0;
	for (let index = from; index < end; index++) {
		switch (scan.text.charCodeAt(index)) {
			case 92: // backslash
				index++;
				break;
			case 40: // (
				depth++;
				break;
			case 41: // )
				if (depth > 0) {
					depth--;
					break;
				}
				if (index + 1 < scan.end && scan.text.charCodeAt(index + 1) === 41) return index + 2;
				scan.patience--;
				return undefined;
		}
	}
	scan.patience--;
	return undefined;
}
