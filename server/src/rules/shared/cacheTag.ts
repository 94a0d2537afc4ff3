import type { MappedText } from '../../text/mappedText.ts';
import type { Edit } from '../rule.ts';
import { repositoryOf } from './cacheRef.ts';

/** A reference with a tag of its own for the cache: how it is written then, and the edit that makes it so. */
export interface MovedRef {
	readonly written: string;
	readonly edit: Edit;
}

/**
 * Gives a reference the tag `buildcache`: `o/app:1` becomes `o/app:buildcache`. An expansion at its end may hold a tag
 * already, so `$IMAGE` becomes `$IMAGE-buildcache`. `undefined` where nothing can be put behind it: a list of names
 * (`steps.meta.outputs.tags`), a command.
 */
export function moveToCacheTag(ref: MappedText): MovedRef | undefined {
	const repository = repositoryOf(ref);
	const last = repository.expansionAt(repository.length - 1);
	if (repository.length === 0 || (last !== undefined && /\.tags\b|TAGS/.test(last.text))) return undefined;
	const mayHoldTag = repository.length === ref.length && last !== undefined;
	// A name without braces would go on with letters, but not with a dash or a colon.
	const tag = mayHoldTag ? '-buildcache' : ':buildcache';
	return {
		written: `${repository.written}${tag}`,
		edit: { span: ref.spanOf(repository.length, ref.length), text: tag },
	};
}
