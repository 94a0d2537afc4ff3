import type { MappedText } from '../mappedText.ts';
import type { ShellAssignment, ShellCommand, ShellHeredoc } from './shellScript.ts';
import type { SourceWord } from './sourceWord.ts';

/** Substitutions deeper than this are read as plain characters, which keeps the call stack flat. */
export const DEEPEST = 60;

/** A command while it is being read. */
export interface OpenCommand extends ShellCommand {
	readonly words: SourceWord[];
	readonly assignments: ShellAssignment[];
	readonly heredocs: ShellHeredoc[];
	span: ShellCommand['span'];
	scope: ShellCommand['scope'];
	pipedInto: ShellCommand | undefined;
}

/** A here-document whose body begins behind the next newline. */
export interface PendingHeredoc {
	readonly command: OpenCommand;
	readonly delimiter: string;
	readonly isQuoted: boolean;
	readonly stripsTabs: boolean;
}

/** A quoted string (or backticks) that runs over a line end or is never closed; `start` is the index of its quote. */
export interface LongString {
	readonly start: number;
	readonly end: number;
	readonly isClosed: boolean;
}

/** The state of one reading of a text: a cursor, and what was found so far. Indices are those of `source.text`. */
export interface Scan {
	readonly source: MappedText;
	readonly text: string;
	pos: number;
	/** Where the part being read ends; smaller than the text inside here-documents and cut strings. */
	end: number;
	depth: number;
	/** Where the function begins that the cursor is in. */
	scope: number | undefined;
	readonly commands: OpenCommand[];
	readonly comments: MappedText[];
	pendingHeredocs: PendingHeredoc[];
	readonly longStrings: LongString[];
	/** Indices of the quotes whose strings end with their first line, because they are taken to be half-typed. */
	readonly cuts: ReadonlySet<number> | 'all';
	/**
	 * How `${` that are never closed are kept from making reading slow: once an inner one has run out of text, those
	 * around it fail as well, and only so many may.
	 */
	readonly braces: { depth: number; hasRunOut: boolean; patience: number };
	/** How many more times a `((` may turn out not to be arithmetic. */
	patience: number;
	/** Reads commands from the cursor to the `)` that closes a substitution, or to the end. */
	readonly readList: (scan: Scan, isSubstitution: boolean) => void;
	/** Reads a text apart, such as the body of backticks with escapes, and takes its commands over. */
	readonly readApart: (scan: Scan, body: MappedText) => void;
}

/** Length of the newline at an index: 1 for `\n`, 2 for `\r\n`, 0 where there is none. A `\r` at the very end counts. */
export function newlineLength(scan: Scan, index: number): number {
	const code = scan.text.charCodeAt(index);
	if (code === 10) return index < scan.end ? 1 : 0;
	if (code !== 13 || index >= scan.end) return 0;
	if (index + 1 === scan.text.length) return 1;
	return scan.text.charCodeAt(index + 1) === 10 && index + 1 < scan.end ? 2 : 0;
}

/** Length of the backslash and newline at an index, 0 where they are not; the shell removes both. */
export function continuationLength(scan: Scan, index: number): number {
	if (scan.text.charCodeAt(index) !== 92) return 0;
	if (index + 1 >= scan.end) return 1;
	const newline = newlineLength(scan, index + 1);
	return newline === 0 ? 0 : newline + 1;
}

/** Moves over blanks and line continuations. */
export function skipBlanks(scan: Scan): void {
	while (scan.pos < scan.end) {
		const code = scan.text.charCodeAt(scan.pos);
		if (code === 32 || code === 9) {
			scan.pos++;
			continue;
		}
		const continuation = continuationLength(scan, scan.pos);
		if (continuation === 0) return;
		scan.pos += continuation;
	}
}

/** Whether no word goes on at this index: blank, newline, operator or end. */
export function isWordEnd(scan: Scan, index: number): boolean {
	if (index >= scan.end) return true;
	switch (scan.text.charCodeAt(index)) {
		case 32:
		case 9:
		case 10:
		case 59: // ;
		case 38: // &
		case 124: // |
		case 40: // (
		case 41: // )
		case 60: // <
		case 62: // >
			return true;
		case 13:
			return newlineLength(scan, index) > 0;
		default:
			return false;
	}
}

/** Moves to the next newline, or to the end. */
export function skipLine(scan: Scan): void {
	const newline = scan.text.indexOf('\n', scan.pos);
	scan.pos = newline === -1 || newline > scan.end ? scan.end : newline;
	if (scan.pos > 0 && scan.text.charCodeAt(scan.pos - 1) === 13) scan.pos--;
}

/** Makes the span of a command end at the cursor. */
export function extendCommand(scan: Scan, command: OpenCommand): void {
	command.span = { start: command.span.start, end: scan.source.spanOf(0, scan.pos).end };
}
