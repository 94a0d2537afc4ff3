const QUOTE = 0x22;
const DOLLAR = 0x24;
const PERCENT = 0x25;
const OPEN_PAREN = 0x28;
const CLOSE_PAREN = 0x29;
const EQUALS = 0x3d;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const NEWLINE = 0x0a;
const BANG = 0x21;
const LESS = 0x3c;
const GREATER = 0x3e;

/** Where a template ends; `isClosed` tells whether its own brace is there. */
export interface TemplateEnd {
	/** Index after the template: `6` for `${a.b}`at 0. */
	readonly end: number;
	readonly isClosed: boolean;
}

/**
 * Finds the brace that closes a `${` or `%{`, strings and templates inside it included: `${f("}")}` ends at its last brace.
 *
 * One scan answers for all templates inside, and a budget bounds all scans together, so reading stays linear however
 * deep or broken the text is.
 */
export class TemplateEnds {
	readonly #text: string;
	/** Index after the closing brace by index of the template; -1 when it is open. */
	readonly #ends = new Map<number, number>();
	#budget: number;

	constructor(text: string) {
		this.#text = text;
		this.#budget = 4 * text.length + 10_000;
	}

	/** Where the template at `start` ends. One that is open ends before the next quote or at its line's end. */
	find(start: number, limit: number): TemplateEnd {
		let end = this.#ends.get(start);
		if (end === undefined) {
			this.#scan(start, limit);
			end = this.#ends.get(start) ?? -1;
		}
		return end >= 0 && end <= limit ? { end, isClosed: true } : this.#cut(start, limit);
	}

	#cut(start: number, limit: number): TemplateEnd {
		let at = start + 2;
		for (; at < limit; at++) {
			const code = this.#text.charCodeAt(at);
			if (code === CLOSE_BRACE) return { end: at + 1, isClosed: true };
			if (code === QUOTE || code === NEWLINE) break;
		}
		if (this.#text[at - 1] === '\r') at--;
		return { end: Math.min(at, limit), isClosed: false };
	}

	#scan(from: number, limit: number): void {
		const text = this.#text;
		// What is open, innermost last: a bracket, QUOTE for a string, DOLLAR for a template.
		const open = [DOLLAR];
		const starts = [from];
		let at = from + 2;
		while (open.length > 0) {
			if (at >= limit || this.#budget-- <= 0) break;
			const code = text.charCodeAt(at);
			const inside = open[open.length - 1];
			if (inside === QUOTE) {
				if (code === NEWLINE) break;
				if (code === QUOTE) open.pop();
				else if (code === BACKSLASH && text.charCodeAt(at + 1) !== NEWLINE) at++;
				else if (code === DOLLAR || code === PERCENT) {
					const next = text.charCodeAt(at + 1);
					if (next === code && text.charCodeAt(at + 2) === OPEN_BRACE) at += 2;
					else if (next === OPEN_BRACE) {
						open.push(DOLLAR);
						starts.push(at++);
					}
				}
			} else if (code === QUOTE || code === OPEN_BRACE || code === OPEN_BRACKET || code === OPEN_PAREN) {
				open.push(code);
			} else if (code === CLOSE_BRACE) {
				if (inside === DOLLAR) this.#ends.set(starts.pop()!, at + 1);
				else if (inside !== OPEN_BRACE) break;
				open.pop();
			} else if (code === CLOSE_BRACKET || code === CLOSE_PAREN) {
				if (inside !== (code === CLOSE_PAREN ? OPEN_PAREN : OPEN_BRACKET)) break;
				open.pop();
			} else if (code === EQUALS && inside !== OPEN_BRACE && isAssignment(text, at)) {
				// Only an object assigns: this is the next attribute, and the template was left open above it.
				break;
			}
			at++;
		}
		// Whatever is still open here would run into the same obstacle when scanned by itself.
		for (const start of starts) this.#ends.set(start, -1);
	}
}

function isAssignment(text: string, at: number): boolean {
	const next = text.charCodeAt(at + 1);
	const before = text.charCodeAt(at - 1);
	return (
		next !== EQUALS && next !== GREATER && before !== EQUALS && before !== BANG && before !== LESS && before !== GREATER
	);
}
