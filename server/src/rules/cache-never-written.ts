import type { Build } from '../cache/build.ts';
import { type CacheEntry, refOf } from '../cache/entry.ts';
import { type BuildView, defineRule } from './rule.ts';
import { repositoryOf } from './shared/cacheRef.ts';
import { imageNamed } from './shared/images.ts';
import { type CacheLocation, imageKeyOf, isSameLocation, locationOf } from './shared/location.ts';
import { shownText } from './shared/shownText.ts';
import type { Question, Workspace } from './workspace.ts';

/** Whether some build writes the place, or writes one that cannot be known. */
function mayWrite(builds: readonly BuildView[], location: CacheLocation): boolean {
	return builds.some(
		({ build, entries }) =>
			entries.some((entry) => {
				if (entry.direction !== 'to') return false;
				const written = locationOf(entry);
				if (written === undefined) return entry.form === 'opaque' || entry.isOpen || entry.typeName === location.type;
				return isSameLocation(written, location) !== 'no';
			}) || !build.isComplete,
	);
}

/** What a ref is to some builds: an image that they make, a neighbour of one in its repository, or nothing. */
function relationTo(builds: readonly BuildView[], entry: CacheEntry): 'image' | 'neighbour' | 'none' {
	const ref = refOf(entry);
	if (ref === undefined || ref.isDynamic) return 'none';
	const all = builds.map(({ build }) => build);
	if (imageNamed(ref, { own: entry.flag.build, builds: all }) !== undefined) return 'image';
	const repository = imageKeyOf(repositoryOf(ref));
	const isBeside = all.some(({ images }) => images.some((image) => imageKeyOf(repositoryOf(image)) === repository));
	return isBeside ? 'neighbour' : 'none';
}

const othersMayWrite: Question<CacheLocation, boolean> = (others, location) =>
	others.some(({ builds, reading }) => mayWrite(builds, location) || mayAddCaches(reading.calls ?? []));

/** Whether a call may bring in caches that cannot be seen. */
function mayAddCaches(calls: readonly Build[]): boolean {
	return calls.some(({ hidesOverrides }) => hidesOverrides === true);
}

