import { PLAIN, readExpandable } from './quotes.ts';
import { extendCommand, type OpenCommand, type Scan, skipBlanks } from './scan.ts';
import { SourceWord } from './sourceWord.ts';
import { readWord } from './words.ts';

/**
 * Reads a redirection at the cursor (`>log`, `2>&1`, `<<EOF`, `<<<word`, `&>x`); a number before it has been passed. Its
 * target is no word of the command.
 */
export function readRedirection(scan: Scan, command: OpenCommand): void {
	const rest = scan.text.slice(scan.pos, Math.min(scan.end, scan.pos + 3));
	const operator = /^(?:<<<|<<-|&>>|<<|>>|<&|>&|>\||<>|&>|[<>])/.exec(rest)?.[0] ?? '';
	scan.pos += Math.max(1, operator.length);
	skipBlanks(scan);
	const start = scan.pos;
	const { value } = readWord(scan);
	extendCommand(scan, command);
	if ((operator !== '<<' && operator !== '<<-') || scan.pos === start) return;
	const isQuoted = /["'\\]/.test(scan.text.slice(start, scan.pos));
	scan.pendingHeredocs.push({ command, delimiter: value.written, isQuoted, stripsTabs: operator === '<<-' });
}

/** Reads the bodies of the here-documents named on the line that just ended. */
export function readPendingHeredocs(scan: Scan): void {
	if (scan.pendingHeredocs.length === 0) return;
	const pending = scan.pendingHeredocs;
	scan.pendingHeredocs = [];
	for (const { command, delimiter, isQuoted, stripsTabs } of pending) {
		const body = findBody(scan, delimiter, stripsTabs);
		const outerEnd = scan.end;
		scan.end = body.end;
		const word = new SourceWord(scan.source, scan.pos);
		if (isQuoted && !stripsTabs) word.copy(scan.pos, body.end, undefined);
		else if (isQuoted) copyWithoutTabs(scan, word);
		else {
			if (stripsTabs) skipTabs(scan);
			scan.depth++;
			readExpandable(scan, word, { ...PLAIN, stripsTabs });
			scan.depth--;
		}
		scan.end = outerEnd;
		scan.pos = body.next;
		command.heredocs.push({ body: word.value, isQuoted });
	}
}

/** Where a body that begins at the cursor ends, and where reading goes on behind its delimiter. */
function findBody(scan: Scan, delimiter: string, stripsTabs: boolean): { readonly end: number; readonly next: number } {
	for (let start = scan.pos; start < scan.end; ) {
		const newline = scan.text.indexOf('\n', start);
		const lineEnd = newline === -1 || newline > scan.end ? scan.end : newline;
		let from = start;
		if (stripsTabs) while (from < lineEnd && scan.text.charCodeAt(from) === 9) from++;
		const to = lineEnd > from && scan.text.charCodeAt(lineEnd - 1) === 13 ? lineEnd - 1 : lineEnd;
		if (to - from === delimiter.length && scan.text.startsWith(delimiter, from)) return { end: start, next: lineEnd };
		start = lineEnd + 1;
	}
	return { end: scan.end, next: scan.end };
}

function skipTabs(scan: Scan): void {
	while (scan.pos < scan.end && scan.text.charCodeAt(scan.pos) === 9) scan.pos++;
}

function copyWithoutTabs(scan: Scan, word: SourceWord): void {
	while (scan.pos < scan.end) {
		skipTabs(scan);
		const start = scan.pos;
		const newline = scan.text.indexOf('\n', start);
		scan.pos = newline === -1 || newline >= scan.end ? scan.end : newline + 1;
		word.copy(start, scan.pos, undefined);
	}
}
