import { type Build, grammarOf } from '../cache/build.ts';
import { attributeOf, type CacheEntry } from '../cache/entry.ts';
import type { RuleOption } from './options.ts';
import { type BuildView, defineRule, type Fix, type RuleContext } from './rule.ts';
import { calledEntries, overriddenBy } from './shared/calls.ts';
import { insertStep } from './shared/insertStep.ts';
import { isBuilderSetUp } from './shared/localActions.ts';
import { judgedBackend } from './shared/parameters.ts';
import type { Workspace } from './workspace.ts';

const SETUP_ACTION = 'docker/setup-buildx-action';
/** Tools that build on the builder that is set up in the job. */
const TOOLS: ReadonlySet<string> = new Set(['build-push-action', 'bake-action', 'buildx', 'docker', 'bake']);

/** Whether a build on a runner of GitHub has no builder of its own, or may have none. */
function mayLackBuilder({ tool, pipeline, builder }: Build, workspace: Workspace): boolean {
	if (!TOOLS.has(tool) || grammarOf(tool) !== 'buildx') return false;
	if (pipeline?.isHosted !== 'yes' || pipeline.isGithub !== true) return false;
	return builder.onlyIf !== undefined || isBuilderSetUp(builder, workspace) === 'no';
}

/** Whether the Docker Engine of the runners is said to export caches by itself. */
function isExportedByEngine(context: RuleContext<{ assumeContainerdStore: RuleOption }>): boolean {
	const { builder } = context.settings;
	return context.option('assumeContainerdStore') === true || (builder !== undefined && builder !== 'docker-classic');
}

/** The export for which a builder is needed; inline is exported by any, and gha entries may be dropped before. */
function firstExport({ build, entries }: BuildView, workspace: Workspace): CacheEntry | undefined {
	const { pipeline, builder } = build;
	if (!mayLackBuilder(build, workspace)) return undefined;
	return entries.find((entry) => {
		if (entry.direction !== 'to' || entry.problems.length > 0 || entry.flag.origin === 'variable') return false;
		// What is only exported at times may have the condition of the builder.
		if (entry.flag.origin === 'expression' && builder.onlyIf !== undefined) return false;
		const type = entry.form === 'ref' ? 'registry' : judgedBackend(entry)?.type;
		return type !== undefined && type !== 'inline' && (type !== 'gha' || pipeline?.hasActionsToken === 'yes');
	});
}

function reasonFor({ builder: { onlyIf } }: Build): string {
	return onlyIf === undefined
		? `no \`${SETUP_ACTION}\` runs before this step`
		: `the step that sets one up only runs if \`${onlyIf.written.replaceAll(/\s+/g, ' ')}\`, this one always`;
}

function fixesFor(build: Build): readonly Fix[] {
	// `docker build` goes on building on the Engine when a builder is set up.
	if (build.tool === 'docker') return [];
	const { onlyIf } = build.builder;
	const step = insertStep(build, [`uses: ${SETUP_ACTION}@v3`]);
	if (onlyIf === undefined)
		return step === undefined ? [] : [{ title: `Add \`${SETUP_ACTION}\``, safe: false, edits: [step] }];
	const place = build.pipeline?.stepPlace;
	// The step of a script is more than its command.
	const isStep = build.tool === 'build-push-action' || build.tool === 'bake-action';
	if (place === undefined || !isStep || onlyIf.text.includes('\n')) return [];
	const { start } = build.span;
	const text = `if: ${onlyIf.written}\n${' '.repeat(start - place.offset)}`;
	return [{ title: 'Build under the same condition', safe: false, edits: [{ span: { start, end: start }, text }] }];
}

