import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SourceFile } from '../../server/src/hosts/host.ts';
import { hosts } from '../../server/src/hosts/index.generated.ts';
import host from '../../server/src/hosts/yaml.ts';
import { createCacheService } from '../../server/src/service.ts';
import { flagRows, readFixture, spanOfValue } from './flagRows.ts';

/** File, and its flags: direction, tool, place of the value, value. */
const FILES: readonly (readonly [file: string, rows: readonly string[]])[] = [
	[
		'Taskfile.yml',
		[
			'to buildx 4:13 type=registry,ref={{.IMAGE}}:cache,mode=max (variable)',
			'from buildx 7:45 type=gha',
			'from buildx 12:42 type=registry,ref={{.IMAGE}}:cache',
			'to buildx 12:88 {{.CACHE_TO}} (dynamic)',
			'from docker 13:46 {{.IMAGE}}:{{.TAG}}',
			'from buildx 16:37 {{.IMAGE}}:other',
			'to buildx 19:47 type=inline',
			'from docker 21:36 acme/short:1',
			'from docker 23:33 acme/list:1',
		],
	],
	[
		'ansible.yml',
		[
			'to buildx 3:12 type=registry,ref=acme/app:cache (variable)',
			'from buildx 10:13 acme/app:latest',
			'from buildx 11:14 {{ registry }}/app:cache',
			'to buildx 14:40 {{ cache }} (dynamic)',
			"from docker 17:42 {{ image }}:{{ tag | default('latest') }}",
			'from docker 19:40 acme/cmd:1',
			'from docker 25:14 {{ image }} (dynamic)',
		],
	],
	[
		'argo.yaml',
		[
			'from buildctl 6:32 type=registry,ref=acme/app:wf (variable)',
			'to buildctl 15:44 type=registry,ref={{inputs.parameters.image}}:cache',
			'from buildctl 15:117 {{workflow.parameters.cache}} (dynamic)',
			'to buildx 20:22 type=inline (variable)',
			'to buildx 25:42 {{inputs.parameters.mode}} (dynamic)',
			'from buildx 25:82 type=gha,scope={{ workflow.name }}',
			'from docker 39:28 {{inputs.parameters.image}} (dynamic)',
		],
	],
	[
		'bitbucket-pipelines.yml',
		[
			'from buildx 16:46 type=registry,ref=$IMAGE:cache',
			'to buildx 16:89 type=registry,ref=$IMAGE:cache,mode=max',
			'from docker 19:28 $IMAGE:latest',
			'from buildx 25:27 type=local,src=/opt/cache',
			'from buildx 40:43 type=gha',
			'to buildx 40:63 type=gha,mode=max',
		],
	],
	[
		'buildkite.yml',
		[
			'to buildx 2:14 type=registry,ref=${REGISTRY}/app:cache,mode=max (variable)',
			'from buildx 6:48 type=registry,ref=$${REGISTRY}/app:cache',
			'to buildx 6:101 $$CACHE_TO (dynamic)',
			'from docker 9:38 app:latest',
			'to bake 10:47 type=inline',
			'from docker 12:52 type=gha,scope=$$BUILDKITE_BRANCH',
			'from compose 19:19 registry.example.com/acme/app:latest',
			'from compose 20:19 type=registry,ref=registry.example.com/acme/app:${BUILDKITE_BRANCH}',
			'to compose 21:26 type=registry,mode=max,ref=registry.example.com/acme/app:main',
			'from compose 24:27 registry.example.com/acme/web:cache',
			'from compose 29:19 localhost:5000/acme/api',
			'from buildx 33:15 type=gha,scope=app',
			'to docker 39:24 type=inline',
		],
	],
	[
		'buildspec.yml',
		[
			'from buildx 4:12 type=registry,ref=acme/app:cache (variable)',
			'to buildx 9:19 type=registry,ref=$REPOSITORY_URI:cache,mode=max,image-manifest=true,oci-mediatypes=true (variable)',
			'from buildx 16:22 $CACHE (dynamic)',
			'to buildx 17:20 $CACHE_TO (dynamic)',
			'from docker 19:56 $REPOSITORY_URI:latest',
		],
	],
	[
		'cloudbuild.yaml',
		[
			'to buildx 2:14 type=registry,ref=europe-docker.pkg.dev/acme/app/cache,mode=max (variable)',
			'from docker 7:38 $_REPO/web:latest',
			'from buildx 13:9 type=registry,ref=${_REPO}/cache',
			'to buildx 15:10 ${_CACHE_TO} (dynamic)',
			'from docker 23:21 type=registry,ref=$_REPO/api:cache',
			'from docker 35:36 $_REPO/web:$$TAG',
			'from docker 36:24 type=registry,ref=$PROJECT_ID/b',
			'to buildx 39:51 type=gha,scope=$BRANCH_NAME',
			'from docker 43:33 app:latest',
			'to buildctl 50:62 type=registry,ref=$_REPO/c',
			'from buildctl 50:107 type=local,src=/c',
			'from docker 54:33 acme/app',
		],
	],
	['crlf.yml', ['to buildx 4:43 type=gha,mode=max', 'from buildx 7:24 type=gha', 'from docker 10:38 acme/app:🚀']],
	[
		'drone.yml',
		[
			'from docker 11:19 acme/app:latest',
			'from docker 11:35 acme/app:${DRONE_BRANCH}',
			'from docker 18:11 acme/app:latest',
			'from docker 19:12 acme/app:dev',
			'from buildx 25:12 type=registry,ref=acme/app:cache',
			'from buildx 26:13 type=registry,ref=acme/app:main',
			'to buildx 27:17 type=registry,ref=acme/app:cache,mode=max',
			'from buildx 31:19 type=registry,ref=acme/app:one',
			'from buildx 31:51 type=gha,scope=two',
			'from buildx 31:72 acme/app:three',
			'to buildx 32:18 ""',
			'from docker 36:14 type=local,src=/cache (variable)',
			'from docker 38:35 $CACHE (dynamic)',
			'to docker 38:53 type=inline',
		],
	],
	[
		'goreleaser.yml',
		[
			'from buildx 6:23 type=registry,ref=acme/app:cache',
			'to buildx 7:20 type=inline',
			'from docker 9:42 acme/old:latest',
		],
	],
	[
		'helm.yaml',
		[
			'from buildx 16:28 type=registry,ref={{ .repository }}:cache',
			'to buildx 19:15 {{ .cacheTo | quote }} (dynamic)',
			'from buildx 32:30 type=registry,ref={{ .Values.image }}:cache',
			'to buildx 34:28 type=registry,ref={{ .Values.image }}:cache,mode=max',
		],
	],
	['nothing.yml', []],
	[
		'others.yml',
		[
			'from docker 12:43 acme/concourse:1',
			'from docker 22:43 acme/semaphore:$SEMAPHORE_GIT_BRANCH',
			'from docker 26:43 acme/cirrus:1',
			'from docker 30:34 acme/run:1',
			'from build-push-action 33:17 type=gha',
			'to build-push-action 35:7 type=gha,mode=max',
			'to build-push-action 36:7 type=registry,ref=${{ env.IMAGE }}:cache',
			'from docker 44:32 acme/prow:1',
			'from docker 51:31 acme/config:1',
			'from buildx 54:29 acme/extra:1',
			'to buildx 55:28 type=registry,ref=acme/extra:2',
			'from docker 58:31 acme/lines:1',
			'to buildctl 69:26 $(CACHE_TO) (dynamic)',
			'from buildctl 71:11 type=registry,ref=$(REPO):cache',
			'to buildctl 73:37 type=registry,ref=acme/cluster:cache,mode=max (variable)',
			'from docker 81:9 acme/codefresh:${{CF_BRANCH}}',
			'from docker 93:13 acme/web',
		],
	],
	[
		'skaffold.yaml',
		[
			'from docker 10:21 acme/web:latest',
			'from docker 10:39 acme/web:{{.TAG}}',
			'from docker 12:26 type=registry,ref=acme/web:cache',
			'to docker 14:14 type=inline',
			'to buildx 17:54 type=registry,ref=$IMAGE-cache',
		],
	],
	[
		'steps.yml.j2',
		[
			'to buildx 9:24 type=registry,ref={{ app }}:cache',
			'from buildx 11:26 {{ app }}:latest',
			'from build-push-action 14:23 type=gha,scope={{ app }}',
		],
	],
	[
		'tekton.yaml',
		[
			'from buildctl 14:16 type=registry,ref=acme/app:cache (variable)',
			'to buildx 14:16 type=registry,ref=acme/app:cache (variable)',
			'from buildx 16:30 type=local,src=/c',
			'to buildctl 27:11 type=registry,ref=$(params.IMAGE)-cache',
			'from buildctl 28:26 $(params.CACHE) (dynamic)',
			'to buildx 34:56 $(params.CACHE) (dynamic)',
			'from buildx 35:25 type=registry,ref=$(params.IMAGE):$(inputs.params.tag)',
			'from docker 46:41 acme/app:latest',
		],
	],
	[
		'typing.yml',
		[
			'to buildx 2:44 "" (no-value)',
			'from docker 3:39 "" (no-value)',
			'from docker 4:42 type=gha,]',
			'from docker 5:40 type=registry,ref=',
			'to docker 10:9 type=',
			'from docker 11:22 ""',
		],
	],
	[
		'woodpecker.yml',
		[
			'from buildx 9:19 type=registry,ref=registry.example.com/app:buildcache (cut-at-commas)',
			'to buildx 10:17 type=registry,ref=registry.example.com/app:buildcache,mode=max',
			'from buildx 15:12 acme/app:latest',
			'from buildx 16:11 acme/app:next',
			'to buildx 20:15 type=inline',
			'from buildx 25:22 acme/shared:1',
		],
	],
];

