import { findBackend } from '../../catalogue/catalogue.ts';

/** Words that somebody meant for something else than an image, with what to write. */
const ADVICE: ReadonlyMap<string, string> = new Map([
	['true', 'Write the cache, as in `type=inline`.'],
	['false', 'Leave it out to have no cache.'],
	['none', 'Leave it out to have no cache.'],
	['min', 'Write the cache with its mode, as in `type=gha,mode=min`.'],
	['max', 'Write the cache with its mode, as in `type=gha,mode=max`.'],
]);

/** What to write for a word that stands where a cache should be: `false`, `max`. */
export function adviceForWord(word: string): string | undefined {
	return ADVICE.get(word.toLowerCase());
}

/** Whether a bare image name is none, but the name of a backend or another word about caches: `gha`, `max`. */
export function isWordForCache(word: string): boolean {
	return findBackend(word.toLowerCase()) !== undefined || adviceForWord(word) !== undefined;
}
