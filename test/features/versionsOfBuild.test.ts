import { describe, expect, test } from 'vitest';
import { createCacheService, workspaceAround } from '../../server/src/service.ts';

const service = createCacheService();
const bake =
	'target "app" {\n  cache-to = ["type=registry,ref=o/app:cache,image-manifest=true"]\n  tags = ["o/app"]\n}\n';
const workflow = (version: string | undefined, step: string) =>
	[
		'on: push',
		'jobs:',
		'  build:',
		'    runs-on: ubuntu-latest',
		'    steps:',
		'      - uses: docker/setup-buildx-action@v3',
		...(version === undefined ? [] : ['        with:', `          driver-opts: image=moby/buildkit:${version}`]),
		`      - ${step}`,
		'',
	].join('\n');
const run = 'run: docker buildx bake';
const action = 'uses: docker/bake-action@v6';

function versionRules(path: string, text: string, others: Readonly<Record<string, string>>, isWhole = true) {
	const files = Object.entries(others).flatMap(([path, text]) => service.read({ path, text }) ?? []);
	const document = service.read({ path, text })!;
	return service
		.check(document, workspaceAround(path, { files, isWhole }))
		.filter(({ rule }) => rule === 'parameter-needs-newer-version')
		.map(({ rule, message }) => `${rule}: ${message}`);
}

const bakeRules = (others: Readonly<Record<string, string>>, isWhole?: boolean) =>
	versionRules('docker-bake.hcl', bake, others, isWhole);

describe('the versions of a bake file', () => {
	test.each([
		['a command of a workflow', run],
		['bake-action', action],
		['bake-action in the checkout', `${action}\n        with:\n          source: .`],
		['a command that names it', 'run: docker buildx bake -f ./docker-bake.hcl app'],
	])('are those that %s is pinned to', (_, step) => {
		const [found, ...rest] = bakeRules({ '.github/workflows/ci.yml': workflow('v0.11.6', step) });
		expect(found).toMatch(/^parameter-needs-newer-version: .*0\.11\.6/);
		expect(rest).toEqual([]);
	});

	test('are said to come from the other file', () => {
		const files = [service.read({ path: '.github/workflows/ci.yml', text: workflow('v0.11.6', run) })!];
		const document = service.read({ path: 'docker-bake.hcl', text: bake })!;
		const workspace = workspaceAround('docker-bake.hcl', { files, isWhole: true });
		const hover = service.hover(document, bake.indexOf('image-manifest'), workspace);
		expect(hover?.markdown).toContain('BuildKit 0.11.6, from driver-opts in .github/workflows/ci.yml, line 8');
	});

	test.each([
		['two that agree', { 'b.yml': workflow('v0.11.6', action) }, 1],
		['two that do not', { 'b.yml': workflow('v0.12.0', action) }, 0],
		['one that pins nothing', { 'b.yml': workflow(undefined, action) }, 0],
		['one that reads another file', { 'b.yml': workflow('v0.12.0', 'run: docker buildx bake -f other.hcl') }, 1],
		['one that may read any file', { 'b.yml': workflow('v0.12.0', 'run: docker buildx bake -f $FILE') }, 0],
		['a script that pins nothing', { 'b.sh': 'docker buildx bake\n' }, 0],
		['a makefile that pins nothing', { Makefile: 'all:\n\tdocker buildx bake app\n' }, 0],
		['a pipeline that pins nothing', { '.gitlab-ci.yml': 'a:\n  script:\n    - docker buildx bake\n' }, 0],
		['a bake file of another folder, which may be meant', { 'old/docker-bake.hcl': 'target "app" {\n}\n' }, 0],
		['a bake file of another name', { 'old.hcl': 'target "app" {\n  cache-from = ["type=gha"]\n}\n' }, 1],
		['documentation', { 'README.md': '```sh\ndocker buildx bake\n```\n' }, 1],
	])('beside %s', (_, others, count) => {
		const named = Object.fromEntries(
			Object.entries(others).map(([path, text]) => [
				path.endsWith('.yml') && !path.startsWith('.') ? `.github/workflows/${path}` : path,
				text,
			]),
		);
		expect(bakeRules({ '.github/workflows/ci.yml': workflow('v0.11.6', run), ...named })).toHaveLength(count);
	});

	test('are not known where the workspace is not seen whole', () => {
		expect(bakeRules({ '.github/workflows/ci.yml': workflow('v0.11.6', run) }, false)).toEqual([]);
	});
});

test('the versions of a Compose file are those of the commands that build it', () => {
	const compose =
		'services:\n  web:\n    image: o/web\n    build:\n      context: .\n      cache_to:\n        - type=registry,ref=o/web:cache,image-manifest=true\n';
	const pinned = (step: string) => ({ '.github/workflows/ci.yml': workflow('v0.11.6', step) });
	const count = (step: string) => versionRules('compose.yaml', compose, pinned(step)).length;
	expect(count('run: docker compose build')).toBe(1);
	expect(count('run: docker buildx bake')).toBe(1);
	expect(count('run: docker compose -f other.yaml build')).toBe(0);
});
