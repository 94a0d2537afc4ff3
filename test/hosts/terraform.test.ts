import { expect, test } from 'vitest';
import host from '../../server/src/hosts/terraform.ts';
import { createCacheService } from '../../server/src/service.ts';
import { flagRows } from './flagRows.ts';

const image = (build: string, around = '') =>
	`${around}resource "docker_image" "app" {\n  name = "app"\n  build {\n    context = "."\n    ${build}\n  }\n}\n`;

test.each([
	[
		'a list',
		image('cache_to = ["type=gha,mode=max", "type=inline"]'),
		['to buildx 5:18 type=gha,mode=max', 'to buildx 5:39 type=inline'],
	],
	[
		'a template and a condition',
		image('cache_from = var.ci ? ["type=registry,ref=${var.repo}:cache"] : []'),
		['from buildx 5:29 type=registry,ref=${var.repo}:cache (expression)'],
	],
	[
		'a local and the default of a variable',
		image(
			'cache_from = [local.from]\n    cache_to = var.to',
			'locals {\n  from = "o/app:cache"\n  other = "type=gha"\n}\nvariable "to" {\n  default = ["type=inline"]\n}\n',
		),
		[
			'from buildx 2:11 o/app:cache (variable)',
			'to buildx 6:15 type=inline (variable)',
			'from buildx 12:19 local.from (dynamic)',
			'to buildx 13:16 var.to (dynamic)',
		],
	],
	[
		'comments, and what looks like it',
		image('# cache_to = ["type=gha"]\n    cache-to = ["type=gha"]\n    cachefrom = ["x"]'),
		[],
	],
	['another resource', image('cache_to = ["type=gha"]').replace('docker_image', 'docker_volume'), []],
	['a target', 'resource "docker_image" "x" {}\ntarget "a" {\n  cache_to = ["type=gha"]\n}\n', []],
	['half typed', 'resource "docker_image" "x" {\n  build {\n    cache_to = ["type=', ['to buildx 3:18 type=']],
] as const)('finds %s', (_, text, rows) => {
	expect(flagRows(host, { path: 'main.tf', text })).toEqual(rows);
});

test.each([
	['main.tf', undefined, image(''), 'name'],
	['x', 'terraform', image(''), 'name'],
	['main.tf', undefined, 'cache_to = ["x"]', undefined],
	['main.hcl', undefined, image(''), undefined],
])('%s as %s is its own', (path, languageId, text, claim) => {
	expect(host.claim({ path, text, ...(languageId === undefined ? {} : { languageId }) })).toBe(claim);
});

test('is judged as buildx does, in silence where it cannot see', () => {
	const service = createCacheService();
	const check = (build: string) => {
		const document = service.read({ path: 'main.tf', text: image(build) })!;
		return service.check(document).map(({ rule }) => rule);
	};
	expect(check('cache_to = ["type=gha,mode=MAX"]')).toEqual(['invalid-mode']);
	expect(
		check('cache_from = ["type=registry,ref=o/app:cache"]\n    cache_to = ["type=registry,ref=o/app:cache,mode=max"]'),
	).toEqual([]);
});