const service = createCacheService({ hosts: [host] });

describe('the cache flags of a YAML file are found where they are written', () => {
	test.each(FILES)('%s', (file, rows) => {
		expect(flagRows(host, readFixture(`yaml/${file}`))).toEqual(rows);
	});
});

test('options that a template decides on are apart from it', () => {
	const text = [
		"version: '3'",
		'vars:',
		"  FLAGS: '{{if .CI}}--cache-to type=gha,mode=max{{end}}'",
		'tasks:',
		'  a: docker build {{.FLAGS}} {{range .REFS}}--cache-from type=registry,ref={{.}} {{end}} .',
		'  b: docker build --cache-to type=gha,scope={{if .X}}a{{else}}b{{end}} {{if .Y}}-q{{end}} .',
		'  c: docker build {{- if .X }} --cache-from {{ .FROM }}{{ else if .Z }} --cache-from a/b{{ end }} .',
		'  d: docker build {{if .X}}--cache-to type=s3{{else}}--cache-to type=inline{{end}} .',
		'',
	].join('\n');
	expect(flagRows(host, { path: 'Taskfile.yml', text })).toEqual([
		'to docker 3:32 type=gha,mode=max',
		'from docker 5:58 type=registry,ref={{.}}',
		'to docker 6:30 type=gha,scope={{if .X}}a{{else}}b{{end}}',
		'from docker 7:45 {{ .FROM }} (dynamic)',
		'from docker 7:86 a/b',
		'to docker 8:39 type=s3',
		'to docker 8:65 type=inline',
	]);
});

