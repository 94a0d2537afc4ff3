import { distance } from 'fastest-levenshtein';
import { allBackends } from './catalogue.ts';
import type { BackendFact } from './facts.ts';

/** Names people give as `type` for want of the right one, and the backend they mean. */
const lookalikes: Readonly<Record<string, string>> = {
	github: 'gha',
	'github-actions': 'gha',
	actions: 'gha',
	image: 'registry',
	docker: 'registry',
	oci: 'registry',
	ghcr: 'registry',
	ecr: 'registry',
	gar: 'registry',
	acr: 'registry',
	aws: 's3',
	minio: 's3',
	azure: 'azblob',
	blob: 'azblob',
	dir: 'local',
	directory: 'local',
	disk: 'local',
	file: 'local',
	fs: 'local',
	tar: 'local',
};

/**
 * The backend that was meant with a `type` that does not exist: `GHA` and `github` are `gha`, `registy` is `registry`.
 * `undefined` when nothing is near, as for `gcs`.
 */
export function meantBackend(type: string): BackendFact | undefined {
	const name = type.toLowerCase();
	const meant = Object.hasOwn(lookalikes, name) ? lookalikes[name] : name;
	const known = allBackends.find((backend) => backend.type === meant);
	if (known !== undefined) return known;
	// Three letters are too few to tell a slip (`gah`) from another name (`gcs`), unless two of them changed places.
	const isSwapped = (other: string) => [...other].sort().join() === [...name].sort().join();
	return allBackends.find(({ type: other }) =>
		Math.min(other.length, name.length) < 4 ? isSwapped(other) : distance(other, name) <= 2,
	);
}
