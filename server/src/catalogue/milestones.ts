import type { Version } from './version.ts';

/** The first BuildKit that takes more than one export. Source: control/control.go@v0.10.6:276, @v0.11.0. */
export const SEVERAL_EXPORTS: Version = [0, 11, 0];

/** The first Docker Engine whose BuildKit can use the containerd image store. Source: catalogue, driver support. */
export const CONTAINERD_STORE: Version = [24, 0, 0];

/** The first buildx that refuses exports of the docker driver in its present words. Source: buildx build/utils.go@v0.12.0. */
export const DRIVER_ERROR_WORDS: Version = [0, 12, 0];

/** The first versions that speak version 2 of the API of the cache of Actions. Source: gha.go@v0.20.0:43, buildx util/buildflags/cache.go@v0.21.0:211. */
export const ACTIONS_API_V2: Readonly<Record<'buildkit' | 'buildx', Version>> = {
	buildkit: [0, 20, 0],
	buildx: [0, 21, 0],
};

/** The first BuildKit that writes caches as image manifests without being told. Source: cache/remotecache/registry/registry.go@v0.21.0:72. */
export const IMAGE_MANIFEST_DEFAULT: Version = [0, 21, 0];

/** The first Docker Engine whose `docker build` uses BuildKit without being told. Source: release notes of Docker Engine 23.0. */
export const BUILDKIT_BY_DEFAULT: Version = [23, 0, 0];
