import { type Build, grammarOf } from '../../cache/build.ts';
import type { Direction } from '../../cache/flag.ts';
import type { ParameterFact } from '../../catalogue/facts.ts';
import type { Version } from '../../catalogue/version.ts';
import type { KnownVersion, KnownVersions } from '../rule.ts';

/** The program that reads flags and handles local directories; buildctl has the version of its BuildKit. */
export interface Client {
	readonly product: 'buildx' | 'buildkit';
	readonly known: KnownVersion | undefined;
}

/** The client of a build with its version, where it is known: for `docker buildx build` that of buildx. */
export function clientOf(build: Build, versions: KnownVersions): Client {
	return grammarOf(build.tool) === 'buildctl'
		? { product: 'buildkit', known: versions.buildkit }
		: { product: 'buildx', known: versions.buildx };
}

/** The first version of this client that knows a parameter: for `reset` of local buildx 0.35.0, buildctl 0.31.0. */
export function sinceOfClient(client: Client, parameter: ParameterFact, direction: Direction): Version | undefined {
	const since = parameter.sinceClient?.[direction];
	return client.product === 'buildx' ? since?.buildx : since?.client;
}
