import { addAttribute } from '../cache/edits.ts';
import { attributeOf, type CacheEntry } from '../cache/entry.ts';
import { describeKnownVersion } from '../catalogue/versions.ts';
import { defineRule, type Fix, type RuleContext } from './rule.ts';
import { moveAfterBuild } from './shared/afterBuild.ts';
import { clientOf } from './shared/clientVersion.ts';
import { locationOf } from './shared/location.ts';
import { mayReset } from './shared/reset.ts';
import { shownText } from './shared/shownText.ts';

/** The local caches a build reads, by directory. */
function readersByStore(entries: readonly CacheEntry[]): ReadonlyMap<string, CacheEntry> {
	const readers = new Map<string, CacheEntry>();
	for (const entry of entries) {
		const location = entry.direction === 'from' ? locationOf(entry) : undefined;
		if (location?.type === 'local') readers.set(location.store, entry);
	}
	return readers;
}

/** Whether the directory may be there again for the next build: a fresh machine only has what a step saved. */
function isKept({ flag: { build } }: CacheEntry, directory: string): boolean {
	const { pipeline } = build;
	if (pipeline === undefined || pipeline.isHosted === 'no') return true;
	return (pipeline.savedPaths ?? []).some(({ written }) => {
		const saved = written.endsWith('/') ? written : `${written}/`;
		return `${directory}/`.startsWith(saved);
	});
}

