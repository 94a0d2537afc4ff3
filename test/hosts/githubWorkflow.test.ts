import { describe, expect, test } from 'vitest';
import type { Build } from '../../server/src/cache/build.ts';
import host from '../../server/src/hosts/githubWorkflow.ts';
import { flagRows, readFixture } from './flagRows.ts';

/** File, and its flags: direction, tool, place of the value, value. */
const FILES: readonly (readonly [file: string, rows: readonly string[]])[] = [
	[
		'action.yml',
		[
			'to build-push-action 6:14 type=gha,mode=max (variable)',
			'from build-push-action 18:21 ${{ inputs.cache-from }} (dynamic)',
			'to build-push-action 19:19 ${{ inputs.cache-to }} (dynamic)',
			'from buildx 21:45 type=gha',
		],
	],
	['anchors.yml', ['to build-push-action 2:17 type=gha,mode=max (variable)', 'from build-push-action 11:23 type=gha']],
	[
		'bake.yml',
		[
			'from bake-action 14:26 type=gha,scope=build',
			'to bake-action 15:24 type=gha,scope=build,mode=max',
			'from bake-action 16:29 type=registry,ref=acme/api:cache',
			'to bake-action 17:43 type=inline',
			'to bake-action 18:26 type=gha (cache_to is cache-to)',
			'from depot 22:30 type=gha',
		],
	],
	[
		'crlf.yml',
		[
			'from build-push-action 10:13 type=gha,scope=a',
			'from build-push-action 11:13 type=gha,scope=${{ github.ref_name }}',
			'to build-push-action 12:22 type=gha,mode=max',
			'to build-push-action 17:13 type=gha type=inline (folded)',
			'from build-push-action 20:23 type=gha',
		],
	],
	[
		'expressions.yml',
		[
			'from build-push-action 5:18 type=gha,scope=default (variable)',
			'to build-push-action 7:13 type=registry,ref=acme/app:cache,mode=max (variable)',
			'from build-push-action 8:50 type=gha,scope=main (expression)',
			'from build-push-action 14:9 type=registry,ref=acme/app:cache (variable)',
			'from build-push-action 15:9 type=registry,ref=acme/app:main (variable)',
			'from build-push-action 19:23 ${{ env.CACHE_FROM }} (dynamic)',
			'to build-push-action 20:21 ${{ env.CACHE_TO }} (dynamic)',
			'from build-push-action 23:23 ${{ inputs.cache-from || env.CACHE }} (dynamic)',
			"to build-push-action 24:21 ${{ github.event_name != 'pull_request' && format('type=gha,scope={0},mode=max', matrix.name) || '' }} (spelled out)",
			'to build-push-action 24:72 type=gha,scope=${{ matrix.name }},mode=max (expression)',
			"from build-push-action 27:23 type=gha,scope=${{ inputs.x && 'a' || 'b' }}",
			"to build-push-action 29:13 ${{ github.ref == 'refs/heads/main' &&\\n                'type=gha,mode=max' || 'type=inline' }} (spelled out)",
			'to build-push-action 30:18 type=gha,mode=max (expression)',
			'to build-push-action 30:41 type=inline (expression)',
			"from build-push-action 33:23 ${{ contains(github.ref, 'type=gha') && '' || 'type=gha,scope=inverted' }} (spelled out) (always-truthy)",
			'from build-push-action 33:70 type=gha,scope=inverted (expression)',
			"to build-push-action 34:22 ${{ github.event_name == 'push' && 'type=gha' }} (spelled out) (may-be-false)",
			'to build-push-action 34:58 type=gha (expression)',
			"from build-push-action 37:24 ${{ github.event_name == ''push'' && ''type=gha,scope=doubled'' || '''' }} (spelled out)",
			'from build-push-action 37:63 type=gha,scope=doubled (expression)',
			"to build-push-action 38:21 ${{ case(github.ref == 'refs/heads/main', 'type=gha,mode=max', 'type=gha') }} (spelled out)",
			'to build-push-action 38:64 type=gha,mode=max (expression)',
			'to build-push-action 38:85 type=gha (expression)',
		],
	],
	[
		'forks.yml',
		[
			'to depot 10:21 type=gha,mode=max',
			'from build-push-action 16:23 type=gha',
			'to build-push-action 23:21 type=gha,mode=max',
			'from build-push-action 30:19 type=registry,ref=acme/app:cache',
		],
	],
	[
		'matrix.yml',
		[
			'to build-push-action 9:20 type=gha,scope=worker,mode=max (variable)',
			'to build-push-action 11:21 type=inline (variable)',
			'from build-push-action 19:85 type=gha,scope=${{ matrix.service }}',
			'to build-push-action 19:135 type=gha,mode=max',
			'to build-push-action 23:21 ${{ matrix.cache }} (dynamic)',
		],
	],
	[
		'misspelt.yml',
		[
			'to build-push-action 8:21 type=gha,mode=max (cache_to is cache-to)',
			'from build-push-action 9:22 type=gha (cacheFrom is cache-from)',
			'to build-push-action 12:22 type=gha (cache-tos is cache-to)',
			'from build-push-action 13:23 type=gha (cache-form is cache-from)',
			'to build-push-action 14:21 type=inline',
			'from devcontainer 25:22 ghcr.io/acme/dev',
			'to devcontainer 26:20 type=inline',
		],
	],
	[
		'outputs.yml',
		[
			'from build-push-action 9:22 type=gha,scope=$SCOPE (variable)',
			'to build-push-action 10:22 type=gha,mode=max (variable)',
			'from build-push-action 14:19 type=gha (variable)',
			'from build-push-action 15:19 type=registry,ref=acme/web:cache (variable)',
			'from build-push-action 21:18 type=gha,scope=$X (variable)',
			'from build-push-action 22:19 type=registry,ref=acme/web:$X (variable)',
			'to build-push-action 24:14 type=inline (variable)',
			'to build-push-action 25:30 type=gha,mode=max (variable)',
			'to bake-action 27:29 type=registry,ref=acme/web:cache (variable)',
			'from bake-action 30:21 type=registry,ref=acme/web:cache (variable)',
			'from build-push-action 37:13 ${{ steps.cache.outputs.from }} (dynamic)',
			'from build-push-action 38:13 ${{ steps.cache.outputs.both }} (dynamic)',
			'from build-push-action 39:13 ${{ steps.cache.outputs.late }} (dynamic)',
			'from build-push-action 40:13 ${{ steps.lists.outputs.from }} (dynamic)',
			'from build-push-action 41:13 ${{ steps.elsewhere.outputs.other }} (dynamic)',
			'to build-push-action 43:13 ${{ steps.cache.outputs.to }} (dynamic)',
			'to build-push-action 44:13 ${{ steps.lists.outputs.to }} (dynamic)',
			'from bake-action 48:26 ${{ env.BAKE_FROM }} (dynamic)',
			'to bake-action 49:24 ${{ env.BAKE_TO }} (dynamic)',
			'from bake-action 50:65 type=gha,scope=${{ matrix.arch }} (expression)',
			'to bake-action 51:44 type=gha,mode=max (expression)',
			"to bake-action 52:24 ${{ inputs.push && 'type=inline' || '' }} (spelled out)",
			'to bake-action 52:44 type=inline (expression)',
			'to bake 56:32 type=gha,mode=max,scope=${{ matrix.arch }}',
			'from bake 57:35 type=gha,scope=${{ matrix.arch }}',
			'from buildx 61:33 type=registry,ref=acme/web:cache',
		],
	],
	['nothing.yml', []],
	[
		'overrides.yml',
		[
			'from buildx 3:32 type=gha,scope=top',
			'from build-push-action 9:38 type=gha,scope=web (variable)',
			'from bake-action 14:30 type=gha,scope=web (variable)',
			'to bake-action 15:28 type=gha,scope=web,mode=max (variable)',
			"to bake-action 17:36 ${{ github.ref == 'refs/heads/main' && 'type=inline' || '' }} (spelled out) (variable)",
			'to bake-action 17:76 type=inline (expression)',
			'from bake-action 23:38 type=gha,scope=$target (variable)',
			'to bake-action 25:30 type=gha,scope=web-${{ matrix.name }} (variable)',
			'to bake-action 34:46 type=inline (expression)',
			'from bake-action 41:27 type=gha',
			'to bake-action 42:24 type=gha,mode=max',
			'from build-push-action 48:23 ${{ matrix.image.cache }} (dynamic)',
			'from buildx 53:22 type=registry,ref=acme/web:cache-${{ matrix.name }}',
			'to buildx 54:20 type=registry,ref=acme/web:cache,mode=max',
			'to buildx 62:29 type=inline',
		],
	],
	[
		'programs.yml',
		[
			"from build-push-action 13:37 type=gha,scope=${scope || { a: '}' }.a} (variable)",
			'to build-push-action 14:43 type=gha,mode=max,scope=${scope} (variable)',
			'to bake-action 18:42 type=gha,scope=${scope},mode=max (variable)',
			'from bake-action 20:44 type=gha (variable)',
			'from build-push-action 24:16 type=registry,ref=acme/web:cache (variable)',
			'from build-push-action 25:15 type=registry,ref=acme/web:${branch} (variable)',
			'to buildx 27:74 type=gha,scope=${scope}',
			'from buildx 28:63 type=gha,scope=exec',
			'from build-push-action 32:13 ${{ steps.prepare.outputs.from }} (dynamic)',
			'from build-push-action 33:13 ${{ env.CACHE_FROM }} (dynamic)',
			'to build-push-action 34:21 ${{ steps.prepare.outputs.to }} (dynamic)',
			"to build-push-action 48:30 type=registry,ref=acme/{name}:cache,mode={'max' if name else 'min'} (variable)",
			'from build-push-action 49:27 type=registry,ref=acme/web:cache (variable)',
			'from buildx 53:37 type=gha,scope={name}',
			'to buildx 54:75 type=inline',
			'from build-push-action 57:23 ${{ steps.args.outputs.from }} (dynamic)',
			'to build-push-action 58:21 ${{ steps.args.outputs.to }} (dynamic)',
		],
	],
	[
		'publish.yml',
		[
			'from build-push-action 42:13 type=registry,ref=${{ env.IMAGE }}:buildcache',
			'from build-push-action 43:13 type=gha',
			'to build-push-action 44:21 type=registry,ref=${{ env.IMAGE }}:buildcache,mode=max',
		],
	],
	[
		'reusable.yml',
		[
			'from build-push-action 7:18 type=registry,ref=acme/base:cache (variable)',
			'to build-push-action 10:52 type=inline (expression)',
			'from build-push-action 21:13 type=gha',
			'from build-push-action 22:13 ${{ inputs.cache-from }} (dynamic)',
			'to build-push-action 23:21 ${{ inputs.cache-to }} (dynamic)',
			'from buildah 27:26 quay.io/acme/cache',
			'to buildah 28:24 quay.io/acme/cache',
			'from buildx 32:30 type=gha',
		],
	],
	[
		'scripts.yml',
		[
			'to buildx 4:13 type=gha,mode=max,scope=env (variable)',
			'to buildx 12:45 type=gha,mode=max',
			'from buildx 12:77 type=gha',
			'from buildx 17:26 type=registry,ref=${{ env.IMAGE }}:cache',
			'to buildx 18:25 type=registry,ref=acme/é😀:${{ github.ref_name }},mode=max',
			'to buildx 23:22 type=inline',
			'from buildx 28:23 type=registry,ref=acme/app:cache (variable)',
			'from buildx 29:48 $CACHE_FROM (dynamic)',
			'to buildx 29:73 ${CACHE_TO} (dynamic)',
			"to buildx 31:46 ${{ github.ref == 'refs/heads/main' && 'type=inline' || '' }} (spelled out)",
			'to buildx 31:86 type=inline (expression)',
			'to buildx 34:45 type=gha',
			'to buildx 38:45 type=gha',
			'to buildx 40:45 type=inline',
		],
	],
	[
		'styles.yml',
		[
			'from build-push-action 9:23 type=gha,scope=plain',
			'to build-push-action 11:13 type=gha,scope=next-line',
			"from build-push-action 15:24 type=gha,scope=it's",
			'to build-push-action 16:22 type=local,dest=C:\\\\cache,mode=max',
			'from build-push-action 21:13 type=gha,scope=a type=gha,scope=b (folded)',
			'to build-push-action 23:21 type=gha, mode=max (folded)',
			'from build-push-action 29:13 type=gha,scope=one',
			'to build-push-action 31:13 type=gha,scope=literal',
			// Blanks before a quote keep it: the action reads lines as CSV before it trims them.
			'to build-push-action 33:15 \\"type=registry,ref=acme/app:quoted\\",mode=max',
			'to build-push-action 34:13 # type=gha',
			'from build-push-action 39:15 type=gha (sequence-input)',
			'from build-push-action 40:16 type=registry,ref=${{ github.repository }}:cache (sequence-input)',
			'to build-push-action 41:23 type=gha,mode=max (sequence-input)',
			'from build-push-action 45:23 ""',
			'to build-push-action 46:22 ""',
		],
	],
	[
		'typing.yml',
		[
			'from build-push-action 8:24 type=gha,',
			'to build-push-action 9:21 type=gha,scope=${{ github.ref',
			'from build-push-action 14:23 type=gha',
		],
	],
];

