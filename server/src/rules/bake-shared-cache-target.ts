import type { Build } from '../cache/build.ts';
import type { CacheEntry } from '../cache/entry.ts';
import { type BuildView, defineRule, type Edit, type Fix } from './rule.ts';
import { differenceOf } from './shared/buildDifference.ts';
import { targetsMatching } from './shared/calls.ts';
import { isLasting } from './shared/images.ts';
import { expansionName, locationOf } from './shared/location.ts';
import { separateEdits } from './shared/separatePlaces.ts';
import { shownText } from './shared/shownText.ts';
import type { Workspace } from './workspace.ts';

/** How many targets a pattern stands for, by the bake file or as far as it is written: `undefined` for the default group. */
function countTargets(build: Build, workspace: Workspace): number | undefined {
	const { name, targets } = build;
	if (name === undefined || !name.includes('*')) return 1;
	const matched = workspace.ask(targetsMatching, build);
	if (matched !== null) return matched.length;
	if (targets === undefined || targets.length === 0) return undefined;
	return targets.some(({ isDynamic }) => isDynamic) ? 1 : targets.length;
}

/** An export that a pattern of `set` gives to several targets, all to one place. */
function isShared(entry: CacheEntry, workspace: Workspace): boolean {
	const { build, origin } = entry.flag;
	if (entry.direction !== 'to' || origin !== 'flag') return false;
	if (build.tool !== 'bake' && build.tool !== 'bake-action') return false;
	const count = countTargets(build, workspace);
	if (count !== undefined && count < 2) return false;
	const location = locationOf(entry);
	if (location === undefined || !location.parts.every(isLasting)) return false;
	return location.type !== 'gha' || build.pipeline?.hasActionsToken !== 'no';
}

/** The targets that an export of a bake file serves: its heirs, and its own if that makes an image. */
function sharersOf(build: Build): readonly Build[] {
	const heirs = build.heirs ?? [];
	return build.images.length > 0 && heirs.length > 0 ? [build, ...heirs] : heirs;
}

/** Whether different targets inherit an export, all to one place; the same image built in two ways is none. */
function isInherited(entry: CacheEntry): boolean {
	const { build, origin } = entry.flag;
	const sharers = sharersOf(build);
	if (entry.direction !== 'to' || origin !== 'flag') return false;
	const location = locationOf(entry);
	// Names of the file have one value for all targets; others may hold that of the target.
	const isOnePlace = location?.parts.every(({ expansions }) =>
		expansions.every(({ text }) => /^[A-Z_][A-Z0-9_]*$/.test(expansionName(text))),
	);
	return isOnePlace === true && sharers.some((other) => differenceOf(sharers[0]!, other) !== undefined);
}

/** One line for each target in the place of the line with the pattern, for the export and the imports of its place. */
function expandFixes(entry: CacheEntry, { build, entries }: BuildView): readonly Fix[] {
	const names = (build.targets ?? []).map(({ text }) => text);
	if (names.length < 2 || names.some((name) => !/^[\w-]+$/.test(name)) || build.name !== '*') return [];
	const changes = names.map((name) => separateEdits(entry, entries, name));
	const changed = entries.filter((other) => changes[0]?.some(({ span }) => isWithin(span, other)));
	const edits = changed.flatMap((other): readonly Edit[] => {
		const { text, flag } = other;
		const { separator } = flag.layout;
		if (text === undefined || separator === undefined || flag.span.end !== text.span.end) return [];
		const lines = names.map((name, index) => {
			const own = changes[index]?.find(({ span }) => isWithin(span, other));
			return separator.replace('*', name) + splice(other, own);
		});
		return [{ span: flag.span, text: lines.join('').trimStart() }];
	});
	const [first, ...rest] = edits;
	if (first === undefined || edits.length < changed.length) return [];
	return [{ title: 'Write it out for each target, with a place of its own', safe: false, edits: [first, ...rest] }];
}

function isWithin(span: Edit['span'], entry: CacheEntry): boolean {
	return span.start >= entry.span.start && span.end <= entry.span.end;
}

