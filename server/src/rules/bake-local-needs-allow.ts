import type { Build } from '../cache/build.ts';
import { attributeOf, type CacheEntry } from '../cache/entry.ts';
import { ASKS_FOR_PATHS, allowsPath } from '../catalogue/bakeEntitlements.ts';
import { isAtLeast } from '../catalogue/version.ts';
import type { Span } from '../text/span.ts';
import { defineRule } from './rule.ts';
import { calledViews, overriddenBy } from './shared/calls.ts';
import { shownText } from './shared/shownText.ts';
import type { Question } from './workspace.ts';

/** A directory that a target of a bake file reads or writes, outside of where bake runs. */
interface OuterDirectory {
	readonly path: string;
	readonly span: Span;
	readonly access: 'read' | 'write';
	readonly directory: string;
}

const outerDirectories: Question<Build, readonly OuterDirectory[]> = (others, call) => {
	return calledViews(call, others).flatMap(({ entries, path }) =>
		entries.flatMap((entry) => outerDirectoryOf(entry, path)),
	);
};

/** A path above the directory it is in, and places in which nobody keeps a project; others may be the project itself. */
const OUTSIDE = /^(?:\.\.(?:\/|$)|\/(?:(?:var\/)?tmp|(?:var\/)?[\w.-]*cache[\w-]*|dev\/shm)(?:\/|$))/;

function outerDirectoryOf(entry: CacheEntry, path: string): readonly OuterDirectory[] {
	const { origin, name } = entry.flag;
	// What only a condition, a variable or a loop of the file brings in may not be there.
	if (entry.typeName !== 'local' || origin !== 'flag' || name.correction !== undefined) return [];
	const value = attributeOf(entry, entry.direction === 'to' ? 'dest' : 'src')?.value;
	if (value === undefined || value.isDynamic || !OUTSIDE.test(value.text)) return [];
	const access = entry.direction === 'to' ? 'write' : 'read';
	return [{ path, span: value.span, access, directory: value.text.replace(/(.)\/+$/, '$1') }];
}

