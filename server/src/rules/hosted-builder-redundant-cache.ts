import type { CacheEntry } from '../cache/entry.ts';
import { type BuildView, defineRule, type Edit, type Fix } from './rule.ts';
import { locationOf } from './shared/location.ts';

/** The entries that only repeat what the builder keeps by itself. */
function redundantEntries({ build, entries }: BuildView): readonly CacheEntry[] {
	// A step with conditions may be there for those who cannot use the service.
	const isFallback = build.pipeline?.conditions.some(({ written }) =>
		/\bgithub\b|\bfork\b|secrets|vars|env\./.test(written),
	);
	if (build.builder.keptBy === undefined || isFallback === true) return [];
	const own = entries.filter(({ flag, problems }) => flag.origin === 'flag' && problems.length === 0);
	const gha = own.filter((entry) => locationOf(entry)?.type === 'gha');
	// What is exported to a registry may be read elsewhere, unless the build reads it itself.
	const registry = own.filter((entry) => {
		const location = locationOf(entry);
		return (
			location?.type === 'registry' &&
			own.some(
				(other) =>
					other.direction !== entry.direction && locationOf(other)?.keys.some((key) => location.keys.includes(key)),
			)
		);
	});
	const found = [...gha, ...registry];
	return found.some(({ direction }) => direction === 'to') ? own.filter((entry) => found.includes(entry)) : [];
}

/** The edits that take all of them out; where they are all there is, the key goes with the last. */
function removeAll(found: readonly CacheEntry[]): readonly Fix[] {
	const edits = found.flatMap(({ flag }): readonly Edit[] =>
		flag.layout.removal === undefined ? [] : [{ span: flag.layout.removal, text: '' }],
	);
	const [first, ...rest] = edits;
	const starts = new Set(edits.map(({ span }) => span.start));
	if (first === undefined || starts.size < found.length) return [];
	return [{ title: 'Remove these caches', safe: false, edits: [first, ...rest] }];
}

export default defineRule({
	id: 'hosted-builder-redundant-cache',
	group: 'workflow',
	severity: 'info',
	preset: 'recommended',
	summary: 'A cache beside a builder that keeps its layers by itself.',
	docs: `
The builders of Depot, Blacksmith and Namespace keep the layers of earlier builds on a disk of their own. A cache export copies
them once more over the network: 16 of 22 minutes in one log, and another thing that can fail. Depot leaves \`type=gha\` out, with a warning.

Take \`cache-from\` and \`cache-to\` out. This holds for all versions of those builders and of BuildKit.

The rule speaks of the actions that build on those services (depot/build-push-action, depot/bake-action, useblacksmith/build-push-action) and
of docker/build-push-action after their builder action (useblacksmith/setup-docker-builder, namespacelabs/nscloud-setup-buildx-action). It says
nothing of their runners alone, of registry caches that the build does not read itself, as others may, and of steps that may be a fallback:
under a condition, with entries in an expression, or with \`buildx-fallback\`.
`,
	bad: [
		{
			title: 'Depot',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: depot/setup-action@v1
				      - uses: depot/build-push-action@v1
				        with:
				          push: true
				          cache-from: type=gha
				                      ^^^^^^^^ Depot keeps the layer cache itself; these inputs only add time. Remove cache-from and cache-to.
				          cache-to: type=gha,mode=max
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: depot/setup-action@v1
				      - uses: depot/build-push-action@v1
				        with:
				          push: true
			`,
		},
		{
			title: 'a builder of Blacksmith',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: blacksmith-4vcpu-ubuntu-2404
				    steps:
				      - uses: useblacksmith/setup-docker-builder@v1
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=o/app:cache
				                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Blacksmith keeps the layer cache itself; these inputs only add time. Remove cache-from and cache-to.
				          cache-to: type=registry,ref=o/app:cache,mode=max
				          push: true
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: blacksmith-4vcpu-ubuntu-2404
				    steps:
				      - uses: useblacksmith/setup-docker-builder@v1
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
			`,
		},
		{
			title: 'Namespace, beside an image that is read',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: nscloud-ubuntu-24.04-amd64-4x16
				    steps:
				      - uses: namespacelabs/nscloud-setup-buildx-action@v0
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          cache-from: type=registry,ref=o/base:latest
				          cache-to: type=gha,mode=max
				                    ^^^^^^^^^^^^^^^^^ Namespace keeps the layer cache itself; these inputs only add time. Remove cache-from and cache-to.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: nscloud-ubuntu-24.04-amd64-4x16
				    steps:
				      - uses: namespacelabs/nscloud-setup-buildx-action@v0
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          cache-from: type=registry,ref=o/base:latest
			`,
		},
		{
			title: 'under a condition that has to do with something else',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: useblacksmith/build-push-action@v1
				        if: matrix.os == 'debian'
				        with:
				          cache-from: |
				            type=gha,scope=web
				            ^^^^^^^^^^^^^^^^^^ Blacksmith keeps the layer cache itself; these inputs only add time. Remove cache-from and cache-to.
				            type=registry,ref=o/base:cache
				          cache-to: type=gha,scope=web
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: useblacksmith/build-push-action@v1
				        if: matrix.os == 'debian'
				        with:
				          cache-from: |
				            type=registry,ref=o/base:cache
			`,
		},
	],
	good: [
		{
			title: 'no caches',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: depot/setup-action@v1
				      - uses: depot/build-push-action@v1
				        with:
				          push: true
			`,
		},
		{
			title: 'docker/build-push-action on such a runner, with another builder',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  blacksmith:
				    runs-on: blacksmith-4vcpu-ubuntu-2404
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
				  depot:
				    runs-on: depot-ubuntu-24.04
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'a fallback for forks',
			path: '.github/workflows/ci.yml',
			text: `
				on: pull_request
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: depot/setup-action@v1
				      - uses: depot/build-push-action@v1
				        with:
				          buildx-fallback: true
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
				      - uses: depot/build-push-action@v1
				        with:
				          cache-to: \${{ github.event.pull_request.head.repo.fork && 'type=gha,mode=max' || '' }}
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        if: github.event.pull_request.head.repo.fork
				        with:
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'a cache that is there for others, an inline cache',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: depot/setup-action@v1
				      - uses: depot/build-push-action@v1
				        with:
				          cache-to: |
				            type=registry,ref=o/app:cache
				            type=inline
			`,
		},
		{
			title: 'a script',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=gha --cache-to type=gha .
			`,
		},
		{
			title: 'a cache that is only read',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: depot/setup-action@v1
				      - uses: depot/build-push-action@v1
				        with:
				          cache-from: type=gha
				      - uses: depot/build-push-action@v1
				        if: github.event_name == 'push'
				        with:
				          cache-to: type=gha
			`,
		},
	],
	checkBuild(view) {
		const found = redundantEntries(view);
		const [first, ...others] = found;
		if (first === undefined) return [];
		return [
			{
				span: first.span,
				message: `${view.build.builder.keptBy} keeps the layer cache itself; these inputs only add time. Remove cache-from and cache-to.`,
				fixes: removeAll(found),
				related: others.map(({ span }) => ({ span, message: 'this one too' })),
				tags: ['unnecessary'],
			},
		];
	},
});
