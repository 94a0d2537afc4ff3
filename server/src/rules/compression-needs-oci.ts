import { removeAttribute } from '../cache/edits.ts';
import type { Fix } from './rule.ts';
import { defineRule } from './rule.ts';
import { judgedAttributes } from './shared/parameters.ts';
import { writtenBool } from './shared/writtenBool.ts';

/** Compressions that Docker's media types have no name for. Source: moby/buildkit README.md, Export cache. */
const OCI_ONLY = ['zstd', 'estargz'];

export default defineRule({
	id: 'compression-needs-oci',
	group: 'combinations',
	// BuildKit itself writes and reads such caches; only others may not.
	severity: 'info',
	preset: 'recommended',
	summary: 'zstd or estargz layers with Docker media types, which are not made for them.',
	docs: `
Docker's media types know layers as tar and as gzip only. With \`compression=zstd,oci-mediatypes=false\` BuildKit writes layers of the type
\`application/vnd.docker.image.rootfs.diff.tar.zstd\`, which is no standard, and estargz ones as \`…tar.gzip\`; registries and other tools
may refuse them. The README of BuildKit says that \`oci-mediatypes=true\` should be used with these two. Nothing is printed for a cache,
while for images BuildKit 0.31 and later stop with \`exporter option "compression=zstd" conflicts with "oci-mediatypes=false"\`.

Remove \`oci-mediatypes=false\`. This holds for \`type=registry\` and \`type=local\`, BuildKit 0.10 to 0.32 at least.
`,
	bad: [
		{
			title: 'zstd',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,compression=zstd,oci-mediatypes=false .
				                                                                              ^^^^^^^^^^^^^^^^^^^^ \`compression=zstd\` should be used with OCI media types. Remove \`oci-mediatypes=false\`.
			`,
			fixed: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,compression=zstd .
			`,
		},
		{
			title: 'estargz',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=local,dest=cache,oci-mediatypes=false,compression=estargz,force-compression=true
				                                ^^^^^^^^^^^^^^^^^^^^ \`compression=estargz\` should be used with OCI media types. Remove \`oci-mediatypes=false\`.
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=local,dest=cache,compression=estargz,force-compression=true
			`,
		},
		{
			title: 'the object form',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = [{ type = "registry", ref = "o/app:cache", compression = "zstd", oci-mediatypes = false }]
				                                                                              ^^^^^^^^^^^^^^^^^^^^^^ \`compression=zstd\` should be used with OCI media types. Remove \`oci-mediatypes=false\`.
				}
			`,
			fixed: `
				target "app" {
				  cache-to = [{ type = "registry", ref = "o/app:cache", compression = "zstd", oci-mediatypes = true }]
				}
			`,
		},
	],
	good: [
		{
			title: 'OCI media types, the default',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,compression=zstd .
			`,
		},
		{
			title: 'gzip and uncompressed layers',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:a,compression=gzip,oci-mediatypes=false .
				docker buildx build --cache-to type=registry,ref=o/app:b,compression=uncompressed,oci-mediatypes=false .
			`,
		},
		{
			title: 'with image-manifest=true, which fails: another mistake',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:a,compression=zstd,image-manifest=true,oci-mediatypes=false .
			`,
		},
		{
			title: 'a backend without these parameters',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=gha,compression=zstd,oci-mediatypes=false .
			`,
		},
	],
	checkEntry(entry) {
		const oci = writtenBool(entry, 'oci-mediatypes');
		if (oci?.value !== false || writtenBool(entry, 'image-manifest')?.value === true) return [];
		const compression = judgedAttributes(entry, 'enum').find(({ attribute }) => attribute.name === 'compression');
		const name = compression?.attribute.value.text;
		if (compression === undefined || name === undefined || !OCI_ONLY.includes(name)) return [];
		const written = `\`oci-mediatypes=${oci.attribute.value.text}\``;
		const removal = removeAttribute(entry, oci.attribute);
		const fix: Fix =
			removal === undefined
				? { title: 'Use OCI media types', safe: false, edits: [{ span: oci.attribute.value.span, text: 'true' }] }
				: { title: `Remove ${written}`, safe: false, edits: [removal] };
		return [
			{
				span: oci.attribute.span,
				message: `\`compression=${name}\` should be used with OCI media types. Remove ${written}.`,
				fixes: [fix],
				related: [{ span: compression.attribute.span, message: 'What should have OCI media types.' }],
			},
		];
	},
});
