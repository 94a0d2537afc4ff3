import type { Build } from '../cache/build.ts';
import type { CacheEntry } from '../cache/entry.ts';
import { defineRule, type RuleContext } from './rule.ts';
import { gateFixes } from './shared/gate.ts';
import { type CacheLocation, isSameLocation, locationOf } from './shared/location.ts';
import { shownText } from './shared/shownText.ts';

const OF_PULL_REQUESTS = /^pull_request(?:_target)?$/;

/** Expansions that are the same for a pull request and for the branch it goes to. */
const STEADY =
	/^\$\{\{\s*(?:github\.repository(?:_owner)?|(?:vars|matrix)\.[\w-]+|env\.\w*(?:REGISTRY|IMAGE|REPO)\w*)\s*\}\}$/;

/** The place an entry writes to on pull requests, when all that shows is that it does so just as on branches. */
function writtenByPullRequests(entry: CacheEntry): CacheLocation | undefined {
	const { flag, direction } = entry;
	const { pipeline } = flag.build;
	if (direction !== 'to' || flag.origin !== 'flag' || pipeline === undefined || entry.isOpen) return undefined;
	// A condition may keep pull requests away.
	if (!pipeline.events?.some((event) => OF_PULL_REQUESTS.test(event)) || pipeline.conditions.length > 0)
		return undefined;
	const location = locationOf(entry);
	// Caches of Actions are kept apart by ref, and directories by machine.
	if (location === undefined || location.type === 'gha' || location.type === 'local') return undefined;
	const isSteady = location.parts.every(({ expansions }) => expansions.every(({ text }) => STEADY.test(text)));
	return isSteady ? location : undefined;
}

/** Whether a build may push what it makes outside of pull requests. */
function mayRelease({ pushes, pipeline }: Build): boolean {
	return pushes !== 'no' && (pipeline?.events ?? []).some((event) => !OF_PULL_REQUESTS.test(event));
}

/** The condition that keeps the pull requests of the workflow from writing. */
function gateFor({ flag }: CacheEntry): string {
	const events = flag.build.pipeline?.events?.filter((event) => OF_PULL_REQUESTS.test(event)) ?? [];
	return events.map((event) => `github.event_name != '${event}'`).join(' && ');
}

function findReader(location: CacheLocation, { builds }: RuleContext): CacheEntry | undefined {
	return builds
		.filter(({ build }) => mayRelease(build))
		.flatMap(({ entries }) => entries)
		.find((entry) => {
			const read = entry.direction === 'from' ? locationOf(entry) : undefined;
			return read !== undefined && isSameLocation(location, read) === 'yes';
		});
}

