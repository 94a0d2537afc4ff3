import { describe, expect, test } from 'vitest';
import host from '../../server/src/hosts/azurePipelines.ts';
import { acceptAt, checkEveryStyle, hoverAt, showFacts } from './ciChecks.ts';
import { flagRows, readFixture } from './flagRows.ts';

/** File, and its flags: direction, tool, place of the value, value. */
const FILES: readonly (readonly [file: string, rows: readonly string[]])[] = [
	[
		'azure-pipelines.yml',
		[
			'to buildx 9:14 type=registry,ref=acme.azurecr.io/app:cache,mode=max (variable)',
			'from buildx 11:27 type=registry,ref=acme.azurecr.io/base:cache',
			'from buildx 18:12 type=registry,ref=$(registry)/web:cache (variable)',
			'from buildx 21:16 type=registry,ref=$(registry)/main:cache (variable)',
			'from buildx 24:17 type=registry,ref=$(registry)/other:cache (variable)',
			'from buildx 42:30 $(docker.cache) (dynamic)',
			'from buildx 43:31 ${{ variables.cacheFrom }} (dynamic)',
			'to buildx 44:29 ${{ parameters.cacheTo }} (dynamic)',
			'to buildx 45:28 type=local,dest=$(Pipeline.Workspace)/cache',
			'from docker 53:33 $CACHEFROM (dynamic)',
			'to docker 54:30 type=inline',
			'from docker 61:39 $(registry)/app:latest',
			'to docker 66:29 type=registry,ref=$(registry)/app:cache',
			'from docker 67:30 type=registry,ref=${{ parameters.name }}/app:cache',
			'to docker 74:41 type=local,dest=c',
			'from docker 80:33 type=registry,ref=$env:REG/$($tag):c',
			'to docker 81:31 type=local,dest=C:\\\\cache',
			'from docker 88:53 a/deploy',
			'from docker 97:30 type=registry,ref=%REG%/app:cache',
			'to docker 98:29 type=local,dest=%TEMP%\\\\cache',
			"from docker 101:49 it's",
			'from docker 102:46 a\\"b',
			'to docker 102:63 c\\"d',
			'from docker 103:46 x y',
		],
	],
	[
		'crlf.azure-pipelines.yml',
		['to docker 5:41 type=registry,ref=é😀/$(X)', 'from docker 11:20 type=inline', 'to docker 14:18 type=local,dest=c'],
	],
	[
		'template.yaml',
		[
			'from docker 3:27 type=registry,ref=acme/t:cache',
			'to buildx 13:30 type=registry,ref=acme/p:cache',
			'to docker 14:39 type=inline',
			'to docker 16:37 $CACHE (dynamic)',
			'to docker 18:14 type=registry,ref=acme/e:$(Build.BuildId) (variable)',
		],
	],
	[
		'typing.azure-pipelines.yml',
		[
			'to docker 2:37 type=registry,',
			'from docker 3:40 ""',
			'to docker 3:53 "" (no-value)',
			'to docker 4:36 type=gha',
			'from docker 5:39 type=registry,ref=$(',
			'from docker 6:39 type=registry,ref=${{ parameters.',
			'to docker 10:28 "" (no-value)',
		],
	],
];

describe('the cache flags of a pipeline are found where they are written', () => {
	test.each(FILES)('%s', (file, rows) => {
		expect(flagRows(host, readFixture(`azure/${file}`))).toEqual(rows);
	});
});

const BUILD = '- script: docker buildx build --cache-to a/b .\n';
const WINDOWS = 'pool: { vmImage: windows-latest }\nsteps:\n';

