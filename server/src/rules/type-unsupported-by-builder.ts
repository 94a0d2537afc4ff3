import { type Build, grammarOf } from '../cache/build.ts';
import { attributeOf, type CacheEntry } from '../cache/entry.ts';
import { findBackend } from '../catalogue/catalogue.ts';
import { backendsOfStore } from '../catalogue/dockerDriver.ts';
import { defineRule, type Settings } from './rule.ts';

/** The builder, as far as it matters here: the docker driver, with which image store. */
type Store = 'classic' | 'containerd' | 'unknown';

function storeOf(build: Build, settings: Settings): Store | undefined {
	if (grammarOf(build.tool) !== 'buildx' || build.tool === 'depot') return undefined;
	const { driver } = build.builder;
	// What the file says of a build counts for it; the setting for all others.
	if (driver !== undefined && driver !== 'docker') return undefined;
	if (settings.builder === 'docker-classic') return 'classic';
	if (settings.builder === 'docker-containerd') return 'containerd';
	return driver === 'docker' && settings.builder === undefined ? 'unknown' : undefined;
}

function listOf(types: readonly string[]): string {
	return types.join(', ');
}

function messageFor({ direction }: CacheEntry, type: string, store: Store): string {
	const advice = 'Use a builder of its own: `docker buildx create --use`.';
	const verb = direction === 'to' ? 'exported' : 'imported';
	if (store === 'classic') {
		const types = backendsOfStore('classic')
			[direction].map((name) => `\`${name}\``)
			.join(' and ');
		return `With the classic image store of the docker driver only ${types} can be ${verb}, not \`${type}\`. ${advice}`;
	}
	const which = store === 'containerd' ? 'The docker driver with the containerd image store' : 'The docker driver';
	return `${which} has no \`${type}\` backend (${listOf(backendsOfStore('containerd').to)} only). ${advice}`;
}

export default defineRule({
	id: 'type-unsupported-by-builder',
	group: 'types',
	severity: 'error',
	preset: 'recommended',
	summary: 'A backend that the builder does not have.',
	docs: `
The docker driver is the BuildKit inside the Docker Engine, and that has fewer backends than a BuildKit of its own. With the
containerd image store it has inline, local, registry and gha, so an export to s3 stops with \`unknown cache exporter: "s3"\`.
With the classic image store it reads registry and local and writes only inline; what it can not read is logged as
\`unknown cache importer: s3\`, and the build goes on without the cache. Exports of the classic store are the matter of
\`docker-driver-cache-export\`.

The rule speaks when the builder is known: from \`cachelint.builder\` (\`docker-classic\`, \`docker-containerd\`), or because the
file names the docker driver. No release of the Docker Engine up to 29.7 has s3 or azblob.

Create a builder: \`docker buildx create --use\`, or docker/setup-buildx-action in a workflow.
`,
	bad: [
		{
			title: 'an s3 cache with the docker driver',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=s3,region=eu-west-1,bucket=b
				               ^^ The docker driver with the containerd image store has no \`s3\` backend (inline, local, registry, gha only). Use a builder of its own: \`docker buildx create --use\`.
				      cache_to:
				        - type=s3,region=eu-west-1,bucket=b
				               ^^ The docker driver with the containerd image store has no \`s3\` backend (inline, local, registry, gha only). Use a builder of its own: \`docker buildx create --use\`.
			`,
			settings: { builder: 'docker-containerd' },
		},
		{
			title: 'an import that the classic image store has not',
			path: 'build.sh',
			text: `
				docker build --cache-from type=gha .
				                               ^^^ With the classic image store of the docker driver only \`registry\` and \`local\` can be imported, not \`gha\`. Use a builder of its own: \`docker buildx create --use\`.
			`,
			settings: { builder: 'docker-classic' },
		},
		{
			title: 'a workflow that asks for the docker driver',
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
				          cache-to: type=azblob,account_url=https://a.blob.core.windows.net
				                         ^^^^^^ The docker driver has no \`azblob\` backend (inline, local, registry, gha only). Use a builder of its own: \`docker buildx create --use\`.
			`,
		},
	],
	good: [
		{
			title: 'a builder of its own',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=s3,region=eu-west-1,bucket=b
			`,
			settings: { builder: 'container' },
		},
		{
			title: 'an unknown builder',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=eu-west-1,bucket=b .
			`,
		},
		{
			title: 'what the docker driver has',
			path: 'build.sh',
			text: `
				docker build --cache-from type=local,src=/c --cache-from o/app --cache-to type=inline .
			`,
			settings: { builder: 'docker-classic' },
		},
		{
			title: 'what the containerd image store has',
			path: 'build.sh',
			text: `
				docker build --cache-from type=gha --cache-to type=registry,ref=o/app:cache --cache-to type=local,dest=/c .
			`,
			settings: { builder: 'docker-containerd' },
		},
		{
			title: 'Depot, buildctl, a driver of its own',
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
				          cache-to: type=s3,region=r,bucket=b
				      - run: depot build --cache-to type=s3,region=r,bucket=b .
				      - run: buildctl build --frontend dockerfile.v0 --export-cache type=s3,region=r,bucket=b
				      - run: docker buildx build --cache-to type=gcs,bucket=b --cache-to type=inline .
			`,
			settings: { builder: 'docker-containerd' },
		},
	],
	checkEntry(entry, { settings }) {
		const { direction, typeName, flag } = entry;
		const store = storeOf(flag.build, settings);
		if (store === undefined || typeName === undefined || !findBackend(typeName)?.directions.includes(direction))
			return [];
		// Exports of the classic store are another rule's.
		if (store === 'classic' && direction === 'to') return [];
		const stores = backendsOfStore(store === 'classic' ? 'classic' : 'containerd');
		if (stores[direction].includes(typeName)) return [];
		return [
			{ span: attributeOf(entry, 'type')?.value.span ?? entry.span, message: messageFor(entry, typeName, store) },
		];
	},
});