describe('a file of a CI system or a tool is known by its name, other YAML by a word in it', () => {
	test.each([
		['bitbucket-pipelines.yml', '', 'name'],
		['.buildkite/pipeline.yml', '', 'name'],
		['.buildkite/pipelines/deploy.yaml', '', 'name'],
		['.drone.yml', '', 'name'],
		['.woodpecker.yml', '', 'name'],
		['.woodpecker/build.yaml', 'services:\n  db: x\nsteps:\n  build: x\n', 'name'],
		['cloudbuild.yaml', '', 'name'],
		['deploy/cloudbuild-prod.yml', '', 'name'],
		['ci/app.cloudbuild.yaml', '', 'name'],
		['cloudbuild.json', '', undefined],
		['buildspec.yml', '', 'name'],
		['buildspec-prod.yaml', '', 'name'],
		['Taskfile.yml', '', 'name'],
		['taskfile.dist.yaml', '', 'name'],
		['skaffold.yaml', '', 'name'],
		['.tekton/push.yaml', '', 'name'],
		['.goreleaser.yaml', '', 'name'],
		['deploy/job.yaml', 'run: docker build --cache-from x .', 'fallback'],
		['templates/ci.yml.j2', 'run: docker build --cache-from x .', 'fallback'],
		['deploy/job.yaml', 'run: docker build .', undefined],
		['swagger.yaml', '- name: "cachefrom"\n  description: Images for cachefrom', undefined],
		['values.json', '{"cache_from": "x"}', undefined],
		['notes.md', 'run: docker build --cache-from x .', undefined],
	] as const)('%s %j', (path, text, claim) => {
		expect(host.claim({ path, text })).toBe(claim);
	});

	test('every other host that claims a file comes first', () => {
		const all = createCacheService({ hosts: [host, ...hosts] });
		const read = (path: string, text: string) => all.read({ path, text })?.host.id;
		expect(read('x.yml', 'on: push\njobs:\n  a: # --cache-from')).toBe('github-workflow');
		expect(read('x.yml', 'services:\n  web:\n    build:\n      cache_from: [a]')).toBe('compose');
		expect(read('x.yml', 'run: docker build --cache-from x .')).toBe('yaml');
		expect(read('x.yml', 'run: make')).toBeUndefined();
	});
});

