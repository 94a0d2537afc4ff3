import type { Build } from '../cache/build.ts';
import { type KnownVersion, type KnownVersions, resolveVersions } from '../catalogue/versions.ts';
import type { Settings } from '../rules/rule.ts';
import { doesRead, isCalledFromElsewhere, mayRead } from '../rules/shared/calls.ts';
import type { Question, Workspace } from '../rules/workspace.ts';
import type { Lines } from '../text/lines.ts';

/** What the versions of a build depend on besides its document. */
export interface VersionSurroundings {
	readonly settings: Settings;
	readonly workspace: Workspace;
}

/**
 * The versions that hold for a build, from its pins, its builder and the settings. What stands in a bake or Compose file
 * is built with the versions that all who may call it agree on, where all of them can be seen and one certainly does.
 */
export function versionsOfBuild(
	build: Build,
	{ path, lines }: { readonly path: string; readonly lines: Lines },
	{ settings, workspace }: VersionSurroundings,
): KnownVersions {
	const own = resolve(build, { settings, lines });
	if (!workspace.isWhole || !isCalledFromElsewhere(build)) return own;
	const called = workspace.ask(versionsOfCalls, { path, settings });
	const choose = (product: keyof KnownVersions) => {
		const said = called[product];
		return said === undefined ? own[product] : (said.known ?? undefined);
	};
	return {
		buildkit: choose('buildkit'),
		buildx: choose('buildx'),
		engine: choose('engine'),
		compose: choose('compose'),
	};
}

/** What the calls of a file say of a product; `known` is `null` where they do not agree. */
type SaidVersions = Readonly<Partial<Record<keyof KnownVersions, { readonly known: KnownVersion | null }>>>;

const versionsOfCalls: Question<{ readonly path: string; readonly settings: Settings }, SaidVersions> = (
	others,
	{ path, settings },
) => {
	const calls = others.flatMap((file) => {
		const started = file.reading.isExample === true ? [] : (file.reading.calls ?? []);
		return started.filter((call) => mayRead(call, path)).map((call) => ({ call, file }));
	});
	const own = { path, reading: { bakefile: { targets: [undefined], groups: new Map() } } };
	if (!calls.some(({ call }) => doesRead(call, own, others))) return {};
	const versions = calls.map(({ call, file }) => resolve(call, { settings, lines: file.lines, file: file.path }));
	const agree = (product: keyof KnownVersions) => {
		const [first, ...rest] = versions.map((known) => known[product]);
		if (versions.every((known) => known[product] === undefined)) return undefined;
		const isOne = rest.every((known) => known?.version.join('.') === first?.version.join('.'));
		return { known: isOne ? (first ?? null) : null };
	};
	const said: Record<string, SaidVersions[keyof KnownVersions]> = {};
	for (const product of ['buildkit', 'buildx', 'engine', 'compose'] as const) said[product] = agree(product);
	return said;
};

function resolve(
	build: Build,
	{ settings, lines, file }: { readonly settings: Settings; readonly lines: Lines; readonly file?: string },
): KnownVersions {
	return resolveVersions({
		pins: build.pins,
		driver: build.builder.driver,
		isSetUp: build.builder.isSetUp,
		tool: build.tool,
		settings,
		lineOf: (offset) => lines.lineOf(offset) + 1,
		...(file === undefined ? {} : { file }),
	});
}
