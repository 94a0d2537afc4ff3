import { readPendingHeredocs } from './heredocs.ts';
import { isWordEnd, newlineLength, type Scan, skipBlanks, skipLine } from './scan.ts';
import type { ShellAssignment, ShellWord } from './shellScript.ts';
import { readWord } from './words.ts';

const ASSIGNMENT = /([A-Za-z_][A-Za-z0-9_]*)(?:\[(?:[^[\]\n]|\[[^[\]\n]*\])*\])?(\+?)=/y;

/** Reads `NAME=value`, `NAME+=value`, `NAME[i]=value` or `NAME=(…)` at the cursor, if one stands there. */
export function readAssignment(scan: Scan, declaredBy: string | undefined): ShellAssignment | undefined {
	const start = scan.pos;
	ASSIGNMENT.lastIndex = start;
	const match = ASSIGNMENT.exec(scan.text);
	if (match === null || ASSIGNMENT.lastIndex > scan.end) return undefined;
	const name = match[1]!;
	scan.pos = ASSIGNMENT.lastIndex;
	const isArray = scan.pos < scan.end && scan.text.charCodeAt(scan.pos) === 40;
	const array = isArray ? readArray(scan) : undefined;
	const value = isArray ? undefined : isWordEnd(scan, scan.pos) ? emptyWord(scan) : readWord(scan);
	return {
		name,
		nameSpan: scan.source.spanOf(start, start + name.length),
		append: match[2] === '+',
		value,
		array,
		span: scan.source.spanOf(start, scan.pos),
		declaredBy,
	};
}

/** The word that is not there in `X=`. A process substitution `X=<(…)` begins like an operator but is a word. */
function emptyWord(scan: Scan): ShellWord {
	if (/^[<>]\($/.test(scan.text.slice(scan.pos, scan.pos + 2))) return readWord(scan);
	const value = scan.source.slice(scan.pos, scan.pos);
	return { value, span: scan.source.spanOf(scan.pos, scan.pos), quote: undefined, isUnclosed: false };
}

/** Reads the elements of `(…)`; an operator, which cannot stand there, ends an array that is never closed. */
function readArray(scan: Scan): readonly ShellWord[] {
	const elements: ShellWord[] = [];
	scan.pos++;
	while (scan.pos < scan.end) {
		const newline = newlineLength(scan, scan.pos);
		if (newline > 0) {
			scan.pos += newline;
			readPendingHeredocs(scan);
			continue;
		}
		switch (scan.text[scan.pos]) {
			case ' ':
			case '\t':
				skipBlanks(scan);
				break;
			case '#':
				readComment(scan);
				break;
			case ')':
				scan.pos++;
				return elements;
			case ';':
			case '&':
			case '|':
				return elements;
			case '(':
				scan.pos++;
				break;
			default: {
				const start = scan.pos;
				const element = readWord(scan);
				// A lone `<`, or a line continuation with nothing behind it, is no element.
				if (scan.pos === start) scan.pos++;
				else if (!isContinuation(scan, start)) elements.push(element);
			}
		}
	}
	return elements;
}

/** Whether what was read from `start` to the cursor is line continuations alone. */
function isContinuation(scan: Scan, start: number): boolean {
	return scan.text[start] === '\\' && /^(?:\\\r?\n?)+$/.test(scan.text.slice(start, scan.pos));
}

/** Reads a comment, the cursor being at its `#`, up to the end of its line. */
export function readComment(scan: Scan): void {
	const start = scan.pos + 1;
	skipLine(scan);
	scan.comments.push(scan.source.slice(start, Math.max(start, scan.pos)));
}