export default defineRule({
	id: 'pr-writes-release-cache',
	group: 'security',
	severity: 'warning',
	preset: 'security',
	summary: 'A cache that pull requests write and a build that publishes reads.',
	docs: `
What is in a cache is taken for the result of a step without looking at it again. Whoever can open a pull request that exports to the cache can
put a layer there which the next build of the main branch takes for its own, and publishes.

Have pull requests read the cache and not write it, or write to a ref of their own:

    cache-from: type=registry,ref=ghcr.io/o/app:buildcache
    cache-to: \${{ github.event_name != 'pull_request' && 'type=registry,ref=ghcr.io/o/app:buildcache,mode=max' || '' }}

The rule compares registry, s3 and azblob caches within one workflow. It is quiet when a condition or an expression decides about the export,
when the place differs by ref or event, and for \`type=gha\`, whose caches GitHub keeps apart by ref. Where pull requests can only come from people
who may push anyway there is less to fear, so the rule is part of the \`security\` preset only. All versions of BuildKit.
`,
	options: {
		forks: {
			kind: 'boolean',
			default: true,
			description:
				'Whether pull requests come from people who may not push; not so in a private repository without forks.',
		},
	},
	bad: [
		{
			title: 'one build for everything',
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
				          push: \${{ github.event_name != 'pull_request' }}
				          tags: ghcr.io/o/app:1
				          cache-from: type=registry,ref=ghcr.io/o/app:buildcache
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache,mode=max
				                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Pull requests write \`ghcr.io/o/app:buildcache\`, and a build that publishes reads it (line 11). Export on other events only, or to a place of their own.
			`,
			fixed: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          push: \${{ github.event_name != 'pull_request' }}
				          tags: ghcr.io/o/app:1
				          cache-from: type=registry,ref=ghcr.io/o/app:buildcache
				          cache-to: \${{ github.event_name != 'pull_request' && 'type=registry,ref=ghcr.io/o/app:buildcache,mode=max' || '' }}
			`,
		},
		{
			title: 'a test that writes what the release reads',
			path: '.github/workflows/ci.yml',
			text: `
				on:
				  push:
				    branches: [main]
				  pull_request:
				jobs:
				  test:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/\${{ github.repository }}:cache
				                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Pull requests write \`ghcr.io/\${{ github.repository }}:cache\`, and a build that publishes reads it (line 22). Export on other events only, or to a place of their own.
				  release:
				    runs-on: ubuntu-latest
				    if: github.event_name == 'push'
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          tags: ghcr.io/o/app:1
				          cache-from: type=registry,ref=ghcr.io/\${{ github.repository }}:cache
			`,
			fixed: `
				on:
				  push:
				    branches: [main]
				  pull_request:
				jobs:
				  test:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: \${{ github.event_name != 'pull_request' && format('type=registry,ref=ghcr.io/{0}:cache', github.repository) || '' }}
				  release:
				    runs-on: ubuntu-latest
				    if: github.event_name == 'push'
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          tags: ghcr.io/o/app:1
				          cache-from: type=registry,ref=ghcr.io/\${{ github.repository }}:cache
			`,
		},
		{
			title: 'a bucket',
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
				          push: true
				          tags: o/app:1
				          cache-from: type=s3,region=r,bucket=b,name=app
				          cache-to: type=s3,region=r,bucket=b,name=app
				                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Pull requests write \`s3 b/app\`, and a build that publishes reads it (line 11). Export on other events only, or to a place of their own.
			`,
			fixed: `
				on: [push, pull_request_target]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          tags: o/app:1
				          cache-from: type=s3,region=r,bucket=b,name=app
				          cache-to: \${{ github.event_name != 'pull_request_target' && 'type=s3,region=r,bucket=b,name=app' || '' }}
			`,
		},
	],
	good: [
		{
			title: 'pull requests do not write',
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
				          push: \${{ github.event_name != 'pull_request' }}
				          tags: ghcr.io/o/app:1
				          cache-from: type=registry,ref=ghcr.io/o/app:buildcache
				          cache-to: \${{ github.event_name != 'pull_request' && 'type=registry,ref=ghcr.io/o/app:buildcache,mode=max' || '' }}
			`,
		},
		{
			title: 'a place of their own for each ref, and caches of Actions',
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
				          push: \${{ github.event_name != 'pull_request' }}
				          tags: ghcr.io/o/app:1
				          cache-from: |
				            type=gha
				            type=registry,ref=ghcr.io/o/app:\${{ steps.slug.outputs.ref }}
				          cache-to: |
				            type=gha
				            type=registry,ref=ghcr.io/o/app:\${{ steps.slug.outputs.ref }}
			`,
		},
		{
			title: 'nothing is published, or not in pull requests',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  test:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:test
				          cache-to: type=registry,ref=ghcr.io/o/app:test
				  release:
				    if: github.event_name == 'push'
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          tags: ghcr.io/o/app:1
				          cache-from: type=registry,ref=ghcr.io/o/app:main
				          cache-to: type=registry,ref=ghcr.io/o/app:main
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
				          push: true
				          tags: ghcr.io/o/app:1
				          cache-from: type=registry,ref=ghcr.io/o/app:buildcache
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache,mode=max
			`,
			settings: { options: { 'pr-writes-release-cache': { forks: false } } },
		},
		{
			title: 'a build that reads it and never pushes',
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
				          push: false
				          cache-from: type=registry,ref=ghcr.io/o/app:buildcache
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache,mode=max
			`,
		},
		{
			title: 'pull requests alone, and branches alone',
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
				          push: true
				          tags: ghcr.io/o/app:pr
				          cache-from: type=registry,ref=ghcr.io/o/app:buildcache
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache,mode=max
			`,
		},
		{
			title: 'directories, options that cannot be seen, places that differ by event',
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
				          push: true
				          tags: o/app:1
				          cache-from: |
				            type=local,src=/tmp/c
				            type=registry,ref=o/app:\${{ github.event_name }}
				            type=s3,region=r,bucket=b,name=a
				          cache-to: |
				            type=local,dest=/tmp/c
				            type=registry,ref=o/app:\${{ github.event_name }}
				            type=s3,region=r,bucket=b,name=a,\${{ inputs.more }}
			`,
		},
		{
			title: 'branches alone, places that differ by event',
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
				          push: true
				          tags: o/app:1
				          cache-from: type=registry,ref=o/app:cache
				          cache-to: type=registry,ref=o/app:cache
			`,
		},
		{
			title: 'places that differ by event',
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
				          push: true
				          tags: o/app:1
				          cache-from: type=registry,ref=o/app:\${{ github.event_name }}-cache
				          cache-to: type=registry,ref=o/app:\${{ github.event_name }}-cache,mode=max
			`,
		},
	],
	checkEntry(entry, context) {
		const location = context.option('forks') ? writtenByPullRequests(entry) : undefined;
		const reader = location === undefined ? undefined : findReader(location, context);
		if (location === undefined || reader === undefined) return [];
		return [
			{
				span: entry.span,
				message:
					`Pull requests write \`${shownText(location.name)}\`, and a build that publishes reads it (line ` +
					`${context.lineOf(reader.span.start)}). Export on other events only, or to a place of their own.`,
				fixes: gateFixes(entry, gateFor(entry)),
				related: [{ span: reader.span, message: 'read here' }],
			},
		];
	},
});
