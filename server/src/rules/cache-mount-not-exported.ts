import type { Build } from '../cache/build.ts';
import type { Span } from '../text/span.ts';
import { defineRule } from './rule.ts';
import { type DockerfilePlace, dockerfilePlaceOf, findDockerfile } from './shared/dockerfilePlace.ts';
import { shownText } from './shared/shownText.ts';
import type { Question } from './workspace.ts';

/** The drivers whose builder lives and dies with the machine it is on. */
const BESIDE_BUILD: ReadonlySet<string | undefined> = new Set(['docker', 'docker-container']);

/** Whether a build surely begins with an empty builder, so that only what is imported is there. */
function startsEmpty({ builder, pipeline }: Build): boolean {
	if (pipeline?.isHosted !== 'yes' || pipeline.mayKeepFiles === true) return false;
	return BESIDE_BUILD.has(builder.driver) || builder.isSetUp === 'no';
}

interface CacheMounts {
	readonly path: string;
	readonly mounts: readonly Span[];
}

/** The cache mounts of the stages that are built. */
const cacheMountsOf: Question<DockerfilePlace, CacheMounts | undefined> = (others, place) => {
	const found = findDockerfile(others, place);
	if (found === undefined) return undefined;
	const built = [...found.inResult, ...found.beside].sort((a, b) => a - b);
	const mounts = built.flatMap((at) => found.stages[at]!.cacheMounts);
	return mounts.length === 0 ? undefined : { path: found.path, mounts };
};

/** A Dockerfile for examples, of one stage with a cache mount. */
const MOUNT = 'FROM golang:1.24\nRUN --mount=type=cache,target=/root/.cache go build -o /app .\n';

/** A workflow for examples, on machines with a label. */
function workflowOn(label: string): string {
	return `
		on: push
		jobs:
		  build:
		    runs-on: ${label}
		    steps:
		      - uses: docker/setup-buildx-action@v3
		      - uses: docker/build-push-action@v6
		        with:
		          cache-to: type=gha,mode=max
	`;
}

