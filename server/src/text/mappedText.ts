import type { Span } from './span.ts';

/** The character that stands for one whole expansion (`$X`, `${{ x }}`, `$(X)`) in a {@link MappedText}: U+FFFC. */
export const HOLE = '\uFFFC';

/** An expansion whose value nobody can know from the file: one character of a {@link MappedText}. */
export interface Expansion {
	/** Where its one {@link HOLE} character stands in the text. */
	readonly index: number;
	/** The expansion as its language reads it: `${{ github.sha }}`, `$TAG`, `$(TAG)`. */
	readonly text: string;
}

const NO_EXPANSIONS: readonly Expansion[] = [];

/** The number of expansions that stand before an index of the text: where those from there on begin. */
function firstFrom(expansions: readonly Expansion[], index: number): number {
	let low = 0;
	let high = expansions.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (expansions[middle]!.index < index) low = middle + 1;
		else high = middle;
	}
	return low;
}

/**
 * Text whose every UTF-16 unit knows where in the document it was typed.
 *
 * A decoder (YAML scalar, shell word, CSV field) takes mapped text and gives mapped text, so quoting layers nest and a
 * place is never searched for. An expansion is ONE character, {@link HOLE}, whose span is the whole expansion.
 *
 * In the shell word `"ref=$IMG"` at offset 10 the value is `ref=￼`: `text[0]` is typed at 11, and the hole spans 15–19.
 */
export class MappedText {
	/** The logical text; expansions are {@link HOLE} characters. */
	readonly text: string;
	/** The expansions in it, in order. */
	readonly expansions: readonly Expansion[];
	/** Document offset at which each unit begins; `undefined` when the text is verbatim and starts at `#start`. */
	readonly #starts: readonly number[] | undefined;
	/** Document offset at which each unit ends. */
	readonly #ends: readonly number[] | undefined;
	readonly #start: number;
	readonly #end: number;
	/** What is added to the offsets in `#starts` and `#ends`, so that moved text can share them. */
	readonly #moved: number;

	private constructor(
		text: string,
		expansions: readonly Expansion[],
		start: number,
		end: number,
		starts?: readonly number[],
		ends?: readonly number[],
		moved = 0,
	) {
		this.text = text;
		this.expansions = expansions;
		this.#start = start;
		this.#end = end;
		this.#starts = starts;
		this.#ends = ends;
		this.#moved = moved;
	}

	/** Text that stands in the document just as it is, from `offset` on. */
	static verbatim(text: string, offset = 0): MappedText {
		return new MappedText(text, NO_EXPANSIONS, offset, offset + text.length);
	}

	/** Number of UTF-16 units, expansions counting one each. */
	get length(): number {
		return this.text.length;
	}

