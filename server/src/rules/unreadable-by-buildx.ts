import { parseEntries } from '../cache/entry.ts';
import { buildxTraits, changesTo, settledSince } from '../catalogue/buildxTraits.ts';
import { formatVersion, type Version } from '../catalogue/version.ts';
import { describeKnownVersion } from '../catalogue/versions.ts';
import { defineRule } from './rule.ts';
import { explicitRefFixes } from './shared/explicitRefs.ts';
import { ownPlaceOf } from './shared/gluedEntries.ts';

const say = (versions: readonly Version[]) => versions.map((version) => formatVersion(version)).join(' and ');
const withLists = formatVersion(settledSince('refLists'));
const withObjects = formatVersion(settledSince('readsObjects'));

export default defineRule({
	id: 'unreadable-by-buildx',
	group: 'versions',
	severity: 'error',
	preset: 'recommended',
	summary: 'Finds entries in a form that the pinned version of buildx cannot read.',
	docs: `
Buildx ${say(changesTo('refLists', 'refused'))} read no lists of images at the flags of \`docker buildx build\`, nor in bake files: \`--cache-from o/app:a,o/app:b\`
stops with \`invalid value o/app:a\`. Older ones, those in between, and all since ${withLists} take such a list apart. A single
\`--cache-from o/app:a\` works with all of them.

Entries as objects, \`{ type = "gha" }\`, are read by buildx ${say(changesTo('readsObjects', true).slice(0, 1))}, and again from ${withObjects} on; the others stop with
\`element 0: string required\`.

It speaks only when the version of buildx is known: from \`version:\` of docker/setup-buildx-action, or from the settings.
`,
	bad: [
		{
			title: 'a list of images for buildx 0.20.0',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.20.0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            ghcr.io/o/app:a,ghcr.io/o/app:b
				            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ buildx 0.20.0 from setup-buildx-action, line 8 does not read lists of images; it stops with \`invalid value ghcr.io/o/app:a\`. Put each image on its own line, or use 0.20.1 or later.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.20.0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            type=registry,ref=ghcr.io/o/app:a
				            type=registry,ref=ghcr.io/o/app:b
			`,
		},
		{
			title: 'such a list at a flag',
			path: 'build.sh',
			settings: { buildx: '0.19.0' },
			text: `
				docker buildx build --cache-from o/app:a,o/app:b .
				                                 ^^^^^^^^^^^^^^^ buildx 0.19.0 from the settings does not read lists of images; it stops with \`invalid value o/app:a\`. Put each image in a flag of its own, or use 0.20.1 or later.
			`,
			fixed: `
				docker buildx build --cache-from type=registry,ref=o/app:a --cache-from type=registry,ref=o/app:b .
			`,
		},
		{
			title: 'an object for an old buildx',
			path: 'docker-bake.hcl',
			settings: { buildx: '0.18' },
			text: `
				target "app" {
				  cache-to = [{ type = "gha", mode = "max" }]
				              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ buildx 0.18 from the settings wants entries as strings and stops at an object. Write \`"type=gha,mode=max"\`, or use 0.20.0 or later.
				}
			`,
		},
		{
			title: 'such a list in a bake file',
			path: 'docker-bake.hcl',
			settings: { buildx: '0.20.0' },
			text: `
				target "app" {
				  cache-from = ["o/app:a,o/app:b"]
				                 ^^^^^^^^^^^^^^^ buildx 0.20.0 from the settings does not read lists of images; it stops with \`invalid value o/app:a\`. Put each image in a list element of its own, or use 0.20.1 or later.
				}
			`,
			fixed: `
				target "app" {
				  cache-from = ["type=registry,ref=o/app:a", "type=registry,ref=o/app:b"]
				}
			`,
		},
		{
			title: 'such a list in a bake file of JSON',
			path: 'docker-bake.json',
			settings: { buildx: '0.19.0' },
			text: `
				{ "target": { "app": { "cache-from": ["o/app:a,o/app:b"] } } }
				                                       ^^^^^^^^^^^^^^^ buildx 0.19.0 from the settings does not read lists of images; it stops with \`invalid value o/app:a\`. Put each image in a list element of its own, or use 0.20.1 or later.
			`,
			fixed: `
				{ "target": { "app": { "cache-from": ["type=registry,ref=o/app:a", "type=registry,ref=o/app:b"] } } }
			`,
		},
	],
	good: [
		{
			title: 'a list in a bake file, for a version that reads it',
			path: 'docker-bake.hcl',
			settings: { buildx: '0.19.1' },
			text: `
				target "app" {
				  cache-from = ["o/app:a,o/app:b"]
				}
			`,
		},
		{
			title: 'the part for bake of a Compose file, which those versions read in another way',
			path: 'compose.yaml',
			settings: { buildx: '0.20.0' },
			text: `
				services:
				  app:
				    image: o/app
				    build:
				      context: .
				      x-bake:
				        cache-from: ["o/app:a,o/app:b"]
			`,
		},
		{
			title: 'the long form',
			path: 'build.sh',
			settings: { buildx: '0.20.0' },
			text: `
				docker buildx build --cache-from type=registry,ref=o/app:a .
			`,
		},
		{
			title: 'one image, which every version reads',
			path: 'build.sh',
			settings: { buildx: '0.20.0' },
			text: `
				docker buildx build --cache-from o/app:a --cache-from o/app:b .
			`,
		},
		{
			title: 'a version that reads lists',
			path: 'build.sh',
			settings: { buildx: '0.20.1' },
			text: `
				docker buildx build --cache-from o/app:a,o/app:b .
			`,
		},
		{
			title: 'the version between those that do not',
			path: 'build.sh',
			settings: { buildx: '0.19.1' },
			text: `
				docker buildx build --cache-from o/app:a,o/app:b .
			`,
		},
		{
			title: 'an unknown version',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = [{ type = "gha" }, "o/app:cache"]
				}
			`,
		},
		{
			title: '`--set` and Compose, which those versions read in another way',
			path: 'build.sh',
			settings: { buildx: '0.20.0' },
			text: `
				docker buildx bake --set '*.cache-from=o/app:a,o/app:b'
			`,
		},
		{
			title: 'an expansion',
			path: 'build.sh',
			settings: { buildx: '0.20.0' },
			text: `
				docker buildx build --cache-from "$FROM" --cache-from "$IMAGE:a,$IMAGE:b" .
			`,
		},
	],
	*checkEntry(entry, { versions }) {
		const { buildx } = versions;
		if (buildx === undefined || buildx.isNewest) return;
		const traits = buildxTraits(buildx.version);
		const { tool, isBakeTarget } = entry.flag.build;
		const who = describeKnownVersion('buildx', buildx);
		if (entry.form === 'object' && !traits.readsObjects && !entry.isOpen) {
			const csv = entry.attributes.map(({ name, value }) => `${name}=${value.written}`).join(',');
			yield {
				span: entry.span,
				message: `${who} wants entries as strings and stops at an object. Write \`"${csv}"\`, or use ${withObjects} or later.`,
			};
		}
		const isStrict = isBakeTarget === true || tool === 'buildx' || tool === 'docker' || tool === 'build-push-action';
		if (entry.form !== 'ref' || traits.refLists !== 'refused' || !isStrict) return;
		const images = parseEntries(entry.flag);
		const list = entry.flag.value.form === 'text' ? entry.flag.value.text : undefined;
		// Said once a list, at its first image.
		if (list === undefined || list.isDynamic || images.length < 2 || images[0] !== entry) return;
		yield {
			span: list.span,
			message: `${who} does not read lists of images; it stops with \`invalid value ${entry.text!.text}\`. Put each image ${ownPlaceOf(entry.flag)}, or use ${withLists} or later.`,
			fixes: explicitRefFixes(entry.flag),
		};
	},
});
