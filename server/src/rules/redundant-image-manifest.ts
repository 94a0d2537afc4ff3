import { removeAttribute } from '../cache/edits.ts';
import type { CacheEntry } from '../cache/entry.ts';
import { IMAGE_MANIFEST_DEFAULT } from '../catalogue/milestones.ts';
import { formatVersion } from '../catalogue/version.ts';
import { join, type Span } from '../text/span.ts';
import { defineRule, type RuleContext } from './rule.ts';
import { judgedBackend } from './shared/parameters.ts';
import { rejectsIndex } from './shared/strictRegistry.ts';
import { type WrittenBool, writtenBool } from './shared/writtenBool.ts';

const SINCE = `BuildKit ${formatVersion(IMAGE_MANIFEST_DEFAULT, true)}`;

/** Whether the version in use, or the newest one where none is known, writes an image manifest without being told. */
function isDefault(entry: CacheEntry, { catalogue, settings, versions }: RuleContext): boolean {
	// Where an older BuildKit would fail, and nobody knows which one it is, the flag is protection.
	if (versions.buildkit === undefined && rejectsIndex(entry, settings) !== 'no') return false;
	// A pin that does not say which version it is (a digest, `$TAG`) may be of an old one.
	const isPinned = entry.flag.build.pins.some(({ of }) => of === 'buildkit');
	if (versions.buildkit === undefined && isPinned) return false;
	const parameter = catalogue.parameter(entry.typeName!, 'image-manifest', 'to');
	return parameter !== undefined && catalogue.defaultOf(parameter) === 'true';
}

/** Where the finding stands: both attributes when they are neighbours, else the first one alone. */
function spanOf(entry: CacheEntry, parts: readonly WrittenBool[]): Span {
	const [first, last] = [parts[0]!.attribute, parts.at(-1)!.attribute];
	const distance = Math.abs(entry.attributes.indexOf(first) - entry.attributes.indexOf(last));
	return distance > 1 ? first.span : join(first.span, last.span);
}

export default defineRule({
	id: 'redundant-image-manifest',
	group: 'registries',
	severity: 'hint',
	preset: 'recommended',
	summary: '`image-manifest=true` where BuildKit writes an image manifest anyway.',
	docs: `
From ${SINCE} on a cache for a registry or a directory is written as an image manifest without being told, so
\`image-manifest=true,oci-mediatypes=true\` says nothing (\`oci-mediatypes=true\` has been the default since 0.8). Remove both.

The version is the one pinned in the file or set in the settings; where none is known, a current one is assumed. Docker Engine has BuildKit 0.21
from 28.1 on. Where the registry is known to reject what older versions write (Amazon ECR, \`gcr.io\`, \`quay.io\`, \`*.jfrog.io\`,
those of \`cachelint.registries\`), or its host is not known, and the version is not known either, the flag is protection and nothing is said.
`,
	bad: [
		{
			title: 'both flags',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache,mode=max,image-manifest=true,oci-mediatypes=true
				                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`image-manifest=true,oci-mediatypes=true\` is the default since BuildKit 0.21, which is assumed here. Remove it.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache,mode=max
			`,
		},
		{
			title: 'one of them, or both apart from each other',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=local,image-manifest=true,dest=cache .
				                                          ^^^^^^^^^^^^^^^^^^^ \`image-manifest=true\` is the default since BuildKit 0.21, which is assumed here. Remove it.
				docker buildx build --cache-to type=registry,oci-mediatypes=true,ref=o/app:cache,image-manifest=true .
				                                                                                 ^^^^^^^^^^^^^^^^^^^ \`image-manifest=true,oci-mediatypes=true\` is the default since BuildKit 0.21, which is assumed here. Remove it.
			`,
			fixed: `
				docker buildx build --cache-to type=local,dest=cache .
				docker buildx build --cache-to type=registry,ref=o/app:cache .
			`,
		},
		{
			title: 'Amazon ECR, with a BuildKit that is known',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: image=moby/buildkit:v0.23.0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=1234.dkr.ecr.eu-west-1.amazonaws.com/app:cache,image-manifest=true
				                                                                                     ^^^^^^^^^^^^^^^^^^^ \`image-manifest=true\` is the default since BuildKit 0.21. Remove it.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: image=moby/buildkit:v0.23.0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=1234.dkr.ecr.eu-west-1.amazonaws.com/app:cache
			`,
		},
	],
	good: [
		{
			title: 'without',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=ghcr.io/o/app:cache,mode=max .
			`,
		},
		{
			title: 'protection for a registry that rejects what an older BuildKit writes',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=1234.dkr.ecr.eu-west-1.amazonaws.com/app:cache,image-manifest=true .
				docker buildx build --cache-to "type=registry,ref=$REGISTRY/app:cache,image-manifest=true,oci-mediatypes=true" .
			`,
		},
		{
			title: 'a registry of the settings',
			path: 'build.sh',
			settings: { registries: ['*.corp.example'] },
			text: `
				docker buildx build --cache-to type=registry,ref=r.corp.example/app:cache,image-manifest=true .
			`,
		},
		{
			title: 'a BuildKit pinned to a digest, which may be an old one',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: image=moby/buildkit@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache,image-manifest=true
			`,
		},
		{
			title: 'an older BuildKit',
			path: 'build.sh',
			settings: { buildkit: '0.20.2' },
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,image-manifest=true,oci-mediatypes=true .
			`,
		},
		{
			title: 'other values, imports, and other backends',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:a,image-manifest=false --cache-to type=registry,ref=o/app:b,image-manifest=true,oci-mediatypes=false .
				docker buildx build --cache-to "type=registry,ref=o/app:a,image-manifest=$M" --cache-to type=registry,ref=o/app:b,oci-mediatypes=true .
				docker buildx build --cache-from type=registry,ref=o/app:a,image-manifest=true --cache-to type=gha,image-manifest=true .
			`,
		},
		{
			title: 'flags that another rule speaks of',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=inline,image-manifest=true --cache-to "type=registry,ref=o/app:c # x,image-manifest=true" .
			`,
		},
	],
	checkEntry(entry, context) {
		const image =
			entry.direction === 'to' && judgedBackend(entry) !== undefined ? writtenBool(entry, 'image-manifest') : undefined;
		const oci = writtenBool(entry, 'oci-mediatypes');
		if (image?.value !== true || (oci !== undefined && oci.value !== true) || !isDefault(entry, context)) return [];
		const parts = oci === undefined ? [image] : [image, oci];
		const removals = parts.flatMap(({ attribute }) => removeAttribute(entry, attribute) ?? []);
		const [first, ...others] = removals;
		const written = parts.map(({ attribute: { key, value } }) => `${key.text}=${value.text}`).join(',');
		const assumed = context.versions.buildkit === undefined ? ', which is assumed here' : '';
		const span = spanOf(entry, parts);
		return [
			{
				span,
				message: `\`${written}\` is the default since ${SINCE}${assumed}. Remove it.`,
				fixes:
					first === undefined || removals.length < parts.length
						? []
						: [{ title: `Remove \`${written}\``, safe: false, edits: [first, ...others] }],
				related: parts
					.filter(({ attribute }) => attribute.span.start < span.start || attribute.span.end > span.end)
					.map(({ attribute }) => ({ span: attribute.span, message: 'This is a default as well.' })),
				tags: ['unnecessary'],
			},
		];
	},
});
