/** A released version: `[0, 21, 0]`. Pre-releases count as the release they lead to. */
export type Version = readonly [major: number, minor: number, patch: number];

/** Negative, zero or positive as `a` is older than, equal to or newer than `b`. */
export function compareVersions(a: Version, b: Version): number {
	return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** Whether `version` is `since` or newer. */
export function isAtLeast(version: Version, since: Version): boolean {
	return compareVersions(version, since) >= 0;
}

/** `0.21.0`; the form people write, without trailing `.0` of the patch when `short`. */
export function formatVersion(version: Version, short = false): string {
	return short && version[2] === 0 ? `${version[0]}.${version[1]}` : version.join('.');
}

/**
 * Reads `0.21`, `v0.21.0`, `0.21.0-rc1`, `v0.12.5-rootless`; `undefined` for anything without a number at its start
 * (`latest`, `master`, `buildx-stable-1`, a digest). A bare `27` is `[27, 0, 0]`.
 */
export function parseVersion(text: string): Version | undefined {
	const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:$|[-+.])/.exec(text.trim());
	return match === null ? undefined : [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
}
