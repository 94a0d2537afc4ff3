import { expect, test } from 'vitest';
import { createCacheService } from '../../server/src/service.ts';

/** Commands with flags of the same name, or with `type=`, that have nothing to do with BuildKit's cache. */
const COMMANDS = [
	'/kaniko/executor --cache=true --cache-repo=o/cache --cache-from=o/app --destination=o/app',
	'earthly --ci --cache-from=o/app:cache +build',
	'sccache --cache-to=type=gha,scope=a',
	'bazel build --remote_cache=https://example.com --cache-from=type=gha //...',
	'gradle build --build-cache --cache-to=type=gha',
	'docker build --output type=local,dest=out .',
	'docker buildx build --secret type=file,id=a,src=b --attest type=sbom .',
	'docker run --mount type=cache,target=/root/.cache --cache-from=o/app image',
	'docker push --cache-from=o/app o/app',
	'echo use docker build --cache-from=o/app .',
];

const indent = (text: string, by: string) => text.replace(/^/gm, by);

/** How each host runs a command, and how it leaves one out. */
const TEMPLATES: readonly (readonly [path: string, write: (command: string) => string, comment: string])[] = [
	['.gitlab-ci.yml', (it) => `build:\n  script:\n    - |\n${indent(it, '      ')}\n`, '#'],
	[
		'.circleci/config.yml',
		(it) =>
			`version: 2.1\njobs:\n  a:\n    docker: [{ image: x }]\n    steps:\n      - run: |\n${indent(it, '          ')}\n`,
		'#',
	],
	['azure-pipelines.yml', (it) => `steps:\n- bash: |\n${indent(it, '    ')}\n`, '#'],
	['azure-pipelines.yml', (it) => `steps:\n- pwsh: |\n${indent(it, '    ')}\n`, '#'],
	[
		'azure-pipelines.yml',
		(it) => `pool: { vmImage: windows-latest }\nsteps:\n- script: |\n${indent(it, '    ')}\n`,
		'rem',
	],
	['Jenkinsfile', (it) => `node {\n  sh '''\n${indent(it, '    ')}\n  '''\n}\n`, '#'],
	['Jenkinsfile', (it) => `node {\n  bat '''\n${indent(it, '    ')}\n  '''\n}\n`, 'rem'],
	['build.ps1', (it) => `${it}\n`, '#'],
	['build.bat', (it) => `${it}\n`, 'rem'],
	[
		'bitbucket-pipelines.yml',
		(it) => `pipelines:\n  default:\n    - step:\n        script:\n          - |\n${indent(it, '            ')}\n`,
		'#',
	],
	['.buildkite/pipeline.yml', (it) => `steps:\n  - command: |\n${indent(it, '      ')}\n`, '#'],
	['.drone.yml', (it) => `steps:\n  - name: a\n    commands:\n      - |\n${indent(it, '        ')}\n`, '#'],
	[
		'cloudbuild.yaml',
		(it) => `steps:\n  - name: x\n    entrypoint: bash\n    args:\n      - -c\n      - |\n${indent(it, '        ')}\n`,
		'#',
	],
	['buildspec.yml', (it) => `phases:\n  build:\n    commands:\n      - |\n${indent(it, '        ')}\n`, '#'],
	['appveyor.yml', (it) => `build_script:\n- ps: |\n${indent(it, '    ')}\n`, '#'],
	['task.yaml', (it) => `spec:\n  steps:\n    - image: x\n      script: |\n${indent(it, '        ')}\n`, '#'],
];

const service = createCacheService();
const countIn = (path: string, text: string) => service.read({ path, text })?.entries.length ?? 0;

test.each(TEMPLATES)('%s: other tools and other options are left alone', (path, write, comment) => {
	const found = 'docker build --cache-from=o/app .';
	// One flag shows that the template is read at all.
	for (const command of [...COMMANDS, `${comment} ${found}`]) {
		expect([command, countIn(path, write(`${command}\n${found}`))]).toEqual([command, 1]);
	}
});
