import { attributeOf, type CacheEntry, refOf } from '../cache/entry.ts';
import { countEdits } from '../text/countEdits.ts';
import type { MappedText } from '../text/mappedText.ts';
import { type BuildView, defineRule, type Fix } from './rule.ts';
import { repositoryOf, tagOf } from './shared/cacheRef.ts';
import { imageNamed } from './shared/images.ts';
import { type CacheLocation, imageKeyOf, isSameLocation, locationOf } from './shared/location.ts';
import { shownText } from './shared/shownText.ts';
import type { Question } from './workspace.ts';

/** Names of what is read or written apart on purpose: a branch, pull requests, a kind of build, a release. */
const APART =
	/(?:^|[^a-z])(?:main|master|trunk|develop|dev|base|latest|stable|next|nightly|weekly|edge|prod|production|staging|release|upstream|shared|common|default|pr|prs|pull|branch|tmp|new|old)(?:$|[^a-z])/i;

interface Placed {
	readonly entry: CacheEntry;
	readonly location: CacheLocation;
	/** The part of the place that may be a slip: scope, tag, name. */
	readonly name: MappedText;
}

/** The only entry of a direction, when its place is literal. */
function placeOf({ build, entries }: BuildView, direction: CacheEntry['direction']): Placed | undefined {
	const [entry, ...others] = entries.filter((candidate) => candidate.direction === direction);
	if (entry === undefined || others.length > 0 || entry.flag.origin !== 'flag' || !build.isComplete) return undefined;
	const location = locationOf(entry);
	const name = nameOf(entry);
	return !location?.isLiteral || name === undefined ? undefined : { entry, location, name };
}

function nameOf(entry: CacheEntry): MappedText | undefined {
	const ref = refOf(entry);
	if (ref !== undefined) return tagOf(ref);
	// Directories may be moved, which a rule of its own looks at.
	return entry.typeName === 'local'
		? undefined
		: attributeOf(entry, entry.typeName === 'gha' ? 'scope' : 'name')?.value;
}

/** Whether two places look as if they were meant to be one: all but the name is the same, and the names are alike. */
function isSlip(from: Placed, to: Placed): boolean {
	if (from.location.type !== to.location.type || isSameLocation(from.location, to.location) !== 'no') return false;
	if (leadOf(from) !== leadOf(to) || APART.test(from.name.text) || APART.test(to.name.text)) return false;
	const [a, b] = [plain(from.name), plain(to.name)];
	if (a.replaceAll(/\d/g, '') === b.replaceAll(/\d/g, '')) return a === b;
	return a.includes(b) || b.includes(a) || (Math.min(a.length, b.length) > 4 && countEdits(a, b) <= 2);
}

/** What leads to the name: the repository, the bucket with its prefix. */
function leadOf({ entry, location, name }: Placed): string | undefined {
	const ref = refOf(entry);
	if (ref !== undefined) return imageKeyOf(repositoryOf(ref));
	return location.parts
		.filter((part) => part !== name)
		.map(({ text }) => text)
		.join(' ');
}

