import { removeAttribute } from '../cache/edits.ts';
import { attributeOf } from '../cache/entry.ts';
import { defineRule } from './rule.ts';
import { judgedBackend } from './shared/parameters.ts';

export default defineRule({
	id: 'local-src-dest-swapped',
	group: 'parameters',
	severity: 'error',
	preset: 'recommended',
	summary: '`src` where a local cache is written, or `dest` where one is read.',
	docs: `
A local cache is read from \`src\` and written to \`dest\`. With the other name the build stops before anything runs:
\`local cache importer requires src\` or \`local cache exporter requires dest\`.

An entry that has both names works; the one of the other direction is ignored, which is only worth an information.

All versions; the text is printed by buildx and buildctl up to buildx 0.36.
`,
	bad: [
		{
			title: 'both the wrong way round',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,dest=/tmp/cache --cache-to type=local,src=/tmp/cache,mode=max .
				                                            ^^^^ A cache source uses \`src\`, a destination uses \`dest\`; BuildKit fails with \`local cache importer requires src\`. Use \`src\`.
				                                                                                  ^^^ A cache source uses \`src\`, a destination uses \`dest\`; BuildKit fails with \`local cache exporter requires dest\`. Use \`dest\`.
			`,
			fixed: `
				docker buildx build --cache-from type=local,src=/tmp/cache --cache-to type=local,dest=/tmp/cache,mode=max .
			`,
		},
		{
			title: 'the same name on both sides',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=local,dest=path/to/cache
				                     ^^^^ A cache source uses \`src\`, a destination uses \`dest\`; BuildKit fails with \`local cache importer requires src\`. Use \`src\`.
				      cache_to:
				        - type=local,dest=path/to/cache
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=local,src=path/to/cache
				      cache_to:
				        - type=local,dest=path/to/cache
			`,
		},
		{
			title: 'the object form',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = [{ type = "local", src = "cache" }]
				                                ^^^ A cache source uses \`src\`, a destination uses \`dest\`; BuildKit fails with \`local cache exporter requires dest\`. Use \`dest\`.
				}
			`,
			fixed: `
				target "app" {
				  cache-to = [{ type = "local", dest = "cache" }]
				}
			`,
		},
		{
			title: 'both names in one entry',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=local,src=/tmp/cache,dest=/tmp/cache .
				                                          ^^^^^^^^^^^^^^ info: \`src\` is ignored in a cache destination; only \`dest\` counts. Remove it.
			`,
			fixed: `
				docker buildx build --cache-to type=local,dest=/tmp/cache .
			`,
		},
		{
			title: 'both names in a source',
			path: 'Makefile',
			text: `
				image:
					docker buildx build --cache-from type=local,src=/tmp/cache,dest=/tmp/cache .
					                                                           ^^^^^^^^^^^^^^^ info: \`dest\` is ignored in a cache source; only \`src\` counts. Remove it.
			`,
			fixed: `
				image:
					docker buildx build --cache-from type=local,src=/tmp/cache .
			`,
		},
	],
	good: [
		{
			title: 'src to read, dest to write',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,src=/tmp/cache --cache-to type=local,dest=/tmp/cache,mode=max .
			`,
		},
		{
			title: 'outputs have a dest too',
			path: 'build.sh',
			text: `
				docker buildx build --output type=local,dest=out --cache-from type=local,src=/tmp/cache .
			`,
		},
		{
			title: 'an entry that may say more',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=registry,src=/tmp/cache,ref=o/app:cache .
			`,
		},
	],
	checkEntry(entry) {
		if (judgedBackend(entry)?.type !== 'local') return [];
		const [right, wrong] = entry.direction === 'to' ? ['dest', 'src'] : ['src', 'dest'];
		const attribute = attributeOf(entry, wrong);
		if (attribute === undefined) return [];
		if (attributeOf(entry, right) !== undefined || entry.isOpen) {
			const removal = removeAttribute(entry, attribute);
			return [
				{
					span: attribute.span,
					severity: 'info',
					message: `\`${wrong}\` is ignored in a cache ${entry.direction === 'to' ? 'destination' : 'source'}; only \`${right}\` counts. Remove it.`,
					fixes: removal === undefined ? [] : [{ title: `Remove \`${wrong}\``, safe: false, edits: [removal] }],
					tags: ['unnecessary'],
				},
			];
		}
		const printed = `local cache ${entry.direction === 'to' ? 'exporter requires dest' : 'importer requires src'}`;
		return [
			{
				span: attribute.key.span,
				message: `A cache source uses \`src\`, a destination uses \`dest\`; BuildKit fails with \`${printed}\`. Use \`${right}\`.`,
				fixes: [
					{
						title: `Rename \`${wrong}\` to \`${right}\``,
						safe: false,
						edits: [{ span: attribute.key.span, text: right }],
					},
				],
			},
		];
	},
});
