import { buildxTraits } from '../catalogue/buildxTraits.ts';
import { describeKnownVersion } from '../catalogue/versions.ts';
import { defineRule } from './rule.ts';
import { explicitRefFixes } from './shared/explicitRefs.ts';

export default defineRule({
	id: 'unreadable-by-buildx',
	group: 'versions',
	severity: 'error',
	preset: 'recommended',
	summary: 'Finds entries in a form that the pinned version of buildx cannot read.',
	docs: `
Buildx 0.19.0 and 0.20.0 do not read bare references at the flags of \`docker buildx build\`: \`--cache-from o/app:cache\` stops
with \`invalid value o/app:cache\`. It works before, in between and since 0.20.1. \`type=registry,ref=o/app:cache\` works with all of them.

Entries as objects, \`{ type = "gha" }\`, are read by buildx 0.19.0, and again from 0.20.0 on; older ones stop because they want strings.

It speaks only when the version of buildx is known: from \`version:\` of docker/setup-buildx-action, or from the settings.
`,
	bad: [
		{
			title: 'a bare reference for buildx 0.20.0',
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
				          cache-from: ghcr.io/o/app:cache
				                      ^^^^^^^^^^^^^^^^^^^ buildx 0.20.0 from setup-buildx-action, line 8 does not read bare references; it stops with \`invalid value ghcr.io/o/app:cache\`. Write \`type=registry,ref=ghcr.io/o/app:cache\`, or use 0.20.1 or later.
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
				          cache-from: type=registry,ref=ghcr.io/o/app:cache
			`,
		},
		{
			title: 'a list of them',
			path: 'build.sh',
			settings: { buildx: '0.19.0' },
			text: `
				docker buildx build --cache-from o/app:a,o/app:b .
				                                 ^^^^^^^ buildx 0.19.0 from the settings does not read bare references; it stops with \`invalid value o/app:a\`. Write \`type=registry,ref=o/app:a\`, or use 0.19.1 or later.
				                                         ^^^^^^^ buildx 0.19.0 from the settings does not read bare references; it stops with \`invalid value o/app:b\`. Write \`type=registry,ref=o/app:b\`, or use 0.19.1 or later.
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
	],
	good: [
		{
			title: 'the long form',
			path: 'build.sh',
			settings: { buildx: '0.20.0' },
			text: `
				docker buildx build --cache-from type=registry,ref=o/app:a .
			`,
		},
		{
			title: 'a version that reads them',
			path: 'build.sh',
			settings: { buildx: '0.20.1' },
			text: `
				docker buildx build --cache-from o/app:a .
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
				docker buildx bake --set '*.cache-from=o/app:a'
			`,
		},
		{
			title: 'an expansion',
			path: 'build.sh',
			settings: { buildx: '0.20.0' },
			text: `
				docker buildx build --cache-from "$FROM" --cache-from "$IMAGE:cache" .
			`,
		},
	],
	*checkEntry(entry, { versions }) {
		const { buildx } = versions;
		if (buildx === undefined || buildx.isNewest) return;
		const traits = buildxTraits(buildx.version);
		const { tool } = entry.flag.build;
		const who = describeKnownVersion('buildx', buildx);
		if (entry.form === 'object' && !traits.readsObjects && !entry.isOpen) {
			const csv = entry.attributes.map(({ name, value }) => `${name}=${value.written}`).join(',');
			yield {
				span: entry.span,
				message: `${who} wants entries as strings and stops at an object. Write \`"${csv}"\`, or use 0.20.0 or later.`,
			};
		}
		const isAtFlag = tool === 'buildx' || tool === 'docker' || tool === 'build-push-action';
		const ref = entry.text;
		if (entry.form !== 'ref' || traits.readsRefs || !isAtFlag || ref === undefined || ref.isDynamic) return;
		yield {
			span: ref.span,
			message: `${who} does not read bare references; it stops with \`invalid value ${ref.text}\`. Write \`type=registry,ref=${ref.text}\`, or use ${buildx.version[1] === 19 ? '0.19.1' : '0.20.1'} or later.`,
			fixes: explicitRefFixes(entry.flag),
		};
	},
});