	/** From where the text begins to where it ends in the document; an empty text has a place too. */
	get span(): Span {
		return { start: this.#start, end: this.#end };
	}

	/** Whether every unit stands in the document just as it is here, one after the other. */
	get isVerbatim(): boolean {
		return this.#starts === undefined;
	}

	/** Whether it holds at least one expansion. */
	get isDynamic(): boolean {
		return this.expansions.length > 0;
	}

	/** Whether it is one expansion and nothing else. */
	get isOneExpansion(): boolean {
		return this.expansions.length === 1 && this.text.length === 1;
	}

	/** The text with every expansion written out as its language has it: `type=gha,scope=${{ github.ref }}`. */
	get written(): string {
		if (this.expansions.length === 0) return this.text;
		let out = '';
		let at = 0;
		for (const { index, text } of this.expansions) {
			out += this.text.slice(at, index) + text;
			at = index + 1;
		}
		return out + this.text.slice(at);
	}

	/** The expansion at an index of `text`, if the character there is one (a typed U+FFFC is not). */
	expansionAt(index: number): Expansion | undefined {
		const expansion = this.expansions[firstFrom(this.expansions, index)];
		return expansion?.index === index ? expansion : undefined;
	}

	/** Document offset at which the unit at `index` begins; at `length`, where the text ends. */
	startOf(index: number): number {
		if (index >= this.text.length) return this.#end;
		return this.#starts === undefined ? this.#start + index : this.#starts[index]! + this.#moved;
	}

	/** Document offset at which the unit at `index` ends. */
	endOf(index: number): number {
		return this.#ends === undefined ? this.#start + index + 1 : this.#ends[index]! + this.#moved;
	}

	/** The document span of `text.slice(start, end)`; an empty slice gives the place where it would be typed. */
	spanOf(start: number, end: number): Span {
		if (end > start) return { start: this.startOf(start), end: this.endOf(end - 1) };
		const at = start === 0 ? this.#start : start >= this.text.length ? this.#end : this.startOf(start);
		return { start: at, end: at };
	}

	/**
	 * The index before which a cursor at this document offset stands, or `undefined` when it is outside or strictly
	 * inside an expansion or an escape.
	 */
	offsetAt(documentOffset: number): number | undefined {
		if (documentOffset < this.#start || documentOffset > this.#end) return undefined;
		if (this.#starts === undefined) return documentOffset - this.#start;
		let low = 0;
		let high = this.text.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.#starts[middle]! + this.#moved < documentOffset) low = middle + 1;
			else high = middle;
		}
		if (low === 0 || this.startOf(low) === documentOffset) return low;
		return this.endOf(low - 1) <= documentOffset ? low : undefined;
	}

	/** The part between two indices, with its places. Arguments are taken as `String.prototype.slice` takes them. */
	slice(start: number, end = this.text.length): MappedText {
		const length = this.text.length;
		const from = Math.min(start < 0 ? Math.max(0, length + start) : start, length);
		const to = Math.max(from, Math.min(end < 0 ? length + end : end, length));
		if (from === 0 && to === length) return this;
		const span = this.spanOf(from, to);
		const expansions =
			this.expansions.length === 0
				? NO_EXPANSIONS
				: this.expansions
						.slice(firstFrom(this.expansions, from), firstFrom(this.expansions, to))
						.map(({ index, text }) => ({ index: index - from, text }));
		return new MappedText(
			this.text.slice(from, to),
			expansions,
			span.start,
			span.end,
			this.#starts?.slice(from, to),
			this.#ends?.slice(from, to),
			this.#moved,
		);
	}

	/** The same text where the document has got `delta` units longer (or shorter) before it. */
	move(delta: number): MappedText {
		if (delta === 0) return this;
		const [start, end] = [this.#start + delta, this.#end + delta];
		return new MappedText(this.text, this.expansions, start, end, this.#starts, this.#ends, this.#moved + delta);
	}

	/** The text without white space at its ends; all white space gives the empty text at its end. */
	trim(): MappedText {
		const start = this.text.length - this.text.trimStart().length;
		return this.slice(start, Math.max(start, this.text.trimEnd().length));
	}

	/** A builder for text decoded from this one. */
	static builder(start: number): MappedTextBuilder {
		return new MappedTextBuilder(start, (text, expansions, end, starts, ends) => {
			return new MappedText(text, expansions, start, end, starts, ends);
		});
	}
}

/**
 * Puts decoded text together unit by unit. Made by {@link MappedText.builder}.
 *
 * Decoding `a''b` of a YAML single-quoted scalar: `copy(0)`, `write("'", span of both quotes)`, `copy(3)`.
 */
export class MappedTextBuilder {
	#text = '';
	/** While all units stand as typed, one after the other from `#start` on, no places need be kept. */
	#isVerbatim = true;
	readonly #starts: number[] = [];
	readonly #ends: number[] = [];
	readonly #expansions: Expansion[] = [];
	readonly #start: number;
	readonly #make: (
		text: string,
		expansions: readonly Expansion[],
		end: number,
		starts?: readonly number[],
		ends?: readonly number[],
	) => MappedText;

	constructor(
		start: number,
		make: (
			text: string,
			expansions: readonly Expansion[],
			end: number,
			starts?: readonly number[],
			ends?: readonly number[],
		) => MappedText,
	) {
		this.#start = start;
		this.#make = make;
	}

	/** Number of units put in so far. */
	get length(): number {
		return this.#text.length;
	}

	/** Takes over `source.text.slice(from, to)` with its places and expansions. */
	copy(source: MappedText, from: number, to: number): this {
		const { expansions } = source;
		for (let at = firstFrom(expansions, from); at < expansions.length && expansions[at]!.index < to; at++) {
			const { index, text } = expansions[at]!;
			this.#expansions.push({ index: this.#text.length + index - from, text });
		}
		const staysVerbatim =
			this.#isVerbatim && source.isVerbatim && (from >= to || source.startOf(from) === this.#start + this.#text.length);
		if (!staysVerbatim) {
			this.#keepPlaces();
			for (let index = from; index < to; index++) {
				this.#starts.push(source.startOf(index));
				this.#ends.push(source.endOf(index));
			}
		}
		this.#text += source.text.slice(from, to);
		return this;
	}

	/** From now on the place of every unit is kept. */
	#keepPlaces(): void {
		if (!this.#isVerbatim) return;
		this.#isVerbatim = false;
		for (let index = 0; index < this.#text.length; index++) {
			this.#starts.push(this.#start + index);
			this.#ends.push(this.#start + index + 1);
		}
	}

	/** Adds text that was typed otherwise (an escape): every unit of it has the whole span. */
	write(text: string, span: Span): this {
		this.#keepPlaces();
		for (let index = 0; index < text.length; index++) {
			this.#starts.push(span.start);
			this.#ends.push(span.end);
		}
		this.#text += text;
		return this;
	}

	/** Adds one {@link HOLE} for an expansion typed at `span`; `text` is the expansion as its language reads it. */
	hole(text: string, span: Span): this {
		this.#expansions.push({ index: this.#text.length, text });
		return this.write(HOLE, span);
	}

	/** The finished text. `end` is the document offset at which it ends, by default where its last unit does. */
	build(end?: number): MappedText {
		if (this.#isVerbatim) return this.#make(this.#text, this.#expansions, end ?? this.#start + this.#text.length);
		return this.#make(this.#text, this.#expansions, end ?? this.#ends.at(-1) ?? this.#start, this.#starts, this.#ends);
	}
}

/**
 * Collapses every match of a global pattern into one expansion: how `${{ … }}`, `{{ … }}` or `<< … >>` is hidden from
 * the languages around it. A pattern that matches nothing gives the same object back.
 */
export function hideExpansions(source: MappedText, pattern: RegExp): MappedText {
	let builder: MappedTextBuilder | undefined;
	let at = 0;
	for (const match of source.text.matchAll(pattern)) {
		builder ??= MappedText.builder(source.span.start);
		const end = match.index + match[0].length;
		builder.copy(source, at, match.index).hole(source.slice(match.index, end).written, source.spanOf(match.index, end));
		at = end;
	}
	return builder === undefined ? source : builder.copy(source, at, source.length).build(source.span.end);
}
