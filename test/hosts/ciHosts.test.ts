import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hosts } from '../../server/src/hosts/index.generated.ts';
import { createCacheService } from '../../server/src/service.ts';
import { readFixture } from './flagRows.ts';

/** Folder of fixtures, and the host that reads them. */
const FOLDERS = [
	['gitlab', 'gitlab-ci'],
	['circleci', 'circle-ci'],
	['azure', 'azure-pipelines'],
	['github', 'github-workflow'],
	['compose', 'compose'],
] as const;

describe.each(FOLDERS)('files in %s', (folder, id) => {
	test.each(readdirSync(new URL(`../fixtures/${folder}`, import.meta.url)))(`%s is read as ${id} alone`, (name) => {
		const file = readFixture(`${folder}/${name}`);
		const claims = hosts.filter((host) => /name|content/.test(host.claim(file) ?? '')).map((host) => host.id);
		// A workflow or an action with another name is nobody's by content.
		if (folder === 'github' && claims.length === 0) return;
		expect(claims).toEqual([id]);
	});
});

/** So many times each of these is written. */
const MANY = 500;
const numbered = (write: (index: number) => string) =>
	Array.from({ length: MANY }, (_, index) => write(index)).join('');

test.each([
	[
		'jobs that extend one',
		'.gitlab-ci.yml',
		`.b:\n  script:\n    - docker build --cache-to $C .\n${numbered((i) => `j${i}:\n  extends: .b\n  variables:\n    C: type=gha,scope=${i}\n`)}`,
		MANY + 1,
	],
	[
		'jobs in a row that extend each other',
		'.gitlab-ci.yml',
		numbered((i) => `j${i}:\n  extends: [j${i + 1}, j${i + 2}]\n  script: docker build --cache-to a/b:${i} .\n`),
		MANY,
	],
	[
		'lists that refer to lists',
		'.gitlab-ci.yml',
		`${numbered((i) => `.l${i}:\n  - !reference [.l${i + 1}]\n  - !reference [.l${i + 2}]\n  - docker build --cache-to a/b:${i} .\n`)}j:\n  script:\n    - !reference [.l0]\n`,
		MANY,
	],
	[
		'steps with a builder',
		'.circleci/config.yml',
		`jobs:\n  b:\n    steps:\n${numbered((i) => `      - run: docker buildx create --use && docker buildx build --cache-to a/b:${i} .\n`)}`,
		MANY,
	],
	[
		'calls of a command',
		'.circleci/config.yml',
		`commands:\n  c:\n    steps:\n      - run: docker build --cache-to << parameters.x >> .\njobs:\n  b:\n    steps:\n${numbered((i) => `      - c: { x: "a/b:${i}" }\n`)}`,
		MANY + 1,
	],
	[
		'variables of a pipeline',
		'azure-pipelines.yml',
		`variables:\n${numbered((i) => `  v${i}: a/b:${i}\n`)}steps:\n${numbered((i) => `- script: docker build --cache-to $(v${i}) .\n`)}`,
		2 * MANY,
	],
	[
		'jobs of a pipeline',
		'azure-pipelines.yml',
		`jobs:\n${numbered((i) => `- job: j${i}\n  steps:\n  - pwsh: docker build --cache-to a/b:${i} .\n`)}`,
		MANY,
	],
])(
	'five hundred %s are read in a moment',
	(_, path, text, count) => {
		expect(createCacheService().read({ path, text })?.flags.length).toBe(count);
	},
	10_000,
);

test.each([
	['.gitlab-ci.yml', 'b:\n  script: ', '['],
	['.gitlab-ci.yml', 'b:\n  script:\n    ', '- '],
	['.circleci/config.yml', 'jobs:\n  b:\n    steps: ', '[{ when: { steps: '],
	['azure-pipelines.yml', 'steps:\n', '- '],
	['azure-pipelines.yml', 'variables: ', '{ "${{ if x }}": '],
])('in %s %j with %j a thousandfold nested does no harm', (path, head, piece) => {
	const text = `${head}${piece.repeat(20_000)} docker build --cache-to a/b`;
	expect(createCacheService().read({ path, text })?.flags.length).toBeLessThan(2);
});