function plain({ text }: MappedText): string {
	return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** What a build reads and what it writes. */
interface Pair {
	readonly from: Placed;
	readonly to: Placed;
}

/** Whether another of these builds writes what is read or reads what is written, or makes an image of that name. */
function isConnected({ from, to }: Pair, builds: readonly BuildView[]): boolean {
	const others = builds.flatMap(({ entries }) => entries).filter((entry) => entry !== from.entry && entry !== to.entry);
	const isUsed = others.some((entry) => {
		const counterpart = entry.direction === 'to' ? from : to;
		const location = locationOf(entry);
		if (location === undefined) return entry.form === 'opaque';
		return isSameLocation(location, counterpart.location) !== 'no';
	});
	const ref = refOf(from.entry);
	const all = builds.map(({ build }) => build);
	return isUsed || (ref !== undefined && imageNamed(ref, { own: from.entry.flag.build, builds: all }) !== undefined);
}

const isConnectedByOthers: Question<Pair, boolean> = (others, pair) =>
	others.some(({ builds }) => isConnected(pair, builds));

export default defineRule({
	id: 'cache-location-mismatch',
	group: 'combinations',
	severity: 'info',
	preset: 'recommended',
	summary: 'A build that reads one cache and writes another, with names that look like one slip.',
	docs: `
BuildKit finds a cache by its exact place. A build that imports \`o/app:cache\` and exports \`o/app:buildcache\` never reads what it wrote, and nothing
is logged about it.

Write the same place on both sides. It is an information, as another file may write what is read here. Only an import and an export that are
alone in their build are compared, both without expansions, in one repository or bucket, and with names that are alike: \`web\` and \`web-cache\`.
Nothing is said of names such as \`main\`, \`base\` or \`pr\`, which are kept apart on purpose, of directories, which a script can move, and where another
build of the file connects the two. All versions of BuildKit.
`,
	bad: [
		{
			title: 'two tags',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=registry,ref=o/app:cache --cache-to type=registry,ref=o/app:buildcache,mode=max .
				                                                         ^^^^^ cache-from reads \`o/app:cache\`, cache-to writes \`o/app:buildcache\`; nothing in this file connects them. Write the same on both sides.
			`,
			fixed: `
				docker buildx build --cache-from type=registry,ref=o/app:buildcache --cache-to type=registry,ref=o/app:buildcache,mode=max .
			`,
			otherwise: {
				'Write `cache`': `
					docker buildx build --cache-from type=registry,ref=o/app:cache --cache-to type=registry,ref=o/app:cache,mode=max .
				`,
			},
		},
		{
			title: 'two scopes',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=frontend
				                                     ^^^^^^^^ cache-from reads \`gha scope frontend\`, cache-to writes \`gha scope front-end\`; nothing in this file connects them. Write the same on both sides.
				          cache-to: type=gha,scope=front-end,mode=max
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=backend
				                                     ^^^^^^^ cache-from reads \`gha scope backend\`, cache-to writes \`gha scope backedn\`; nothing in this file connects them. Write the same on both sides.
				          cache-to: type=gha,scope=backedn,mode=max
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=front-end
				          cache-to: type=gha,scope=front-end,mode=max
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=backedn
				          cache-to: type=gha,scope=backedn,mode=max
			`,
		},
		{
			title: 'two names in a bucket',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-from = ["type=s3,region=r,bucket=b,name=app"]
				                                                ^^^ cache-from reads \`s3 b/app\`, cache-to writes \`s3 b/app-cache\`; nothing in this file connects them. Write the same on both sides.
				  cache-to   = ["type=s3,region=r,bucket=b,name=app-cache"]
				}
			`,
			fixed: `
				target "app" {
				  cache-from = ["type=s3,region=r,bucket=b,name=app-cache"]
				  cache-to   = ["type=s3,region=r,bucket=b,name=app-cache"]
				}
			`,
		},
	],
	good: [
		{
			title: 'the same place',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from o/app:cache --cache-to type=registry,ref=docker.io/o/app:cache,mode=max .
			`,
		},
		{
			title: 'a fallback, and a pull request that reads the cache of the main branch',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from o/app:a-cache --cache-from o/app:cache --cache-to o/app:cache .
				docker buildx build --cache-from type=gha,scope=web-main --cache-to type=gha,scope=web .
				docker buildx build --cache-from type=gha,scope=web --cache-to type=gha,scope=web-pr .
			`,
		},
		{
			title: 'another build that connects the two',
			path: 'build.sh',
			text: `
				docker buildx build --target deps --cache-to o/app:cache-deps .
				docker buildx build --cache-from o/app:cache-deps --cache-to o/app:cache .
			`,
		},
		{
			title: 'another file that connects the two',
			path: 'build.sh',
			others: { 'deps.sh': 'docker buildx build --target deps --cache-to o/app:cache-deps .\n' },
			text: `
				docker buildx build --cache-from o/app:cache-deps --cache-to o/app:cache .
			`,
		},
		{
			title: 'inline cache, other repositories, other names, directories',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from o/app --cache-to type=inline .
				docker buildx build --cache-from o/base:cache --cache-to o/app:cache-app .
				docker buildx build --cache-from type=gha,scope=compile --cache-to type=gha,scope=web .
				docker buildx build --cache-from type=gha,scope=linux1 --cache-to type=gha,scope=linux2 .
				docker buildx build --cache-from type=local,src=cache --cache-to type=local,dest=cache2 .
			`,
		},
		{
			title: 'expansions',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "o/app:$FROM" --cache-to o/app:cache .
			`,
		},
		{
			title: 'short names that happen to be alike, two of a kind, another reader',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=gha,scope=api --cache-to type=gha,scope=app .
				docker buildx build --cache-from type=gha,scope=frontend --cache-to type=gha,scope=front-end --cache-to o/app:c .
				docker buildx build --cache-from o/web:frontend --cache-to o/web:front-end .
				docker buildx build --cache-from o/web:front-end .
				docker buildx build --cache-from o/x:frontend --cache-to o/x:front-end $MORE .
			`,
		},
	],
	checkBuild(view, { builds, workspace }) {
		const [from, to] = [placeOf(view, 'from'), placeOf(view, 'to')];
		if (from === undefined || to === undefined || !isSlip(from, to)) return [];
		if (isConnected({ from, to }, builds) || workspace.ask(isConnectedByOthers, { from, to })) return [];
		const rename = (place: Placed, { name }: Placed, title: string): Fix => ({
			title: `${title} \`${name.text}\``,
			safe: false,
			edits: [{ span: place.name.span, text: name.text }],
		});
		return [
			{
				span: from.name.span,
				message: `cache-from reads \`${shownText(from.location.name)}\`, cache-to writes \`${shownText(to.location.name)}\`; nothing in this file connects them. Write the same on both sides.`,
				fixes: [rename(from, to, 'Read'), rename(to, from, 'Write')],
				related: [{ span: to.name.span, message: 'What is written.' }],
			},
		];
	},
});
