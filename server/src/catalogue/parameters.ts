import type { ParameterFact } from './facts.ts';

/** What most parameters have in common need not be said: both directions, read by the daemon, neither checked nor secret. */
type UsualFacts =
	| 'directions'
	| 'defaults'
	| 'handledBy'
	| 'onInvalid'
	| 'isSecret'
	| 'environment'
	| 'documentedIn'
	| 'notes';

/**
 * A parameter with the usual facts filled in. `{ name: 'bucket', … }` gives one that both directions read, that the
 * daemon handles, without default, documented by BuildKit and by Docker.
 */
export function defineParameter(facts: Omit<ParameterFact, UsualFacts> & Partial<ParameterFact>): ParameterFact {
	return {
		directions: ['to', 'from'],
		defaults: [],
		handledBy: 'daemon',
		onInvalid: 'unchecked',
		isSecret: false,
		environment: [],
		documentedIn: ['buildkit', 'docker'],
		notes: '',
		...facts,
	};
}

/**
 * The other spellings of names with `-` or `_`: `oci_mediatypes` and `ocimediatypes` for `oci-mediatypes`. BuildKit has
 * both kinds of names (`image-manifest`, `use_path_style`), so people mix them up.
 */
export function respell(...names: readonly string[]): Readonly<Record<string, string>> {
	const spellings = names.flatMap((name) => [
		[name.includes('-') ? name.replaceAll('-', '_') : name.replaceAll('_', '-'), name] as const,
		[name.replaceAll(/[-_]/g, ''), name] as const,
	]);
	return Object.fromEntries(spellings.filter(([spelling, name]) => spelling !== name));
}

/** Keys that no backend knows and that people take from elsewhere: from the build command, from other caches. */
export const foreignKeys: Readonly<Record<string, undefined>> = {
	push: undefined,
	load: undefined,
	pull: undefined,
	platform: undefined,
	platforms: undefined,
	target: undefined,
	tags: undefined,
	enable: undefined,
	enabled: undefined,
	ttl: undefined,
	duration: undefined,
	expires: undefined,
	'max-size': undefined,
	'max-age': undefined,
	'keep-storage': undefined,
	'no-cache': undefined,
	'push-by-digest': undefined,
	output: undefined,
	sharing: undefined,
};

/** Advice about some of {@link foreignKeys}. */
export const foreignAdvice: Readonly<Record<string, string>> = {
	push: 'A cache is always exported; `push` belongs to `--output` or `--push`.',
	load: '`load` belongs to `--output` or `--load`.',
	platform: 'The platform is set with `--platform`.',
	platforms: 'The platforms are set with `--platform`.',
	target: 'The stage is set with `--target`; `mode=max` caches all stages.',
	ttl: 'BuildKit does not delete what it exported; set a lifecycle rule where the cache is stored.',
	duration: 'BuildKit does not delete what it exported; set a lifecycle rule where the cache is stored.',
	expires: 'BuildKit does not delete what it exported; set a lifecycle rule where the cache is stored.',
	'max-age': 'BuildKit does not delete what it exported; set a lifecycle rule where the cache is stored.',
	'max-size': 'The size of an exported cache cannot be limited.',
	'keep-storage': 'The size of an exported cache cannot be limited; `keep-storage` belongs to `docker buildx prune`.',
	sharing: '`sharing` belongs to `RUN --mount=type=cache`.',
};
