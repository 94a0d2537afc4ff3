import type { Build } from '../cache/build.ts';
import { attributeOf, type CacheEntry } from '../cache/entry.ts';
import type { MappedText } from '../text/mappedText.ts';
import { defineRule, type Fix, type RuleContext } from './rule.ts';
import { moveAfterBuild } from './shared/afterBuild.ts';
import { isSameLocation, locationOf } from './shared/location.ts';
import { mayReset } from './shared/reset.ts';
import { shownText } from './shared/shownText.ts';

/** What is put behind the name of a directory for the one that is to take its place. */
const NEXT = /^[-_.](?:new|next|tmp|temp|out|updated|write|2)\/?$/i;

/** The directory that an export is to take the place of: an import of the build reads it, `/c` for `/c-new`. */
function rotatedFrom(dest: MappedText, siblings: readonly CacheEntry[]): MappedText | undefined {
	return siblings
		.flatMap((entry) =>
			entry.direction === 'from' && locationOf(entry)?.type === 'local' ? [attributeOf(entry, 'src')!.value] : [],
		)
		.find((src) => {
			const name = src.written.replace(/\/+$/, '');
			return name !== '' && dest.written.startsWith(name) && NEXT.test(dest.written.slice(name.length));
		});
}

/** Whether something puts the directory elsewhere; compared by its last name, as a script may have gone into the parent. */
function mayBeMoved(dest: MappedText, { movedPaths, pipeline }: Build): boolean {
	const known = [movedPaths, pipeline?.movedPaths].filter((paths) => paths !== undefined);
	if (known.length === 0 || (pipeline !== undefined && pipeline.movedPaths === undefined)) return true;
	const name = dest.written.replace(/\/+$/, '').split('/').at(-1)!;
	const saved = (pipeline?.savedPaths ?? []).map(({ written }) => written);
	return [...known.flat(), ...saved].some((path) => path.includes(name) || path.includes('*'));
}

/** The fix that writes where is read, and has the client throw away what is old. */
function resetFix(entry: CacheEntry, src: MappedText): Fix {
	const dest = attributeOf(entry, 'dest')!;
	const text = `${src.written}${attributeOf(entry, 'reset') === undefined ? ',reset=true' : ''}`;
	return { title: 'Use one directory with `reset=true`', safe: false, edits: [{ span: dest.value.span, text }] };
}

/** The fix that moves the new directory into the place of the old one. */
function moveFix(entry: CacheEntry, src: MappedText, { file }: RuleContext): readonly Fix[] {
	const dest = attributeOf(entry, 'dest')!.value;
	const edit = dest.isDynamic ? undefined : moveAfterBuild(entry.flag.build, { from: dest.text, to: src }, file.text);
	return edit === undefined ? [] : [{ title: 'Move it there after the build', safe: false, edits: [edit] }];
}