test.each([
	[
		'steps of PowerShell and cmd',
		'build_script:\n- ps: |\n    # one\n    docker build `\n      --cache-from "a/b:$env:TAG" .\n- cmd: docker build --cache-to a/b:%TAG% .\n',
		'from docker 5:21 a/b:$env:TAG',
		'to docker 6:32 a/b:%TAG%',
	],
	[
		'variables as assignments, plain and in a list inside of env',
		'env:\n  global:\n  - ARGS="--cache-from a/b:c"\n  - TO=type=gha\nscript:\n- docker build $ARGS --cache-to $TO .\n',
		'from docker 3:24 a/b:c',
		'to docker 4:8 type=gha (variable)',
		'to docker 6:33 $TO (dynamic)',
	],
	[
		'options of a variable whose command stands elsewhere',
		'setup:\n- ARGS="--cache-from a/b:c"\n',
		'from buildx 2:22 a/b:c',
	],
	[
		'a module that builds without BuildKit, with what it takes from caches',
		'- community.docker.docker_image:\n    name: a\n    source: build\n    build: { path: ., cache_from: [a/b:c] }\n',
		'from docker-legacy 4:36 a/b:c',
	],
])('%s', (_, text, ...rows) => {
	expect(flagRows(host, { path: 'ci.yml', text })).toEqual(rows);
});

test('comments of steps of PowerShell are read', () => {
	const text = 'build_script:\n- ps: |\n    # one\n    docker build --cache-from a/b .\n';
	expect(host.find({ path: 'ci.yml', text }).comments.map((comment) => comment.text)).toContain(' one');
});

function fixAllIn(path: string, text: string): string {
	const document = service.read({ path, text });
	if (document === undefined) throw new Error(`${path} is not read`);
	return service.fixAll(document, { unsafe: true });
}