describe('the cache flags of a workflow are found where they are written', () => {
	test.each(FILES)('%s', (file, rows) => {
		expect(flagRows(host, readFixture(`github/${file}`))).toEqual(rows);
	});
});

describe('the image of the builder pins BuildKit', () => {
	const digest = `sha256:${'a'.repeat(64)}`;
	test.each([
		['moby/buildkit:v0.19.0', 'v0.19.0'],
		[`moby/buildkit:v0.19.0@${digest}`, `v0.19.0@${digest}`],
		[`moby/buildkit@${digest}`, digest],
		['moby/buildkit:${{ env.TAG }}', '${{ env.TAG }}'],
		['o/builder:1', undefined],
	])('%s', (image, pin) => {
		const set = `      - uses: docker/setup-buildx-action@v3\n        with:\n          driver-opts: image=${image}\n`;
		const create = `      - run: docker buildx create --use --driver-opt image=${image}\n`;
		for (const steps of [set, create]) {
			const [build] = buildsOf(withSteps(steps));
			expect(build!.pins.map(({ text }) => text.written)).toEqual(pin === undefined ? [] : [pin]);
		}
	});
});

describe('lists are split as the actions split them', () => {
	test.each([
		['quotes around fields', ['"type=gha","mode=max"'], ['9:14 type=gha,mode=max']],
		['a doubled quote', ['"type=gha","scope=a""b"'], ['9:14 type=gha,scope=a\\"b']],
		['a quoted line, another below', ['"type=gha"', 'type=inline'], ['9:14 type=gha', '10:13 type=inline']],
		['a blank before a quote', ['type=inline', ' "type=gha"'], ['9:13 type=inline', '10:14 \\"type=gha\\"']],
		['a blank behind a quote', ['"type=gha" ', 'type=inline'], ['9:13 \\"type=gha\\"', '10:13 type=inline']],
		['text behind a quote', ['type=gha,"scope"=a'], ['9:13 type=gha,\\"scope\\"=a']],
		['a quote inside a field', ['type=gha,scope="a,b"'], ['9:13 type=gha,scope=\\"a,b\\"']],
		['a field over two lines', ['type=gha,"scope=a', 'b",mode=max'], ['9:13 type=gha,scope=a\\nb,mode=max']],
		['nothing but quotes', ['""', 'type=gha'], ['10:13 type=gha']],
		['a quote never closed: the action stops', ['"type=gha', 'type=inline'], ['9:13 \\"type=gha', '10:13 type=inline']],
	])('%s', (_, lines, rows) => {
		const head =
			'on: push\njobs:\n  b:\n    runs-on: x\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n';
		const text = `${head}          cache-from: |\n${lines.map((line) => `            ${line}\n`).join('')}`;
		const found = flagRows(host, { path: '.github/workflows/ci.yml', text });
		expect(found).toEqual(rows.map((row) => `from build-push-action ${row}`));
	});
});

