import type { CacheFlag } from '../cache/flag.ts';
import type { MappedText } from '../text/mappedText.ts';
import type { Span } from '../text/span.ts';
import { defineRule, type Edit, type Fix } from './rule.ts';
import { foldsBetweenEntries, isFoldedList, isLineOriented, ownPlaceOf } from './shared/gluedEntries.ts';

/** Makes a literal block of the scalar, whose lines stay as they are but for commas at their ends. */
function unfold(text: MappedText, header: Span | undefined): readonly [Edit, ...Edit[]] | undefined {
	const commas = [...text.text.matchAll(/,(?=\s+type\s*=)/gi)].map(
		({ index }): Edit => ({ span: text.spanOf(index, index + 1), text: '' }),
	);
	const { start: first } = text.span;
	if (header !== undefined) {
		// The second edit changes nothing; it says that the value is touched, which may begin further on in the block.
		const touch = { span: { start: first, end: first }, text: '' };
		return [{ span: { start: header.start, end: header.start + 1 }, text: '|' }, touch, ...commas];
	}
	const fold = /\s/.exec(text.text)?.index;
	if (fold === undefined) return undefined;
	const { start, end } = text.spanOf(fold, fold + 1);
	// The fold is a line break and the indentation of the next line, which the first line gets too.
	const indent = ' '.repeat(Math.max(0, end - start - 1));
	return [{ span: { start: first, end: first }, text: `|\n${indent}` }, ...commas];
}

/** Makes a list item of each entry of a scalar that is one item of a list. */
function splitItems(flag: CacheFlag, text: MappedText, header: Span | undefined): Fix['edits'] | undefined {
	const { separator } = flag.layout;
	const [first, ...rest] = foldsBetweenEntries(flag).map(({ start, end }): Edit => {
		const from = text.text[start - 1] === ',' ? start - 1 : start;
		return { span: { start: text.startOf(from), end: text.startOf(end) }, text: separator ?? '' };
	});
	if (separator === undefined || first === undefined) return undefined;
	if (header === undefined) return [first, ...rest];
	return [{ span: { start: header.start, end: text.span.start }, text: '' }, first, ...rest];
}

function noteOf(flag: CacheFlag) {
	return flag.notes.find((note) => note.code === 'folded');
}

export default defineRule({
	id: 'yaml-folded-list',
	group: 'syntax',
	severity: 'error',
	preset: 'recommended',
	summary: 'A folded YAML scalar that makes one value of a list of entries.',
	docs: `
\`>\` folds the lines of a block into one line, joined by spaces; a plain scalar over several lines is folded too. An action
that takes one cache entry a line then gets one line with all of them: \`type=gha,scope=a type=gha,scope=b\`. Of keys that
come again, only the last value counts; the other caches are neither read nor written, and nothing is printed.

Use a literal block, \`|\`, which keeps the lines. An item of a list, as Compose has them, takes one entry whatever the block; write one item for
each.

This holds for all versions of docker/build-push-action and docker/bake-action; the folding is YAML's.
`,
	bad: [
		{
			title: 'a folded block',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: >
				                      ^ \`>\` folds these lines into one value joined by spaces. Use \`|\` so each line is a separate cache entry.
				            type=gha,scope=a
				            type=gha,scope=b
				          cache-to: type=gha,scope=a
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
				          cache-to: type=gha,scope=a
			`,
		},
		{
			title: 'image names, expressions and commas at the ends of lines',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: >-
				                      ^^ \`>\` folds these lines into one value joined by spaces. Use \`|\` so each line is a separate cache entry.
				            ghcr.io/o/app:main
				            type=gha,scope=\${{ github.ref_name }}
				          cache-to: >-
				                    ^^ \`>\` folds these lines into one value joined by spaces. Use \`|\` so each line is a separate cache entry.
				            type=gha,mode=max,
				            type=registry,ref=ghcr.io/o/app:cache
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |-
				            ghcr.io/o/app:main
				            type=gha,scope=\${{ github.ref_name }}
				          cache-to: |-
				            type=gha,mode=max
				            type=registry,ref=ghcr.io/o/app:cache
			`,
		},
		{
			title: 'the overrides of docker/bake-action',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/bake-action@v5
				        with:
				          set: >
				               ^ \`>\` folds these lines into one value joined by spaces. Use \`|\` so each line is a separate cache entry.
				            *.cache-from=type=gha,scope=web
				            *.cache-to=type=gha,scope=web,mode=max
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/bake-action@v5
				        with:
				          set: |
				            *.cache-from=type=gha,scope=web
				            *.cache-to=type=gha,scope=web,mode=max
			`,
		},
		{
			title: 'a plain scalar over several lines',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=a
				                      ^^^^^^^^^^^^^^^^ YAML folds these lines into one value joined by spaces. Use \`|\` so each line is a separate cache entry.
				            type=gha,scope=b
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
			title: 'in Compose',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - >-
				          ^^ \`>\` folds these lines into one value joined by spaces, and all of it is one cache entry. Put each entry in a list element of its own.
				          type=registry,ref=o/web:cache
				          type=registry,ref=o/web:main
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=registry,ref=o/web:cache
				        - type=registry,ref=o/web:main
			`,
		},
	],
	good: [
		{
			title: 'a literal block',
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
				            type=gha,scope=a
				            type=gha,scope=b
			`,
		},
		{
			title: 'a folded block with one entry on one line, and one with one expression',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: >
				            type=gha,scope=Dev Deploy
				          cache-to: >-
				            \${{ github.ref == 'refs/heads/main'
				            && 'type=gha,mode=max' || '' }}
			`,
		},
		{
			title: 'one entry folded over several lines: entry-whitespace speaks of it',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: >-
				            type=registry,
				            ref=ghcr.io/o/app:cache,
				            mode=max
			`,
		},
	],
	checkFlag(flag) {
		const note = noteOf(flag);
		if (note === undefined || flag.value.form !== 'text' || !isFoldedList(flag)) return [];
		const { text } = flag.value;
		const { header } = note;
		const place = ownPlaceOf(flag);
		const isItem = flag.layout.separator !== undefined && !isLineOriented(flag);
		const edits = isItem ? splitItems(flag, text, header) : unfold(text, header);
		const title = isItem ? 'Make separate entries of it' : 'Keep the lines with `|`';
		const folded = `${header === undefined ? 'YAML' : '`>`'} folds these lines into one value joined by spaces`;
		return [
			{
				span: header ?? text.span,
				message: isItem
					? `${folded}, and all of it is one cache entry. Put each entry ${place}.`
					: `${folded}. Use \`|\` so each line is a separate cache entry.`,
				fixes: edits === undefined ? [] : [{ title, safe: false, edits }],
			},
		];
	},
});
