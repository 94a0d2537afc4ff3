import type { PipelineFacts } from '../cache/build.ts';
import type { CacheEntry } from '../cache/entry.ts';
import { defineRule, type Fix } from './rule.ts';
import { gateFixes } from './shared/gate.ts';
import { isGithubCache } from './shared/githubCache.ts';
import { ignoreErrorFixes, stopsOnError } from './shared/ignoreError.ts';

/** Events whose runs get a token that only reads. Source: GitHub changelog of 2026-06-26. */
const READ_ONLY = ['pull_request_target', 'issue_comment', 'workflow_run'] as const;

/** The events of a workflow that start runs which cannot write, and the others. */
function splitEvents({ events, pullRequestTypes }: PipelineFacts, known: readonly string[]) {
	// So users report it of runs for closed pull requests.
	const isClosedOnly = pullRequestTypes?.length === 1 && pullRequestTypes[0] === 'closed';
	const isReadOnly = (event: string) => known.includes(event) || (event === 'pull_request' && isClosedOnly);
	return {
		readOnly: events?.filter(isReadOnly) ?? [],
		others: events?.filter((event) => !isReadOnly(event)) ?? [],
	};
}

/** Whether an export fails when the cache cannot be written. */
function needsToWrite(entry: CacheEntry): boolean {
	const { origin, build } = entry.flag;
	if (entry.direction !== 'to' || origin !== 'flag' || build.pipeline?.hasActionsToken !== 'yes') return false;
	return isGithubCache(entry) && stopsOnError(entry);
}

function fixesFor(
	entry: CacheEntry,
	{ readOnly, others }: { readonly readOnly: readonly string[]; readonly others: readonly string[] },
): readonly Fix[] {
	const { removal } = entry.flag.layout;
	const condition = others.includes('push')
		? "github.event_name == 'push'"
		: readOnly.map((event) => `github.event_name != '${event}'`).join(' && ');
	const removed: readonly Fix[] =
		removal === undefined ? [] : [{ title: 'Remove this export', safe: false, edits: [{ span: removal, text: '' }] }];
	const first = others.length === 0 ? removed : gateFixes(entry, condition);
	return [...first, ...ignoreErrorFixes(entry)];
}

