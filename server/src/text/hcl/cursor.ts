import type { MappedText } from '../mappedText.ts';
import type { Span } from '../span.ts';
import type { HclComment, HclMissing } from './syntax.ts';
import { TemplateEnds } from './templateEnds.ts';

/** Nesting deeper than this is passed over: nobody writes it, and it must not cost the stack. */
export const MAX_DEPTH = 100;

const NEWLINE = 0x0a;
const NOT_BEFORE_BRACE = new Set(['for', 'in', 'if']);
const MAX_LABELS = 8;

/** The closing brackets that somebody outside waits for. */
export interface Awaited {
	']': number;
	')': number;
	'}': number;
}

/** A place in HCL text while it is read, and what has been gathered on the way. Offsets are indices of `text`. */
export class HclCursor {
	readonly source: MappedText;
	readonly text: string;
	readonly templates: TemplateEnds;
	readonly comments: HclComment[] = [];
	at = 0;
	/** Where reading stops: the end of the text, or of the template being read. */
	limit: number;
	depth = 0;
	awaited: Awaited = { ']': 0, ')': 0, '}': 0 };
	/** Where the last blank that held a line end was left: `at` stands first on its line when they are the same. */
	#lineStart = -1;
	/** Up to where comments have been gathered; blanks are passed over more than once. */
	#commentedTo = 0;

	constructor(source: MappedText) {
		this.source = source;
		this.text = source.text;
		this.limit = source.length;
		this.templates = new TemplateEnds(source.text);
	}

	get isAtEnd(): boolean {
		return this.at >= this.limit;
	}

	/** Whether only blanks and comments stand before this place on its line. */
	get isAtLineStart(): boolean {
		return this.#lineStart === this.at;
	}

	/** The character here, or `''` at the end. */
	peek(): string {
		return this.at < this.limit ? this.text[this.at]! : '';
	}

	startsWith(mark: string): boolean {
		return this.at + mark.length <= this.limit && this.text.startsWith(mark, this.at);
	}

	spanFrom(start: number): Span {
		return this.source.spanOf(start, Math.max(start, this.at));
	}

	missing(at = this.at): HclMissing {
		return { kind: 'missing', span: this.source.spanOf(at, at) };
	}

	/** Passes over blanks and comments, and over line ends where an expression may span lines. */
	skip(spansLines: boolean): void {
		let passedLine = false;
		const { text } = this;
		while (this.at < this.limit) {
			const code = text.charCodeAt(this.at);
			if (code === NEWLINE) {
				if (!spansLines) break;
				passedLine = true;
				this.at++;
			} else if (code === 0x20 || code === 0x09 || code === 0x0d || code === 0xfeff || code === 0xa0) this.at++;
			else if (code === 0x23) this.#takeLineComment(1);
			else if (code === 0x2f && text[this.at + 1] === '/') this.#takeLineComment(2);
			else if (code === 0x2f && text[this.at + 1] === '*') this.#takeBlockComment();
			else break;
		}
		if (passedLine) this.#lineStart = this.at;
	}

	#takeLineComment(marks: number): void {
		let end = lineEnd(this.text, this.at, this.limit);
		if (this.text[end - 1] === '\r') end--;
		this.#takeComment({ start: Math.min(this.at + marks, end), end }, end);
	}

	#takeBlockComment(): void {
		const close = this.text.indexOf('*/', this.at + 2);
		const isClosed = close >= 0 && close + 2 <= this.limit;
		const end = isClosed ? close : this.limit;
		this.#takeComment({ start: Math.min(this.at + 2, end), end }, isClosed ? close + 2 : this.limit);
	}

	#takeComment(inner: Span, end: number): void {
		const start = this.at;
		this.at = end;
		if (start < this.#commentedTo) return;
		this.#commentedTo = end;
		this.comments.push({ value: this.source.slice(inner.start, inner.end), span: this.spanFrom(start) });
	}

	/** Takes the name here, dashes included: `cache-to`; `''` when there is none. */
	takeName(): string {
		const end = nameEnd(this.text, this.at, this.limit);
		const name = this.text.slice(this.at, end);
		this.at = end;
		return name;
	}

	/**
	 * Whether a new attribute or block begins here, first on its line. No expression goes on with `name =` or
	 * `name "label" {`, so whatever bracket is open was forgotten.
	 */
	isStatementAhead(isInObject = false): boolean {
		if (!this.isAtLineStart) return false;
		const { text, limit } = this;
		let at = nameEnd(text, this.at, limit);
		if (at === this.at || NOT_BEFORE_BRACE.has(text.slice(this.at, at))) return false;
		for (let labels = 0; labels <= MAX_LABELS; labels++) {
			while (at < limit && (text[at] === ' ' || text[at] === '\t')) at++;
			const char = text[at];
			if (at >= limit) return false;
			if (char === '=') return !isInObject && labels === 0 && text[at + 1] !== '=' && text[at + 1] !== '>';
			if (char === '{') return true;
			if (char === '"') {
				const close = text.indexOf('"', at + 1);
				if (close < 0 || close >= lineEnd(text, at, limit)) return false;
				at = close + 1;
			} else {
				const end = nameEnd(text, at, limit);
				if (end === at) return false;
				at = end;
			}
		}
		return false;
	}

	/** Reads a part by itself, up to `limit`; the cursor is left at that limit. */
	within<T>(start: number, limit: number, read: () => T): T {
		const outer = { limit: this.limit, awaited: this.awaited };
		this.at = start;
		this.limit = limit;
		this.awaited = { ']': 0, ')': 0, '}': 0 };
		const result = read();
		this.at = limit;
		this.limit = outer.limit;
		this.awaited = outer.awaited;
		return result;
	}
}

/** Index of the line end at or after `from`, or `limit`. */
export function lineEnd(text: string, from: number, limit: number): number {
	const end = text.indexOf('\n', from);
	return end < 0 || end > limit ? limit : end;
}

/** Index after the name that begins at `at`; `at` itself when none does. */
export function nameEnd(text: string, at: number, limit: number): number {
	if (at >= limit || !isNameStart(text.charCodeAt(at))) return at;
	let end = at + 1;
	while (end < limit && isNamePart(text.charCodeAt(end))) end++;
	return end;
}

function isNameStart(code: number): boolean {
	if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
	return code !== 0xfeff && code !== 0xa0;
}

function isNamePart(code: number): boolean {
	return isNameStart(code) || (code >= 0x30 && code <= 0x39) || code === 0x2d;
}
