import { type CacheEntry, refOf } from '../cache/entry.ts';
import { repositoryNames } from '../catalogue/refNames.ts';
import { HOLE, type MappedText } from '../text/mappedText.ts';
import { defineRule, type Edit, type RuleContext } from './rule.ts';
import { tagOf } from './shared/cacheRef.ts';
import { imageReplacedBy, isBesideImage } from './shared/images.ts';
import { expansionName, isSameLocation, locationOf } from './shared/location.ts';
import { isListedRepository } from './shared/repositoryPatterns.ts';
import { shownText } from './shared/shownText.ts';
import { isWordForCache } from './shared/wordsForCaches.ts';

/** Parts of a name that say that a repository is there for caches: `cache`, `app-buildcache`, `$CACHE_REGISTRY/app`. */
const CACHE_REPOSITORY = /(?:^|[/_.${(\s-])(?:build[-_]?)?cache(?:[-_]image)?s?(?=$|[/_.})\s-])/i;

/** Expansions that are the name of a repository or a part of it, and never hold a tag. */
const REPOSITORIES: ReadonlySet<string> = new Set([...repositoryNames.map(({ name }) => name), 'CI_REGISTRY_IMAGE']);

/** Whether a ref surely ends without a tag: what is behind the last slash is known. */
function endsWithoutTag(ref: MappedText): boolean {
	if (tagOf(ref) !== undefined || ref.text.includes('@')) return false;
	const name = ref.slice(ref.text.lastIndexOf('/') + 1);
	if (!name.isDynamic) return true;
	return name.text === HOLE && name.expansions.every(({ text }) => REPOSITORIES.has(expansionName(text)));
}

/** The edits that give the cache a tag wherever the build names it. */
function addTag(entry: CacheEntry, ref: MappedText, { siblings }: RuleContext): readonly [Edit, ...Edit[]] {
	const location = locationOf(entry)!;
	const readers = siblings.flatMap((sibling) => {
		const other = sibling.direction === 'from' ? locationOf(sibling) : undefined;
		const name = other !== undefined && isSameLocation(location, other) === 'yes' ? refOf(sibling) : undefined;
		return name !== undefined && endsWithoutTag(name) ? [name] : [];
	});
	const place = ({ span: { end } }: MappedText): Edit => ({ span: { start: end, end }, text: ':buildcache' });
	return [place(ref), ...readers.map(place)];
}

