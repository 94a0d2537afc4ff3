import type { Driver, Pin, Seen, Tool } from '../cache/build.ts';
import type { MappedText } from '../text/mappedText.ts';
import { buildkitOfEngine, buildxOfCompose, type Product } from './releases.ts';
import { isAtLeast, type Version } from './version.ts';
import { readVersionText, type VersionReading } from './versionText.ts';

/** A version a rule may rely on, and where it comes from. */
export interface KnownVersion {
	readonly version: Version;
	/** For messages, after `from`: `driver-opts, line 14`; `the settings`; `Docker Engine 28.0 (services, line 3)`. */
	readonly reason: string;
	/** The pin in the file, when that is where it was written. */
	readonly pin: MappedText | undefined;
	/** Whether it moves with the releases (`latest`); `version` is then the newest known one. */
	readonly isNewest: boolean;
	/** What to call the version in a message: as typed, `0.19`; the number where it was worked out. */
	readonly name: string;
}

/** The versions known for a build; `undefined` means unknown, and version rules stay silent. */
export interface KnownVersions {
	readonly buildkit: KnownVersion | undefined;
	readonly buildx: KnownVersion | undefined;
	readonly engine: KnownVersion | undefined;
	readonly compose: KnownVersion | undefined;
}

/** What the user set about versions; the `Settings` of rules has it. */
export interface VersionSettings {
	readonly buildkit: string | undefined;
	readonly buildx: string | undefined;
	readonly engine: string | undefined;
	readonly builder: 'docker-classic' | 'docker-containerd' | 'container' | 'kubernetes' | 'remote' | undefined;
}

/** What the versions of a build are worked out from. */
export interface VersionEvidence {
	/** Versions written in the file. */
	readonly pins: readonly Pin[];
	/** The driver of its builder, when it is known; decides whether the Engine's BuildKit does the work. */
	readonly driver?: Driver | undefined;
	/** Whether a builder was set up before the build; one of unknown driver is taken not to be the Engine's. */
	readonly isSetUp?: Seen | undefined;
	/** What runs the build; buildctl and nerdctl do not use the Engine, only Compose uses Compose's buildx. */
	readonly tool?: Tool | undefined;
	readonly settings: VersionSettings;
	/** Line of an offset, from 1. */
	lineOf(offset: number): number;
	/** The file the versions are written in, where it is another than the one that is checked. */
	readonly file?: string;
}

const PRODUCT_NAMES: Readonly<Record<Product, string>> = {
	buildkit: 'BuildKit',
	buildx: 'buildx',
	engine: 'Docker Engine',
	compose: 'Docker Compose',
};

/**
 * The first Compose that builds with the installed buildx (through bake) by default, and not with the one inside it.
 * Source: docker/compose pkg/compose/build_bake.go@v2.37.0.
 */
const COMPOSE_WITH_BAKE: Version = [2, 37, 0];

/**
 * The versions that hold for a build. What is written in the file wins over settings. A pin that cannot be read
 * (`$TAG`, a digest) hides the setting of the same product, and so do pins that disagree: then nothing is known.
 *
 * BuildKit is the one pinned or set for a builder, or for the `docker` driver (and where no builder is known) the one
 * inside the Engine. A version of buildx says nothing about the daemon. Before 2.37 Compose brings its own buildx.
 */
export function resolveVersions(evidence: VersionEvidence): KnownVersions {
	const pinned = {
		buildkit: readPins(evidence, 'buildkit'),
		buildx: readPins(evidence, 'buildx'),
		engine: readPins(evidence, 'engine'),
		compose: readPins(evidence, 'compose'),
	};
	const engine = pinned.engine === undefined ? readSetting(evidence, 'engine') : pinned.engine.known;
	const compose = pinned.compose?.known;
	return {
		buildkit: resolveBuildkit(evidence, pinned),
		buildx: pinned.buildx === undefined ? resolveBuildx(evidence, compose) : pinned.buildx.known,
		engine,
		compose,
	};
}

/** A version with where it comes from, for a message: `BuildKit 0.19 from driver-opts, line 14`. */
export function describeKnownVersion(product: Product, known: KnownVersion): string {
	return `${PRODUCT_NAMES[product]} ${known.name} from ${known.reason}`;
}

