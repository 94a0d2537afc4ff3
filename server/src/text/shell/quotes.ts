import { MappedText } from '../mappedText.ts';
import { readAnsiC } from './ansiC.ts';
import { findArithmeticEnd } from './arithmetic.ts';
import { continuationLength, DEEPEST, newlineLength, type Scan } from './scan.ts';
import { SourceWord } from './sourceWord.ts';
import { noteString, stringEnd } from './strings.ts';

/** How {@link readExpandable} reads: as `"…"` up to its end, or as the body of a here-document. */
export interface Expandable {
	/** Whether a `"` ends it and can be escaped. */
	readonly isString: boolean;
	/** Whether tabs at the beginning of lines are dropped, as `<<-` does. */
	readonly stripsTabs: boolean;
}

const STRING: Expandable = { isString: true, stripsTabs: false };
/** Text in which only expansions matter. */
export const PLAIN: Expandable = { isString: false, stripsTabs: false };

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const PARAMETER = /[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]/y;

/** Reads `"…"`, the cursor being at its first quote. */
export function readDoubleQuoted(scan: Scan, word: SourceWord): void {
	const start = scan.pos;
	const outerEnd = scan.end;
	scan.end = stringEnd(scan, start);
	scan.pos++;
	word.enter('"', scan.pos);
	const { isMultiLine } = readExpandable(scan, word, STRING);
	const isClosed = scan.pos < scan.end;
	if (isClosed) scan.pos++;
	else word.isUnclosed = true;
	scan.end = outerEnd;
	noteString(scan, { start, end: scan.pos, isClosed }, isMultiLine);
}

/** Reads text in which `$` and backticks expand, up to a `"` (left alone) or the end of the part being read. */
export function readExpandable(scan: Scan, word: SourceWord, how: Expandable): { readonly isMultiLine: boolean } {
	let run = scan.pos;
	let isMultiLine = false;
	while (scan.pos < scan.end) {
		switch (scan.text.charCodeAt(scan.pos)) {
			case 34: // "
				if (how.isString) {
					word.copy(run, scan.pos, '"');
					return { isMultiLine };
				}
				scan.pos++;
				break;
			case 92: {
				const continuation = continuationLength(scan, scan.pos);
				if (continuation > 1) {
					word.copy(run, scan.pos, '"');
					scan.pos += continuation;
					run = scan.pos;
					isMultiLine = true;
				} else if (isEscapable(scan.text.charCodeAt(scan.pos + 1), how)) {
					word.copy(run, scan.pos, '"');
					word.write(scan.text[scan.pos + 1]!, { from: scan.pos, to: scan.pos + 2 }, '"');
					scan.pos += 2;
					run = scan.pos;
				} else scan.pos++;
				break;
			}
			case 36: // $
				word.copy(run, scan.pos, '"');
				readDollar(scan, word, true);
				run = scan.pos;
				break;
			case 96: // `
				word.copy(run, scan.pos, '"');
				readBackticks(scan, word, true);
				run = scan.pos;
				break;
			case 13:
				word.copy(run, scan.pos, '"');
				if (newlineLength(scan, scan.pos) === 2) run = scan.pos + 1;
				else run = scan.pos;
				scan.pos++;
				break;
			case 10:
				isMultiLine = true;
				scan.pos++;
				if (how.stripsTabs && scan.text.charCodeAt(scan.pos) === 9) {
					word.copy(run, scan.pos, '"');
					while (scan.pos < scan.end && scan.text.charCodeAt(scan.pos) === 9) scan.pos++;
					run = scan.pos;
				}
				break;
			default:
				scan.pos++;
		}
	}
	word.copy(run, scan.pos, '"');
	return { isMultiLine };
}

/** Whether a backslash before this character means the character alone: `$`, a backtick, a backslash, `"` in a string. */
function isEscapable(code: number, how: Expandable): boolean {
	return code === 36 || code === 96 || code === 92 || (code === 34 && how.isString);
}

