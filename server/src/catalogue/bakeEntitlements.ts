import type { Version } from './version.ts';

/**
 * Since when bake asks for permission to read and write outside of its directory; before, nothing was asked. Since 0.20.0 the
 * missing permission is an error, `additional privileges requested`; `BUILDX_BAKE_ENTITLEMENTS_FS=0` turns it off.
 * Source: buildx, bake/entitlements.go@v0.19.0, @v0.20.0.
 */
export const ASKS_FOR_PATHS: Version = [0, 19, 0];

/**
 * Whether values of `--allow` let bake reach a directory: `fs.write=/tmp` and `fs=*` let it write `/tmp/cache`.
 */
export function allowsPath(allowed: readonly string[], access: 'read' | 'write', directory: string): boolean {
	return allowed.some((value) => {
		const match = /^fs(?:\.(read|write))?=(.+)$/.exec(value);
		if (match === null || (match[1] !== undefined && match[1] !== access)) return false;
		const path = match[2]!.replace(/\/+$/, '');
		return path === '*' || directory === path || directory.startsWith(`${path}/`);
	});
}
