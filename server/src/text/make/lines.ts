/** One line of a makefile as make reads it: physical lines that end in a backslash joined. Indices into the text, half-open. */
export interface LogicalLine {
	readonly start: number;
	/** Before the line end, `\r\n` or `\n`. */
	readonly end: number;
	/** Where the next logical line begins. */
	readonly next: number;
}

/** The logical line at an index: in `a \⏎b⏎c` the one at 0 is `{ start: 0, end: 5, next: 6 }`. */
export function readLine(text: string, start: number): LogicalLine {
	let from = start;
	for (;;) {
		const feed = text.indexOf('\n', from);
		if (feed < 0) return { start, end: text.length, next: text.length };
		const end = feed > from && text[feed - 1] === '\r' ? feed - 1 : feed;
		if (countBackslashesBefore(text, end, from) % 2 === 0) return { start, end, next: feed + 1 };
		from = feed + 1;
	}
}

/** How many backslashes stand right before an index, looking back no further than `from`. */
export function countBackslashesBefore(text: string, index: number, from: number): number {
	let at = index;
	while (at > from && text[at - 1] === '\\') at--;
	return index - at;
}

/** Length of the line end at an index: 1 for `\n`, 2 for `\r\n`, 0 for neither. */
export function lineEndLength(text: string, index: number): number {
	if (text[index] === '\n') return 1;
	return text[index] === '\r' && text[index + 1] === '\n' ? 2 : 0;
}

/** Whether the character is a blank of make, a space or a tab. */
export function isBlank(character: string | undefined): boolean {
	return character === ' ' || character === '\t';
}

/** The first index at or after `from`, and before `to`, that is no blank and no joined line end. */
export function skipSpace(text: string, from: number, to: number): number {
	let at = from;
	while (at < to) {
		if (isBlank(text[at])) at++;
		else if (text[at] === '\\' && at + 1 < to && lineEndLength(text, at + 1) > 0) at += 1 + lineEndLength(text, at + 1);
		else break;
	}
	return at;
}