/** Names that a program of the repository fills in before anybody reads the file: `<%= name %>`, `{{ name }}`, `@NAME@`. */
const TEMPLATE = /<%|\{[{%]|@\w+@/;

const relationToOthers: Question<CacheEntry, ReturnType<typeof relationTo>> = (others, entry) =>
	relationTo(
		others.flatMap(({ builds }) => builds),
		entry,
	);

/** Whether a ref is named like a cache in a repository that this workspace pushes images to; other names may be given to images. */
function isOwnCache(entry: CacheEntry, builds: readonly BuildView[], workspace: Workspace): boolean {
	if (!/cache/i.test(refOf(entry)?.text ?? '')) return false;
	const relations = [relationTo(builds, entry), workspace.ask(relationToOthers, entry)];
	return relations.includes('neighbour') && !relations.includes('image');
}

export default defineRule({
	id: 'cache-never-written',
	group: 'combinations',
	severity: 'info',
	preset: 'recommended',
	summary: 'Finds caches that are read though nothing in the repository writes them.',
	docs: `
\`cache-from\` does not imply \`cache-to\`: with \`cache-from: type=gha\` alone every build misses, and the log says no more than that nothing was found.

It speaks when a whole repository is linted (\`cachelint\` in its root), of gha scopes and of refs with \`cache\` in their name in repositories
that its own builds push to. It is silent beside programs that name exports themselves, as a build script in Python does.
It is silent when a build may write the place without showing it: an entry or a list of arguments that is an expansion, a scope with one, a
workflow that others call. Images, and refs of other projects, are never meant. This holds for all versions.
`,
	bad: [
		{
			title: 'an Actions cache that nobody fills',
			path: '.github/workflows/ci.yml',
			others: {
				'.github/workflows/release.yml': `
					on: push
					jobs:
					  release:
					    runs-on: ubuntu-latest
					    steps:
					      - uses: docker/build-push-action@v6
					        with:
					          cache-to: type=gha,scope=release,mode=max
				`,
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
				          cache-from: type=gha
				                      ^^^^^^^^ No cache-to in this workspace writes \`gha scope buildkit\`, so this cache-from can never hit. Add a cache-to for the same place.
			`,
		},
		{
			title: 'a cache beside the image that nobody exports',
			path: 'build.sh',
			others: {},
			text: `
				docker buildx build --cache-from type=registry,ref=ghcr.io/o/app:buildcache -t ghcr.io/o/app:1 --push .
				                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ No cache-to in this workspace writes \`ghcr.io/o/app:buildcache\`, so this cache-from can never hit. Add a cache-to for the same place.
			`,
		},
		{
			title: 'a target of bake',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  tags       = ["o/app:1"]
				  cache-from = ["type=registry,ref=o/app:buildcache"]
				                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ No cache-to in this workspace writes \`o/app:buildcache\`, so this cache-from can never hit. Add a cache-to for the same place.
				}
			`,
			others: { 'build.sh': 'docker buildx bake app --push\n' },
		},
	],
	good: [
		{
			title: 'another file writes it',
			path: '.github/workflows/ci.yml',
			others: { 'build.sh': 'docker buildx build --cache-to type=registry,ref=ghcr.io/o/app:buildcache .\n' },
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          tags: ghcr.io/o/app:1
				          cache-from: type=registry,ref=ghcr.io/o/app:buildcache
			`,
		},
		{
			title: 'a single file, whose workspace is not known',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=gha .
			`,
		},
		{
			title: 'refs of other projects, and images',
			path: 'build.sh',
			others: {},
			text: `
				docker buildx build --cache-from other/project:buildcache --cache-from ghcr.io/o/app:1 -t ghcr.io/o/app:1 .
			`,
		},
		{
			title: 'an entry somewhere that may be anything',
			path: 'build.sh',
			others: { 'release.sh': 'docker buildx build --cache-to "$CACHE_TO" .\n' },
			text: `
				docker buildx build --cache-from type=gha,scope=app .
			`,
		},
		{
			title: 'a scope somewhere that may be this one',
			path: 'build.sh',
			others: { 'release.sh': 'docker buildx build --cache-to "type=gha,scope=$APP" .\n' },
			text: `
				docker buildx build --cache-from type=gha,scope=app .
			`,
		},
		{
			title: 'overrides that may bring it',
			path: 'docker-bake.hcl',
			others: {
				'.github/workflows/ci.yml': `
					on: push
					jobs:
					  build:
					    runs-on: ubuntu-latest
					    steps:
					      - uses: docker/bake-action@v6
					        with:
					          set: |
					            \${{ matrix.cache-to }}
				`,
			},
			text: `
				target "app" {
				  cache-from = ["type=gha,scope=app"]
				}
			`,
		},
		{
			title: 'arguments of bake that cannot be seen',
			path: 'docker-bake.hcl',
			others: { 'build.sh': 'docker buildx bake "$@"\n' },
			text: `
				target "app" {
				  cache-from = ["type=gha,scope=app"]
				}
			`,
		},
		{
			title: 'a name that a template engine fills in',
			path: 'docker-bake.hcl',
			others: {},
			text: `
				target "app" {
				  cache-from = ["type=gha,scope=<%= name %>"]
				}
			`,
		},
		{
			title: 'a name that an image may be given in another way',
			path: 'build.sh',
			others: {},
			text: `
				docker buildx build --cache-from type=registry,ref=ghcr.io/o/app:latest -t "ghcr.io/o/app:$VERSION" --push .
			`,
		},
		{
			title: 'a workflow that others call',
			path: '.github/workflows/called.yml',
			others: {},
			text: `
				on: workflow_call
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
			`,
		},
	],
	*checkEntry(entry, { builds, calls, workspace }) {
		if (entry.direction !== 'from' || !workspace.isWhole) return;
		const { pipeline } = entry.flag.build;
		if (pipeline !== undefined && (pipeline.events === undefined || pipeline.events.includes('workflow_call'))) return;
		const location = locationOf(entry);
		if (location === undefined || !location.isLiteral || TEMPLATE.test(location.name)) return;
		if (mayWrite(builds, location) || mayAddCaches(calls) || workspace.ask(othersMayWrite, location)) return;
		if (location.type !== 'gha' && !isOwnCache(entry, builds, workspace)) return;
		yield {
			span: entry.span,
			message: `No cache-to in this workspace writes \`${shownText(location.name)}\`, so this cache-from can never hit. Add a cache-to for the same place.`,
		};
	},
});
