import type { CacheEntry } from '../../cache/entry.ts';
import type { BuildView } from '../rule.ts';
import { type Difference, differenceOf } from './buildDifference.ts';
import { type CacheLocation, expansionName, locationOf } from './location.ts';

/** An export with the place it writes to. */
export interface Writer {
	readonly view: BuildView;
	readonly entry: CacheEntry;
	readonly location: CacheLocation;
}

/** A build that exports something else to a place that an earlier build of the file exports to. */
export interface Collision extends Writer {
	/** The build whose cache it replaces. */
	readonly first: Writer;
	readonly difference: Difference;
	/** How many different builds write there in all. */
	readonly count: number;
}

/** More different builds than this in one place are told apart no further. */
const MAX_LEADERS = 30;

/** Conditions that let builds run at different times, for different refs. */
const PART_OF_RUNS = /\bgithub\.(?:event|ref|base_ref|head_ref|event_name|actor)/;

/** The exports that are certain: typed at their flag, in a place that can be known. */
export function writersIn(builds: readonly BuildView[], types: ReadonlySet<string>): readonly Writer[] {
	return builds.flatMap((view) =>
		view.entries.flatMap((entry): readonly Writer[] => {
			if (entry.direction !== 'to' || entry.flag.origin !== 'flag' || view.build.tool === 'depot') return [];
			const location = locationOf(entry);
			return location !== undefined && types.has(location.type) ? [{ view, entry, location }] : [];
		}),
	);
}

/**
 * The builds that export to a place of an earlier one, built from other inputs. `placesOf` gives the names of the
 * place, two of which that are equal collide. Equal builds that come again (build, test, push) do not.
 */
export function collisionsIn(
	writers: readonly Writer[],
	placesOf: (writer: Writer) => readonly string[],
): readonly Collision[] {
	const byPlace = new Map<string, Writer[]>();
	for (const writer of writers) {
		for (const place of placesOf(writer)) {
			const known = byPlace.get(place);
			if (known === undefined) byPlace.set(place, [writer]);
			else known.push(writer);
		}
	}
	const collisions = new Map<CacheEntry, Collision>();
	for (const group of byPlace.values()) {
		const leaders: Writer[] = [];
		const found: Omit<Collision, 'count'>[] = [];
		for (const writer of group) {
			const differences = leaders.map((leader) => differenceBetween(leader, writer));
			// The first of its kind, or one that may be the same as one before.
			const isNew = differences.every((difference) => difference !== undefined);
			if (isNew && leaders.length < MAX_LEADERS) leaders.push(writer);
			const difference = differences[0];
			if (difference !== undefined && leaders[0] !== writer) found.push({ ...writer, first: leaders[0]!, difference });
		}
		for (const collision of found) {
			if (!collisions.has(collision.entry)) collisions.set(collision.entry, { ...collision, count: leaders.length });
		}
	}
	return [...collisions.values()];
}

/** How two exports to one place differ; `undefined` where they may be the same, at other times, or at other places. */
function differenceBetween(a: Writer, b: Writer): Difference | undefined {
	if (a.view === b.view || !isSamePlace(a, b) || runAtDifferentTimes(a, b)) return undefined;
	return differenceOf(a.view.build, b.view.build);
}

/** Whether what looks like the same place is: expansions may mean something else at another place of the file. */
function isSamePlace(a: Writer, b: Writer): boolean {
	if (a.location.isLiteral && b.location.isLiteral) return true;
	const names = [a, b].flatMap(({ location }) =>
		location.parts.flatMap(({ expansions }) => expansions.map(({ text }) => ({ text, name: expansionName(text) }))),
	);
	const [buildA, buildB] = [a.view.build, b.view.build];
	switch (buildA.tool) {
		case 'compose':
			return true;
		case 'bake':
			// Names of the file, not keys of a matrix or arguments of a function.
			return buildA.pipeline === undefined && names.every(({ name }) => /^[A-Z_][A-Z0-9_]*$/.test(name));
		default: {
			const isOneJob = buildA.pipeline !== undefined && buildA.pipeline.job === buildB.pipeline?.job;
			return names.every(
				({ text, name }) =>
					/^(?:github\.(?!job$|action)[\w.]+|vars\.\w+|secrets\.\w+)$/.test(name) ||
					(isOneJob && /^\$\{\{\s*(?:matrix|inputs|needs)\./.test(text)),
			);
		}
	}
}

function runAtDifferentTimes(a: Writer, b: Writer): boolean {
	const [mine, yours] = [a, b].map(({ view }) =>
		(view.build.pipeline?.conditions ?? []).map(({ written }) => written).filter((text) => PART_OF_RUNS.test(text)),
	);
	return mine!.join('\n') !== yours!.join('\n');
}

/** The word by which a build can be told from another: what it is called where it is written, or what differs. */
export function wordFor({ view: { build }, difference, first }: Collision): string | undefined {
	const isNamed = build.tool === 'compose' || build.tool === 'bake';
	if (isNamed && build.name !== undefined && /^[\w.-]+$/.test(build.name)) return build.name;
	if (difference.word !== undefined) return difference.word;
	const [job, otherJob] = [build.pipeline?.job, first.view.build.pipeline?.job];
	return job !== undefined && job !== otherJob && /^[\w-]+$/.test(job) ? job : undefined;
}

/** `this workflow` or `this file`, by what the builds stand in. */
export function fileWord({ build }: BuildView): string {
	return build.pipeline === undefined ? 'this file' : 'this workflow';
}
