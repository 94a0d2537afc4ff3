import { attributeOf, type CacheEntry } from '../../cache/entry.ts';
import { mayHideFields } from './hiddenFields.ts';
import { judgedBackend } from './parameters.ts';

/**
 * Whether an entry certainly goes to the cache service of GitHub itself, `type=gha,scope=web`: not to another server
 * (`url=`), not from a builder of Depot, and with no expansion that may say so.
 */
export function isGithubCache(entry: CacheEntry): boolean {
	if (judgedBackend(entry)?.type !== 'gha' || entry.flag.build.tool === 'depot' || mayHideFields(entry)) return false;
	return attributeOf(entry, 'url') === undefined && attributeOf(entry, 'url_v2') === undefined;
}