/** What the pins of a product say; `known` is `undefined` when they are there and cannot be read. */
interface Pinned {
	readonly known: KnownVersion | undefined;
}

function readPins({ pins, lineOf, file }: VersionEvidence, product: Product): Pinned | undefined {
	const readings = pins
		.filter((pin) => pin.of === product)
		.map((pin) => ({ pin, reading: readVersionText(pin.text.text, product) }));
	const [first] = readings;
	if (first === undefined) return undefined;
	const { pin, reading } = first;
	const isClear = readings.every((other) => other.reading.version?.join('.') === reading.version?.join('.'));
	if (!isClear || reading.version === undefined) return { known: undefined };
	const line = `line ${lineOf(pin.text.span.start)}`;
	const reason = file === undefined ? `${pin.by}, ${line}` : `${pin.by} in ${file}, ${line}`;
	return { known: createKnown(reading, reading.version, reason, file === undefined ? pin.text : undefined) };
}

function readSetting(
	{ settings }: VersionEvidence,
	product: 'buildkit' | 'buildx' | 'engine',
): KnownVersion | undefined {
	const text = settings[product];
	if (text === undefined) return undefined;
	const reading = readVersionText(text, product);
	return reading.version === undefined ? undefined : createKnown(reading, reading.version, 'the settings', undefined);
}

function createKnown(
	{ isNewest, name }: VersionReading,
	version: Version,
	reason: string,
	pin: MappedText | undefined,
): KnownVersion {
	return { version, reason, pin, isNewest, name };
}

function resolveBuildkit(
	evidence: VersionEvidence,
	pinned: Readonly<Record<Product, Pinned | undefined>>,
): KnownVersion | undefined {
	const place = placeOfBuildkit(evidence);
	const ofEngine = (engine: Pinned | undefined): Pinned | undefined =>
		engine === undefined ? undefined : { known: engine.known === undefined ? undefined : readEngine(engine.known) };
	const set = (product: 'buildkit' | 'engine'): Pinned | undefined => {
		const known = readSetting(evidence, product);
		return known === undefined ? undefined : { known };
	};
	const sources =
		place === 'engine'
			? [ofEngine(pinned.engine), ofEngine(set('engine')), set('buildkit')]
			: place === 'builder'
				? [pinned.buildkit, set('buildkit')]
				: [pinned.buildkit, ofEngine(pinned.engine), set('buildkit'), ofEngine(set('engine'))];
	return sources.find((source) => source !== undefined)?.known;
}

/** Where the BuildKit of a build runs: inside the Engine, in a builder of its own, or `undefined` when nothing tells. */
function placeOfBuildkit({ driver, isSetUp, tool, settings }: VersionEvidence): 'engine' | 'builder' | undefined {
	if (tool === 'buildctl' || tool === 'nerdctl' || tool === 'depot') return 'builder';
	if (driver !== undefined) return driver === 'docker' ? 'engine' : 'builder';
	if (isSetUp === 'yes') return 'builder';
	if (settings.builder === undefined) return undefined;
	return settings.builder.startsWith('docker-') ? 'engine' : 'builder';
}

function readEngine(engine: KnownVersion): KnownVersion | undefined {
	const version = buildkitOfEngine(engine.version);
	return version === undefined ? undefined : deriveKnown(engine, version, 'engine');
}

function resolveBuildx(evidence: VersionEvidence, compose: KnownVersion | undefined): KnownVersion | undefined {
	const isInside =
		compose !== undefined && evidence.tool === 'compose' && !isAtLeast(compose.version, COMPOSE_WITH_BAKE);
	const inside = isInside ? buildxOfCompose(compose.version) : undefined;
	if (compose !== undefined && inside !== undefined) return deriveKnown(compose, inside, 'compose');
	return readSetting(evidence, 'buildx');
}

/** A version that follows from another: `{ name: '0.20.0', reason: 'Docker Engine 28.0 (services, line 3)' }`. */
function deriveKnown(from: KnownVersion, version: Version, product: 'engine' | 'compose'): KnownVersion {
	const place = from.pin === undefined ? 'in the settings' : `(${from.reason})`;
	return {
		version,
		reason: `${PRODUCT_NAMES[product]} ${from.name} ${place}`,
		pin: from.pin,
		isNewest: from.isNewest,
		name: version.join('.'),
	};
}
