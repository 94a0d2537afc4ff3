import { attributeOf, type CacheEntry } from '../../cache/entry.ts';
import { readLookalike } from '../../catalogue/catalogue.ts';
import type { BackendFact } from '../../catalogue/facts.ts';
import { countEdits } from '../../text/countEdits.ts';

/**
 * The parameter that was meant with a key the backend does not read: one people are known to misname so (`key` for
 * `scope` of gha), or one that is spelled almost alike (`mod`). `undefined` when there is none, or it is there already.
 */
export function meantParameter(entry: CacheEntry, backend: BackendFact, key: string): string | undefined {
	const lookalike = readLookalike(backend, key, entry.direction);
	const meant = lookalike === undefined ? nearestTo(entry, backend, key) : lookalike.name;
	// Renaming to a key that is there already would make it twice.
	return meant === undefined || attributeOf(entry, meant) !== undefined ? undefined : meant;
}

function nearestTo(entry: CacheEntry, backend: BackendFact, key: string): string | undefined {
	const plain = (name: string) => name.toLowerCase().replaceAll(/[-_.]/g, '');
	const names = backend.parameters
		.filter(({ directions }) => directions.includes(entry.direction))
		.map(({ name }) => name);
	const alike = names.find((name) => plain(name) === plain(key));
	if (alike !== undefined) return alike;
	const limit = key.length < 3 ? 0 : key.length < 6 ? 1 : 2;
	const ranked = names
		.map((name) => ({ name, far: countEdits(plain(name), plain(key)) }))
		.filter(({ far }) => far <= limit)
		.sort((a, b) => a.far - b.far);
	return ranked[0]?.far === ranked[1]?.far ? undefined : ranked[0]?.name;
}
