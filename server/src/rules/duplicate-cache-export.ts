import type { CacheEntry } from '../cache/entry.ts';
import { SEVERAL_EXPORTS } from '../catalogue/milestones.ts';
import { isAtLeast } from '../catalogue/version.ts';
import { defineRule, type RuleContext } from './rule.ts';
import { type CacheLocation, locationOf } from './shared/location.ts';
import { shownText } from './shared/shownText.ts';

/** Tools that drop an entry which is there already before BuildKit sees it. Source: docker/buildx bake/bake.go, `normalize`. */
const DEDUPLICATING = ['bake', 'bake-action', 'compose'];

interface Export {
	readonly entry: CacheEntry;
	readonly location: CacheLocation;
}

/** The exports that happen side by side; literals of expressions and variables may be alternatives. */
function certainExports(entries: readonly CacheEntry[]): readonly Export[] {
	return entries.flatMap((entry) => {
		const location = entry.direction === 'to' && entry.flag.origin === 'flag' ? locationOf(entry) : undefined;
		return location === undefined ? [] : [{ entry, location }];
	});
}

/** Whether two exports put their manifest in the same place; of one directory there is only one record. */
function collide(a: CacheLocation, b: CacheLocation): boolean {
	return a.store === b.store || a.keys.some((key) => b.keys.includes(key));
}

/** What is compared by BuildKit: of a registry the ref as it is written, of others all attributes. */
function identityOf({ entry, location }: Export): string {
	if (location.type === 'registry') return location.parts[0]!.written;
	const last = new Map(entry.attributes.map(({ name, value }) => [name, value.written]));
	return JSON.stringify([...last].sort());
}

/** What comes of the second of two exports to one place; `undefined` when nothing does. */
function outcomeOf(first: Export, second: Export): string | undefined {
	const { type, name } = second.location;
	const start = `Two exports to \`${shownText(name)}\``;
	if (identityOf(first) !== identityOf(second)) {
		return `${start} are accepted, but only one manifest survives. Remove one.`;
	}
	if (DEDUPLICATING.includes(second.entry.flag.build.tool) && areEqual(first.entry, second.entry)) return undefined;
	return `${start}; BuildKit stops with \`duplicate cache exports [${type}]\`. Remove one.`;
}

function areEqual(a: CacheEntry, b: CacheEntry): boolean {
	const written = ({ attributes }: CacheEntry) =>
		JSON.stringify(attributes.map(({ name, value }) => [name, value.written]).sort());
	return a.form === b.form && written(a) === written(b);
}

function knowsSeveralExports({ versions }: RuleContext): boolean {
	return versions.buildkit === undefined || isAtLeast(versions.buildkit.version, SEVERAL_EXPORTS);
}

