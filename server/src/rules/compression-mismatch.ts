import { setAttribute } from '../cache/edits.ts';
import { attributeOf, type CacheEntry } from '../cache/entry.ts';
import type { MappedText } from '../text/mappedText.ts';
import type { BuildView, Edit, Fix } from './rule.ts';
import { defineRule } from './rule.ts';
import { outputFields } from './shared/images.ts';
import { judgedBackend } from './shared/parameters.ts';

type Fields = ReadonlyMap<string, MappedText>;

/** What is copied from an output to a cache. */
const COMPRESSION = ['compression', 'compression-level', 'force-compression'];

/** The image output that says how to compress layers, when it says so literally. */
function compressedOutput({ build }: BuildView): Fields | undefined {
	const images = build.outputs
		.map(outputFields)
		.filter((fields) => /^(?:image|registry|docker|oci)$/.test(fields.get('type')?.text ?? ''));
	const [only, ...others] = images.filter((fields) => fields.get('compression')?.isDynamic === false);
	return others.length > 0 ? undefined : only;
}

/** The compression of a cache: what is written, else gzip. `undefined` where it is not known or there is no choice. */
function compressionOf(entry: CacheEntry): string | undefined {
	const backend = judgedBackend(entry);
	const parameter = backend?.parameters.find(({ name }) => name === 'compression');
	if (entry.direction !== 'to' || parameter === undefined) return undefined;
	const written = attributeOf(entry, 'compression')?.value;
	if (written !== undefined) return written.isDynamic ? undefined : written.text;
	return entry.isOpen ? undefined : parameter.defaults.at(-1)?.value;
}

/** The fix that compresses the cache as the image. */
function copyFixes(entry: CacheEntry, output: Fields): readonly Fix[] {
	const wanted = COMPRESSION.flatMap((name) => {
		const value = output.get(name);
		return value === undefined || value.isDynamic ? [] : [{ name, value: value.text }];
	});
	const edits = wanted.map(({ name, value }) => setAttribute(entry, name, value));
	if (edits.includes(undefined)) return [];
	// Additions to one place are one edit.
	const merged = new Map<number, Edit>();
	for (const edit of edits as Edit[]) {
		const before = merged.get(edit.span.end);
		merged.set(edit.span.end, before === undefined ? edit : { span: before.span, text: before.text + edit.text });
	}
	const [first, ...others] = merged.values();
	return first === undefined
		? []
		: [{ title: 'Compress the cache as the image', safe: false, edits: [first, ...others] }];
}

export default defineRule({
	id: 'compression-mismatch',
	group: 'combinations',
	severity: 'info',
	preset: 'strict',
	summary: 'Layers compressed one way for the image and another way for the cache.',
	docs: `
With \`--output type=image,compression=zstd,force-compression=true\` and a cache of the default compression, gzip, every layer is compressed twice, and
\`exporting cache\` takes longer than the build. Give both the same \`compression\`, \`compression-level\` and \`force-compression\`.

Only registry and local caches have a choice; the others, gha among them, always use gzip. BuildKit 0.10 and later.
`,
	bad: [
		{
			title: 'zstd and the default',
			path: 'build.sh',
			text: `
				docker buildx build --output type=image,name=o/app,push=true,compression=zstd,force-compression=true \\
				  --cache-to type=registry,ref=o/app:cache,mode=max .
				             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Image layers are zstd, cache layers gzip: every layer is recompressed for the cache. Write \`compression=zstd\`.
			`,
			fixed: `
				docker buildx build --output type=image,name=o/app,push=true,compression=zstd,force-compression=true \\
				  --cache-to type=registry,ref=o/app:cache,mode=max,compression=zstd,force-compression=true .
			`,
		},
		{
			title: 'zstd and gzip',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          outputs: type=registry,compression=zstd,compression-level=9
				          cache-to: type=registry,ref=o/app:cache,compression=gzip
				                                                  ^^^^^^^^^^^^^^^^ Image layers are zstd, cache layers gzip: every layer is recompressed for the cache. Write \`compression=zstd\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          outputs: type=registry,compression=zstd,compression-level=9
				          cache-to: type=registry,ref=o/app:cache,compression=zstd,compression-level=9
			`,
		},
		{
			title: 'in bake',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  output   = ["type=image,compression=estargz"]
				  cache-to = [{ type = "local", dest = "cache" }]
				              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Image layers are estargz, cache layers gzip: every layer is recompressed for the cache. Write \`compression=estargz\`.
				}
			`,
			fixed: `
				target "app" {
				  output   = ["type=image,compression=estargz"]
				  cache-to = [{ type = "local", dest = "cache", compression = "estargz" }]
				}
			`,
		},
	],
	good: [
		{
			title: 'the same',
			path: 'build.sh',
			text: `
				docker buildx build --output type=image,name=o/app,compression=zstd --cache-to type=registry,ref=o/app:cache,compression=zstd .
			`,
		},
		{
			title: 'backends without a choice',
			path: 'build.sh',
			text: `
				docker buildx build --output type=image,name=o/app,compression=zstd --cache-to type=gha --cache-to type=inline .
			`,
		},
		{
			title: 'what is not known, and files',
			path: 'build.sh',
			text: `
				docker buildx build --output "type=image,compression=$C" --cache-to type=registry,ref=o/app:cache .
				docker buildx build --output type=image,compression=zstd --cache-to "type=registry,ref=o/app:$TAG" .
				docker buildx build --output type=local,dest=out,compression=zstd --cache-to type=registry,ref=o/app:cache .
			`,
		},
	],
	*checkBuild(view) {
		const output = compressedOutput(view);
		const image = output?.get('compression');
		if (output === undefined || image === undefined) return;
		for (const entry of view.entries) {
			const cache = compressionOf(entry);
			if (cache === undefined || cache === image.text) continue;
			yield {
				span: attributeOf(entry, 'compression')?.span ?? entry.span,
				message: `Image layers are ${image.text}, cache layers ${cache}: every layer is recompressed for the cache. Write \`compression=${image.text}\`.`,
				fixes: copyFixes(entry, output),
				related: [{ span: image.span, message: 'The compression of the image.' }],
			};
		}
	},
});
