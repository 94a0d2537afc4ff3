import type { Attribute, CacheEntry } from '../cache/entry.ts';
import { allBackends, findBackend } from '../catalogue/catalogue.ts';
import type { Span } from '../text/span.ts';
import { defineRule, type Fix } from './rule.ts';
import { isBeforeComment } from './shared/commentIn.ts';
import { continuedEntry } from './shared/continuedEntry.ts';
import { isFoldedList } from './shared/gluedEntries.ts';
import { shownText } from './shared/shownText.ts';
import { hasStrayQuotes } from './shared/strayQuotes.ts';

/** The backend whose parameters these are, when no other has one of them: `registry` for `ref=o/app:cache,mode=max`. */
function guessBackend(entry: CacheEntry): string | undefined {
	const names = entry.attributes.map(({ name }) => name).filter((name) => name !== 'type');
	const guesses = allBackends.filter(({ parameters }) =>
		names.every((name) => parameters.some((fact) => fact.name === name)),
	);
	return names.length > 0 && guesses.length === 1 ? guesses[0]!.type : undefined;
}

/** The key that was meant to be `type`: its value is the name of a backend, `typ=gha`. */
function misspelledType(entry: CacheEntry): Attribute | undefined {
	return entry.attributes.find(({ name, value }) => /^\w+$/.test(name) && !value.isDynamic && findBackend(value.text));
}

/** The dash of a list that is none: `- type=gha` inside a block scalar. */
function dashedType({ attributes }: CacheEntry): Span | undefined {
	const key = attributes[0]?.key;
	const dash = key === undefined ? null : /^[-*]\s+(?=type$)/i.exec(key.text);
	return dash === null ? undefined : key?.spanOf(0, dash[0].length);
}

function addType(entry: CacheEntry, type: string): readonly Fix[] {
	const title = `Add \`type=${type}\``;
	const empty = entry.attributes.find(({ name }) => name === 'type');
	if (empty !== undefined) return [{ title, safe: false, edits: [{ span: empty.value.span, text: type }] }];
	const start = entry.form === 'object' ? entry.attributes[0]?.span.start : entry.span.start;
	const style = entry.flag.layout.objectStyle;
	if (start === undefined || (entry.form === 'object' && style === undefined)) return [];
	const field = style === 'json' ? `"type": "${type}", ` : style === 'hcl' ? `type = "${type}", ` : `type=${type},`;
	return [{ title, safe: false, edits: [{ span: { start, end: start }, text: field }] }];
}

