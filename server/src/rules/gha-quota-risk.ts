import { type CacheEntry, literalOf } from '../cache/entry.ts';
import { defineRule, type Fix, type Report, type RuleContext } from './rule.ts';
import { gateFixes } from './shared/gate.ts';
import { isGithubCache } from './shared/githubCache.ts';
import { expansionName, locationOf } from './shared/location.ts';

/** Where a default branch is usually found. */
const GATE = 'github.ref_name == github.event.repository.default_branch';

/** Whether an export puts a full copy in the quota of the repository, on every run. */
function isFullExport(entry: CacheEntry): boolean {
	const { build, origin } = entry.flag;
	const { pipeline } = build;
	if (entry.direction !== 'to' || origin !== 'flag' || literalOf(entry, 'mode') !== 'max') return false;
	if (!isGithubCache(entry) || locationOf(entry) === undefined) return false;
	if (pipeline === undefined || pipeline.hasActionsToken !== 'yes' || pipeline.isHosted === 'no') return false;
	// Each pull request has a copy of its own; without them there are as many copies as branches.
	if (pipeline.events?.some((event) => event === 'pull_request' || event === 'push') !== true) return false;
	return !pipeline.conditions.some(({ written }) => /\bgithub\b/.test(written));
}

/** How many scopes an export writes: as many as there are legs with a scope of their own. */
function countScopes(entry: CacheEntry): number {
	const parts = locationOf(entry)?.parts ?? [];
	const keys = parts.flatMap(({ expansions }) =>
		expansions.flatMap(({ text }) => /^matrix\.([\w.-]+)$/.exec(expansionName(text))?.[1] ?? []),
	);
	const legs = entry.flag.build.pipeline?.legs ?? [{}];
	return new Set(legs.map((leg) => JSON.stringify(keys.map((key) => leg[key] ?? '')))).size;
}

/** The first of the writers of a file, what is to be said there, and how many there are. */
function firstWriter({ builds }: Pick<RuleContext, 'builds'>) {
	const places = new Map<string, CacheEntry>();
	for (const entry of builds.flatMap(({ entries }) => entries).filter(isFullExport)) {
		const key = locationOf(entry)!.keys.join(' ');
		const isOfLegs = /matrix\./.test(key);
		places.set(isOfLegs ? `${entry.flag.build.pipeline?.job} ${key}` : key, entry);
	}
	const writers = [...places.values()];
	const [first, ...others] = writers;
	const count = writers.reduce((sum, entry) => sum + countScopes(entry), 0);
	if (first === undefined) return undefined;
	// Where one of them cannot be written so, the others are still fewer.
	const [gate, ...gates] = writers.flatMap((entry) => gateFixes(entry, GATE));
	const fixes: readonly Fix[] =
		gate === undefined ? [] : [{ ...gate, edits: [...gate.edits, ...gates.flatMap(({ edits }) => edits)] }];
	const report: Report = {
		span: first.span,
		message: `${count} \`mode=max\` writers share the repository's 10 GB. Write them on the default branch only, or keep them in a registry.`,
		fixes,
		related: others.map(({ span }) => ({ span, message: 'this one too' })),
	};
	return { entry: first, count, report };
}

