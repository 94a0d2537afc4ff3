import type { Direction } from '../cache/flag.ts';
import type { Version } from './version.ts';

/** What a parameter's value has to look like. */
export type ValueShape =
	/** One of these, case-sensitive. */
	| { readonly kind: 'enum'; readonly values: readonly string[] }
	/** Go's strconv.ParseBool: 1 t T true True TRUE 0 f F false False FALSE. */
	| { readonly kind: 'boolean'; readonly emptyMeans?: 'true' }
	/** Go's strconv.ParseInt, base 10; `min` is the least value that is not refused, `usual` what people write. */
	| { readonly kind: 'integer'; readonly min?: number; readonly usual?: readonly string[] }
	/** Go's time.ParseDuration: `10m`, `1h30m`. */
	| { readonly kind: 'duration' }
	/** An image reference. */
	| { readonly kind: 'reference' }
	| { readonly kind: 'path' }
	| { readonly kind: 'url' }
	/** `sha256:` and 64 hex digits. */
	| { readonly kind: 'digest' }
	/** Names separated by `;`. */
	| { readonly kind: 'list' }
	| { readonly kind: 'text' };

/** A default and the BuildKit version it holds from: `image-manifest` is `false` from 0.12.0 and `true` from 0.21.0. */
export interface DefaultFact {
	readonly since: Version;
	/** As it would be written: `max`, `10m`, or nothing (``). */
	readonly value: string;
	/** When it holds or where it comes from, in words: `false when oci-mediatypes=false is written`. */
	readonly note?: string;
	/** Whether `value` is a description and cannot be written: `first label of the account_url host`. */
	readonly isDescribed?: boolean;
}

/** What comes of a value that the backend cannot use. `error`: the build stops. `default`: the default is used silently. */
export type OnInvalid = 'error' | 'default' | 'ignored' | 'warning' | 'unchecked';

/** An environment variable that stands in for a parameter: `AWS_REGION`, read by buildkitd. */
export interface EnvironmentFact {
	readonly name: string;
	/** The programs that look at it, with the first version that does: `buildx ≥ 0.21.0, buildctl ≥ 0.20.0`. */
	readonly readBy: string;
	/** The condition under which they do, in words. */
	readonly when?: string;
}

/** One key that a backend reads. */
export interface ParameterFact {
	/** `image-manifest`. */
	readonly name: string;
	readonly directions: readonly Direction[];
	readonly shape: ValueShape;
	/** First released BuildKit whose source has the key. */
	readonly since: Version;
	/** For what the client handles: the first BuildKit client library and the first buildx, by direction. */
	readonly sinceClient?: Readonly<Partial<Record<Direction, { readonly client: Version; readonly buildx: Version }>>>;
	/** In the order of versions; none when the backend has no default. */
	readonly defaults: readonly DefaultFact[];
	/** The program whose version counts. */
	readonly handledBy: 'daemon' | 'client';
	readonly onInvalid: OnInvalid;
	/** What older versions did instead, from one version to before another: `compression` in 0.10 took the default. */
	readonly onInvalidBefore?: readonly {
		readonly since: Version;
		readonly until: Version;
		readonly outcome: OnInvalid;
	}[];
	/** What the tool prints for an invalid value on export, VALUE standing for it. */
	readonly invalidMessage?: string;
	/** What happens on import with an invalid value. */
	readonly onInvalidImport?: string;
	/** Whether an import refuses an invalid value too, of a parameter that only an export uses. */
	readonly isCheckedOnImport?: true;
	/** What an empty value means. */
	readonly onEmpty?: string;
	/** Whether the value is a credential. */
	readonly isSecret: boolean;
	/** Environment variables that stand in for it, and who reads them. */
	readonly environment: readonly EnvironmentFact[];
	/** Who documents it: BuildKit's README, docs.docker.com. Nobody, for `registry.insecure`. */
	readonly documentedIn: readonly ('buildkit' | 'docker')[];
	/** One sentence for people: what it does. */
	readonly summary: string;
	/** More to know, in Markdown. */
	readonly notes: string;
	/** Where BuildKit or buildx says so: `cache/remotecache/registry/registry.go@v0.12.0:39`. */
	readonly source: string;
	/** How often people write it, 0 to 9; completion lists the most used first. */
	readonly usage: number;
}

/** One `type=`. */
export interface BackendFact {
	/** `registry`. */
	readonly type: string;
	/** Its place among the others, the most used first: 1 for `registry`. */
	readonly rank: number;
	readonly directions: readonly Direction[];
	readonly since: Version;
	/** Parameters without which it fails; `a|b` means one of them. The gha ones come from the environment and are not listed. */
	readonly required: Readonly<Record<Direction, readonly string[]>>;
	/** What is printed when a required one is missing, by direction. */
	readonly requiredMessage: Readonly<Record<Direction, string>>;
	readonly summary: string;
	readonly notes: string;
	readonly source: string;
	readonly parameters: readonly ParameterFact[];
	/**
	 * Keys people write here that it does not know, lower-cased, with what they mean: a parameter of this backend
	 * (`key → scope`), two where it depends on the direction (`path → dest|src`), or `undefined` when there is no such
	 * option (`push`, `platform`). `readLookalike` in catalogue.ts reads it.
	 */
	readonly lookalikes: Readonly<Record<string, string | undefined>>;
	/** What to do instead, in a sentence, for those of them that cannot be renamed: `scope` of registry. */
	readonly advice: Readonly<Record<string, string>>;
}
