import { type Build, grammarOf } from '../cache/build.ts';
import { removeAttribute } from '../cache/edits.ts';
import { attributeOf, type CacheEntry, literalOf } from '../cache/entry.ts';
import { ACTIONS_API_V2, CONTAINERD_STORE } from '../catalogue/milestones.ts';
import { isAtLeast } from '../catalogue/version.ts';
import { describeKnownVersion } from '../catalogue/versions.ts';
import { type BuildView, defineRule, type KnownVersion, type Report, type RuleContext } from './rule.ts';
import { isGithubCache } from './shared/githubCache.ts';
import { stopsOnError } from './shared/ignoreError.ts';
import { raisePinFixes } from './shared/raisePin.ts';

/** The entries of a build that go to GitHub's own cache service, unless buildx drops them for want of a token. */
function githubEntries({ build, entries }: BuildView): readonly CacheEntry[] {
	return build.pipeline?.hasActionsToken === 'no' ? [] : entries.filter(isGithubCache);
}

/** What comes of it: an export stops the build, an import is only logged. */
function effectOn(entries: readonly CacheEntry[]): string {
	const stops = entries.some((entry) => entry.direction === 'to' && stopsOnError(entry));
	return stops ? 'the export stops the build' : 'the build goes on without the cache';
}

/** Workflows of Gitea and Forgejo, which have cache services of their own. */
const OTHER_SERVER = /(?:^|\/)\.(?:gitea|forgejo)\//;

const SHUT = 'version 1 of the Actions cache API, which GitHub shut down on 2025-04-15';

/** The finding about one product that is too old, at the place where its version is written, or else at the entries. */
function* versionReports(
	view: BuildView,
	product: 'buildkit' | 'buildx',
	{ known, context }: { readonly known: KnownVersion | undefined; readonly context: RuleContext },
): Generator<Report> {
	if (known === undefined || isAtLeast(known.version, ACTIONS_API_V2[product])) return;
	// An Engine before 24 has no gha backend at all, which is the matter of docker-driver-cache-export.
	const { engine } = context.versions;
	if (view.build.builder.driver === 'docker' && engine !== undefined && !isAtLeast(engine.version, CONTAINERD_STORE))
		return;
	const entries = githubEntries(view);
	const [first] = entries;
	if (first === undefined || !isFirstWith(known, view.build, context)) return;
	const wanted = product === 'buildkit' ? 'BuildKit 0.20' : 'buildx 0.21';
	const described = describeKnownVersion(product, known);
	const report: Omit<Report, 'span'> = {
		message: `${described}${/, line \d+$/.test(described) ? ',' : ''} only speaks ${SHUT}; ${effectOn(entries)}. Use ${wanted} or later.`,
		// A self-hosted runner may belong to a GitHub Enterprise Server, which has a cache service of its own.
		severity: view.build.pipeline?.isHosted === 'no' ? 'warning' : 'error',
		fixes: raisePinFixes(known, product, ACTIONS_API_V2[product]),
	};
	if (known.pin === undefined) {
		yield { ...report, span: attributeOf(first, 'type')?.value.span ?? first.span };
		return;
	}
	const related = entries.map(({ span }) => ({ span, message: 'this cache fails with it' }));
	yield { ...report, span: known.pin.span, related };
}

/** Whether no build before this one has been told about the same pin. */
function isFirstWith({ pin }: KnownVersion, build: Build, { builds }: RuleContext): boolean {
	if (pin === undefined) return true;
	const start = pin.span.start;
	const first = builds.find(
		(view) =>
			view.build.pins.some(({ text }) => text.span.start === start) &&
			(view.build === build || githubEntries(view).length > 0),
	);
	return first === undefined || first.build === build;
}

