import { type CacheEntry, refOf } from '../cache/entry.ts';
import { readReference } from '../catalogue/goReference.ts';
import { defineRule } from './rule.ts';
import { gateFixes } from './shared/gate.ts';
import { mayHideFields } from './shared/hiddenFields.ts';
import { ignoreErrorFixes, stopsOnError } from './shared/ignoreError.ts';
import { locationOf } from './shared/location.ts';
import { shownText } from './shared/shownText.ts';

/** Registries that ask nobody for a name, and those of the job itself or of one's own network. */
const OPEN_REGISTRY = /^(?:localhost|127\.|0\.0\.0\.0|\[::1\]|ttl\.sh$|host\.docker\.internal|[^.]+:\d+$)/;
const ACTIONS: ReadonlySet<string> = new Set(['build-push-action', 'bake-action']);

/** The registry of a reference, `docker.io` for `o/app`; `undefined` where an expansion names it. */
function registryOf(entry: CacheEntry): string | undefined {
	const ref = refOf(entry);
	if (ref === undefined) return undefined;
	const slash = ref.text.indexOf('/');
	const host = slash === -1 ? ref : ref.slice(0, slash);
	if (host.isDynamic) return undefined;
	// Only a first part with a dot or colon is a host.
	return slash !== -1 && readReference(`${host.text}/x`).reference !== undefined && /[.:]|^localhost$/.test(host.text)
		? host.text
		: 'docker.io';
}

/** Whether nothing is seen that keeps the export, or the job, from pull requests of forks. */
function mayRunForForks({ flag: { build } }: CacheEntry): boolean {
	const { pipeline } = build;
	if (pipeline === undefined || pipeline.events?.includes('pull_request') !== true) return false;
	if (pipeline.isHosted === 'no' || pipeline.hasNeeds === true || pipeline.needsSecrets === true) return false;
	// Where the image is pushed in any case, the push fails before.
	if (build.pushes === 'yes') return false;
	return pipeline.conditions.every(
		({ written }) => !/\b(?:github|secrets|env|vars|steps|needs|inputs)\b/.test(written),
	);
}

function isPlainExport(entry: CacheEntry): boolean {
	const { origin, build } = entry.flag;
	if (entry.direction !== 'to' || origin !== 'flag' || !ACTIONS.has(build.tool)) return false;
	if (locationOf(entry)?.type !== 'registry' || mayHideFields(entry)) return false;
	return stopsOnError(entry);
}

