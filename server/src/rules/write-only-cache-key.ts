import { attributeOf, type CacheEntry } from '../cache/entry.ts';
import { refNames, repositoryNames } from '../catalogue/refNames.ts';
import { perRunName } from '../catalogue/runNames.ts';
import type { MappedText } from '../text/mappedText.ts';
import type { Span } from '../text/span.ts';
import { type BuildView, defineRule, type Fix } from './rule.ts';
import { expansionName, locationOf } from './shared/location.ts';
import { shownText } from './shared/shownText.ts';
import type { Question } from './workspace.ts';

/** What of a place changes with every run: its name, the expansion, and the value that holds it. */
interface PerRunPart {
	readonly name: string;
	readonly span: Span;
	readonly part: MappedText;
}

/** Names that are the same in the next run for the same branch. */
const LASTING: ReadonlySet<string> = new Set(
	[...refNames, ...repositoryNames].flatMap(({ name, slug }) => (slug === undefined ? [name] : [name, slug])),
);

/**
 * The part of an export's place that is another one for every run; none where one of several names lasts, and none for
 * directories, which may be moved.
 */
function perRunPartOf(entry: CacheEntry): PerRunPart | undefined {
	const location = locationOf(entry);
	for (const part of location === undefined || location.type === 'local' ? [] : location.parts) {
		if (part.text.includes(';')) return undefined;
		for (const { index, text } of part.expansions) {
			const name = perRunName(text);
			if (name !== undefined) return { name, span: part.spanOf(index, index + 1), part };
		}
	}
	return undefined;
}

/** Whether an import names a run as well: perhaps a later job of the same run, perhaps the run before. */
function namesRun(reader: CacheEntry): boolean {
	const values = reader.text === undefined ? reader.attributes.map(({ value }) => value) : [reader.text];
	return values.some(({ expansions }) => expansions.some(({ text }) => perRunName(text) !== undefined));
}

/** Whether an import of these builds names a run. */
function readsRuns(builds: readonly BuildView[]): boolean {
	return builds.some(({ entries }) => entries.some((entry) => entry.direction === 'from' && namesRun(entry)));
}

const othersReadRuns: Question<undefined, boolean> = (others) => others.some(({ builds }) => readsRuns(builds));

/** Whether an import can only read what lasts: it holds no expansion that is not a branch or in the export as well. */
function isLasting(reader: CacheEntry, written: ReadonlySet<string>): boolean {
	const location = locationOf(reader);
	const names = (location?.parts ?? []).flatMap(namesIn);
	return location !== undefined && names.every((name) => written.has(name) || LASTING.has(name));
}

function namesIn({ expansions }: MappedText): readonly string[] {
	return expansions.map(({ text }) => expansionName(text));
}

