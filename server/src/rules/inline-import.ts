import { addAttribute } from '../cache/edits.ts';
import { attributeOf, type CacheEntry } from '../cache/entry.ts';
import type { MappedText } from '../text/mappedText.ts';
import { defineRule, type Edit, type Fix } from './rule.ts';
import { judgedBackend } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';

/**
 * The first image of the build as it can be written at the flag; an expansion of a shell can not, as the flag may stand
 * in other quotes, and one that is all of it may be a list.
 */
function writableImage(images: readonly MappedText[]): string | undefined {
	const image = images[0];
	if (image === undefined || image.length === 0 || image.isOneExpansion || /[\s,"'=]/.test(image.text))
		return undefined;
	return image.expansions.every(({ text }) => text.startsWith('${{')) ? image.written : undefined;
}

/** Makes a registry source of the entry, of the image it names or else of the image the build makes. */
function importImage(entry: CacheEntry): readonly Fix[] {
	const { span } = attributeOf(entry, 'type')!.value;
	const type: Edit = { span, text: 'registry' };
	const written = attributeOf(entry, 'ref')?.value.written;
	const title = (ref: string) => `Import from the image \`${shownText(ref)}\``;
	if (written !== undefined) return [{ title: title(written), safe: false, edits: [type] }];
	const ref = writableImage(entry.flag.build.images);
	const addition = ref === undefined || entry.isOpen ? undefined : addAttribute(entry, 'ref', ref);
	if (ref === undefined || addition === undefined) return [];
	// Two edits that touch are one.
	const edits: Fix['edits'] =
		addition.span.start === span.end ? [{ span, text: type.text + addition.text }] : [type, addition];
	return [{ title: title(ref), safe: false, edits }];
}

export default defineRule({
	id: 'inline-import',
	group: 'types',
	severity: 'error',
	preset: 'recommended',
	summary: '`type=inline` as a cache source, which there is not.',
	docs: `
Inline cache is metadata inside the image, written by \`--cache-to type=inline\`. To read it, name the image: BuildKit has no
importer of that name. With \`--cache-from type=inline\` the log shows \`ERROR: unknown cache importer: inline\` below
\`importing cache manifest from inline:…\`, the build goes on and succeeds, and nothing is ever cached.

Write \`--cache-from type=registry,ref=<image>\` with the tag that was pushed, or the image name alone.

This holds for all versions of BuildKit, up to 0.32 at least.
`,
	bad: [
		{
			title: 'the same type on both sides',
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
				          tags: ghcr.io/\${{ github.repository }}:main
				          cache-from: type=inline
				                      ^^^^^^^^^^^ \`type=inline\` can not be imported (BuildKit: \`unknown cache importer: inline\`), and the build silently continues without cache. Inline cache is read from the image: \`type=registry,ref=ghcr.io/\${{ github.repository }}:main\`.
				          cache-to: type=inline
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
				          tags: ghcr.io/\${{ github.repository }}:main
				          cache-from: type=registry,ref=ghcr.io/\${{ github.repository }}:main
				          cache-to: type=inline
			`,
		},
		{
			title: 'with a ref',
			path: 'build.sh',
			text: `
				docker buildx build --push -t o/app:1 --cache-from type=inline,ref=o/app:1 --cache-to type=inline .
				                                                   ^^^^^^^^^^^ \`type=inline\` can not be imported (BuildKit: \`unknown cache importer: inline\`), and the build silently continues without cache. Inline cache is read from the image: \`type=registry,ref=o/app:1\`.
			`,
			fixed: `
				docker buildx build --push -t o/app:1 --cache-from type=registry,ref=o/app:1 --cache-to type=inline .
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
				      cache_from:
				        - type=inline
				          ^^^^^^^^^^^ \`type=inline\` can not be imported (BuildKit: \`unknown cache importer: inline\`), and the build silently continues without cache. Inline cache is read from the image: \`type=registry,ref=o/web:1\`.
			`,
			fixed: `
				services:
				  web:
				    image: o/web:1
				    build:
				      context: .
				      cache_from:
				        - type=registry,ref=o/web:1
			`,
		},
		{
			title: 'the object form',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  tags       = ["o/app:1"]
				  cache-from = [{ type = "inline" }]
				                  ^^^^^^^^^^^^^^^ \`type=inline\` can not be imported (BuildKit: \`unknown cache importer: inline\`), and the build silently continues without cache. Inline cache is read from the image: \`type=registry,ref=o/app:1\`.
				}
			`,
			fixed: `
				target "app" {
				  tags       = ["o/app:1"]
				  cache-from = [{ type = "registry", ref = "o/app:1" }]
				}
			`,
		},
		{
			title: 'images that cannot be written there',
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
				          tags: \${{ steps.meta.outputs.tags }}
				          cache-from: type=inline
				                      ^^^^^^^^^^^ \`type=inline\` can not be imported (BuildKit: \`unknown cache importer: inline\`), and the build silently continues without cache. Inline cache is read from the image: \`type=registry,ref=<image:tag>\`.
				      - run: docker buildx build -t "$IMAGE" --cache-from type=inline .
				                                                          ^^^^^^^^^^^ \`type=inline\` can not be imported (BuildKit: \`unknown cache importer: inline\`), and the build silently continues without cache. Inline cache is read from the image: \`type=registry,ref=<image:tag>\`.
				      - run: docker buildx build -t o/app:1 --cache-from "type=inline,$MORE" .
				                                                          ^^^^^^^^^^^ \`type=inline\` can not be imported (BuildKit: \`unknown cache importer: inline\`), and the build silently continues without cache. Inline cache is read from the image: \`type=registry,ref=o/app:1\`.
			`,
		},
	],
	good: [
		{
			title: 'the image as the source',
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
			title: 'exporting inline',
			path: 'build.sh',
			text: `
				docker buildx build --push -t o/app:1 --cache-from o/app:1 --cache-to type=inline .
			`,
		},
	],
	checkEntry(entry) {
		const backend = judgedBackend(entry);
		if (entry.direction !== 'from' || backend?.type !== 'inline') return [];
		const ref = attributeOf(entry, 'ref')?.value.written ?? writableImage(entry.flag.build.images) ?? '<image:tag>';
		return [
			{
				span: attributeOf(entry, 'type')!.span,
				message:
					'`type=inline` can not be imported (BuildKit: `unknown cache importer: inline`), and the build silently ' +
					`continues without cache. Inline cache is read from the image: \`type=registry,ref=${shownText(ref)}\`.`,
				fixes: importImage(entry),
			},
		];
	},
});