export default defineRule({
	id: 'setup-buildx-missing',
	group: 'workflow',
	severity: 'error',
	preset: 'recommended',
	summary: 'A cache export in a job of a GitHub-hosted runner that sets up no builder.',
	docs: `
Without a builder of its own a job builds with the docker driver, the BuildKit inside the Docker Engine. With the classic image store that
exports inline caches and nothing else:

    ERROR: failed to build: Cache export is not supported for the docker driver.
    Switch to a different driver, or turn on the containerd image store, and try again.

(before buildx 0.12: \`Cache export feature is currently not supported for docker driver.\`) Put docker/setup-buildx-action before the build; if
it has an \`if:\`, give the build the same one.

The rule speaks of the runners that GitHub hosts. It says nothing where a builder is set up in another way: \`builder:\`, \`docker buildx create\`
in a script, the actions of Depot, Blacksmith and Namespace, docker/setup-docker-action, which can turn the containerd image store on, a
container, service or variable that brings a daemon along; nor after composite actions and actions it does not know, which may have done
it. If your runners have the containerd image store, say so: \`cachelint.builder: docker-containerd\`, or the option below for this rule alone.
`,
	options: {
		assumeContainerdStore: {
			kind: 'boolean',
			default: false,
			description:
				'Whether the Docker Engine of the runners has the containerd image store, which exports caches itself.',
		},
	},
	bad: [
		{
			title: 'build-push-action alone',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/checkout@v4
				      - uses: docker/login-action@v3
				        with:
				          registry: ghcr.io
				          username: \${{ github.actor }}
				          password: \${{ github.token }}
				      - name: Build and push
				        uses: docker/build-push-action@v6
				        with:
				          push: true
				          tags: ghcr.io/o/app:latest
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
				                         ^^^ Cache export needs a builder: no \`docker/setup-buildx-action\` runs before this step. The build will stop with \`Cache export is not supported for the docker driver\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/checkout@v4
				      - uses: docker/login-action@v3
				        with:
				          registry: ghcr.io
				          username: \${{ github.actor }}
				          password: \${{ github.token }}
				      - uses: docker/setup-buildx-action@v3
				      - name: Build and push
				        uses: docker/build-push-action@v6
				        with:
				          push: true
				          tags: ghcr.io/o/app:latest
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'the builder under a condition, the build under none',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        if: github.event_name == 'push'
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max
				                         ^^^ Cache export needs a builder: the step that sets one up only runs if \`github.event_name == 'push'\`, this one always. The build will stop with \`Cache export is not supported for the docker driver\`.
			`,
			fixed: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        if: github.event_name == 'push'
				      - if: github.event_name == 'push'
				        uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'a command, and bake',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker buildx build --cache-to type=registry,ref=o/app:cache,mode=max -t o/app .
				                                                 ^^^^^^^^ Cache export needs a builder: no \`docker/setup-buildx-action\` runs before this step. The build will stop with \`Cache export is not supported for the docker driver\`.
				  bake:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/bake-action@v6
				        with:
				          set: |
				            app.cache-to=type=gha,scope=app
				                              ^^^ Cache export needs a builder: no \`docker/setup-buildx-action\` runs before this step. The build will stop with \`Cache export is not supported for the docker driver\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: docker buildx build --cache-to type=registry,ref=o/app:cache,mode=max -t o/app .
				  bake:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          set: |
				            app.cache-to=type=gha,scope=app
			`,
		},
		{
			title: 'bake with a file that exports',
			path: '.github/workflows/ci.yml',
			others: {
				'test/compose.yaml': 'services:\n  db:\n    image: postgres\n',
				'docker-bake.hcl': 'target "default" {\n  cache-to = ["type=registry,ref=o/app:cache"]\n}\n',
			},
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/bake-action@v6
				              ^^^^^^^^^^^^^^^^^^^^^ \`docker-bake.hcl\` exports a cache, which needs a builder: no \`docker/setup-buildx-action\` runs before this step. The build will stop with \`Cache export is not supported for the docker driver\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
			`,
		},
		{
			title: 'a bare reference, a build of the Engine, a string of an expression',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  bare:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: ghcr.io/o/app:buildcache
				                    ^^^^^^^^^^^^^^^^^^^^^^^^ Cache export needs a builder: no \`docker/setup-buildx-action\` runs before this step. The build will stop with \`Cache export is not supported for the docker driver\`.
				  engine:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker build --cache-to type=registry,ref=o/app:cache .
				                                          ^^^^^^^^ Cache export needs a builder: no \`docker/setup-buildx-action\` runs before this step. The build will stop with \`Cache export is not supported for the docker driver\`.
				  expression:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: \${{ github.event_name == 'push' && 'type=gha,mode=max' || '' }}
				                                                             ^^^ Cache export needs a builder: no \`docker/setup-buildx-action\` runs before this step. The build will stop with \`Cache export is not supported for the docker driver\`.
			`,
			fixed: `
				on: push
				jobs:
				  bare:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: ghcr.io/o/app:buildcache
				  engine:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker build --cache-to type=registry,ref=o/app:cache .
				  expression:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: \${{ github.event_name == 'push' && 'type=gha,mode=max' || '' }}
			`,
		},
		{
			title: 'an override of bake and a script, the builder under a condition',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  bake:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        if: github.event_name == 'push'
				      - uses: docker/bake-action@v6
				        with:
				          set: app.cache-to=type=gha
				                                 ^^^ Cache export needs a builder: the step that sets one up only runs if \`github.event_name == 'push'\`, this one always. The build will stop with \`Cache export is not supported for the docker driver\`.
				  script:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        if: github.event_name == 'push'
				      - run: docker buildx build --cache-to type=registry,ref=o/app:cache .
				                                                 ^^^^^^^^ Cache export needs a builder: the step that sets one up only runs if \`github.event_name == 'push'\`, this one always. The build will stop with \`Cache export is not supported for the docker driver\`.
			`,
			fixed: `
				on: [push, pull_request]
				jobs:
				  bake:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        if: github.event_name == 'push'
				      - if: github.event_name == 'push'
				        uses: docker/bake-action@v6
				        with:
				          set: app.cache-to=type=gha
				  script:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        if: github.event_name == 'push'
				      - run: docker buildx build --cache-to type=registry,ref=o/app:cache .
			`,
		},
		{
			title: 'after an action of the repository that does something else',
			path: '.github/workflows/ci.yml',
			others: {
				'.github/actions/setup/action.yaml':
					'runs:\n  using: composite\n  steps:\n    - uses: actions/setup-node@v4\n    - run: npm ci\n      shell: bash\n',
			},
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: ./.github/actions/setup/
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
				                         ^^^ Cache export needs a builder: no \`docker/setup-buildx-action\` runs before this step. The build will stop with \`Cache export is not supported for the docker driver\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: ./.github/actions/setup/
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
	],
	good: [
		{
			title: 'after actions of the repository that set one up, always or at times',
			path: '.github/workflows/ci.yml',
			others: {
				'.github/actions/setup/action.yml':
					'runs:\n  using: composite\n  steps:\n    - uses: docker/setup-buildx-action@v3\n',
				'.github/actions/maybe/action.yml':
					"runs:\n  using: composite\n  steps:\n    - uses: docker/setup-buildx-action@v3\n      if: inputs.builder == 'true'\n",
			},
			text: `
				on: push
				jobs:
				  one:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: ./.github/actions/setup
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
				  two:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: ./.github/actions/maybe
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
				  three:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: ./.github/actions/missing
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'bake with a file that exports at times, inline, or for another target',
			path: '.github/workflows/ci.yml',
			others: {
				'docker-bake.hcl': `
					variable "PUSH" {
					  default = ""
					}
					target "default" {
					  cache-to = PUSH != "" ? ["type=registry,ref=o/app:cache"] : []
					}
					target "web" {
					  cache-to = ["type=inline"]
					}
					target "ci" {
					  cache-to = ["type=registry,ref=o/ci:cache"]
					}
				`,
			},
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/bake-action@v6
				      - run: docker buildx bake web
			`,
		},
		{
			title: 'bake that builds nothing, that may be told anything, that runs elsewhere, and that reads another file',
			path: '.github/workflows/ci.yml',
			others: { 'docker-bake.hcl': 'target "default" {\n  cache-to = ["type=registry,ref=o/app:cache"]\n}\n' },
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: echo "matrix=$(docker buildx bake --print | jq -c .)" >> "$GITHUB_OUTPUT"
				      - run: docker buildx bake --list=targets
				      - run: docker buildx bake --call=check
				      - uses: docker/bake-action@v6
				        with:
				          call: check
				      - uses: docker/bake-action@v6
				        with:
				          set: \${{ vars.OVERRIDES }}
				      - run: docker buildx bake --set "$OVERRIDE" --set "*.$KEY=$VALUE"
				      - run: ssh builder.example.com docker buildx bake
				      - run: docker run --rm -v "$PWD:/w" -w /w o/tools docker buildx bake
				      - run: BUILDX_BAKE_FILE=ci.hcl docker buildx bake
				      - run: docker buildx bake
				        env:
				          BUILDX_BAKE_FILE: ci.hcl
			`,
		},
		{
			title: 'bake with the files of another repository',
			path: '.github/workflows/ci.yml',
			others: { 'examples/docker-bake.hcl': 'target "default" {\n  cache-to = ["type=registry,ref=o/app:cache"]\n}\n' },
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/checkout@v4
				        with:
				          repository: o/other
				      - run: docker buildx bake
				      - uses: docker/bake-action@v5
			`,
		},
		{
			title: 'bake with a second file that has another say',
			path: '.github/workflows/ci.yml',
			others: {
				'docker-bake.hcl': `
					target "_cache" {
					  cache-to = ["type=registry,ref=o/app:cache"]
					}
					target "default" {
					  inherits = ["_cache"]
					}
				`,
				'docker-bake.override.hcl': 'target "default" {\n  cache-to = []\n}\n',
			},
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/bake-action@v6
			`,
		},
		{
			title: 'a builder is set up first',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'an Engine with the containerd image store',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max
			`,
			settings: { options: { 'setup-buildx-missing': { assumeContainerdStore: true } } },
		},
		{
			title: 'both under the same condition, or one that is always true',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        if: inputs.build
				      - uses: docker/build-push-action@v6
				        if: inputs.build
				        with:
				          cache-to: type=gha
				  always:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        if: success()
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'a condition that may follow from the other; an export under a condition; two steps to choose from',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        if: github.event_name != 'pull_request'
				      - uses: docker/build-push-action@v6
				        if: github.event_name == 'push'
				        with:
				          cache-to: type=gha
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: \${{ github.event_name != 'pull_request' && 'type=gha,mode=max' || '' }}
				  choice:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        if: github.event_name == 'push'
				      - uses: docker/setup-buildx-action@v3
				        if: github.event_name != 'push'
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'inline only, imports only',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=o/app:latest
				          cache-to: type=inline
			`,
		},
		{
			title: 'a builder that is named',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          builder: remote
				          cache-to: type=gha
			`,
		},
		{
			title: 'actions that bring a builder',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  depot:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: depot/setup-action@v1
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
				  blacksmith:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: useblacksmith/setup-docker-builder@v1
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
				  namespace:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: namespacelabs/nscloud-setup-buildx-action@v0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
				  engine:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-docker-action@v4
				        with:
				          daemon-config: |
				            { "features": { "containerd-snapshotter": true } }
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'a builder made by a script',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker buildx create --use
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
				  same:
				    runs-on: ubuntu-latest
				    steps:
				      - run: |
				          docker buildx create --name ci --use
				          docker buildx build --cache-to type=registry,ref=o/app:cache .
				  script:
				    runs-on: ubuntu-latest
				    steps:
				      - run: ./ci/prepare.sh
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'other runners',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  own:
				    runs-on: self-hosted
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=o/app:cache
				  any:
				    runs-on: \${{ inputs.runner }}
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=o/app:cache
			`,
		},
		{
			title: 'after composite actions, and actions we do not know',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  own:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: ./.github/actions/prepare
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
				  other:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: acme/prepare@v1
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'a daemon that the job brings along',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  service:
				    runs-on: ubuntu-latest
				    services:
				      docker:
				        image: docker:28-dind
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
				  variable:
				    runs-on: ubuntu-latest
				    env:
				      BUILDX_BUILDER: remote
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'a gha entry that a script has no token for, which is left out',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker buildx build --cache-to type=gha .
			`,
		},
		{
			title: 'an image store that has caches',
			path: '.github/workflows/ci.yml',
			settings: { builder: 'docker-containerd' },
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'a composite action, whose caller may have a builder',
			path: 'action.yml',
			text: `
				name: build
				runs:
				  using: composite
				  steps:
				    - uses: docker/build-push-action@v6
				      with:
				        cache-to: type=gha
			`,
		},
		{
			title: 'other services, values of variables, what is refused anyway, other programs',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker buildx build --cache-to "$CACHE_TO" .
				        env: { CACHE_TO: 'type=registry,ref=o/app:c' }
				      - run: docker buildx build --cache-to type=registry,ref=o/app:c,max .
				      - run: depot build --cache-to type=registry,ref=o/app:c .
				      - run: buildctl build --frontend dockerfile.v0 --export-cache type=registry,ref=o/app:c
			`,
		},
		{
			title: 'another service',
			path: '.gitlab-ci.yml',
			text: `
				build:
				  script:
				    - docker buildx build --cache-to type=registry,ref=o/app:cache .
			`,
		},
	],
	checkBuild(view, context) {
		if (isExportedByEngine(context)) return [];
		const entry = firstExport(view, context.workspace);
		if (entry === undefined) return [];
		return [
			{
				span: attributeOf(entry, 'type')?.value.span ?? entry.span,
				message: `Cache export needs a builder: ${reasonFor(view.build)}. The build will stop with \`Cache export is not supported for the docker driver\`.`,
				fixes: fixesFor(view.build),
			},
		];
	},
	checkCall(call, context) {
		const { verb, pipeline } = call;
		if (verb === undefined || !mayLackBuilder(call, context.workspace) || isExportedByEngine(context)) return [];
		if (overriddenBy(call, context.builds).has('to')) return [];
		const entry = context.workspace.ask(calledEntries, call).find(({ type, direction }) => {
			if (direction !== 'to' || type === 'inline') return false;
			return type !== 'gha' || pipeline?.hasActionsToken === 'yes';
		});
		if (entry === undefined) return [];
		return [
			{
				span: verb,
				message: `\`${entry.path}\` exports a cache, which needs a builder: ${reasonFor(call)}. The build will stop with \`Cache export is not supported for the docker driver\`.`,
				fixes: fixesFor(call),
				related: [{ path: entry.path, span: entry.span, message: 'this export' }],
			},
		];
	},
});
