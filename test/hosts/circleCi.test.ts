import { describe, expect, test } from 'vitest';
import host from '../../server/src/hosts/circleCi.ts';
import { acceptAt, checkEveryStyle, hoverAt, showFacts } from './ciChecks.ts';
import { flagRows, readFixture } from './flagRows.ts';

/** File, and its flags: direction, tool, place of the value, value. */
const FILES: readonly (readonly [file: string, rows: readonly string[]])[] = [
	[
		'config.yml',
		[
			'from buildx 18:14 type=registry,ref=acme/base:cache (variable)',
			'to buildx 30:18 type=inline (variable)',
			'from buildx 33:31 type=registry,ref=acme/flags:cache',
			'from buildx 40:28 type=registry,ref=acme/<< parameters.name >>:cache',
			'to buildx 41:27 << parameters.cache_to >> (dynamic)',
			'to buildx 52:21 type=registry,ref=acme/web:cache,mode=max (variable)',
			'from buildx 53:47 <<pipeline.parameters.base-cache>> (dynamic)',
			'from buildx 53:96 type=registry,ref=$CACHE_REPO:x',
			'to docker 60:31 type=local,dest=.cache',
			'from docker 68:37 type=piped',
			'from buildx 79:23 acme/app:latest,acme/app:main (cut-at-commas)',
			'to buildx 80:57 type=registry,ref=acme/app:cache',
			'from buildx 83:42 type=registry,ref=$ECR/app:cache',
			'from docker 84:40 acme/app:latest',
			'from docker 94:46 a/pre',
			'from buildx 98:26 type=registry,ref=$ECR/api:cache',
			'to buildx 99:24 type=registry,ref=$ECR/api:cache,mode=max,image-manifest=true',
		],
	],
	['crlf.yml', ['to docker 6:42 type=registry,ref=é😀/<<  pipeline.id  >>', 'from docker 10:28 type=gha']],
	[
		'inline-orb.yml',
		[
			'from docker 3:36 a/anchor',
			'to docker 10:42 << parameters.to >> (dynamic)',
			'to docker 14:55 type=gha (variable)',
			'to docker 17:27 type=registry,ref=a/given (variable)',
			'from docker 28:58 $FROM (dynamic)',
			'from docker 28:79 a/inner',
		],
	],
	['orb.yml', ['to docker 5:15 type=local,dest=/tmp/c (variable)', 'to docker 11:41 $PARAM_CACHE_TO (dynamic)']],
	[
		'typing.yml',
		[
			'to docker 5:38 type=registry,',
			'from docker 6:41 ""',
			'to docker 6:54 "" (no-value)',
			'to docker 7:39 type=gha',
			'from docker 8:40 type=registry,ref=',
			'from docker 10:51 a/b',
		],
	],
];

describe('the cache flags of a configuration are found where they are written', () => {
	test.each(FILES)('%s', (file, rows) => {
		expect(flagRows(host, readFixture(`circleci/${file}`))).toEqual(rows);
	});
});

/** A job with these lines in it. */
const job = (lines: string) => `version: 2.1\njobs:\n  b:\n    docker: [{ image: x }]\n${lines}`;
const BUILD = '      - run: docker buildx build --cache-to a/b .\n';

