import type { Build } from '../cache/build.ts';
import { addAttribute } from '../cache/edits.ts';
import { attributeOf } from '../cache/entry.ts';
import { defineRule } from './rule.ts';
import { judgedBackend } from './shared/parameters.ts';

/** Whether the cache is all that comes of a build, so that it had better fail without it; `docker build` always has an image. */
function isForCacheOnly({ tool, outputs, pushes, loads }: Build): boolean {
	return tool !== 'docker' && outputs.length === 0 && pushes === 'no' && loads === 'no';
}

export default defineRule({
	id: 'prefer-ignore-error',
	group: 'hygiene',
	severity: 'hint',
	preset: 'strict',
	summary: 'A cache export whose failure fails the build.',
	docs: `
The cache is exported after everything has been built and pushed. When that fails, because the registry is down or the quota is used up, the
whole build is a failure. With \`ignore-error=true\` it succeeds all the same; the error is in the log.

It covers the export itself. Mistakes in the flag, such as an invalid \`ref\`, still stop the build, and so they should. BuildKit reads
it since 0.11 for all backends but inline. A build that makes nothing but a cache is not reported.
`,
	bad: [
		{
			title: 'a build whose image counts',
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
				          cache-to: type=gha,mode=max
				                    ^^^^^^^^^^^^^^^^^ When this export fails, the build fails. Add \`ignore-error=true\` if it can do without the cache.
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
				          push: true
				          tags: o/app:1
				          cache-to: type=gha,mode=max,ignore-error=true
			`,
		},
		{
			title: 'the object form',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  tags     = ["o/app:1"]
				  cache-to = [{ type = "registry", ref = "o/app:cache" }]
				              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ When this export fails, the build fails. Add \`ignore-error=true\` if it can do without the cache.
				}
			`,
			fixed: `
				target "app" {
				  tags     = ["o/app:1"]
				  cache-to = [{ type = "registry", ref = "o/app:cache", ignore-error = "true" }]
				}
			`,
		},
		{
			title: 'a script',
			path: 'build.sh',
			text: `
				docker buildx build --push -t o/app:1 --cache-to type=local,dest=/c .
				                                                 ^^^^^^^^^^^^^^^^^^ When this export fails, the build fails. Add \`ignore-error=true\` if it can do without the cache.
			`,
			fixed: `
				docker buildx build --push -t o/app:1 --cache-to type=local,dest=/c,ignore-error=true .
			`,
		},
		{
			title: 'other ways to keep what is built',
			path: 'Makefile',
			text: `
				image:
					docker build -t o/app:1 --cache-to type=local,dest=/c .
					                                   ^^^^^^^^^^^^^^^^^^ When this export fails, the build fails. Add \`ignore-error=true\` if it can do without the cache.
					docker buildx build -o out --cache-to type=local,dest=/d .
					                                      ^^^^^^^^^^^^^^^^^^ When this export fails, the build fails. Add \`ignore-error=true\` if it can do without the cache.
					docker buildx build --load --cache-to type=local,dest=/e .
					                                      ^^^^^^^^^^^^^^^^^^ When this export fails, the build fails. Add \`ignore-error=true\` if it can do without the cache.
			`,
			fixed: `
				image:
					docker build -t o/app:1 --cache-to type=local,dest=/c,ignore-error=true .
					docker buildx build -o out --cache-to type=local,dest=/d,ignore-error=true .
					docker buildx build --load --cache-to type=local,dest=/e,ignore-error=true .
			`,
		},
	],
	good: [
		{
			title: 'errors ignored, or not on purpose',
			path: 'build.sh',
			text: `
				docker buildx build --push -t o/app:1 --cache-to type=registry,ref=o/app:cache,ignore-error=true .
				docker buildx build --push -t o/app:1 --cache-to type=registry,ref=o/app:cache,ignore-error=false .
			`,
		},
		{
			title: 'inline caches, imports, and an entry that may say more',
			path: 'build.sh',
			text: `
				docker buildx build --push -t o/app:1 --cache-to type=inline --cache-from type=registry,ref=o/app:cache .
				docker buildx build --push -t o/app:1 --cache-to "type=gha,$OPTIONS" .
			`,
		},
		{
			title: 'a job that only fills the cache',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  warm:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'a BuildKit that does not know it',
			path: 'build.sh',
			text: `
				docker buildx build --push -t o/app:1 --cache-to type=registry,ref=o/app:cache .
			`,
			settings: { buildkit: '0.10.6' },
		},
		{
			title: 'Depot, what is refused anyway',
			path: 'build.sh',
			text: `
				depot build --push -t o/app:1 --cache-to type=registry,ref=o/app:cache .
				docker buildx build --push -t o/app:1 --cache-to type=gha,max --cache-to type=gcs,bucket=b .
			`,
		},
	],
	checkEntry(entry, { catalogue }) {
		const { direction, typeName, flag } = entry;
		if (direction !== 'to' || typeName === undefined || judgedBackend(entry) === undefined) return [];
		if (entry.isOpen || entry.problems.length > 0 || flag.build.tool === 'depot') return [];
		if (catalogue.parameter(typeName, 'ignore-error', 'to') === undefined) return [];
		if (attributeOf(entry, 'ignore-error') !== undefined || isForCacheOnly(flag.build)) return [];
		const edit = addAttribute(entry, 'ignore-error', 'true');
		return [
			{
				span: entry.span,
				message: 'When this export fails, the build fails. Add `ignore-error=true` if it can do without the cache.',
				fixes: edit === undefined ? [] : [{ title: 'Add `ignore-error=true`', safe: false, edits: [edit] }],
			},
		];
	},
});
