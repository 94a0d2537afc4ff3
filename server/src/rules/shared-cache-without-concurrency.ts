import type { PipelineFacts } from '../cache/build.ts';
import type { CacheEntry } from '../cache/entry.ts';
import { defineRule, type Fix, type RuleContext } from './rule.ts';
import { expansionName, locationOf } from './shared/location.ts';
import { shownText } from './shared/shownText.ts';

/** Events that may start a run while another one is under way. */
const FREQUENT: ReadonlySet<string> = new Set(['push', 'pull_request', 'pull_request_target', 'merge_group']);

/** Whether runs for different refs, or one after another, write the same place. */
function isShared(entry: CacheEntry): boolean {
	if (entry.direction !== 'to' || entry.flag.origin !== 'flag') return false;
	const location = locationOf(entry);
	// GitHub keeps the Actions cache apart by ref; a directory is on the machine.
	if (location === undefined || location.type === 'gha' || location.type === 'local') return false;
	const names = location.parts.flatMap(({ expansions }) => expansions.map(({ text }) => expansionName(text)));
	return names.every((name) => /^(?:github\.repository(?:_owner)?|vars\.\w+|secrets\.\w+)$/.test(name));
}

function mayOverlap({ events, hasConcurrency, hasNeeds, runsOnTagsOnly }: PipelineFacts): boolean {
	if (hasConcurrency === true || hasNeeds === true || runsOnTagsOnly === true) return false;
	// A workflow that others call is kept apart by them.
	return events?.some((event) => FREQUENT.has(event)) === true && !events.includes('workflow_call');
}

function addConcurrency({ headPlace }: PipelineFacts): readonly Fix[] {
	if (headPlace === undefined) return [];
	const place = { start: headPlace.offset, end: headPlace.offset };
	const text = 'concurrency:\n  group: ${{ github.workflow }}-${{ github.ref }}\n';
	return [{ title: 'Add `concurrency`', safe: false, edits: [{ span: place, text }] }];
}

