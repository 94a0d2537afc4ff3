import { addAttribute } from '../../cache/edits.ts';
import { attributeOf, type CacheEntry } from '../../cache/entry.ts';
import { readGoBool } from '../../catalogue/goValues.ts';
import type { Fix } from '../rule.ts';

/** Whether an export that fails stops the build, as far as is written: not so with `ignore-error=true`. */
export function stopsOnError(entry: CacheEntry): boolean {
	return readGoBool(attributeOf(entry, 'ignore-error')?.value.text ?? '') !== true;
}

/** The fix that adds `ignore-error=true`, where nothing is written about it. */
export function ignoreErrorFixes(entry: CacheEntry): readonly Fix[] {
	if (attributeOf(entry, 'ignore-error') !== undefined || entry.form === 'ref') return [];
	const edit = addAttribute(entry, 'ignore-error', 'true');
	return edit === undefined ? [] : [{ title: 'Let the build go on without the export', safe: false, edits: [edit] }];
}