describe('fixes keep the form of the place', () => {
	test.each([
		[
			'a list of words, flag and value apart',
			'args:\n  - docker\n  - buildx\n  - build\n  - --cache-to\n  - "type=gha,mod=max"\n  - .\n',
			'args:\n  - docker\n  - buildx\n  - build\n  - --cache-to\n  - "type=gha,mode=max"\n  - .\n',
		],
		[
			'two caches in one item',
			'args:\n  - docker\n  - buildx\n  - build\n  - --cache-from\n  - type=gha,scope=a,type=gha,scope=b\n  - .\n',
			'args:\n  - docker\n  - buildx\n  - build\n  - --cache-from\n  - type=gha,scope=a\n  - --cache-from\n  - type=gha,scope=b\n  - .\n',
		],
		[
			'two caches in one item with the flag',
			"args: ['docker', 'buildx', 'build', '--cache-from=type=gha,scope=a,type=gha,scope=b', '.']\n",
			"args: ['docker', 'buildx', 'build', '--cache-from=type=gha,scope=a', '--cache-from=type=gha,scope=b', '.']\n",
		],
		[
			'a script in a literal block',
			'script: |\n  docker buildx build \\\n    --cache-to type=gha,mod=max .\n',
			'script: |\n  docker buildx build \\\n    --cache-to type=gha,mode=max .\n',
		],
	])('%s', (_, text, fixed) => {
		expect(fixAllIn('x.yml', text)).toBe(fixed);
	});
});

/** The text with a comment that silences the first finding put where it can stand. */
function suppressFirst(path: string, text: string): string {
	const document = service.read({ path, text })!;
	const [finding] = service.check(document);
	const edit = finding && service.suppressionOf(document, finding);
	if (edit === undefined) return 'none';
	return text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
}