export default defineRule({
	id: 'cache-mount-not-exported',
	group: 'combinations',
	severity: 'hint',
	preset: 'strict',
	summary:
		'An export on machines that start empty, of a build with `RUN --mount=type=cache`, whose contents no cache holds.',
	docs: `
What a cache mount holds stays in the builder. No export takes it along, whatever its \`mode\`, so on a machine that starts empty the mount is empty too,
each time the instruction runs again:

    COPY . .
    RUN --mount=type=cache,target=/root/.m2 mvn package

What is to be kept has to be a layer. It is one when the dependencies are fetched, without the mount, before the sources are copied:

    COPY pom.xml .
    RUN mvn dependency:go-offline
    COPY . .
    RUN mvn package

Cache mounts do help where people build on machines of their own, so this is a hint of the strict preset. It speaks of builds on machines of GitHub, GitLab,
CircleCI and Azure, with a builder of that machine, whose Dockerfile is among the files and has cache mounts in a stage that is built. It says nothing
of machines of your own, builders with disks that last, and jobs with actions that may save the mounts. All versions of BuildKit.
`,
	bad: [
		{
			title: 'a workflow',
			path: '.github/workflows/ci.yml',
			others: {
				Dockerfile:
					'FROM maven:3 AS build\nCOPY . .\nRUN --mount=type=cache,target=/root/.m2 mvn package\n\nFROM eclipse-temurin:21\nCOPY --from=build /app.jar /\n',
			},
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/checkout@v4
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: .
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
				                    ^^^^^^^^^^^^^^^^^ What \`RUN --mount=type=cache\` in Dockerfile holds is never part of an exported cache, and this machine starts empty. Fetch dependencies in a layer of their own, before the sources are copied.
			`,
		},
		{
			title: 'a step, a Dockerfile of one stage',
			path: '.github/workflows/ci.yml',
			others: {
				'api/Dockerfile':
					'FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache/pip \\\n    --mount=type=bind,source=.,target=/src \\\n    pip install /src\n',
			},
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-24.04
				    steps:
				      - uses: actions/checkout@v4
				      - run: |
				          docker buildx create --use --driver docker-container
				          docker buildx build --cache-to type=registry,ref=ghcr.io/o/api:cache --push -t ghcr.io/o/api:1 api
				                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ What \`RUN --mount=type=cache\` in api/Dockerfile holds is never part of an exported cache, and this machine starts empty. Fetch dependencies in a layer of their own, before the sources are copied.
			`,
		},
		{
			title: 'a job of CircleCI',
			path: '.circleci/config.yml',
			others: { Containerfile: 'FROM rust:1\nRUN --mount=type=cache,target=/usr/local/cargo/registry cargo build\n' },
			text: `
				version: 2.1
				jobs:
				  image:
				    docker:
				      - image: cimg/base:current
				    steps:
				      - checkout
				      - setup_remote_docker
				      - run: |
				          docker buildx create --use --driver docker-container
				          docker buildx build -f Containerfile --cache-to type=registry,ref=o/app:cache,mode=max --push -t o/app .
				                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ What \`RUN --mount=type=cache\` in Containerfile holds is never part of an exported cache, and this machine starts empty. Fetch dependencies in a layer of their own, before the sources are copied.
			`,
		},
	],
	good: [
		{
			title: 'dependencies in a layer of their own',
			path: '.github/workflows/ci.yml',
			others: {
				Dockerfile:
					'FROM maven:3 AS build\nCOPY pom.xml .\nRUN mvn dependency:go-offline\nCOPY . .\nRUN mvn package\nFROM build\n',
			},
			text: workflowOn('ubuntu-latest'),
		},
		{
			title: 'machines of your own',
			path: '.github/workflows/ci.yml',
			others: { Dockerfile: MOUNT },
			text: workflowOn('self-hosted'),
		},
		{
			title: 'a stage that is not built',
			path: '.github/workflows/ci.yml',
			others: { Dockerfile: `${MOUNT.replace('1.24', '1.24 AS test')}FROM scratch\nCOPY . .\n` },
			text: workflowOn('ubuntu-latest'),
		},
		{
			title: 'builders whose disks last, and an action that may save the mounts',
			path: '.github/workflows/ci.yml',
			others: { Dockerfile: MOUNT },
			text: `
				on: push
				jobs:
				  remote:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver: remote
				          endpoint: tcp://builder.example.com:1234
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
				  kept:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: useblacksmith/build-push-action@v2
				        with:
				          cache-to: type=gha
				  depot:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: depot/build-push-action@v1
				        with:
				          buildx-fallback: true
				          cache-to: type=gha
				  saved:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: reproducible-containers/buildkit-cache-dance@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'no export',
			path: '.github/workflows/ci.yml',
			others: { Dockerfile: MOUNT },
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
				          cache-to: \${{ inputs.cache }}
			`,
		},
		{
			title: 'scripts that people run on their own machines',
			path: 'build.sh',
			others: { Dockerfile: MOUNT },
			text: `
				docker buildx build --cache-to type=local,dest=.cache .
			`,
		},
	],
	checkBuild({ build, entries }, context) {
		const written = entries.find(({ direction, typeName }) => direction === 'to' && typeName !== undefined);
		if (written === undefined || !startsEmpty(build)) return [];
		const place = dockerfilePlaceOf(build, context);
		const found = place && context.workspace?.ask(cacheMountsOf, place);
		if (found === undefined) return [];
		const { path, mounts } = found;
		return [
			{
				span: written.span,
				message: `What \`RUN --mount=type=cache\` in ${shownText(path)} holds is never part of an exported cache, and this machine starts empty. Fetch dependencies in a layer of their own, before the sources are copied.`,
				related: mounts.map((span) => ({ path, span, message: 'empty on each machine' })),
			},
		];
	},
});
