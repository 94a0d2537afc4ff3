/** Where the jobs of a workflow stand: what is before them, and each from its name to the name of the next. */
export interface JobParts {
	/** Everything up to the first job. */
	readonly headEnd: number;
	readonly parts: readonly { readonly start: number; readonly end: number }[];
}

/** Anchors and aliases tie jobs together; several documents and tabs are for the whole reader. */
const TIES = /(?:^|[\s,[{])[&*][A-Za-z_][\w-]*|^---|^<<:|\t/m;

/**
 * Splits a workflow whose last top-level key is `jobs` so that each job can be read with what is before the jobs, and
 * without the others. `undefined` where that could give something else than reading the whole.
 */
export function splitJobs(text: string): JobParts | undefined {
	const jobs = /^jobs:[ \t]*(?:#.*)?\r?\n/m.exec(text);
	if (jobs === null || TIES.test(text.replace(/'[^'\n]*'|"[^"\n]*"|#.*/g, ''))) return undefined;
	const headEnd = jobs.index + jobs[0].length;
	const first = /^( +)[^\s#]/m.exec(text.slice(headEnd));
	if (first === null || /^[^\s#]/m.test(text.slice(headEnd))) return undefined;
	const indent = first[1]!.length;
	const starts = [...text.slice(headEnd).matchAll(new RegExp(`^ {${indent}}[^\\s#-].*$`, 'gm'))].map(
		({ index }) => headEnd + index,
	);
	// Something less indented than the first job would end the mapping, or be the content of a scalar.
	if (starts.length < 2 || new RegExp(`^ {1,${indent - 1}}[^ \\s#]`, 'm').test(text.slice(headEnd))) return undefined;
	return {
		headEnd,
		parts: starts.map((start, index) => ({
			start: index === 0 ? headEnd : start,
			end: starts[index + 1] ?? text.length,
		})),
	};
}
