import type { Direction } from '../cache/flag.ts';

/** The image store of a Docker Engine, which decides what the docker driver of buildx can do. */
export type ImageStore = 'classic' | 'containerd';

/**
 * The backends that the BuildKit inside the Docker Engine has; no release up to 29.7 has s3 or azblob.
 * Source: moby daemon/internal/builder-next/controller.go@docker-v29.7.2:233 (containerd) and :513 (classic).
 */
const backendsByStore: Readonly<Record<ImageStore, Readonly<Record<Direction, readonly string[]>>>> = {
	classic: { to: ['inline'], from: ['registry', 'local'] },
	containerd: { to: ['inline', 'local', 'registry', 'gha'], from: ['registry', 'local', 'gha'] },
};

/** The backends of the docker driver with this image store, by direction: `classic` exports `inline` and nothing else. */
export function backendsOfStore(store: ImageStore): Readonly<Record<Direction, readonly string[]>> {
	return backendsByStore[store];
}
