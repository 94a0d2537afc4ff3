import type { Build } from '../cache/build.ts';
import { defineRule, type Fix } from './rule.ts';
import { cacheRefFor } from './shared/cacheRef.ts';
import { outputFields } from './shared/images.ts';
import { judgedBackend } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';

/** Drivers that keep the result to themselves unless told otherwise; the `docker` driver puts it among its images. */
const KEEPING = ['docker-container', 'kubernetes', 'remote'];

/** Why a build makes no image that could carry the cache, in words; `undefined` when it does or may. */
function reasonFor(build: Build): string | undefined {
	const { outputs, pushes, loads, tool, builder } = build;
	if (!build.isComplete || pushes !== 'no' || loads !== 'no') return undefined;
	if (outputs.length > 0)
		return outputs.every((output) => isFiles(output)) ? `\`${shownText(outputs[0]!.text)}\`` : undefined;
	if (tool === 'buildctl') return 'no `--output`';
	if (tool !== 'buildx' && tool !== 'build-push-action') return undefined;
	const isLoading = builder.options.some(({ text, isDynamic }) => isDynamic || text === 'default-load=true');
	const keeps = builder.driver !== undefined && KEEPING.includes(builder.driver) && builder.isSetUp === 'yes';
	return keeps && !isLoading ? 'no push, no load' : undefined;
}

/** Whether an output is files and no image: `type=local,dest=out`, `type=tar`, or a path. */
function isFiles(output: Build['outputs'][number]): boolean {
	if (output.isDynamic) return false;
	const type = outputFields(output).get('type')?.text;
	return type === 'local' || type === 'tar' || (type === undefined && !output.text.includes('='));
}

/** A cache of its own in the place of the inline one. */
function ownCache(build: Build): readonly string[] {
	const ref = cacheRefFor(build.images);
	return [
		...(build.pipeline?.hasActionsToken === 'yes' ? ['type=gha'] : []),
		...(ref === undefined ? [] : [`type=registry,ref=${ref}`]),
	];
}

export default defineRule({
	id: 'inline-without-image-output',
	group: 'combinations',
	severity: 'warning',
	preset: 'recommended',
	summary: 'Inline cache for a build that makes no image.',
	docs: `
\`type=inline\` puts the metadata of the cache into the image. A build that neither pushes nor loads an image, or that writes files with
\`--output type=local\`, drops it without a word.

Push the image, or export a cache of its own: \`type=gha\`, \`type=registry,ref=o/app:buildcache\`.

Nothing is said where the image may be loaded: by the \`docker\` driver, which does so by itself, with \`default-load=true\`, where
\`push\` or the outputs are decided elsewhere, and where the builder is not known. All versions of BuildKit.
`,
	bad: [
		{
			title: 'a build that does not push',
			path: '.github/workflows/ci.yml',
			text: `
				on: pull_request
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          push: false
				          cache-to: type=inline
				                    ^^^^^^^^^^^ Inline cache is stored in the image, but this build does not output one (no push, no load). Export a cache of its own, \`type=gha\`.
			`,
			fixed: `
				on: pull_request
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          push: false
				          cache-to: type=gha
			`,
		},
		{
			title: 'files',
			path: 'build.sh',
			text: `
				docker buildx build -t ghcr.io/o/app --output type=local,dest=out --cache-to type=inline .
				                                                                             ^^^^^^^^^^^ Inline cache is stored in the image, but this build does not output one (\`type=local,dest=out\`). Export a cache of its own, \`type=registry,ref=ghcr.io/o/app:buildcache\`.
				docker build -o out --cache-to type=inline .
				                               ^^^^^^^^^^^ Inline cache is stored in the image, but this build does not output one (\`out\`). Export a cache of its own, \`type=registry,ref=<image>:buildcache\`.
			`,
			fixed: `
				docker buildx build -t ghcr.io/o/app --output type=local,dest=out --cache-to type=registry,ref=ghcr.io/o/app:buildcache .
				docker build -o out --cache-to type=inline .
			`,
		},
		{
			title: 'buildctl without an output',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --local context=. --export-cache type=inline
				                                                                         ^^^^^^^^^^^ Inline cache is stored in the image, but this build does not output one (no \`--output\`). Export a cache of its own, \`type=registry,ref=<image>:buildcache\`.
			`,
		},
		{
			title: 'another builder than that of docker',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver: kubernetes
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=inline
				                    ^^^^^^^^^^^ Inline cache is stored in the image, but this build does not output one (no push, no load). Export a cache of its own, \`type=gha\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver: kubernetes
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha
			`,
		},
		{
			title: 'an archive of files',
			path: 'Makefile',
			text: `
				files:
					docker buildx build -t o/app -o type=tar,dest=app.tar --cache-to type=inline .
					                                                                 ^^^^^^^^^^^ Inline cache is stored in the image, but this build does not output one (\`type=tar,dest=app.tar\`). Export a cache of its own, \`type=registry,ref=o/app:buildcache\`.
			`,
			fixed: `
				files:
					docker buildx build -t o/app -o type=tar,dest=app.tar --cache-to type=registry,ref=o/app:buildcache .
			`,
		},
	],
	good: [
		{
			title: 'a pushed image',
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
				          cache-to: type=inline
			`,
		},
		{
			title: 'a loaded one, and decisions made elsewhere',
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
				          load: true
				          cache-to: type=inline
				      - uses: docker/build-push-action@v6
				        with:
				          push: \${{ github.ref == 'refs/heads/main' }}
				          cache-to: type=inline
				      - uses: docker/build-push-action@v6
				        with:
				          outputs: type=oci,dest=app.tar
				          cache-to: type=inline
			`,
		},
		{
			title: 'the docker driver, which loads the image by itself',
			path: 'build.sh',
			text: `
				docker build -t app --cache-to type=inline .
				docker buildx build -t app --cache-to type=inline .
			`,
		},
		{
			title: 'a builder that loads',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: default-load=true
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=inline
			`,
		},
		{
			title: 'an image among other outputs',
			path: 'build.sh',
			text: `
				docker buildx build --output type=local,dest=out --output type=image,name=o/app --cache-to type=inline .
				docker buildx build --output "$OUT" --cache-to type=inline .
				docker buildx build --output type=docker --cache-to type=inline .
			`,
		},
		{
			title: 'services of Compose, a builder with options that cannot be seen, an output of another kind',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    image: o/web
				    build:
				      context: .
				      cache_to: [type=inline]
			`,
		},
		{
			title: 'options that cannot be seen, imports',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: \${{ inputs.options }}
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=inline
				      - run: docker buildx build -o dest=x.tar --cache-to type=inline .
				      - run: docker buildx build --push --cache-from type=inline .
			`,
		},
	],
	checkEntry(entry) {
		const { build } = entry.flag;
		const isInline = entry.direction === 'to' && judgedBackend(entry)?.type === 'inline';
		const reason = isInline ? reasonFor(build) : undefined;
		if (reason === undefined) return [];
		const others = ownCache(build);
		return [
			{
				span: entry.span,
				message:
					`Inline cache is stored in the image, but this build does not output one (${reason}). ` +
					`Export a cache of its own, \`${others[0] ?? 'type=registry,ref=<image>:buildcache'}\`.`,
				fixes:
					entry.form !== 'attributes'
						? []
						: others.map(
								(text): Fix => ({ title: `Export to \`${text}\``, safe: false, edits: [{ span: entry.span, text }] }),
							),
			},
		];
	},
});
