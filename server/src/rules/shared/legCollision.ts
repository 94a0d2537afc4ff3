import type { Build, Leg } from '../../cache/build.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { slugOf } from './buildDifference.ts';
import { type CacheLocation, expansionName } from './location.ts';

/** Legs of one matrix that build different things and export them to one place. */
export interface LegCollision {
	/** How many different builds there are; `undefined` where the matrix is an expression. */
	readonly count: number | undefined;
	/** The key that tells the legs apart, when one does: `service`. */
	readonly key: string | undefined;
	/** The values of that key, in order: `amd64`, `arm64`. */
	readonly values: readonly string[];
	/** Whether all values can stand in a tag. */
	readonly isTag: boolean;
}

const MATRIX_NAME = /\bmatrix\.([\w-]+(?:\.[\w-]+)*)/g;
/** Expansions that have one value in all legs. */
const SAME_IN_ALL_LEGS = /^(?:github\.(?!job$|action)[\w.]+|vars\.\w+|secrets\.\w+|inputs\.[\w-]+)$/;

/**
 * The collision that a build in a matrix causes by exporting to a place; `undefined` where there surely is none.
 * `ignoredKeys` of the matrix are taken to make no other image.
 */
export function legCollisionOf(
	build: Build,
	{ parts }: CacheLocation,
	ignoredKeys: readonly string[],
): LegCollision | undefined {
	const { pipeline } = build;
	if (pipeline === undefined || pipeline.matrixKeys.length === 0) return undefined;
	// A step for some of the legs only may be the only one that writes.
	if (pipeline.conditions.some(({ written }) => /\bmatrix\b/.test(written))) return undefined;
	const names = parts.flatMap(({ expansions }) => expansions.map(({ text }) => expansionName(text)));
	const plain = names.flatMap((name) => /^matrix\.([\w-]+(?:\.[\w-]+)*)$/.exec(name)?.[1] ?? []);
	// What is not a plain key of the matrix may have been made of one.
	if (plain.length + names.filter((name) => SAME_IN_ALL_LEGS.test(name)).length < names.length) return undefined;
	const used = keysUsedBy(build).filter((key) => !ignoredKeys.includes(key));
	if (used.length === 0) return undefined;
	const { legs } = pipeline;
	if (legs === undefined) {
		return plain.length > 0 ? undefined : { count: undefined, key: used[0], values: [], isTag: false };
	}
	return collideLegs(legs, { place: plain, inputs: used });
}

/** The keys of the matrix that decide what is built. */
function keysUsedBy(build: Build): readonly string[] {
	const { pipeline, platforms } = build;
	const inputs = [build.context, build.file, build.target, pipeline?.directory, ...build.args, ...platforms];
	// Without `platforms` the machine decides for which architecture is built.
	const machine = platforms.length === 0 ? (pipeline?.runsOn ?? []).filter(namesArchitecture(pipeline?.legs)) : [];
	const keys = [...inputs, ...(build.targets ?? []), ...(build.contexts ?? []), ...machine].flatMap((text) =>
		(text?.expansions ?? []).flatMap((expansion) =>
			[...expansion.text.matchAll(MATRIX_NAME)].map((match) => match[1]!),
		),
	);
	return [...new Set(keys)];
}

/** Whether a label stands for machines of several architectures. */
function namesArchitecture(legs: readonly Leg[] | undefined): (label: MappedText) => boolean {
	return ({ written }) => {
		const keys = [...written.matchAll(MATRIX_NAME)].map((match) => match[1]!);
		return keys.some((key) => {
			const labels = (legs ?? []).map((leg) => leg[key] ?? '');
			return labels.some(isArm) && !labels.every(isArm);
		});
	};
}

function isArm(label: string): boolean {
	return /arm|aarch/i.test(label);
}

function collideLegs(
	legs: readonly Leg[],
	{ place, inputs }: { readonly place: readonly string[]; readonly inputs: readonly string[] },
): LegCollision | undefined {
	const largest = (keys: readonly string[]) => {
		const groups = new Map<string, Set<string>>();
		for (const leg of legs) {
			const at = valuesOf(leg, keys);
			groups.set(at, (groups.get(at) ?? new Set()).add(valuesOf(leg, inputs)));
		}
		return Math.max(0, ...[...groups.values()].map(({ size }) => size));
	};
	const count = largest(place);
	if (count < 2) return undefined;
	const candidates = [...new Set([...inputs, ...Object.keys(legs[0] ?? {})])]
		.sort(byName)
		.filter((key) => legs.every((leg) => Object.hasOwn(leg, key)) && largest([...place, key]) < 2);
	const key = candidates.find((name) => legs.every((leg) => isTagPart(leg[name]!))) ?? candidates[0];
	const values = key === undefined ? [] : [...new Set(legs.map((leg) => leg[key]!))];
	return { count, key, values, isTag: key !== undefined && values.every(isTagPart) };
}

function valuesOf(leg: Leg, keys: readonly string[]): string {
	return JSON.stringify(keys.map((key) => leg[key] ?? ''));
}

function isTagPart(value: string): boolean {
	return value !== '' && value.length <= 60 && slugOf(value) === value;
}

/** Keys that name things come before those that say how they are built. */
function byName(a: string, b: string): number {
	const rank = (key: string) =>
		/arch|name|service|image|suffix|id$|variant/i.test(key) ? 0 : /runner|runs|os$/i.test(key) ? 2 : 1;
	return rank(a) - rank(b);
}
