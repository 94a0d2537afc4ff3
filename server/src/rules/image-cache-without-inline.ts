import type { Build } from '../cache/build.ts';
import { type CacheEntry, refOf } from '../cache/entry.ts';
import { BUILDKIT_BY_DEFAULT } from '../catalogue/milestones.ts';
import { isAtLeast } from '../catalogue/version.ts';
import { type BuildView, defineRule, type RuleContext } from './rule.ts';
import { matchesTarget, mayRead } from './shared/calls.ts';
import { imagesLike, isLasting } from './shared/images.ts';
import { addInlineCache, hasInlineCache, mentionsInlineCache } from './shared/inlineCache.ts';
import { locationOf } from './shared/location.ts';
import { shownText } from './shared/shownText.ts';
import type { Question } from './workspace.ts';

/** Where a command from outside may add what the file does not say. */
const EXTENDED_FROM_OUTSIDE = ['bake', 'bake-action', 'compose'];

/** The builds of the file that make the image an entry reads from. */
function makersOf(entry: CacheEntry, { builds }: RuleContext): readonly BuildView[] {
	const ref = refOf(entry)!;
	const isLastingRef = isLasting(ref);
	return builds.filter(({ build }) => {
		if (build !== entry.flag.build && !isLastingRef) return false;
		// One that is not pushed does not replace the image that is read; `docker build` looks at local ones.
		if (build.pushes === 'no' && build.tool !== 'docker') return false;
		return imagesLike(ref, build).length > 0;
	});
}

/** Whether exports of this build may be inherited from another one of the file, which is not seen at the build itself. */
function mayInherit({ build, entries }: BuildView, { builds }: RuleContext): boolean {
	if (!EXTENDED_FROM_OUTSIDE.includes(build.tool) || entries.some(({ direction }) => direction === 'to')) return false;
	return builds.some(mentionsInlineCache);
}

/** Whether a build of another file gives the image inline cache, or has a target of this one, at a path, export or carry it. */
const mayComeFromOthers: Question<{ readonly entry: CacheEntry; readonly path: string }, boolean> = (
	others,
	{ entry, path },
) => {
	const ref = refOf(entry)!;
	const { tool, name } = entry.flag.build;
	const isExtended = (view: BuildView) =>
		EXTENDED_FROM_OUTSIDE.includes(tool) &&
		EXTENDED_FROM_OUTSIDE.includes(view.build.tool) &&
		matchesTarget(view.build.name, name) &&
		view.entries.some(({ direction }) => direction === 'to');
	const isAskedFor = (call: Build) =>
		EXTENDED_FROM_OUTSIDE.includes(tool) &&
		mayRead(call, path) &&
		(call.hidesOverrides === true || mentionsInlineCache({ build: call, entries: [] }));
	return others.some(
		({ builds, reading }) =>
			reading.calls?.some(isAskedFor) === true ||
			builds.some(
				(view) => isExtended(view) || (imagesLike(ref, view.build).length > 0 && hasInlineCache(view) !== 'no'),
			),
	);
};

