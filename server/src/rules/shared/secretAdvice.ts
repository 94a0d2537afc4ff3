import { type Build, grammarOf } from '../../cache/build.ts';
import type { Attribute, CacheEntry } from '../../cache/entry.ts';
import { findParameter } from '../../catalogue/catalogue.ts';

/** Where a credential belongs instead of a flag: a sentence for a message, and what is left to do once it is removed. */
export interface SecretAdvice {
	readonly advice: string;
	readonly remainder: string;
}

/** Where text in a flag can be read by others: `process lists and logs`. */
export function whereItShows({ tool }: Build): string {
	return tool === 'bake' ? 'process lists, logs and `bake --print`' : 'process lists and logs';
}

/** The variable in which a credential belongs: `AWS_SECRET_ACCESS_KEY` for `secret_access_key` of s3. */
export function variableOf({ typeName = '' }: CacheEntry, name: string): string | undefined {
	return findParameter(typeName, name)?.environment[0]?.name;
}

/**
 * What to do about a credential in an entry: for `secret_access_key` of s3 in buildx, set `AWS_SECRET_ACCESS_KEY`, which
 * buildx passes on. The variables are those of the catalogue.
 */
export function adviceOnSecrets(entry: CacheEntry, { name }: Attribute): SecretAdvice {
	const variable = variableOf(entry, name);
	if (variable === undefined) {
		return name === 'ghtoken'
			? { advice: 'Leave it out; the cache works without it.', remainder: 'the cache works without it' }
			: {
					advice: 'Leave it out and give BuildKit the credentials in its own environment.',
					remainder: 'set the credentials in the environment of BuildKit',
				};
	}
	// buildctl reads the token of Actions from its environment, and of other credentials nothing.
	if (grammarOf(entry.flag.build.tool) === 'buildctl' && entry.typeName !== 'gha') {
		return {
			advice: `Set \`${variable}\` in the environment of buildkitd; buildctl does not pass it on.`,
			remainder: `set \`${variable}\` in the environment of buildkitd`,
		};
	}
	return {
		advice: `Set \`${variable}\` in the environment; ${entry.typeName === 'gha' ? 'it is read there' : 'buildx passes it on'}.`,
		remainder: `set \`${variable}\` in the environment`,
	};
}
