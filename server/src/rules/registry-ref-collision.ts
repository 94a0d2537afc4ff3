import { attributeOf, type CacheEntry, refOf } from '../cache/entry.ts';
import { defineRule, type Fix, type Report, type RuleContext } from './rule.ts';
import { type Collision, type Writer, wordFor, writersIn } from './shared/collision.ts';
import { type CollisionReports, collectCollisions, collisionReport } from './shared/collisionReports.ts';
import type { LegCollision } from './shared/legCollision.ts';
import { separateEdits } from './shared/separatePlaces.ts';
import { shownText } from './shared/shownText.ts';

const TYPES = new Set(['registry', 's3', 'azblob']);

/** The part of an entry that says where it goes. */
function placeOf(entry: CacheEntry) {
	return refOf(entry)?.span ?? (attributeOf(entry, 'name') ?? attributeOf(entry, 'type'))?.span ?? entry.span;
}

/** What to write, for the message. */
function adviceFor(entry: CacheEntry, word: string | undefined): string {
	const isRegistry = refOf(entry) !== undefined;
	if (word === undefined)
		return `Give each ${isRegistry ? 'a tag' : 'a `name`'} of its own, in cache-to and cache-from.`;
	if (isRegistry) return `Add \`-${word}\` to the tag in cache-to and cache-from.`;
	const isNamed = attributeOf(entry, 'name') !== undefined;
	return `Add \`${isNamed ? `-${word}` : `name=${word}`}\` to ${isNamed ? 'the name in ' : ''}cache-to and cache-from.`;
}

function fixFor({ entry, view }: Writer, word: string | undefined): readonly Fix[] {
	const edits = word === undefined ? undefined : separateEdits(entry, view.entries, word);
	return edits === undefined ? [] : [{ title: `Give it a place of its own, with \`-${word}\``, safe: false, edits }];
}

/** `amd64 and arm64 legs`, `4 legs of the matrix`. */
function legsIn({ count, values }: LegCollision): string {
	if (count === 2 && values.length === 2) return `\`${shownText(values[0]!)}\` and \`${shownText(values[1]!)}\` legs`;
	return count === undefined ? 'The legs of the matrix' : `${count} legs of the matrix`;
}

function ofLegs(writer: Writer, collision: LegCollision): Report {
	const { entry, location } = writer;
	const word = collision.key === undefined ? undefined : `\${{ matrix.${collision.key} }}`;
	return {
		span: placeOf(entry),
		message: `${legsIn(collision)} export to \`${shownText(location.name)}\`; each export replaces the ${collision.count === 2 ? 'other' : 'others'}. ${adviceFor(entry, word)}`,
		fixes: fixFor(writer, collision.isTag ? word : undefined),
	};
}

function nameOf({ view: { build } }: Writer): string | undefined {
	return build.name ?? build.pipeline?.job;
}

function ofBuilds(collision: Collision): Report {
	const { entry, first, count, location } = collision;
	const word = wordFor(collision);
	const names = [nameOf(first), nameOf(collision)];
	const isNamed = count === 2 && names[0] !== undefined && names[1] !== undefined && names[0] !== names[1];
	const who = isNamed ? names.map((name) => `\`${shownText(name!)}\``).join(' and ') : `${count} different builds`;
	return {
		span: placeOf(entry),
		message: `${who} export to \`${shownText(location.name)}\`; each export replaces the ${count === 2 ? 'other' : 'others'}. ${adviceFor(entry, word)}`,
		fixes: fixFor(collision, word),
		related: [{ span: first.entry.span, message: 'this cache is replaced' }],
	};
}

/** The exports of a file that collide. */
function collectIn({ builds }: Pick<RuleContext, 'builds'>): CollisionReports {
	return collectCollisions(writersIn(builds, TYPES), ofBuilds);
}

