import { MappedText } from '../mappedText.ts';
import type { Span } from '../span.ts';
import type { ShellQuote, ShellWord } from './shellScript.ts';

/** One run of a word: characters taken over, a hole, or what an escape stands for. */
interface Piece {
	readonly from: number;
	readonly to: number;
	/** `undefined` to take the characters over; `null` for a hole. */
	readonly text: string | null | undefined;
}

/**
 * A word that remembers where its parts stand and puts its value together when somebody asks: most words of a script are
 * never looked at. A word of one run, quoted or not, is a slice of its source.
 */
export class SourceWord implements ShellWord {
	readonly #source: MappedText;
	readonly #start: number;
	#end: number;
	/** The first run when it is characters taken over; empty, it is where an empty value stands. */
	#from: number;
	#to: number;
	/** All runs, once there is more to say than `#from` and `#to`. */
	#pieces: Piece[] | undefined;
	#value: MappedText | undefined;
	quote: ShellQuote | undefined;
	isUnclosed = false;

	constructor(source: MappedText, start: number) {
		this.#source = source;
		this.#start = start;
		this.#end = start;
		this.#from = start;
		this.#to = start;
	}

	get value(): MappedText {
		this.#value ??= this.#build();
		return this.#value;
	}

	get span(): Span {
		return this.#source.spanOf(this.#start, this.#end);
	}

	/** The word as typed, quotes included. */
	get typed(): string {
		return this.#source.text.slice(this.#start, this.#end);
	}

	/** Ends the word before this index. */
	end(index: number): this {
		this.#end = index;
		return this;
	}

	/** Says in which quote the text from `index` on stands; it counts as long as nothing came before. */
	enter(quote: ShellQuote, index: number): void {
		if (this.#pieces !== undefined || this.#from < this.#to) return;
		this.#from = index;
		this.#to = index;
		this.quote = quote;
	}

	/** Takes over the characters from `from` to `to`, which stand in `quote`. */
	copy(from: number, to: number, quote: ShellQuote | undefined): void {
		if (from >= to) return;
		if (this.#pieces === undefined && this.#from === this.#to) {
			this.#from = from;
			this.#to = to;
			this.quote = quote;
		} else this.#add({ from, to, text: undefined }, quote);
	}

	/** Adds what an escape typed from `from` to `to` stands for. */
	write(text: string, range: { readonly from: number; readonly to: number }, quote: ShellQuote | undefined): void {
		if (text !== '') this.#add({ from: range.from, to: range.to, text }, quote);
	}

	/** Adds one hole for the expansion typed from `from` to `to`. */
	hole(from: number, to: number, quote: ShellQuote | undefined): void {
		this.#add({ from, to, text: null }, quote);
	}

	#add(piece: Piece, quote: ShellQuote | undefined): void {
		if (this.#pieces === undefined) {
			this.#pieces = this.#from < this.#to ? [{ from: this.#from, to: this.#to, text: undefined }] : [];
		}
		this.#pieces.push(piece);
		this.quote = quote;
	}

	#build(): MappedText {
		const first = this.#pieces?.[0];
		if (first === undefined) return this.#source.slice(this.#from, this.#to);
		const builder = MappedText.builder(this.#source.startOf(first.from));
		for (const { from, to, text } of this.#pieces!) {
			if (text === undefined) builder.copy(this.#source, from, to);
			else if (text === null) builder.hole(this.#source.slice(from, to).written, this.#source.spanOf(from, to));
			else builder.write(text, this.#source.spanOf(from, to));
		}
		return builder.build();
	}
}
