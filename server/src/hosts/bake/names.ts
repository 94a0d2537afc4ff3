import { distance } from 'fastest-levenshtein';
import type { Direction } from '../../cache/flag.ts';

/** Names that people give bake files: `docker-bake.hcl`, `docker-bake.override.json`, `ci.bake.hcl`, `bake-dev.hcl`. */
export function isBakeFileName(path: string, extension: 'hcl' | 'json'): boolean {
	const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
	return name.endsWith(`.${extension}`) && /(^|[-_.])bake[-_.]/.test(name);
}

/** What an attribute of a target is to the cache. */
export interface CacheAttributeName {
	readonly direction: Direction;
	/** The right spelling, when this one is not it: bake reads over attributes it does not know. */
	readonly correction: string | undefined;
}

const NAMES: readonly { readonly name: string; readonly direction: Direction }[] = [
	{ name: 'cache-to', direction: 'to' },
	{ name: 'cache-from', direction: 'from' },
];

/**
 * The direction of `cache-to` and `cache-from`, and of what looks like a slip of the keyboard for them: `cache_to`,
 * `cachefrom`, `cache-form`. `undefined` for any other attribute.
 */
export function readAttributeName(name: string): CacheAttributeName | undefined {
	const exact = NAMES.find((known) => known.name === name);
	if (exact !== undefined) return { direction: exact.direction, correction: undefined };
	if (name.length < 6 || name.length > 14) return undefined;
	const bare = name.toLowerCase().replace(/[-_]/g, '');
	const near = NAMES.find((known) => isSlip(bare, known.name.replace('-', '')));
	return near === undefined ? undefined : { direction: near.direction, correction: near.name };
}

/** Whether two names differ in one letter, or in two that changed places. */
function isSlip(typed: string, meant: string): boolean {
	const apart = distance(typed, meant);
	if (apart <= 1) return true;
	return apart === 2 && typed.length === meant.length && [...typed].sort().join('') === [...meant].sort().join('');
}