const SCRIPTS: readonly (readonly [name: string, text: string, ...rows: string[]])[] = [
	[
		'a variable of another step',
		job('    steps:\n      - run: C=a/b\n      - run: docker build --cache-from $C .'),
		'from docker 7:40 $C (dynamic)',
	],
	[
		'a variable of the step and one of the job',
		job(
			'    environment: { A: a/b, B: c/d }\n    steps:\n      - run:\n          environment: { A: e/f }\n          command: docker build --cache-from $A --cache-to $B .',
		),
		'to docker 5:31 c/d (variable)',
		'from docker 8:29 e/f (variable)',
		'from docker 9:46 $A (dynamic)',
		'to docker 9:60 $B (dynamic)',
	],
	[
		'a parameter of nothing',
		job('    steps:\n      - run: docker build --cache-from << parameters.c >> .'),
		'from docker 6:40 << parameters.c >> (dynamic)',
	],
	[
		'a part of a value',
		job('    steps:\n      - run: docker build --cache-to type=<<parameters.t>>,mode=max .'),
		'to docker 6:38 type=<<parameters.t>>,mode=max',
	],
	[
		'commands that call each other',
		'version: 2.1\ncommands:\n  a: { parameters: { x: {} }, steps: [ b: { x: << parameters.x >> } ] }\n  b: { parameters: { x: {} }, steps: [ a: { x: << parameters.x >> }, run: "docker build --cache-to << parameters.x >> ." ] }',
		'to docker 4:100 << parameters.x >> (dynamic)',
	],
	[
		'keys of other steps',
		job('    steps:\n      - save_cache: { key: docker build --cache-to a, paths: [--cache-to b] }'),
	],
	[
		'image names for the docker orb',
		job('    steps:\n      - docker/build: { cache_from: a/b c/d, image: c }'),
		'from buildx 6:37 a/b',
		'from buildx 6:41 c/d',
	],
	['image names for another orb', job('    steps:\n      - acme/build: { cache_from: a/b, image: c }')],
	[
		'the docker orb by another name, before it took entries between blanks',
		'version: 2.1\norbs: { d: circleci/docker@2.7 }\njobs:\n  a:\n    docker: [{ image: x }]\n    steps:\n      - d/build: { cache_from: "a/b,c/d" }\n',
		'from buildx 7:33 a/b,c/d (cut-at-commas)',
	],
	[
		'variables for an orb, which evaluates them',
		job('    steps:\n      - docker/build: { cache_from: "a/b:$CIRCLE_SHA1 ${CACHE} <<parameters.c>>" }'),
		'from buildx 6:38 a/b:$CIRCLE_SHA1',
		'from buildx 6:55 ${CACHE} (dynamic)',
		'from buildx 6:64 <<parameters.c>> (dynamic)',
	],
	[
		'an entry for an orb',
		job('    steps:\n      - docker/build: { cache_from: "type=registry,ref=a/b", cache-to: type=inline }'),
		'from buildx 6:38 type=registry,ref=a/b',
		'to buildx 6:72 type=inline',
	],
	[
		'entries for an orb between blanks',
		job('    steps:\n      - docker/build:\n          cache_to: type=registry,ref=a/b  type=inline'),
		'to buildx 7:21 type=registry,ref=a/b',
		'to buildx 7:44 type=inline',
	],
	[
		'a part that depends on a parameter',
		job(
			'    steps:\n      - run: docker build <<# parameters.c >>--cache-from << parameters.c >><</ parameters.c >> <<#parameters.d>>--cache-to a/b<</parameters.d>> .',
		),
		'from docker 6:59 << parameters.c >> (dynamic)',
		'to docker 6:125 a/b',
	],
	[
		'an orb that runs docker build',
		job('    steps:\n      - gcr/build: { extra: --cache-from a/b }'),
		'from docker 6:42 a/b',
	],
	[
		'an answer in another language',
		job('    steps:\n      - run: { shell: python3, command: docker build --cache-to a . }'),
	],
];

test.each(SCRIPTS)('%s', (_, text, ...rows) => {
	expect(flagRows(host, { path: '.circleci/config.yml', text })).toEqual(rows);
});