const SCRIPTS: readonly (readonly [name: string, text: string, ...rows: string[]])[] = [
	[
		'variables as a map',
		'variables: { C: a/b, D.E: c/d }\nsteps:\n- script: docker build --cache-from $(c) --cache-to $(D.E) .',
		'from docker 1:17 a/b (variable)',
		'to docker 1:27 c/d (variable)',
		'from docker 3:37 $(c) (dynamic)',
		'to docker 3:53 $(D.E) (dynamic)',
	],
	[
		'the nearest variable',
		'variables: { C: a/b }\njobs:\n- job: x\n  variables: { C: c/d }\n  steps:\n  - script: docker build --cache-from $(C) .',
		'from docker 4:19 c/d (variable)',
		'from docker 6:39 $(C) (dynamic)',
	],
	[
		'a variable of the environment',
		'variables: { my.cache: a/b }\nsteps:\n- bash: docker build --cache-from $MY_CACHE .',
		'from docker 1:24 a/b (variable)',
		'from docker 3:35 $MY_CACHE (dynamic)',
	],
	[
		'a variable in quotes that no shell would look into',
		"steps:\n- script: docker build --cache-from 'type=registry,ref=$(registry)/x' .",
		'from docker 2:38 type=registry,ref=$(registry)/x',
	],
	[
		'an expression of the run',
		"variables:\n  C: $[ format('type={0}', variables['x']) ]\nsteps:\n- script: docker build --cache-from $(C) .",
		'from docker 4:37 $(C) (dynamic)',
	],
	[
		'cmd by demand',
		'pool: { name: x, demands: [Agent.OS -equals Windows_NT] }\nsteps:\n- script: |\n    docker build ^\n      --cache-to a/b .',
		'to docker 5:18 a/b',
	],
	[
		'quotes of cmd',
		`${WINDOWS}- script: docker build --cache-from it's --cache-to "a 'b' $c\\d" .`,
		"from docker 3:37 it's",
		"to docker 3:54 a 'b' $c\\\\d",
	],
	[
		'quotes of PowerShell',
		"steps:\n- pwsh: |\n    docker build --cache-from 'it''s' --cache-to \"a`\"b`$c$env:D\" `\n      --cache-to x\\y .",
		"from docker 3:32 it's",
		'to docker 3:51 a\\"b$c$env:D',
		'to docker 4:18 x\\\\y',
	],
	[
		'assignments of PowerShell',
		'steps:\n- pwsh: |\n    $from = "a/b"\n    $options = \'--cache-to c/d\'\n    if ($x == $y) { docker build $options --cache-from $from . }',
		'from docker 3:14 a/b (variable)',
		'to docker 4:28 c/d',
		'from docker 5:56 $from (dynamic)',
	],
	[
		'lists, lists that are added to, strings over lines and macros in PowerShell',
		'steps:\n- powershell: |\n    $a = @("buildx", "build")\n    $a += "--cache-to", "type=registry,ref=$(acr)/app:$tag"\n    $b = @"\n    --cache-from type=gha\n    "@\n    docker @a $b.Split() .',
		'to buildx 4:26 type=registry,ref=$(acr)/app:$tag',
		'from buildx 6:18 type=gha',
	],
	[
		'variables of cmd',
		`${WINDOWS}- script: |\n    set CACHE=type=gha,scope=%BUILD_ID%\n    docker build ^\n      --cache-to "%CACHE%" ^\n      --cache-from $(from) .`,
		'to docker 4:15 type=gha,scope=%BUILD_ID% (variable)',
		'to docker 6:19 %CACHE% (dynamic)',
		'from docker 7:20 $(from) (dynamic)',
	],
	[
		'comments of PowerShell',
		"steps:\n- pwsh: |\n    # it's\n    docker build --cache-from a/b . # don't",
		'from docker 4:31 a/b',
	],
	['a task that runs no script', 'steps:\n- task: Npm@1\n  inputs: { arguments: --cache-to a, command: build }'],
	['another command', 'steps:\n- task: Docker@2\n  inputs: { command: login, arguments: --cache-to a/b }'],
	[
		'the command of the task by default',
		'steps:\n- task: Docker@2\n  inputs: { arguments: --cache-to a/b }',
		'to docker 3:35 a/b',
	],
	[
		'an old task',
		'steps:\n- task: Docker@0\n  inputs: { action: Build an image, additionalArguments: "--cache-from a/b" }',
		'from docker 3:72 a/b',
	],
	[
		'inputs in another case',
		'steps:\n- task: Bash@3\n  inputs: { TargetType: inline, Script: docker build --cache-to a/b . }',
		'to docker 3:65 a/b',
	],
	['a script of a variable', 'variables:\n  script: docker build --cache-to a/b .\nsteps: []', 'to docker 2:35 a/b'],
	['no step at all', 'script: docker build --cache-to a/b .\ndescription: --cache-to a'],
];

