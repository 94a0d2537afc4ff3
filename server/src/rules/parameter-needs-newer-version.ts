import { grammarOf } from '../cache/build.ts';
import { attributeOf, type CacheEntry } from '../cache/entry.ts';
import type { BackendFact } from '../catalogue/facts.ts';
import { SEVERAL_EXPORTS } from '../catalogue/milestones.ts';
import { formatVersion, isAtLeast, type Version } from '../catalogue/version.ts';
import { describeKnownVersion } from '../catalogue/versions.ts';
import { defineRule, type KnownVersion, type Report, type RuleContext } from './rule.ts';
import { clientOf, sinceOfClient } from './shared/clientVersion.ts';
import { judgedBackend, readableAttributes } from './shared/parameters.ts';
import { raisePinFixes } from './shared/raisePin.ts';

/** A known version that is too old for something. */
interface Shortage {
	readonly product: 'buildkit' | 'buildx';
	readonly known: KnownVersion;
	readonly since: Version;
	/** What needs it, as a message begins. */
	readonly subject: string;
	/** What becomes of it with the old version, as a message ends. */
	readonly effect: string;
}

function shortageReport({ product, known, since, subject, effect }: Shortage): Omit<Report, 'span'> {
	const name = product === 'buildkit' ? 'BuildKit' : 'buildx';
	const version = `${name} ${formatVersion(since, true)}`;
	const described = describeKnownVersion(product, known);
	const comma = /, line \d+$/.test(described) ? ',' : '';
	return {
		message: `${subject} needs ${version}; ${described}${comma} ${effect}.`,
		fixes: raisePinFixes(known, product, since),
	};
}

/** What happens to an entry of a backend that the daemon does not have; buildx leaves out gha and s3 by itself. */
function effectOfBackend({ direction, flag }: CacheEntry, type: string): string {
	if (grammarOf(flag.build.tool) === 'buildx' && (type === 'gha' || type === 's3')) {
		return 'has no such backend, and buildx drops the entry silently';
	}
	return direction === 'to'
		? `stops with \`unknown cache exporter: "${type}"\``
		: `logs \`unknown cache importer: ${type}\` and goes on without the cache`;
}

function* parameterReports(entry: CacheEntry, backend: BackendFact, { versions }: RuleContext): Generator<Report> {
	const client = clientOf(entry.flag.build, versions);
	for (const attribute of readableAttributes(entry)) {
		const parameter = backend.parameters.find(({ name }) => name === attribute.name);
		if (parameter === undefined || !parameter.directions.includes(entry.direction)) continue;
		const isOfClient = parameter.handledBy === 'client';
		const product = isOfClient ? client.product : 'buildkit';
		const known = isOfClient ? client.known : versions.buildkit;
		const since = isOfClient ? sinceOfClient(client, parameter, entry.direction) : parameter.since;
		if (known === undefined || since === undefined || isAtLeast(known.version, since)) continue;
		const subject = `\`${attribute.key.text}\``;
		yield {
			span: attribute.key.span,
			...shortageReport({ product, known, since, subject, effect: 'ignores it silently' }),
		};
	}
}

/** The second export that surely takes part in a build: it stands at the flag itself, and is not one that may be empty. */
function secondExport(entries: readonly CacheEntry[]): CacheEntry | undefined {
	return entries.filter(
		({ direction, flag, typeName, problems }) =>
			direction === 'to' && flag.origin === 'flag' && typeName !== undefined && problems.length === 0,
	)[1];
}

