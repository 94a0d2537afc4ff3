import type { Build } from '../cache/build.ts';
import { type KnownVersions, resolveVersions } from '../catalogue/versions.ts';
import type { Settings } from '../rules/rule.ts';
import type { Lines } from '../text/lines.ts';

/** The versions that hold for a build, from its pins, its builder and the settings. */
export function versionsOfBuild(
	build: Build,
	{ settings, lines }: { readonly settings: Settings; readonly lines: Lines },
): KnownVersions {
	return resolveVersions({
		pins: build.pins,
		driver: build.builder.driver,
		isSetUp: build.builder.isSetUp,
		tool: build.tool,
		settings,
		lineOf: (offset) => lines.lineOf(offset) + 1,
	});
}
