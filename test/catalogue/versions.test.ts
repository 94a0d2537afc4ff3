import { describe, expect, test } from 'vitest';
import type { Driver, Pin } from '../../server/src/cache/build.ts';
import type { Product } from '../../server/src/catalogue/releases.ts';
import type { Version } from '../../server/src/catalogue/version.ts';
import {
	describeKnownVersion,
	type KnownVersion,
	resolveVersions,
	type VersionEvidence,
	type VersionSettings,
} from '../../server/src/catalogue/versions.ts';
import { isVersionText, readVersionText } from '../../server/src/catalogue/versionText.ts';
import { HOLE, MappedText } from '../../server/src/text/mappedText.ts';

const NEWEST: Readonly<Record<Product, Version>> = {
	buildkit: [0, 32, 2],
	buildx: [0, 36, 1],
	engine: [29, 7, 2],
	compose: [5, 5, 0],
};

describe('The text of a version', () => {
	test.each([
		['buildkit', 'v0.20.1', '0.20.1'],
		['buildkit', '0.20.1', '0.20.1'],
		['buildkit', ' v0.20.1\n', '0.20.1'],
		['buildkit', 'v0.20', '0.20.2'],
		['buildkit', '0.21', '0.21.1'],
		['buildkit', '0', '0.32.2'],
		['buildkit', '0.99', '0.99.0'],
		['buildkit', '0.21.0-rc1', '0.21.0'],
		['buildkit', 'v0.12.5-rootless', '0.12.5'],
		['buildkit', 'moby/buildkit:v0.12.5', '0.12.5'],
		['buildkit', 'moby/buildkit:v0.12.5-rootless', '0.12.5'],
		['buildkit', 'moby/buildkit:v0.12', '0.12.5'],
		['buildkit', 'docker.io/moby/buildkit:v0.12.5', '0.12.5'],
		['buildkit', 'localhost:5000/moby/buildkit:v0.12.5', '0.12.5'],
		['buildkit', `${HOLE}/moby/buildkit:v0.12.5`, '0.12.5'],
		['buildkit', `moby/buildkit:v0.19.0@sha256:${'a'.repeat(64)}`, '0.19.0'],
		['buildkit', `v0.19.0@sha256:${'a'.repeat(64)}`, '0.19.0'],
		['buildkit', 'docker-image://moby/buildkit:v0.13.2', '0.13.2'],
		['buildkit', 'mirror.example.com/tools/buildkit:v0.12.5', '0.12.5'],
		['buildx', 'v0.21.0', '0.21.0'],
		['buildx', 'lab:v0.11.2', '0.11.2'],
		['buildx', 'cloud:v0.11.2-desktop.1', '0.11.2'],
		['buildx', 'docker/buildx-bin:0.21.1', '0.21.1'],
		['buildx', 'https://github.com/docker/buildx.git#v0.20.1', '0.20.1'],
		['buildx', 'https://github.com/docker/buildx.git#refs/tags/v0.20.1', '0.20.1'],
		['engine', '27-dind', '27.5.1'],
		['engine', '27', '27.5.1'],
		['engine', '27.3-dind', '27.3.1'],
		['engine', 'docker:27.3-dind', '27.3.1'],
		['engine', 'docker:27.3.0-dind', '27.3.0'],
		['engine', 'docker:20.10.16', '20.10.16'],
		['engine', 'docker:24.0.7-dind-rootless', '24.0.7'],
		['engine', 'docker:27.3.1-dind-alpine3.20', '27.3.1'],
		['engine', '28.0.1', '28.0.1'],
		['engine', 'registry.example.com/proxy/docker:27-dind', '27.5.1'],
		['engine', 'type=image,tag=27.3.0', '27.3.0'],
		['engine', 'type=archive,version=v27.3.0,channel=stable', '27.3.0'],
		['engine', '5:27.3.1-1~ubuntu.24.04~noble', '27.3.1'],
		['compose', 'v2.39.1', '2.39.1'],
		['compose', '2.33', '2.33.1'],
		['compose', 'docker/compose:1.29.2', '1.29.2'],
	] as const)('of %s: %j is %s', (product, text, version) => {
		const reading = readVersionText(text, product);
		expect(reading.version?.join('.')).toBe(version);
		expect(reading.isNewest).toBe(false);
		expect(isVersionText(text, product)).toBe(true);
	});

	test.each([
		['buildkit', 'latest'],
		['buildkit', 'master'],
		['buildkit', 'nightly'],
		['buildkit', 'buildx-stable-1'],
		['buildkit', 'buildx-stable-1-rootless'],
		['buildkit', 'rootless'],
		['buildkit', 'master-rootless'],
		['buildkit', 'moby/buildkit:buildx-stable-1'],
		['buildkit', 'moby/buildkit:latest'],
		['buildkit', 'moby/buildkit'],
		['buildx', 'latest'],
		['buildx', 'lab:latest'],
		['buildx', 'edge'],
		['buildx', 'https://github.com/docker/buildx.git'],
		['buildx', 'https://github.com/docker/buildx.git#master'],
		['engine', 'docker:dind'],
		['engine', 'docker:latest'],
		['engine', 'docker:cli'],
		['engine', 'docker'],
		['engine', 'dind'],
		['engine', 'docker:dind-rootless'],
		['engine', 'type=image'],
		['compose', 'latest'],
	] as const)('of %s: %j is the newest', (product, text) => {
		const reading = readVersionText(text, product);
		expect(reading.version).toEqual(NEWEST[product]);
		expect(reading.isNewest).toBe(true);
	});

	test.each([
		['buildkit', ''],
		['buildkit', 'twenty'],
		['buildkit', 'v'],
		['buildkit', HOLE],
		['buildkit', `v0.12.${HOLE}`],
		['buildkit', `moby/buildkit:${HOLE}`],
		['buildkit', `sha256:${'1'.repeat(64)}`],
		['buildkit', `moby/buildkit@sha256:${'1'.repeat(64)}`],
		['buildkit', 'ghcr.io/acme/buildkit:1.2.3'],
		['buildkit', 'ghcr.io/acme/buildkit:v9.9.9'],
		['buildkit', 'ghcr.io/acme/builder:v0.12.5'],
		['buildkit', '20240501'],
		['buildkit', '1234abc'],
		['buildx', 'https://github.com/docker/buildx.git#0123456789abcdef'],
		['buildx', 'https://github.com/docker/buildx.git#refs/pull/1/head'],
		['buildx', 'https://example.com/buildx.git'],
		['engine', 'docker:stable-dind'],
		['engine', 'alpine:3.20'],
		['engine', 'ghcr.io/acme/ci'],
	] as const)('of %s: %j tells nothing', (product, text) => {
		expect(readVersionText(text, product)).toEqual({ version: undefined, isNewest: false, name: '' });
		expect(isVersionText(text, product)).toBe(false);
	});

	test('is called as it was typed', () => {
		expect(readVersionText('moby/buildkit:v0.19', 'buildkit').name).toBe('0.19');
		expect(readVersionText('27-dind', 'engine').name).toBe('27');
		expect(readVersionText('latest', 'buildkit').name).toBe('latest');
	});

	test('is read in linear time', () => {
		for (const text of ['/'.repeat(100_000), ':'.repeat(100_000), '@'.repeat(100_000), '1.'.repeat(100_000)]) {
			expect(readVersionText(text, 'buildkit').version === undefined || text.startsWith('1')).toBe(true);
		}
	});
});