export default defineRule({
	id: 'parameter-needs-newer-version',
	group: 'versions',
	severity: 'warning',
	preset: 'recommended',
	summary: 'A parameter or backend that the BuildKit or buildx in use is too old for.',
	docs: `
BuildKit ignores parameters it does not know, so one that came with a later version has no effect and nobody says so. The rule
speaks when the version is known: from the file (\`driver-opts: image=moby/buildkit:v0.11.6\`, \`version:\` of
docker/setup-buildx-action, \`docker buildx create --driver-opt\`), or from \`cachelint.buildkitVersion\`,
\`cachelint.buildxVersion\` and \`cachelint.dockerVersion\`. Of the Docker Engine the BuildKit inside it counts, where it does the
building.

| what | since |
| --- | --- |
| \`type=gha\` | BuildKit 0.9 |
| \`compression\`, \`compression-level\`, \`force-compression\` of registry and local | BuildKit 0.10 |
| several exports in one build, \`type=s3\`, \`type=azblob\`, \`ignore-error\` | BuildKit 0.11 |
| \`image-manifest\`, \`registry.insecure\`, \`account_name\` of azblob | BuildKit 0.12 |
| \`timeout\` of gha | BuildKit 0.13 |
| \`repository\`, \`ghtoken\` of gha | BuildKit 0.14 |
| \`upload_parallelism\` of s3 | BuildKit 0.16 |
| \`url_v2\`, \`version\` of gha | BuildKit 0.20 |
| \`retry_mode\`, \`retry_max_attempts\`, \`disable_accept_encoding\` of s3 | BuildKit 0.30 |
| \`tag\` of a local export | buildx 0.10, buildctl 0.11 |
| \`reset\` of local | buildx 0.35, buildctl 0.31 |

Local directories are the client's, so for \`tag\` and \`reset\` the version of buildx or buildctl counts, not the one of the daemon.
Of backends it does not have, BuildKit says \`unknown cache exporter: "azblob"\` and stops; gha and s3 are dropped silently by buildx. Before
0.11 a second export stopped the build: \`specifying multiple cache exports is not supported currently\`.

Raise the version where it is pinned, or leave the parameter out.
`,
	bad: [
		{
			title: 'a pinned BuildKit',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: image=moby/buildkit:v0.11.6
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=o/app:cache,mode=max,image-manifest=true
				                                                           ^^^^^^^^^^^^^^ \`image-manifest\` needs BuildKit 0.12; BuildKit 0.11.6 from driver-opts, line 8, ignores it silently.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: image=moby/buildkit:v0.12.5
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=o/app:cache,mode=max,image-manifest=true
			`,
		},
		{
			title: 'what buildx handles itself',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.30.1
				          driver-opts: image=moby/buildkit:v0.32.0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/tmp/c,reset=true
				                                           ^^^^^ \`reset\` needs buildx 0.35; buildx 0.30.1 from setup-buildx-action, line 8, ignores it silently.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.35.0
				          driver-opts: image=moby/buildkit:v0.32.0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/tmp/c,reset=true
			`,
		},
		{
			title: 'versions from the settings',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = [
				    "type=azblob,account_url=https://acme.blob.core.windows.net",
				          ^^^^^^ \`type=azblob\` needs BuildKit 0.11; BuildKit 0.10.6 from the settings stops with \`unknown cache exporter: "azblob"\`.
				    { type = "registry", ref = "o/app:cache", ignore-error = "true" },
				    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ A second cache export needs BuildKit 0.11; BuildKit 0.10.6 from the settings stops with \`specifying multiple cache exports is not supported currently\`.
				                                              ^^^^^^^^^^^^ \`ignore-error\` needs BuildKit 0.11; BuildKit 0.10.6 from the settings ignores it silently.
				  ]
				}
			`,
			settings: { buildkit: '0.10.6' },
		},
		{
			title: 'a builder made in a script',
			path: 'build.sh',
			text: `
				docker buildx create --use --driver-opt image=moby/buildkit:v0.10.6
				docker buildx build --cache-to type=s3,region=r,bucket=b .
				                                    ^^ \`type=s3\` needs BuildKit 0.11; BuildKit 0.10.6 from docker buildx create, line 1, has no such backend, and buildx drops the entry silently.
			`,
			fixed: `
				docker buildx create --use --driver-opt image=moby/buildkit:v0.11.6
				docker buildx build --cache-to type=s3,region=r,bucket=b .
			`,
		},
		{
			title: 'the BuildKit inside Docker Engine',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=gha,mode=max,timeout=20m
				                            ^^^^^^^ \`timeout\` needs BuildKit 0.13; BuildKit 0.12.5 from Docker Engine 25.0 in the settings ignores it silently.
			`,
			settings: { engine: '25.0' },
		},
		{
			title: 'sources, and buildctl',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=azblob,account_url=https://acme.blob.core.windows.net .
				                                      ^^^^^^ \`type=azblob\` needs BuildKit 0.11; BuildKit 0.10.6 from the settings logs \`unknown cache importer: azblob\` and goes on without the cache.
				buildctl build --frontend dockerfile.v0 --export-cache type=s3,region=r,bucket=b
				                                                            ^^ \`type=s3\` needs BuildKit 0.11; BuildKit 0.10.6 from the settings stops with \`unknown cache exporter: "s3"\`.
			`,
			settings: { buildkit: '0.10.6' },
		},
	],
	good: [
		{
			title: 'a BuildKit that is new enough',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: image=moby/buildkit:v0.12.0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=o/app:cache,mode=max,image-manifest=true
			`,
		},
		{
			title: 'an unknown version',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=local,dest=/c,reset=true --cache-to type=s3,region=r,bucket=b,retry_mode=adaptive .
			`,
		},
		{
			title: 'a moving version',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: latest
				          driver-opts: image=moby/buildkit:buildx-stable-1
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/tmp/c,reset=true
			`,
		},
		{
			title: '`reset` with an old daemon and an unknown buildx',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: image=moby/buildkit:v0.12.0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/tmp/c,reset=true
			`,
		},
		{
			title: 'one of two exports may be empty',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache --cache-to "$MORE" .
			`,
			settings: { buildkit: '0.10.6' },
		},
		{
			title: 'Depot, parameters of the other direction, the docker driver, exports of variables',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver: docker
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=s3,region=r,bucket=b
				      - uses: depot/build-push-action@v1
				        with:
				          cache-to: |
				            type=registry,ref=o/app:cache,image-manifest=true
				            type=registry,ref=o/app:other
				      - run: docker buildx build --cache-from type=registry,ref=o/app:cache,ignore-error=true --cache-to type=inline --cache-to "$CACHE_TO" .
				        env: { CACHE_TO: 'type=registry,ref=o/app:c' }
			`,
			settings: { buildkit: '0.10.6' },
		},
	],
	checkBuild({ build, entries }, { versions: { buildkit } }) {
		if (buildkit === undefined || build.tool === 'depot' || isAtLeast(buildkit.version, SEVERAL_EXPORTS)) return [];
		const second = secondExport(entries);
		if (second === undefined) return [];
		const shortage: Shortage = {
			product: 'buildkit',
			known: buildkit,
			since: SEVERAL_EXPORTS,
			subject: 'A second cache export',
			effect: 'stops with `specifying multiple cache exports is not supported currently`',
		};
		return [{ span: second.span, ...shortageReport(shortage) }];
	},
	*checkEntry(entry, context) {
		const { build } = entry.flag;
		// Depot builds with a BuildKit and a buildx of its own.
		if (build.tool === 'depot') return;
		const { buildkit } = context.versions;
		const backend = judgedBackend(entry);
		if (backend === undefined || !backend.directions.includes(entry.direction)) return;
		if (buildkit !== undefined && !isAtLeast(buildkit.version, backend.since)) {
			// What the docker driver does not have at all is the matter of type-unsupported-by-builder.
			if (build.builder.driver === 'docker') return;
			const effect = effectOfBackend(entry, backend.type);
			const subject = `\`type=${backend.type}\``;
			const shortage = { product: 'buildkit', known: buildkit, since: backend.since, subject, effect } as const;
			yield { span: attributeOf(entry, 'type')?.value.span ?? entry.span, ...shortageReport(shortage) };
			return;
		}
		yield* parameterReports(entry, backend, context);
	},
});