describe('a comment that silences a finding stands above the item, the key or the line of a script, and works', () => {
	test.each([
		['x.yml', 'script:\n  - docker buildx build --cache-to type=gha,mod=max .\n', 2],
		['x.yml', 'args:\n  - docker\n  - build\n  - --cache-to=type=gha,mod=max\n', 4],
		['x.yml', 'a:\n  args: [docker, build, --cache-to, "type=gha,mod=max"]\n', 2],
		['x.yml', 'run: |\n  set -e\n  docker build --cache-to type=gha,mod=max .\n', 3],
		['x.yml', 'a:\n  run: >-\n    docker build\n    --cache-to type=gha,mod=max .\n', 2],
		['x.yml', 'run: docker build\n  --cache-to type=gha,mod=max .\n', 1],
	])('%s %j', (path, text, line) => {
		const silenced = suppressFirst(path, text);
		expect(silenced.split('\n')[line - 1]).toMatch(/^ *# cachelint: ignore\[unknown-parameter\]$/);
		expect(service.check(service.read({ path, text: silenced })!).map(({ rule }) => rule)).not.toContain(
			'unknown-parameter',
		);
	});
});

test('a build knows the BuildKit its image says, and the name of its step', () => {
	const { flags } = host.find(readFixture('yaml/tekton.yaml'));
	const build = flags.find(({ build: { tool } }) => tool === 'buildctl')?.build;
	expect(build?.pins.map(({ of, text }) => `${of} ${text.text}`)).toEqual(['buildkit v0.19.0']);
	const script = flags.find(({ build: { tool }, origin }) => tool === 'buildx' && origin === 'flag')?.build;
	expect(script?.name).toBe('script');
});

test('the commands of all phases of a buildspec share a builder', () => {
	const { flags } = host.find(readFixture('yaml/buildspec.yml'));
	const build = flags.find(({ build: { tool } }) => tool === 'buildx')?.build;
	expect(build?.builder.driver).toBe('docker-container');
	expect(build?.pushes).toBe('yes');
});

/** The file with the mark taken out, and where it stood. */
function unmark(path: string, text: string): { readonly file: SourceFile; readonly offset: number } {
	return { file: { path, text: text.replace('‸', '') }, offset: text.indexOf('‸') };
}

describe('values are completed and explained', () => {
	test.each([
		['cloudbuild.yaml', 'steps:\n  - args: [docker, build, --cache-to, "type=gha,‸"]\n', 'mode'],
		['.drone.yml', 'steps:\n  - image: plugins/docker-buildx\n    settings:\n      cache_to: type=registry,‸\n', 'ref'],
		['Taskfile.yml', 'tasks:\n  a:\n    cmds:\n      - docker build --cache-to ‸ .\n', 'type=gha'],
	])('%s', (path, text, expected) => {
		const { file, offset } = unmark(path, text);
		const labels = service.complete(service.read(file)!, offset).map(({ label }) => label);
		expect(labels.some((label) => label.startsWith(expected))).toBe(true);
	});

	test('hover', () => {
		const { file, offset } = unmark(
			'x.yml',
			"args: ['docker', 'build', '--cache-to', 'type=registry,mo‸de=max,ref=a/b']\n",
		);
		expect(JSON.stringify(service.hover(service.read(file)!, offset))).toContain('mode');
	});
});

test('an entry is found with the same value in every way to write a command', () => {
	const entry = fc
		.tuple(
			fc.constantFrom('registry', 'local', 'gha', 's3'),
			fc.array(fc.tuple(fc.stringMatching(/^[a-z][a-z-]{0,6}$/), fc.stringMatching(/^[\w./:@-]{0,11}[\w/]$/)), {
				maxLength: 4,
			}),
		)
		.map(([type, attributes]) => [`type=${type}`, ...attributes.map(([key, value]) => `${key}=${value}`)].join(','));
	const templates: readonly ((value: string) => string)[] = [
		(value) => `script:\n  - docker buildx build --cache-to ${value} .\n`,
		(value) => `commands: "docker buildx build --cache-to \\"${value}\\" ."\n`,
		(value) => `a:\n  - cmd: 'docker buildx build --cache-to=''${value}'' .'\n`,
		(value) => `run: |\n  docker buildx build \\\n    --cache-to "${value}" \\\n    .\n`,
		(value) => `run: >-\n  docker buildx build\n  --cache-to ${value}\n  .\n`,
		(value) => `command: [docker, buildx, build, --cache-to, "${value}", .]\n`,
		(value) => `command:\n  - docker\nargs:\n  - buildx\n  - build\n  - '--cache-to=${value}'\n  - .\n`,
		(value) => `args: ["-c", "docker buildx build --cache-to ${value} ."]\nentrypoint: bash\n`,
		(value) => `image: thegeeklab/drone-docker-buildx\nsettings:\n  cache_to:\n    - "${value}"\n`,
		(value) => `vars: { CACHE: "${value}" }\ncmds: ['docker buildx build --cache-to {{.CACHE}} .']\n`,
	];
	fc.assert(
		fc.property(entry, fc.nat(templates.length - 1), fc.boolean(), (value, index, isCrlf) => {
			const written = `# 🐳\n${templates[index]!(value)}`;
			const text = isCrlf ? written.replaceAll('\n', '\r\n') : written;
			const found = host.find({ path: 'x.yml', text }).flags.find((flag) => {
				return flag.value.form === 'text' && !flag.value.text.isOneExpansion;
			});
			expect(found?.direction).toBe('to');
			const { start, end } = spanOfValue(found!);
			expect(text.slice(start, end)).toBe(value);
		}),
		{ seed: 1, numRuns: 300 },
	);
});

test('much of anything stays cheap and breaks nothing', () => {
	const many = (count: number, text: string) => text.repeat(count);
	const texts = [
		`steps:\n${many(1000, '  - script: docker buildx build --cache-from type=gha --cache-to type=gha .\n')}`,
		`args: [docker, build, ${many(1000, '--cache-from, acme/app, ')} .]\n`,
		`a: &a [${many(2000, 'x, ')}]\nscript: [${many(2000, '*a, ')} 'docker build --cache-from x .']\n`,
		`run: ${many(20_000, 'a=b ')} --cache-from x\n`,
		`run: "${many(20_000, '/')} --cache-from x \${${many(20_000, '${')}"\n`,
		`args: ["--cache-from", "${many(20_000, '${a')}", "${many(20_000, '$(a')}"]\n`,
		`${many(5000, '- ')}--cache-from\n`,
	];
	const counts = texts.map((text) => host.find({ path: 'x.yml', text }).flags.length);
	expect(counts).toEqual([2000, 1000, 1, 0, 0, 0, 0]);
});