/** The builds of a workflow that have flags, in the order of the file. */
function buildsOf(text: string, path = '.github/workflows/ci.yml'): readonly Build[] {
	return [...new Set(host.find({ path, text }).flags.map(({ build }) => build))];
}

/** A workflow with one job of these steps, ended by a build that writes a cache. */
function withSteps(steps: string, head = 'on: push', job = 'runs-on: ubuntu-latest'): string {
	return `${head}\njobs:\n  b:\n    ${job}\n    steps:\n${steps}      - uses: docker/build-push-action@v6\n        with:\n          cache-to: type=gha\n`;
}

describe('a build knows what is written around it', () => {
	test('its own inputs', () => {
		const [build] = buildsOf(readFixture('github/publish.yml').text);
		expect({
			name: build?.name,
			images: build?.images.map(({ written }) => written),
			platforms: build?.platforms.map(({ text }) => text),
			args: build?.args.map(({ written }) => written),
			file: build?.file?.text,
			context: build?.context?.text,
			pushes: build?.pushes,
			loads: build?.loads,
			isComplete: build?.isComplete,
			pins: build?.pins.map(({ of, text, by }) => `${of} ${text.text} by ${by}`),
			builder: { ...build?.builder, options: build?.builder.options.map(({ text }) => text) },
		}).toEqual({
			name: 'Build and push',
			images: ['${{ env.IMAGE }}:latest', '${{ env.IMAGE }}:${{ github.sha }}'],
			platforms: ['linux/amd64', 'linux/arm64'],
			args: ['VERSION=${{ github.ref_name }}'],
			file: 'docker/Dockerfile',
			context: '.',
			pushes: 'yes',
			loads: 'no',
			isComplete: true,
			pins: ['buildkit v0.18.2 by driver-opts', 'buildx v0.19.0 by setup-buildx-action'],
			builder: { driver: 'docker-container', isSetUp: 'yes', options: ['image=moby/buildkit:v0.18.2', 'network=host'] },
		});
	});

	test('its workflow and job', () => {
		const [build] = buildsOf(readFixture('github/publish.yml').text);
		expect(build?.pipeline).toMatchObject({
			job: 'image',
			isHosted: 'yes',
			hasActionsToken: 'yes',
			canWritePackages: 'yes',
			matrixKeys: [],
			events: ['push'],
			hasPlainRefsOnly: true,
			runsOnTagsOnly: false,
		});
	});

	test('its matrix and conditions', () => {
		const build = buildsOf(readFixture('github/matrix.yml').text).find(({ loads }) => loads === 'yes');
		expect(build?.pipeline?.matrixKeys).toEqual(['service', 'cache']);
		expect(build?.pipeline?.conditions.map(({ text }) => text)).toEqual([
			"matrix.service != 'cron'",
			"github.actor != 'dependabot[bot]'",
		]);
		expect(build?.builder.isSetUp).toBe('unknown');
	});

	test.each([
		['no step', '', 'no'],
		['setup-buildx-action', '      - uses: docker/setup-buildx-action@v3\n', 'yes'],
		['under a condition', '      - uses: docker/setup-buildx-action@v3\n        if: x\n', 'unknown'],
		['an action of the repository', '      - uses: ./.github/actions/setup\n', 'unknown'],
		[
			'an action with another purpose',
			'      - uses: actions/setup-node@v4\n      - uses: docker/login-action@v3\n',
			'no',
		],
		['an unknown action', '      - uses: acme/prepare@v1\n', 'unknown'],
		['a job in a container', '      - run: npm ci\n', 'unknown', 'container: docker:28'],
		['a variable that names one', '      - run: npm ci\n', 'unknown', 'env: { BUILDX_BUILDER: ci }'],
		['a created builder', '      - run: docker buildx create --use\n', 'yes'],
		['a script', '      - run: ./ci/setup.sh\n', 'unknown'],
		['another command', '      - run: npm ci\n', 'no'],
		['a builder of Depot', '      - uses: depot/setup-action@v1\n', 'yes'],
	])('whether a builder is set up: %s', (_name, steps, isSetUp, job = 'runs-on: ubuntu-latest') => {
		expect(buildsOf(withSteps(steps, 'on: push', job))[0]?.builder.isSetUp).toBe(isSetUp);
	});

	test.each([
		['on: push', false],
		['on: { push: { branches: [main] } }', true],
		['on: { push: { branches: [main, "rel-*"], tags: ["v*"] } }', true],
		["on: { push: { branches: ['feature/**'] } }", false],
		['on: { push: { branches: [main] }, pull_request: {} }', false],
		['on: { schedule: [{ cron: "0 0 * * *" }] }', true],
	])('whether a ref can hold a slash: %s', (head, hasPlainRefsOnly) => {
		expect(buildsOf(withSteps('', head))[0]?.pipeline?.hasPlainRefsOnly).toBe(hasPlainRefsOnly);
	});

	test.each([
		['on: push', false],
		['on: { push: { branches: [main, release/next] } }', true],
		['on: { push: { branches: [main], tags: ["v*"] }, workflow_dispatch: {}, workflow_run: {} }', true],
		["on: { push: { branches: ['release/*'] } }", false],
		['on: { push: { tags: ["v*"] } }', true],
		['on: { push: { branches: [main] }, pull_request: {} }', false],
		['on: workflow_call', false],
	])('whether it runs on branches named in full only: %s', (head, runsOnNamedBranchesOnly) => {
		expect(buildsOf(withSteps('', head))[0]?.pipeline?.runsOnNamedBranchesOnly).toBe(runsOnNamedBranchesOnly);
	});

	test.each([
		['runs-on: ubuntu-24.04-arm', 'yes'],
		['runs-on: [self-hosted, linux]', 'no'],
		['runs-on: acme-large', 'unknown'],
		['runs-on: ${{ inputs.runner }}', 'unknown'],
		['runs-on: ${{ matrix.os }}\n    strategy: { matrix: { os: [ubuntu-latest, ubuntu-22.04] } }', 'yes'],
	])('whether its machine is hosted: %s', (job, isHosted) => {
		expect(buildsOf(withSteps('', 'on: push', job))[0]?.pipeline?.isHosted).toBe(isHosted);
	});

	test.each([
		['on: push', 'unknown'],
		['on: push\npermissions: { contents: read }', 'no'],
		['on: push\npermissions: write-all', 'yes'],
		['on: workflow_call\npermissions: { contents: read }', 'unknown'],
	])('whether it may write packages: %s', (head, canWritePackages) => {
		const login =
			'      - uses: docker/login-action@v3\n        with: { registry: ghcr.io, password: "${{ github.token }}" }\n';
		expect(buildsOf(withSteps(login, head))[0]?.pipeline?.canWritePackages).toBe(canWritePackages);
		const unseen = buildsOf(withSteps('', head))[0]?.pipeline?.canWritePackages;
		expect(unseen).toBe(canWritePackages === 'no' ? 'unknown' : canWritePackages);
	});

	test.each([
		['a: [x, y]\n        b: [1, 2]', ['x1', 'x2', 'y1', 'y2']],
		['a: [x]\n        b: [1, 2]\n        exclude: [{ a: x, b: 2 }]', ['x1']],
		['include: [{ a: x, b: 1 }, { a: y, b: 2 }]', ['x1', 'y2']],
		['a: [x, y]\n        include: [{ a: x, b: 1 }, { a: z, b: 2 }]', ['x1', 'y', 'z2']],
		['a: ${{ fromJSON(x) }}', undefined],
		['a: [x, "${{ y }}"]', undefined],
	])('the legs of its matrix: %s', (matrix, legs) => {
		const job = `strategy:\n      matrix:\n        ${matrix}`;
		const found = buildsOf(withSteps('', 'on: push', job))[0]?.pipeline?.legs;
		expect(found?.map((leg) => `${leg['a']}${leg['b'] ?? ''}`)).toEqual(legs);
	});

	test('the legs of a matrix of maps', () => {
		const job = 'strategy: { matrix: { image: [{ name: a, tags: [1, 2] }] } }';
		expect(buildsOf(withSteps('', 'on: push', job))[0]?.pipeline?.legs).toEqual([
			{ 'image.name': 'a', 'image.tags': '["1","2"]' },
		]);
	});

	test("a runner of Gitea is nobody else's", () => {
		const { flags } = host.find({ path: '.gitea/workflows/ci.yml', text: withSteps('') });
		expect(flags.map(({ build }) => build.pipeline?.isHosted)).toEqual(['no']);
	});

	test('the condition without which there is no builder', () => {
		const text = withSteps('      - uses: docker/setup-buildx-action@v3\n        if: x\n');
		expect(buildsOf(text)[0]?.builder.onlyIf?.text).toBe('x');
		const twice = withSteps('      - uses: docker/setup-buildx-action@v3\n        if: x\n'.repeat(2));
		expect(buildsOf(twice)[0]?.builder.onlyIf).toBeUndefined();
	});

	test.each([
		['permissions:\n  contents: read', 'permissions:\n  contents: read\n  packages: write'],
		['permissions:\n  packages: read', 'permissions:\n  packages: write'],
		['permissions: { contents: read }', 'permissions: { contents: read, packages: write }'],
		['permissions: {}', 'permissions: { packages: write }'],
	])('how it gets to write packages: %s', (before, after) => {
		const text = withSteps('', `on: push\n${before}`);
		const edit = buildsOf(text)[0]?.pipeline?.packagesWriteEdit;
		expect(edit && text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end)).toBe(
			withSteps('', `on: push\n${after}`),
		);
	});

	test.each([
		['nothing', '', 'no'],
		['an action that hands it on', '      - uses: crazy-max/ghaction-github-runtime@v3\n', 'yes'],
		[
			'a script of github-script',
			"      - uses: actions/github-script@v7\n        with:\n          script: core.exportVariable('ACTIONS_RUNTIME_TOKEN', x)\n",
			'yes',
		],
		['an action of the repository', '      - uses: ./setup\n', 'unknown'],
	])('whether a script sees the cache token: %s', (_name, steps, hasActionsToken) => {
		const text = `on: push\njobs:\n  b:\n    steps:\n${steps}      - run: docker buildx build --cache-to type=gha .\n`;
		expect(buildsOf(text)[0]?.pipeline?.hasActionsToken).toBe(hasActionsToken);
	});

	test('what earlier scripts did to the builder', () => {
		const file = readFixture('github/scripts.yml');
		const build = buildsOf(file.text).find(({ name }) => name === 'one');
		expect(build?.builder).toMatchObject({ driver: 'docker-container', isSetUp: 'yes' });
		expect(build?.pins.map(({ text, by }) => `${text.text} by ${by}`)).toEqual(['v0.13.0 by docker buildx create']);
		const inputs = host.find(file).comments.map(({ text }) => text.trim());
		expect(inputs).toContain('cachelint-disable-next-line');
	});

	test('where a step can be put before it, and which paths are kept', () => {
		const text = withSteps('      - uses: actions/cache@v4\n        with:\n          path: /tmp/.buildx-cache\n');
		const pipeline = buildsOf(text)[0]?.pipeline;
		expect(text.slice(pipeline?.stepPlace?.offset).startsWith('      - uses: docker/build-push-action')).toBe(true);
		expect(pipeline?.stepPlace?.indent).toBe('      ');
		expect(pipeline?.savedPaths?.map((path) => path.text)).toEqual(['/tmp/.buildx-cache']);
	});
});