export default defineRule({
	id: 'image-cache-without-inline',
	group: 'combinations',
	severity: 'warning',
	preset: 'recommended',
	summary: 'An image as cache source that is built without inline cache.',
	docs: `
BuildKit can only use an image as a cache when it carries metadata about it, which \`--cache-to type=inline\` (or
\`--build-arg BUILDKIT_INLINE_CACHE=1\`) puts there. An image without it is imported "successfully": the log shows
\`importing cache manifest from o/app:latest\` and \`inferred cache manifest type: … done\`, and nothing is ever taken from it.

The builder before BuildKit used any image, so \`docker build --cache-from o/app -t o/app .\` worked until Docker 23. Add inline
cache to the build that makes the image, or export a cache of its own with \`type=registry\`.

Only images that the file itself builds and pushes are judged, and only where all build arguments can be read; \`docker build\` reads local
images, so there it need not be pushed. In bake and compose files a command may still add the argument: a
hint there. Nothing is said of \`DOCKER_BUILDKIT=0\`, of Docker older than 23, of podman, and of dev containers,
which always have inline cache. All versions of BuildKit.
`,
	bad: [
		{
			title: 'as it was before BuildKit',
			path: 'build.sh',
			text: `
				docker pull app:latest || true
				docker build --cache-from app:latest -t app:latest .
				                          ^^^^^^^^^^ \`app:latest\` is built here without inline cache, so importing it reports success but never hits. Add \`--build-arg BUILDKIT_INLINE_CACHE=1\` or use a cache ref.
			`,
			fixed: `
				docker pull app:latest || true
				docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from app:latest -t app:latest .
			`,
		},
		{
			title: 'the pushed image',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          push: \${{ github.event_name == 'push' }}
				          tags: ghcr.io/\${{ github.repository }}:main
				          cache-from: type=registry,ref=ghcr.io/\${{ github.repository }}:main
				                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`ghcr.io/\${{ github.repository }}:main\` is built here without inline cache, so importing it reports success but never hits. Add \`cache-to: type=inline\` or use a cache ref.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          push: \${{ github.event_name == 'push' }}
				          tags: ghcr.io/\${{ github.repository }}:main
				          cache-to: type=inline
				          cache-from: type=registry,ref=ghcr.io/\${{ github.repository }}:main
			`,
		},
		{
			title: 'a stage of its own, read by another build',
			path: 'build.sh',
			text: `
				docker buildx build --push --target build -t o/app:build --cache-from o/app:build .
				                                                                      ^^^^^^^^^^^ \`o/app:build\` is built here without inline cache, so importing it reports success but never hits. Add \`--cache-to type=inline\` or use a cache ref.
				docker buildx build --push -t o/app --cache-from o/app:build --cache-to type=inline .
				                                                 ^^^^^^^^^^^ \`o/app:build\` is built here without inline cache, so importing it reports success but never hits. Add \`--cache-to type=inline\` or use a cache ref.
			`,
			fixed: `
				docker buildx build --push --target build -t o/app:build --cache-to type=inline --cache-from o/app:build .
				docker buildx build --push -t o/app --cache-from o/app:build --cache-to type=inline .
			`,
		},
		{
			title: 'another export',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --opt build-arg:BUILDKIT_INLINE_CACHE=1 \\
				  --output type=image,name=r.example.com/app,push=true --import-cache type=registry,ref=r.example.com/app
				                                                                                        ^^^^^^^^^^^^^^^^^ \`r.example.com/app\` is built here without inline cache, so importing it reports success but never hits. Add \`--export-cache type=inline\` or use a cache ref.
			`,
			fixed: `
				buildctl build --frontend dockerfile.v0 --opt build-arg:BUILDKIT_INLINE_CACHE=1 \\
				  --output type=image,name=r.example.com/app,push=true --export-cache type=inline --import-cache type=registry,ref=r.example.com/app
			`,
		},
		{
			title: 'in compose',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    image: o/web:1
				    build:
				      context: .
				      cache_from: ["o/web:1"]
				                    ^^^^^^^ hint: \`o/web:1\` is built here without inline cache, so importing it reports success but never hits. Add \`cache_to: [type=inline]\` or use a cache ref.
			`,
			fixed: `
				services:
				  web:
				    image: o/web:1
				    build:
				      context: .
				      cache_to: [type=inline]
				      cache_from: ["o/web:1"]
			`,
		},
		{
			title: 'in bake',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  tags       = ["o/app:1"]
				  cache-from = ["type=registry,ref=o/app:1"]
				                                   ^^^^^^^ hint: \`o/app:1\` is built here without inline cache, so importing it reports success but never hits. Add \`cache-to: type=inline\` or use a cache ref.
				}
			`,
			fixed: `
				target "app" {
				  tags       = ["o/app:1"]
				  cache-to = ["type=inline"]
				  cache-from = ["type=registry,ref=o/app:1"]
				}
			`,
		},
		{
			title: 'a flag in quotes, before which nothing can be put',
			path: 'build.sh',
			text: `
				docker build "--cache-from=app:latest" -t app:latest .
				                           ^^^^^^^^^^ \`app:latest\` is built here without inline cache, so importing it reports success but never hits. Add \`--build-arg BUILDKIT_INLINE_CACHE=1\` or use a cache ref.
			`,
		},
	],
	good: [
		{
			title: 'the argument',
			path: 'build.sh',
			text: `
				docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from app:latest -t app:latest .
			`,
		},
		{
			title: 'inline cache',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          tags: ghcr.io/o/app:main
				          cache-from: type=registry,ref=ghcr.io/o/app:main
				          cache-to: type=inline
			`,
		},
		{
			title: 'a cache of its own',
			path: 'build.sh',
			text: `
				docker buildx build --push -t o/app:1 --cache-from o/app:cache --cache-to type=registry,ref=o/app:cache .
			`,
		},
		{
			title: 'the builder before BuildKit',
			path: 'build.sh',
			text: `
				DOCKER_BUILDKIT=0 docker build --cache-from app:latest -t app:latest .
			`,
		},
		{
			title: 'an old Docker, in which it is the default',
			path: 'build.sh',
			settings: { engine: '20.10' },
			text: `
				docker build --cache-from app:latest -t app:latest .
			`,
		},
		{
			title: 'images that are built elsewhere',
			path: 'build.sh',
			text: `
				docker build --cache-from o/base:latest -t app:latest .
			`,
		},
		{
			title: 'a build that does not push; the image comes from elsewhere',
			path: '.github/workflows/pr.yml',
			text: `
				on: pull_request
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          push: false
				          tags: ghcr.io/o/app:main
				          cache-from: type=registry,ref=ghcr.io/o/app:main
			`,
		},
		{
			title: 'arguments that can not be read',
			path: 'build.sh',
			text: `
				docker build --build-arg "$ARG" --cache-from app -t app .
				docker build $ARGS --cache-from app -t app .
				docker build --build-arg BUILDKIT_INLINE_CACHE --cache-from app -t app .
				docker buildx build --push --cache-to "$TO" --cache-from o/app -t o/app .
			`,
		},
		{
			title: 'an export that is inherited',
			path: 'docker-bake.hcl',
			text: `
				target "_common" {
				  cache-to = ["type=inline"]
				}
				target "app" {
				  inherits   = ["_common"]
				  tags       = ["o/app:1"]
				  cache-from = ["o/app:1"]
				}
			`,
		},
		{
			title: 'an override in another bake file, one of a command',
			path: 'docker-bake.hcl',
			others: {
				'docker-bake.override.hcl': 'target "app" {\n  cache-to = ["type=inline"]\n}\n',
				'build.sh': "docker buildx bake --set 'w*.cache-to=type=inline'\n",
			},
			text: `
				target "app" {
				  tags       = ["o/app:1"]
				  cache-from = ["o/app:1"]
				}
				target "web" {
				  tags       = ["o/web:1"]
				  cache-from = ["o/web:1"]
				}
			`,
		},
		{
			title: 'an image that another file builds with it',
			path: 'test.sh',
			others: {
				'release.sh': 'docker buildx build --push -t o/app:1 --cache-from o/app:1 --cache-to type=inline .\n',
			},
			text: `
				docker buildx build --push -t o/app:1 --cache-from o/app:1 .
			`,
		},
		{
			title: 'the argument that a command gives to what stands in a Compose file',
			path: 'compose.yaml',
			others: { 'build.sh': 'docker compose build --build-arg BUILDKIT_INLINE_CACHE=1\ndocker compose push\n' },
			text: `
				services:
				  web:
				    image: o/web:1
				    build:
				      context: .
				      cache_from: ["o/web:1"]
			`,
		},
		{
			title: 'the argument set for the targets of a bake file',
			path: 'docker-bake.hcl',
			others: {
				'build.sh': "docker buildx bake --set '*.args.BUILDKIT_INLINE_CACHE=1'\n",
			},
			text: `
				target "default" {
				  tags       = ["o/web:1"]
				  cache-from = ["o/web:1"]
				}
			`,
		},
		{
			title: 'the argument set by bake-action',
			path: 'docker-bake.hcl',
			others: {
				'.github/workflows/ci.yml': `
					on: push
					jobs:
					  build:
					    runs-on: ubuntu-latest
					    steps:
					      - uses: docker/setup-buildx-action@v3
					      - uses: docker/bake-action@v6
					        with:
					          push: true
					          set: '*.args.BUILDKIT_INLINE_CACHE=1'
				`,
			},
			text: `
				target "default" {
				  tags       = ["o/web:1"]
				  cache-from = ["o/web:1"]
				}
			`,
		},
		{
			title: 'podman',
			path: 'build.sh',
			text: `
				podman build --cache-from reg.example.com/app -t reg.example.com/app .
			`,
		},
		{
			title: 'dev containers, which have it always',
			path: 'build.sh',
			text: `
				devcontainer build --workspace-folder . --push true --cache-from ghcr.io/o/dev --image-name ghcr.io/o/dev
			`,
		},
		{
			title: 'a docker that may build without BuildKit, as that of Cloud Build does',
			path: 'cloudbuild.yaml',
			text: `
				steps:
				- name: gcr.io/cloud-builders/docker
				  args: ['build', '-t', 'gcr.io/p/app:latest', '--cache-from', 'gcr.io/p/app:latest', '.']
				images: ['gcr.io/p/app:latest']
			`,
		},
	],
	checkEntry(entry, context) {
		const { build } = entry.flag;
		if (entry.direction !== 'from' || locationOf(entry)?.type !== 'registry') return [];
		const { engine } = context.versions;
		if (build.tool === 'docker' && engine !== undefined && !isAtLeast(engine.version, BUILDKIT_BY_DEFAULT)) return [];
		const makers = makersOf(entry, context);
		if (makers.length === 0 || makers.some((view) => hasInlineCache(view) !== 'no' || mayInherit(view, context)))
			return [];
		if (context.workspace.ask(mayComeFromOthers, { entry, path: context.file.path })) return [];
		const ref = refOf(entry)!;
		const isOwn = makers.some((view) => view.build === build);
		const { written, edit } = addInlineCache(entry, context.siblings);
		return [
			{
				span: ref.span,
				...(EXTENDED_FROM_OUTSIDE.includes(build.tool) ? { severity: 'hint' } : {}),
				message:
					`\`${shownText(ref.written)}\` is built here without inline cache, so importing it reports success but never hits. ` +
					`Add \`${written}\` or use a cache ref.`,
				fixes: isOwn && edit !== undefined ? [{ title: 'Export inline cache', safe: false, edits: [edit] }] : [],
				related: makers.flatMap((view) =>
					imagesLike(ref, view.build).map(({ text }) => ({ span: text.span, message: 'It is built under this name.' })),
				),
			},
		];
	},
});
