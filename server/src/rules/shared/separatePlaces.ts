import { addAttribute } from '../../cache/edits.ts';
import { attributeOf, type CacheEntry, refOf } from '../../cache/entry.ts';
import type { Edit } from '../rule.ts';
import { tagOf } from './cacheRef.ts';
import { locationOf } from './location.ts';

/**
 * The edits that give a build a place of its own, the export and the imports of the same place alike: for `web` the scope
 * `web` or `shared-web`, the tag `cache-web`, the directory `cache-web`. `undefined` where one of them cannot be edited.
 */
export function separateEdits(
	writer: CacheEntry,
	siblings: readonly CacheEntry[],
	word: string,
): readonly [Edit, ...Edit[]] | undefined {
	const location = locationOf(writer);
	if (location === undefined) return undefined;
	const readers = siblings.filter((entry) => {
		const other = entry.direction === 'from' ? locationOf(entry) : undefined;
		return other?.store === location.store || other?.keys.some((key) => location.keys.includes(key));
	});
	const edits: Edit[] = [];
	for (const entry of [writer, ...readers]) {
		const edit = separateEdit(entry, word);
		// What a variable holds may be read elsewhere.
		if (edit === undefined || entry.flag.origin === 'variable') return undefined;
		edits.push(edit);
	}
	const [first, ...rest] = edits;
	return first === undefined ? undefined : [first, ...rest];
}

function separateEdit(entry: CacheEntry, word: string): Edit | undefined {
	const ref = refOf(entry);
	if (ref !== undefined) {
		if (ref.text.includes('@')) return undefined;
		// An expansion at the end may hold the tag.
		const hasTag = tagOf(ref) !== undefined || ref.expansionAt(ref.length - 1) !== undefined;
		return atEnd(ref.span.end, `${hasTag ? '-' : ':buildcache-'}${word}`);
	}
	const key = entry.typeName === 'gha' ? 'scope' : entry.typeName === 'local' ? directoryKey(entry) : 'name';
	const value = attributeOf(entry, key)?.value;
	if (value === undefined) return addAttribute(entry, key, word);
	if (value.length === 0 || value.text.includes(';')) return undefined;
	const slashes = entry.typeName === 'local' ? /\/*$/.exec(value.text)![0].length : 0;
	return { span: value.spanOf(value.length - slashes, value.length), text: `-${word}` };
}

function directoryKey({ direction }: CacheEntry): string {
	return direction === 'to' ? 'dest' : 'src';
}

function atEnd(offset: number, text: string): Edit {
	return { span: { start: offset, end: offset }, text };
}
