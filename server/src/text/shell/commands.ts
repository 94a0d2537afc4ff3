import { readAssignment, readComment } from './assignments.ts';
import { readPendingHeredocs, readRedirection } from './heredocs.ts';
import { type KeywordState, readCasePatterns, readKeyword } from './keywords.ts';
import { readArithmetic } from './quotes.ts';
import { continuationLength, DEEPEST, extendCommand, newlineLength, type OpenCommand, type Scan } from './scan.ts';
import { readWord } from './words.ts';

/** Commands whose arguments may be assignments. */
const DECLARERS: ReadonlySet<string> = new Set(['export', 'readonly', 'declare', 'typeset', 'local']);

/** What is open in the list being read. */
interface List extends KeywordState {
	command: OpenCommand | undefined;
	/** The command that ended last, and the one whose output the next command reads. */
	last: OpenCommand | undefined;
	pipe: OpenCommand | undefined;
}

/**
 * Reads commands from the cursor on, into `scan.commands`. It ends at the `)` of a substitution, or where the part being
 * read ends. Whatever does not belong where it stands (`fi`, `)`, `;;`) is passed over.
 */
export function readList(scan: Scan, isSubstitution: boolean): void {
	const list: List = {
		command: undefined,
		last: undefined,
		pipe: undefined,
		open: [],
		groups: [],
		named: undefined,
		outer: scan.scope,
		isCondition: false,
	};
	readCommands(scan, list, isSubstitution);
	scan.scope = list.outer;
}

function readCommands(scan: Scan, list: List, isSubstitution: boolean): void {
	while (scan.pos < scan.end) {
		const newline = newlineLength(scan, scan.pos);
		if (newline > 0) {
			endCommand(list);
			list.isCondition = false;
			scan.pos += newline;
			readPendingHeredocs(scan);
			continue;
		}
		switch (scan.text.charCodeAt(scan.pos)) {
			case 32:
			case 9:
				scan.pos++;
				break;
			case 92: {
				const continuation = continuationLength(scan, scan.pos);
				if (continuation > 0) scan.pos += continuation;
				else readToken(scan, list);
				break;
			}
			case 35: // #
				readComment(scan);
				break;
			case 59: // ;
				readSemicolons(scan, list);
				break;
			case 38: // &
				if (scan.text.charCodeAt(scan.pos + 1) === 62) readRedirection(scan, openCommand(scan, list));
				else {
					endCommand(list);
					scan.pos++;
				}
				break;
			case 124: // |
				readBar(scan, list);
				break;
			case 40: // (
				readOpenParenthesis(scan, list);
				break;
			case 41: // )
				if (!list.isCondition) endCommand(list);
				if (closeParenthesis(list, isSubstitution)) return;
				scan.pos++;
				break;
			case 60: // <
			case 62: // >
				if (scan.text.charCodeAt(scan.pos + 1) === 40 && scan.depth < DEEPEST) readToken(scan, list);
				else if (list.isCondition) scan.pos++;
				else readRedirection(scan, openCommand(scan, list));
				break;
			default:
				readToken(scan, list);
		}
	}
	endCommand(list);
}

/** The command being read; a new one when there is none. */
function openCommand(scan: Scan, list: List): OpenCommand {
	if (list.command !== undefined) return list.command;
	const command: OpenCommand = {
		words: [],
		assignments: [],
		heredocs: [],
		span: scan.source.spanOf(scan.pos, scan.pos),
		depth: scan.depth,
		scope: scan.scope,
		pipedInto: undefined,
	};
	list.named = undefined;
	if (list.pipe !== undefined) list.pipe.pipedInto = command;
	list.pipe = undefined;
	list.command = command;
	scan.commands.push(command);
	return command;
}

function endCommand(list: List): void {
	if (list.command === undefined) return;
	list.last = list.command;
	list.command = undefined;
}

/** Takes back a command that turned out to be something else, such as the name of a function. */
function dropCommand(scan: Scan, list: List): void {
	if (scan.commands.at(-1) === list.command) scan.commands.pop();
	list.command = undefined;
}

function readToken(scan: Scan, list: List): void {
	if (list.command === undefined || (list.command.words.length === 0 && list.command.assignments.length === 0)) {
		if (readKeyword(scan, list)) return;
	}
	const command = openCommand(scan, list);
	const start = scan.pos;
	const first = command.words[0]?.typed;
	const declaredBy = first !== undefined && DECLARERS.has(first) ? first : undefined;
	const assignment = first === undefined || declaredBy !== undefined ? readAssignment(scan, declaredBy) : undefined;
	if (assignment !== undefined) command.assignments.push(assignment);
	else {
		const word = readWord(scan);
		if (scan.pos === start) scan.pos++;
		else if (isDescriptor(scan, start)) readRedirection(scan, command);
		else command.words.push(word);
		if (list.isCondition && word.typed === ']]') {
			list.isCondition = false;
			endCommand(list);
		}
	}
	extendCommand(scan, command);
}

/** Whether the word that began at `start` is the `2` of `2>&1` or the `{fd}` of `{fd}>log`. */
function isDescriptor(scan: Scan, start: number): boolean {
	const next = scan.text[scan.pos];
	if ((next !== '<' && next !== '>') || scan.pos >= scan.end) return false;
	return /^(?:\d+|\{\w+\})$/.test(scan.text.slice(start, scan.pos));
}

/** Reads `;`, and `;;`, `;&` or `;;&`, behind which the next patterns of a `case` stand. */
function readSemicolons(scan: Scan, list: List): void {
	endCommand(list);
	list.isCondition = false;
	const next = scan.text[scan.pos + 1];
	scan.pos++;
	if ((next !== ';' && next !== '&') || scan.pos >= scan.end) return;
	scan.pos++;
	if (next === ';' && scan.text[scan.pos] === '&' && scan.pos < scan.end) scan.pos++;
	if (list.open.at(-1) === 'case') readCasePatterns(scan, list);
}

/** Reads `|`, `|&` and `||`. */
function readBar(scan: Scan, list: List): void {
	const isOr = scan.text[scan.pos + 1] === '|';
	if (list.isCondition && !isOr) {
		scan.pos++;
		return;
	}
	endCommand(list);
	list.pipe = isOr ? undefined : list.last;
	scan.pos += isOr || scan.text[scan.pos + 1] === '&' ? 2 : 1;
	if (scan.pos > scan.end) scan.pos = scan.end;
}

/** Reads a `(`: of arithmetic, of a function's `()`, of a condition, or of a subshell. */
function readOpenParenthesis(scan: Scan, list: List): void {
	if (list.isCondition) {
		scan.pos++;
		return;
	}
	const command = list.command;
	if (command === undefined && readArithmetic(scan, scan.pos)) return;
	const rest = /^\([ \t]*\)/.exec(scan.text.slice(scan.pos, Math.min(scan.end, scan.pos + 8)))?.[0];
	if (rest !== undefined && command?.words.length === 1 && command.assignments.length === 0) {
		dropCommand(scan, list);
		list.named = command.span.start;
		scan.pos += rest.length;
		return;
	}
	endCommand(list);
	list.open.push('(');
	scan.pos++;
}

/** Closes a subshell; `true` when the `)` is that of the substitution around the list. A stray one closes nothing. */
function closeParenthesis(list: List, isSubstitution: boolean): boolean {
	if (list.isCondition) return false;
	const open = list.open.lastIndexOf('(');
	if (open === -1) return isSubstitution;
	list.open.length = open;
	return false;
}
