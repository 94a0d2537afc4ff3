import { describe, expect, test } from 'vitest';
import host from '../../server/src/hosts/gitlabCi.ts';
import { acceptAt, checkEveryStyle, hoverAt, showFacts } from './ciChecks.ts';
import { flagRows, readFixture } from './flagRows.ts';

/** File, and its flags: direction, tool, place of the value, value. */
const FILES: readonly (readonly [file: string, rows: readonly string[]])[] = [
	[
		'.gitlab-ci.yml',
		[
			'from buildx 26:20 type=registry,ref=$CACHE_IMAGE:$CI_COMMIT_REF_SLUG',
			'from buildx 27:21 type=registry,ref=$CACHE_IMAGE:$CI_DEFAULT_BRANCH',
			'to buildx 28:18 type=registry,ref=${CACHE_IMAGE}:$CI_COMMIT_REF_SLUG,mode=max',
			'from buildx 41:23 type=registry,ref=$CACHE_IMAGE:main',
			'from docker 44:33 $CI_REGISTRY_IMAGE:latest',
			'from docker-legacy 49:37 $CI_REGISTRY_IMAGE:latest',
		],
	],
	[
		'crlf.gitlab-ci.yml',
		[
			'to docker 4:34 type=registry,ref=é😀/$X',
			'from docker 7:20 type=inline',
			'from docker 8:19 "" (no-value)',
			'to docker 11:20 type=local,dest=c',
		],
	],
	[
		'sharing.yml',
		[
			'from buildx 6:17 type=registry,ref=$CI_REGISTRY_IMAGE:base (variable)',
			'from buildx 9:37 $FROM (dynamic)',
			'to buildx 10:17 $TO (dynamic)',
			'to buildx 15:9 type=inline (variable)',
			'to buildx 23:9 type=registry,ref=$CI_REGISTRY_IMAGE/web:cache,mode=max (variable)',
			'from docker 34:33 type=registry,ref=worker:cache',
			'from docker 36:33 type=registry,ref=unused:cache',
			'to docker 41:29 type=local,dest=.cache',
			'from docker 46:35 a/b',
			'from docker 47:36 c/d',
		],
	],
	[
		'tools.gitlab-ci.yml',
		[
			'to buildctl 16:24 type=registry,ref=$CI_REGISTRY_IMAGE:buildcache,mode=max',
			'from buildctl 17:24 type=registry,ref=$CI_REGISTRY_IMAGE:buildcache',
			'to podman 20:46 $CI_REGISTRY_IMAGE/cache',
			'from podman 20:84 $CI_REGISTRY_IMAGE/cache',
			'from buildah 20:141 q/r',
			'from bake 25:46 type=registry,ref=bake/cache',
		],
	],
	[
		'typing.gitlab-ci.yml',
		[
			'to docker 4:31 type=registry,',
			'from docker 5:34 ""',
			'to docker 5:47 "" (no-value)',
			'to docker 6:32 type=gha',
			'from docker 7:33 type=registry,ref=$CI_',
		],
	],
	[
		'variables.gitlab-ci.yml',
		[
			'from docker 4:16 type=registry,ref=$CI_REGISTRY_IMAGE:cache (variable)',
			'to docker 6:27 type=inline',
			'from docker 9:11 type=registry,ref=${CI_REGISTRY_IMAGE}/é😀:cache (variable)',
			'from docker 11:13 type=local,src=.cache (variable)',
			'from docker 14:18 type=registry,ref=$CI_REGISTRY_IMAGE:args',
			'to docker 15:16 type=inline',
			'to buildx 16:31 type=registry,ref=$$literal/x',
			'from docker 23:17 type=registry,ref=a/b:tag (variable)',
			'to docker 29:19 type=registry,ref=m/$KIND:cache (variable)',
			'to docker 29:53 type=inline (variable)',
			'to docker 31:11 type=registry,ref=own/cache (variable)',
			'from docker 34:29 type=registry,ref=a/b:rule (variable)',
			'from docker 36:33 $GLOBAL (dynamic)',
			'from docker 36:54 $DESCRIBED (dynamic)',
			'to docker 36:77 ${OWN} (dynamic)',
			'from docker 37:45 $PICKED (dynamic)',
			'to docker 37:64 $SCOPED (dynamic)',
			'from docker 38:33 $[[ inputs.cache ]] (dynamic)',
			'to docker 38:64 type=registry,ref=$[[ inputs.name ]]/c',
			'from buildx 45:36 type=registry,ref=input/cache',
		],
	],
];

describe('the cache flags of a configuration are found where they are written', () => {
	test.each(FILES)('%s', (file, rows) => {
		expect(flagRows(host, readFixture(`gitlab/${file}`))).toEqual(rows);
	});
});