const noSettings: VersionSettings = { buildkit: undefined, buildx: undefined, engine: undefined, builder: undefined };

function pin(of: Product, text: string, line = 1): Pin {
	return { of, text: MappedText.verbatim(text, line * 100), by: of === 'buildkit' ? 'driver-opts' : `${of} pin` };
}

function resolve(
	evidence: Partial<Omit<VersionEvidence, 'settings'>> & { readonly settings?: Partial<VersionSettings> },
) {
	return resolveVersions({
		pins: [],
		lineOf: (offset) => offset / 100,
		...evidence,
		settings: { ...noSettings, ...evidence.settings },
	});
}

function show(known: KnownVersion | undefined): string | undefined {
	return known?.version.join('.');
}

describe('The versions of a build', () => {
	test('are unknown when nothing says them', () => {
		expect(resolve({})).toEqual({ buildkit: undefined, buildx: undefined, engine: undefined, compose: undefined });
	});

	test('come from the file, and from settings where the file has none', () => {
		const settings = { buildkit: '0.19', buildx: 'v0.20.0' };
		const versions = resolve({ pins: [pin('buildkit', 'moby/buildkit:v0.12.5', 14)], settings });
		expect(show(versions.buildkit)).toBe('0.12.5');
		expect(versions.buildkit?.pin?.span).toEqual({ start: 1400, end: 1421 });
		expect(describeKnownVersion('buildkit', versions.buildkit!)).toBe('BuildKit 0.12.5 from driver-opts, line 14');
		expect(show(versions.buildx)).toBe('0.20.0');
		expect(describeKnownVersion('buildx', versions.buildx!)).toBe('buildx 0.20.0 from the settings');
	});

	test.each([`moby/buildkit:${HOLE}`, 'ghcr.io/acme/builder:1', `moby/buildkit@sha256:${'1'.repeat(64)}`])(
		'are unknown where the pin %j cannot be read, whatever is set',
		(text) => {
			expect(resolve({ pins: [pin('buildkit', text)], settings: { buildkit: '0.12' } }).buildkit).toBeUndefined();
		},
	);

	test('are unknown where pins disagree, and known where they agree', () => {
		const [a, b, c] = [
			pin('buildkit', 'v0.12.5'),
			pin('buildkit', 'v0.20.0'),
			pin('buildkit', 'moby/buildkit:v0.12.5'),
		];
		expect(resolve({ pins: [a, b] }).buildkit).toBeUndefined();
		expect(show(resolve({ pins: [a, c] }).buildkit)).toBe('0.12.5');
	});

	test('say when they move with the releases', () => {
		const { buildkit } = resolve({ pins: [pin('buildkit', 'latest')], settings: { buildkit: '0.12' } });
		expect(buildkit).toMatchObject({ version: [0, 32, 2], isNewest: true, name: 'latest' });
	});

	test.each<[Driver | undefined, string | undefined]>([
		['docker', '0.20.0'],
		[undefined, '0.20.0'],
		['docker-container', undefined],
		['kubernetes', undefined],
		['remote', undefined],
	])('with driver %s have of an Engine 28.0.1 the BuildKit %s', (driver, buildkit) => {
		const versions = resolve({ driver, pins: [pin('engine', 'docker:28.0.1-dind', 3)] });
		expect(show(versions.buildkit)).toBe(buildkit);
		expect(show(versions.engine)).toBe('28.0.1');
		expect(show(resolve({ driver, settings: { engine: '28.0.1' } }).buildkit)).toBe(buildkit);
	});

	test('name the Engine that a BuildKit is inside of', () => {
		const pinned = resolve({ pins: [pin('engine', 'docker:28.0-dind', 3)] }).buildkit;
		expect(describeKnownVersion('buildkit', pinned!)).toBe(
			'BuildKit 0.20.2 from Docker Engine 28.0 (engine pin, line 3)',
		);
		const set = resolve({ settings: { engine: '24' } }).buildkit;
		expect(describeKnownVersion('buildkit', set!)).toBe('BuildKit 0.11.6 from Docker Engine 24 in the settings');
	});

	test('take no notice of a BuildKit image on the docker driver, nor of the Engine for a builder', () => {
		const pins = [pin('buildkit', 'v0.12.5'), pin('engine', '28.0.1')];
		expect(show(resolve({ driver: 'docker', pins }).buildkit)).toBe('0.20.0');
		expect(show(resolve({ driver: 'docker-container', pins }).buildkit)).toBe('0.12.5');
		expect(show(resolve({ pins }).buildkit)).toBe('0.12.5');
	});

	test('take a set BuildKit for the docker driver too, when no Engine is known', () => {
		expect(show(resolve({ driver: 'docker', settings: { buildkit: '0.19.0' } }).buildkit)).toBe('0.19.0');
		expect(show(resolve({ driver: 'docker', settings: { buildkit: '0.19.0', engine: '28.1.1' } }).buildkit)).toBe(
			'0.21.0',
		);
	});

	test('of a builder that was set up, or of buildctl, have nothing to do with the Engine', () => {
		const pins = [pin('engine', '28.0.1')];
		expect(resolve({ pins, isSetUp: 'yes' }).buildkit).toBeUndefined();
		expect(resolve({ pins, tool: 'buildctl' }).buildkit).toBeUndefined();
		expect(resolve({ pins, tool: 'nerdctl' }).buildkit).toBeUndefined();
		expect(resolve({ pins, settings: { builder: 'container' } }).buildkit).toBeUndefined();
		expect(show(resolve({ pins, settings: { builder: 'docker-classic' } }).buildkit)).toBe('0.20.0');
		expect(show(resolve({ pins, isSetUp: 'unknown', tool: 'docker' }).buildkit)).toBe('0.20.0');
	});

	test('of buildx say nothing about the daemon', () => {
		expect(resolve({ pins: [pin('buildx', 'v0.12.0')], settings: { buildx: '0.20' } }).buildkit).toBeUndefined();
		expect(show(resolve({ pins: [pin('buildx', 'v0.12.0')], settings: { buildx: '0.20' } }).buildx)).toBe('0.12.0');
	});

	test('of Compose tell the buildx inside it, until it uses the installed one', () => {
		const buildxOf = (text: string, tool: VersionEvidence['tool'] = 'compose') =>
			show(resolve({ tool, pins: [pin('compose', text)] }).buildx);
		expect(buildxOf('2.33.0')).toBe('0.20.1');
		expect(buildxOf('2.37.0')).toBeUndefined();
		expect(buildxOf('5.0.0')).toBeUndefined();
		expect(buildxOf('2.33.0', 'buildx')).toBeUndefined();
		expect(
			show(resolve({ tool: 'compose', pins: [pin('compose', '2.40.0')], settings: { buildx: '0.29.0' } }).buildx),
		).toBe('0.29.0');
	});

	test('leave out settings that mean nothing', () => {
		expect(resolve({ settings: { buildkit: 'new', buildx: '', engine: 'docker-ce' } })).toEqual(resolve({}));
	});
});
