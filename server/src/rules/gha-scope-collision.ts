import { attributeOf, type CacheEntry } from '../cache/entry.ts';
import { defineRule, type Fix, type Report, type RuleContext } from './rule.ts';
import { type Collision, fileWord, type Writer, wordFor, writersIn } from './shared/collision.ts';
import { type CollisionReports, collectCollisions, collisionReport } from './shared/collisionReports.ts';
import type { LegCollision } from './shared/legCollision.ts';
import { separateEdits } from './shared/separatePlaces.ts';
import { shownText } from './shared/shownText.ts';

const TYPES = new Set(['gha']);

/** The part of an entry that a finding is about: its scope, or that it has none. */
function placeOf(entry: CacheEntry) {
	return (attributeOf(entry, 'scope') ?? attributeOf(entry, 'type'))?.span ?? entry.span;
}

function scopeOf(entry: CacheEntry): string {
	return shownText(attributeOf(entry, 'scope')?.value.written ?? 'buildkit');
}

/** What to write, for the message. */
function adviceFor(entry: CacheEntry, word: string | undefined): string {
	if (word === undefined) return 'Give each a scope of its own, in cache-to and cache-from.';
	const scope = attributeOf(entry, 'scope')?.value.written;
	return `Add \`${scope === undefined ? `scope=${word}` : `-${word}`}\` to ${scope === undefined ? '' : 'the scope in '}cache-to and cache-from.`;
}

function fixFor({ entry, view }: Writer, word: string | undefined): readonly Fix[] {
	const edits = word === undefined ? undefined : separateEdits(entry, view.entries, word);
	return edits === undefined ? [] : [{ title: `Give it a scope of its own, \`${word}\``, safe: false, edits }];
}

function ofLegs(writer: Writer, { count, key }: LegCollision): Report {
	const { entry } = writer;
	const word = key === undefined ? undefined : `\${{ matrix.${key} }}`;
	return {
		span: placeOf(entry),
		message: `${count ?? 'The'} builds of this job's matrix write gha scope \`${scopeOf(entry)}\`; only the last one survives. ${adviceFor(entry, word)}`,
		fixes: fixFor(writer, word),
	};
}

function ofBuilds(collision: Collision): Report {
	const { entry, view, first, count } = collision;
	const word = wordFor(collision);
	return {
		span: placeOf(entry),
		message: `${count} builds in ${fileWord(view)} write gha scope \`${scopeOf(entry)}\`; only the last one survives. ${adviceFor(entry, word)}`,
		fixes: fixFor(collision, word),
		related: [{ span: first.entry.span, message: 'this cache is replaced' }],
	};
}

/** The exports of a file that collide; this is GitHub's cache, so without a token the entries do nothing. */
function collectIn({ builds }: Pick<RuleContext, 'builds'>): CollisionReports {
	const writers = writersIn(builds, TYPES).filter(({ view }) => view.build.pipeline?.hasActionsToken !== 'no');
	return collectCollisions(writers, ofBuilds);
}

