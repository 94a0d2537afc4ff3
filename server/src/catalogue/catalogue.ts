import type { Direction } from '../cache/flag.ts';
import { backends } from './backends/index.generated.ts';
import type { BackendFact, DefaultFact, ParameterFact } from './facts.ts';
import { newestBuildkit, newestBuildx } from './releases.ts';
import { isAtLeast, type Version } from './version.ts';

/** What one version of BuildKit accepts. */
export interface Catalogue {
	readonly version: Version;
	/** The backends this version knows, most used first. */
	readonly backends: readonly BackendFact[];
	/** The backend of this name, when this version has it; names are case-sensitive. */
	backend(type: string): BackendFact | undefined;
	/**
	 * The parameter, when this version knows it for the direction. What the client handles is known when the client
	 * library of this version knows it: `tag` of local can be read from 0.7.0 on and written from 0.11.0 on.
	 */
	parameter(type: string, name: string, direction: Direction): ParameterFact | undefined;
	/** All parameters this version knows for the direction, the most used first. */
	parameters(type: string, direction: Direction): readonly ParameterFact[];
	/** The default in this version: `image-manifest` of registry is `true` at 0.22.0. */
	defaultOf(parameter: ParameterFact): string | undefined;
	/** The same with what is to be said about it: at 0.22.0 it is false when `oci-mediatypes=false` is written. */
	defaultFactOf(parameter: ParameterFact): DefaultFact | undefined;
}

/** What a key that a backend does not know stands for. */
export interface Lookalike {
	/** The parameter that is meant, or `undefined` when there is none. */
	readonly name: string | undefined;
	/** What to do instead, in a sentence. */
	readonly advice: string | undefined;
}

/** The newest BuildKit the catalogue knows; stands in for `latest` and for an unknown version. */
export const NEWEST_BUILDKIT: Version = newestBuildkit;

/** The newest buildx the catalogue knows. */
export const NEWEST_BUILDX: Version = newestBuildx;

/** Every backend and parameter of any version, the most used backends first. */
export const allBackends: readonly BackendFact[] = backends.toSorted((a, b) => a.rank - b.rank);

/** The backend of this name in any version. */
export function findBackend(type: string): BackendFact | undefined {
	return backends.find((backend) => backend.type === type);
}

/** The parameter of any version and direction. */
export function findParameter(type: string, name: string): ParameterFact | undefined {
	return findBackend(type)?.parameters.find((parameter) => parameter.name === name);
}

/** The first BuildKit, or for what the client handles BuildKit client library, that knows a parameter in a direction. */
export function sinceOf(parameter: ParameterFact, direction: Direction): Version {
	return parameter.sinceClient?.[direction]?.client ?? parameter.since;
}

/**
 * What somebody may have meant by a key that the backend does not know: `path` in a `type=local` export is `dest`.
 * `undefined` when nothing is known about the key; then only its spelling can be compared.
 */
export function readLookalike(backend: BackendFact, key: string, direction: Direction): Lookalike | undefined {
	const name = key.toLowerCase();
	if (!Object.hasOwn(backend.lookalikes, name)) return undefined;
	const candidates = backend.lookalikes[name]?.split('|') ?? [];
	const meant = candidates.find((candidate) =>
		backend.parameters.some((fact) => fact.name === candidate && fact.directions.includes(direction)),
	);
	return { name: meant, advice: Object.hasOwn(backend.advice, name) ? backend.advice[name] : undefined };
}

/** The catalogue of one version of BuildKit, the newest when none is given. */
export function catalogueOf(version: Version = NEWEST_BUILDKIT): Catalogue {
	const known = allBackends.filter((backend) => isAtLeast(version, backend.since));
	const backend = (type: string) => known.find((fact) => fact.type === type);
	const isKnown = (fact: ParameterFact, direction: Direction) =>
		fact.directions.includes(direction) && isAtLeast(version, sinceOf(fact, direction));
	const defaultFactOf = (parameter: ParameterFact) =>
		parameter.defaults.findLast(({ since }) => isAtLeast(version, since));
	return {
		version,
		backends: known,
		backend,
		parameter: (type, name, direction) =>
			backend(type)?.parameters.find((fact) => fact.name === name && isKnown(fact, direction)),
		parameters: (type, direction) =>
			(backend(type)?.parameters ?? [])
				.filter((fact) => isKnown(fact, direction))
				.toSorted((a, b) => b.usage - a.usage),
		defaultFactOf,
		defaultOf: (parameter) => defaultFactOf(parameter)?.value,
	};
}