export default defineRule({
	id: 'shared-cache-without-concurrency',
	group: 'workflow',
	severity: 'hint',
	preset: 'strict',
	summary: 'A cache that overlapping runs of a workflow write at the same time.',
	docs: `
An export replaces what was there. When two pushes follow each other, both runs write one cache, and the one that ends last wins, which may be
the older; at times it fails with \`error writing layer blob: not_found\`. All versions of BuildKit.

Let one run wait for the other:

    concurrency:
      group: \${{ github.workflow }}-\${{ github.ref }}

or put the ref in the place (\`ref=o/app:cache-main\`). The hint is part of the strict preset. It speaks of registries and object stores; the Actions
cache is kept apart by ref already.
`,
	bad: [
		{
			title: 'one tag for all runs',
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
				          cache-to: type=registry,ref=o/app:cache,mode=max
				                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Overlapping runs overwrite one cache, \`o/app:cache\`; consider \`concurrency:\`.
			`,
			fixed: `
				on: push
				concurrency:
				  group: \${{ github.workflow }}-\${{ github.ref }}
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=o/app:cache,mode=max
			`,
		},
		{
			title: 'a bucket',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: docker buildx build --cache-to type=s3,region=eu-west-1,bucket=cache,name=app .
				                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Overlapping runs overwrite one cache, \`s3 cache/app\`; consider \`concurrency:\`.
			`,
			fixed: `
				on: [push, pull_request]
				concurrency:
				  group: \${{ github.workflow }}-\${{ github.ref }}
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: docker buildx build --cache-to type=s3,region=eu-west-1,bucket=cache,name=app .
			`,
		},
		{
			title: 'a name made of the repository',
			path: '.github/workflows/ci.yml',
			text: `
				on: { push: { branches: [main] } }

				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: |
				            type=registry,ref=ghcr.io/\${{ github.repository }}:cache
				            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Overlapping runs overwrite one cache, \`ghcr.io/\${{ github.repository }}:cache\`; consider \`concurrency:\`.
			`,
			fixed: `
				on: { push: { branches: [main] } }

				concurrency:
				  group: \${{ github.workflow }}-\${{ github.ref }}
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: |
				            type=registry,ref=ghcr.io/\${{ github.repository }}:cache
			`,
		},
		{
			title: 'behind a source and a directory, two builds',
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
				          cache-from: type=registry,ref=o/app:cache
				          cache-to: |
				            type=local,dest=/tmp/c
				            type=registry,ref=o/app:cache
				            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Overlapping runs overwrite one cache, \`o/app:cache\`; consider \`concurrency:\`.
				      - uses: docker/build-push-action@v6
				        with:
				          context: other
				          cache-to: type=registry,ref=o/other:cache
			`,
			fixed: `
				on: push
				concurrency:
				  group: \${{ github.workflow }}-\${{ github.ref }}
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=o/app:cache
				          cache-to: |
				            type=local,dest=/tmp/c
				            type=registry,ref=o/app:cache
				      - uses: docker/build-push-action@v6
				        with:
				          context: other
				          cache-to: type=registry,ref=o/other:cache
			`,
		},
		{
			title: 'behind a build of another kind of cache',
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
				          cache-to: type=gha
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=azblob,account_url=https://acme.blob.core.windows.net,name=app
				                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Overlapping runs overwrite one cache, \`azblob app\`; consider \`concurrency:\`.
			`,
			fixed: `
				on: push
				concurrency:
				  group: \${{ github.workflow }}-\${{ github.ref }}
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=azblob,account_url=https://acme.blob.core.windows.net,name=app
			`,
		},
	],
	good: [
		{
			title: 'runs that wait for each other',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				concurrency:
				  group: \${{ github.workflow }}-\${{ github.ref }}
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=o/app:cache
			`,
		},
		{
			title: 'a job that waits',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    concurrency: images
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=o/app:cache
			`,
		},
		{
			title: 'a place for each ref, and one that may be',
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
				          cache-to: |
				            type=registry,ref=o/app:cache-\${{ github.ref_name }}
				            type=registry,ref=o/app:\${{ steps.slug.outputs.tag }}
			`,
		},
		{
			title: 'an Actions cache, which is kept apart by ref',
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
			`,
		},
		{
			title: 'a workflow that only reads, one that seldom runs, one that others call',
			path: '.github/workflows/ci.yml',
			text: `
				on: [schedule, workflow_dispatch]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=o/app:cache
				          cache-to: type=registry,ref=o/app:cache
			`,
		},
		{
			title: 'a script outside of workflows',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache .
			`,
		},
		{
			title: 'jobs that wait, tags, a workflow that others call, exports under a condition',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, workflow_call]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=o/app:cache
			`,
		},
		{
			title: 'a job that waits for another, an export under a condition',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  lock:
				    concurrency: images
				    runs-on: ubuntu-latest
				    steps:
				      - run: echo mine
				  build:
				    needs: lock
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=o/app:cache
				  maybe:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: \${{ github.ref == 'refs/heads/main' && 'type=registry,ref=o/app:cache' || '' }}
			`,
		},
		{
			title: 'tags, which are pushed once',
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
				          cache-to: type=registry,ref=o/app:cache
			`,
		},
	],
	checkBuild({ build, entries }, { builds }: RuleContext) {
		const { pipeline } = build;
		const entry = entries.find(isShared);
		if (pipeline?.isGithub !== true || entry === undefined || !mayOverlap(pipeline)) return [];
		// One finding for a workflow, as one key mends it.
		const first = builds.find((view) => view.build.pipeline !== undefined && view.entries.some(isShared));
		if (first?.build !== build) return [];
		return [
			{
				span: entry.span,
				message: `Overlapping runs overwrite one cache, \`${shownText(locationOf(entry)?.name ?? '')}\`; consider \`concurrency:\`.`,
				fixes: addConcurrency(pipeline),
			},
		];
	},
});