describe('notes say how to mend a flag', () => {
	const find = (cache: string) => {
		const text = `on: push\njobs:\n  b:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          ${cache}\n`;
		return { text, note: host.find({ path: 'ci.yml', text }).flags.flatMap(({ notes }) => notes)[0] };
	};

	test('a list as a block scalar', () => {
		const { text, note } = find('cache-from:\n          - type=gha\n          - "type=registry,ref=${{ x }}"');
		if (note?.code !== 'sequence-input') throw new Error('no note');
		const mended = text.slice(0, note.span.start) + note.replacement + text.slice(note.span.end);
		expect(mended).toContain('cache-from: |\n            type=gha\n            type=registry,ref=${{ x }}\n');
	});

	test.each([
		["${{ a == 'b' && '' || 'type=gha' }}", "a != 'b' && 'type=gha' || ''"],
		["${{ !a && '' || 'type=gha' }}", "a && 'type=gha' || ''"],
		["${{ inputs.x && '' || format('type=gha,scope={0}', y) }}", "!inputs.x && format('type=gha,scope={0}', y) || ''"],
		["${{ (a || b) && '' || 'type=gha' }}", "!(a || b) && 'type=gha' || ''"],
		["${{ a && b && '' || 'type=gha' }}", "!(a && b) && 'type=gha' || ''"],
	])('an empty middle: %s', (expression, replacement) => {
		const { text, note } = find(`cache-to: ${expression}`);
		expect(note).toMatchObject({ code: 'always-truthy', replacement });
		if (note?.code === 'always-truthy')
			expect(`\${{ ${text.slice(note.span.start, note.span.end)} }}`).toBe(expression);
	});

	test.each([
		["${{ a == 'b' && 'type=gha' }}", true],
		["${{ contains(a, 'b') && format('type=gha,scope={0}', b) }}", true],
		["${{ inputs.x && 'type=gha' }}", false],
		["${{ a == 'b' && 'type=gha' || '' }}", false],
	])('no alternative: %s', (expression, isFound) => {
		const { text, note } = find(`cache-to: ${expression}`);
		expect(note?.code).toBe(isFound ? 'may-be-false' : undefined);
		if (note?.code === 'may-be-false') {
			expect(`${text.slice(0, note.insertAt)} || ''${text.slice(note.insertAt)}`).toContain(" || '' }}");
		}
	});
});