/** The text of an entry with an edit applied. */
function splice(entry: CacheEntry, edit: Edit | undefined): string {
	const written = entry.text?.written ?? '';
	if (edit === undefined) return written;
	const at = edit.span.start - entry.span.start;
	return written.slice(0, at) + edit.text + written.slice(edit.span.end - entry.span.start);
}

export default defineRule({
	id: 'bake-shared-cache-target',
	group: 'workflow',
	severity: 'warning',
	preset: 'recommended',
	summary: 'One override that lets all targets of bake export to the same place.',
	docs: `
\`--set '*.cache-to=…'\`, and the same line in \`set:\` of docker/bake-action, gives every target the same export. Each target exports for itself,
and each export replaces the one before: in the next run the target that came last has a cache, all others have none. The same goes for a
target of the bake file that others inherit \`cache-to\` from. Nothing is logged. All
versions of buildx with bake overrides.

Give each target a place of its own, best in the bake file (\`cache-to = ["type=gha,scope=api"]\`), or one line each:

    set: |
      api.cache-from=type=gha,scope=api
      api.cache-to=type=gha,scope=api
      web.cache-from=type=gha,scope=web
      web.cache-to=type=gha,scope=web

Where no targets are named and the pattern may stand for a single one, it is an information only. A pattern for \`cache-from\` does no harm. Nothing is said of inline caches, which are part of each image, where one target is built (as in a matrix
with a leg for each), and of places made of values that cannot be seen.
`,
	bad: [
		{
			title: 'all targets into one scope',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          set: |
				            *.cache-from=type=gha
				            *.cache-to=type=gha,mode=max
				                       ^^^^^^^^^^^^^^^^^ info: \`*\` applies the same cache location to all targets; each export replaces the last. Give each target its own scope.
			`,
		},
		{
			title: 'targets that are named',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          targets: api,web
				          set: |
				            *.cache-from=type=gha
				            *.cache-to=type=gha,mode=max
				                       ^^^^^^^^^^^^^^^^^ \`*\` applies the same cache location to 2 targets; each export replaces the last. Give each target its own scope.
				            *.platform=linux/amd64
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          targets: api,web
				          set: |
				            api.cache-from=type=gha,scope=api
				            web.cache-from=type=gha,scope=web
				            api.cache-to=type=gha,mode=max,scope=api
				            web.cache-to=type=gha,mode=max,scope=web
				            *.platform=linux/amd64
			`,
		},
		{
			title: 'a command',
			path: 'build.sh',
			text: `
				docker buildx bake --push --set '*.cache-to=type=registry,ref=o/cache:main,mode=max' api web worker
				                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`*\` applies the same cache location to 3 targets; each export replaces the last. Give each target its own tag.
			`,
		},
		{
			title: 'a target that others inherit from',
			path: 'docker-bake.hcl',
			text: `
				target "_common" {
				  platforms = ["linux/amd64"]
				  cache-to  = ["type=registry,ref=o/cache:main,mode=max"]
				                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`_common\` applies the same cache location to 2 targets; each export replaces the last. Give each target its own tag.
				}
				target "api" {
				  inherits = ["_common"]
				  context  = "api"
				}
				target "web" {
				  inherits = ["_common"]
				  context  = "web"
				}
			`,
		},
		{
			title: 'a target and its heir',
			path: 'docker-bake.json',
			text: `
				{
				  "target": {
				    "app": {
				      "tags": ["o/app"],
				      "cache-to": ["type=gha,mode=max"]
				                    ^^^^^^^^^^^^^^^^^ \`app\` applies the same cache location to 2 targets; each export replaces the last. Give each target its own scope.
				    },
				    "test": {
				      "inherits": ["app"],
				      "target": "test"
				    }
				  }
				}
			`,
		},
		{
			title: 'a pattern for some of them, a directory',
			path: 'Makefile',
			text: `
				images:
					docker buildx bake --set 'app-*.cache-to=type=local,dest=.cache'
					                                         ^^^^^^^^^^^^^^^^^^^^^^ info: \`app-*\` applies the same cache location to all targets it matches; each export replaces the last. Give each target its own directory.
			`,
		},
		{
			title: 'a script of a workflow, and a bucket',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: docker buildx bake --set '*.cache-to=type=s3,region=eu-west-1,bucket=layers' api web
				                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`*\` applies the same cache location to 2 targets; each export replaces the last. Give each target its own \`name\`.
			`,
		},
		{
			title: 'a pattern for two targets, beside another place',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          targets: app-api,app-web
				          set: |
				            app-*.cache-to=type=gha
				                           ^^^^^^^^ \`app-*\` applies the same cache location to 2 targets; each export replaces the last. Give each target its own scope.
			`,
		},
		{
			title: 'an import of something else, which stays',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          targets: |
				            api
				            web
				          set: |
				            *.cache-from=type=registry,ref=o/base:latest
				            *.cache-to=type=registry,ref=o/cache:main,mode=max
				                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`*\` applies the same cache location to 2 targets; each export replaces the last. Give each target its own tag.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          targets: |
				            api
				            web
				          set: |
				            *.cache-from=type=registry,ref=o/base:latest
				            api.cache-to=type=registry,ref=o/cache:main-api,mode=max
				            web.cache-to=type=registry,ref=o/cache:main-web,mode=max
			`,
		},
		{
			title: 'a group of the bake file',
			path: 'build.sh',
			others: {
				'docker-bake.hcl': 'group "release" {\n  targets = ["api", "web"]\n}\ntarget "api" {\n}\ntarget "web" {\n}\n',
			},
			text: `
				docker buildx bake --set '*.cache-to=type=registry,ref=o/cache:main' release
				                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`*\` applies the same cache location to 2 targets; each export replaces the last. Give each target its own tag.
			`,
		},
		{
			title: 'the services of a Compose file, and a target of a bake file beside it',
			path: '.github/workflows/ci.yml',
			others: {
				'compose.yaml': 'services:\n  api:\n    build: api\n  db:\n    image: postgres\n',
				'docker-bake.hcl': 'group "default" {\n  targets = ["web"]\n}\ntarget "web" {\n}\n',
			},
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          files: |
				            ./compose.yaml
				            docker-bake.hcl
				            cwd://\${{ steps.meta.outputs.bake-file }}
				          set: |
				            *.cache-to=type=gha
				                       ^^^^^^^^ \`*\` applies the same cache location to 2 targets; each export replaces the last. Give each target its own scope.
			`,
		},
	],
	good: [
		{
			title: 'two Compose files with the one service that is built',
			path: '.github/workflows/ci.yml',
			others: {
				'compose.yaml': 'services:\n  php:\n    build: .\n  db:\n    image: postgres\n',
				'compose.prod.yaml': 'services:\n  php:\n    build:\n      target: prod\n',
			},
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          files: |
				            compose.yaml
				            compose.prod.yaml
				          set: |
				            *.cache-to=type=gha
			`,
		},
		{
			title: 'two Compose files, of which only one builds something',
			path: '.github/workflows/ci.yml',
			others: {
				'compose.yaml': 'services:\n  php:\n    image: o/php\n',
				'compose.override.yaml': 'services:\n  php:\n    build: .\n',
			},
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          source: .
				          files: |
				            compose.yaml
				            compose.override.yaml
				          set: |
				            *.cache-to=type=gha
			`,
		},
		{
			title: 'services that are one image, run in two ways',
			path: '.github/workflows/ci.yml',
			others: {
				'compose.yaml': `
					x-app: &app
					  build:
					    context: .
					  image: o/app
					services:
					  web:
					    <<: *app
					  worker:
					    <<: *app
					    command: work
					  clock:
					    build:
					        context: .
					    command: tick
				`,
			},
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          set: |
				            *.cache-to=type=gha
			`,
		},
		{
			title: 'a default group with one target',
			path: 'build.sh',
			others: {
				'docker-bake.hcl': 'group "default" {\n  targets = ["api"]\n}\ntarget "api" {\n}\ntarget "web" {\n}\n',
			},
			text: `
				docker buildx bake --set '*.cache-to=type=registry,ref=o/cache:main'
			`,
		},
		{
			title: 'a scope for each target',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          set: |
				            api.cache-from=type=gha,scope=api
				            api.cache-to=type=gha,scope=api
				            web.cache-from=type=gha,scope=web
				            web.cache-to=type=gha,scope=web
			`,
		},
		{
			title: 'one target',
			path: 'build.sh',
			text: `
				docker buildx bake --set '*.cache-to=type=registry,ref=o/app:cache' app
			`,
		},
		{
			title: 'inline, and imports',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          set: |
				            *.cache-from=type=registry,ref=o/app:cache
				            *.cache-to=type=inline
			`,
		},
		{
			title: 'a leg of the matrix for each target',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy:
				      matrix:
				        target: [api, web]
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          targets: \${{ matrix.target }}
				          set: |
				            *.cache-from=type=gha,scope=\${{ matrix.target }}
				            *.cache-to=type=gha,scope=\${{ matrix.target }},mode=max
			`,
		},
		{
			title: 'a place that cannot be seen',
			path: 'build.sh',
			text: `
				docker buildx bake --set "*.cache-to=type=registry,ref=$CACHE" api web
				docker buildx bake --set "*.cache-to=$CACHE_TO" api web
			`,
		},
		{
			title: 'a script without the token, where the entry is left out',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: docker buildx bake --set '*.cache-to=type=gha' api web
			`,
		},
		{
			title: 'heirs with exports of their own, one heir, heirs that build the same',
			path: 'docker-bake.hcl',
			text: `
				target "_common" {
				  cache-to = ["type=registry,ref=o/cache:main"]
				}
				target "api" {
				  inherits = ["_common"]
				  context  = "api"
				}
				target "web" {
				  inherits = ["_common"]
				  context  = "web"
				  cache-to = ["type=registry,ref=o/cache:web"]
				}
				target "app" {
				  cache-to = ["type=registry,ref=o/cache:app"]
				}
				target "app-local" {
				  inherits = ["app"]
				  output   = ["type=docker"]
				}
				target "app-all" {
				  inherits  = ["app"]
				  platforms = ["linux/amd64", "linux/arm64"]
				}
			`,
		},
		{
			title: 'names that targets make their place of',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  name     = "app-\${item}"
				  matrix   = { item = ["api", "web"] }
				  cache-to = ["type=gha,scope=\${item}"]
				}
			`,
		},
		{
			title: 'targets that are not known, and values of variables',
			path: 'build.sh',
			text: `
				docker buildx bake --set '*.cache-to=type=registry,ref=o/cache:main' "$FIRST" "$SECOND"
				CACHE=type=registry,ref=o/cache:main
				docker buildx bake --set "*.cache-to=$CACHE" api web
			`,
		},
		{
			title: 'imports and variables that are inherited, a name that may be a key of a matrix',
			path: 'docker-bake.hcl',
			text: `
				variable "CACHE" {
				  default = "type=registry,ref=o/cache:main"
				}
				target "_common" {
				  cache-from = ["type=registry,ref=o/cache:main"]
				  cache-to   = [CACHE]
				}
				target "_scoped" {
				  cache-to = ["type=gha,scope=\${item}"]
				}
				target "api" {
				  inherits = ["_common"]
				  context  = "api"
				}
				target "web" {
				  inherits = ["_common"]
				  context  = "web"
				}
				target "docs" {
				  inherits = ["_scoped"]
				  context  = "docs"
				}
				target "tools" {
				  inherits = ["_scoped"]
				  context  = "tools"
				}
			`,
		},
	],
	checkBuild(view, { workspace }) {
		const { build, entries } = view;
		return entries
			.filter((entry) => isShared(entry, workspace) || isInherited(entry))
			.map((entry) => {
				const count = isInherited(entry) ? sharersOf(build).length : countTargets(build, workspace);
				const who = count === undefined ? `all targets${build.name === '*' ? '' : ' it matches'}` : `${count} targets`;
				const type = locationOf(entry)?.type;
				const what = type === 'gha' ? 'scope' : type === 'registry' ? 'tag' : type === 'local' ? 'directory' : '`name`';
				return {
					span: entry.span,
					message: `\`${shownText(build.name ?? '*')}\` applies the same cache location to ${who}; each export replaces the last. Give each target its own ${what}.`,
					// The default group may have one target only.
					...(count === undefined ? { severity: 'info' } : {}),
					fixes: expandFixes(entry, view),
				};
			});
	},
});
