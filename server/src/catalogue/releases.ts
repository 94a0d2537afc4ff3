import { compareVersions, isAtLeast, type Version } from './version.ts';

/** The programs whose versions people write down. */
export type Product = 'buildkit' | 'buildx' | 'engine' | 'compose';

/** The released versions, a line each with its first and last patch: `0.9.0-3` is 0.9.0, 0.9.1, 0.9.2 and 0.9.3. */
const RELEASES: Readonly<Record<Product, string>> = {
	// Source: tags of moby/buildkit.
	buildkit: `
	0.3.0-3 0.4.0 0.5.0-1 0.6.0-4 0.7.0-2 0.8.0-3 0.9.0-3 0.10.0-6 0.11.0-6 0.12.0-5 0.13.0-2 0.14.0-1
	0.15.0-2 0.16.0 0.17.0-3 0.18.0-2 0.19.0 0.20.0-2 0.21.0-1 0.22.0 0.23.0-2 0.24.0 0.25.0-2 0.26.0-3
	0.27.0-1 0.28.0-1 0.29.0 0.30.0 0.31.0-2 0.32.0-2`,
	// Source: tags of docker/buildx.
	buildx: `
	0.2.0-2 0.3.0-1 0.4.0-2 0.5.0-1 0.6.0-3 0.7.0-1 0.8.0-2 0.9.0-1 0.10.0-5 0.11.0-2 0.12.0-1 0.13.0-1
	0.14.0-1 0.15.0-1 0.16.0-2 0.17.0-1 0.18.0 0.19.0-3 0.20.0-1 0.21.0-3 0.22.0 0.23.0 0.24.0 0.25.0 0.26.0-1
	0.27.0 0.28.0 0.29.0-1 0.30.0-1 0.31.0-1 0.32.0-1 0.33.0 0.34.0-1 0.35.0 0.36.0-1`,
	// Source: tags of moby/moby.
	engine: `
	18.9.0-9 19.3.0-15 20.10.0-27 23.0.0-18 24.0.0-9 25.0.0-17 26.0.0-2 26.1.0-5 27.0.1-3 27.1.0-2 27.2.0-1
	27.3.0-1 27.4.0-1 27.5.0-1 28.0.0-4 28.1.0-1 28.2.0-2 28.3.0-3 28.4.0 28.5.0-2 29.0.0-4 29.1.0-5 29.2.0-1
	29.3.0-1 29.4.0-3 29.5.0-3 29.6.0-2 29.7.0-2`,
	// Source: tags of docker/compose.
	compose: `
	2.0.0-1 2.1.0-1 2.2.0-3 2.3.0-4 2.4.0-1 2.5.0-1 2.6.0-1 2.7.0 2.8.0 2.9.0 2.10.0-2 2.11.0-2 2.12.0-2
	2.13.0 2.14.0-2 2.15.0-1 2.16.0 2.17.0-3 2.18.0-1 2.19.0-1 2.20.0-3 2.21.0 2.22.0 2.23.0-3 2.24.0-7 2.25.0
	2.26.0-1 2.27.0-3 2.28.0-1 2.29.0-7 2.30.0-3 2.31.0 2.32.0-4 2.33.0-1 2.34.0 2.35.0-1 2.36.0-2 2.37.0-3
	2.38.0-2 2.39.0-4 2.40.0-3 5.0.0-2 5.1.0-4 5.2.0 5.3.0-1 5.4.0 5.5.0`,
};

/**
 * Where the BuildKit inside Docker Engine changes, `Engine:BuildKit`: `28.0.2:0.20.1` holds until `28.0.3:0.20.2`. A
 * commit between two releases counts as the older one; `-` is a commit that could not be placed.
 * Source: vendor.conf, vendor.mod and go.mod of each tag of moby/moby.
 */
