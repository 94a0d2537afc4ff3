import { type CacheEntry, refOf } from '../cache/entry.ts';
import type { MappedText } from '../text/mappedText.ts';
import { type BuildView, defineRule, type Edit } from './rule.ts';
import { repositoryOf, tagOf } from './shared/cacheRef.ts';
import { imageKeyOf, locationOf } from './shared/location.ts';
import { shownText } from './shared/shownText.ts';

/** The registry caches of a file by the place they name. */
function refsByPlace(builds: readonly BuildView[]): ReadonlyMap<string, readonly MappedText[]> {
	const found = new Map<string, MappedText[]>();
	for (const { entries } of builds) {
		for (const entry of entries) {
			const key = placeOf(entry);
			const ref = refOf(entry);
			if (key === undefined || ref === undefined) continue;
			const refs = found.get(key);
			if (refs === undefined) found.set(key, [ref]);
			else refs.push(ref);
		}
	}
	return found;
}

function placeOf(entry: CacheEntry): string | undefined {
	const location = locationOf(entry);
	return location?.type === 'registry' ? location.keys[0] : undefined;
}

/** The exports of a build to the repository of one of its images, each place once. */
function exportsBesideImages({ build, entries }: BuildView): ReadonlyMap<string, MappedText> {
	const images = new Set(build.images.map(imageKeyOf));
	// An expansion at the end may hold a tag, so what the repository is cannot be seen.
	const named = build.images.filter((image) => tagOf(image) !== undefined || !image.isDynamic);
	const repositories = new Set(named.map((image) => imageKeyOf(repositoryOf(image))));
	const found = new Map<string, MappedText>();
	for (const entry of repositories.size === 0 ? [] : entries) {
		const ref = refOf(entry);
		const key = entry.direction === 'to' ? placeOf(entry) : undefined;
		if (ref === undefined || key === undefined || found.has(key) || tagOf(ref) === undefined) continue;
		if (repositories.has(imageKeyOf(repositoryOf(ref))) && !images.has(imageKeyOf(ref))) found.set(key, ref);
	}
	return found;
}

export default defineRule({
	id: 'cache-in-image-repository',
	group: 'hygiene',
	severity: 'hint',
	preset: 'strict',
	summary: 'A cache in the repository of the image.',
	docs: `
A cache is not an image, and among the tags of one it is in the way: it shows up in lists of versions, rules that delete or scan old
images meet it, and each export leaves a manifest without tag behind. A repository of its own, \`o/app-buildcache:main\`, has its own rules.

It works in either place, so this is a hint of the \`strict\` preset, and not for registries where nobody may create repositories. That the cache is stored under the tag of the image itself is another matter: \`cache-ref-is-image-tag\`. All versions of BuildKit.
`,
	bad: [
		{
			title: 'a tag beside the images',
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
				          tags: ghcr.io/o/app:1
				          cache-from: type=registry,ref=ghcr.io/o/app:main
				          cache-to: type=registry,ref=ghcr.io/o/app:main,mode=max
				                                      ^^^^^^^^^^^^^^^^^^ This cache is stored among the tags of the image \`ghcr.io/o/app\`. Give it a repository of its own, e.g. \`ghcr.io/o/app-buildcache\`.
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
				          tags: ghcr.io/o/app:1
				          cache-from: type=registry,ref=ghcr.io/o/app-buildcache:main
				          cache-to: type=registry,ref=ghcr.io/o/app-buildcache:main,mode=max
			`,
		},
		{
			title: 'a script',
			path: 'build.sh',
			text: `
				docker buildx build --push -t "$IMAGE:$TAG" --cache-to "type=registry,ref=$IMAGE:cache" .
				                                                                          ^^^^^^^^^^^^ This cache is stored among the tags of the image \`$IMAGE\`. Give it a repository of its own, e.g. \`$IMAGE-buildcache\`.
			`,
			fixed: `
				docker buildx build --push -t "$IMAGE:$TAG" --cache-to "type=registry,ref=$IMAGE-buildcache:cache" .
			`,
		},
		{
			title: 'a bake file',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  tags     = ["o/app:1"]
				  cache-to = [{ type = "registry", ref = "o/app:cache" }]
				                                          ^^^^^^^^^^^ This cache is stored among the tags of the image \`o/app\`. Give it a repository of its own, e.g. \`o/app-buildcache\`.
				}
			`,
			fixed: `
				target "app" {
				  tags     = ["o/app:1"]
				  cache-to = [{ type = "registry", ref = "o/app-buildcache:cache" }]
				}
			`,
		},
	],
	good: [
		{
			title: 'a repository of its own',
			path: 'build.sh',
			text: `
				docker buildx build --push -t o/app:1 --cache-to type=registry,ref=o/app-buildcache:main .
			`,
		},
		{
			title: 'images nobody can know, and imports',
			path: 'build.sh',
			text: `
				docker buildx build --push -t "$IMAGE" --cache-to type=registry,ref=o/app:cache .
				docker buildx build --push -t o/app:1 --cache-to type=inline --cache-from type=registry,ref=o/app:1 .
			`,
		},
		{
			title: 'the tag of the image itself, of which another rule speaks',
			path: 'build.sh',
			text: `
				docker buildx build --push -t o/app:1 --cache-to type=registry,ref=o/app:1 .
			`,
		},
		{
			title: 'a variable that may hold a tag, a cache without tag: another rule speaks of it',
			path: 'build.sh',
			text: `
				docker buildx build --push -t "$IMAGE" --cache-to "type=registry,ref=$IMAGE:cache" .
				docker buildx build --push -t o/app:1 --cache-to o/app .
			`,
		},
	],
	*checkBuild(view, { builds }) {
		const exports = exportsBesideImages(view);
		const refs = exports.size === 0 ? new Map<string, readonly MappedText[]>() : refsByPlace(builds);
		for (const [key, ref] of exports) {
			const [first, ...rest] = (refs.get(key) ?? []).map((other): Edit => {
				const { end } = repositoryOf(other).span;
				return { span: { start: end, end }, text: '-buildcache' };
			});
			const repository = shownText(repositoryOf(ref).written);
			yield {
				span: ref.span,
				message: `This cache is stored among the tags of the image \`${repository}\`. Give it a repository of its own, e.g. \`${repository}-buildcache\`.`,
				fixes:
					first === undefined
						? []
						: [{ title: 'Put `-buildcache` behind the repository', safe: false, edits: [first, ...rest] }],
			};
		}
	},
});
