import { readComment } from './assignments.ts';
import { readPendingHeredocs } from './heredocs.ts';
import { readArithmetic } from './quotes.ts';
import { isWordEnd, newlineLength, type Scan, skipBlanks } from './scan.ts';
import { readWord } from './words.ts';

/** What keywords change in the list of commands being read. */
export interface KeywordState {
	/** Subshells and `case`s that are open, the innermost last. */
	readonly open: ('(' | 'case')[];
	/** Groups `{ … }` that are open, the innermost last: where the function begins whose body each is, if it is one. */
	readonly groups: (number | undefined)[];
	/** Where the function begins whose body is to come. */
	named: number | undefined;
	/** The function that the list as a whole stands in. */
	readonly outer: number | undefined;
	/** Whether the cursor is inside `[[ … ]]`, where `<`, `(` and `|` are no operators. */
	isCondition: boolean;
}

const KEYWORD =
	/(?:if|then|elif|else|fi|while|until|do|done|for|select|foreach|case|esac|function|coproc|time|always(?=[ \t]*\{)|!|[{}]|\[\[)(?=[\s;&|()<>]|$)/y;

/** Reads the keyword at the cursor, if one stands there, with the part of its construct that is no command. */
export function readKeyword(scan: Scan, state: KeywordState): boolean {
	KEYWORD.lastIndex = scan.pos;
	const keyword = KEYWORD.exec(scan.text)?.[0];
	if (keyword === undefined || scan.pos + keyword.length > scan.end) return false;
	if (keyword === '[[') {
		// `[[` is the first word of a command, so that a half-typed one still has its words.
		state.isCondition = true;
		return false;
	}
	scan.pos += keyword.length;
	switch (keyword) {
		case 'time':
			skipBlanks(scan);
			if (/^-p(?=\s)/.test(scan.text.slice(scan.pos, scan.pos + 3))) scan.pos += 2;
			break;
		case 'for':
		case 'select':
		case 'foreach':
			readForHeader(scan);
			break;
		case 'function':
			readFunctionName(scan, state);
			break;
		case '{':
			state.groups.push(state.named);
			state.named = undefined;
			scan.scope = scopeOf(state);
			break;
		case '}':
			state.groups.pop();
			scan.scope = scopeOf(state);
			break;
		case 'case':
			readCaseHeader(scan, state);
			break;
		case 'esac':
			if (state.open.at(-1) === 'case') state.open.pop();
			break;
	}
	return true;
}

/** Reads `name in word word` up to the end of the line; the words are no command. */
function readForHeader(scan: Scan): void {
	skipBlanks(scan);
	if (readArithmetic(scan, scan.pos)) return;
	readWord(scan);
	skipSpace(scan);
	if (!/^in(?=[\s;]|$)/.test(scan.text.slice(scan.pos, scan.pos + 3))) return;
	scan.pos += 2;
	for (;;) {
		skipBlanks(scan);
		const start = scan.pos;
		readWord(scan);
		if (scan.pos === start) return;
	}
}

function scopeOf({ groups, outer }: KeywordState): number | undefined {
	return groups.findLast((start) => start !== undefined) ?? outer;
}

/** Reads the name behind `function` and its `()`; `function {` has none. */
function readFunctionName(scan: Scan, state: KeywordState): void {
	skipBlanks(scan);
	state.named = scan.source.startOf(scan.pos);
	if (scan.text[scan.pos] === '{') return;
	readWord(scan);
	skipBlanks(scan);
	const parentheses = /^\([ \t]*\)/.exec(scan.text.slice(scan.pos, scan.pos + 8))?.[0];
	if (parentheses !== undefined) scan.pos += parentheses.length;
}

/** Reads `word in` and the patterns of the first arm. */
function readCaseHeader(scan: Scan, state: KeywordState): void {
	skipBlanks(scan);
	readWord(scan);
	skipSpace(scan);
	if (!/^in(?=\s|$)/.test(scan.text.slice(scan.pos, scan.pos + 3))) return;
	scan.pos += 2;
	state.open.push('case');
	readCasePatterns(scan, state);
}

/** Reads the patterns before the `)` of a `case` arm, or the `esac` that ends it all. */
export function readCasePatterns(scan: Scan, state: KeywordState): void {
	skipSpace(scan);
	if (/^esac(?=[\s;&|)]|$)/.test(scan.text.slice(scan.pos, scan.pos + 5))) {
		state.open.pop();
		scan.pos += 4;
		return;
	}
	if (scan.text[scan.pos] === '(' && scan.pos < scan.end) scan.pos++;
	for (;;) {
		skipBlanks(scan);
		const start = scan.pos;
		readWord(scan);
		skipBlanks(scan);
		const next = scan.pos < scan.end ? scan.text[scan.pos] : undefined;
		if (next === '|') scan.pos++;
		else if (next === ')') {
			scan.pos++;
			return;
		} else if (scan.pos === start || next === undefined || isWordEnd(scan, scan.pos)) return;
	}
}

/** Moves over blanks, newlines and comments. */
function skipSpace(scan: Scan): void {
	for (;;) {
		skipBlanks(scan);
		const newline = newlineLength(scan, scan.pos);
		if (newline > 0) {
			scan.pos += newline;
			readPendingHeredocs(scan);
		} else if (scan.text[scan.pos] === '#' && scan.pos < scan.end) readComment(scan);
		else return;
	}
}