export default defineRule({
	id: 'registry-ref-collision',
	group: 'workflow',
	severity: 'warning',
	preset: 'recommended',
	summary: 'Different builds that export to the same reference, or to the same name in an object store.',
	docs: `
An export writes one manifest and replaces the one that was there; caches are not merged. Where runners for amd64 and arm64, legs of a matrix
or several steps export to one \`ref\` (or one \`name\` of s3 or azblob, by default \`buildkit\`), only the last one has a cache in the next run. So it
is in all versions of BuildKit; nothing is logged.

Give each its own tag and import that one: \`ref=o/app:buildcache-\${{ matrix.arch }}\`. A single build with several \`platforms\` makes one cache for
all of them and needs no such thing.

Builds are different when context, Dockerfile, target, platform or a build argument is, as far as that can be seen; \`tags\`, \`push\`, \`load\` and
outputs make no difference. Steps with a condition that asks for a key of the matrix, exports in an expression, and places made of values that
cannot be seen are left alone.
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
			title: 'a runner for each architecture',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: \${{ matrix.runner }}
				    strategy:
				      matrix:
				        include:
				          - { arch: amd64, runner: ubuntu-latest }
				          - { arch: arm64, runner: ubuntu-24.04-arm }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          tags: ghcr.io/o/app:\${{ matrix.arch }}
				          cache-from: type=registry,ref=ghcr.io/o/app:buildcache
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache,mode=max
				                                      ^^^^^^^^^^^^^^^^^^^^^^^^ \`amd64\` and \`arm64\` legs export to \`ghcr.io/o/app:buildcache\`; each export replaces the other. Add \`-\${{ matrix.arch }}\` to the tag in cache-to and cache-from.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: \${{ matrix.runner }}
				    strategy:
				      matrix:
				        include:
				          - { arch: amd64, runner: ubuntu-latest }
				          - { arch: arm64, runner: ubuntu-24.04-arm }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          tags: ghcr.io/o/app:\${{ matrix.arch }}
				          cache-from: type=registry,ref=ghcr.io/o/app:buildcache-\${{ matrix.arch }}
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache-\${{ matrix.arch }},mode=max
			`,
		},
		{
			title: 'two images in a script',
			path: 'build.sh',
			text: `
				docker buildx build --push -t o/api --cache-from o/cache:main --cache-to type=registry,ref=o/cache:main,mode=max api
				docker buildx build --push -t o/web --cache-from o/cache:main --cache-to type=registry,ref=o/cache:main,mode=max web
				                                                                                           ^^^^^^^^^^^^ 2 different builds export to \`o/cache:main\`; each export replaces the other. Add \`-web\` to the tag in cache-to and cache-from.
			`,
			fixed: `
				docker buildx build --push -t o/api --cache-from o/cache:main --cache-to type=registry,ref=o/cache:main,mode=max api
				docker buildx build --push -t o/web --cache-from o/cache:main-web --cache-to type=registry,ref=o/cache:main-web,mode=max web
			`,
		},
		{
			title: 'services of a compose file in one bucket',
			path: 'compose.yaml',
			text: `
				services:
				  api:
				    build:
				      context: api
				      cache_to:
				        - type=s3,region=eu-west-1,bucket=cache,mode=max
				  web:
				    build:
				      context: web
				      cache_to:
				        - type=s3,region=eu-west-1,bucket=cache,mode=max
				          ^^^^^^^ \`api\` and \`web\` export to \`s3 cache/buildkit\`; each export replaces the other. Add \`name=web\` to cache-to and cache-from.
			`,
			fixed: `
				services:
				  api:
				    build:
				      context: api
				      cache_to:
				        - type=s3,region=eu-west-1,bucket=cache,mode=max
				  web:
				    build:
				      context: web
				      cache_to:
				        - type=s3,region=eu-west-1,bucket=cache,mode=max,name=web
			`,
		},
		{
			title: 'two stages, two Dockerfiles',
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
				          cache-to: type=registry,ref=\${{ vars.IMAGE }}:cache
				      - uses: docker/build-push-action@v6
				        with:
				          file: Dockerfile.worker
				          cache-to: type=registry,ref=\${{ vars.IMAGE }}:cache
				                                      ^^^^^^^^^^^^^^^^^^^^^^^ 2 different builds export to \`\${{ vars.IMAGE }}:cache\`; each export replaces the other. Add \`-worker\` to the tag in cache-to and cache-from.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=\${{ vars.IMAGE }}:cache
				      - uses: docker/build-push-action@v6
				        with:
				          file: Dockerfile.worker
				          cache-to: type=registry,ref=\${{ vars.IMAGE }}:cache-worker
			`,
		},
		{
			title: 'names in a bucket, three legs, a matrix that is not seen',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  named:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [api, web, worker] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          cache-from: type=s3,region=r,bucket=b,name=app
				          cache-to: type=s3,region=r,bucket=b,name=app
				                                              ^^^^^^^^ 3 legs of the matrix export to \`s3 b/app\`; each export replaces the others. Add \`-\${{ matrix.app }}\` to the name in cache-to and cache-from.
				  unseen:
				    needs: plan
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: '\${{ fromJSON(needs.plan.outputs.apps) }}' } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          cache-to: type=registry,ref=o/cache:main
				                                      ^^^^^^^^^^^^ The legs of the matrix export to \`o/cache:main\`; each export replaces the others. Add \`-\${{ matrix.app }}\` to the tag in cache-to and cache-from.
			`,
			fixed: `
				on: push
				jobs:
				  named:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [api, web, worker] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          cache-from: type=s3,region=r,bucket=b,name=app-\${{ matrix.app }}
				          cache-to: type=s3,region=r,bucket=b,name=app-\${{ matrix.app }}
				  unseen:
				    needs: plan
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: '\${{ fromJSON(needs.plan.outputs.apps) }}' } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          cache-to: type=registry,ref=o/cache:main
			`,
		},
		{
			title: 'three builds of a script',
			path: 'Makefile',
			text: `
				images:
					docker buildx build --cache-to type=registry,ref=o/cache:main api
					docker buildx build --cache-to type=registry,ref=o/cache:main web
					                                                 ^^^^^^^^^^^^ 3 different builds export to \`o/cache:main\`; each export replaces the others. Add \`-web\` to the tag in cache-to and cache-from.
					docker buildx build --cache-to type=registry,ref=o/cache:main worker
					                                                 ^^^^^^^^^^^^ 3 different builds export to \`o/cache:main\`; each export replaces the others. Add \`-worker\` to the tag in cache-to and cache-from.
			`,
			fixed: `
				images:
					docker buildx build --cache-to type=registry,ref=o/cache:main api
					docker buildx build --cache-to type=registry,ref=o/cache:main-web web
					docker buildx build --cache-to type=registry,ref=o/cache:main-worker worker
			`,
		},
	],
	good: [
		{
			title: 'a tag for each architecture',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: \${{ matrix.runner }}
				    strategy:
				      matrix:
				        include:
				          - { arch: amd64, runner: ubuntu-latest }
				          - { arch: arm64, runner: ubuntu-24.04-arm }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:buildcache-\${{ matrix.arch }}
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache-\${{ matrix.arch }},mode=max
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
				          cache-to: type=registry,ref=ghcr.io/o/app:cache,mode=max
			`,
			settings: { options: { 'registry-ref-collision': { ignoreKeys: ['flavor'] } } },
		},
		{
			title: 'one builder for several platforms',
			path: 'build.sh',
			text: `
				docker buildx build --push -t o/app --platform linux/amd64,linux/arm64 --cache-to type=registry,ref=o/app:cache,mode=max .
			`,
		},
		{
			title: 'the same image built, tested and pushed',
			path: 'build.sh',
			text: `
				docker buildx build --load -t o/app:test --cache-from o/app:cache --cache-to type=registry,ref=o/app:cache,mode=max .
				docker run --rm o/app:test
				docker buildx build --push -t o/app:1 --platform linux/amd64,linux/arm64 --cache-from o/app:cache --cache-to type=registry,ref=o/app:cache,mode=max ./
			`,
		},
		{
			title: 'a second build that only reads',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,mode=max .
				docker buildx build --target test --cache-from o/app:cache .
			`,
		},
		{
			title: 'one leg that writes, one that may not be the same',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy:
				      matrix:
				        node: [22, 24]
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        if: matrix.node == 24
				        with:
				          build-args: NODE=\${{ matrix.node }}
				          cache-to: type=registry,ref=o/app:cache
				      - uses: docker/build-push-action@v6
				        with:
				          build-args: NODE=\${{ matrix.node }}
				          cache-to: type=registry,ref=o/app:\${{ env.CACHE_TAG }}
			`,
		},
		{
			title: 'names that may have changed in between, and contexts that may be the same',
			path: 'build.sh',
			text: `
				IMAGE=o/api
				docker buildx build --cache-to type=registry,ref=$IMAGE:cache api
				IMAGE=o/web
				docker buildx build --cache-to type=registry,ref=$IMAGE:cache web
				docker buildx build --cache-to type=registry,ref=o/app:cache .
				docker buildx build --cache-to type=registry,ref=o/app:cache "$PWD"
			`,
		},
		{
			title: 'a bucket with a prefix for each',
			path: 'compose.yaml',
			text: `
				services:
				  api:
				    build:
				      context: api
				      cache_to: [ "type=s3,region=eu-west-1,bucket=cache,prefix=api/" ]
				  web:
				    build:
				      context: web
				      cache_to: [ "type=s3,region=eu-west-1,bucket=cache,prefix=web/" ]
			`,
		},
		{
			title: 'a matrix of machines of one kind',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: \${{ matrix.os }}
				    strategy:
				      matrix:
				        os: [ubuntu-22.04, ubuntu-24.04]
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=o/app:cache
			`,
		},
	],
	checkEntry(entry, context) {
		return collisionReport(entry, context.once(collectIn), { ignoredKeys: context.option('ignoreKeys'), ofLegs });
	},
});
