import { HOLE } from '../mappedText.ts';
import type { Scan } from './scan.ts';
import type { SourceWord } from './sourceWord.ts';
import { noteString, stringEnd } from './strings.ts';

const NAMED: Readonly<Record<string, string>> = {
	a: '\x07',
	b: '\b',
	e: '\x1b',
	E: '\x1b',
	f: '\f',
	n: '\n',
	r: '\r',
	t: '\t',
	v: '\v',
	'\\': '\\',
	"'": "'",
	'"': '"',
	'?': '?',
};

const NUMBERED = /x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3})/y;

/**
 * Reads the escape of a `$'…'` string whose backslash stands at `index`: in `\x41b` the length is 4 and the text `A`.
 * An escape the shell does not know stands for itself (bash manual, "ANSI-C Quoting").
 */
function readAnsiCEscape(text: string, index: number): { readonly text: string; readonly length: number } {
	const letter = text[index + 1] ?? '';
	const named = Object.hasOwn(NAMED, letter) ? NAMED[letter] : undefined;
	if (named !== undefined) return { text: named, length: 2 };
	if (letter === 'c' && index + 2 < text.length) {
		return { text: String.fromCharCode(text.charCodeAt(index + 2) & 0x1f), length: 3 };
	}
	NUMBERED.lastIndex = index + 1;
	const match = NUMBERED.exec(text);
	if (letter === '\r' || letter === '\n') return { text: '\\', length: 1 };
	if (match === null) return { text: `\\${letter}`, length: letter === '' ? 1 : 2 };
	const octal = match[4];
	const code =
		octal === undefined ? Number.parseInt((match[1] ?? match[2] ?? match[3])!, 16) : Number.parseInt(octal, 8);
	const decoded = octal === undefined ? code : code & 0xff;
	return { text: decoded <= 0x10ffff ? String.fromCodePoint(decoded) : '\uFFFD', length: match[0].length + 1 };
}

/** Reads `$'…'`, the cursor being at the quote. */
export function readAnsiC(scan: Scan, word: SourceWord): void {
	const start = scan.pos;
	const end = stringEnd(scan, start);
	let isMultiLine = false;
	let run = start + 1;
	scan.pos = run;
	word.enter("$'", run);
	while (scan.pos < end) {
		const code = scan.text.charCodeAt(scan.pos);
		if (code === 39) break;
		if (code === 92) {
			word.copy(run, scan.pos, "$'");
			const escaped = readAnsiCEscape(scan.text, scan.pos);
			const to = Math.min(end, scan.pos + escaped.length);
			if (escaped.text === `\\${HOLE}`) word.copy(scan.pos, to, "$'");
			else word.write(escaped.text, { from: scan.pos, to }, "$'");
			scan.pos = to;
			run = to;
			continue;
		}
		if (code === 10) isMultiLine = true;
		else if (code === 13 && scan.text.charCodeAt(scan.pos + 1) === 10) {
			word.copy(run, scan.pos, "$'");
			run = scan.pos + 1;
		}
		scan.pos++;
	}
	word.copy(run, scan.pos, "$'");
	const isClosed = scan.pos < end;
	if (isClosed) scan.pos++;
	else word.isUnclosed = true;
	noteString(scan, { start, end: scan.pos, isClosed }, isMultiLine);
}
