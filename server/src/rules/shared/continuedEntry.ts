import type { CacheEntry } from '../../cache/entry.ts';
import { isLineOriented } from './gluedEntries.ts';

/**
 * The entry on the line before, when it ends in a comma: then this line was meant to go on with it.
 *
 *     type=registry,ref=o/app:cache,
 *     mode=max
 */
export function continuedEntry(entry: CacheEntry, siblings: readonly CacheEntry[]): CacheEntry | undefined {
	const previous = siblings[siblings.findIndex(({ flag }) => flag === entry.flag) - 1];
	return previous !== undefined && isContinued(previous, entry) ? previous : undefined;
}

/** The entry on the next line, when this one ends in a comma. */
export function continuationOf(entry: CacheEntry, siblings: readonly CacheEntry[]): CacheEntry | undefined {
	const next = siblings[siblings.findIndex(({ flag }) => flag === entry.flag) + 1];
	return next !== undefined && isContinued(entry, next) ? next : undefined;
}

function isContinued(entry: CacheEntry, next: CacheEntry): boolean {
	if (!isLineOriented(entry.flag) || entry.flag.name.span.start !== next.flag.name.span.start) return false;
	const startsAnew = next.attributes.some(({ name }) => name === 'type') || next.form !== 'attributes';
	return entry.form === 'attributes' && (entry.text?.text.endsWith(',') ?? false) && !startsAnew;
}
