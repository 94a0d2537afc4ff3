import { type BuildxTraits, newestTraits } from '../cache/traits.ts';
import { isAtLeast, type Version } from './version.ts';

/** From this version of buildx on, until the next change of the same trait, it reads values in this way. */
interface TraitChange {
	readonly since: Version;
	readonly traits: Partial<BuildxTraits>;
	/** File, tag and line in docker/buildx. */
	readonly source: string;
}

const oldestTraits: BuildxTraits = {
	csv: 'encoding/csv',
	refLists: 'plain',
	readsObjects: false,
	skipsEmpty: false,
	missingTypeWords: 'type required form>',
};

/** What changed, in the order of the versions. 0.19.1 took back what 0.19.0 had brought. */
const CHANGES: readonly TraitChange[] = [
	{ since: [0, 16, 0], traits: { csv: 'csvvalue' }, source: 'util/buildflags/cache.go@v0.16.0:17' },
	{ since: [0, 19, 0], traits: { readsObjects: true }, source: 'util/buildflags/cty.go@v0.19.0:12' },
	{ since: [0, 19, 0], traits: { refLists: 'refused' }, source: 'util/buildflags/cache.go@v0.19.0:92' },
	{ since: [0, 19, 1], traits: { readsObjects: false }, source: 'bake/bake.go@v0.19.1:708' },
	{ since: [0, 19, 1], traits: { refLists: 'plain' }, source: 'util/buildflags/cache.go@v0.19.1:21' },
	{ since: [0, 19, 3], traits: { skipsEmpty: true }, source: 'util/buildflags/cache.go@v0.19.3:17' },
	{ since: [0, 20, 0], traits: { readsObjects: true }, source: 'util/buildflags/cache_cty.go@v0.20.0:54' },
	{ since: [0, 20, 0], traits: { refLists: 'refused' }, source: 'util/buildflags/cache.go@v0.20.0:122' },
	{ since: [0, 20, 0], traits: { skipsEmpty: false }, source: 'util/buildflags/cache.go@v0.20.0:178' },
	{ since: [0, 20, 1], traits: { refLists: 'nested' }, source: 'util/buildflags/cache.go@v0.20.1:177' },
	{ since: [0, 21, 2], traits: { skipsEmpty: true }, source: 'util/buildflags/cache.go@v0.21.2:178' },
	{
		since: [0, 36, 0],
		traits: { missingTypeWords: 'type required for' },
		source: 'util/buildflags/cache.go@v0.36.0:117',
	},
];

/** How a version of buildx reads values; the newest when none is given. `buildxTraits([0, 20, 0]).refLists` is `refused`. */
export function buildxTraits(version?: Version): BuildxTraits {
	if (version === undefined) return newestTraits;
	const traits = CHANGES.filter(({ since }) => isAtLeast(version, since)).map((change) => change.traits);
	return Object.assign({}, oldestTraits, ...traits);
}

/** Since when all versions of buildx have a trait as the newest has it: `[0, 20, 0]` for `readsObjects`. */
export function settledSince(trait: keyof BuildxTraits): Version {
	return CHANGES.findLast(({ traits }) => trait in traits)!.since;
}

/** The versions of buildx that have a trait in this way until another change: `refLists: 'refused'` in 0.19.0 and 0.20.0. */
export function changesTo<Trait extends keyof BuildxTraits>(
	trait: Trait,
	value: BuildxTraits[Trait],
): readonly Version[] {
	return CHANGES.filter(({ traits }) => traits[trait] === value).map(({ since }) => since);
}
