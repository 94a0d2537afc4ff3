import type { LongString, Scan } from './scan.ts';

/** The index at which the string that opens at `start` must end: where it is cut, or where the part being read ends. */
export function stringEnd(scan: Scan, start: number): number {
	if (scan.cuts !== 'all' && !scan.cuts.has(start)) return scan.end;
	return Math.min(scan.end, findCut(scan, start));
}

/**
 * The end of the line, without the blanks and the backslash there: in `--cache-to "type=gha \` the string being typed is
 * `"type=gha` and the command goes on.
 */
function findCut(scan: Scan, start: number): number {
	const newline = scan.text.indexOf('\n', start);
	const lineEnd = newline === -1 ? scan.text.length : newline;
	let end = skipBlanksBack(scan, lineEnd, start);
	if (newline !== -1 && end > start + 1 && scan.text.charCodeAt(end - 1) === 92)
		end = skipBlanksBack(scan, end - 1, start);
	return end;
}

/** The index behind the last character before `end` that is no blank, but behind `start`. */
function skipBlanksBack(scan: Scan, end: number, start: number): number {
	let index = end;
	while (index > start + 1 && /[ \t\r]/.test(scan.text[index - 1]!)) index--;
	return index;
}

/** Remembers a string that may have swallowed what follows it; cut ones have not. */
export function noteString(scan: Scan, string: LongString, isMultiLine: boolean): void {
	if (string.isClosed ? !isMultiLine : scan.cuts === 'all' || scan.cuts.has(string.start)) return;
	scan.longStrings.push(string);
}
