import type { Build } from '../cache/build.ts';
import type { CacheEntry } from '../cache/entry.ts';
import { defineRule, type RuleContext } from './rule.ts';
import { isGithubCache } from './shared/githubCache.ts';
import { locationOf } from './shared/location.ts';

/** The builds that read each place. */
function readersOf({ builds }: Pick<RuleContext, 'builds'>): ReadonlyMap<string, ReadonlySet<Build>> {
	const readers = new Map<string, Set<Build>>();
	for (const { build, entries } of builds) {
		for (const entry of entries) {
			for (const key of entry.direction === 'from' ? (locationOf(entry)?.keys ?? []) : []) {
				readers.set(key, (readers.get(key) ?? new Set()).add(build));
			}
		}
	}
	return readers;
}

/** Whether another build of the run reads what this one writes. */
function isReadInRun(entry: CacheEntry, { once }: RuleContext): boolean {
	const readers = once(readersOf);
	return (locationOf(entry)?.keys ?? []).some((key) => {
		const builds = readers.get(key);
		return builds !== undefined && (builds.size > 1 || !builds.has(entry.flag.build));
	});
}

export default defineRule({
	id: 'gha-write-on-tag',
	group: 'workflow',
	severity: 'warning',
	preset: 'recommended',
	summary: 'An export to the Actions cache in a workflow that only tags and releases start.',
	docs: `
GitHub keeps caches apart by the ref that saved them: a run reads those of its own ref and of the default branch. A run for the tag \`v1.2.0\`
saves its cache under \`refs/tags/v1.2.0\`, where no later tag looks. So each release builds without a cache of its own, and what it saves
fills the 10 GB of the repository, from which GitHub then deletes caches that were of use. This is GitHub's doing, whatever the version of
BuildKit.

Keep cache-from, take cache-to out, and let a workflow on the default branch write the cache. Or use a registry, which knows no refs.

Nothing is said of workflows that run for branches too or can be started by hand, of several builds that share the cache within the run (build,
test, push), and of a \`url\` of another cache server. In a matrix it is an information only.
`,
	bad: [
		{
			title: 'a workflow for tags',
			path: '.github/workflows/release.yml',
			text: `
				on:
				  push:
				    tags: ['v*']
				jobs:
				  release:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          tags: o/app:\${{ github.ref_name }}
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
				                    ^^^^^^^^^^^^^^^^^ Caches saved by a tag or release run can only be read by that same tag. Keep cache-from; write the cache on the default branch.
			`,
			fixed: `
				on:
				  push:
				    tags: ['v*']
				jobs:
				  release:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          tags: o/app:\${{ github.ref_name }}
				          cache-from: type=gha
			`,
		},
		{
			title: 'a workflow for releases',
			path: '.github/workflows/release.yml',
			text: `
				on:
				  release:
				    types: [published]
				jobs:
				  release:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: |
				            type=registry,ref=o/app:cache
				            type=gha,scope=app,mode=max
				            ^^^^^^^^^^^^^^^^^^^^^^^^^^^ Caches saved by a tag or release run can only be read by that same tag. Keep cache-from; write the cache on the default branch.
			`,
			fixed: `
				on:
				  release:
				    types: [published]
				jobs:
				  release:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: |
				            type=registry,ref=o/app:cache
			`,
		},
		{
			title: 'a script with the token, and bake',
			path: '.github/workflows/release.yml',
			text: `
				on: { push: { tags: ['*'] }, release: { types: [created] } }
				jobs:
				  script:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: crazy-max/ghaction-github-runtime@v3
				      - run: docker buildx build --push -t o/app --cache-to type=gha,scope=a,mode=max .
				                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^ Caches saved by a tag or release run can only be read by that same tag. Keep cache-from; write the cache on the default branch.
				  bake:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          set: |
				            app.cache-from=type=gha,scope=b
				            app.cache-to=type=gha,scope=b
				                         ^^^^^^^^^^^^^^^^ Caches saved by a tag or release run can only be read by that same tag. Keep cache-from; write the cache on the default branch.
			`,
			fixed: `
				on: { push: { tags: ['*'] }, release: { types: [created] } }
				jobs:
				  script:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: crazy-max/ghaction-github-runtime@v3
				      - run: docker buildx build --push -t o/app .
				  bake:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          set: |
				            app.cache-from=type=gha,scope=b
			`,
		},
		{
			title: 'a matrix, whose legs may share it',
			path: '.github/workflows/release.yml',
			text: `
				on: release
				jobs:
				  release:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [api, web] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          cache-to: \${{ inputs.warm != '' && 'type=gha,mode=max' || '' }}
				                                              ^^^^^^^^^^^^^^^^^ info: Caches saved by a tag or release run can only be read by that same tag. Keep cache-from; write the cache on the default branch.
			`,
		},
	],
	good: [
		{
			title: 'the cache is only read',
			path: '.github/workflows/release.yml',
			text: `
				on:
				  push:
				    tags: ['v*']
				jobs:
				  release:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
			`,
		},
		{
			title: 'branches as well',
			path: '.github/workflows/ci.yml',
			text: `
				on:
				  push:
				    branches: [main]
				    tags: ['v*']
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
			title: 'started by hand, by a schedule or by another workflow too',
			path: '.github/workflows/release.yml',
			text: `
				on:
				  release:
				  workflow_dispatch:
				jobs:
				  release:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'all branches but some',
			path: '.github/workflows/ci.yml',
			text: `
				on:
				  push:
				    tags: ['v*']
				    branches-ignore: [wip]
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
			title: 'read again within the run',
			path: '.github/workflows/release.yml',
			text: `
				on:
				  push:
				    tags: ['v*']
				jobs:
				  release:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          load: true
				          tags: app:test
				          cache-to: type=gha,mode=max
				      - run: docker run --rm app:test
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          cache-from: type=gha
			`,
		},
		{
			title: 'another kind of cache, another server',
			path: '.github/workflows/release.yml',
			text: `
				on: release
				jobs:
				  release:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: |
				            type=registry,ref=o/app:cache
				            type=gha,url_v2=https://cache.example.com/
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
				    - uses: docker/build-push-action@v6
				      with:
				        cache-to: type=gha
			`,
		},
		{
			title: 'scripts without the token, Depot, options that cannot be seen, values of variables',
			path: '.github/workflows/release.yml',
			text: `
				on: { push: { tags: ['v*'] } }
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: docker buildx build --cache-to type=gha .
				      - run: docker buildx build --cache-to "$CACHE_TO" .
				        env: { CACHE_TO: type=gha }
				      - uses: depot/build-push-action@v1
				        with:
				          cache-to: type=gha
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,\${{ inputs.options }}
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,scope=a,url=https://cache.example.com/
			`,
		},
		{
			title: 'runners of your own, which may be those of an Enterprise Server',
			path: '.github/workflows/release.yml',
			text: `
				on: { push: { tags: ['v*'] } }
				jobs:
				  build:
				    runs-on: [self-hosted, linux]
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'a build that reads it before another one',
			path: '.github/workflows/release.yml',
			text: `
				on: { push: { tags: ['v*'] } }
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          cache-from: type=gha
			`,
		},
	],
	checkEntry(entry, context) {
		const { pipeline } = entry.flag.build;
		if (entry.direction !== 'to' || pipeline?.runsOnTagsOnly !== true) return [];
		if (pipeline.hasActionsToken === 'no' || pipeline.isHosted === 'no' || entry.flag.origin === 'variable') return [];
		if (!isGithubCache(entry) || isReadInRun(entry, context)) return [];
		const { removal } = entry.flag.layout;
		const isOwn = entry.flag.origin === 'flag' && removal !== undefined;
		return [
			{
				span: entry.span,
				message:
					'Caches saved by a tag or release run can only be read by that same tag. Keep cache-from; write the cache on the default branch.',
				...(pipeline.matrixKeys.length > 0 ? { severity: 'info' } : {}),
				fixes: isOwn ? [{ title: 'Remove this export', safe: false, edits: [{ span: removal, text: '' }] }] : [],
			},
		];
	},
});