/** The fix that makes the export write where the only import of its type reads. */
function readersKey(writer: CacheEntry, { part }: PerRunPart, readers: readonly CacheEntry[]): readonly Fix[] {
	const [reader, ...others] = readers.filter(({ typeName }) => typeName === writer.typeName);
	if (reader === undefined || others.length > 0) return [];
	const name = writer.attributes.find(({ value }) => value === part)?.name ?? 'ref';
	const value = reader.form === 'ref' ? reader.text : attributeOf(reader, name)?.value;
	// What the reader holds must mean the same in the quotes of the writer.
	if (value === undefined || /[\s"'`\\,]/.test(value.text)) return [];
	if (!value.expansions.every(({ text }) => text.startsWith('${{') || part.written.includes(text))) return [];
	return [{ title: `Write to \`${value.written}\``, safe: false, edits: [{ span: part.span, text: value.written }] }];
}

export default defineRule({
	id: 'write-only-cache-key',
	group: 'combinations',
	severity: 'warning',
	preset: 'recommended',
	summary: 'A cache exported under a key of this very run, which no later run reads.',
	docs: `
The place of a cache is an exact name: BuildKit has no \`restore-keys\` and no prefix match, as actions/cache has. A scope, tag or
name that holds the commit, the number of the run or the time is written once and never read again. Nothing is logged;
every build starts cold, and storage fills up with caches.

Use the same lasting name on both sides: \`scope=web\`, \`ref=o/app:buildcache\`, with the branch in it if need be.

Nothing is said when another export of the build has a lasting name (as in \`name=$SHA;main\` of s3), when an import of the workspace names a run as
well, or when the build imports nothing at all; and nothing of directories, which a script can move. All versions of BuildKit.
`,
	bad: [
		{
			title: 'the commit in a scope',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=web
				          cache-to: type=gha,scope=web-\${{ github.sha }},mode=max
				                                       ^^^^^^^^^^^^^^^^^ cache-to uses \`github.sha\` but no cache-from does, so this cache is never read. BuildKit has no prefix match; use a name that lasts.
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
				          cache-to: type=gha,scope=web,mode=max
			`,
		},
		{
			title: 'the number of a pipeline in a tag',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "type=registry,ref=$IMAGE:cache" \\
				  --cache-to "type=registry,ref=$IMAGE:cache-$CI_PIPELINE_ID,mode=max" .
				                                             ^^^^^^^^^^^^^^^ cache-to uses \`$CI_PIPELINE_ID\` but no cache-from does, so this cache is never read. BuildKit has no prefix match; use a name that lasts.
			`,
			fixed: `
				docker buildx build --cache-from "type=registry,ref=$IMAGE:cache" \\
				  --cache-to "type=registry,ref=$IMAGE:cache,mode=max" .
			`,
		},
		{
			title: 'the time in a bare ref',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from o/app:cache --cache-to "o/app:cache-$(date +%s)" .
				                                                                     ^^^^^^^^^^^ cache-to uses \`$(date +%s)\` but no cache-from does, so this cache is never read. BuildKit has no prefix match; use a name that lasts.
			`,
			fixed: `
				docker buildx build --cache-from o/app:cache --cache-to "o/app:cache" .
			`,
		},
		{
			title: 'in bake',
			path: 'docker-bake.hcl',
			text: `
				variable "GITHUB_SHA" {}
				target "app" {
				  cache-from = ["o/app:cache"]
				  cache-to   = [{ type = "registry", ref = "o/app:cache-\${GITHUB_SHA}" }]
				                                                        ^^^^^^^^^^^^^ cache-to uses \`$GITHUB_SHA\` but no cache-from does, so this cache is never read. BuildKit has no prefix match; use a name that lasts.
				}
			`,
			fixed: `
				variable "GITHUB_SHA" {}
				target "app" {
				  cache-from = ["o/app:cache"]
				  cache-to   = [{ type = "registry", ref = "o/app:cache" }]
				}
			`,
		},
		{
			title: 'beside a source of another kind, and two sources to choose from',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=gha,scope=main --cache-from o/app:cache --cache-to "type=registry,ref=o/app:cache-$GITHUB_SHA" .
				                                                                                                                        ^^^^^^^^^^^ cache-to uses \`$GITHUB_SHA\` but no cache-from does, so this cache is never read. BuildKit has no prefix match; use a name that lasts.
				docker buildx build --cache-from o/web:a --cache-from o/web:b --cache-to "type=registry,ref=o/web:c-$GITHUB_SHA" .
				                                                                                                    ^^^^^^^^^^^ cache-to uses \`$GITHUB_SHA\` but no cache-from does, so this cache is never read. BuildKit has no prefix match; use a name that lasts.
			`,
			fixed: `
				docker buildx build --cache-from type=gha,scope=main --cache-from o/app:cache --cache-to "type=registry,ref=o/app:cache" .
				docker buildx build --cache-from o/web:a --cache-from o/web:b --cache-to "type=registry,ref=o/web:c-$GITHUB_SHA" .
			`,
		},
		{
			title: 'a source whose variable stands in other quotes',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "type=registry,ref=o/app:\${CI_COMMIT_REF_SLUG}" --cache-to 'type=registry,ref=o/app:cache-'"$CI_COMMIT_SHA" .
				                                                                                                                             ^^^^^^^^^^^^^^ cache-to uses \`$CI_COMMIT_SHA\` but no cache-from does, so this cache is never read. BuildKit has no prefix match; use a name that lasts.
			`,
		},
	],
	good: [
		{
			title: 'the same scope on both sides',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=web
				          cache-to: type=gha,scope=web,mode=max
			`,
		},
		{
			title: 'another export that lasts',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=s3,region=r,bucket=b,name=main \\
				  --cache-to "type=s3,region=r,bucket=b,name=$GITHUB_SHA;main,mode=max" .
				docker buildx build --cache-from o/app:cache --cache-to "o/app:cache-$GITHUB_SHA" --cache-to o/app:cache .
				docker buildx build --cache-from o/app:main --cache-to "o/app:cache-$GITHUB_SHA" --cache-to type=inline .
			`,
		},
		{
			title: 'a later job of the same run that reads it',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  test:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=main
				          cache-to: type=gha,scope=run-\${{ github.run_id }},mode=max
				  push:
				    needs: test
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=run-\${{ github.run_id }}
			`,
		},
		{
			title: 'reading what the commit before wrote',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            type=registry,ref=o/app:cache-\${{ github.event.before }}
				            type=registry,ref=o/app:cache-main
				          cache-to: type=registry,ref=o/app:cache-\${{ github.sha }}
			`,
		},
		{
			title: 'a directory, which may be moved',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,src=/cache --cache-to "type=local,dest=/cache-$CI_JOB_ID" .
				rm -rf /cache && mv "/cache-$CI_JOB_ID" /cache
			`,
		},
		{
			title: 'no import, perhaps in another file',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=registry,ref=o/app:cache-$CI_COMMIT_SHA" .
			`,
		},
		{
			title: 'an import of the same run in another file',
			path: 'build.sh',
			others: { 'release.sh': 'docker buildx build --cache-from "o/app:cache-$CI_COMMIT_SHA" -t o/app:1 .\n' },
			text: `
				docker buildx build --cache-from o/app:cache --cache-to "o/app:cache-$CI_COMMIT_SHA" .
			`,
		},
		{
			title: 'an import that may be anything',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "$FROM" --cache-to "type=registry,ref=o/app:cache-$CI_COMMIT_SHA" .
				docker buildx build --cache-from "o/app:cache-$PARENT" --cache-to "o/app:cache-$CI_COMMIT_SHA" .
				docker buildx build --cache-from o/app:cache --cache-to "o/app:cache-$CI_COMMIT_SHA" $MORE .
			`,
		},
		{
			title: 'the branch, and what is not known to change',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=gha,scope=main --cache-to "type=gha,scope=$(git rev-parse --abbrev-ref HEAD)" .
				docker buildx build --cache-from o/app:cache --cache-to "o/app:cache-$VERSION" .
			`,
		},
	],
	*checkBuild({ build, entries }, { builds, workspace }) {
		const writers = entries.filter(({ direction }) => direction === 'to');
		const readers = entries.filter(({ direction }) => direction === 'from');
		if (!build.isComplete || readers.length === 0) return;
		const parts = writers.map(perRunPartOf);
		if (parts.includes(undefined) || readsRuns(builds) || workspace.ask(othersReadRuns, undefined)) return;
		const written = new Set(writers.flatMap((writer) => locationOf(writer)!.parts).flatMap(namesIn));
		if (!readers.every((reader) => isLasting(reader, written))) return;
		for (const [index, writer] of writers.entries()) {
			const part = parts[index]!;
			yield {
				span: part.span,
				message: `cache-to uses \`${shownText(part.name)}\` but no cache-from does, so this cache is never read. BuildKit has no prefix match; use a name that lasts.`,
				fixes: readersKey(writer, part, readers),
				related: readers.map(({ span }) => ({ span, message: 'What is read instead.' })),
			};
		}
	},
});
