import { type Build, grammarOf } from '../cache/build.ts';
import { attributeOf, type CacheEntry, literalOf } from '../cache/entry.ts';
import { type BuildView, defineRule, type Edit, type Fix } from './rule.ts';
import { cacheRefFor } from './shared/cacheRef.ts';
import { calledEntries, overriddenBy } from './shared/calls.ts';
import { mayHideFields } from './shared/hiddenFields.ts';
import { insertStep } from './shared/insertStep.ts';
import { hasToken } from './shared/localActions.ts';
import { judgedBackend } from './shared/parameters.ts';
import type { Workspace } from './workspace.ts';

const RUNTIME_ACTION = 'crazy-max/ghaction-github-runtime';

/** The entries that stay without a token: those that bring none themselves. */
function entriesWithoutToken({ build, entries }: BuildView, workspace: Workspace): readonly CacheEntry[] {
	if (!runsWithoutToken(build, workspace)) return [];
	return entries.filter(
		(entry) =>
			entry.flag.origin !== 'variable' &&
			judgedBackend(entry)?.type === 'gha' &&
			!mayHideFields(entry) &&
			attributeOf(entry, 'token') === undefined,
	);
}

/** Whether a script of GitHub's runners starts the build without having been given the token. */
function runsWithoutToken({ tool, pipeline }: Build, workspace: Workspace): boolean {
	if (pipeline?.isGithub !== true || tool === 'depot') return false;
	return pipeline.isHosted === 'yes' && hasToken(pipeline, workspace) === 'no';
}

/** What the program does without the token. */
function outcomeOf(build: Build): string {
	return grammarOf(build.tool) === 'buildctl'
		? `${build.tool} stops with \`cache with type gha requires url parameter to be set\``
		: 'buildx drops the entry without a message';
}

function insertRuntime(build: Build): readonly Fix[] {
	const step = insertStep(build, [`uses: ${RUNTIME_ACTION}@v4`]);
	return step === undefined ? [] : [{ title: `Add \`${RUNTIME_ACTION}\``, safe: false, edits: [step] }];
}

function toRegistry(entries: readonly CacheEntry[], build: Build): readonly Fix[] {
	const ref = cacheRefFor(build.images);
	// Quotes in the middle of a value would go with it.
	const isWhole = ({ form, span, text }: CacheEntry) =>
		form === 'attributes' && text?.written.length === span.end - span.start;
	if (ref === undefined || !entries.every(isWhole)) return [];
	const [first, ...rest] = entries.map((entry): Edit => {
		const mode = entry.direction === 'to' ? literalOf(entry, 'mode') : undefined;
		return { span: entry.span, text: `type=registry,ref=${ref}${mode === undefined ? '' : `,mode=${mode}`}` };
	});
	if (first === undefined) return [];
	return [{ title: `Keep the cache in \`${ref}\``, safe: false, edits: [first, ...rest] }];
}

