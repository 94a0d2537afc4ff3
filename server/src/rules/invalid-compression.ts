import { countEdits } from '../text/countEdits.ts';
import { defineRule } from './rule.ts';
import { consequenceOf, judgedAttributes } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';

/** Other names of the compressions. */
const meanings: Readonly<Record<string, string>> = {
	gz: 'gzip',
	zst: 'zstd',
	zstandard: 'zstd',
	none: 'uncompressed',
	off: 'uncompressed',
	stargz: 'estargz',
};

/** The compression that was meant, when it is clear. */
function meantOf(written: string, values: readonly string[]): string | undefined {
	const plain = written.toLowerCase();
	return meanings[plain] ?? values.find((value) => countEdits(value, plain) <= (value.length > 4 ? 2 : 1));
}

export default defineRule({
	id: 'invalid-compression',
	group: 'values',
	severity: 'error',
	preset: 'recommended',
	summary: 'A compression BuildKit does not have.',
	docs: `
\`compression\` of \`type=registry\` and \`type=local\` is \`uncompressed\`, \`gzip\` (the default), \`estargz\` or \`zstd\`, in lower case. Anything
else stops the build before it begins: \`failed to configure registry cache exporter: unsupported compression type zst\`.
\`nydus\` is only there in daemons built for it, and not for caches.

BuildKit 0.11 to 0.32. Version 0.10 took every unknown value for \`gzip\`; older ones do not have the parameter.
`,
	options: {
		extraCompressions: {
			kind: 'strings',
			default: [],
			description: 'Compressions that a BuildKit of your own has besides: `[nydus]`.',
		},
	},
	bad: [
		{
			title: 'a short form',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,compression=zst,force-compression=true .
				                                                                         ^^^ Unknown compression \`zst\`; the build stops with \`unsupported compression type zst\`. Use uncompressed, gzip, estargz or zstd.
			`,
			fixed: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,compression=zstd,force-compression=true .
			`,
		},
		{
			title: 'two letters that changed places',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,compression=gizp .
				                                                                         ^^^^ Unknown compression \`gizp\`; the build stops with \`unsupported compression type gizp\`. Use uncompressed, gzip, estargz or zstd.
			`,
			fixed: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,compression=gzip .
			`,
		},
		{
			title: 'capitals, and something else',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = ["type=registry,ref=o/app:cache,compression=GZIP", "type=local,dest=c,compression=brotli"]
				                                                         ^^^^ Unknown compression \`GZIP\`; the build stops with \`unsupported compression type GZIP\`. Use uncompressed, gzip, estargz or zstd.
				                                                                                               ^^^^^^ Unknown compression \`brotli\`; the build stops with \`unsupported compression type brotli\`. Use uncompressed, gzip, estargz or zstd.
				}
			`,
			fixed: `
				target "app" {
				  cache-to = ["type=registry,ref=o/app:cache,compression=gzip", "type=local,dest=c,compression=brotli"]
				}
			`,
		},
		{
			title: 'no compression',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=local,dest=cache,compression=none
				                                            ^^^^ Unknown compression \`none\`; the build stops with \`unsupported compression type none\`. Use uncompressed, gzip, estargz or zstd.
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=local,dest=cache,compression=uncompressed
			`,
		},
	],
	good: [
		{
			title: 'the ones there are',
			path: 'build.sh',
			text: `
				for compression in a; do
				  docker buildx build --cache-to type=local,dest=a,compression=zstd --cache-to type=local,dest=b,compression=gzip \\
				    --cache-to type=local,dest=c,compression=estargz --cache-to type=local,dest=d,compression=uncompressed .
				done
			`,
		},
		{
			title: 'a compression of a BuildKit of your own',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,compression=nydus .
			`,
			settings: { options: { 'invalid-compression': { extraCompressions: ['nydus'] } } },
		},
		{
			title: 'a compression from somewhere else',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=local,dest=a,compression=$COMPRESSION" .
			`,
		},
		{
			title: 'backends without the parameter, which is a mistake of another kind',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=gha,compression=best --cache-from type=registry,ref=o/app:c,compression=best .
			`,
		},
	],
	checkEntry(entry, context) {
		return judgedAttributes(entry, 'enum').flatMap((known) => {
			const { attribute, parameter } = known;
			if (parameter.shape.kind !== 'enum' || parameter.name !== 'compression') return [];
			const { values } = parameter.shape;
			const written = attribute.value.text;
			if (values.includes(written) || context.option('extraCompressions').includes(written)) return [];
			const meant = meantOf(written, values);
			return [
				{
					span: written === '' ? attribute.span : attribute.value.span,
					message: `Unknown compression \`${shownText(written)}\`; ${consequenceOf(known, entry, { silent: 'it counts as gzip' })}. Use uncompressed, gzip, estargz or zstd.`,
					fixes:
						meant === undefined
							? []
							: [{ title: `Write \`${meant}\``, safe: false, edits: [{ span: attribute.value.span, text: meant }] }],
				},
			];
		});
	},
});
