import { type CacheEntry, refOf } from '../cache/entry.ts';
import { defineRule, type Edit, type RuleContext } from './rule.ts';
import { type MovedRef, moveToCacheTag } from './shared/cacheTag.ts';
import { type ImageName, imageReplacedBy } from './shared/images.ts';
import { isSameLocation, locationOf } from './shared/location.ts';
import { shownText } from './shared/shownText.ts';

/** The edits that give the cache another tag, here and wherever the same build reads it from. */
function moveEverywhere(entry: CacheEntry, moved: MovedRef, { siblings }: RuleContext): readonly [Edit, ...Edit[]] {
	const location = locationOf(entry)!;
	// With inline cache the image itself is a source of cache, and stays one.
	const isInline = siblings.some(({ direction, typeName }) => direction === 'to' && typeName === 'inline');
	const readers = siblings.filter((sibling) => {
		const other = sibling.direction === 'from' && !isInline ? locationOf(sibling) : undefined;
		return other !== undefined && isSameLocation(location, other) === 'yes';
	});
	const edits = readers.flatMap((reader) => moveToCacheTag(refOf(reader)!)?.edit ?? []);
	return [moved.edit, ...edits.filter(({ span }) => span.start !== moved.edit.span.start)];
}

function messageOf(
	entry: CacheEntry,
	image: ImageName,
	{ lineOf, instead }: { readonly lineOf: RuleContext['lineOf']; readonly instead: string | undefined },
): string {
	const ref = shownText(refOf(entry)!.written);
	const advice = `Use another tag${instead === undefined ? '' : `, e.g. \`${shownText(instead)}\``}.`;
	const start = `The cache is exported to \`${ref}\`, which is also an image tag of`;
	if (image.build === entry.flag.build) {
		return `${start} this build. The cache manifest is written last, so \`docker pull ${ref}\` will fail. ${advice}`;
	}
	return `${start} another build (line ${lineOf(image.text.span.start)}). Each replaces the other, so \`docker pull ${ref}\` may fail. ${advice}`;
}

