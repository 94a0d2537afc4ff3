import type { Attribute, CacheEntry } from '../cache/entry.ts';
import type { CacheFlag } from '../cache/flag.ts';
import type { MappedText } from '../text/mappedText.ts';
import { defineRule, type Edit, type Fix } from './rule.ts';
import { entryStartsIn, isFoldedList, isRepetition, ownPlaceOf } from './shared/gluedEntries.ts';

/** The key whose last value is what counts: the first that is there twice, or `type`. */
function repeatedKey({ attributes }: CacheEntry): string | undefined {
	const seen = new Set<string>();
	const repeated = attributes
		.map(({ name }: Attribute) => name.trim())
		.filter((name) => seen.size === seen.add(name).size);
	return repeated.find((name) => name !== 'type') ?? repeated[0];
}

/** Puts what keeps entries apart here in the place of the commas and spaces before every `type=` but the first. */
function splitAt(flag: CacheFlag, text: MappedText, starts: readonly number[]): readonly Fix[] {
	const { separator } = flag.layout;
	const edits = starts.slice(1).map((start): Edit => {
		let before = start;
		while (before > 0 && /[\s,]/.test(text.text[before - 1]!)) before--;
		return { span: text.spanOf(before, start), text: separator ?? '' };
	});
	const [first, ...rest] = edits;
	// With `type=` at the end of each entry it cannot be said where one ends.
	if (separator === undefined || first === undefined || starts[0] !== 0) return [];
	return [{ title: 'Make separate entries of it', safe: false, edits: [first, ...rest] }];
}

export default defineRule({
	id: 'multiple-entries-in-one',
	group: 'syntax',
	severity: 'error',
	preset: 'recommended',
	summary: 'Several cache entries in one value, of which only parts of the last count.',
	docs: `
One flag, line or list element takes one cache entry. Where a key comes again, the later value silently replaces the
earlier one: \`type=registry,ref=o/app:a,type=registry,ref=o/app:b\` is one entry with \`ref=o/app:b\`, and nothing is ever
read from or written to \`o/app:a\`. The same goes for entries joined by a space:
\`type=registry,ref=o/app:a type=registry,ref=o/app:b\` has a \`ref\` of \`o/app:a type=registry\` first, and then \`ref=o/app:b\`.

Give the flag once for each entry, or write one entry on each line of a \`|\` block, or one element each in a list.

A list of image names without any \`=\` (\`o/app:a,o/app:b\`) is the exception: buildx makes one entry of each.

This holds for all versions of buildx (up to 0.36), buildctl and BuildKit (up to 0.32).
`,
	bad: [
		{
			title: 'two entries for one flag',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=gha,scope=a,type=gha,scope=b .
				                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This value contains 2 cache entries, but one flag takes one. The last \`scope\` wins and the others are dropped. Put each entry in a flag of its own.
			`,
			fixed: `
				docker buildx build --cache-from type=gha,scope=a --cache-from type=gha,scope=b .
			`,
		},
		{
			title: 'two entries on one line',
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
				            type=registry,ref=ghcr.io/o/app:main,type=registry,ref=ghcr.io/o/app:dev
				            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This value contains 2 cache entries, but one flag takes one. The last \`ref\` wins and the others are dropped. Put each entry on its own line.
				            type=gha
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
				            type=registry,ref=ghcr.io/o/app:main
				            type=registry,ref=ghcr.io/o/app:dev
				            type=gha
			`,
		},
		{
			title: 'two entries with a space between them',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = ["type=registry,ref=o/app:cache,mode=max type=local,dest=/c"]
				               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This value contains 2 cache entries, but one flag takes one. All of it is read as one entry. Put each entry in a list element of its own.
				}
			`,
			fixed: `
				target "app" {
				  cache-to = ["type=registry,ref=o/app:cache,mode=max", "type=local,dest=/c"]
				}
			`,
		},
		{
			title: 'in a list of compose',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=registry,ref=o/app:main, type=registry,ref=o/app:dev
				          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This value contains 2 cache entries, but one flag takes one. The last \`ref\` wins and the others are dropped. Put each entry in a list element of its own.
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=registry,ref=o/app:main
				        - type=registry,ref=o/app:dev
			`,
		},
		{
			title: 'the type at the end of each',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from scope=a,type=gha,ref=o/app:cache,type=registry .
				                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This value contains 2 cache entries, but one flag takes one. The last \`type\` wins and the others are dropped. Put each entry in a flag of its own.
			`,
		},
	],
	good: [
		{
			title: 'a flag for each entry',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=gha,scope=a --cache-from type=gha,scope=b .
			`,
		},
		{
			title: 'a list of image names, which buildx takes apart',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from o/app:main,o/app:dev .
			`,
		},
		{
			title: 'a type inside a quoted field',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to 'type=local,"dest=/c,type=x"' .
			`,
		},
		{
			title: 'a type inside an expansion',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: \${{ env.CACHE }},type=registry,ref=ghcr.io/o/app:main
				          cache-to: type=gha,scope=\${{ format('type={0}', matrix.type) }}
			`,
		},
		{
			title: 'the same said twice, lines that are folded: other rules speak of them',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker buildx build --cache-from type=gha,scope=a,type=gha .
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: >
				            type=gha,scope=a
				            type=gha,scope=b
			`,
		},
	],
	checkEntry(entry) {
		const { flag, text } = entry;
		if (entry.form !== 'attributes' || text === undefined || isFoldedList(flag)) return [];
		const starts = entryStartsIn(text);
		if (starts.length < 2 || isRepetition(flag)) return [];
		const key = repeatedKey(entry);
		const effect =
			key === undefined ? 'All of it is read as one entry.' : `The last \`${key}\` wins and the others are dropped.`;
		return [
			{
				span: text.span,
				message:
					`This value contains ${starts.length} cache entries, but one flag takes one. ${effect} ` +
					`Put each entry ${ownPlaceOf(flag)}.`,
				fixes: splitAt(flag, text, starts),
			},
		];
	},
});