export default defineRule({
	id: 'gha-scope-collision',
	group: 'workflow',
	severity: 'warning',
	preset: 'recommended',
	summary: 'Different builds that export to the same scope of the Actions cache.',
	docs: `
An export with \`type=gha\` replaces what its scope held; nothing is merged. Without \`scope\` all builds of a branch share the scope
\`buildkit\` (so in all versions, from BuildKit 0.9 on). Where legs of a matrix or several steps build different images, only the one that
finishes last has a cache in the next run, a different one each time, and nothing says so.

Give each image a scope, the same in cache-to and cache-from: \`type=gha,scope=\${{ matrix.service }}\`. An import may name several
scopes in several lines.

Builds are different when context, Dockerfile, target, platform or a build argument is, as far as that can be seen; \`tags\`, \`push\`, \`load\` and
outputs make no difference, so an image that is built, tested and pushed may have one scope. Steps with a condition that asks for a key of the
matrix, exports in an expression, and scopes made of values that cannot be seen are left alone.
`,
	options: {
		ignoreKeys: {
			kind: 'strings',
			default: [],
			description: 'Keys of a matrix that make no other layers, though an input of the build names them: `[flavor]`.',
		},
	},
	bad: [
		{
			title: 'a matrix of services',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy:
				      matrix:
				        service: [api, web, worker]
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: services/\${{ matrix.service }}
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
				                    ^^^^^^^^ 3 builds of this job's matrix write gha scope \`buildkit\`; only the last one survives. Add \`scope=\${{ matrix.service }}\` to cache-to and cache-from.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy:
				      matrix:
				        service: [api, web, worker]
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: services/\${{ matrix.service }}
				          cache-from: type=gha,scope=\${{ matrix.service }}
				          cache-to: type=gha,mode=max,scope=\${{ matrix.service }}
			`,
		},
		{
			title: 'a runner for each architecture, one scope',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: \${{ matrix.runner }}
				    strategy:
				      matrix:
				        include:
				          - { arch: amd64, platform: linux/amd64, runner: ubuntu-latest }
				          - { arch: arm64, platform: linux/arm64, runner: ubuntu-24.04-arm }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          platforms: \${{ matrix.platform }}
				          cache-from: |
				            type=gha,scope=app
				          cache-to: |
				            type=gha,scope=app,mode=max
				                     ^^^^^^^^^ 2 builds of this job's matrix write gha scope \`app\`; only the last one survives. Add \`-\${{ matrix.arch }}\` to the scope in cache-to and cache-from.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: \${{ matrix.runner }}
				    strategy:
				      matrix:
				        include:
				          - { arch: amd64, platform: linux/amd64, runner: ubuntu-latest }
				          - { arch: arm64, platform: linux/arm64, runner: ubuntu-24.04-arm }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          platforms: \${{ matrix.platform }}
				          cache-from: |
				            type=gha,scope=app-\${{ matrix.arch }}
				          cache-to: |
				            type=gha,scope=app-\${{ matrix.arch }},mode=max
			`,
		},
		{
			title: 'a base image for each leg, of a matrix that is not seen',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    needs: plan
				    runs-on: ubuntu-latest
				    strategy:
				      matrix:
				        base: \${{ fromJSON(needs.plan.outputs.bases) }}
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          build-contexts: base=docker-image://o/base:\${{ matrix.base }}
				          cache-to: type=gha,mode=max
				                    ^^^^^^^^ The builds of this job's matrix write gha scope \`buildkit\`; only the last one survives. Add \`scope=\${{ matrix.base }}\` to cache-to and cache-from.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    needs: plan
				    runs-on: ubuntu-latest
				    strategy:
				      matrix:
				        base: \${{ fromJSON(needs.plan.outputs.bases) }}
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          build-contexts: base=docker-image://o/base:\${{ matrix.base }}
				          cache-to: type=gha,mode=max,scope=\${{ matrix.base }}
			`,
		},
		{
			title: 'jobs that build different images',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  api:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: api
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
				  web:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: web
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
				                    ^^^^^^^^ 2 builds in this workflow write gha scope \`buildkit\`; only the last one survives. Add \`scope=web\` to cache-to and cache-from.
			`,
			fixed: `
				on: push
				jobs:
				  api:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: api
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
				  web:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: web
				          cache-from: type=gha,scope=web
				          cache-to: type=gha,mode=max,scope=web
			`,
		},
		{
			title: 'targets of a bake file',
			path: 'docker-bake.hcl',
			text: `
				target "api" {
				  context    = "api"
				  cache-from = ["type=gha"]
				  cache-to   = ["type=gha,mode=max"]
				}
				target "web" {
				  context    = "web"
				  cache-from = ["type=gha"]
				  cache-to   = ["type=gha,mode=max"]
				                 ^^^^^^^^ 2 builds in this file write gha scope \`buildkit\`; only the last one survives. Add \`scope=web\` to cache-to and cache-from.
				}
			`,
			fixed: `
				target "api" {
				  context    = "api"
				  cache-from = ["type=gha"]
				  cache-to   = ["type=gha,mode=max"]
				}
				target "web" {
				  context    = "web"
				  cache-from = ["type=gha,scope=web"]
				  cache-to   = ["type=gha,mode=max,scope=web"]
				}
			`,
		},
	],
	good: [
		{
			title: 'a scope for each service',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy:
				      matrix:
				        service: [api, web, worker]
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: services/\${{ matrix.service }}
				          cache-from: type=gha,scope=\${{ matrix.service }}
				          cache-to: type=gha,mode=max,scope=\${{ matrix.service }}
			`,
		},
		{
			title: 'a key of the matrix that makes no other layers',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy:
				      matrix:
				        flavor: [sweet, sour]
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          build-args: FLAVOR=\${{ matrix.flavor }}
				          cache-to: type=gha,mode=max
			`,
			settings: { options: { 'gha-scope-collision': { ignoreKeys: ['flavor'] } } },
		},
		{
			title: 'another key that tells the legs apart',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy:
				      matrix:
				        include:
				          - { name: api, directory: services/api }
				          - { name: web, directory: services/web }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.directory }}
				          cache-to: type=gha,mode=max,scope=image-\${{ matrix.name }}
			`,
		},
		{
			title: 'a name that an earlier step made of the matrix',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy:
				      matrix:
				        platform: [linux/amd64, linux/arm64]
				    steps:
				      - run: |
				          platform=\${{ matrix.platform }}
				          echo "PLATFORM_PAIR=\${platform//\\//-}" >> $GITHUB_ENV
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          platforms: \${{ matrix.platform }}
				          cache-to: type=gha,scope=build-\${{ env.PLATFORM_PAIR }},mode=max
			`,
		},
		{
			title: 'the same image built, tested and pushed',
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
				          context: .
				          load: true
				          tags: app:test
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
				      - run: docker run --rm app:test
				      - uses: docker/build-push-action@v6
				        with:
				          platforms: linux/amd64,linux/arm64
				          push: true
				          tags: o/app:latest
				          build-args: VERSION=\${{ github.sha }}
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'one build for several platforms',
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
				          platforms: linux/amd64,linux/arm64
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'a second build that only reads',
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
				          cache-to: type=gha,mode=max
				      - uses: docker/build-push-action@v6
				        with:
				          target: test
				          cache-from: type=gha
			`,
		},
		{
			title: 'one leg that writes',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy:
				      matrix:
				        python: ['3.12', '3.13']
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          build-args: PYTHON=\${{ matrix.python }}
				          cache-from: type=gha
				          cache-to: \${{ matrix.python == '3.13' && 'type=gha,mode=max' || '' }}
				      - uses: docker/build-push-action@v6
				        if: matrix.python == '3.13'
				        with:
				          build-args: PYTHON=\${{ matrix.python }}
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'a matrix that does not decide what is built',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy:
				      matrix:
				        suite: [unit, e2e]
				        platform: [linux/amd64]
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          platforms: \${{ matrix.platform }}
				          load: true
				          tags: app:\${{ matrix.suite }}
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'different events, whose caches GitHub keeps apart',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  preview:
				    if: github.event_name == 'pull_request'
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          file: Dockerfile.preview
				          cache-to: type=gha
				  release:
				    if: github.event_name == 'push'
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'scopes that look alike in different matrices',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  apps:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { name: [api, web] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: apps/\${{ matrix.name }}
				          cache-to: type=gha,scope=\${{ matrix.name }}
				  tools:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { name: [lint, docs] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: tools/\${{ matrix.name }}
				          cache-to: type=gha,scope=\${{ matrix.name }}
			`,
		},
		{
			title: 'inputs that cannot be seen',
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
				          context: \${{ env.CONTEXT }}
				          cache-to: type=gha
				      - uses: docker/build-push-action@v6
				        with:
				          context: app
				          cache-to: type=gha
				      - uses: docker/build-push-action@v6
				        with:
				          context: web
				          cache-to: type=gha,\${{ inputs.cache }}
			`,
		},
	],
	checkEntry(entry, context) {
		return collisionReport(entry, context.once(collectIn), { ignoredKeys: context.option('ignoreKeys'), ofLegs });
	},
});
