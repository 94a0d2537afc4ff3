import type { Span } from '../text/span.ts';

/** What a Dockerfile says that decides which layers a cache holds. */
export interface Dockerfile {
	/** Its stages in order; the last one is the result unless a build names another as its target. */
	readonly stages: readonly Stage[];
}

/**
 * One stage: from its `FROM` to the next. Of `FROM golang:1 AS build` and `RUN go build` it is `{ name: 'build', base:
 * undefined, sources: [], runs: [the RUN], … }`.
 */
export interface Stage {
	/** In lower case, as BuildKit compares them; `undefined` where the stage has none. */
	readonly name: string | undefined;
	/**
	 * The stage it begins with, by its place in the file; `undefined` where it begins with an image, `unknown` where a
	 * build argument may make it one or the other.
	 */
	readonly base: number | 'unknown' | undefined;
	/** The stages it takes files from, `COPY --from=build` and `RUN --mount=from=build`, by their places in the file. */
	readonly sources: readonly number[];
	/** Of the `FROM` instruction. */
	readonly span: Span;
	/** Of its `RUN` instructions. */
	readonly runs: readonly Span[];
	/** Of its `--mount=type=cache` options. */
	readonly cacheMounts: readonly Span[];
}

/** The stages of a build, by their places in the file. */
export interface BuiltStages {
	/** Those whose layers are in the result: the target and what it begins with. */
	readonly inResult: readonly number[];
	/** Those that are built only to take files from them. */
	readonly beside: readonly number[];
}

/**
 * Which stages a build of the target makes, the last stage without one. Of a file with the stages `build` and, with `COPY
 * --from=build`, `app` it is `{ inResult: [1], beside: [0] }`. `undefined` where there is no such target, or it cannot be
 * told which stages are in the result.
 */
export function stagesBuilt({ stages }: Dockerfile, target: string | undefined): BuiltStages | undefined {
	const result = target === undefined ? stages.length - 1 : findStage(stages, target);
	const inResult: number[] = [];
	for (let at: Stage['base'] = result; at !== undefined; at = stages[at]?.base) {
		// A base stands above its stage, so this ends.
		if (at === 'unknown' || stages[at] === undefined) return undefined;
		inResult.push(at);
	}
	if (inResult.length === 0) return undefined;
	const reached = new Set(inResult);
	// What is added while the set is walked is walked as well.
	for (const at of reached) {
		const { base, sources } = stages[at]!;
		for (const next of typeof base === 'number' ? [base, ...sources] : sources) reached.add(next);
	}
	const beside = [...reached].filter((at) => !inResult.includes(at)).sort((a, b) => a - b);
	return { inResult, beside };
}

/** The place of a stage that is named, or numbered as `--target` and `--from` can: `build`, `0`. */
export function findStage(stages: readonly Pick<Stage, 'name'>[], reference: string): number | undefined {
	const name = reference.toLowerCase();
	const named = stages.findLastIndex((stage) => stage.name === name);
	if (named !== -1) return named;
	const index = /^\d+$/.test(name) ? Number(name) : stages.length;
	return index < stages.length ? index : undefined;
}