/** Reads `'…'`, the cursor being at its first quote. */
export function readSingleQuoted(scan: Scan, word: SourceWord): void {
	const start = scan.pos;
	const end = stringEnd(scan, start);
	let isMultiLine = false;
	let run = start + 1;
	let index = run;
	word.enter("'", run);
	for (; index < end; index++) {
		const code = scan.text.charCodeAt(index);
		if (code === 39) break;
		if (code === 10) isMultiLine = true;
		else if (code === 13 && scan.text.charCodeAt(index + 1) === 10) {
			word.copy(run, index, "'");
			run = index + 1;
		}
	}
	word.copy(run, index, "'");
	const isClosed = index < end;
	if (!isClosed) word.isUnclosed = true;
	scan.pos = isClosed ? index + 1 : index;
	noteString(scan, { start, end: scan.pos, isClosed }, isMultiLine);
}

/** Reads what a `$` at the cursor begins; one that begins nothing is a plain character. */
export function readDollar(scan: Scan, word: SourceWord, isQuoted: boolean): void {
	const start = scan.pos;
	const quote = isQuoted ? '"' : undefined;
	const next = start + 1 < scan.end ? scan.text[start + 1] : undefined;
	if (!isQuoted && (next === "'" || next === '"')) {
		scan.pos++;
		if (next === '"') readDoubleQuoted(scan, word);
		else readAnsiC(scan, word);
		return;
	}
	if ((next === '(' || next === '{') && scan.depth < DEEPEST) {
		if (next === '{') readBraces(scan, word, isQuoted);
		else if (!readArithmetic(scan, start + 1)) {
			scan.pos = start + 2;
			readSubstitution(scan, word);
		}
		word.hole(start, scan.pos, quote);
		return;
	}
	PARAMETER.lastIndex = start + 1;
	const parameter = PARAMETER.exec(scan.text);
	if (parameter !== null && PARAMETER.lastIndex <= scan.end) {
		scan.pos = PARAMETER.lastIndex;
		word.hole(start, scan.pos, quote);
		return;
	}
	scan.pos++;
	word.copy(start, scan.pos, quote);
}

/** Reads `((…))` whose first parenthesis stands at `start`, with the commands in it; `false` when it is no arithmetic. */
export function readArithmetic(scan: Scan, start: number): boolean {
	if (scan.text.charCodeAt(start + 1) !== 40 || start + 1 >= scan.end) return false;
	const end = findArithmeticEnd(scan, start + 2);
	if (end === undefined) return false;
	const outerEnd = scan.end;
	scan.pos = start + 2;
	scan.end = end - 2;
	scan.depth++;
	readExpandable(scan, new SourceWord(scan.source, scan.pos), PLAIN);
	scan.depth--;
	scan.pos = end;
	scan.end = outerEnd;
	return true;
}

/** Reads the commands of `$(…)` or `<(…)` from behind the parenthesis to behind the closing one. */
export function readSubstitution(scan: Scan, word: SourceWord): void {
	scan.depth++;
	scan.readList(scan, true);
	scan.depth--;
	if (scan.pos < scan.end) scan.pos++;
	else word.isUnclosed = true;
}