export default defineRule({
	id: 'gha-quota-risk',
	group: 'workflow',
	severity: 'hint',
	preset: 'strict',
	summary: 'Many full exports that share the quota of the Actions cache.',
	docs: `
All caches of a repository share 10 GB (unless more is paid for); GitHub deletes those that were not used for longest. An export with \`mode=max\` holds
the layers of all stages, each scope has its own copy, and so has each branch and pull request. With many of them caches are gone before they are read:
hit rates near zero, or \`blob not found\`. Whatever the version of BuildKit.

Write them on the default branch only, \`cache-to: \${{ ${GATE} && 'type=gha,mode=max' || '' }}\`; pull requests read them
there. Or keep them in a registry.

The hint is part of the strict preset and speaks of more than six scopes in one workflow, or as many as \`max\` says, counted by legs of the matrix. It says nothing of exports under
a condition.
`,
	options: {
		max: {
			kind: 'number',
			default: 6,
			description: 'How many scopes one workflow may write without a word.',
		},
	},
	bad: [
		{
			title: 'many legs',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy:
				      matrix:
				        app: [a, b, c, d, e, f]
				        arch: [amd64, arm64]
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          platforms: linux/\${{ matrix.arch }}
				          cache-to: type=gha,scope=\${{ matrix.app }}-\${{ matrix.arch }},mode=max
				                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 12 \`mode=max\` writers share the repository's 10 GB. Write them on the default branch only, or keep them in a registry.
			`,
			fixed: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy:
				      matrix:
				        app: [a, b, c, d, e, f]
				        arch: [amd64, arm64]
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          platforms: linux/\${{ matrix.arch }}
				          cache-to: \${{ ${GATE} && format('type=gha,scope={0}-{1},mode=max', matrix.app, matrix.arch) || '' }}
			`,
		},
		{
			title: 'a matrix and a job beside it',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  base:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,scope=base,mode=max
				                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 7 \`mode=max\` writers share the repository's 10 GB. Write them on the default branch only, or keep them in a registry.
				  apps:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [a, b, c, d, e, f] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          cache-to: |
				            type=gha,mode=max,scope=\${{ matrix.app }}
			`,
			fixed: `
				on: push
				jobs:
				  base:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: \${{ github.ref_name == github.event.repository.default_branch && 'type=gha,scope=base,mode=max' || '' }}
				  apps:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [a, b, c, d, e, f] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          cache-to: |
				            \${{ github.ref_name == github.event.repository.default_branch && format('type=gha,mode=max,scope={0}', matrix.app) || '' }}
			`,
		},
		{
			title: 'many lines',
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
				          set: |
				            a.cache-to=type=gha,mode=max,scope=a
				                       ^^^^^^^^^^^^^^^^^^^^^^^^^ 7 \`mode=max\` writers share the repository's 10 GB. Write them on the default branch only, or keep them in a registry.
				            b.cache-to=type=gha,mode=max,scope=b
				            c.cache-to=type=gha,mode=max,scope=c
				            d.cache-to=type=gha,mode=max,scope=d
				            e.cache-to=type=gha,mode=max,scope=e
				            f.cache-to=type=gha,mode=max,scope=f
				            g.cache-to=type=gha,mode=max,scope=g
			`,
		},
		{
			title: 'a condition of another kind, scopes of two matrices',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  apps:
				    if: vars.BUILD == 'true'
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [a, b, c, d] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          cache-to: type=gha,mode=max,scope=\${{ matrix.app }}
				                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 7 \`mode=max\` writers share the repository's 10 GB. Write them on the default branch only, or keep them in a registry.
				  tools:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [lint, docs, e2e] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          cache-to: type=gha,mode=max,scope=\${{ matrix.app }}
			`,
			fixed: `
				on: push
				jobs:
				  apps:
				    if: vars.BUILD == 'true'
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [a, b, c, d] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          cache-to: \${{ github.ref_name == github.event.repository.default_branch && format('type=gha,mode=max,scope={0}', matrix.app) || '' }}
				  tools:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [lint, docs, e2e] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          cache-to: \${{ github.ref_name == github.event.repository.default_branch && format('type=gha,mode=max,scope={0}', matrix.app) || '' }}
			`,
		},
	],
	good: [
		{
			title: 'few enough',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [a, b, c, d, e, f, g, h] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          cache-to: type=gha,mode=max,scope=\${{ matrix.app }}
			`,
			settings: { options: { 'gha-quota-risk': { max: 8 } } },
		},
		{
			title: 'on the default branch only',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  expression:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [a, b, c, d, e, f, g, h] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          cache-to: \${{ github.ref == 'refs/heads/main' && format('type=gha,mode=max,scope={0}', matrix.app) || '' }}
				  condition:
				    runs-on: ubuntu-latest
				    if: github.event_name == 'push'
				    strategy: { matrix: { app: [a, b, c, d, e, f, g, h] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          cache-to: type=gha,mode=max,scope=\${{ matrix.app }}
			`,
		},
		{
			title: 'caches in a registry',
			path: '.github/workflows/ci.yml',
			text: `
				on: pull_request
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [a, b, c, d, e, f, g, h] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          cache-to: type=registry,ref=o/\${{ matrix.app }}:cache,mode=max
			`,
		},
		{
			title: 'small exports, and few of them',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  small:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [a, b, c, d, e, f, g, h] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          cache-to: type=gha,scope=\${{ matrix.app }}
				  few:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [a, b, c] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: \${{ matrix.app }}
				          cache-to: type=gha,scope=\${{ matrix.app }},mode=max
			`,
		},
		{
			title: 'many legs, one scope: another mistake, if it is one',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { suite: [a, b, c, d, e, f, g, h] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'other servers, Depot, scripts without the token, runs of a schedule',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [a, b, c, d, e, f, g, h] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max,scope=\${{ matrix.app }},url_v2=https://cache.example.com/
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max,scope=\${{ matrix.app }},url=https://cache.example.com/
				      - run: docker buildx build --cache-to type=gha,mode=max,scope=\${{ matrix.app }} .
				      - uses: depot/build-push-action@v1
				        with:
				          cache-to: type=gha,mode=max,scope=\${{ matrix.app }}
			`,
		},
		{
			title: 'a workflow that a schedule starts',
			path: '.github/workflows/ci.yml',
			text: `
				on: { schedule: [{ cron: '0 3 * * *' }] }
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [a, b, c, d, e, f, g, h] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max,scope=\${{ matrix.app }}
			`,
		},
		{
			title: 'runners of your own',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: self-hosted
				    strategy: { matrix: { app: [a, b, c, d, e, f, g, h] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max,scope=\${{ matrix.app }}
			`,
		},
	],
	checkEntry(entry, context) {
		const first = context.once(firstWriter);
		return first?.entry === entry && first.count > context.option('max') ? [first.report] : [];
	},
});
