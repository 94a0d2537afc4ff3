import type { Span } from '../text/span.ts';

/** What a Dockerfile says that decides which layers a cache holds. */
export interface Dockerfile {
	/** Its stages in order; the last one is the result unless a build names another as its target. */
	readonly stages: readonly Stage[];
}

/** One stage: from its `FROM` to the next. Of `FROM golang:1 AS build` and `RUN go build` it is `{ name: 'build', … }`. */
export interface Stage {
	/** In lower case, as BuildKit compares them; `undefined` where the stage has none. */
	readonly name: string | undefined;
	/** The stage it begins with, by its place in the file; `undefined` where it begins with an image. */
	readonly base: number | undefined;
	/** Of the `FROM` instruction. */
	readonly span: Span;
	/** Of its `RUN` instructions. */
	readonly runs: readonly Span[];
	/** Of its `--mount=type=cache` options. */
	readonly cacheMounts: readonly Span[];
}