export default defineRule({
	id: 'gha-cache-v1-removed',
	group: 'versions',
	severity: 'error',
	preset: 'recommended',
	summary: 'A buildx or BuildKit that only speaks the shut down version 1 of the Actions cache API.',
	docs: `
GitHub shut down version 1 of its cache service on 2025-04-15. An export that still speaks it stops the build, after everything
has been built:

    This legacy service is shutting down, effective April 15, 2025. Migrate to the new service ASAP.
    For more information: https://gh.io/gha-cache-sunset

An import only logs it, and with \`ignore-error=true\` an export does too. Version 2 takes both BuildKit 0.20 and buildx 0.21 (inside
Docker Compose from 2.33.1, Docker Engine from 28.0). The rule speaks when one of them is known to be older: from \`version:\` of
docker/setup-buildx-action, \`driver-opts: image=moby/buildkit:v0.19.0\` and the like, or from the settings; and of
\`version=1\` in an entry. Mostly the best is not to pin a version at all.

Nothing is said where \`url=\` or \`url_v2=\` names another cache server. GitHub Enterprise Server has its own cache service, so on
self-hosted runners the finding is a warning only, and with \`github: ghes\` there is none. Workflows of Gitea and Forgejo are left alone.
`,
	options: {
		github: {
			kind: 'string',
			default: 'github.com',
			values: ['github.com', 'ghes'],
			description: 'Where workflows run: `ghes` is a GitHub Enterprise Server, of which nothing is said.',
		},
	},
	bad: [
		{
			title: 'a pinned buildx',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.12.0
				                   ^^^^^^^ buildx 0.12.0 from setup-buildx-action, line 8, only speaks version 1 of the Actions cache API, which GitHub shut down on 2025-04-15; the export stops the build. Use buildx 0.21 or later.
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.21.3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'a pinned BuildKit that two builds use',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: image=moby/buildkit:v0.19.0
				                                           ^^^^^^^ BuildKit 0.19.0 from driver-opts, line 8, only speaks version 1 of the Actions cache API, which GitHub shut down on 2025-04-15; the build goes on without the cache. Use BuildKit 0.20 or later.
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=api
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=web
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: image=moby/buildkit:v0.20.2
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=api
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=web
			`,
		},
		{
			title: 'a version from the settings',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-from = ["type=gha"]
				                      ^^^ buildx 0.20.1 from the settings only speaks version 1 of the Actions cache API, which GitHub shut down on 2025-04-15; the export stops the build. Use buildx 0.21 or later.
				  cache-to   = ["type=gha,mode=max"]
				}
			`,
			settings: { buildx: '0.20.1' },
		},
		{
			title: 'version 1 asked for',
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
				          cache-to: type=gha,version=1,mode=max
				                             ^^^^^^^^^ \`version=1\` asks for version 1 of the Actions cache API, which GitHub shut down on 2025-04-15; the export stops the build. Leave it out.
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
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'a failure that is ignored, a runner of your own',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: self-hosted
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.20.1
				                   ^^^^^^^ warning: buildx 0.20.1 from setup-buildx-action, line 8, only speaks version 1 of the Actions cache API, which GitHub shut down on 2025-04-15; the build goes on without the cache. Use buildx 0.21 or later.
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max,ignore-error=true
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: self-hosted
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.21.3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max,ignore-error=true
			`,
		},
		{
			title: 'a pin in each job, scopes with expressions',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  api:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.20.1
				                   ^^^^^^^ buildx 0.20.1 from setup-buildx-action, line 8, only speaks version 1 of the Actions cache API, which GitHub shut down on 2025-04-15; the export stops the build. Use buildx 0.21 or later.
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=o/api:cache
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,scope=api-\${{ github.ref_name }}
				  web:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.20.1
				                   ^^^^^^^ buildx 0.20.1 from setup-buildx-action, line 20, only speaks version 1 of the Actions cache API, which GitHub shut down on 2025-04-15; the build goes on without the cache. Use buildx 0.21 or later.
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=web-\${{ github.ref_name }}
			`,
			fixed: `
				on: push
				jobs:
				  api:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.21.3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=o/api:cache
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,scope=api-\${{ github.ref_name }}
				  web:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.21.3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=web-\${{ github.ref_name }}
			`,
		},
		{
			title: 'the BuildKit inside an Engine',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-docker-action@v4
				        with:
				          version: v27.5.1
				                   ^^^^^^^ BuildKit 0.18.2 from Docker Engine 27.5.1 (setup-docker-action, line 8) only speaks version 1 of the Actions cache API, which GitHub shut down on 2025-04-15; the export stops the build. Use BuildKit 0.20 or later.
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver: docker
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
	],
	good: [
		{
			title: 'no pin',
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
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'versions that are new enough',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.21.0
				          driver-opts: image=moby/buildkit:v0.20.0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'another cache server',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.12.0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,url=\${{ env.CACHE_URL }}
				          cache-to: type=gha,url_v2=https://cache.example.com/,version=1
			`,
		},
		{
			title: 'Forgejo, which has a cache service of its own',
			path: '.forgejo/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.12.0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'a GitHub Enterprise Server, which has a cache service of its own',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: [self-hosted, linux]
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.12.0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max
			`,
			settings: { options: { 'gha-cache-v1-removed': { github: 'ghes' } } },
		},
		{
			title: 'another kind of cache with an old buildx',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.12.0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=o/app:cache
			`,
		},
		{
			title: 'Depot, a script without the token, options that cannot be seen, other servers',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.12.0
				      - run: docker buildx build --cache-to type=gha .
				      - uses: depot/build-push-action@v1
				        with:
				          cache-to: type=gha
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,\${{ inputs.cache }}
				          cache-to: type=gha,url=https://cache.example.com/
			`,
		},
		{
			title: 'an Engine that has no such cache at all, version 2',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-docker-action@v4
				        with:
				          version: v20.10.24
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver: docker
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,version=2
			`,
		},
		{
			title: 'a buildctl, which has the version of its BuildKit',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --export-cache type=gha,scope=a
			`,
			settings: { buildx: '0.12.0' },
		},
	],
	*checkBuild(view, context) {
		if (OTHER_SERVER.test(context.file.path) || context.option('github') === 'ghes') return;
		const isBuildx = grammarOf(view.build.tool) === 'buildx';
		if (isBuildx) yield* versionReports(view, 'buildx', { known: context.versions.buildx, context });
		yield* versionReports(view, 'buildkit', { known: context.versions.buildkit, context });
		for (const entry of githubEntries(view)) {
			const version = attributeOf(entry, 'version');
			if (version === undefined || literalOf(entry, 'version') !== '1') continue;
			const removal = removeAttribute(entry, version);
			yield {
				span: version.span,
				message: `\`version=1\` asks for ${SHUT}; ${effectOn([entry])}. Leave it out.`,
				fixes: removal === undefined ? [] : [{ title: 'Remove `version=1`', safe: false, edits: [removal] }],
			};
		}
	},
});
