import { type CacheEntry, refOf } from '../cache/entry.ts';
import { defineRule, type Edit, type RuleContext } from './rule.ts';
import { repositoryOf, tagOf } from './shared/cacheRef.ts';
import { imageKeyOf, isSameLocation, locationOf } from './shared/location.ts';
import { shownText } from './shared/shownText.ts';

/** The edits that move a cache to a repository beside it, in all entries of the file that name it. */
function moveEverywhere(entry: CacheEntry, { builds }: RuleContext): readonly Edit[] {
	const location = locationOf(entry);
	const all = builds.flatMap(({ entries }) => entries);
	return all.flatMap((other): readonly Edit[] => {
		const ref = refOf(other);
		const place = locationOf(other);
		if (ref === undefined || place === undefined || location === undefined) return [];
		if (isSameLocation(location, place) !== 'yes') return [];
		const end = repositoryOf(ref).span.end;
		return [{ span: { start: end, end }, text: '-buildcache' }];
	});
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
	],
	checkEntry(entry, context) {
		const ref = refOf(entry);
		if (entry.direction !== 'to' || ref === undefined || locationOf(entry)?.type !== 'registry') return [];
		const { images } = entry.flag.build;
		// An expansion at the end may hold a tag, so what the repository is cannot be seen.
		const repositories = images.filter((image) => tagOf(image) !== undefined || !image.isDynamic).map(repositoryOf);
		const own = repositoryOf(ref);
		if (tagOf(ref) === undefined || !repositories.some((image) => imageKeyOf(image) === imageKeyOf(own))) return [];
		if (images.some((image) => imageKeyOf(image) === imageKeyOf(ref))) return [];
		const [first, ...rest] = moveEverywhere(entry, context);
		return [
			{
				span: ref.span,
				message: `This cache is stored among the tags of the image \`${shownText(own.written)}\`. Give it a repository of its own, e.g. \`${shownText(own.written)}-buildcache\`.`,
				fixes:
					first === undefined
						? []
						: [{ title: 'Put `-buildcache` behind the repository', safe: false, edits: [first, ...rest] }],
			},
		];
	},
});
