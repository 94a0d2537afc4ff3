import { attributeOf, type CacheEntry } from '../cache/entry.ts';
import { defineRule, type Fix, type Report, type RuleContext } from './rule.ts';
import { type Collision, collisionsIn, type Writer, wordFor, writersIn } from './shared/collision.ts';
import { separateEdits } from './shared/separatePlaces.ts';
import { shownText } from './shared/shownText.ts';

const TYPES = new Set(['local']);
/** What is built side by side: targets of bake, services of Compose. */
const PARALLEL: ReadonlySet<string> = new Set(['bake', 'compose']);

function isParallel({ view: { build } }: Writer): boolean {
	return PARALLEL.has(build.tool) && build.pipeline === undefined;
}

/**
 * The directory, where builds run side by side; with the tag, where they run one after another. Different jobs and legs
 * of a matrix have machines of their own.
 */
function placesOf(writer: Writer): readonly string[] {
	const { pipeline } = writer.view.build;
	const { keys, store } = writer.location;
	if (isParallel(writer)) return [store];
	return pipeline === undefined ? keys : keys.map((key) => `${pipeline.job} ${key}`);
}

function nameOf({ view: { build } }: Writer, fallback: string): string {
	return build.name === undefined ? fallback : `\`${shownText(build.name)}\``;
}

function fixFor(collision: Collision): readonly Fix[] {
	const word = wordFor(collision);
	const edits = word === undefined ? undefined : separateEdits(collision.entry, collision.view.entries, word);
	return edits === undefined
		? []
		: [{ title: `Give it a directory of its own, with \`-${word}\``, safe: false, edits }];
}

function reportOf(collision: Collision): Report {
	const { entry, first, location } = collision;
	const dest = attributeOf(entry, 'dest');
	const names = [nameOf(first, 'An earlier build'), nameOf(collision, 'this one')];
	const outcome = isParallel(collision)
		? "BuildKit's local store has no locking"
		: 'each export replaces the index of the other';
	return {
		span: dest?.value.span ?? entry.span,
		message: `${names.join(' and ')} write \`${shownText(location.name)}\`; ${outcome}. Give each a directory of its own.`,
		fixes: fixFor(collision),
		related: [{ span: first.entry.span, message: 'this cache is replaced' }],
	};
}

/** Whether a script puts the directory elsewhere, perhaps between the builds. */
function isMoved({ view: { build }, entry }: Writer): boolean {
	const name = attributeOf(entry, 'dest')?.value.written.replace(/\/+$/, '').split('/').at(-1);
	const moved = [...(build.movedPaths ?? []), ...(build.pipeline?.movedPaths ?? [])];
	return name !== undefined && moved.some((path) => path.includes(name));
}

/** The findings of a file by their entries. */
function reportsOf({ builds }: Pick<RuleContext, 'builds'>): ReadonlyMap<CacheEntry, Report> {
	const collisions = collisionsIn(
		writersIn(builds, TYPES).filter((writer) => !isMoved(writer)),
		placesOf,
	);
	return new Map(collisions.map((collision) => [collision.entry, reportOf(collision)]));
}

