import { grammarOf } from '../cache/build.ts';
import { attributeOf, type CacheEntry } from '../cache/entry.ts';
import { findBackend } from '../catalogue/catalogue.ts';
import { backendsOfStore } from '../catalogue/dockerDriver.ts';
import { CONTAINERD_STORE, DRIVER_ERROR_WORDS } from '../catalogue/milestones.ts';
import { isAtLeast } from '../catalogue/version.ts';
import { describeKnownVersion } from '../catalogue/versions.ts';
import { defineRule, type Fix, type RuleContext } from './rule.ts';

/** How it is known that the build runs on the docker driver with the classic image store; `undefined` when it is not. */
function reasonFor({ flag: { build } }: CacheEntry, { settings, versions }: RuleContext): string | undefined {
	if (grammarOf(build.tool) !== 'buildx' || build.tool === 'depot') return undefined;
	const { driver, isSetUp } = build.builder;
	if (driver !== undefined ? driver !== 'docker' : isSetUp === 'yes') return undefined;
	if (settings.builder === 'docker-classic') {
		// A job of a hosted runner without a builder is the matter of setup-buildx-missing.
		return isSetUp === 'no' && build.pipeline?.isHosted === 'yes' ? undefined : '';
	}
	const { engine } = versions;
	if (driver !== 'docker' || settings.builder !== undefined || engine === undefined) return undefined;
	return isAtLeast(engine.version, CONTAINERD_STORE) ? undefined : ` (${describeKnownVersion('engine', engine)})`;
}

/** Whether buildx leaves the entry out before it looks at the driver: gha outside of Actions. */
function isDropped({ typeName, flag, attributes }: CacheEntry): boolean {
	if (typeName !== 'gha' || attributes.some(({ name }) => name === 'token')) return false;
	return flag.build.pipeline?.hasActionsToken !== 'yes';
}

/** The fix that creates a builder before a command; `docker build` goes on building on the Engine all the same. */
function createBuilder({ flag: { build, layout, name } }: CacheEntry, { file }: RuleContext): readonly Fix[] {
	const place = layout.commentPlace;
	if (place === undefined || build.tool !== 'buildx' || !name.text.startsWith('-')) return [];
	// What stands before the command on its line stands before the new one too: the dash of a list, the `@` of make.
	const head = file.text.slice(place.offset, build.span.start);
	if (!/^\s*(?:- )?@?$/.test(head) || head.includes('\n')) return [];
	const span = { start: place.offset, end: place.offset };
	const edits = [{ span, text: `${head}docker buildx create --use\n` }] as const;
	return [{ title: 'Create a builder before', safe: false, edits }];
}

