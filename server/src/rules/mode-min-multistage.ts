import type { Build } from '../cache/build.ts';
import { addAttribute } from '../cache/edits.ts';
import { attributeOf, type CacheEntry } from '../cache/entry.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Span } from '../text/span.ts';
import { defineRule } from './rule.ts';
import { type DockerfilePlace, dockerfilePlaceOf, findDockerfile } from './shared/dockerfilePlace.ts';
import { judgedBackend } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';
import type { Question } from './workspace.ts';

/** The exports of a build when all of them are seen and leave the mode to its default. */
function exportsWithoutMode(entries: readonly CacheEntry[], catalogue: Catalogue): readonly CacheEntry[] {
	const exports = entries.filter(({ direction, typeName }) => direction === 'to' && typeName !== 'inline');
	const isPlain = exports.every((entry) => {
		const { typeName = '', isOpen, problems } = entry;
		if (judgedBackend(entry) === undefined || isOpen || problems.length > 0) return false;
		const mode = catalogue.parameter(typeName, 'mode', 'to');
		return mode !== undefined && catalogue.defaultOf(mode) === 'min' && attributeOf(entry, 'mode') === undefined;
	});
	return isPlain ? exports : [];
}

/** What is to be found out about a build. */
interface Asked {
	readonly place: DockerfilePlace;
	/** Targets that other builds export. */
	readonly exported: readonly string[];
	readonly minRunInstructions: number;
}

interface Uncached {
	readonly path: string;
	readonly stages: readonly { readonly name: string; readonly span: Span }[];
}

/** The stages of a build with commands of their own that are not in its result, nor in that of another export. */
const uncachedStages: Question<Asked, Uncached | undefined> = (others, { place, exported, minRunInstructions }) => {
	const found = findDockerfile(others, place);
	if (found === undefined) return undefined;
	const inOthers = exported.flatMap((target) => findDockerfile(others, { ...place, target })?.inResult ?? []);
	const stages = found.beside.flatMap((at) => {
		const { name, span, runs } = found.stages[at]!;
		if (runs.length < Math.max(1, minRunInstructions) || inOthers.includes(at)) return [];
		return [{ name: name ?? `${at}`, span }];
	});
	return stages.length === 0 ? undefined : { path: found.path, stages };
};

/** The builds that export to where this one says: itself, unless it only is there to be inherited. */
function buildsOf(build: Build): readonly Build[] {
	const { heirs = [], context, file, target, images, outputs } = build;
	const isBuilt = build.tool !== 'bake' || [context, file, target, ...images, ...outputs].some((fact) => fact);
	return isBuilt ? [build, ...heirs] : heirs;
}

/** A Dockerfile for examples: a stage that compiles, and the result that takes one file from it. */
const STAGES = 'FROM golang:1.24 AS build\nRUN go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\n';