export default defineRule({
	id: 'local-dest-collision',
	group: 'workflow',
	severity: 'warning',
	preset: 'recommended',
	summary: 'Different builds that export to the same directory.',
	docs: `
Services of Compose and targets of bake are built side by side. Where two of them export to one directory, they write the same files at the
same time, and nothing locks them: now and then a build fails with

    rename …/ingest/…/startedat.tmp …: no such file or directory

and otherwise the last one puts its own \`index.json\` in the place of the other's. Builds that run one after another only do the latter: the
second replaces the entry \`latest\` of the index, so the first has no cache next time. All versions of BuildKit.

Give each a directory of its own, in cache-to and cache-from. For builds one after another \`tag=\` is enough.

Nothing is said of the same image built again, of commands that only read the directory, of different jobs, and where a path cannot be seen.
`,
	bad: [
		{
			title: 'services of a compose file',
			path: 'compose.yaml',
			text: `
				services:
				  api:
				    build:
				      context: api
				      cache_from: [ "type=local,src=.cache" ]
				      cache_to: [ "type=local,dest=.cache,mode=max" ]
				  web:
				    build:
				      context: web
				      cache_from: [ "type=local,src=.cache" ]
				      cache_to: [ "type=local,dest=.cache,mode=max" ]
				                                   ^^^^^^ \`api\` and \`web\` write \`.cache\`; BuildKit's local store has no locking. Give each a directory of its own.
			`,
			fixed: `
				services:
				  api:
				    build:
				      context: api
				      cache_from: [ "type=local,src=.cache" ]
				      cache_to: [ "type=local,dest=.cache,mode=max" ]
				  web:
				    build:
				      context: web
				      cache_from: [ "type=local,src=.cache-web" ]
				      cache_to: [ "type=local,dest=.cache-web,mode=max" ]
			`,
		},
		{
			title: 'targets of a bake file, whatever the tag',
			path: 'docker-bake.hcl',
			text: `
				target "api" {
				  dockerfile = "api.Dockerfile"
				  cache-to   = ["type=local,dest=./out/cache,tag=api"]
				}
				target "web" {
				  dockerfile = "web.Dockerfile"
				  cache-to   = [{ type = "local", dest = "out/cache/", tag = "web" }]
				                                          ^^^^^^^^^^ \`api\` and \`web\` write \`out/cache/\`; BuildKit's local store has no locking. Give each a directory of its own.
				}
			`,
			fixed: `
				target "api" {
				  dockerfile = "api.Dockerfile"
				  cache-to   = ["type=local,dest=./out/cache,tag=api"]
				}
				target "web" {
				  dockerfile = "web.Dockerfile"
				  cache-to   = [{ type = "local", dest = "out/cache-web", tag = "web" }]
				}
			`,
		},
		{
			title: 'one after another',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,src=/c --cache-to type=local,dest=/c api
				docker buildx build --cache-from type=local,src=/c --cache-to type=local,dest=/c web
				                                                                              ^^ An earlier build and this one write \`/c\`; each export replaces the index of the other. Give each a directory of its own.
			`,
			fixed: `
				docker buildx build --cache-from type=local,src=/c --cache-to type=local,dest=/c api
				docker buildx build --cache-from type=local,src=/c-web --cache-to type=local,dest=/c-web web
			`,
		},
	],
	good: [
		{
			title: 'a directory for each service',
			path: 'compose.yaml',
			text: `
				services:
				  api:
				    build:
				      context: api
				      cache_to: [ "type=local,dest=.cache/api" ]
				  web:
				    build:
				      context: web
				      cache_to: [ "type=local,dest=.cache/web" ]
			`,
		},
		{
			title: 'tags of builds that run one after another',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=local,dest=/c,tag=api api
				docker buildx build --cache-to type=local,dest=/c,tag=web web
			`,
		},
		{
			title: 'commands that only read it',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=local,dest=/c .
				docker buildx build --cache-from type=local,src=/c --target test .
			`,
		},
		{
			title: 'one service',
			path: 'compose.yaml',
			text: `
				services:
				  api:
				    build:
				      context: .
				      cache_from: [ "type=local,src=.cache" ]
				      cache_to: [ "type=local,dest=.cache" ]
				  database:
				    image: postgres
			`,
		},
		{
			title: 'the same image twice',
			path: 'build.sh',
			text: `
				docker buildx build --load --cache-from type=local,src=/c --cache-to type=local,dest=/c .
				docker buildx build --push --cache-from type=local,src=/c --cache-to type=local,dest=/c .
			`,
		},
		{
			title: 'moved in between',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=local,dest=/c-new api
				mv /c-new /c-api
				docker buildx build --cache-to type=local,dest=/c-new web
				mv /c-new /c-web
			`,
		},
		{
			title: 'machines of their own',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  api:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: api
				          cache-to: type=local,dest=/tmp/cache
				  web:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          context: web
				          cache-to: type=local,dest=/tmp/cache
			`,
		},
		{
			title: 'paths that cannot be seen',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=local,dest=$CACHE api
				docker buildx build --cache-to type=local,dest=$CACHE web
			`,
		},
	],
	checkEntry(entry, context) {
		const report = context.once(reportsOf).get(entry);
		return report === undefined ? [] : [report];
	},
});