export default defineRule({
	id: 'gha-in-run-step',
	group: 'workflow',
	severity: 'warning',
	preset: 'recommended',
	summary: 'A gha cache in a `run:` step, which does not see the token of the cache.',
	docs: `
GitHub gives \`ACTIONS_RUNTIME_TOKEN\` and \`ACTIONS_RESULTS_URL\` to actions, not to the scripts of \`run:\` steps. Without them buildx takes gha
entries out before the build starts and says nothing: exit code 0, no line about a cache, every layer built again on every run. buildctl
stops with \`cache with type gha requires url parameter to be set\`. So it is in buildx since 0.6 and in all versions of buildctl.

Let a step hand the variables on before the build:

    - uses: ${RUNTIME_ACTION}@v4
    - run: docker buildx build --cache-from type=gha --cache-to type=gha,mode=max .

or build with docker/build-push-action or docker/bake-action, or keep the cache in a registry.

Nothing is said after a step that hands the variables on or may do so (actions we do not know, those of the repository that are not seen), of entries with
\`token=\`, on runners that are not GitHub's, and in composite actions, whose caller may have done it.
`,
	options: {
		runnerSetsToken: {
			kind: 'boolean',
			default: false,
			description: 'Whether the runners set `ACTIONS_RUNTIME_TOKEN` and `ACTIONS_RESULTS_URL` for scripts as well.',
		},
	},
	bad: [
		{
			title: 'a build in a script',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/checkout@v4
				      - uses: docker/setup-buildx-action@v3
				      - name: Build
				        run: docker buildx build --load --cache-from type=gha --cache-to type=gha,mode=max .
				                                                     ^^^^^^^^ \`type=gha\` needs the runner's cache token, which GitHub hides from \`run:\` steps; buildx drops the entry without a message. Add \`crazy-max/ghaction-github-runtime\` before this step or use docker/build-push-action.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/checkout@v4
				      - uses: docker/setup-buildx-action@v3
				      - uses: crazy-max/ghaction-github-runtime@v4
				      - name: Build
				        run: docker buildx build --load --cache-from type=gha --cache-to type=gha,mode=max .
			`,
		},
		{
			title: 'bake, and buildctl, which fails',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-24.04
				    steps:
				      - run: |
				          docker buildx bake --set '*.cache-to=type=gha,mode=max'
				                                               ^^^^^^^^ \`type=gha\` needs the runner's cache token, which GitHub hides from \`run:\` steps; buildx drops the entry without a message. Add \`crazy-max/ghaction-github-runtime\` before this step or use docker/build-push-action.
				          buildctl build --frontend dockerfile.v0 --export-cache type=gha
				                                                                 ^^^^^^^^ \`type=gha\` needs the runner's cache token, which GitHub hides from \`run:\` steps; buildctl stops with \`cache with type gha requires url parameter to be set\`. Add \`crazy-max/ghaction-github-runtime\` before this step or use docker/build-push-action.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-24.04
				    steps:
				      - uses: crazy-max/ghaction-github-runtime@v4
				      - run: |
				          docker buildx bake --set '*.cache-to=type=gha,mode=max'
				          buildctl build --frontend dockerfile.v0 --export-cache type=gha
			`,
		},
		{
			title: 'a string of an expression',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker buildx build --cache-to "\${{ github.ref == 'refs/heads/main' && 'type=gha,mode=max' || '' }}" .
				                                                                                     ^^^^^^^^ \`type=gha\` needs the runner's cache token, which GitHub hides from \`run:\` steps; buildx drops the entry without a message. Add \`crazy-max/ghaction-github-runtime\` before this step or use docker/build-push-action.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: crazy-max/ghaction-github-runtime@v4
				      - run: docker buildx build --cache-to "\${{ github.ref == 'refs/heads/main' && 'type=gha,mode=max' || '' }}" .
			`,
		},
		{
			title: 'bake with a file that names the cache',
			path: '.github/workflows/ci.yml',
			others: {
				'docker-bake.hcl': `
					group "default" {
					  targets = ["api"]
					}
					target "api" {
					  cache-to = ["type=gha,scope=api"]
					}
				`,
			},
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: docker buildx bake --push
				                           ^^^^ \`docker-bake.hcl\` caches with \`type=gha\`, which needs the runner's cache token; GitHub hides it from \`run:\` steps, and buildx drops the entry without a message. Add \`crazy-max/ghaction-github-runtime\` before this step or use docker/bake-action.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: crazy-max/ghaction-github-runtime@v4
				      - run: docker buildx bake --push
			`,
		},
		{
			title: 'with an image to keep the cache beside',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: docker buildx build --push -t ghcr.io/o/app:1 --cache-from type=gha,scope=app --cache-to type=gha,scope=app,mode=max .
				                                                                        ^^^^^^^^ \`type=gha\` needs the runner's cache token, which GitHub hides from \`run:\` steps; buildx drops the entry without a message. Add \`crazy-max/ghaction-github-runtime\` before this step or use docker/build-push-action.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: crazy-max/ghaction-github-runtime@v4
				      - run: docker buildx build --push -t ghcr.io/o/app:1 --cache-from type=gha,scope=app --cache-to type=gha,scope=app,mode=max .
			`,
			otherwise: {
				'Keep the cache in `ghcr.io/o/app:buildcache`': `
					on: push
					jobs:
					  build:
					    runs-on: ubuntu-latest
					    steps:
					      - uses: docker/setup-buildx-action@v3
					      - run: docker buildx build --push -t ghcr.io/o/app:1 --cache-from type=registry,ref=ghcr.io/o/app:buildcache --cache-to type=registry,ref=ghcr.io/o/app:buildcache,mode=max .
				`,
			},
		},
		{
			title: 'over several lines, with an image to keep the cache beside',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: |
				          docker buildx build --push -t ghcr.io/o/web:1 \\
				            --cache-from type=gha,scope=web \\
				                         ^^^^^^^^ \`type=gha\` needs the runner's cache token, which GitHub hides from \`run:\` steps; buildx drops the entry without a message. Add \`crazy-max/ghaction-github-runtime\` before this step or use docker/build-push-action.
				            --cache-to type=gha,scope=web,mode=max .
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: crazy-max/ghaction-github-runtime@v4
				      - run: |
				          docker buildx build --push -t ghcr.io/o/web:1 \\
				            --cache-from type=gha,scope=web \\
				            --cache-to type=gha,scope=web,mode=max .
			`,
			otherwise: {
				'Keep the cache in `ghcr.io/o/web:buildcache`': `
					on: push
					jobs:
					  build:
					    runs-on: ubuntu-latest
					    steps:
					      - uses: docker/setup-buildx-action@v3
					      - run: |
					          docker buildx build --push -t ghcr.io/o/web:1 \\
					            --cache-from type=registry,ref=ghcr.io/o/web:buildcache \\
					            --cache-to type=registry,ref=ghcr.io/o/web:buildcache,mode=max .
				`,
			},
		},
		{
			title: 'after an action of the repository that does something else',
			path: '.github/workflows/ci.yml',
			others: {
				'.github/actions/setup/action.yml': `
					name: setup
					runs:
					  using: composite
					  steps:
					    - uses: actions/setup-node@v4
					    - run: npm ci
					      shell: bash
				`,
			},
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/checkout@v4
				      - uses: ./.github/actions/setup
				      - run: docker buildx build --cache-from type=gha .
				                                              ^^^^^^^^ \`type=gha\` needs the runner's cache token, which GitHub hides from \`run:\` steps; buildx drops the entry without a message. Add \`crazy-max/ghaction-github-runtime\` before this step or use docker/build-push-action.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/checkout@v4
				      - uses: ./.github/actions/setup
				      - uses: crazy-max/ghaction-github-runtime@v4
				      - run: docker buildx build --cache-from type=gha .
			`,
		},
	],
	good: [
		{
			title: 'after actions of the repository that hand the token on, or that cannot be seen',
			path: '.github/workflows/ci.yml',
			others: {
				'.github/actions/runtime/action.yml': `
					name: runtime
					runs:
					  using: composite
					  steps:
					    - uses: crazy-max/ghaction-github-runtime@v4
				`,
			},
			text: `
				on: push
				jobs:
				  one:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: ./.github/actions/runtime
				      - run: docker buildx build --cache-from type=gha .
				  two:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: ./.github/actions/missing
				      - run: docker buildx build --cache-from type=gha .
			`,
		},
		{
			title: 'bake-action with such a file; bake of another target, and with another cache',
			path: '.github/workflows/ci.yml',
			others: {
				'docker-bake.hcl': 'target "api" {\n  cache-to = ["type=gha,scope=api"]\n}\ntarget "web" {\n}\n',
			},
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          targets: api
				      - run: docker buildx bake web
				      - run: docker buildx bake api --set 'api.cache-to=type=registry,ref=o/api:cache'
			`,
		},
		{
			title: 'an entry that is there at times, and services of Compose',
			path: '.github/workflows/ci.yml',
			others: {
				'docker-bake.hcl': `
					variable "CI" {
					  default = ""
					}
					target "default" {
					  cache-to = CI != "" ? ["type=gha"] : []
					}
				`,
				'web/compose.yaml':
					'services:\n  api:\n    build:\n      context: .\n      cache_to: [type=gha]\n  web:\n    build: .\n',
			},
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: docker buildx bake -f docker-bake.hcl
				      - run: docker compose build web
				      - run: docker compose up -d web
			`,
		},
		{
			title: 'after a step that hands the token on',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: ${RUNTIME_ACTION}@v4
				      - run: docker buildx build --cache-from type=gha --cache-to type=gha,mode=max .
			`,
		},
		{
			title: 'runners that set the variables for scripts as well',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker buildx build --cache-from type=gha --cache-to type=gha,mode=max .
			`,
			settings: { options: { 'gha-in-run-step': { runnerSetsToken: true } } },
		},
		{
			title: 'handed on by github-script',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/github-script@v7
				        with:
				          script: |
				            core.exportVariable('ACTIONS_RUNTIME_TOKEN', process.env['ACTIONS_RUNTIME_TOKEN'])
				            core.exportVariable('ACTIONS_RESULTS_URL', process.env['ACTIONS_RESULTS_URL'])
				      - run: docker buildx build --cache-to type=gha .
			`,
		},
		{
			title: 'written to the environment by a script',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: echo "ACTIONS_RUNTIME_TOKEN=$TOKEN" >> "$GITHUB_ENV"
				        env:
				          TOKEN: \${{ secrets.CACHE_TOKEN }}
				      - run: docker buildx build --cache-to type=gha .
			`,
		},
		{
			title: 'variables set for the step',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker buildx build --cache-to type=gha .
				        env:
				          ACTIONS_RUNTIME_TOKEN: \${{ inputs.token }}
				          ACTIONS_RESULTS_URL: \${{ inputs.url }}
			`,
		},
		{
			title: 'an entry with a token of its own',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker buildx build --cache-to "type=gha,url_v2=$URL,token=$TOKEN" .
				      - run: docker buildx build --cache-to "type=gha$CREDENTIALS" .
			`,
		},
		{
			title: 'in an action',
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
		},
		{
			title: 'after an action of the repository, or one we do not know',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  own:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: ./.github/actions/prepare
				      - run: docker buildx build --cache-to type=gha .
				  other:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: acme/expose-runtime@v1
				      - run: docker buildx build --cache-to type=gha .
			`,
		},
		{
			title: 'runners that may set the variables themselves',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  own:
				    runs-on: [self-hosted, linux]
				    steps:
				      - run: docker buildx build --cache-to type=gha .
				  large:
				    runs-on: acme-16-core
				    steps:
				      - run: docker buildx build --cache-to type=gha .
			`,
		},
		{
			title: 'a composite action',
			path: 'action.yml',
			text: `
				name: build
				runs:
				  using: composite
				  steps:
				    - run: docker buildx build --cache-to type=gha .
				      shell: bash
			`,
		},
		{
			title: 'another service, whose scripts no action can help',
			path: '.gitlab-ci.yml',
			text: `
				build:
				  script:
				    - docker buildx build --cache-to type=gha .
			`,
		},
		{
			title: 'a script outside of workflows',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=gha,mode=max .
			`,
		},
		{
			title: "Gitea, whose runners are one's own",
			path: '.gitea/workflows/ci.yml',
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
			title: 'Depot, values of variables, options that cannot be seen',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: depot build --cache-to type=gha .
				      - run: docker buildx build --cache-to "$CACHE_TO" .
				        env:
				          CACHE_TO: type=gha
				      - run: docker buildx build --cache-to "type=gha,$OPTIONS" .
			`,
		},
	],
	checkBuild(view, context) {
		if (context.option('runnerSetsToken')) return [];
		const entries = entriesWithoutToken(view, context.workspace);
		const [first, ...others] = entries;
		if (first === undefined) return [];
		const { build } = view;
		return [
			{
				span: attributeOf(first, 'type')?.span ?? first.span,
				message: `\`type=gha\` needs the runner's cache token, which GitHub hides from \`run:\` steps; ${outcomeOf(build)}. Add \`${RUNTIME_ACTION}\` before this step or use docker/build-push-action.`,
				fixes: [...insertRuntime(build), ...toRegistry(entries, build)],
				related: others.map(({ span }) => ({ span, message: 'the same happens to this entry' })),
			},
		];
	},
	checkCall(call, context) {
		const { verb } = call;
		if (context.option('runnerSetsToken') || verb === undefined || !runsWithoutToken(call, context.workspace))
			return [];
		const overridden = overriddenBy(call, context.builds);
		const entries = context.workspace
			.ask(calledEntries, call)
			.filter(
				({ type, direction, attributes }) =>
					type === 'gha' && !overridden.has(direction) && !attributes.includes('token'),
			);
		const [first] = entries;
		if (first === undefined) return [];
		return [
			{
				span: verb,
				message: `\`${first.path}\` caches with \`type=gha\`, which needs the runner's cache token; GitHub hides it from \`run:\` steps, and ${outcomeOf(call)}. Add \`${RUNTIME_ACTION}\` before this step or use docker/bake-action.`,
				fixes: insertRuntime(call),
				related: entries.map(({ path, span }) => ({ path, span, message: 'this entry' })),
			},
		];
	},
});