export default defineRule({
	id: 'cache-ref-is-image-tag',
	group: 'combinations',
	severity: 'error',
	preset: 'recommended',
	summary: 'A cache exported to the tag of the image, which it destroys.',
	docs: `
A registry cache is a manifest with a tag, like an image. The cache is exported after the image was pushed, so when both have the same
tag the cache stays and the image is gone. The build is green; \`docker pull\` and \`FROM\` fail afterwards with
\`unsupported media type application/vnd.buildkit.cacheconfig.v0\`, or the log says
\`encountered unknown type application/vnd.buildkit.cacheconfig.v0; children may not be fetched\`.

Give the cache a tag of its own, \`o/app:buildcache\`, on both sides. A ref without tag is \`:latest\`, and \`app\` is
\`docker.io/library/app\`; expansions are compared by the way they are written.

Nothing is said of a build that neither pushes nor loads its image when no other build of the file makes that tag. Importing
from the tag of the image is right for inline cache. All versions of BuildKit, up to 0.32 at least.
`,
	bad: [
		{
			title: 'the same tag for image and cache',
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
				          tags: ghcr.io/o/app:latest,ghcr.io/o/app:\${{ github.sha }}
				          cache-from: type=registry,ref=ghcr.io/o/app:latest
				          cache-to: type=registry,ref=ghcr.io/o/app,mode=max
				                                      ^^^^^^^^^^^^^ The cache is exported to \`ghcr.io/o/app\`, which is also an image tag of this build. The cache manifest is written last, so \`docker pull ghcr.io/o/app\` will fail. Use another tag, e.g. \`ghcr.io/o/app:buildcache\`.
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
				          tags: ghcr.io/o/app:latest,ghcr.io/o/app:\${{ github.sha }}
				          cache-from: type=registry,ref=ghcr.io/o/app:buildcache
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache,mode=max
			`,
		},
		{
			title: 'a variable for both',
			path: 'build.sh',
			text: `
				docker buildx build --push -t "$IMAGE" --cache-to "type=registry,ref=\${IMAGE},mode=max" .
				                                                                     ^^^^^^^^ The cache is exported to \`\${IMAGE}\`, which is also an image tag of this build. The cache manifest is written last, so \`docker pull \${IMAGE}\` will fail. Use another tag, e.g. \`\${IMAGE}-buildcache\`.
			`,
			fixed: `
				docker buildx build --push -t "$IMAGE" --cache-to "type=registry,ref=\${IMAGE}-buildcache,mode=max" .
			`,
		},
		{
			title: 'a tag of bake',
			path: 'docker-bake.hcl',
			text: `
				variable "TAG" { default = "1" }
				target "app" {
				  tags     = ["docker.io/o/app:\${TAG}"]
				  cache-to = ["o/app:\${TAG}"]
				               ^^^^^^^^^^^^ The cache is exported to \`o/app:\${TAG}\`, which is also an image tag of this build. The cache manifest is written last, so \`docker pull o/app:\${TAG}\` will fail. Use another tag, e.g. \`o/app:buildcache\`.
				}
			`,
			fixed: `
				variable "TAG" { default = "1" }
				target "app" {
				  tags     = ["docker.io/o/app:\${TAG}"]
				  cache-to = ["o/app:buildcache"]
				}
			`,
		},
		{
			title: 'the image of a service',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    image: o/web
				    build:
				      context: .
				      cache_from:
				        - o/web
				      cache_to:
				        - type=registry,ref=o/web:latest
				                            ^^^^^^^^^^^^ The cache is exported to \`o/web:latest\`, which is also an image tag of this build. The cache manifest is written last, so \`docker pull o/web:latest\` will fail. Use another tag, e.g. \`o/web:buildcache\`.
			`,
			fixed: `
				services:
				  web:
				    image: o/web
				    build:
				      context: .
				      cache_from:
				        - o/web:buildcache
				      cache_to:
				        - type=registry,ref=o/web:buildcache
			`,
		},
		{
			title: 'an image named by --output',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --output type=image,name=reg.example.com/app:1,push=true \\
				  --export-cache type=registry,ref=reg.example.com/app:1
				                                   ^^^^^^^^^^^^^^^^^^^^^ The cache is exported to \`reg.example.com/app:1\`, which is also an image tag of this build. The cache manifest is written last, so \`docker pull reg.example.com/app:1\` will fail. Use another tag, e.g. \`reg.example.com/app:buildcache\`.
			`,
			fixed: `
				buildctl build --frontend dockerfile.v0 --output type=image,name=reg.example.com/app:1,push=true \\
				  --export-cache type=registry,ref=reg.example.com/app:buildcache
			`,
		},
		{
			title: 'the image of another job',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  cache:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/\${{ github.repository }}:main
				                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: The cache is exported to \`ghcr.io/\${{ github.repository }}:main\`, which is also an image tag of another build (line 15). Each replaces the other, so \`docker pull ghcr.io/\${{ github.repository }}:main\` may fail. Use another tag, e.g. \`ghcr.io/\${{ github.repository }}:buildcache\`.
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          tags: ghcr.io/\${{github.repository}}:main
				          cache-from: type=gha
			`,
			fixed: `
				on: push
				jobs:
				  cache:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/\${{ github.repository }}:buildcache
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          tags: ghcr.io/\${{github.repository}}:main
				          cache-from: type=gha
			`,
		},
		{
			title: 'tags of docker/metadata-action',
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
				          tags: \${{ steps.meta.outputs.tags }}
				          cache-to: type=registry,ref=\${{ fromJSON(steps.meta.outputs.json).tags[0] }}
				                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The cache is exported to \`\${{ fromJSON(steps.meta.outputs.json).tags[0] }}\`, which is also an image tag of this build. The cache manifest is written last, so \`docker pull \${{ fromJSON(steps.meta.outputs.json).tags[0] }}\` will fail. Use another tag.
			`,
		},
		{
			title: 'beside inline cache, whose source the image stays, and beside another source',
			path: 'build.sh',
			text: `
				docker buildx build --push -t o/app:1 --cache-from o/app:1 --cache-to type=inline --cache-to type=registry,ref=o/app:1 .
				                                                                                                               ^^^^^^^ The cache is exported to \`o/app:1\`, which is also an image tag of this build. The cache manifest is written last, so \`docker pull o/app:1\` will fail. Use another tag, e.g. \`o/app:buildcache\`.
				docker buildx build --push -t o/web:1 --cache-from o/base:1 --cache-from o/web:1 --cache-to type=registry,ref=o/web:1 .
				                                                                                                              ^^^^^^^ The cache is exported to \`o/web:1\`, which is also an image tag of this build. The cache manifest is written last, so \`docker pull o/web:1\` will fail. Use another tag, e.g. \`o/web:buildcache\`.
			`,
			fixed: `
				docker buildx build --push -t o/app:1 --cache-from o/app:1 --cache-to type=inline --cache-to type=registry,ref=o/app:buildcache .
				docker buildx build --push -t o/web:1 --cache-from o/base:1 --cache-from o/web:buildcache --cache-to type=registry,ref=o/web:buildcache .
			`,
		},
	],
	good: [
		{
			title: 'a tag of its own',
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
				          tags: ghcr.io/o/app:latest
				          cache-from: type=registry,ref=ghcr.io/o/app:buildcache
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache,mode=max
			`,
		},
		{
			title: 'importing from the image, which is right for inline cache',
			path: 'build.sh',
			text: `
				docker buildx build --push -t o/app:1 --cache-from type=registry,ref=o/app:1 --cache-to type=inline .
			`,
		},
		{
			title: 'inline with a ref: another mistake',
			path: 'build.sh',
			text: `
				docker buildx build --push -t o/app:1 --cache-to type=inline,ref=o/app:1 .
			`,
		},
		{
			title: 'a build that pushes nothing',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  warm:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          push: false
				          tags: ghcr.io/o/app:cache
				          cache-to: type=registry,ref=ghcr.io/o/app:cache,mode=max
			`,
		},
		{
			title: 'names that only look alike',
			path: 'build.sh',
			text: `
				docker buildx build --push -t "$IMAGE" --cache-to "type=registry,ref=$IMAGE-cache" .
				docker buildx build --push -t o/app:1 --cache-to type=registry,ref=ghcr.io/o/app:1 .
			`,
		},
		{
			title: 'a variable that may have changed in between',
			path: 'build.sh',
			text: `
				IMAGE=o/app:1
				docker buildx build --push -t "$IMAGE" --cache-to type=inline .
				IMAGE=o/cache:1
				docker buildx build --cache-to "type=registry,ref=$IMAGE" .
			`,
		},
		{
			title: 'a repository of podman',
			path: 'build.sh',
			text: `
				podman build -t reg.example.com/app --cache-to reg.example.com/app .
			`,
		},
	],
	checkEntry(entry, context) {
		const image = imageReplacedBy(entry, context);
		if (image === undefined) return [];
		const ref = refOf(entry)!;
		const moved = moveToCacheTag(ref);
		const title = `Export to \`${moved?.written}\``;
		return [
			{
				span: ref.span,
				...(image.build === entry.flag.build ? {} : { severity: 'warning' }),
				message: messageOf(entry, image, { lineOf: context.lineOf, instead: moved?.written }),
				fixes: moved === undefined ? [] : [{ title, safe: false, edits: moveEverywhere(entry, moved, context) }],
				related: [{ span: image.text.span, message: 'The image of the same name.' }],
			},
		];
	},
});
