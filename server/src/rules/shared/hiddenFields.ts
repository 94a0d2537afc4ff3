import { type CacheEntry, isJoined } from '../../cache/entry.ts';

/** Keys whose values are words or yes and no, so that an expansion behind one is more likely to bring fields. */
const PLAIN_VALUES: ReadonlySet<string> = new Set(['type', 'mode', 'ignore-error']);

/**
 * Whether an expansion of the entry may well hold attributes of its own: it stands where a key would (`type=gha,$MORE`),
 * holds a comma, or is put behind a word (`mode=max$MORE`). One that is a scope, reference or path, `scope=$BRANCH`, is
 * taken for just that. So does what a value is joined with where it is used.
 */
export function mayHideFields({ flag, attributes, bareFields, isOpen }: CacheEntry): boolean {
	if (!isOpen) return false;
	return (
		isJoined(flag) ||
		bareFields.some(({ value }) => value.isDynamic) ||
		attributes.some(
			({ name, key, value }) =>
				key.isDynamic ||
				(value.isDynamic && PLAIN_VALUES.has(name)) ||
				value.expansions.some(({ text }) => text.includes(',')),
		)
	);
}