/** The fix that exports to a new directory and moves that into the place of the old one. */
function rotateFix(entry: CacheEntry, text: string): { readonly fix?: Fix } {
	const { value } = attributeOf(entry, 'dest')!;
	const end = value.length - /\/*$/.exec(value.text)![0].length;
	const from = `${value.slice(0, end).written}-new`;
	const move = moveAfterBuild(entry.flag.build, { from, to: value }, text);
	if (move === undefined || end === 0) return {};
	const rename = { span: value.spanOf(end, end), text: '-new' };
	// Two edits at one place are one.
	const isSame = rename.span.start === move.span.start;
	const edits: Fix['edits'] = isSame ? [{ ...rename, text: rename.text + move.text }] : [rename, move];
	return { fix: { title: 'Export to a new directory and move it after the build', safe: false, edits } };
}

/** What can be done with the client at hand: `reset` where it is not known to be too old for it. */
function adviceFor(
	entry: CacheEntry,
	{ versions, file }: RuleContext,
): { readonly advice: string; readonly fix?: Fix } {
	const { build } = entry.flag;
	const client = clientOf(build, versions);
	const name = client.product === 'buildx' ? 'buildx 0.35' : 'buildctl 0.31';
	const rotate = 'export to a new directory and put it in the place of the old one after the build';
	if (!mayReset(build, versions)) {
		const known = client.known === undefined ? undefined : describeKnownVersion(client.product, client.known);
		const advice =
			known === undefined ? `After a build, ${rotate}.` : `With ${known}, ${rotate}; \`reset=true\` needs ${name}.`;
		return { advice, ...rotateFix(entry, file.text) };
	}
	const edit = addAttribute(entry, 'reset', 'true');
	return {
		advice: `Add \`reset=true\` (${name} or later), or ${rotate}.`,
		...(edit === undefined
			? {}
			: { fix: { title: `Add \`reset=true\` (${name} or later)`, safe: false, edits: [edit] } }),
	};
}

export default defineRule({
	id: 'local-cache-grows',
	group: 'hygiene',
	severity: 'info',
	preset: 'recommended',
	summary: 'A local cache directory from which nothing is ever removed.',
	docs: `
An export with \`type=local\` adds its layers to the directory and writes a new \`index.json\`. Layers of earlier builds stay,
though nothing refers to them any more. Where the same directory is read and written build after build, it grows without end,
and so does the archive that a step such as actions/cache makes of it.

From buildx 0.35 and buildctl 0.31 on \`reset=true\` removes what the new index does not refer to; several tags in one directory are
all kept. Older ones ignore the key. For them, write to another directory and move it into the place of the old one:

    docker buildx build --cache-from type=local,src=/tmp/cache --cache-to type=local,dest=/tmp/cache-new,mode=max .
    rm -rf /tmp/cache && mv /tmp/cache-new /tmp/cache

Nothing is said of exports to a directory that the same build does not read, and of a fresh machine of GitHub where no step saves
the directory.
`,
	bad: [
		{
			title: 'read and written by each build',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,src=/var/cache/app --cache-to type=local,dest=/var/cache/app,mode=max .
				                                                                                     ^^^^^^^^^^^^^^^^^^^ Old layers are never removed from \`/var/cache/app\`. Add \`reset=true\` (buildx 0.35 or later), or export to a new directory and put it in the place of the old one after the build.
			`,
			fixed: `
				docker buildx build --cache-from type=local,src=/var/cache/app --cache-to type=local,dest=/var/cache/app,mode=max,reset=true .
			`,
		},
		{
			title: 'saved by actions/cache',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: actions/cache@v4
				        with:
				          path: /tmp/.buildx-cache
				          key: buildx-\${{ github.sha }}
				          restore-keys: buildx-
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/tmp/.buildx-cache
				          cache-to: type=local,dest=/tmp/.buildx-cache,mode=max
				                               ^^^^^^^^^^^^^^^^^^^^^^^ Old layers are never removed from \`/tmp/.buildx-cache\`. Add \`reset=true\` (buildx 0.35 or later), or export to a new directory and put it in the place of the old one after the build.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: actions/cache@v4
				        with:
				          path: /tmp/.buildx-cache
				          key: buildx-\${{ github.sha }}
				          restore-keys: buildx-
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/tmp/.buildx-cache
				          cache-to: type=local,dest=/tmp/.buildx-cache,mode=max,reset=true
			`,
		},
		{
			title: 'a buildx that does not know reset',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: self-hosted
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.30.1
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/var/cache/app
				          cache-to: type=local,dest=/var/cache/app
				                               ^^^^^^^^^^^^^^^^^^^ Old layers are never removed from \`/var/cache/app\`. With buildx 0.30.1 from setup-buildx-action, line 8, export to a new directory and put it in the place of the old one after the build; \`reset=true\` needs buildx 0.35.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: self-hosted
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          version: v0.30.1
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/var/cache/app
				          cache-to: type=local,dest=/var/cache/app-new
				      - run: rm -rf /var/cache/app && mv /var/cache/app-new /var/cache/app
			`,
		},
		{
			title: 'the object form',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-from = [{ type = "local", src = ".cache" }]
				  cache-to   = [{ type = "local", dest = ".cache" }]
				                                  ^^^^^^^^^^^^^^^ Old layers are never removed from \`.cache\`. Add \`reset=true\` (buildx 0.35 or later), or export to a new directory and put it in the place of the old one after the build.
				}
			`,
			fixed: `
				target "app" {
				  cache-from = [{ type = "local", src = ".cache" }]
				  cache-to   = [{ type = "local", dest = ".cache", reset = "true" }]
				}
			`,
		},
		{
			title: 'a buildctl that does not know reset',
			path: 'Makefile',
			text: `
				image:
					buildctl build --frontend dockerfile.v0 --import-cache type=local,src=.cache --export-cache type=local,dest=.cache/,mode=max
					                                                                                                       ^^^^^^^^^^^^ Old layers are never removed from \`.cache/\`. With BuildKit 0.20.0 from the settings, export to a new directory and put it in the place of the old one after the build; \`reset=true\` needs buildctl 0.31.
			`,
			settings: { buildkit: '0.20.0' },
		},
	],
	good: [
		{
			title: 'emptied after each export',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,src=/var/cache/app --cache-to type=local,dest=/var/cache/app,mode=max,reset=true .
			`,
		},
		{
			title: 'rotated',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,src=/c --cache-to type=local,dest=/c-new,mode=max .
				rm -rf /c && mv /c-new /c
			`,
		},
		{
			title: 'a machine that starts empty, and nobody saves the directory',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/tmp/c
				          cache-to: type=local,dest=/tmp/c
			`,
		},
		{
			title: 'an entry that may say more',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,src=/c --cache-to type=local,dest=/c,$MORE .
			`,
		},
		{
			title: 'only written, only read',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from: [ "type=local,src=/b" ]
				      cache_to: [ "type=local,dest=/a" ]
			`,
		},
	],
	*checkBuild({ entries }, context) {
		const readers = readersByStore(entries);
		for (const entry of readers.size === 0 ? [] : entries) {
			const location = entry.direction === 'to' ? locationOf(entry) : undefined;
			const dest = attributeOf(entry, 'dest');
			if (location?.type !== 'local' || dest === undefined) continue;
			if (entry.isOpen || attributeOf(entry, 'reset') !== undefined) continue;
			const reader = readers.get(location.store);
			if (reader === undefined || !isKept(entry, dest.value.written)) continue;
			const { advice, fix } = adviceFor(entry, context);
			yield {
				span: dest.span,
				message: `Old layers are never removed from \`${shownText(dest.value.written)}\`. ${advice}`,
				fixes: fix === undefined ? [] : [fix],
				related: [{ span: reader.span, message: 'the same directory is read here' }],
			};
		}
	},
});
