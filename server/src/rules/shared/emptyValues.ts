import { removeAttribute } from '../../cache/edits.ts';
import { attributeOf, type CacheEntry } from '../../cache/entry.ts';
import type { Report } from '../rule.ts';
import { readableAttributes } from './parameters.ts';

/** What an empty value of a parameter that is not required does; most are as good as left out. */
function effectOfEmpty(entry: CacheEntry, name: string): string | undefined {
	switch (`${entry.typeName} ${name}`) {
		case 'local tag':
			// An export writes an empty tag; a digest goes before the tag.
			if (entry.direction === 'to' || attributeOf(entry, 'digest') !== undefined) return undefined;
			return 'the build stops with `local cache importer requires either explicit digest, "latest" tag or custom tag on index.json`';
		case 'gha url':
		case 'gha token':
			if (name === 'url' && (attributeOf(entry, 'url_v2')?.value.length ?? 0) > 0) return undefined;
			return 'buildx drops the entry without a word, and buildctl stops';
		case 'azblob account_name':
			if (entry.direction === 'from') return 'the cache is not imported';
			return 'the build stops with `unable to retrieve account name from account url`';
		default:
			return undefined;
	}
}

/** The findings about parameters that may be left out and may not be empty: `tag=` of a local import. */
export function emptyReports(entry: CacheEntry): readonly Report[] {
	return readableAttributes(entry).flatMap((attribute) => {
		const effect = attribute.value.length > 0 ? undefined : effectOfEmpty(entry, attribute.name);
		if (effect === undefined) return [];
		const removal = removeAttribute(entry, attribute);
		const written = `\`${attribute.key.text}=\``;
		return [
			{
				span: attribute.span,
				message: `${written} is empty; ${effect}. Give it a value or leave it out.`,
				fixes: removal === undefined ? [] : [{ title: `Remove ${written}`, safe: false, edits: [removal] }],
			},
		];
	});
}