export default defineRule({
	id: 'cache-ref-without-tag',
	group: 'combinations',
	severity: 'warning',
	preset: 'recommended',
	summary: 'A cache exported to a ref without tag, which is `:latest`.',
	docs: `
\`ref=ghcr.io/o/app\` is \`ghcr.io/o/app:latest\`. When images go to the same repository, now or later, the cache takes the place of the one
people pull without a tag, and \`docker pull ghcr.io/o/app\` fails with
\`unsupported media type application/vnd.buildkit.cacheconfig.v0\`.

The finding is a warning when the file names an image of the same repository, and an information otherwise: the repository may be
there for nothing but the cache.

Write a tag, \`ghcr.io/o/app:buildcache\`, on both sides. A repository whose name says that it is there for caches
(\`$CI_REGISTRY_IMAGE/cache\`, \`o/app-buildcache\`) may do without. Where the build itself makes that image, \`cache-ref-is-image-tag\` says so.
Nothing is said where an expansion at the end may hold the tag. All versions of BuildKit.
`,
	options: {
		cacheRepositories: {
			kind: 'strings',
			default: [],
			description:
				'More repositories that hold nothing but caches, `*` for any characters: `[registry.example.com/layers/*]`.',
		},
	},
	bad: [
		{
			title: 'no tag',
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
				          tags: ghcr.io/o/app:1
				          cache-from: type=registry,ref=ghcr.io/o/app
				          cache-to: type=registry,ref=ghcr.io/o/app,mode=max
				                                      ^^^^^^^^^^^^^ No tag means \`:latest\`. If this repository also holds images, the cache replaces \`ghcr.io/o/app:latest\`. Add a tag.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          tags: ghcr.io/o/app:1
				          cache-from: type=registry,ref=ghcr.io/o/app:buildcache
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache,mode=max
			`,
		},
		{
			title: 'a bare ref, and a port',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to o/app .
				                               ^^^^^ info: No tag means \`:latest\`. If this repository also holds images, the cache replaces \`o/app:latest\`. Add a tag.
				docker buildx build --cache-to type=registry,ref=localhost:5000/app .
				                                                 ^^^^^^^^^^^^^^^^^^ info: No tag means \`:latest\`. If this repository also holds images, the cache replaces \`localhost:5000/app:latest\`. Add a tag.
			`,
			fixed: `
				docker buildx build --cache-to o/app:buildcache .
				docker buildx build --cache-to type=registry,ref=localhost:5000/app:buildcache .
			`,
		},
		{
			title: 'the name of the repository',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/\${{ github.repository }}
				                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ info: No tag means \`:latest\`. If this repository also holds images, the cache replaces \`ghcr.io/\${{ github.repository }}:latest\`. Add a tag.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/\${{ github.repository }}:buildcache
			`,
		},
		{
			title: 'in bake',
			path: 'docker-bake.json',
			text: `
				{
				  "target": {
				    "app": {
				      "cache-to": ["type=registry,ref=o/app"]
				                                      ^^^^^ info: No tag means \`:latest\`. If this repository also holds images, the cache replaces \`o/app:latest\`. Add a tag.
				    }
				  }
				}
			`,
			fixed: `
				{
				  "target": {
				    "app": {
				      "cache-to": ["type=registry,ref=o/app:buildcache"]
				    }
				  }
				}
			`,
		},
		{
			title: 'a word in the long form, beside a source that stays',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from o/base --cache-from type=registry,ref=local --cache-to type=registry,ref=local .
				                                                                                                          ^^^^^ info: No tag means \`:latest\`. If this repository also holds images, the cache replaces \`local:latest\`. Add a tag.
			`,
			fixed: `
				docker buildx build --cache-from o/base --cache-from type=registry,ref=local:buildcache --cache-to type=registry,ref=local:buildcache .
			`,
		},
	],
	good: [
		{
			title: 'a tag',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=ghcr.io/o/app:buildcache .
			`,
		},
		{
			title: 'repositories for caches',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=registry,ref=$CI_REGISTRY_IMAGE/cache,mode=max" .
				docker buildx build --cache-to type=registry,ref=ghcr.io/o/app-buildcache --cache-to o/app-cache --cache-to o/build-cache .
				docker buildx build --cache-to type=registry,ref=localhost:5000/cache-image --cache-to r.example.com/caches/app .
				docker buildx build --cache-to "type=registry,ref=\${CACHE_REGISTRY}/app" --cache-to "$BUILDKIT_CACHE/base" .
			`,
		},
		{
			title: 'a repository that is known to be for caches',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=registry.example.com/layers/app,mode=max .
			`,
			settings: { options: { 'cache-ref-without-tag': { cacheRepositories: ['registry.example.com/layers/*'] } } },
		},
		{
			title: 'importing, from the image that is latest',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from o/app --cache-to type=inline -t o/app --push .
			`,
		},
		{
			title: 'the image of this build: another mistake',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to o/app -t o/app --push .
			`,
		},
		{
			title: 'expansions that may hold a tag, and a digest',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=registry,ref=$REF" --cache-to "o/$APP" --cache-to "o/app$SUFFIX" .
				docker buildx build --cache-to o/app@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .
			`,
		},
		{
			title: 'a repository of podman, and the name of a backend',
			path: 'build.sh',
			text: `
				podman build --cache-to reg.example.com/app .
				docker buildx build --cache-to inline .
			`,
		},
	],
	checkEntry(entry, context) {
		const isRegistry = entry.direction === 'to' && locationOf(entry)?.type === 'registry';
		const ref = isRegistry ? refOf(entry) : undefined;
		if (ref === undefined || !endsWithoutTag(ref) || CACHE_REPOSITORY.test(ref.written)) return [];
		if (isListedRepository(ref.written, context.option('cacheRepositories'))) return [];
		// Words such as `inline` were meant for something else: bare-type-name.
		if ((entry.form === 'ref' && isWordForCache(ref.text)) || imageReplacedBy(entry, context) !== undefined) return [];
		return [
			{
				span: ref.span,
				// Without an image in sight it may well be a repository for caches, and then all is as it should be.
				severity: context.builds.some(({ build }) => isBesideImage(ref, build)) ? 'warning' : 'info',
				message: `No tag means \`:latest\`. If this repository also holds images, the cache replaces \`${shownText(ref.written)}:latest\`. Add a tag.`,
				fixes: [{ title: 'Add `:buildcache`', safe: false, edits: addTag(entry, ref, context) }],
			},
		];
	},
});
