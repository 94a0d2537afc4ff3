import type { CacheFlag } from '../cache/flag.ts';
import { defineRule, type Edit, type Report, type RuleContext } from './rule.ts';
import { misnamedFlags, misnamedReport } from './shared/misnamedFlags.ts';

/** What the tools say to a value of the wrong shape. */
function consequenceOf({ build, name }: CacheFlag, wanted: string, index: number): string {
	if (build.tool === 'bake') {
		const printed = wanted.includes('list') ? 'list of map of string required, but have string' : 'string required';
		return `bake stops with \`Unsuitable value: ${printed}\``;
	}
	const path = `services.${build.name ?? '…'}.build.${name.text}`;
	return wanted.includes('list')
		? `Compose stops with \`${path} must be a array\``
		: `Compose stops with \`${path}.${index} must be a string\``;
}

/** The findings of a flag with values of the wrong shape; flags that share one note report it once. */
function shapeReports(flag: CacheFlag, { siblings }: RuleContext): readonly Report[] {
	return flag.notes.flatMap((note) => {
		if (note.code !== 'wrong-shape') return [];
		const first = siblings.find((entry) =>
			entry.flag.notes.some((other) => other.code === 'wrong-shape' && other.span.start === note.span.start),
		);
		if (first !== undefined && first.flag !== flag) return [];
		const subject = note.wanted.includes('list') ? `\`${flag.name.text}\`` : `An entry of \`${flag.name.text}\``;
		const before = siblings.filter(({ flag: other, span }) => {
			return other.name.span.start === flag.name.span.start && span.start < note.span.start;
		});
		const index = new Set(before.map((entry) => entry.flag)).size;
		const [edit, ...edits] = note.edits;
		const mended: readonly [Edit, ...Edit[]] | undefined = edit === undefined ? undefined : [edit, ...edits];
		return [
			{
				span: note.span,
				message: `${subject} must be ${note.wanted}; ${consequenceOf(flag, note.wanted, index)}.`,
				fixes: mended === undefined ? [] : [{ title: `Write ${note.wanted}`, safe: false, edits: mended }],
			},
		];
	});
}

export default defineRule({
	id: 'compose-cache-shape',
	group: 'parameters',
	severity: 'error',
	preset: 'recommended',
	summary: 'Caches of a Compose service or a bake target that are no list of strings, or under a name Compose refuses.',
	docs: `
Compose wants \`cache_from\` and \`cache_to\` under \`build\` to be lists of strings. A plain string stops it with
\`services.web.build.cache_to must be a array\`, a map in the list with \`services.web.build.cache_to.0 must be a string\`, and
the spelling of bake, \`cache-to\`, with \`additional properties 'cache-to' not allowed\`.

Bake wants lists too. In HCL and JSON a plain string is an error for the whole file, \`Unsuitable value: list of map of string
required, but have string\`; only under \`x-bake\` of a Compose file one string may stand for the list. The objects that bake
takes since buildx 0.20, \`{ type = "gha" }\`, are fine there and not in Compose.

Speaks of Compose from 2.4, which added \`cache_to\`, and buildx up to 0.36.
`,
	bad: [
		{
			title: 'a string for the list',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_to: type=inline
				                ^^^^^^^^^^^ \`cache_to\` must be a list of strings; Compose stops with \`services.web.build.cache_to must be a array\`.
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_to: ["type=inline"]
			`,
		},
		{
			title: 'the name bake has for it',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache-from:
				      ^^^^^^^^^^ Compose spells it \`cache_from\`; it stops with \`additional properties 'cache-from' not allowed\`.
				        - type=registry,ref=o/web:cache
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=registry,ref=o/web:cache
			`,
		},
		{
			title: 'a map for an entry',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type: registry
				          ^^^^^^^^^^^^^^ An entry of \`cache_to\` must be a string; Compose stops with \`services.web.build.cache_to.0 must be a string\`.
				          ref: o/web:cache
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=registry,ref=o/web:cache
			`,
		},
		{
			title: 'a string in a bake file',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = "type=gha,mode=max"
				             ^^^^^^^^^^^^^^^^^^^ \`cache-to\` must be a list; bake stops with \`Unsuitable value: list of map of string required, but have string\`.
				}
			`,
			fixed: `
				target "app" {
				  cache-to = ["type=gha,mode=max"]
				}
			`,
		},
		{
			title: 'a string in the JSON of bake',
			path: 'docker-bake.json',
			text: `
				{
				  "target": {
				    "app": { "cache-from": "type=gha" }
				                           ^^^^^^^^^^ \`cache-from\` must be a list; bake stops with \`Unsuitable value: list of map of string required, but have string\`.
				  }
				}
			`,
			fixed: `
				{
				  "target": {
				    "app": { "cache-from": ["type=gha"] }
				  }
				}
			`,
		},
		{
			title: 'two maps in a list',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type: registry
				          ^^^^^^^^^^^^^^ An entry of \`cache_from\` must be a string; Compose stops with \`services.web.build.cache_from.0 must be a string\`.
				          ref: o/web:cache
				        - type=gha
				        - type: local
				          ^^^^^^^^^^^ An entry of \`cache_from\` must be a string; Compose stops with \`services.web.build.cache_from.2 must be a string\`.
				          src: .cache
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=registry,ref=o/web:cache
				        - type=gha
				        - type=local,src=.cache
			`,
		},
	],
	good: [
		{
			title: 'lists of strings',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from: [type=gha]
				      cache_to:
				        - type=registry,ref=o/web:cache
			`,
		},
		{
			title: 'objects in a bake file',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-from = [{ type = "gha" }]
				  cache-to   = ["type=gha,mode=max", { type = "inline" }]
				}
			`,
		},
		{
			title: 'one string under x-bake',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      x-bake:
				        cache-to: type=gha,mode=max
			`,
		},
	],
	checkFlag(flag, context) {
		return flag.build.tool === 'compose' || flag.build.tool === 'bake' ? shapeReports(flag, context) : [];
	},
	checkBuild(view) {
		return misnamedFlags(view, ['compose']).map((name) =>
			misnamedReport(
				name,
				`Compose spells it \`${name.correction}\`; it stops with \`additional properties '${name.text}' not allowed\`.`,
				false,
			),
		);
	},
});
