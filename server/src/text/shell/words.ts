import { HOLE } from '../mappedText.ts';
import { readBackticks, readDollar, readDoubleQuoted, readSingleQuoted, readSubstitution } from './quotes.ts';
import { continuationLength, DEEPEST, newlineLength, type Scan } from './scan.ts';
import type { ShellWord } from './shellScript.ts';
import { WordValue } from './wordValue.ts';

/** Reads the word at the cursor; where none begins, an empty one. */
export function readWord(scan: Scan): ShellWord {
	const start = scan.pos;
	const value = new WordValue(scan.source, start);
	/** Open parentheses of extended globs, `*.@(a|b)`. */
	let parentheses = 0;
	let run = start;
	const flush = () => value.copy(run, scan.pos, undefined);
	reading: while (scan.pos < scan.end) {
		switch (scan.text.charCodeAt(scan.pos)) {
			case 32:
			case 9:
			case 10:
			case 59: // ;
			case 38: // &
				break reading;
			case 13:
				if (newlineLength(scan, scan.pos) > 0) break reading;
				scan.pos++;
				continue;
			case 124: // |
				if (parentheses === 0) break reading;
				scan.pos++;
				continue;
			case 40: // (
				if (parentheses === 0 && !(scan.pos > start && isGlobSign(scan.text.charCodeAt(scan.pos - 1)))) break reading;
				parentheses++;
				scan.pos++;
				continue;
			case 41: // )
				if (parentheses === 0) break reading;
				parentheses--;
				scan.pos++;
				continue;
			case 60: // <
			case 62: // >
				if (scan.text.charCodeAt(scan.pos + 1) !== 40 || scan.depth >= DEEPEST) break reading;
				flush();
				readProcessSubstitution(scan, value);
				break;
			case 92:
				flush();
				readEscape(scan, value);
				break;
			case 34: // "
				flush();
				readDoubleQuoted(scan, value);
				break;
			case 39: // '
				flush();
				readSingleQuoted(scan, value);
				break;
			case 36: // $
				flush();
				readDollar(scan, value, false);
				break;
			case 96: // `
				flush();
				readBackticks(scan, value, false);
				break;
			default:
				scan.pos++;
				continue;
		}
		run = scan.pos;
	}
	flush();
	return {
		value: value.build(),
		span: scan.source.spanOf(start, scan.pos),
		quote: value.quote,
		isUnclosed: value.isUnclosed,
	};
}

/** Whether a parenthesis behind this character belongs to an extended glob: `@ * ? + !`. */
function isGlobSign(code: number): boolean {
	return code === 64 || code === 42 || code === 63 || code === 43 || code === 33;
}

/** Reads `<(…)` or `>(…)`. */
function readProcessSubstitution(scan: Scan, value: WordValue): void {
	const start = scan.pos;
	scan.pos += 2;
	readSubstitution(scan, value);
	value.hole(start, scan.pos, undefined);
}

/** Reads a backslash outside quotes: a newline behind it vanishes, any other character loses its meaning. */
function readEscape(scan: Scan, value: WordValue): void {
	const continuation = continuationLength(scan, scan.pos);
	if (continuation > 0) {
		scan.pos += continuation;
		return;
	}
	const from = scan.pos;
	scan.pos += 2;
	if (scan.text[from + 1] === HOLE) value.copy(from + 1, scan.pos, undefined);
	else value.write(scan.text[from + 1]!, { from, to: scan.pos }, undefined);
}
