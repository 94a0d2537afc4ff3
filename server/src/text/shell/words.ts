import { HOLE } from '../mappedText.ts';
import { readBackticks, readDollar, readDoubleQuoted, readSingleQuoted, readSubstitution } from './quotes.ts';
import { continuationLength, DEEPEST, newlineLength, type Scan } from './scan.ts';
import { SourceWord } from './sourceWord.ts';

/** Reads the word at the cursor; where none begins, an empty one. */
export function readWord(scan: Scan): SourceWord {
	const start = scan.pos;
	const word = new SourceWord(scan.source, start);
	/** Open parentheses of extended globs, `*.@(a|b)`. */
	let parentheses = 0;
	let run = start;
	/** The last line continuation; one that ends the word is no part of it. */
	let joint: Joint | undefined;
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
				word.copy(run, scan.pos, undefined);
				readProcessSubstitution(scan, word);
				break;
			case 92:
				word.copy(run, scan.pos, undefined);
				if (continuationLength(scan, scan.pos) > 0) joint = readContinuation(scan, joint);
				else readEscape(scan, word);
				break;
			case 34: // "
				word.copy(run, scan.pos, undefined);
				readDoubleQuoted(scan, word);
				break;
			case 39: // '
				word.copy(run, scan.pos, undefined);
				readSingleQuoted(scan, word);
				break;
			case 36: // $
				word.copy(run, scan.pos, undefined);
				readDollar(scan, word, false);
				break;
			case 96: // `
				word.copy(run, scan.pos, undefined);
				readBackticks(scan, word, false);
				break;
			default:
				scan.pos++;
				continue;
		}
		run = scan.pos;
	}
	word.copy(run, scan.pos, undefined);
	return word.end(joint?.end === scan.pos ? joint.start : scan.pos);
}

/** Line continuations in a row, by the indices around them. */
interface Joint {
	readonly start: number;
	readonly end: number;
}

/** Moves over the line continuation at the cursor; those in a row are one. */
function readContinuation(scan: Scan, before: Joint | undefined): Joint {
	const start = before?.end === scan.pos ? before.start : scan.pos;
	scan.pos += continuationLength(scan, scan.pos);
	return { start, end: scan.pos };
}

/** Whether a parenthesis behind this character belongs to an extended glob: `@ * ? + !`. */
function isGlobSign(code: number): boolean {
	return code === 64 || code === 42 || code === 63 || code === 43 || code === 33;
}

/** Reads `<(…)` or `>(…)`. */
function readProcessSubstitution(scan: Scan, word: SourceWord): void {
	const start = scan.pos;
	scan.pos += 2;
	readSubstitution(scan, word);
	word.hole(start, scan.pos, undefined);
}

/** Reads a backslash outside quotes, which takes the meaning from the character behind it. */
function readEscape(scan: Scan, word: SourceWord): void {
	const from = scan.pos;
	scan.pos += 2;
	if (scan.text[from + 1] === HOLE) word.copy(from + 1, scan.pos, undefined);
	else word.write(scan.text[from + 1]!, { from, to: scan.pos }, undefined);
}