export default defineRule({
	id: 'fork-pr-cache-write',
	group: 'workflow',
	severity: 'warning',
	preset: 'recommended',
	summary: 'A registry cache that pull requests from forks would have to write, which they may not.',
	docs: `
For a pull request from a fork, and for Dependabot, GitHub gives the job a token that only reads and no secrets. \`push: false\` does not
keep a cache from being exported, so the build fails after all work is done:

    error writing layer blob: denied: installation not allowed to Write organization package

(\`403 Forbidden\`, or \`401\` of Docker Hub), and every outside contributor gets a red check. All versions of BuildKit.

Export only when the event is another one, \`cache-to: \${{ github.event_name != 'pull_request' && 'type=registry,ref=o/app:cache' || '' }}\`, and keep
cache-from; or add \`ignore-error=true\` (BuildKit 0.11).

Nothing is said where a condition of step or job asks for anything that may keep forks out, where the job waits for other jobs, where the image is
pushed in any case (\`push: true\`) or an earlier step needs secrets, so that the job fails for forks before; of registries without login
(localhost, ttl.sh) and on self-hosted runners. In a private repository without forks say \`forks: false\`.
`,
	options: {
		forks: {
			kind: 'boolean',
			default: true,
			description: 'Whether pull requests come from forks or Dependabot; not so in most private repositories.',
		},
	},
	bad: [
		{
			title: 'an export whatever the event',
			path: '.github/workflows/ci.yml',
			text: `
				on:
				  push:
				    branches: [main]
				  pull_request:
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/login-action@v3
				        with:
				          registry: ghcr.io
				          username: \${{ github.actor }}
				          password: \${{ secrets.GITHUB_TOKEN }}
				      - uses: docker/build-push-action@v6
				        with:
				          push: \${{ github.event_name != 'pull_request' }}
				          tags: ghcr.io/o/app:main
				          cache-from: type=registry,ref=ghcr.io/o/app:buildcache
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache,mode=max
				                                      ^^^^^^^^^^^^^^^^^^^^^^^^ On pull requests from forks (and Dependabot) the token can not write to \`ghcr.io\`; the export error fails the build. Gate cache-to or add \`ignore-error=true\`.
			`,
			fixed: `
				on:
				  push:
				    branches: [main]
				  pull_request:
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/login-action@v3
				        with:
				          registry: ghcr.io
				          username: \${{ github.actor }}
				          password: \${{ secrets.GITHUB_TOKEN }}
				      - uses: docker/build-push-action@v6
				        with:
				          push: \${{ github.event_name != 'pull_request' }}
				          tags: ghcr.io/o/app:main
				          cache-from: type=registry,ref=ghcr.io/o/app:buildcache
				          cache-to: \${{ github.event_name != 'pull_request' && 'type=registry,ref=ghcr.io/o/app:buildcache,mode=max' || '' }}
			`,
			otherwise: {
				'Let the build go on without the export': `
					on:
					  push:
					    branches: [main]
					  pull_request:
					jobs:
					  build:
					    runs-on: ubuntu-latest
					    steps:
					      - uses: docker/setup-buildx-action@v3
					      - uses: docker/login-action@v3
					        with:
					          registry: ghcr.io
					          username: \${{ github.actor }}
					          password: \${{ secrets.GITHUB_TOKEN }}
					      - uses: docker/build-push-action@v6
					        with:
					          push: \${{ github.event_name != 'pull_request' }}
					          tags: ghcr.io/o/app:main
					          cache-from: type=registry,ref=ghcr.io/o/app:buildcache
					          cache-to: type=registry,ref=ghcr.io/o/app:buildcache,mode=max,ignore-error=true
				`,
			},
		},
		{
			title: 'one entry of several, with an expression',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/login-action@v3
				        if: github.event_name != 'pull_request'
				        with:
				          username: \${{ secrets.DOCKERHUB_NAME }}
				          password: \${{ secrets.DOCKERHUB_TOKEN }}
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: |
				            type=gha,mode=max
				            type=registry,ref=o/app:\${{ github.base_ref }}
				                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ On pull requests from forks (and Dependabot) the token can not write to \`docker.io\`; the export error fails the build. Gate cache-to or add \`ignore-error=true\`.
			`,
			fixed: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/login-action@v3
				        if: github.event_name != 'pull_request'
				        with:
				          username: \${{ secrets.DOCKERHUB_NAME }}
				          password: \${{ secrets.DOCKERHUB_TOKEN }}
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: |
				            type=gha,mode=max
				            \${{ github.event_name != 'pull_request' && format('type=registry,ref=o/app:{0}', github.base_ref) || '' }}
			`,
		},
		{
			title: 'an override of bake',
			path: '.github/workflows/ci.yml',
			text: `
				on: pull_request
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          set: app.cache-to=type=registry,ref=quay.io/o/app:cache
				                                              ^^^^^^^^^^^^^^^^^^^ On pull requests from forks (and Dependabot) the token can not write to \`quay.io\`; the export error fails the build. Gate cache-to or add \`ignore-error=true\`.
			`,
			fixed: `
				on: pull_request
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          set: app.cache-to=type=registry,ref=quay.io/o/app:cache,ignore-error=true
			`,
		},
		{
			title: 'a bare reference, an error that counts, a condition of another kind',
			path: '.github/workflows/ci.yml',
			text: `
				on: pull_request
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { os: [debian, alpine] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        if: matrix.os == 'debian'
				        with:
				          cache-to: ghcr.io/o/app:buildcache
				                    ^^^^^^^^^^^^^^^^^^^^^^^^ On pull requests from forks (and Dependabot) the token can not write to \`ghcr.io\`; the export error fails the build. Gate cache-to or add \`ignore-error=true\`.
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache-alpine,ignore-error=false
				                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ On pull requests from forks (and Dependabot) the token can not write to \`ghcr.io\`; the export error fails the build. Gate cache-to or add \`ignore-error=true\`.
			`,
			fixed: `
				on: pull_request
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { os: [debian, alpine] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        if: matrix.os == 'debian'
				        with:
				          cache-to: \${{ github.event_name != 'pull_request' && 'ghcr.io/o/app:buildcache' || '' }}
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: \${{ github.event_name != 'pull_request' && 'type=registry,ref=ghcr.io/o/app:buildcache-alpine,ignore-error=false' || '' }}
			`,
		},
	],
	good: [
		{
			title: 'not for pull requests',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:buildcache
				          cache-to: \${{ github.event_name != 'pull_request' && 'type=registry,ref=ghcr.io/o/app:buildcache,mode=max' || '' }}
			`,
		},
		{
			title: 'a private repository without forks',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache,mode=max
			`,
			settings: { options: { 'fork-pr-cache-write': { forks: false } } },
		},
		{
			title: 'an Actions cache, which each pull request may write for itself',
			path: '.github/workflows/ci.yml',
			text: `
				on: pull_request
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'a failure that is ignored',
			path: '.github/workflows/ci.yml',
			text: `
				on: pull_request
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache,ignore-error=true
			`,
		},
		{
			title: 'conditions of step and job',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  step:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        if: github.event_name == 'push'
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache
				      - uses: docker/build-push-action@v6
				        if: github.event.pull_request.head.repo.full_name == github.repository
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache
				  job:
				    if: github.actor != 'dependabot[bot]'
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache
				  secret:
				    runs-on: ubuntu-latest
				    env:
				      HAS_TOKEN: \${{ secrets.TOKEN != '' }}
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        if: env.HAS_TOKEN == 'true'
				        with:
				          cache-to: type=registry,ref=o/app:buildcache
			`,
		},
		{
			title: 'a job that waits for one that may keep forks out',
			path: '.github/workflows/ci.yml',
			text: `
				on: pull_request
				jobs:
				  guard:
				    if: github.event.pull_request.head.repo.fork == false
				    runs-on: ubuntu-latest
				    steps:
				      - run: echo ours
				  build:
				    needs: guard
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache
			`,
		},
		{
			title: 'a job that does not get as far without secrets, or fails to push before',
			path: '.github/workflows/ci.yml',
			text: `
				on: pull_request
				jobs:
				  login:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/login-action@v3
				        with:
				          username: \${{ secrets.DOCKERHUB_NAME }}
				          password: \${{ secrets.DOCKERHUB_TOKEN }}
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=o/app:buildcache
				  push:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          tags: ghcr.io/o/app:pr
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache
			`,
		},
		{
			title: 'registries that let anybody write, or may do so',
			path: '.github/workflows/ci.yml',
			text: `
				on: pull_request
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: |
				            type=registry,ref=localhost:5000/app:cache
				            type=registry,ref=registry:5000/app:cache
				            type=registry,ref=ttl.sh/o-app:1h
				            type=registry,ref=\${{ env.REGISTRY }}/app:cache
			`,
		},
		{
			title: 'other events, other runners',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request_target]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache
			`,
		},
		{
			title: 'self-hosted runners',
			path: '.github/workflows/ci.yml',
			text: `
				on: pull_request
				jobs:
				  build:
				    runs-on: self-hosted
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=registry.corp.example/o/app:buildcache
			`,
		},
		{
			title: 'a script, which may be left out; options that cannot be seen',
			path: '.github/workflows/ci.yml',
			text: `
				on: pull_request
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: docker buildx build --cache-to type=registry,ref=ghcr.io/o/app:buildcache .
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache,\${{ inputs.options }}
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:other,ignore-error=\${{ github.event_name == 'pull_request' }}
			`,
		},
	],
	checkEntry(entry, context) {
		if (!context.option('forks') || !isPlainExport(entry) || !mayRunForForks(entry)) return [];
		const registry = registryOf(entry);
		if (registry === undefined || OPEN_REGISTRY.test(registry)) return [];
		return [
			{
				span: refOf(entry)?.span ?? entry.span,
				message: `On pull requests from forks (and Dependabot) the token can not write to \`${shownText(registry)}\`; the export error fails the build. Gate cache-to or add \`ignore-error=true\`.`,
				fixes: [...gateFixes(entry, "github.event_name != 'pull_request'"), ...ignoreErrorFixes(entry)],
			},
		];
	},
});