const FACTS: readonly (readonly [name: string, text: string, facts: Readonly<Record<string, unknown>>])[] = [
	[
		'the job',
		job(`    steps:\n${BUILD}`),
		{ job: 'b', name: 'b', isHosted: 'yes', hasActionsToken: 'no', conditions: '', builder: 'undefined unknown' },
	],
	[
		'the name of the step',
		job('    steps:\n      - run: { name: Build it, command: docker build --cache-to a/b . }'),
		{ name: 'Build it' },
	],
	['a machine of somebody else', job(`    resource_class: acme/big\n    steps:\n${BUILD}`), { isHosted: 'no' }],
	[
		'an executor',
		`version: 2.1\nexecutors: { e: { machine: { image: x } } }\njobs:\n  b:\n    executor: { name: e }\n    steps:\n${BUILD}`,
		{ isHosted: 'yes' },
	],
	[
		'the engine',
		job(`    steps:\n      - setup_remote_docker: { version: 20.10.24 }\n${BUILD}`),
		{ pins: 'engine 20.10.24 setup_remote_docker' },
	],
	['no engine', job(`    steps:\n      - setup_remote_docker: { version: default }\n${BUILD}`), { pins: '' }],
	[
		'a builder of an earlier step',
		job(`    steps:\n      - run: docker buildx create --use --driver-opt image=moby/buildkit:v0.15.0\n${BUILD}`),
		{ builder: 'docker-container yes', pins: 'buildkit v0.15.0 docker buildx create' },
	],
	[
		'a builder of a command',
		`${job(`    steps:\n      - setup\n${BUILD}`)}commands: { setup: { steps: [ run: docker buildx create --use --driver kubernetes ] } }\n`,
		{ builder: 'kubernetes yes' },
	],
	[
		'a builder of a later step',
		job(`    steps:\n${BUILD}      - run: docker buildx create --use\n`),
		{ builder: 'undefined unknown' },
	],
	[
		'what is kept for later',
		job(
			`    steps:\n${BUILD}      - save_cache: { key: x, paths: [.cache] }\n      - persist_to_workspace: { root: ., paths: [out] }\n`,
		),
		{ savedPaths: '.cache out' },
	],
	[
		'filters of the workflow',
		`${job(`    steps:\n${BUILD}`)}workflows: { w: { jobs: [ b: { filters: { branches: { only: [main, dev] } } } ] } }\n`,
		{ conditions: 'main dev', hasPlainRefsOnly: true, runsOnTagsOnly: false },
	],
	[
		'a job that also runs without filters',
		`${job(`    steps:\n${BUILD}`)}workflows: { w: { jobs: [ b, b: { filters: { branches: { only: main } } } ] } }\n`,
		{ conditions: '', hasPlainRefsOnly: false },
	],
	[
		'tags only',
		`${job(`    steps:\n${BUILD}`)}workflows: { w: { jobs: [ b: { filters: { tags: { only: /v.*/ }, branches: { ignore: /.*/ } } } ] } }\n`,
		{ runsOnTagsOnly: true },
	],
	[
		'the matrix',
		`${job(`    steps:\n${BUILD}`)}workflows: { w: { jobs: [ b: { matrix: { parameters: { arch: [a, b] } } } ] } }\n`,
		{ matrixKeys: 'arch' },
	],
];

test.each(FACTS)('knows of the build: %s', (_, text, facts) => {
	const shown = showFacts(host.find({ path: '.circleci/config.yml', text }).flags[0]?.build);
	expect(Object.fromEntries(Object.keys(facts).map((key) => [key, shown[key]]))).toEqual(facts);
});

test.each([
	['.circleci/config.yml', '', 'name'],
	['x/.circleci/src/jobs/build.yaml', '', 'name'],
	['circle.yml', 'version: 2.1 # x\njobs:\n  b:\n    steps: [checkout]\n', 'content'],
	['src/commands/build.yml', 'parameters: {}\nsteps:\n  - run: echo << parameters.x >>\n', 'content'],
	['compose.yml', 'version: "2.1"\nservices:\n  w:\n    build: .\n', undefined],
	['azure.yml', 'steps:\n  - script: x\n', undefined],
	['config.txt', 'version: 2.1\njobs:\n  b:\n    steps: [checkout]\n', undefined],
])('%s with %j is its own by %s', (path, text, claim) => {
	expect(host.claim({ path, text })).toBe(claim);
});

test('comments of the file and of its scripts are read', () => {
	const text = job('    # one\n    steps:\n      - run: |\n          # two\n          docker build --cache-to a/b .\n');
	const { comments } = host.find({ path: '.circleci/config.yml', text });
	expect(comments.map((comment) => comment.text.trim())).toEqual(['one', 'two']);
});

test('a backend is suggested in a step', () => {
	const text = job('    steps:\n      - run: docker build --cache-to ‸\n');
	expect(acceptAt('.circleci/config.yml', text, 'type=registry')).toContain('--cache-to type=registry\n');
});

test('a parameter is explained in what is handed to an orb', () => {
	const text = job(
		'    steps:\n      - docker/build: { extra_build_args: "--cache-to type=registry,ref=a/b,mo‸de=max" }\n',
	);
	expect(hoverAt('.circleci/config.yml', text)).toContain('**mode**');
});

test('any value in any quotes is found as the same value', () => {
	checkEveryStyle(host, '.circleci/config.yml', [
		{ indent: '          ', write: (script) => job(`    steps:\n      - run: ${script}\n      - checkout\n`) },
		{
			indent: '            ',
			write: (script) => job(`    steps:\n      - run:\n          command: ${script}\n          name: x\n`),
		},
		{
			indent: '                ',
			write: (script) =>
				`version: 2.1\ncommands:\n  c:\n    steps:\n      - when:\n          condition: x\n          steps:\n            - run: ${script}\n`,
		},
	]);
});
