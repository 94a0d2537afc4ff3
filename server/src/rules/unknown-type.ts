import { attributeOf } from '../cache/entry.ts';
import { allBackends, findBackend } from '../catalogue/catalogue.ts';
import { meantBackend } from '../catalogue/typeLookalikes.ts';
import { defineRule, type Fix } from './rule.ts';
import { isFoldedList, isGlued } from './shared/gluedEntries.ts';
import { isTrimmed } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';
import { hasStrayQuotes } from './shared/strayQuotes.ts';

const KNOWN = allBackends.map(({ type }) => type).join(', ');

export default defineRule({
	id: 'unknown-type',
	group: 'types',
	severity: 'error',
	preset: 'recommended',
	summary: 'A `type` that is the name of no backend.',
	docs: `
BuildKit knows the backends ${allBackends.map(({ type }) => `\`${type}\``).join(', ')}. Their names are case-sensitive: an export to
\`type=GHA\` stops the build with \`unknown cache exporter: "GHA"\`. On an import the daemon only logs
\`unknown cache importer: GHA\`, and the build goes on without a cache.

\`registry\`, \`local\` and \`inline\` are there since BuildKit 0.4, \`gha\` since 0.9, \`s3\` and \`azblob\` since 0.11. The list is that of
BuildKit 0.32.
`,
	options: {
		extraTypes: {
			kind: 'strings',
			default: [],
			description: 'Backends that a BuildKit of your own has besides: `[gcs]`.',
		},
	},
	bad: [
		{
			title: 'capitals, and what people call the backends',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=github,scope=web
				                           ^^^^^^ Unknown cache backend \`github\`. Known: registry, gha, local, inline, s3, azblob (names are case-sensitive). The build goes on without this cache.
				          cache-to: type=GHA,mode=max,scope=web
				                         ^^^ Unknown cache backend \`GHA\`. Known: registry, gha, local, inline, s3, azblob (names are case-sensitive).
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=web
				          cache-to: type=gha,mode=max,scope=web
			`,
		},
		{
			title: 'misspelled, and not there at all',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=registy,ref=o/app:cache --cache-to type=gcs,bucket=b .
				                                      ^^^^^^^ Unknown cache backend \`registy\`. Known: registry, gha, local, inline, s3, azblob (names are case-sensitive). The build goes on without this cache.
				                                                                              ^^^ Unknown cache backend \`gcs\`. Known: registry, gha, local, inline, s3, azblob (names are case-sensitive).
			`,
			fixed: `
				docker buildx build --cache-from type=registry,ref=o/app:cache --cache-to type=gcs,bucket=b .
			`,
		},
		{
			title: 'semicolons where commas should be',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=registry;ref=o/app:cache;mode=max
				               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Unknown cache backend \`registry;ref=o/app:cache;mode=max\`. Fields are separated by commas, not by semicolons.
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=registry,ref=o/app:cache,mode=max
			`,
		},
		{
			title: 'the object form',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = [{ type = "Registry", ref = "o/app:cache" }]
				                        ^^^^^^^^ Unknown cache backend \`Registry\`. Known: registry, gha, local, inline, s3, azblob (names are case-sensitive).
				}
			`,
			fixed: `
				target "app" {
				  cache-to = [{ type = "registry", ref = "o/app:cache" }]
				}
			`,
		},
		{
			title: 'a field that goes on behind spaces, with quotes in it',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=registry ref=o/app:cache ignore-error='true' x" .
				                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Unknown cache backend \`registry ref=o/app:cache ignore-error='true' x\`. Known: ${KNOWN} (names are case-sensitive).
			`,
		},
		{
			title: 'semicolons behind a name nobody knows',
			path: 'Makefile',
			text: `
				image:
					docker buildx build --cache-to 'type=gcs;bucket=b' .
					                                     ^^^^^^^^^^^^ Unknown cache backend \`gcs;bucket=b\`. Known: registry, gha, local, inline, s3, azblob (names are case-sensitive).
			`,
		},
	],
	good: [
		{
			title: 'the backends there are',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=gha --cache-to type=inline --cache-to type=registry,ref=o/app:cache \\
				  --cache-to type=local,dest=/c --cache-to type=s3,region=r,bucket=b --cache-to type=azblob,account_url=https://a .
			`,
		},
		{
			title: 'types of other options',
			path: 'build.sh',
			text: `
				docker buildx build --output type=oci,dest=x.tar --secret type=env,id=t --attest type=sbom --cache-to type=inline .
			`,
		},
		{
			title: 'types of mounts',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  output = ["type=docker"]
				  secret = ["type=file,id=t,src=t"]
				  cache-to = ["type=inline"]
				}
			`,
		},
		{
			title: 'a backend of a BuildKit of your own',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=gcs,bucket=b --cache-to type=gcs,bucket=b,mode=max .
			`,
			settings: { options: { 'unknown-type': { extraTypes: ['gcs'] } } },
		},
		{
			title: 'an expansion in the type',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=$TYPE,mode=max" --cache-from "type=\${KIND}x,ref=a" .
			`,
		},
		{
			title: 'a type with a space or quotes: other rules speak of them',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type= gha" --cache-to '"type=gha,scope=x"' --cache-to "type=gha type=inline" .
			`,
		},
		{
			title: 'lines that are folded, a part without =: other rules speak of them',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: >
				            type=GHA,scope=a
				            type=GHA,scope=b
				          cache-to: type=GHA,max
			`,
		},
	],
	checkEntry(entry, context) {
		const { flag, typeName, direction } = entry;
		if (typeName === undefined || entry.form === 'ref' || findBackend(typeName) !== undefined) return [];
		if (entry.problems.length > 0 || !isTrimmed(typeName) || /\s#|\stype=/.test(typeName) || hasStrayQuotes(flag))
			return [];
		if (isGlued(flag) || isFoldedList(flag) || context.option('extraTypes').includes(typeName)) return [];
		const { span } = attributeOf(entry, 'type')!.value;
		const effect = direction === 'from' ? ' The build goes on without this cache.' : '';
		const [name = '', ...rest] = typeName.split(';');
		if (rest.length > 0 && meantBackend(name) !== undefined) {
			return [
				{
					span,
					message: `Unknown cache backend \`${shownText(typeName)}\`. Fields are separated by commas, not by semicolons.${effect}`,
					fixes: [{ title: 'Write commas', safe: false, edits: [{ span, text: typeName.replaceAll(';', ',') }] }],
				},
			];
		}
		const meant = meantBackend(typeName)?.type;
		const fix: Fix | undefined =
			meant === undefined
				? undefined
				: { title: `Write \`type=${meant}\``, safe: false, edits: [{ span, text: meant }] };
		return [
			{
				span,
				message: `Unknown cache backend \`${shownText(typeName)}\`. Known: ${KNOWN} (names are case-sensitive).${effect}`,
				fixes: fix === undefined ? [] : [fix],
			},
		];
	},
});