export default defineRule({
	id: 'local-rotate-without-move',
	group: 'combinations',
	severity: 'warning',
	preset: 'recommended',
	summary: 'A cache exported to a new directory that never takes the place of the one that is read.',
	docs: `
Exports to a local directory never remove old layers, so people write to a second one and put it in the place of the first after the build:
\`rm -rf /tmp/cache && mv /tmp/cache-new /tmp/cache\`. When only the flags are copied, the import finds nothing, which is a warning in the log
(\`local cache import at /tmp/cache not found … index.json: no such file or directory\`), and every build starts cold.

Move the directory, or write to the one that is read with \`reset=true\`, for which buildx 0.35 or buildctl 0.31 is needed.

Looked at are the script around the build and, in workflows, all scripts of the job; where one of them runs another script, or the
directory is saved or read by something else, nothing is said. In bake and compose files the scripts are not seen. All versions of BuildKit.
`,
	options: {
		movedElsewhere: {
			kind: 'strings',
			default: [],
			description:
				'Directories that take their place by other means, a mount or a job of the host: `[/var/cache/buildx-new]`.',
		},
	},
	bad: [
		{
			title: 'without the step that moves it',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/cache@v4
				        with:
				          path: /tmp/.buildx-cache
				          key: buildx-\${{ github.sha }}
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/tmp/.buildx-cache
				          cache-to: type=local,dest=/tmp/.buildx-cache-new,mode=max
				                                    ^^^^^^^^^^^^^^^^^^^^^^ cache-to writes \`/tmp/.buildx-cache-new\` but nothing moves it to \`/tmp/.buildx-cache\`, so it is never read. Add the move step or use one directory with \`reset=true\`.
				      - run: ls /tmp
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/cache@v4
				        with:
				          path: /tmp/.buildx-cache
				          key: buildx-\${{ github.sha }}
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/tmp/.buildx-cache
				          cache-to: type=local,dest=/tmp/.buildx-cache,reset=true,mode=max
				      - run: ls /tmp
			`,
			otherwise: {
				'Move it there after the build': `
					on: push
					jobs:
					  build:
					    runs-on: ubuntu-latest
					    steps:
					      - uses: actions/cache@v4
					        with:
					          path: /tmp/.buildx-cache
					          key: buildx-\${{ github.sha }}
					      - uses: docker/build-push-action@v6
					        with:
					          cache-from: type=local,src=/tmp/.buildx-cache
					          cache-to: type=local,dest=/tmp/.buildx-cache-new,mode=max
					      - run: rm -rf /tmp/.buildx-cache && mv /tmp/.buildx-cache-new /tmp/.buildx-cache
					      - run: ls /tmp
				`,
			},
		},
		{
			title: 'in a script',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "type=local,src=$CACHE/" --cache-to "type=local,mode=max,dest=$CACHE-new" .
				                                                                                               ^^^^^^^^^^ cache-to writes \`$CACHE-new\` but nothing moves it to \`$CACHE/\`, so it is never read. Add the move step or use one directory with \`reset=true\`.
			`,
			fixed: `
				docker buildx build --cache-from "type=local,src=$CACHE/" --cache-to "type=local,mode=max,dest=$CACHE/,reset=true" .
			`,
		},
		{
			title: 'a buildx that is too old for reset',
			path: 'build.sh',
			settings: { buildx: '0.30.0' },
			text: `
				docker buildx build --cache-from type=local,src=cache --cache-to type=local,dest=cache_tmp .
				                                                                                 ^^^^^^^^^ cache-to writes \`cache_tmp\` but nothing moves it to \`cache\`, so it is never read. Add the move step.
			`,
			fixed: `
				docker buildx build --cache-from type=local,src=cache --cache-to type=local,dest=cache_tmp . && rm -rf cache && mv cache_tmp cache
			`,
		},
		{
			title: 'another directory is moved or saved',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/cache@v4
				        with:
				          path: node_modules
				          key: node
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            type=gha
				            type=local,src=/tmp/c
				          cache-to: type=local,dest=/tmp/c-next
				                                    ^^^^^^^^^^^ cache-to writes \`/tmp/c-next\` but nothing moves it to \`/tmp/c\`, so it is never read. Add the move step or use one directory with \`reset=true\`.
				      - run: mv dist /srv/app
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/cache@v4
				        with:
				          path: node_modules
				          key: node
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            type=gha
				            type=local,src=/tmp/c
				          cache-to: type=local,dest=/tmp/c,reset=true
				      - run: mv dist /srv/app
			`,
		},
	],
	good: [
		{
			title: 'one directory',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,src=/tmp/c --cache-to type=local,dest=/tmp/c,reset=true .
			`,
		},
		{
			title: 'moved afterwards',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/tmp/.buildx-cache
				          cache-to: type=local,dest=/tmp/.buildx-cache-new,mode=max
				      - run: |
				          rm -rf /tmp/.buildx-cache
				          mv /tmp/.buildx-cache-new /tmp/.buildx-cache
			`,
		},
		{
			title: 'moved in a script, by rsync, from within the directory',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,src=/a --cache-to type=local,dest=/a-new .
				docker buildx build --cache-from type=local,src=/b --cache-to type=local,dest=/b-new .
				sudo rsync -a --delete /a-new/ /a/
				cd / && mv -f b-new b
			`,
		},
		{
			title: 'perhaps moved by another script, or an action of the repository',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,src=/a --cache-to type=local,dest=/a-new .
				./rotate.sh
			`,
		},
		{
			title: 'a directory that is mounted in the place of the other for the next run',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,src=/cache --cache-to type=local,dest=/cache-new .
			`,
			settings: { options: { 'local-rotate-without-move': { movedElsewhere: ['/cache-new'] } } },
		},
		{
			title: 'a bake file, whose scripts are not seen',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-from = ["type=local,src=cache"]
				  cache-to   = ["type=local,dest=cache-new"]
				}
			`,
		},
		{
			title: 'read by another build, and other names',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,src=a --cache-to type=local,dest=a-new .
				docker buildx build --cache-from type=local,src=a-new .
				docker buildx build --cache-from type=local,src=web --cache-to type=local,dest=web-app .
			`,
		},
		{
			title: 'all that is there moved, saved by a step',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  all:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/tmp/c
				          cache-to: type=local,dest=/tmp/c-new
				      - run: mv /tmp/* /srv/
				  saved:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/tmp/c
				          cache-to: type=local,dest=/tmp/c-new
				      - uses: actions/cache/save@v4
				        with: { path: /tmp/c-new, key: a }
				  opaque:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/tmp/c
				          cache-to: type=local,dest=/tmp/c-new
				      - uses: ./.github/actions/rotate
			`,
		},
	],
	checkEntry(entry, context) {
		const location = entry.direction === 'to' ? locationOf(entry) : undefined;
		const dest = location?.type === 'local' ? attributeOf(entry, 'dest') : undefined;
		if (location === undefined || dest === undefined) return [];
		const src = rotatedFrom(dest.value, context.siblings);
		if (src === undefined || mayBeMoved(dest.value, entry.flag.build)) return [];
		const directory = dest.value.written.replace(/\/+$/, '');
		if (context.option('movedElsewhere').some((known) => known.replace(/\/+$/, '') === directory)) return [];
		const isRead = context.builds.some(({ entries }) =>
			entries.some((other) => {
				const place = other.direction === 'from' ? locationOf(other) : undefined;
				return place !== undefined && isSameLocation(place, location) === 'yes';
			}),
		);
		if (isRead) return [];
		const isResettable = mayReset(entry.flag.build, context.versions);
		return [
			{
				span: dest.value.span,
				message:
					`cache-to writes \`${shownText(dest.value.written)}\` but nothing moves it to \`${shownText(src.written)}\`, so it is ` +
					`never read. Add the move step${isResettable ? ' or use one directory with `reset=true`' : ''}.`,
				fixes: [
					...(isResettable && entry.form === 'attributes' ? [resetFix(entry, src)] : []),
					...moveFix(entry, src, context),
				],
				related: [{ span: src.span, message: 'What is read instead.' }],
			},
		];
	},
});
