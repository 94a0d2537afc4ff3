import { removeAttribute } from '../cache/edits.ts';
import { literalOf } from '../cache/entry.ts';
import { defineRule, type Fix } from './rule.ts';
import { cacheRefFor } from './shared/cacheRef.ts';
import { isTrimmed, judgedBackend, readableAttributes } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';

export default defineRule({
	id: 'inline-ignores-parameter',
	group: 'parameters',
	severity: 'warning',
	preset: 'recommended',
	summary: 'A parameter of an inline cache, which takes none.',
	docs: `
The inline exporter writes the cache metadata into the image itself and is given no attributes at all. \`type=inline,mode=max\`
is accepted without a word and exports the same as \`type=inline\`: the layers of the resulting image, never those of other
stages. A \`ref\` does not say where the cache goes either; it is where the image goes.

Write \`type=inline\`, or export a cache of all stages beside the image: \`type=registry,ref=o/app:buildcache,mode=max\`.

All versions of BuildKit, up to 0.32 at least.
`,
	bad: [
		{
			title: 'mode=max for an inline cache',
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
				          cache-to: type=inline,mode=max
				                                ^^^^^^^^ \`type=inline\` takes no parameters; \`mode=max\` has no effect. Inline cache covers only final-image layers; for all stages use \`type=registry,ref=ghcr.io/o/app:buildcache,mode=max\`.
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
				          tags: ghcr.io/o/app:latest
				          cache-to: type=inline
			`,
			otherwise: {
				'Export to `ghcr.io/o/app:buildcache` instead': `
					on: push
					jobs:
					  build:
					    runs-on: ubuntu-latest
					    steps:
					      - uses: docker/build-push-action@v6
					        with:
					          push: true
					          tags: ghcr.io/o/app:latest
					          cache-to: type=registry,ref=ghcr.io/o/app:buildcache,mode=max
				`,
			},
		},
		{
			title: 'a ref for an inline cache',
			path: 'build.sh',
			text: `
				docker buildx build --push -t "$IMAGE" --cache-to "type=inline,ref=$IMAGE" .
				                                                               ^^^^^^^^^^ \`type=inline\` takes no parameters; \`ref=$IMAGE\` has no effect. Inline cache covers only final-image layers; for all stages use \`type=registry,ref=<image>:buildcache,mode=max\`.
			`,
			fixed: `
				docker buildx build --push -t "$IMAGE" --cache-to "type=inline" .
			`,
		},
		{
			title: 'several parameters',
			path: 'docker-bake.json',
			text: `
				{
				  "target": {
				    "app": {
				      "cache-to": ["type=inline,mode=max,compression=zstd"]
				                                ^^^^^^^^ \`type=inline\` takes no parameters; \`mode=max\` has no effect. Inline cache covers only final-image layers; for all stages use \`type=registry,ref=<image>:buildcache,mode=max\`.
				                                         ^^^^^^^^^^^^^^^^ \`type=inline\` takes no parameters; \`compression=zstd\` has no effect. Inline cache covers only final-image layers; for all stages use \`type=registry,ref=<image>:buildcache,mode=max\`.
				    }
				  }
				}
			`,
			fixed: `
				{
				  "target": {
				    "app": {
				      "cache-to": ["type=inline"]
				    }
				  }
				}
			`,
		},
	],
	good: [
		{
			title: 'no parameters',
			path: 'build.sh',
			text: `
				docker buildx build --push -t o/app --cache-to type=inline .
			`,
		},
		{
			title: 'mode=min, which is what inline does anyway',
			path: 'build.sh',
			text: `
				docker buildx build --push -t o/app --cache-to type=inline,mode=min .
			`,
		},
		{
			title: 'importing inline: another mistake',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=inline,ref=o/app .
			`,
		},
		{
			title: 'a mode that is decided elsewhere',
			path: 'build.sh',
			text: `
				docker buildx build --push -t o/app --cache-to "type=inline,mode=$MODE" .
			`,
		},
	],
	checkEntry(entry) {
		if (entry.direction !== 'to' || judgedBackend(entry)?.type !== 'inline') return [];
		const { images } = entry.flag.build;
		const ignored = readableAttributes(entry).filter(
			({ name, value }) => isTrimmed(value.text) && (name !== 'mode' || !(value.isDynamic || value.text === 'min')),
		);
		const ref = cacheRefFor(images);
		return ignored.map((attribute) => {
			const written = shownText(`${attribute.key.text}=${attribute.value.written}`);
			const fixes: Fix[] = [];
			const removal = removeAttribute(entry, attribute);
			if (removal !== undefined) fixes.push({ title: `Remove \`${written}\``, safe: true, edits: [removal] });
			if (entry.form === 'attributes' && !entry.isOpen && literalOf(entry, 'mode') === 'max' && ref !== undefined) {
				const text = `type=registry,ref=${ref},mode=max`;
				fixes.push({ title: `Export to \`${ref}\` instead`, safe: false, edits: [{ span: entry.span, text }] });
			}
			return {
				span: attribute.span,
				message:
					`\`type=inline\` takes no parameters; \`${written}\` has no effect. Inline cache covers only final-image ` +
					`layers; for all stages use \`type=registry,ref=${ref ?? '<image>:buildcache'},mode=max\`.`,
				fixes,
				tags: ['unnecessary'],
			};
		});
	},
});