export default defineRule({
	id: 'gha-read-only-trigger',
	group: 'workflow',
	severity: 'warning',
	preset: 'recommended',
	summary: 'An export to the Actions cache in runs that can only read it.',
	docs: `
Since 2026-06-26 GitHub gives runs that outsiders can start in the name of the default branch a token that only reads the cache:
\`pull_request_target\`, \`issue_comment\`, \`workflow_run\`, and as users report \`pull_request\` with \`types: [closed]\`. The export fails, after the image
has been pushed:

    error writing layer blob: failed to reserve cache: … cache write denied: token has no writable scopes

\`permissions: actions: write\` does not help. Whatever the version of BuildKit.

Read the cache there, and write it in a workflow that \`push\` starts. \`ignore-error=true\` lets the build go on, but then nothing is ever written.
Where the job says \`cache-mode: write\` nothing is said, nor in workflows with several triggers where a condition asks for the event; nor on
self-hosted runners, which may belong to a GitHub Enterprise Server.
`,
	options: {
		events: {
			kind: 'strings',
			default: READ_ONLY,
			description:
				'The events whose runs get a token that only reads; `pull_request` for closed ones is always among them.',
		},
	},
	bad: [
		{
			title: 'pull_request_target',
			path: '.github/workflows/preview.yml',
			text: `
				on: pull_request_target
				jobs:
				  preview:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
				                    ^^^^^^^^^^^^^^^^^ Since June 2026 \`pull_request_target\` runs get a read-only Actions cache; this cache-to fails the build after the push. Write the cache from a \`push\` workflow.
			`,
			fixed: `
				on: pull_request_target
				jobs:
				  preview:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
			`,
			otherwise: {
				'Let the build go on without the export': `
					on: pull_request_target
					jobs:
					  preview:
					    runs-on: ubuntu-latest
					    steps:
					      - uses: docker/setup-buildx-action@v3
					      - uses: docker/build-push-action@v6
					        with:
					          cache-from: type=gha
					          cache-to: type=gha,mode=max,ignore-error=true
				`,
			},
		},
		{
			title: 'among others',
			path: '.github/workflows/ci.yml',
			text: `
				on:
				  push:
				    branches: [main]
				  workflow_run:
				    workflows: [lint]
				    types: [completed]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=\${{ github.ref_name }}
				          cache-to: type=gha,mode=max,scope=\${{ github.ref_name }}
				                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Since June 2026 \`workflow_run\` runs get a read-only Actions cache; this cache-to fails the build after the push. Write the cache from a \`push\` workflow.
			`,
			fixed: `
				on:
				  push:
				    branches: [main]
				  workflow_run:
				    workflows: [lint]
				    types: [completed]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=\${{ github.ref_name }}
				          cache-to: \${{ github.event_name == 'push' && format('type=gha,mode=max,scope={0}', github.ref_name) || '' }}
			`,
		},
		{
			title: 'closed pull requests, and comments',
			path: '.github/workflows/clean.yml',
			text: `
				on:
				  pull_request:
				    types: [closed]
				  issue_comment:
				jobs:
				  build:
				    if: github.event.pull_request.merged == true
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          set: |
				            app.cache-from=type=gha
				            app.cache-to=type=gha,ignore-error=false
				                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^ Since June 2026 \`pull_request\` (closed) and \`issue_comment\` runs get a read-only Actions cache; this cache-to fails the build after the push. Write the cache from a \`push\` workflow.
			`,
			fixed: `
				on:
				  pull_request:
				    types: [closed]
				  issue_comment:
				jobs:
				  build:
				    if: github.event.pull_request.merged == true
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          set: |
				            app.cache-from=type=gha
			`,
		},
		{
			title: 'among others that do not push',
			path: '.github/workflows/nightly.yml',
			text: `
				on: [schedule, workflow_dispatch, issue_comment, pull_request_target]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: |
				            type=gha,mode=max
				            ^^^^^^^^^^^^^^^^^ Since June 2026 \`issue_comment\` and \`pull_request_target\` runs get a read-only Actions cache; this cache-to fails the build after the push. Write the cache from a \`push\` workflow.
			`,
			fixed: `
				on: [schedule, workflow_dispatch, issue_comment, pull_request_target]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: |
				            \${{ github.event_name != 'issue_comment' && github.event_name != 'pull_request_target' && 'type=gha,mode=max' || '' }}
			`,
		},
		{
			title: 'a condition that does not ask for the event',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, workflow_run]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { os: [debian, alpine] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        if: matrix.os == 'debian'
				        with:
				          cache-to: type=gha
				                    ^^^^^^^^ Since June 2026 \`workflow_run\` runs get a read-only Actions cache; this cache-to fails the build after the push. Write the cache from a \`push\` workflow.
			`,
			fixed: `
				on: [push, workflow_run]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { os: [debian, alpine] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        if: matrix.os == 'debian'
				        with:
				          cache-to: \${{ github.event_name == 'push' && 'type=gha' || '' }}
			`,
		},
	],
	good: [
		{
			title: 'the cache is only read',
			path: '.github/workflows/preview.yml',
			text: `
				on: pull_request_target
				jobs:
				  preview:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
			`,
		},
		{
			title: 'an event whose runs may write here',
			path: '.github/workflows/nightly.yml',
			text: `
				on:
				  workflow_run:
				    workflows: [lint]
				    types: [completed]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max
			`,
			settings: { options: { 'gha-read-only-trigger': { events: ['pull_request_target'] } } },
		},
		{
			title: 'a job that may write',
			path: '.github/workflows/preview.yml',
			text: `
				on: pull_request_target
				jobs:
				  preview:
				    runs-on: ubuntu-latest
				    cache-mode: write
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'a workflow that may write only',
			path: '.github/workflows/preview.yml',
			text: `
				on: [issue_comment]
				cache-mode: write-only
				jobs:
				  preview:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'several triggers and a condition',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request_target]
				jobs:
				  expression:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: \${{ github.event_name == 'push' && 'type=gha,mode=max' || '' }}
				  step:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        if: github.event_name == 'push'
				        with:
				          cache-to: type=gha,mode=max
				  job:
				    if: github.ref == 'refs/heads/main'
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'events whose runs can write',
			path: '.github/workflows/ci.yml',
			text: `
				on:
				  push:
				  pull_request:
				    types: [opened, synchronize, closed]
				  schedule: [{ cron: '0 0 * * *' }]
				  workflow_dispatch:
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'a failure that is ignored, another server, another cache',
			path: '.github/workflows/preview.yml',
			text: `
				on: pull_request_target
				jobs:
				  preview:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: |
				            type=gha,ignore-error=true
				            type=gha,scope=a,url_v2=https://cache.example.com/
				            type=registry,ref=o/app:cache
			`,
		},
		{
			title: "GitHub Enterprise Server, which has runners of one's own",
			path: '.github/workflows/preview.yml',
			text: `
				on: pull_request_target
				jobs:
				  preview:
				    runs-on: [self-hosted]
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'a script without the token, Depot',
			path: '.github/workflows/preview.yml',
			text: `
				on: pull_request_target
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: docker buildx build --cache-to type=gha .
				      - uses: depot/build-push-action@v1
				        with:
				          cache-to: type=gha
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha\${{ inputs.more }}
			`,
		},
		{
			title: 'a job that waits for one with a condition',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request_target]
				jobs:
				  guard:
				    if: github.event_name == 'push'
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
				          cache-to: type=gha
			`,
		},
		{
			title: 'pull requests of another type, options that cannot be seen, an error that may be ignored',
			path: '.github/workflows/ci.yml',
			text: `
				on: { pull_request: { types: [opened] } }
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'options that cannot be seen, an error that may be ignored',
			path: '.github/workflows/ci.yml',
			text: `
				on: pull_request_target
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,\${{ inputs.options }}
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,scope=a,ignore-error=\${{ inputs.lenient }}
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,scope=b,url=https://cache.example.com/
			`,
		},
	],
	checkEntry(entry, context) {
		const { pipeline } = entry.flag.build;
		if (pipeline === undefined || pipeline.isHosted === 'no' || pipeline.cacheMode !== undefined) return [];
		const { readOnly, others } = splitEvents(pipeline, context.option('events'));
		if (readOnly.length === 0 || !needsToWrite(entry)) return [];
		const mayBeGated =
			pipeline.hasNeeds === true || pipeline.conditions.some(({ written }) => /github\./.test(written));
		if (others.length > 0 && mayBeGated) return [];
		const names = readOnly.map((event) => (event === 'pull_request' ? '`pull_request` (closed)' : `\`${event}\``));
		return [
			{
				span: entry.span,
				message: `Since June 2026 ${names.join(' and ')} runs get a read-only Actions cache; this cache-to fails the build after the push. Write the cache from a \`push\` workflow.`,
				fixes: fixesFor(entry, { readOnly, others }),
			},
		];
	},
});
