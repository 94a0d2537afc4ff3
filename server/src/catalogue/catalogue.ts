import type { Direction } from '../cache/flag.ts';
import { backends } from './backends/index.generated.ts';
import type { BackendFact, ParameterFact } from './facts.ts';
import { compareVersions, isAtLeast, type Version } from './version.ts';

/** What one version of BuildKit accepts. */
export interface Catalogue {
	readonly version: Version;
	/** The backends this version knows, most used first. */
	readonly backends: readonly BackendFact[];
	/** The backend of this name, when this version has it; names are case-sensitive. */
	backend(type: string): BackendFact | undefined;
	/** The parameter, when this version knows it for the direction. */
	parameter(type: string, name: string, direction: Direction): ParameterFact | undefined;
	/** The default in this version: `image-manifest` of registry is `true` at 0.22.0. */
	defaultOf(parameter: ParameterFact): string | undefined;
}

/** The newest BuildKit the catalogue knows; stands in for `latest` and for an unknown version. */
export const NEWEST_BUILDKIT: Version = [0, 32, 2];

/** The newest buildx the catalogue knows. */
export const NEWEST_BUILDX: Version = [0, 36, 1];

/** Every backend and parameter of any version. */
export const allBackends: readonly BackendFact[] = backends;

/** The backend of this name in any version. */
export function findBackend(type: string): BackendFact | undefined {
	return backends.find((backend) => backend.type === type);
}

/** The parameter of any version and direction. */
export function findParameter(type: string, name: string): ParameterFact | undefined {
	return findBackend(type)?.parameters.find((parameter) => parameter.name === name);
}

/** The catalogue of one version of BuildKit, the newest when none is given. */
export function catalogueOf(version: Version = NEWEST_BUILDKIT): Catalogue {
	const known = backends.filter((backend) => isAtLeast(version, backend.since));
	const backend = (type: string) => known.find((fact) => fact.type === type);
	return {
		version,
		backends: known,
		backend,
		parameter: (type, name, direction) =>
			backend(type)?.parameters.find(
				(fact) => fact.name === name && fact.directions.includes(direction) && isAtLeast(version, fact.since),
			),
		defaultOf: (parameter) =>
			parameter.defaults
				.filter(({ since }) => isAtLeast(version, since))
				.sort((a, b) => compareVersions(a.since, b.since))
				.at(-1)?.value,
	};
}
