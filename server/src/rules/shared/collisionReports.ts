import type { CacheEntry } from '../../cache/entry.ts';
import type { Report } from '../rule.ts';
import { type Collision, collisionsIn, type Writer } from './collision.ts';
import { type LegCollision, legCollisionOf } from './legCollision.ts';

/** The exports of a file that may collide, and what is to be said of those that do with another build; both by their entries. */
export interface CollisionReports {
	readonly writers: ReadonlyMap<CacheEntry, Writer>;
	readonly reports: ReadonlyMap<CacheEntry, Report>;
}

/** Collects them once a file; two writers collide where their places have a name in common. */
export function collectCollisions(
	writers: readonly Writer[],
	ofBuilds: (collision: Collision) => Report,
): CollisionReports {
	const collisions = collisionsIn(writers, ({ location }) => location.keys);
	return {
		writers: new Map(writers.map((writer) => [writer.entry, writer])),
		reports: new Map(collisions.map((collision) => [collision.entry, ofBuilds(collision)])),
	};
}

/** What is to be said of an entry: of the legs of its own matrix, or else of another build. */
export function collisionReport(
	entry: CacheEntry,
	{ writers, reports }: CollisionReports,
	{
		ignoredKeys,
		ofLegs,
	}: { readonly ignoredKeys: readonly string[]; readonly ofLegs: (writer: Writer, legs: LegCollision) => Report },
): readonly Report[] {
	const writer = writers.get(entry);
	if (writer === undefined) return [];
	const legs = legCollisionOf(writer.view.build, writer.location, ignoredKeys);
	const report = legs === undefined ? reports.get(entry) : ofLegs(writer, legs);
	return report === undefined ? [] : [report];
}
