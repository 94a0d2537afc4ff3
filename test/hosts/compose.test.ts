import { describe, expect, test } from 'vitest';
import host from '../../server/src/hosts/compose.ts';
import { flagRows, readFixture } from './flagRows.ts';

/** File, and its flags: direction, tool, place of the value, value. */
const FILES: readonly (readonly [file: string, rows: readonly string[]])[] = [
	[
		'anchors.compose.yml',
		[
			'from compose 2:5 type=registry,ref=${REGISTRY}/base:cache',
			'to compose 3:23 type=registry,ref=${REGISTRY}/base:cache,mode=max',
			'to compose 13:9 type=inline',
			'from compose 26:11 type=gha',
		],
	],
	[
		'bake.compose.yaml',
		[
			'from compose 7:11 acme/api:latest',
			'from bake 9:21 acme/api:cache',
			'from bake 9:36 type=gha',
			'to bake 11:13 type=gha,mode=max',
			'to bake 21:19 type=inline (cache_to is cache-to)',
			'from bake 22:22 type=gha (cache_from is cache-from)',
		],
	],
	[
		'basic.compose.yaml',
		[
			'from compose 13:11 type=registry,ref=acme/web:cache',
			'from compose 14:12 type=local,src=${CACHE_DIR:-/tmp/cache}',
			'from compose 15:12 acme/web:latest',
			'to compose 17:11 type=registry,ref=acme/web:cache,mode=max',
		],
	],
	[
		'crlf.compose.yml',
		[
			'from compose 6:9 type=gha',
			'from compose 7:12 type=registry,ref=acme/app:cache',
			'to compose 10:9 type=gha, mode=max (folded)',
		],
	],
	[
		'flow.compose.yml',
		[
			'from compose 2:55 type=gha,scope=web',
			'to compose 2:89 type=gha,scope=web,mode=max',
			'to compose 2:120 type=inline',
		],
	],
	['helm.compose.yml', ['to compose 7:11 type=registry,ref=acme/{{ name }}:cache']],
	[
		'interpolation.compose.yml',
		[
			'from compose 7:11 ${CACHE_FROM} (dynamic)',
			'from compose 8:11 type=registry,ref=${REGISTRY:-ghcr.io/${ORG:-acme}}/web:$TAG',
			'from compose 9:11 {a=b} (wrong-shape)',
			'to compose 11:12 type=local,dest=$HOME/.cache/$USER,mode=max',
			'to compose 12:11 type=s3,bucket=${BUCKET:?bucket, please},region=eu-west-1',
		],
	],
	['multi.compose.yml', ['to compose 10:20 type=local,dest=/tmp/cache', 'to compose 15:20 type=local,dest=/tmp/cache']],
	[
		'shapes.compose.yml',
		[
			'to compose 5:17 type=inline (wrong-shape)',
			'from compose 6:20 type=gha,scope=a (wrong-shape)',
			'to compose 11:9 {type=registry,ref=acme/app:cache} (wrong-shape)',
			'from compose 14:11 {type=gha,scope=x} (wrong-shape)',
			'from compose 16:11 {type=local,src=/tmp/a,b} (wrong-shape)',
			'to compose 21:11 type=inline (cache-to is cache_to)',
			'from compose 22:19 acme/app (cacheFrom is cache_from)',
			'to compose 25:18 type=gha',
			'to compose 25:27 mode=max',
			'to compose 29:9 type=inline\\n (wrong-shape)',
			'from compose 32:11 type=registry, ref=acme/app:cache (folded)',
			'from compose 35:11 type=gha\\n',
			'from compose 36:10 ""',
		],
	],
	[
		'tabs.compose.yml',
		['from compose 4:21 type=gha,scope=a', 'to compose 6:11 type=gha,scope=a', 'to compose 7:13 type=inline'],
	],
	[
		'typing.compose.yml',
		[
			'from compose 6:12 type=gha,',
			'from compose 7:11 type=registry,ref=acme/web',
			'to compose 8:16 ""',
			'to compose 12:19 type=gha',
			'from compose 14:11 type=local,src=',
		],
	],
];

describe('the cache flags of a compose file are found where they are written', () => {
	test.each(FILES)('%s', (file, rows) => {
		expect(flagRows(host, readFixture(`compose/${file}`))).toEqual(rows);
	});
});

test('a build knows what its service says', () => {
	const build = host.find(readFixture('compose/basic.compose.yaml')).flags[0]?.build;
	expect({
		name: build?.name,
		images: build?.images.map(({ written }) => written),
		context: build?.context?.text,
		file: build?.file?.text,
		target: build?.target?.text,
		platforms: build?.platforms.map(({ text }) => text),
		args: build?.args.map(({ written }) => written),
		noCache: build?.noCache,
	}).toEqual({
		name: 'web',
		images: ['acme/web:latest'],
		context: './web',
		file: 'docker/Dockerfile',
		target: 'prod',
		platforms: ['linux/amd64', 'linux/arm64'],
		args: ['VERSION=1.2', 'COMMIT=${COMMIT:-none}'],
		noCache: 'no',
	});
});

test('what x-bake adds belongs to the build of bake', () => {
	const flags = host.find(readFixture('compose/bake.compose.yaml')).flags;
	const build = flags.find((flag) => flag.build.tool === 'bake')?.build;
	expect(build?.images.map(({ written }) => written)).toEqual(['acme/api:${TAG:-dev}', 'acme/api:bake']);
	expect(build?.platforms.map(({ text }) => text)).toEqual(['linux/arm64']);
	expect(build?.noCache).toBe('yes');
});

describe('edits give a value the shape compose wants', () => {
	test.each([
		['cache_to: type=gha,mode=max', 'cache_to: ["type=gha,mode=max"]'],
		["cache_to: 'type=gha'", "cache_to: ['type=gha']"],
		['cache_to: {type: gha, mode: max}', 'cache_to: ["type=gha,mode=max"]'],
		['cache_to:\n        type: gha\n        mode: max', 'cache_to:\n        - type=gha,mode=max'],
		['cache_to:\n        - type: gha\n          mode: max', 'cache_to:\n        - type=gha,mode=max'],
		['cache_to: [{type: gha}]', 'cache_to: ["type=gha"]'],
	])('%j', (written, mended) => {
		const head = 'services:\n  web:\n    build:\n      context: .\n      ';
		let text = `${head}${written}\n`;
		const note = host.find({ path: 'compose.yml', text }).flags[0]?.notes[0];
		if (note?.code !== 'wrong-shape') throw new Error('no note');
		for (const { span, text: put } of note.edits.toReversed())
			text = text.slice(0, span.start) + put + text.slice(span.end);
		expect(text).toBe(`${head}${mended}\n`);
		expect(host.find({ path: 'compose.yml', text }).flags[0]?.notes).toEqual([]);
	});
});

describe('a compose file is known', () => {
	test.each([
		['compose.yaml', '', 'name'],
		['docker-compose.prod.yml', '', 'name'],
		['compose-dev.yml', '', 'name'],
		['deploy/prod.docker-compose.yml', '', 'name'],
		['stack.yml', 'services:\n  web:\n    build: .\n', 'content'],
		['.gitlab-ci.yml', 'services:\n  - docker:dind\nbuild:\n  script: x\n', undefined],
		['composer.yml', '', undefined],
	])('%s', (path, text, claim) => {
		expect(host.claim({ path, text })).toBe(claim);
	});
});