function listOf(names: readonly string[]): string {
	const shown = names.map((name) => `\`${shownText(name)}\``);
	if (shown.length > 3) return `${shown.slice(0, 3).join(', ')} and ${shown.length - 3} more`;
	return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

export default defineRule({
	id: 'mode-min-multistage',
	group: 'combinations',
	severity: 'info',
	preset: 'recommended',
	summary:
		'A build of several stages whose export holds the layers of the last one only, as `mode` is `min` by default.',
	docs: `
Without \`mode=max\` an export holds the layers that are in the result, and nothing of the stages that it only copies files from. Where a compiler
runs in such a stage, the next machine has to run it again as soon as one file has changed, with all the downloads before it:

    FROM golang:1.24 AS build
    RUN go build -o /app .

    FROM scratch
    COPY --from=build /app /app

With \`mode=max\` all layers are exported. That takes longer and needs more room, so it is only advice; with \`mode=min\` you say that you know.
All versions of BuildKit.

The rule reads the Dockerfile of the build, where its path is written out and only one file can be meant. It speaks of stages with at least
\`minRunInstructions\` \`RUN\` instructions that the result takes files from, by \`COPY --from\` or a mount. It says nothing where the result may begin with
them, where a build argument decides that, where another build of the file exports them, where a named context stands in for one of them,
and where an export says its mode or cannot be seen.
`,
	options: {
		minRunInstructions: {
			kind: 'number',
			default: 1,
			description: 'How many `RUN` instructions a stage has at least to be worth caching.',
		},
	},
	bad: [
		{
			title: 'a workflow that builds the repository',
			path: '.github/workflows/ci.yml',
			others: {
				Dockerfile:
					'FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\n\nFROM scratch\nCOPY --from=build /app /app\n',
			},
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
				          cache-from: type=gha
				          cache-to: type=gha
				                    ^^^^^^^^ The layers of stage \`build\` of Dockerfile are not in the result, so without \`mode=max\` they are not exported. Write \`mode=max\` to cache them, in a larger cache.
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
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'a script, a Dockerfile of its own name and two stages',
			path: 'scripts/build.sh',
			others: {
				'docker/app.Dockerfile':
					'FROM node:22 AS deps\nRUN npm ci\n\nFROM deps AS build\nRUN npm run build\n\nFROM nginx:1\nRUN --mount=type=bind,from=build,target=/b cp -r /b/dist /usr/share/nginx/html\n',
				'web/Dockerfile': 'FROM nginx:1\nRUN rm -rf /etc/nginx\nFROM nginx:1\n',
			},
			text: `
				cd "$(dirname "$0")/.."
				docker buildx build -f docker/app.Dockerfile --cache-to type=registry,ref=o/app:cache -t o/app:1 --push .
				                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The layers of stages \`deps\` and \`build\` of docker/app.Dockerfile are not in the result, so without \`mode=max\` they are not exported. Write \`mode=max\` to cache them, in a larger cache.
			`,
			fixed: `
				cd "$(dirname "$0")/.."
				docker buildx build -f docker/app.Dockerfile --cache-to type=registry,ref=o/app:cache,mode=max -t o/app:1 --push .
			`,
		},
		{
			title: 'a service of Compose, two exports, a stage without name',
			path: 'deploy/compose.yaml',
			others: {
				'api/Dockerfile': 'FROM maven:3\nRUN mvn package\n\nFROM eclipse-temurin:21\nCOPY --from=0 /app.jar /\n',
				Dockerfile: 'FROM scratch\nCOPY . .\n',
			},
			text: `
				services:
				  api:
				    image: o/api
				    build:
				      context: ../api
				      cache_to:
				        - type=gha
				          ^^^^^^^^ The layers of stage \`0\` of api/Dockerfile are not in the result, so without \`mode=max\` they are not exported. Write \`mode=max\` to cache them, in a larger cache.
				        - type=local,dest=.cache
			`,
			fixed: `
				services:
				  api:
				    image: o/api
				    build:
				      context: ../api
				      cache_to:
				        - type=gha,mode=max
				        - type=local,dest=.cache,mode=max
			`,
		},
		{
			title: 'targets of a bake file that inherit their cache',
			path: 'docker-bake.hcl',
			others: {
				'web/Dockerfile.prod': 'FROM node:22 AS build\nRUN npm ci\nFROM nginx:1\nCOPY --from=build /dist /srv\n',
			},
			text: `
				target "_cached" {
				  cache-to = [{ type = "registry", ref = "o/web:cache" }]
				              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The layers of stage \`build\` of web/Dockerfile.prod are not in the result, so without \`mode=max\` they are not exported. Write \`mode=max\` to cache them, in a larger cache.
				}
				target "web" {
				  inherits = ["_cached"]
				  context = "web"
				  dockerfile = "Dockerfile.prod"
				}
			`,
			fixed: `
				target "_cached" {
				  cache-to = [{ type = "registry", ref = "o/web:cache", mode = "max" }]
				}
				target "web" {
				  inherits = ["_cached"]
				  context = "web"
				  dockerfile = "Dockerfile.prod"
				}
			`,
		},
		{
			title: 'a step in a directory, a target that is not the last stage',
			path: '.github/workflows/ci.yml',
			others: {
				'services/web/Dockerfile':
					'FROM node:22 AS build\nRUN npm ci\nFROM nginx:1 AS web\nCOPY --from=build /dist /srv\nFROM build AS test\nRUN npm test\n',
				Dockerfile: 'FROM a AS b\nRUN x\nFROM c\nRUN y\n',
			},
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/checkout@v4
				      - run: docker buildx build --target web --cache-to type=registry,ref=o/web:cache .
				                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The layers of stage \`build\` of services/web/Dockerfile are not in the result, so without \`mode=max\` they are not exported. Write \`mode=max\` to cache them, in a larger cache.
				        working-directory: services/web
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/checkout@v4
				      - run: docker buildx build --target web --cache-to type=registry,ref=o/web:cache,mode=max .
				        working-directory: services/web
			`,
		},
		{
			title: 'a makefile',
			path: 'Makefile',
			others: { Dockerfile: 'FROM rust:1 AS build\nRUN cargo build\nFROM debian:12\nCOPY --from=build /a /a\n' },
			text: `
				image:
					docker buildx build --cache-to type=local,dest=.cache -t app .
					                               ^^^^^^^^^^^^^^^^^^^^^^ The layers of stage \`build\` of Dockerfile are not in the result, so without \`mode=max\` they are not exported. Write \`mode=max\` to cache them, in a larger cache.
			`,
			fixed: `
				image:
					docker buildx build --cache-to type=local,dest=.cache,mode=max -t app .
			`,
		},
	],
	good: [
		{
			title: 'all layers exported, or only some on purpose',
			path: 'compose.yaml',
			others: { Dockerfile: STAGES },
			text: `
				services:
				  max:
				    build:
				      context: .
				      cache_to: [type=gha,mode=max]
				  min:
				    build:
				      context: .
				      cache_to: [type=gha,mode=min]
			`,
		},
		{
			title: 'several exports, one of which has all',
			path: 'build.sh',
			others: { Dockerfile: STAGES },
			text: `
				docker buildx build --cache-to type=gha --cache-to type=local,dest=.cache,mode=max .
			`,
		},
		{
			title: 'a cache in the image, which has no mode; a mode and an export that are not seen; an unknown type',
			path: 'build.sh',
			others: { Dockerfile: STAGES },
			text: `
				docker buildx build --cache-to type=inline -t o/app:1 --push .
				docker buildx build --cache-to "type=gha,mode=$MODE" .
				docker buildx build --cache-to "type=gha,$MORE" .
				docker buildx build --cache-to type=gha --cache-to "$OTHER" .
				docker buildx build --cache-to type=gha $OPTIONS .
				docker buildx build --cache-to type=azure .
			`,
		},
		{
			title: 'one stage',
			path: 'compose.yaml',
			others: { Dockerfile: 'FROM golang:1.24\nRUN go build\n' },
			text: `
				services:
				  app:
				    build:
				      context: .
				      cache_to: [type=gha]
			`,
		},
		{
			title: 'a result that begins with all the stages',
			path: 'compose.yaml',
			others: {
				Dockerfile:
					'FROM node:22 AS base\nRUN npm ci\nFROM base AS build\nRUN npm test\nFROM build\nCOPY --from=base / /\n',
			},
			text: `
				services:
				  app:
				    build:
				      context: .
				      cache_to: [type=gha]
			`,
		},
		{
			title: 'stages without commands, and one that nothing is taken from',
			path: 'compose.yaml',
			others: {
				Dockerfile:
					'FROM o/tools AS tools\nENV A=b\nFROM node:22 AS test\nRUN npm test\nFROM debian:12\nCOPY --from=tools / /\n',
			},
			text: `
				services:
				  app:
				    build:
				      context: .
				      cache_to: [type=gha]
			`,
		},
		{
			title: 'a target that is the stage itself, or is not there',
			path: 'compose.yaml',
			others: { Dockerfile: STAGES },
			text: `
				services:
				  build:
				    build:
				      context: .
				      target: build
				      cache_to: [type=gha]
				  none:
				    build:
				      context: .
				      target: release
				      cache_to: [type=gha]
			`,
		},
		{
			title: 'a build argument that says what the result begins with',
			path: 'compose.yaml',
			others: { Dockerfile: `ARG KIND=build\n${STAGES}FROM $KIND\nCOPY --from=build /b /b\n` },
			text: `
				services:
				  app:
				    build:
				      context: .
				      cache_to: [type=gha]
			`,
		},
		{
			title: 'another build that exports the stage',
			path: 'build.sh',
			others: { Dockerfile: STAGES },
			text: `
				docker buildx build --target build --cache-to type=registry,ref=o/app:build .
				docker buildx build --cache-from type=registry,ref=o/app:build --cache-to type=registry,ref=o/app:cache .
			`,
		},
		{
			title: 'a named context in the place of the stage',
			path: 'docker-bake.hcl',
			others: { Dockerfile: STAGES },
			text: `
				target "app" {
				  context = "."
				  contexts = { build = "target:other" }
				  cache-to = ["type=gha"]
				}
			`,
		},
		{
			title: 'no Dockerfile, one that is written here, and one that is not in the repository',
			path: 'compose.yaml',
			others: { Dockerfile: STAGES },
			text: `
				services:
				  other:
				    build:
				      context: web
				      cache_to: [type=gha]
				  here:
				    build:
				      context: .
				      dockerfile_inline: FROM scratch
				      cache_to: [type=gha]
				  elsewhere:
				    build:
				      context: https://example.com/o/app.git
				      cache_to: [type=gha]
			`,
		},
		{
			title: 'a script that may mean one of two Dockerfiles',
			path: 'build.sh',
			others: { Dockerfile: STAGES, 'web/Dockerfile': STAGES },
			text: `
				docker buildx build --cache-to type=gha .
			`,
		},
		{
			title: 'a script that builds another repository',
			path: 'build.sh',
			others: { Dockerfile: STAGES },
			text: `
				git clone https://example.com/o/app
				docker buildx build --cache-to type=gha app
			`,
		},
		{
			title: 'a script, and the only Dockerfile in a folder that is not its own',
			path: 'tools/build.sh',
			others: { 'examples/Dockerfile': STAGES },
			text: `
				docker buildx build --cache-to type=gha .
			`,
		},
		{
			title: 'a step that goes elsewhere',
			path: '.github/workflows/ci.yml',
			others: { Dockerfile: STAGES, 'web/Dockerfile': 'FROM nginx:1\nCOPY . /srv\n' },
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/checkout@v4
				      - run: cd web && docker buildx build --cache-to type=registry,ref=o/web:cache .
			`,
		},
		{
			title: 'a workflow that checks out something else',
			path: '.github/workflows/ci.yml',
			others: { Dockerfile: STAGES },
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/checkout@v4
				        with:
				          repository: o/other
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: .
				          cache-to: type=gha
			`,
		},
		{
			title: 'a machine that keeps all layers by itself',
			path: '.github/workflows/ci.yml',
			others: { Dockerfile: STAGES },
			text: `
				on: push
				jobs:
				  build:
				    runs-on: blacksmith-4vcpu-ubuntu-2404
				    steps:
				      - uses: useblacksmith/build-push-action@v2
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'fewer commands than are worth it here',
			path: 'compose.yaml',
			others: { Dockerfile: STAGES },
			settings: { options: { 'mode-min-multistage': { minRunInstructions: 2 } } },
			text: `
				services:
				  app:
				    build:
				      context: .
				      cache_to: [type=gha]
			`,
		},
		{
			title: 'a named context of a service; a service that is described elsewhere',
			path: 'compose.yaml',
			others: { Dockerfile: STAGES },
			text: `
				services:
				  app:
				    build:
				      context: .
				      additional_contexts:
				        build: ../other
				      cache_to: [type=gha]
				  more:
				    extends: base
				    build:
				      context: .
				      cache_to: [type=gha]
			`,
		},
		{
			title: 'a bake file that may be used from two folders; a Dockerfile written in it; an address',
			path: 'deploy/docker-bake.hcl',
			others: { Dockerfile: STAGES, 'deploy/Dockerfile': STAGES },
			text: `
				target "app" {
				  context = "."
				  cache-to = ["type=gha"]
				}
				target "inline" {
				  context = ".."
				  dockerfile-inline = "FROM scratch"
				  cache-to = ["type=gha"]
				}
				target "far" {
				  context = "https://example.com/o/app.git"
				  cache-to = ["type=gha"]
				}
			`,
		},
		{
			title: 'an action for other repositories',
			path: 'action.yml',
			others: { Dockerfile: STAGES },
			text: `
				runs:
				  using: composite
				  steps:
				    - uses: docker/build-push-action@v6
				      with:
				        context: .
				        cache-to: type=gha
			`,
		},
		{
			title: 'a command with a named context',
			path: 'build.sh',
			others: { Dockerfile: STAGES },
			text: `
				docker buildx build --build-context build=../other --cache-to type=gha .
			`,
		},
		{
			title: 'a Dockerfile that is not seen',
			path: 'compose.yaml',
			text: `
				services:
				  app:
				    build:
				      context: .
				      cache_to: [type=gha]
			`,
		},
	],
	checkBuild({ build, entries }, context) {
		const [first, ...more] = exportsWithoutMode(entries, context.catalogue);
		const { workspace } = context;
		if (first === undefined || workspace === undefined || build.builder.keptBy !== undefined) return [];
		const exported = context.builds.flatMap((other) => {
			const { target } = other.build;
			const writes = other.build !== build && other.entries.some(({ direction }) => direction === 'to');
			return writes && target !== undefined && !target.isDynamic ? [target.text.trim()] : [];
		});
		const minRunInstructions = context.option('minRunInstructions');
		for (const built of buildsOf(build)) {
			const place = dockerfilePlaceOf(built, context);
			const uncached = place && workspace.ask(uncachedStages, { place, exported, minRunInstructions });
			if (uncached === undefined) continue;
			const { path, stages } = uncached;
			const edits = [first, ...more].map((entry) => addAttribute(entry, 'mode', 'max'));
			const [edit, ...others] = edits.flatMap((one) => one ?? []);
			const named = `${stages.length === 1 ? 'stage' : 'stages'} ${listOf(stages.map(({ name }) => name))}`;
			return [
				{
					span: first.span,
					message: `The layers of ${named} of ${shownText(path)} are not in the result, so without \`mode=max\` they are not exported. Write \`mode=max\` to cache them, in a larger cache.`,
					fixes: edit === undefined ? [] : [{ title: 'Add `mode=max`', safe: false, edits: [edit, ...others] }],
					related: stages.map(({ span }) => ({ path, span, message: 'its layers are not exported' })),
				},
			];
		}
		return [];
	},
});