const SCRIPTS: readonly (readonly [name: string, text: string, ...rows: string[]])[] = [
	['a script that is one string', 'b:\n  script: docker build --cache-to a/b .', 'to docker 2:35 a/b'],
	['a job with a name in quotes', '"b: c":\n  script: docker build --cache-to a/b .', 'to docker 2:35 a/b'],
	[
		'what is shared by all jobs',
		'before_script:\n  - docker build --cache-from a/b .\ndefault:\n  after_script: [docker build --cache-from c/d .]',
		'from docker 2:31 a/b',
		'from docker 4:44 c/d',
	],
	[
		'a hook',
		'b:\n  hooks:\n    pre_get_sources_script:\n      - docker build --cache-from a/b .',
		'from docker 4:35 a/b',
	],
	[
		'a variable that reaches the next item of the list',
		'b:\n  before_script:\n    - export C=a/b\n  script:\n    - docker build --cache-from $C .',
		'from docker 3:16 a/b (variable)',
		'from docker 5:33 $C (dynamic)',
	],
	[
		'a variable that does not reach the after_script',
		'b:\n  script:\n    - C=a/b\n  after_script:\n    - docker build --cache-from $C .',
		'from docker 5:33 $C (dynamic)',
	],
	[
		'a variable of another job',
		'a:\n  variables: { C: a/b }\n  script: x\nb:\n  script:\n    - docker build --cache-from $C .',
		'from docker 6:33 $C (dynamic)',
	],
	[
		'a variable of the runner',
		'variables: { C: a/$D }\nb:\n  script: docker build --cache-from $C .',
		'from docker 1:17 a/$D (variable)',
		'from docker 3:37 $C (dynamic)',
	],
	['comments', '# docker build --cache-to a\nb:\n  script:\n    # docker build --cache-to a\n    - x # --cache-to a'],
	['keys that hold no script', 'b:\n  script: x\n  artifacts: { paths: [docker build --cache-to a .] }'],
	[
		'jobs that extend each other',
		'a: { extends: b }\nb: { extends: a, script: docker build --cache-to a/b . }',
		'to docker 2:50 a/b',
	],
	[
		'a reference to itself',
		'b:\n  script: [!reference [b, script], docker build --cache-to a/b .]',
		'to docker 2:60 a/b',
	],
	[
		'a reference to nothing',
		'b:\n  script:\n    - !reference [.a, script]\n    - docker build --cache-to a/b .',
		'to docker 4:31 a/b',
	],
];

test.each(SCRIPTS)('%s', (_, text, ...rows) => {
	expect(flagRows(host, { path: '.gitlab-ci.yml', text })).toEqual(rows);
});

/** A job that builds, what is around it, and facts of its build as text. */
const FACTS: readonly (readonly [name: string, text: string, facts: Readonly<Record<string, unknown>>])[] = [
	[
		'the job',
		'b:\n  script: docker build --cache-to a/b -t x .',
		{ job: 'b', name: 'b', images: 'x', hasActionsToken: 'no' },
	],
	[
		'the engine by its service',
		'image: docker:26\nb:\n  services: [{ name: "mirror.local:5000/docker:27.3-dind", alias: docker }]\n  script: docker build --cache-to a/b .',
		{ pins: 'engine 27.3-dind services' },
	],
	[
		'the engine by the image',
		'b:\n  image: docker:26\n  script: docker build --cache-to a/b .',
		{ pins: 'engine 26 image' },
	],
	[
		'no engine where the service has no version',
		'b:\n  image: docker:26\n  services: [docker:dind]\n  script: docker build --cache-to a/b .',
		{ pins: '' },
	],
	[
		'the image of buildkit',
		'b:\n  image: { name: moby/buildkit:v0.12.0-rootless }\n  script: buildctl build --export-cache a/b',
		{ pins: 'buildkit v0.12.0-rootless moby/buildkit image' },
	],
	[
		'a builder that the script creates before',
		'b:\n  script: docker buildx build --cache-to a/b .\n  before_script:\n    - docker buildx create --use',
		{ builder: 'docker-container yes' },
	],
	[
		'a runner of GitLab',
		'b:\n  tags: [saas-linux-small-amd64]\n  script: docker build --cache-to a/b .',
		{ isHosted: 'yes' },
	],
	['another runner', 'b:\n  tags: [shell]\n  script: docker build --cache-to a/b .', { isHosted: 'unknown' }],
	[
		'rules',
		'b:\n  rules: [{ if: $CI_COMMIT_TAG }]\n  script: docker build --cache-to a/b .',
		{ conditions: '$CI_COMMIT_TAG', runsOnTagsOnly: true, hasPlainRefsOnly: false },
	],
	[
		'no tag',
		'b:\n  rules: [{ if: $CI_COMMIT_TAG == null }]\n  script: docker build --cache-to a/b .',
		{ runsOnTagsOnly: false },
	],
	[
		'only',
		'b:\n  only: [main, develop]\n  script: docker build --cache-to a/b .',
		{ conditions: 'main develop', runsOnTagsOnly: false, hasPlainRefsOnly: true },
	],
	['kinds of refs', 'b:\n  only: [branches]\n  script: docker build --cache-to a/b .', { hasPlainRefsOnly: false }],
	[
		'what is kept for later',
		'b:\n  cache: [{ paths: [.cache] }]\n  artifacts: { paths: [out/] }\n  script: docker build --cache-to a/b .',
		{ savedPaths: '.cache out/' },
	],
	[
		'the matrix',
		'b:\n  parallel: { matrix: [{ A: [x, y], B: z }] }\n  script: docker build --cache-to a/b .',
		{ matrixKeys: 'A B' },
	],
	[
		'the legacy builder',
		'variables: { DOCKER_BUILDKIT: 0 }\nb:\n  script: docker build --cache-from a/b .',
		{ tool: 'docker-legacy' },
	],
];

