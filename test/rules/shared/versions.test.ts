import { describe, expect, test } from 'vitest';
import { resolveVersions } from '../../../server/src/catalogue/versions.ts';
import { readVersionText } from '../../../server/src/catalogue/versionText.ts';
import { raisePinFixes } from '../../../server/src/rules/shared/raisePin.ts';
import { createCacheService, defaultSettings, type Settings } from '../../../server/src/service.ts';
import { MappedText } from '../../../server/src/text/mappedText.ts';

function rulesFor(command: string, settings: Partial<Settings>): readonly string[] {
	const service = createCacheService({ settings });
	const document = service.read({ path: 'build.sh', text: `${command} .\n` })!;
	return service.check(document).map(({ rule }) => rule);
}

describe('what is too new for a version is reported for the last release without it, not for the first with it', () => {
	test.each([
		['docker buildx build --cache-to type=gha', 'buildkit', '0.8.3', '0.9.0'],
		['docker buildx build --cache-to type=registry,ref=o/a:c,compression=zstd', 'buildkit', '0.9.3', '0.10.0'],
		['docker buildx build --cache-from type=s3,region=r,bucket=b', 'buildkit', '0.10.6', '0.11.0'],
		['docker buildx build --cache-to type=registry,ref=o/a:c --cache-to type=inline', 'buildkit', '0.10.6', '0.11.0'],
		['docker buildx build --cache-to type=local,dest=d,ignore-error=true', 'buildkit', '0.10.6', '0.11.0'],
		['docker buildx build --cache-from type=registry,ref=o/a:c,registry.insecure=true', 'buildkit', '0.11.6', '0.12.0'],
		['docker buildx build --cache-to type=s3,region=r,bucket=b,upload_parallelism=8', 'buildkit', '0.15.2', '0.16.0'],
		['docker buildx build --cache-from type=s3,region=r,bucket=b,retry_mode=adaptive', 'buildkit', '0.29.0', '0.30.0'],
		['docker buildx build --cache-to type=registry,ref=o/a:c,image-manifest=true', 'engine', '24.0.9', '25.0.0'],
		['docker buildx build --cache-to type=local,dest=d,tag=t', 'buildx', '0.9.1', '0.10.0'],
		['docker buildx build --cache-to type=local,dest=d,reset=true', 'buildx', '0.34.1', '0.35.0'],
		['buildctl build --export-cache type=local,dest=d,reset=true --local context=.', 'buildkit', '0.30.0', '0.31.0'],
	] as const)('%s', (command, product, last, first) => {
		expect(rulesFor(command, { [product]: last })).toContain('parameter-needs-newer-version');
		expect(rulesFor(command, { [product]: first })).not.toContain('parameter-needs-newer-version');
		expect(rulesFor(command, {})).not.toContain('parameter-needs-newer-version');
	});

	test('the daemon says nothing about what the client does, nor the client about the daemon', () => {
		const reset = 'docker buildx build --cache-to type=local,dest=d,reset=true';
		const manifest = 'docker buildx build --cache-to type=registry,ref=o/a:c,image-manifest=true';
		expect(rulesFor(reset, { buildkit: '0.12.0' })).not.toContain('parameter-needs-newer-version');
		expect(rulesFor(manifest, { buildx: '0.10.0' })).not.toContain('parameter-needs-newer-version');
	});
});

describe('a pin is raised to the last release of the line that is needed', () => {
	const known = (of: 'buildkit' | 'buildx' | 'engine', text: string) =>
		resolveVersions({
			pins: [{ of, text: MappedText.verbatim(text, 10), by: 'driver-opts' }],
			settings: defaultSettings,
			lineOf: () => 1,
		});

	test.each([
		['v0.11.6', 'v0.12.5'],
		['v0.11.6-rootless', 'v0.12.5-rootless'],
		['0.9', '0.12.5'],
	])('%s becomes %s', (text, raised) => {
		const [fix] = raisePinFixes(known('buildkit', text).buildkit!, 'buildkit', [0, 12, 0]);
		const [{ span, text: written }] = fix!.edits;
		expect(text.slice(0, span.start - 10) + written + text.slice(span.end - 10)).toBe(raised);
		expect(readVersionText(raised).version?.slice(0, 2)).toEqual([0, 12]);
	});

	test('not when it moves by itself, is new enough, was set, or is the one of an Engine, or has a digest', () => {
		const withDigest = `v0.11.6@sha256:${'a'.repeat(64)}`;
		expect(raisePinFixes(known('buildkit', withDigest).buildkit!, 'buildkit', [0, 12, 0])).toEqual([]);
		expect(raisePinFixes(known('buildkit', 'latest').buildkit!, 'buildkit', [0, 99, 0])).toEqual([]);
		expect(raisePinFixes(known('buildkit', 'v0.12.0').buildkit!, 'buildkit', [0, 12, 0])).toEqual([]);
		expect(raisePinFixes(known('engine', '24.0-dind').buildkit!, 'buildkit', [0, 12, 0])).toEqual([]);
		const set = resolveVersions({ pins: [], settings: { ...defaultSettings, buildkit: '0.9' }, lineOf: () => 1 });
		expect(raisePinFixes(set.buildkit!, 'buildkit', [0, 12, 0])).toEqual([]);
	});
});

describe('version 1 of the Actions cache API', () => {
	const command = 'docker buildx build --cache-to type=gha,mode=max';
	test.each([
		[{ buildx: '0.20.1' }, true],
		[{ buildx: '0.21.0' }, false],
		[{ buildkit: '0.19.0' }, true],
		[{ buildkit: '0.20.0' }, false],
		[{ engine: '27.5.1' }, true],
		[{ engine: '28.0.0' }, false],
		[{}, false],
	] as const)('%o', (settings, isDead) => {
		expect(rulesFor(command, settings).includes('gha-cache-v1-removed')).toBe(isDead);
	});
});

describe('a repository with immutable tags', () => {
	test.each([
		['r.example.com/a', 'r.example.com/a', true],
		['r.example.com/*', 'r.example.com/a/b', true],
		['*.example.com/*/c', 'r.example.com/a/c', true],
		['*/a*c*/e', 'r.example.com/abcd/e', true],
		['docker.io/library/app', 'app', true],
		['https://r.example.com/a', 'r.example.com/a', true],
		['r.example.com/a', 'r.example.com/ab', false],
		['r.example.com/a*a', 'r.example.com/a', false],
		['*.example.com/a', 'example.com/a', false],
		['', 'r.example.com/a', false],
	])('%s and %s', (listed, repository, isFound) => {
		const found = rulesFor(`docker buildx build --cache-to type=registry,ref=${repository}:c`, {
			immutableRepositories: [listed],
		});
		expect(found.includes('immutable-cache-tag')).toBe(isFound);
	});
});