test.each(SCRIPTS)('%s', (_, text, ...rows) => {
	expect(flagRows(host, { path: 'azure-pipelines.yml', text })).toEqual(rows);
});

const FACTS: readonly (readonly [name: string, text: string, facts: Readonly<Record<string, unknown>>])[] = [
	[
		'the job',
		`jobs:\n- job: b\n  pool: { vmImage: ubuntu-latest }\n  steps:\n  ${BUILD}    displayName: Build it\n    condition: eq(1, 2)`,
		{
			job: 'b',
			name: 'Build it',
			isHosted: 'yes',
			hasActionsToken: 'no',
			conditions: 'eq(1, 2)',
			builder: 'undefined unknown',
		},
	],
	['a pool with a name', `pool: mine\nsteps:\n${BUILD}`, { isHosted: 'unknown' }],
	[
		'a pool of the stage',
		`pool: mine\nstages:\n- stage: s\n  pool: { vmImage: ubuntu-24.04 }\n  jobs:\n  - job: b\n    steps:\n    ${BUILD}`,
		{ isHosted: 'yes' },
	],
	['an image by variable', `pool: { vmImage: $(image) }\nsteps:\n${BUILD}`, { isHosted: 'unknown' }],
	[
		'a builder of an earlier step',
		`steps:\n- script: docker buildx create --use --driver-opt image=moby/buildkit:v0.15.0\n${BUILD}`,
		{ builder: 'docker-container yes', pins: 'buildkit v0.15.0 docker buildx create' },
	],
	[
		'a builder of another job',
		`jobs:\n- job: a\n  steps:\n  - script: docker buildx create --use\n- job: b\n  steps:\n  ${BUILD}`,
		{ builder: 'undefined unknown' },
	],
	[
		'what is kept for later',
		`steps:\n- task: Cache@2\n  inputs: { key: x, path: $(Pipeline.Workspace)/c }\n${BUILD}`,
		{ savedPaths: '$(Pipeline.Workspace)/c' },
	],
	['plain branches', `trigger: [main]\npr: none\nsteps:\n${BUILD}`, { hasPlainRefsOnly: true }],
	[
		'branches with a slash',
		`trigger: { branches: { include: [main, release/*] } }\npr: none\nsteps:\n${BUILD}`,
		{ hasPlainRefsOnly: false },
	],
	['pull requests', `trigger: [main]\nsteps:\n${BUILD}`, { hasPlainRefsOnly: false }],
	[
		'the matrix',
		`jobs:\n- job: b\n  strategy: { matrix: { x: { arch: a }, y: { arch: b } } }\n  steps:\n  ${BUILD}`,
		{ matrixKeys: 'arch' },
	],
	[
		'a Docker task',
		'steps:\n- task: Docker@2\n  inputs: { repository: app, Dockerfile: a/Dockerfile, buildContext: a, arguments: --cache-to a/b --build-arg X=1 }',
		{
			tool: 'docker',
			images: 'app',
			file: 'a/Dockerfile',
			context: 'a',
			args: 'X=1',
			pushes: 'yes',
			isComplete: false,
		},
	],
	[
		'the legacy builder',
		'variables: { DOCKER_BUILDKIT: 0 }\nsteps:\n- script: docker build --cache-to a/b .',
		{ tool: 'docker-legacy' },
	],
];

test.each(FACTS)('knows of the build: %s', (_, text, facts) => {
	const shown = showFacts(host.find({ path: 'azure-pipelines.yml', text }).flags[0]?.build);
	expect(Object.fromEntries(Object.keys(facts).map((key) => [key, shown[key]]))).toEqual(facts);
});

