import type { Build } from '../../cache/build.ts';
import { findParameter } from '../../catalogue/catalogue.ts';
import { isAtLeast } from '../../catalogue/version.ts';
import type { KnownVersions } from '../rule.ts';
import { clientOf, sinceOfClient } from './clientVersion.ts';

/** Whether the client of a build can empty a local cache with `reset=true`: it does not read it, or is known to be too old. */
export function mayReset(build: Build, versions: KnownVersions): boolean {
	// Depot has a buildx of its own, made from an old one.
	if (build.tool === 'depot') return false;
	const client = clientOf(build, versions);
	const since = sinceOfClient(client, findParameter('local', 'reset')!, 'to');
	return since !== undefined && (client.known === undefined || isAtLeast(client.known.version, since));
}