export default defineRule({
	id: 'missing-type',
	group: 'syntax',
	severity: 'error',
	preset: 'recommended',
	summary: 'An entry with options, but without `type=`.',
	docs: `
As soon as there is a \`=\` in a value, it is read as \`key=value\` pairs, and one of them has to be \`type\`. Without it buildx
stops before it builds anything: \`type required for "ref=o/app:cache,mode=max"\` (before buildx 0.36:
\`type required form> "…"\`). buildctl says \`--export-cache requires type=<type>\`.

An image name alone needs no type: \`o/app:cache\` is short for \`type=registry,ref=o/app:cache\`.

This holds for all versions of buildx (up to 0.36) and of buildctl (up to 0.32).
`,
	bad: [
		{
			title: 'the ref of a registry cache, and the scope of a gha cache',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: ref=ghcr.io/o/app:cache
				                      ^^^^^^^^^^^^^^^^^^^^^^^ No \`type=\`, and the build stops with \`type required for "ref=ghcr.io/o/app:cache"\`. Add the backend, \`type=registry\`.
				          cache-to: scope=web,mode=max
				                    ^^^^^^^^^^^^^^^^^^ No \`type=\`, and the build stops with \`type required for "scope=web,mode=max"\`. Add the backend, \`type=gha\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:cache
				          cache-to: type=gha,scope=web,mode=max
			`,
		},
		{
			title: 'a misspelled type, an empty one, and one nobody can guess',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from typ=registry,ref=o/app:cache --cache-from type=,src=/c --cache-to mode=max .
				                                 ^^^ No \`type=\`, and the build stops with \`type required for "typ=registry,ref=o/app:cache"\`. Did you mean \`type\` with \`typ\`?
				                                                                           ^^^^^^^^^^^^ \`type=\` is empty, and the build stops with \`type required for "type=,src=/c"\`. Add the backend, \`type=local\`.
				                                                                                                   ^^^^^^^^ No \`type=\`, and the build stops with \`type required for "mode=max"\`. Add the backend, e.g. \`type=registry\`.
			`,
			fixed: `
				docker buildx build --cache-from type=registry,ref=o/app:cache --cache-from type=local,src=/c --cache-to mode=max .
			`,
		},
		{
			title: 'in a bake file, as a string and as an object',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-from = ["ref=o/app:cache"]
				                 ^^^^^^^^^^^^^^^ No \`type=\`, and the build stops with \`type required for "ref=o/app:cache"\`. Add the backend, \`type=registry\`.
				  cache-to   = [{ dest = "out/cache", mode = "max" }]
				                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ No \`type=\`, and the build stops with \`type required\`. Add the backend, \`type=local\`.
				}
			`,
			fixed: `
				target "app" {
				  cache-from = ["type=registry,ref=o/app:cache"]
				  cache-to   = [{ type = "local", dest = "out/cache", mode = "max" }]
				}
			`,
		},
		{
			title: 'the dashes of a list in a block',
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
				            - type=gha,scope=a
				            ^^ The dash is part of the value, and the build stops with \`type required for "- type=gha,scope=a"\`. Write the entry without it; this is no list.
				            - type=gha,scope=b
				            ^^ The dash is part of the value, and the build stops with \`type required for "- type=gha,scope=b"\`. Write the entry without it; this is no list.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            type=gha,scope=a
				            type=gha,scope=b
			`,
		},
		{
			title: 'for buildctl',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --export-cache type=,ref=o/app:cache
				                                                       ^^^^^^^^^^^^^^^^^^^^^ \`type=\` is empty, and the build stops with \`--export-cache requires type=<type>\`. Add the backend, \`type=registry\`.
			`,
			fixed: `
				buildctl build --frontend dockerfile.v0 --export-cache type=registry,ref=o/app:cache
			`,
		},
		{
			title: 'an object in JSON',
			path: 'docker-bake.json',
			text: `
				{
				  "target": {
				    "app": {
				      "cache-to": [{ "ref": "o/app:cache", "mode": "max" }]
				                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ No \`type=\`, and the build stops with \`type required\`. Add the backend, \`type=registry\`.
				    }
				  }
				}
			`,
			fixed: `
				{
				  "target": {
				    "app": {
				      "cache-to": [{ "type": "registry", "ref": "o/app:cache", "mode": "max" }]
				    }
				  }
				}
			`,
		},
	],
	good: [
		{
			title: 'with a type',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:cache
				          cache-to: type=gha,scope=web,mode=max
			`,
		},
		{
			title: 'names of images',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from user/app:cache --cache-to user/app:cache,user/app:dev .
			`,
		},
		{
			title: 'entries that are or start with an expansion, or may hold more in one',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "$CACHE" --cache-from "$CACHE,mode=max" --cache-to "mode=max,$MORE" .
			`,
		},
		{
			title: 'a type with a space, in quotes, or in a comment: other rules speak of them',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker buildx build --cache-to " type=gha" --cache-from "'type=gha'" .
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            # scope=main
				            type=gha
			`,
		},
		{
			title: 'an entry that goes on in the next line, a map for a string: other rules speak of them',
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
				            type=registry,ref=ghcr.io/o/app:cache,
				            mode=max
			`,
		},
	],
	checkEntry(entry, { siblings }) {
		const { flag } = entry;
		const problem = entry.problems[0];
		if (problem?.code !== 'no-type' || hasStrayQuotes(flag) || isFoldedList(flag)) return [];
		if (!isBeforeComment(flag, entry.span) || flag.notes.some(({ code }) => code === 'wrong-shape')) return [];
		if (entry.attributes.some(({ name }) => name !== 'type' && name.trim() === 'type')) return [];
		// The rest of an entry that goes on here from the line before.
		if (continuedEntry(entry, siblings) !== undefined) return [];
		const stops = `the build stops with \`${shownText(problem.message)}\``;
		const dashed = dashedType(entry);
		if (dashed !== undefined) {
			return [
				{
					span: dashed,
					message: `The dash is part of the value, and ${stops}. Write the entry without it; this is no list.`,
					fixes: [{ title: 'Remove the dash', safe: false, edits: [{ span: dashed, text: '' }] }],
				},
			];
		}
		const misspelled = misspelledType(entry);
		if (misspelled !== undefined) {
			const { key } = misspelled;
			return [
				{
					span: key.span,
					message: `No \`type=\`, and ${stops}. Did you mean \`type\` with \`${shownText(key.written)}\`?`,
					fixes: [
						{ title: `Rename \`${key.written}\` to \`type\``, safe: false, edits: [{ span: key.span, text: 'type' }] },
					],
				},
			];
		}
		const guess = guessBackend(entry);
		const isEmpty = entry.attributes.some(({ name }) => name === 'type');
		return [
			{
				span: entry.span,
				message:
					`${isEmpty ? '`type=` is empty' : 'No `type=`'}, and ${stops}. ` +
					(guess === undefined ? 'Add the backend, e.g. `type=registry`.' : `Add the backend, \`type=${guess}\`.`),
				fixes: guess === undefined ? [] : addType(entry, guess),
			},
		];
	},
});