export default defineRule({
	id: 'duplicate-cache-export',
	group: 'combinations',
	severity: 'error',
	preset: 'recommended',
	summary: 'Two exports of one build to the same place.',
	docs: `
A second export to the same ref stops the build, whatever else differs: \`duplicate cache exports [registry]\`. So do two equal entries of
another type, \`duplicate cache exports [gha]\`. Otherwise two exports to one place are accepted: the same scope with another \`mode\`, or the refs
\`o/app\` and \`o/app:latest\`. Both run, and the one that ends last replaces the other. Of a local directory the client keeps a single record,
whatever the \`tag\`.

Remove one. Equal entries in a bake or compose file are dropped by bake itself, so nothing is said of them, nor of
two \`type=inline\`. Branches of an expression are alternatives and not exports side by side.

BuildKit 0.11 to 0.32 at least; before 0.11 every second export was an error.
`,
	bad: [
		{
			title: 'the same ref',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache --cache-to type=registry,ref=o/app:cache,mode=max .
				                                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Two exports to \`o/app:cache\`; BuildKit stops with \`duplicate cache exports [registry]\`. Remove one.
			`,
			fixed: `
				docker buildx build --cache-to type=registry,ref=o/app:cache .
			`,
		},
		{
			title: 'the same place by another name',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: |
				            type=registry,ref=o/app:latest
				            type=registry,ref=docker.io/o/app
				            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Two exports to \`docker.io/o/app\` are accepted, but only one manifest survives. Remove one.
				            type=gha,mode=max
				            type=gha,mode=max
				            ^^^^^^^^^^^^^^^^^ Two exports to \`gha scope buildkit\`; BuildKit stops with \`duplicate cache exports [gha]\`. Remove one.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: |
				            type=registry,ref=o/app:latest
				            type=gha,mode=max
			`,
		},
		{
			title: 'a directory with two tags',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = [
				    "type=local,dest=cache,tag=a",
				    "type=local,dest=./cache/,tag=b",
				     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Two exports to \`./cache/\` are accepted, but only one manifest survives. Remove one.
				  ]
				}
			`,
			fixed: `
				target "app" {
				  cache-to = [
				    "type=local,dest=cache,tag=a",
				  ]
				}
			`,
		},
		{
			title: 'one of several names, the same ref with another mode in a bake file',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = [
				    "type=s3,region=r,bucket=b,name=main;latest",
				    "type=s3,region=r,bucket=b,name=latest",
				     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Two exports to \`s3 b/latest\` are accepted, but only one manifest survives. Remove one.
				    "type=registry,ref=o/app:cache",
				    "type=registry,ref=o/app:cache,mode=max",
				     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Two exports to \`o/app:cache\`; BuildKit stops with \`duplicate cache exports [registry]\`. Remove one.
				  ]
				}
			`,
			fixed: `
				target "app" {
				  cache-to = [
				    "type=s3,region=r,bucket=b,name=main;latest",
				    "type=registry,ref=o/app:cache",
				  ]
				}
			`,
		},
	],
	good: [
		{
			title: 'once',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,mode=max .
			`,
		},
		{
			title: 'different places',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:a --cache-to type=registry,ref=o/app:b --cache-to type=inline \\
				  --cache-to type=inline --cache-to type=gha,scope=a --cache-to type=gha,scope=b .
			`,
		},
		{
			title: 'several builds: another mistake, if it is one',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache a
				docker buildx build --cache-to type=registry,ref=o/app:cache b
			`,
		},
		{
			title: 'equal entries in a bake file, which bake drops',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = ["type=gha,mode=max", "type=gha,mode=max"]
				}
			`,
		},
		{
			title: 'branches of an expression',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: \${{ github.ref == 'refs/heads/main' && 'type=gha,mode=max' || 'type=gha,mode=min' }}
			`,
		},
		{
			title: 'branches of a script',
			path: 'build.sh',
			text: `
				if [ "$MAIN" ]; then CACHE=(--cache-to o/app:cache); else CACHE=(--cache-to o/app:cache); fi
				docker buildx build "\${CACHE[@]}" .
			`,
		},
		{
			title: 'a BuildKit that takes one export only: another mistake',
			path: 'build.sh',
			settings: { buildkit: '0.10.6' },
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache --cache-to type=registry,ref=o/app:cache .
			`,
		},
	],
	*checkBuild({ build, entries }, context) {
		// In a build that is put together of variables, two that look alike may come from two branches of a script.
		const exports = build.isComplete && knowsSeveralExports(context) ? certainExports(entries) : [];
		for (const [index, second] of exports.entries()) {
			const first = exports.slice(0, index).find(({ location }) => collide(location, second.location));
			const message = first === undefined ? undefined : outcomeOf(first, second);
			if (first === undefined || message === undefined) continue;
			const { removal } = second.entry.flag.layout;
			yield {
				span: second.entry.span,
				message,
				fixes:
					removal === undefined
						? []
						: [{ title: 'Remove this export', safe: false, edits: [{ span: removal, text: '' }] }],
				related: [{ span: first.entry.span, message: 'The other export.' }],
			};
		}
	},
});
