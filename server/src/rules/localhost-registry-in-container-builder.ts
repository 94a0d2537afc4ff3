import { type CacheEntry, refOf } from '../cache/entry.ts';
import { defineRule } from './rule.ts';
import { judgedBackend } from './shared/parameters.ts';

/** The host of this very machine at the start of a reference, with its port. */
const LOCAL_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?(?=\/)/;

/** Whether the builder is a container with a network of its own; unknown options may say otherwise. */
function hasOwnNetwork({ flag: { build } }: CacheEntry): boolean {
	const { driver, isSetUp, options } = build.builder;
	if (driver !== 'docker-container' || isSetUp !== 'yes') return false;
	return !options.some((option) => option.isDynamic || /(?:^|,)\s*network=host\s*(?:,|$)/.test(option.text));
}

export default defineRule({
	id: 'localhost-registry-in-container-builder',
	group: 'registries',
	severity: 'warning',
	preset: 'recommended',
	summary: 'A registry on localhost that a builder in a container cannot reach.',
	docs: `
A builder of the docker-container driver runs in a container with a network of its own, and there \`localhost\` is that container. An
export to \`localhost:5000/app\` stops the build after everything has been built: \`dial tcp 127.0.0.1:5000: connect: connection refused\`. An
import only logs it.

Put the builder into the network of the machine with \`driver-opts: network=host\` (\`docker buildx create --driver-opt network=host\`), or
name the registry as the container sees it. The rule speaks when the file shows how the builder is created. All versions of buildx.
`,
	bad: [
		{
			title: 'a service of a job',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    services:
				      registry:
				        image: registry:2
				        ports: ["5000:5000"]
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=localhost:5000/app:cache
				                                      ^^^^^^^^^^^^^^ Inside a docker-container builder \`localhost:5000\` is the builder itself, so the export stops with \`connection refused\`. Create it with \`driver-opts: network=host\` (\`--driver-opt network=host\`).
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    services:
				      registry:
				        image: registry:2
				        ports: ["5000:5000"]
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: network=host
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=localhost:5000/app:cache
			`,
		},
		{
			title: 'a builder made in a script',
			path: 'build.sh',
			text: `
				docker buildx create --use --name ci
				docker buildx build --cache-from 127.0.0.1:5000/app:cache .
				                                 ^^^^^^^^^^^^^^ Inside a docker-container builder \`127.0.0.1:5000\` is the builder itself, so the cache is not imported. Create it with \`driver-opts: network=host\` (\`--driver-opt network=host\`).
			`,
			fixed: `
				docker buildx create --driver-opt network=host --use --name ci
				docker buildx build --cache-from 127.0.0.1:5000/app:cache .
			`,
		},
		{
			title: 'a builder with other options',
			path: 'build.sh',
			text: `
				docker buildx create --use --driver docker-container --driver-opt image=moby/buildkit:v0.32.0
				docker buildx build --cache-to type=registry,ref=localhost:5000/app:cache,mode=max .
				                                                 ^^^^^^^^^^^^^^ Inside a docker-container builder \`localhost:5000\` is the builder itself, so the export stops with \`connection refused\`. Create it with \`driver-opts: network=host\` (\`--driver-opt network=host\`).
			`,
			fixed: `
				docker buildx create --driver-opt network=host --use --driver docker-container --driver-opt image=moby/buildkit:v0.32.0
				docker buildx build --cache-to type=registry,ref=localhost:5000/app:cache,mode=max .
			`,
		},
		{
			title: 'a builder with inputs, a line of options, a builder of an earlier script',
			path: '.github/workflows/e2e.yml',
			text: `
				on: push
				jobs:
				  inputs:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: latest
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=localhost:5000/app:cache
				                                        ^^^^^^^^^^^^^^ Inside a docker-container builder \`localhost:5000\` is the builder itself, so the cache is not imported. Create it with \`driver-opts: network=host\` (\`--driver-opt network=host\`).
				  options:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: image=moby/buildkit:v0.32.0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=localhost:5000/app:cache
				                                      ^^^^^^^^^^^^^^ Inside a docker-container builder \`localhost:5000\` is the builder itself, so the export stops with \`connection refused\`. Create it with \`driver-opts: network=host\` (\`--driver-opt network=host\`).
				  script:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker buildx create --use
				      - run: docker buildx build --cache-to type=registry,ref=127.0.0.1:5000/app:cache .
				                                                              ^^^^^^^^^^^^^^ Inside a docker-container builder \`127.0.0.1:5000\` is the builder itself, so the export stops with \`connection refused\`. Create it with \`driver-opts: network=host\` (\`--driver-opt network=host\`).
			`,
			fixed: `
				on: push
				jobs:
				  inputs:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: network=host
				          version: latest
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=localhost:5000/app:cache
				  options:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: |
				            image=moby/buildkit:v0.32.0
				            network=host
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=localhost:5000/app:cache
				  script:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker buildx create --driver-opt network=host --use
				      - run: docker buildx build --cache-to type=registry,ref=127.0.0.1:5000/app:cache .
			`,
		},
		{
			title: 'in a script of GitLab',
			path: '.gitlab-ci.yml',
			text: `
				build:
				  image: docker:28
				  script:
				    - |
				      docker buildx create --name ci --use
				      docker buildx build --cache-to type=registry,ref=localhost:5000/app:cache .
				                                                       ^^^^^^^^^^^^^^ Inside a docker-container builder \`localhost:5000\` is the builder itself, so the export stops with \`connection refused\`. Create it with \`driver-opts: network=host\` (\`--driver-opt network=host\`).
			`,
			fixed: `
				build:
				  image: docker:28
				  script:
				    - |
				      docker buildx create --driver-opt network=host --name ci --use
				      docker buildx build --cache-to type=registry,ref=localhost:5000/app:cache .
			`,
		},
	],
	good: [
		{
			title: 'the network of the machine',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: network=host
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=localhost:5000/app:cache
			`,
		},
		{
			title: 'other drivers',
			path: 'build.sh',
			text: `
				docker buildx create --use --driver remote tcp://localhost:1234
				docker buildx build --cache-to type=registry,ref=localhost:5000/app:cache .
			`,
		},
		{
			title: 'an unknown builder, unknown options, another host',
			path: 'build.sh',
			text: `
				docker build --cache-from localhost:5000/app:cache .
				docker buildx create --use --name a --driver-opt "$OPTIONS"
				docker buildx build --cache-from localhost:5000/app:cache .
				docker buildx create --use --name b
				docker buildx build --cache-from localhost.example.com/app:cache .
			`,
		},
		{
			title: 'a network among other options, a builder that may be another one',
			path: '.github/workflows/e2e.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: |
				            image=moby/buildkit:v0.32.0
				            network=host
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=localhost:5000/app:cache
				      - uses: docker/build-push-action@v6
				        with:
				          builder: other
				          cache-to: type=gha,scope=a
				          cache-from: type=registry,ref=localhost:5000/app:cache
			`,
		},
	],
	checkEntry(entry) {
		const isRegistry = entry.form === 'ref' || judgedBackend(entry)?.type === 'registry';
		const ref = isRegistry && hasOwnNetwork(entry) ? refOf(entry) : undefined;
		const host = ref === undefined ? undefined : LOCAL_HOST.exec(ref.text)?.[0];
		if (ref === undefined || host === undefined) return [];
		const { hostNetworkEdit } = entry.flag.build.builder;
		const effect =
			entry.direction === 'to' ? 'the export stops with `connection refused`' : 'the cache is not imported';
		return [
			{
				span: ref.spanOf(0, host.length),
				message: `Inside a docker-container builder \`${host}\` is the builder itself, so ${effect}. Create it with \`driver-opts: network=host\` (\`--driver-opt network=host\`).`,
				fixes:
					hostNetworkEdit === undefined
						? []
						: [{ title: 'Create the builder with `network=host`', safe: false, edits: [hostNetworkEdit] }],
			},
		];
	},
});
