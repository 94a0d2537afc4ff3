import { type BuildxTraits, newestTraits } from '../cache/traits.ts';
import { compareVersions, isAtLeast, type Version } from './version.ts';

const isBetween = (version: Version, from: Version, to: Version) =>
	isAtLeast(version, from) && compareVersions(version, to) < 0;

/**
 * How a version of buildx reads values; the newest when none is given. `buildxTraits([0, 20, 0]).readsRefs` is false.
 *
 * Sources, all util/buildflags of docker/buildx: csvvalue instead of encoding/csv, cache.go\@v0.16.0:17; objects,
 * cty.go\@v0.19.0:12, taken back in v0.19.1 (bake/bake.go\@v0.19.1:708) and again from v0.20.0 (cache_cty.go\@v0.20.0:54);
 * lists of refs broken with each of the two, mended in v0.19.1 and cache.go\@v0.20.1:178; empty entries skipped,
 * cache.go\@v0.19.3:17, errors again at v0.20.0, skipped since cache.go\@v0.21.2:178; the text, cache.go\@v0.36.0:117.
 */
export function buildxTraits(version?: Version): BuildxTraits {
	if (version === undefined) return newestTraits;
	const hasObjects = isBetween(version, [0, 19, 0], [0, 19, 1]) || isAtLeast(version, [0, 20, 0]);
	return {
		newlineEndsRecord: !isAtLeast(version, [0, 16, 0]),
		readsRefs: !isBetween(version, [0, 19, 0], [0, 19, 1]) && !isBetween(version, [0, 20, 0], [0, 20, 1]),
		readsObjects: hasObjects,
		skipsEmpty: isBetween(version, [0, 19, 3], [0, 20, 0]) || isAtLeast(version, [0, 21, 2]),
		missingTypeWords: isAtLeast(version, [0, 36, 0]) ? 'type required for' : 'type required form>',
	};
}