export default defineRule({
	id: 'docker-driver-cache-export',
	group: 'versions',
	severity: 'error',
	preset: 'recommended',
	summary: 'A cache export that the docker driver with the classic image store does not have.',
	docs: `
The docker driver is the BuildKit inside the Docker Engine. With the classic image store it exports inline caches and nothing else; an
export to a registry, a directory or the Actions cache stops the build:

    ERROR: Cache export is not supported for the docker driver.
    Switch to a different driver, or turn on the containerd image store, and try again.

(before buildx 0.12: \`Cache export feature is currently not supported for docker driver.\`). A gha entry outside of Actions is left out
before that.

The rule speaks when \`cachelint.builder\` is \`docker-classic\`, and when the file names the docker driver and a Docker Engine before 24.0,
which has no other image store. Since Engine 29.0 the containerd image store is the default of new installations, so nothing is said of
the docker driver alone.

Create a builder and build with it (\`docker buildx create --use\`, docker/setup-buildx-action), or turn the containerd image store on.
`,
	bad: [
		{
			title: 'a build on the default builder',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,mode=max .
				                                    ^^^^^^^^ The docker driver with the classic image store only exports inline caches; the build stops with \`Cache export is not supported for the docker driver.\` Create a builder (\`docker buildx create --use\`) or turn on the containerd image store.
			`,
			settings: { builder: 'docker-classic' },
			fixed: `
				docker buildx create --use
				docker buildx build --cache-to type=registry,ref=o/app:cache,mode=max .
			`,
		},
		{
			title: 'Docker Compose',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=local,dest=.cache
				               ^^^^^ The docker driver with the classic image store only exports inline caches; the build stops with \`Cache export is not supported for the docker driver.\` Create a builder (\`docker buildx create --use\`) or turn on the containerd image store.
			`,
			settings: { builder: 'docker-classic' },
		},
		{
			title: 'an old Docker Engine',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-docker-action@v4
				        with:
				          version: v23.0.6
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver: docker
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max
				                         ^^^ The docker driver with the classic image store (Docker Engine 23.0.6 from setup-docker-action, line 8) only exports inline caches; the build stops with \`Cache export is not supported for the docker driver.\` Create a builder (\`docker buildx create --use\`) or turn on the containerd image store.
			`,
		},
		{
			title: 'a job of GitLab',
			path: '.gitlab-ci.yml',
			text: `
				build:
				  image: docker:28
				  services: [docker:28-dind]
				  script:
				    - docker buildx build --push -t "$CI_REGISTRY_IMAGE:latest" --cache-to type=registry,ref=registry.example.com/app:cache,mode=max .
				                                                                                ^^^^^^^^ The docker driver with the classic image store only exports inline caches; the build stops with \`Cache export is not supported for the docker driver.\` Create a builder (\`docker buildx create --use\`) or turn on the containerd image store.
			`,
			fixed: `
				build:
				  image: docker:28
				  services: [docker:28-dind]
				  script:
				    - docker buildx create --use
				    - docker buildx build --push -t "$CI_REGISTRY_IMAGE:latest" --cache-to type=registry,ref=registry.example.com/app:cache,mode=max .
			`,
			settings: { builder: 'docker-classic' },
		},
		{
			title: 'a makefile',
			path: 'Makefile',
			text: `
				image:
					@docker buildx build --cache-to type=local,dest=.cache .
					                                     ^^^^^ The docker driver with the classic image store only exports inline caches; the build stops with \`Cache export is not supported for the docker driver.\` Create a builder (\`docker buildx create --use\`) or turn on the containerd image store.
			`,
			fixed: `
				image:
					@docker buildx create --use
					@docker buildx build --cache-to type=local,dest=.cache .
			`,
			settings: { builder: 'docker-classic' },
		},
		{
			title: 'a buildx of old with its words, a gha entry with a token, commands that no builder can be put before',
			path: 'build.sh',
			text: `
				cd app && docker buildx build --cache-to type=gha,token=$TOKEN,url=$URL .
				                                              ^^^ The docker driver with the classic image store only exports inline caches; the build stops with \`Cache export feature is currently not supported for docker driver.\` Create a builder (\`docker buildx create --use\`) or turn on the containerd image store.
				docker build --cache-to type=local,dest=.cache .
				                             ^^^^^ The docker driver with the classic image store only exports inline caches; the build stops with \`Cache export feature is currently not supported for docker driver.\` Create a builder (\`docker buildx create --use\`) or turn on the containerd image store.
			`,
			settings: { builder: 'docker-classic', buildx: '0.11.2' },
		},
	],
	good: [
		{
			title: 'a builder of its own',
			path: 'build.sh',
			text: `
				docker buildx create --use
				docker buildx build --cache-to type=registry,ref=o/app:cache,mode=max .
			`,
			settings: { builder: 'docker-classic' },
		},
		{
			title: 'inline caches, imports, and gha entries that are left out',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=inline --cache-from type=registry,ref=o/app:cache --cache-to type=gha .
			`,
			settings: { builder: 'docker-classic' },
		},
		{
			title: 'an unknown image store',
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
				          cache-to: type=registry,ref=o/app:cache
			`,
		},
		{
			title: 'a builder that is named',
			path: 'build.sh',
			text: `
				docker buildx build --builder ci --cache-to type=registry,ref=o/app:cache .
				BUILDX_BUILDER=ci docker buildx build --cache-to type=registry,ref=o/app:cache .
			`,
			settings: { builder: 'docker-classic' },
		},
		{
			title: 'a builder made before the script',
			path: '.gitlab-ci.yml',
			text: `
				build:
				  image: docker:28
				  services: [docker:28-dind]
				  before_script:
				    - docker buildx create --use
				  script:
				    - docker buildx build --cache-to type=registry,ref=registry.example.com/app:cache,mode=max .
			`,
			settings: { builder: 'docker-classic' },
		},
		{
			title: 'what other rules speak of, and tools with a builder of their own',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registri,ref=o/app:cache --cache-to ref=o/app:cache .
				depot build --cache-to type=registry,ref=o/app:cache .
				nerdctl build --cache-to type=registry,ref=o/app:cache .
			`,
			settings: { builder: 'docker-classic' },
		},
		{
			title: 'a job without builder, of which another rule speaks; an Engine that has the other image store',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  none:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
			settings: { builder: 'docker-classic' },
		},
		{
			title: 'an Engine that can have the other image store',
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
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver: docker
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'an old Engine that is said to have it',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-docker-action@v4
				        with:
				          version: v23.0.6
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver: docker
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
			settings: { builder: 'docker-containerd' },
		},
	],
	checkEntry(entry, context) {
		const { direction, typeName } = entry;
		if (direction !== 'to' || typeName === undefined || !findBackend(typeName)?.directions.includes('to')) return [];
		if (backendsOfStore('classic').to.includes(typeName) || isDropped(entry) || entry.problems.length > 0) return [];
		const reason = reasonFor(entry, context);
		if (reason === undefined) return [];
		const { buildx } = context.versions;
		const printed =
			buildx === undefined || isAtLeast(buildx.version, DRIVER_ERROR_WORDS)
				? 'Cache export is not supported for the docker driver.'
				: 'Cache export feature is currently not supported for docker driver.';
		return [
			{
				span: attributeOf(entry, 'type')?.value.span ?? entry.span,
				message:
					`The docker driver with the classic image store${reason} only exports inline caches; the build stops with ` +
					`\`${printed}\` Create a builder (\`docker buildx create --use\`) or turn on the containerd image store.`,
				fixes: createBuilder(entry, context),
			},
		];
	},
});