const ENGINES = `
	18.9.0:- 18.9.1:0.3.3 19.3.0:0.5.1 19.3.2:0.6.1 19.3.3:0.6.2 19.3.5:0.6.3 19.3.7:0.6.4 20.10.0:0.8.0
	20.10.1:0.8.1 20.10.4:0.8.2 20.10.7:0.8.3 23.0.0:0.10.6 24.0.0:0.11.6 25.0.0:0.12.4 25.0.2:0.12.5
	26.0.0:0.13.1 26.1.1:0.13.2 27.0.1:0.14.1 27.1.0:0.15.0 27.1.2:0.15.1 27.2.0:0.15.2 27.3.0:0.16.0
	27.4.0:0.17.3 27.5.0:0.18.2 28.0.0:0.20.0 28.0.2:0.20.1 28.0.3:0.20.2 28.1.0:0.21.0 28.2.0:0.22.0
	28.3.0:0.23.1 28.3.1:0.23.2 28.4.0:0.24.0 28.5.0:0.25.0 28.5.1:0.25.1 28.5.2:0.25.2 29.1.0:0.26.2
	29.1.4:0.26.3 29.2.0:0.27.0 29.2.1:0.27.1 29.3.0:0.28.0 29.3.1:0.28.1 29.4.0:0.29.0 29.5.0:0.30.0
	29.6.0:0.31.0 29.6.1:0.31.1 29.6.2:0.31.2 29.7.0:0.32.0 29.7.2:0.32.2`;

/** Where the BuildKit client library inside buildx changes, written alike. Source: go.mod of each tag of docker/buildx. */
const BUILDXES = `
	0.2.0:0.4.0 0.2.1:0.5.1 0.3.1:0.6.1 0.4.0:0.7.0 0.5.0:0.8.0 0.6.0:0.8.1 0.7.0:0.9.0 0.8.0:0.10.0
	0.10.0:0.11.0 0.10.1:0.11.2 0.10.5:0.11.6 0.11.0:0.11.0 0.11.2:0.12.0 0.12.0:0.13.0 0.15.0:0.14.0
	0.15.1:0.14.1 0.16.0:0.15.0 0.16.2:0.15.1 0.17.0:0.16.0 0.18.0:0.17.0 0.19.0:0.18.0 0.20.0:0.19.0
	0.21.0:0.20.0 0.22.0:0.20.1 0.23.0:0.21.0 0.24.0:0.22.0 0.25.0:0.23.0 0.28.0:0.24.0 0.29.0:0.25.0
	0.30.0:0.26.0 0.30.1:0.26.1 0.31.0:0.27.0 0.32.0:0.28.0 0.33.0:0.29.0 0.34.0:0.30.0 0.35.0:0.31.0
	0.36.0:0.32.0 0.36.1:0.32.2`;

/** Where the buildx inside Docker Compose changes, written alike. Source: go.mod of each tag of docker/compose. */
const COMPOSES = `
	2.0.0:0.5.1 2.3.0:0.7.1 2.3.4:0.8.0 2.4.0:0.8.1 2.6.1:0.8.2 2.12.0:0.9.1 2.16.0:0.10.2 2.17.0:0.10.4
	2.19.0:0.11.0 2.20.0:0.11.1 2.20.1:0.11.2 2.23.3:0.12.0 2.26.0:0.13.1 2.27.0:0.14.0 2.27.1:0.14.1
	2.27.2:0.15.0 2.27.3:0.15.1 2.29.0:0.16.0 2.29.2:0.16.2 2.29.3:0.17.0 2.29.4:0.17.1 2.31.0:0.18.0
	2.32.0:0.19.2 2.33.0:0.20.1 2.33.1:0.21.1 2.34.0:0.21.2 2.35.0:0.22.0 2.35.1:0.23.0 2.36.2:0.24.0
	2.37.2:0.25.0 2.39.0:0.26.1 2.39.3:0.28.0 2.40.1:0.29.1 5.0.0:0.30.1 5.1.0:0.31.1 5.1.2:0.33.0
	5.2.0:0.35.0 5.4.0:0.36.0 5.5.0:0.36.1`;

/** From this version of a product on, it holds that version of another; `undefined` where it is not known. */
interface Step {
	readonly from: Version;
	readonly holds: Version | undefined;
}

/** The first and the last patch of a line: `0.9.0-3` is `{ line: [0, 9], first: 0, last: 3 }`. */
interface ReleaseLine {
	readonly line: readonly [major: number, minor: number];
	readonly first: number;
	readonly last: number;
}