export default defineRule({
	id: 'bake-local-needs-allow',
	group: 'workflow',
	severity: 'info',
	preset: 'recommended',
	summary: 'A bake file with a local cache in a place that bake may not reach without being allowed to.',
	docs: `
Since buildx 0.20 bake only reads and writes below the directory it runs in. A local cache of the bake file that lies somewhere else stops the
build before it begins:

    ERROR: additional privileges requested

buildx 0.19 prints a warning, older ones ask nothing. Allow the place, or put the cache into the project:

    docker buildx bake --allow=fs.read=/tmp/cache --allow=fs.write=/tmp/cache

It speaks of commands whose one bake file is in the workspace, and of \`..\`, \`/tmp\` and folders for caches: other places may be the project. docker/bake-action allows what the file asks for, paths given with \`--set\` are
allowed because they are typed, and \`BUILDX_BAKE_ENTITLEMENTS_FS=0\` turns the question off.
`,
	bad: [
		{
			title: 'a command',
			path: 'build.sh',
			others: {
				'docker-bake.hcl': `
					target "default" {
					  cache-from = ["type=local,src=/tmp/cache"]
					  cache-to = ["type=local,dest=/tmp/cache"]
					}
				`,
			},
			text: `
				docker buildx bake --push
				              ^^^^ Bake needs \`--allow=fs.read=/tmp/cache --allow=fs.write=/tmp/cache\` for a cache outside the working directory (error since Buildx 0.20).
			`,
			fixed: `
				docker buildx bake --allow=fs.read=/tmp/cache --allow=fs.write=/tmp/cache --push
			`,
		},
		{
			title: 'a step of a workflow, a target of a group',
			path: '.github/workflows/ci.yml',
			others: {
				'docker-bake.hcl': `
					group "default" {
					  targets = ["api"]
					}
					target "_cache" {
					  cache-to = ["type=local,dest=../cache"]
					}
					target "api" {
					  inherits = ["_cache"]
					}
				`,
			},
			text: `
				on: push
				jobs:
				  build:
				    runs-on: self-hosted
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: docker buildx bake
				                           ^^^^ Bake needs \`--allow=fs.write=../cache\` for a cache outside the working directory (error since Buildx 0.20).
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: self-hosted
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: docker buildx bake --allow=fs.write=../cache
			`,
		},
		{
			title: 'a makefile, where something else is allowed',
			path: 'Makefile',
			others: { 'ci/images.hcl': 'target "web" {\n  cache-to = ["type=local,dest=/var/cache/web"]\n}\n' },
			text: `
				images:
					docker buildx bake -f ci/images.hcl --allow=fs.write=/var/lib web
					              ^^^^ Bake needs \`--allow=fs.write=/var/cache/web\` for a cache outside the working directory (error since Buildx 0.20).
			`,
			fixed: `
				images:
					docker buildx bake --allow=fs.write=/var/cache/web -f ci/images.hcl --allow=fs.write=/var/lib web
			`,
		},
	],
	good: [
		{
			title: 'allowed, by itself or with what is around it',
			path: 'build.sh',
			others: { 'docker-bake.hcl': 'target "default" {\n  cache-to = ["type=local,dest=/tmp/cache"]\n}\n' },
			text: `
				docker buildx bake --allow=fs.write=/tmp/cache
				docker buildx bake --allow fs=/tmp
				docker buildx bake --allow=fs.write=*
				docker buildx bake --allow="$ALLOWED"
				docker buildx bake "$@"
			`,
		},
		{
			title: 'the question turned off',
			path: 'build.sh',
			others: { 'docker-bake.hcl': 'target "default" {\n  cache-to = ["type=local,dest=/tmp/cache"]\n}\n' },
			text: `
				BUILDX_BAKE_ENTITLEMENTS_FS=0 docker buildx bake
			`,
		},
		{
			title: 'paths that may be inside the project, where a service checks it out',
			path: 'build.sh',
			others: {
				'docker-bake.hcl': `
					target "default" {
					  cache-from = ["type=local,src=/builds/o/app/.cache"]
					  cache-to = ["type=local,dest=/home/runner/work/app/app/.cache"]
					}
				`,
			},
			text: `
				docker buildx bake
			`,
		},
		{
			title: 'a cache that is there at times, overrides that cannot be seen, nothing built',
			path: 'build.sh',
			others: {
				'docker-bake.hcl': `
					variable "LOCAL" {
					  default = ""
					}
					target "default" {
					  cache-to = LOCAL != "" ? ["type=local,dest=/tmp/cache"] : []
					}
					target "ci" {
					  cache-to = ["type=local,dest=/tmp/cache"]
					}
				`,
			},
			text: `
				docker buildx bake
				docker buildx bake --set "$OVERRIDE" ci
				docker buildx bake --print ci
			`,
		},
		{
			title: 'a path given with --set',
			path: 'build.sh',
			others: { 'docker-bake.hcl': 'target "default" {\n  cache-to = ["type=local,dest=/tmp/cache"]\n}\n' },
			text: `
				docker buildx bake --set '*.cache-to=type=local,dest=/tmp/other'
			`,
		},
		{
			title: 'bake-action, which allows it',
			path: '.github/workflows/ci.yml',
			others: { 'docker-bake.hcl': 'target "default" {\n  cache-to = ["type=local,dest=/tmp/cache"]\n}\n' },
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
			`,
		},
		{
			title: 'a path inside the project, and one that is not known',
			path: 'build.sh',
			others: {
				'docker-bake.hcl': `
					variable "CACHE" {
					}
					target "default" {
					  cache-from = ["type=local,src=.cache/..x", "type=local,src=\${CACHE}"]
					  cache-to = ["type=local,dest=./cache"]
					}
				`,
			},
			text: `
				docker buildx bake
			`,
		},
		{
			title: 'another target',
			path: 'build.sh',
			others: {
				'docker-bake.hcl': 'target "default" {\n}\ntarget "ci" {\n  cache-to = ["type=local,dest=/tmp/cache"]\n}\n',
			},
			text: `
				docker buildx bake
			`,
		},
		{
			title: 'two bake files, of which either may be meant',
			path: 'build.sh',
			others: {
				'a/docker-bake.hcl': 'target "default" {\n  cache-to = ["type=local,dest=/tmp/cache"]\n}\n',
				'b/docker-bake.hcl': 'target "default" {\n}\n',
			},
			text: `
				cd "$DIRECTORY"
				docker buildx bake
			`,
		},
		{
			title: 'an older buildx',
			path: 'build.sh',
			others: { 'docker-bake.hcl': 'target "default" {\n  cache-to = ["type=local,dest=/tmp/cache"]\n}\n' },
			settings: { buildx: '0.18' },
			text: `
				docker buildx bake
			`,
		},
	],
	*checkCall(call, { builds, versions, workspace }) {
		const { verb, allowed } = call;
		if (call.tool !== 'bake' || verb === undefined || allowed === undefined) return;
		if (allowed.some(({ isDynamic }) => isDynamic)) return;
		if (versions.buildx !== undefined && !isAtLeast(versions.buildx.version, ASKS_FOR_PATHS)) return;
		const overridden = overriddenBy(call, builds);
		const given = allowed.map(({ text }) => text);
		const outer = workspace
			.ask(outerDirectories, call)
			.filter(
				({ access, directory }) =>
					!overridden.has(access === 'write' ? 'to' : 'from') && !allowsPath(given, access, directory),
			);
		if (outer.length === 0) return;
		const options = [...new Set(outer.map(({ access, directory }) => `--allow=fs.${access}=${directory}`))].sort();
		const isPlain = options.every((option) => /^[\w./=@+-]+$/.test(option));
		yield {
			span: verb,
			message: `Bake needs \`${shownText(options.join(' '))}\` for a cache outside the working directory (error since Buildx 0.20).`,
			related: outer.map(({ path, span }) => ({ path, span, message: 'this cache' })),
			fixes: isPlain
				? [
						{
							title: 'Allow it',
							safe: false,
							edits: [{ span: { start: verb.end, end: verb.end }, text: ` ${options.join(' ')}` }],
						},
					]
				: [],
		};
	},
});