test('a blank line at the end of a block is a place for the next entry', () => {
	const text =
		'on: push\njobs:\n  b:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          cache-to: |\n            type=gha\n            \n          push: true\n';
	expect(flagRows(host, { path: 'ci.yml', text })).toEqual([
		'to build-push-action 8:13 type=gha',
		'to build-push-action 9:13 ""',
	]);
});

test('a comment about a folded script goes above its key', () => {
	const text =
		'on: push\njobs:\n  b:\n    steps:\n      - name: x\n        run: >\n          docker build\n          --cache-to type=gha .\n';
	const place = host.find({ path: 'ci.yml', text }).flags[0]?.layout.commentPlace;
	expect(text.slice(place?.offset)).toMatch(/^ {8}run: >/);
});

describe('a workflow is known', () => {
	test.each([
		['.github/workflows/ci.yml', '', undefined, 'name'],
		['sub/.gitea/workflows/ci.yaml', '', undefined, 'name'],
		['x.yml', 'on: push\njobs:\n  a:\n', undefined, 'content'],
		['x.yml', '"on": push\njobs:\n  a:\n', undefined, 'content'],
		['x.txt', 'on: push\njobs:\n', undefined, undefined],
		['untitled', 'on: push\njobs:\n', 'yaml', 'content'],
		['untitled', '', 'github-actions-workflow', 'name'],
		['a/action.yml', 'runs:\n  using: composite\n  steps: []\n', undefined, 'name'],
		['a/action.yml', 'runs:\n  using: node20\n', undefined, undefined],
		['.gitlab-ci.yml', 'jobs:\n', undefined, undefined],
	] as const)('%s', (path, text, languageId, claim) => {
		expect(host.claim({ path, text, ...(languageId === undefined ? {} : { languageId }) })).toBe(claim);
	});
});