test.each([
	['azure-pipelines.yml', '', undefined, 'name'],
	['ci/azure-pipelines.release.yaml', '', undefined, 'name'],
	['docker.azure-pipeline.yml', '', undefined, 'name'],
	['.azure-pipelines/templates/x.yml', '', undefined, 'name'],
	['x', '', 'azure-pipelines', 'name'],
	['ci/build.yml', 'steps:\n  - task: Docker@2\n', undefined, 'content'],
	['ci/build.yml', 'jobs:\n- job: x\n  pool:\n    vmImage: y\n  steps:\n  - script: x\n', undefined, 'content'],
	['ci/build.yml', 'steps:\n- script: x\n', undefined, undefined],
	['task.yml', 'apiVersion: tekton.dev/v1\nspec:\n  displayName: x\n  steps:\n  - script: x\n', undefined, undefined],
	['.github/workflows/x.yml', 'jobs:\n  x:\n    steps:\n      - run: x\n', undefined, undefined],
	['Taskfile.yml', 'tasks:\n  x:\n    cmds:\n      - task: y\n', undefined, undefined],
	['build.txt', 'steps:\n  - task: Docker@2\n', undefined, undefined],
])('%s with %j as %s is its own by %s', (path, text, languageId, claim) => {
	expect(host.claim({ path, text, ...(languageId === undefined ? {} : { languageId }) })).toBe(claim);
});

test('comments of the file and of its scripts are read', () => {
	const text = '# one\nsteps:\n- script: |\n    # two\n    docker build --cache-to a/b .\n- pwsh: |\n    # three\n';
	const { comments } = host.find({ path: 'azure-pipelines.yml', text });
	expect(comments.map((comment) => comment.text.trim())).toEqual(['one', 'two', 'three']);
});

test('a comment about a script of Windows stands above the step', () => {
	const text = `${WINDOWS}- script: |\n    docker build ^\n      --cache-to a/b .\n`;
	const [flag] = host.find({ path: 'azure-pipelines.yml', text }).flags;
	const { commentPlace, separator, removal } = flag!.layout;
	expect(commentPlace).toEqual({ offset: text.indexOf('- script'), indent: '' });
	expect(separator).toBe(' --cache-to ');
	expect(text.slice(removal!.start, removal!.end)).toBe(' ^\n      --cache-to a/b');
});

test('a comment about a script of PowerShell stands above the joined lines', () => {
	const text = 'steps:\n- pwsh: |\n    $x = 1\n    docker build `\n      --cache-to a/b .\n';
	const [flag] = host.find({ path: 'azure-pipelines.yml', text }).flags;
	expect(flag?.layout.commentPlace).toEqual({ offset: text.indexOf('    docker'), indent: '    ' });
});

test('a backend is suggested in the arguments of a task', () => {
	const text = 'steps:\n- task: Docker@2\n  inputs:\n    command: build\n    arguments: --cache-to type=‸\n';
	expect(acceptAt('azure-pipelines.yml', text, 'registry')).toContain('--cache-to type=registry\n');
});

test('a parameter is explained in a default', () => {
	const text =
		'parameters:\n- name: c\n  default: type=registry,ref=a/b,mo‸de=max\nsteps:\n- script: docker build --cache-to ${{ parameters.c }} .\n';
	expect(hoverAt('azure-pipelines.yml', text)).toContain('**mode**');
});

test('any value in any quotes is found as the same value', () => {
	checkEveryStyle(host, 'azure-pipelines.yml', [
		{ indent: '    ', write: (script) => `steps:\n- script: ${script}\n  displayName: x\n` },
		{ indent: '      ', write: (script) => `steps:\n- \${{ if x }}:\n  - bash: ${script}\n` },
		{ indent: '        ', write: (script) => `steps:\n  - task: Bash@3\n    inputs:\n      script: ${script}\n` },
	]);
});
