import type { Seen } from '../../cache/build.ts';
import { type CacheEntry, refOf } from '../../cache/entry.ts';
import { matchRegistry, type StrictRegistry } from '../../catalogue/registries.ts';
import { HOLE } from '../../text/mappedText.ts';
import type { Settings } from '../rule.ts';

/** The registry an entry writes to, when it is one that rejects an index as cache manifest; hosts of the settings count. */
export function strictRegistryOf(entry: CacheEntry, { registries }: Settings): StrictRegistry | undefined {
	const ref = refOf(entry);
	return ref === undefined ? undefined : matchRegistry(ref.text, registries);
}

/** Whether an entry writes to such a registry; `unknown` where an expansion is the host. */
export function rejectsIndex(entry: CacheEntry, settings: Settings): Seen {
	if (strictRegistryOf(entry, settings) !== undefined) return 'yes';
	const ref = refOf(entry)?.text ?? '';
	const slash = ref.indexOf('/');
	return (slash === -1 ? ref : ref.slice(0, slash)).includes(HOLE) ? 'unknown' : 'no';
}
