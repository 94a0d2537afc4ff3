/** Where the lines of a text begin. `\n`, `\r\n` and a lone `\r` end a line, as they do in editors. */
export interface Lines {
	readonly count: number;
	/** Line of an offset, from 0. */
	lineOf(offset: number): number;
	/** Offset at which a line begins; past the last line, the length of the text. */
	startOf(line: number): number;
	/** Line and column of an offset, both from 0, columns in UTF-16 units. */
	positionOf(offset: number): { readonly line: number; readonly column: number };
	/** The line without its ending. */
	textOf(line: number): string;
}

/** Indexes the lines of a text: in `a\nb` line 1 begins at offset 2. */
export function indexLines(text: string): Lines {
	const starts = [0];
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
	}
	const lineOf = (offset: number) => {
		let low = 0;
		let high = starts.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (starts[middle]! <= offset) low = middle + 1;
			else high = middle;
		}
		return Math.max(0, low - 1);
	};
	const startOf = (line: number) => starts[line] ?? text.length;
	return {
		count: starts.length,
		lineOf,
		startOf,
		positionOf: (offset) => {
			const line = lineOf(offset);
			return { line, column: offset - startOf(line) };
		},
		textOf: (line) => text.slice(startOf(line), startOf(line + 1)).replace(/[\r\n]+$/, ''),
	};
}