test.each(FACTS)('knows of the build: %s', (_, text, facts) => {
	const shown = showFacts(host.find({ path: '.gitlab-ci.yml', text }).flags[0]?.build);
	expect(Object.fromEntries(Object.keys(facts).map((key) => [key, shown[key]]))).toEqual(facts);
});

test.each([
	['.gitlab-ci.yml', '', undefined, 'name'],
	['ci/docker.gitlab-ci.yaml', '', undefined, 'name'],
	['.gitlab-ci.build.yml', '', undefined, 'name'],
	['.gitlab/ci/build.yml', '', undefined, 'name'],
	['x', '', 'yaml.gitlab', 'name'],
	['ci/build.yml', '.build:\n  stage: build\n  script:\n    - x', undefined, 'content'],
	['ci/build.yml', '# x\nbuild:\n\n  # y\n  script: x\n  only: [main]\n', undefined, 'content'],
	['ci/build.yml', 'stages: [a]\n"build":\n    script: x\n', undefined, 'content'],
	['ci/build.yml', 'before:\n  script: x\n', undefined, undefined],
	['azure.yml', 'steps:\n  - script: x\n    displayName: y\n', undefined, undefined],
	['.travis.yml', 'language: go\nservices: [docker]\nscript: x\n', undefined, undefined],
	['build.txt', 'stages: [a]\nb:\n  script: x', undefined, undefined],
])('%s with %j as %s is its own by %s', (path, text, languageId, claim) => {
	expect(host.claim({ path, text, ...(languageId === undefined ? {} : { languageId }) })).toBe(claim);
});

test('comments of the file and of its scripts are read', () => {
	const text =
		'# one\nb:\n  script:\n    - |\n      # two\n      docker build --cache-to a/b . # three\n    - x # four\n';
	const { comments } = host.find({ path: '.gitlab-ci.yml', text });
	expect(comments.map((comment) => comment.text.trim()).sort()).toEqual(['four', 'one', 'three', 'two']);
});

test('a comment about an item of a script stands above the item', () => {
	const text =
		'b:\n  script:\n    - docker build\n      --cache-to a/b .\n    - |\n      docker build \\\n        --cache-to c/d .\n';
	const places = host.find({ path: '.gitlab-ci.yml', text }).flags.map(({ layout }) => layout.commentPlace);
	expect(places).toEqual([
		{ offset: text.indexOf('    - docker'), indent: '    ' },
		{ offset: text.indexOf('      docker build \\'), indent: '      ' },
	]);
});

test('a backend is suggested in a script', () => {
	expect(acceptAt('.gitlab-ci.yml', 'b:\n  script:\n    - docker build --cache-to ‸\n', 'type=registry')).toContain(
		'    - docker build --cache-to type=registry',
	);
});

test('a parameter is explained in a variable', () => {
	const text = 'variables:\n  C: "type=registry,ref=a/b,mo‸de=max"\nb:\n  script: docker build --cache-to $C .\n';
	expect(hoverAt('.gitlab-ci.yml', text)).toContain('**mode**');
});

test('any value in any quotes is found as the same value', () => {
	checkEveryStyle(host, '.gitlab-ci.yml', [
		{ indent: '    ', write: (script) => `b:\n  stage: x\n  script: ${script}\n` },
		{ indent: '        ', write: (script) => `.b: &b\n  - ${script}\nc:\n  before_script:\n    - *b\n` },
		{ indent: '      ', write: (script) => `default:\n  after_script:\n    - x\n    - ${script}\nb:\n  script: [y]\n` },
	]);
});