const releaseLines: Readonly<Record<Product, readonly ReleaseLine[]>> = {
	buildkit: readLines(RELEASES.buildkit),
	buildx: readLines(RELEASES.buildx),
	engine: readLines(RELEASES.engine),
	compose: readLines(RELEASES.compose),
};
const engineSteps = readSteps(ENGINES);
const buildxSteps = readSteps(BUILDXES);
const composeSteps = readSteps(COMPOSES);

/** The newest BuildKit the catalogue knows. */
export const newestBuildkit: Version = newestOf('buildkit');

/** The newest buildx the catalogue knows. */
export const newestBuildx: Version = newestOf('buildx');

/** The newest release of a product that the catalogue knows: `[29, 7, 2]` of the Engine. */
export function newestOf(product: Product): Version {
	return toNewest(releaseLines[product].at(-1)!);
}

/**
 * The newest known release of a line: of buildkit `0.20` it is `[0, 20, 2]`, of the Engine `27` it is `[27, 5, 1]`.
 * `undefined` for a line that is not known.
 */
export function newestOfLine(product: Product, major: number, minor?: number): Version | undefined {
	const last = releaseLines[product].findLast(
		({ line }) => line[0] === major && (minor === undefined || line[1] === minor),
	);
	return last === undefined ? undefined : toNewest(last);
}

/** Whether this very version was released: not so BuildKit 0.15.3 or Engine 27.0.0. */
export function isReleased(product: Product, version: Version): boolean {
	const [major, minor, patch] = version;
	return releaseLines[product].some(
		({ line, first, last }) => line[0] === major && line[1] === minor && first <= patch && patch <= last,
	);
}

/**
 * The BuildKit inside a version of Docker Engine: `[0, 20, 0]` in 28.0.1. A patch release after the newest known one is
 * taken to hold the same. `undefined` for an Engine without BuildKit, or with one that could not be placed (18.09.0).
 */
export function buildkitOfEngine(version: Version): Version | undefined {
	return holdAt(engineSteps, firstOfLine('engine', version));
}

/** The BuildKit client library inside a version of buildx: `[0, 19, 0]` in 0.20.1. */
export function clientOfBuildx(version: Version): Version | undefined {
	return holdAt(buildxSteps, firstOfLine('buildx', version));
}

/**
 * The buildx inside a version of Docker Compose: `[0, 21, 1]` in 2.33.1. From 5.0.0 on it is not used for building any
 * more (see `resolveVersions`).
 */
export function buildxOfCompose(version: Version): Version | undefined {
	return holdAt(composeSteps, firstOfLine('compose', version));
}

function holdAt(steps: readonly Step[], version: Version): Version | undefined {
	return steps.findLast(({ from }) => isAtLeast(version, from))?.holds;
}

/** A version below the first patch of its line, such as Engine 27.0.0, was never released; what follows it is meant. */
function firstOfLine(product: Product, version: Version): Version {
	const line = releaseLines[product].find(({ line }) => line[0] === version[0] && line[1] === version[1]);
	if (line === undefined) return version;
	const first: Version = [line.line[0], line.line[1], line.first];
	return compareVersions(version, first) < 0 ? first : version;
}

function toNewest({ line, last }: ReleaseLine): Version {
	return [line[0], line[1], last];
}

function readLines(text: string): readonly ReleaseLine[] {
	return text
		.trim()
		.split(/\s+/)
		.map((item) => {
			const [major, minor, first, last] = item.split(/[.-]/).map(Number);
			return { line: [major!, minor!], first: first!, last: last ?? first! };
		});
}

function readSteps(text: string): readonly Step[] {
	return text
		.trim()
		.split(/\s+/)
		.map((item) => {
			const [from, holds] = item.split(':');
			return { from: readTriple(from!), holds: holds === '-' ? undefined : readTriple(holds!) };
		});
}

function readTriple(text: string): Version {
	const [major, minor, patch] = text.split('.').map(Number);
	return [major!, minor!, patch!];
}
