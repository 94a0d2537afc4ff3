import { MappedText } from '../mappedText.ts';
import type { ShellQuote } from './shellScript.ts';

/** One run of a word: characters taken over, a hole, or what an escape stands for. */
interface Piece {
	readonly from: number;
	readonly to: number;
	/** `undefined` to take the characters over; `null` for a hole. */
	readonly text: string | null | undefined;
}

/**
 * Collects the value of a word while it is read. A word of one run, quoted or not, becomes a slice of its source, so that
 * plain words cost next to nothing.
 */
export class WordValue {
	readonly #source: MappedText;
	readonly #pieces: Piece[] = [];
	/** Where an empty value stands. */
	#place: number;
	/** The quote around the last piece. */
	quote: ShellQuote | undefined;
	/** Whether a quote or an expansion in it was never closed. */
	isUnclosed = false;

	constructor(source: MappedText, start: number) {
		this.#source = source;
		this.#place = start;
	}

	/** Says in which quote the text from `index` on stands; it counts once text follows, or when the word stays empty. */
	enter(quote: ShellQuote, index: number): void {
		if (this.#pieces.length > 0) return;
		this.#place = index;
		this.quote = quote;
	}

	/** Takes over the characters from `from` to `to`, which stand in `quote`. */
	copy(from: number, to: number, quote: ShellQuote | undefined): void {
		if (from < to) this.#add({ from, to, text: undefined }, quote);
	}

	/** Adds what an escape typed from `from` to `to` stands for. */
	write(text: string, range: { readonly from: number; readonly to: number }, quote: ShellQuote | undefined): void {
		if (text !== '') this.#add({ ...range, text }, quote);
	}

	/** Adds one hole for the expansion typed from `from` to `to`. */
	hole(from: number, to: number, quote: ShellQuote | undefined): void {
		this.#add({ from, to, text: null }, quote);
	}

	#add(piece: Piece, quote: ShellQuote | undefined): void {
		this.#pieces.push(piece);
		this.quote = quote;
	}

	/** The value that came together. */
	build(): MappedText {
		const first = this.#pieces[0];
		if (first === undefined) return this.#source.slice(this.#place, this.#place);
		if (this.#pieces.length === 1 && first.text === undefined) return this.#source.slice(first.from, first.to);
		const builder = MappedText.builder(this.#source.startOf(first.from));
		for (const { from, to, text } of this.#pieces) {
			if (text === undefined) builder.copy(this.#source, from, to);
			else if (text === null) builder.hole(this.#source.slice(from, to).written, this.#source.spanOf(from, to));
			else builder.write(text, this.#source.spanOf(from, to));
		}
		return builder.build();
	}
}