/** Reads `${…}`, the cursor being at the `$`. One that is never closed ends behind its name. */
function readBraces(scan: Scan, word: SourceWord, isQuoted: boolean): void {
	const start = scan.pos;
	NAME.lastIndex = start + 2;
	const nameEnd = NAME.test(scan.text) ? Math.min(NAME.lastIndex, scan.end) : start + 2;
	const operator = scan.text[nameEnd] ?? '';
	// A name can only be followed by an operator or the brace: this one is being typed.
	const isBroken = nameEnd > start + 2 && (nameEnd >= scan.end || /[\s"'`$;&|()<>]/.test(operator));
	const { braces } = scan;
	const before = {
		commands: scan.commands.length,
		comments: scan.comments.length,
		strings: scan.longStrings.length,
		heredocs: scan.pendingHeredocs,
	};
	scan.pos = nameEnd;
	if (!isBroken && !braces.hasRunOut && braces.patience > 0) {
		scan.depth++;
		braces.depth++;
		const isClosed = readToBrace(scan, !isQuoted || /[#%/^,]/.test(operator)) && !braces.hasRunOut;
		braces.depth--;
		scan.depth--;
		if (isClosed) return;
		braces.hasRunOut = braces.depth > 0;
		if (braces.depth === 0) braces.patience--;
		// Everything up to the outermost one is given up, so nothing needs to be read on.
		scan.pos = braces.hasRunOut ? scan.text.length : nameEnd;
		scan.commands.length = before.commands;
		scan.comments.length = before.comments;
		scan.longStrings.length = before.strings;
		scan.pendingHeredocs = before.heredocs;
	}
	word.isUnclosed = true;
}

/** Moves behind the `}` that closes an expansion; `false` when there is none. */
function readToBrace(scan: Scan, hasSingleQuotes: boolean): boolean {
	const inside = new SourceWord(scan.source, scan.pos);
	while (scan.pos < scan.end) {
		switch (scan.text.charCodeAt(scan.pos)) {
			case 125: // }
				scan.pos++;
				return true;
			case 92:
				scan.pos = Math.min(scan.end, scan.pos + 2);
				break;
			case 34: // "
				readDoubleQuoted(scan, inside);
				break;
			case 39: // '
				if (hasSingleQuotes) readSingleQuoted(scan, inside);
				else scan.pos++;
				break;
			case 36: // $
				readDollar(scan, inside, !hasSingleQuotes);
				break;
			case 96: // `
				readBackticks(scan, inside, false);
				break;
			default:
				scan.pos++;
		}
		if (scan.braces.hasRunOut) return false;
	}
	return false;
}

/** Reads a command between backticks, the cursor being at the first one. Inside `"…"` a `\"` in it means `"`. */
export function readBackticks(scan: Scan, word: SourceWord, isQuoted: boolean): void {
	const start = scan.pos;
	const quote = isQuoted ? '"' : undefined;
	if (scan.depth >= DEEPEST) {
		scan.pos++;
		word.copy(start, scan.pos, quote);
		return;
	}
	const end = stringEnd(scan, start);
	let index = start + 1;
	let isMultiLine = false;
	let hasEscapes = false;
	for (; index < end; index++) {
		const code = scan.text.charCodeAt(index);
		if (code === 96) break;
		if (code === 10) isMultiLine = true;
		else if (code === 92) {
			hasEscapes = true;
			index++;
		}
	}
	index = Math.min(index, end);
	const isClosed = index < end;
	if (hasEscapes) scan.readApart(scan, unescapeBackticks(scan, { start: start + 1, end: index }, isQuoted));
	else {
		const outerEnd = scan.end;
		scan.pos = start + 1;
		scan.end = index;
		scan.depth++;
		scan.readList(scan, false);
		scan.depth--;
		scan.end = outerEnd;
	}
	scan.pos = isClosed ? index + 1 : index;
	if (!isClosed) word.isUnclosed = true;
	word.hole(start, scan.pos, quote);
	noteString(scan, { start, end: scan.pos, isClosed }, isMultiLine);
}

/** The command in backticks as the shell reads it: without the backslashes before `$`, a backtick and a backslash. */
function unescapeBackticks(scan: Scan, { start, end }: { start: number; end: number }, isQuoted: boolean): MappedText {
	const builder = MappedText.builder(scan.source.startOf(start));
	let run = start;
	for (let index = start; index + 1 < end; index++) {
		if (scan.text.charCodeAt(index) !== 92) continue;
		if (isEscapable(scan.text.charCodeAt(index + 1), { isString: isQuoted, stripsTabs: false })) {
			builder.copy(scan.source, run, index);
			run = index + 1;
		}
		index++;
	}
	return builder.copy(scan.source, run, end).build();
}
