import { removeAttribute } from '../cache/edits.ts';
import type { CacheEntry } from '../cache/entry.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { defineRule, type Fix } from './rule.ts';
import { type WrittenBool, writtenBool } from './shared/writtenBool.ts';

/** What asks for an image manifest: the attribute, or the default of versions that do not look at the other one. */
function wantedBy(entry: CacheEntry, catalogue: Catalogue): WrittenBool | 'default' | undefined {
	const parameter = catalogue.parameter(entry.typeName!, 'image-manifest', 'to');
	const written = writtenBool(entry, 'image-manifest');
	if (parameter === undefined) return undefined;
	if (written !== undefined) return written.value === true ? written : undefined;
	const fact = entry.isOpen ? undefined : catalogue.defaultFactOf(parameter);
	// From 0.22 on the default gives way to `oci-mediatypes=false`, which is what its note says.
	return fact?.value === 'true' && fact.note === undefined ? 'default' : undefined;
}

export default defineRule({
	id: 'image-manifest-needs-oci',
	group: 'combinations',
	severity: 'error',
	preset: 'recommended',
	summary: '`image-manifest=true` together with `oci-mediatypes=false`, which fails after the build.',
	docs: `
An image manifest for a cache only exists with OCI media types. With \`image-manifest=true,oci-mediatypes=false\` the whole build runs,
and then the export fails: \`invalid configuration for remote cache\`, from BuildKit 0.22 on with
\`, OCI mediatypes are required for image-manifest cache format\` behind it. With \`ignore-error=true\` the build succeeds and there is no cache.

\`oci-mediatypes=false\` alone fails in the same way in BuildKit 0.21.0 and 0.21.1, where \`image-manifest=true\` had become the default
([moby/buildkit#5965](https://github.com/moby/buildkit/issues/5965)); since 0.22 it turns the default off, and before 0.21 there is no conflict.
Before 0.12 BuildKit does not know \`image-manifest\`.

Remove \`oci-mediatypes=false\`. This holds for \`type=registry\` and \`type=local\`.
`,
	bad: [
		{
			title: 'the two together',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,image-manifest=true,oci-mediatypes=false,mode=max .
				                                                                                 ^^^^^^^^^^^^^^^^^^^^ \`image-manifest=true\` needs OCI media types; with \`oci-mediatypes=false\` the export fails after the build. Remove \`oci-mediatypes=false\`.
			`,
			fixed: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,image-manifest=true,mode=max .
			`,
		},
		{
			title: 'of a local cache',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/tmp/cache,oci-mediatypes=0,image-manifest=True
				                                               ^^^^^^^^^^^^^^^^ \`image-manifest=True\` needs OCI media types; with \`oci-mediatypes=0\` the export fails after the build. Remove \`oci-mediatypes=0\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/tmp/cache,image-manifest=True
			`,
		},
		{
			title: 'alone, in the two versions that fail on it',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: image=moby/buildkit:v0.21.1
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache,oci-mediatypes=false
				                                                          ^^^^^^^^^^^^^^^^^^^^ \`image-manifest=true\`, the default of BuildKit 0.21.1, needs OCI media types; with \`oci-mediatypes=false\` the export fails after the build. Remove \`oci-mediatypes=false\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: image=moby/buildkit:v0.21.1
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache
			`,
		},
		{
			title: 'the object form',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = [{ type = "registry", ref = "o/app:cache", image-manifest = true, oci-mediatypes = false }]
				                                                                               ^^^^^^^^^^^^^^^^^^^^^^ \`image-manifest=true\` needs OCI media types; with \`oci-mediatypes=false\` the export fails after the build. Remove \`oci-mediatypes=false\`.
				}
			`,
			fixed: `
				target "app" {
				  cache-to = [{ type = "registry", ref = "o/app:cache", image-manifest = true, oci-mediatypes = true }]
				}
			`,
		},
	],
	good: [
		{
			title: 'without it',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,image-manifest=true,mode=max .
			`,
		},
		{
			title: 'alone: from 0.22 on an index is written then',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,oci-mediatypes=false .
			`,
		},
		{
			title: 'alone, before 0.21',
			path: 'build.sh',
			settings: { buildkit: '0.20' },
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,oci-mediatypes=false .
			`,
		},
		{
			title: 'image-manifest=false, in any version',
			path: 'build.sh',
			settings: { buildkit: '0.21.0' },
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,oci-mediatypes=false,image-manifest=false .
			`,
		},
		{
			title: 'a BuildKit that does not know image-manifest',
			path: 'build.sh',
			settings: { buildkit: '0.11.6' },
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,image-manifest=true,oci-mediatypes=false .
			`,
		},
		{
			title: 'values that are not known, and imports',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=registry,ref=o/app:cache,image-manifest=$M,oci-mediatypes=false" .
				docker buildx build --cache-from type=registry,ref=o/app:cache,image-manifest=true,oci-mediatypes=false .
				docker buildx build --cache-to type=gha,image-manifest=true,oci-mediatypes=false .
			`,
		},
	],
	checkEntry(entry, { catalogue }) {
		const oci = writtenBool(entry, 'oci-mediatypes');
		const wanted = oci?.value === false ? wantedBy(entry, catalogue) : undefined;
		if (oci === undefined || wanted === undefined) return [];
		const written = `\`oci-mediatypes=${oci.attribute.value.text}\``;
		const removal = removeAttribute(entry, oci.attribute);
		const fixes: Fix[] =
			removal === undefined
				? [{ title: 'Use OCI media types', safe: false, edits: [{ span: oci.attribute.value.span, text: 'true' }] }]
				: [{ title: `Remove ${written}`, safe: false, edits: [removal] }];
		const start =
			wanted === 'default'
				? `\`image-manifest=true\`, the default of BuildKit ${catalogue.version.join('.')}, needs OCI media types`
				: `\`image-manifest=${wanted.attribute.value.text}\` needs OCI media types`;
		return [
			{
				span: oci.attribute.span,
				message: `${start}; with ${written} the export fails after the build. Remove ${written}.`,
				fixes,
				related: wanted === 'default' ? [] : [{ span: wanted.attribute.span, message: 'What needs OCI media types.' }],
			},
		];
	},
});
