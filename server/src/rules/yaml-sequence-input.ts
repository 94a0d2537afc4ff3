import type { CacheFlag } from '../cache/flag.ts';
import { defineRule, type Edit } from './rule.ts';

function noteOf(flag: CacheFlag) {
	return flag.notes.find((note) => note.code === 'sequence-input');
}

export default defineRule({
	id: 'yaml-sequence-input',
	group: 'syntax',
	severity: 'error',
	preset: 'recommended',
	summary: 'A YAML list for an input of an action, which is a string.',
	docs: `
Inputs of actions are strings. GitHub refuses the whole workflow when \`with:\` holds a list: \`A sequence was not expected\`.
docker/build-push-action calls its \`cache-from\` and \`cache-to\` lists, but means lines: write a \`|\` block with one entry on
each line.

This holds for GitHub Actions and for all versions of docker/build-push-action and docker/bake-action. Compose files, bake
files and \`devcontainer.json\` do take lists.
`,
	bad: [
		{
			title: 'lists for the inputs of an action',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from:
				          ^^^^^^^^^^ Action inputs are strings; GitHub rejects a YAML list here (\`A sequence was not expected\`). Use a \`|\` block with one entry per line.
				            - type=gha
				            - type=registry,ref=ghcr.io/o/app:cache
				          cache-to: [type=inline]
				          ^^^^^^^^ Action inputs are strings; GitHub rejects a YAML list here (\`A sequence was not expected\`). Use a \`|\` block with one entry per line.
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
				            type=gha
				            type=registry,ref=ghcr.io/o/app:cache
				          cache-to: |
				            type=inline
			`,
		},
		{
			title: 'a list for the overrides of bake',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/bake-action@v6
				        with:
				          set:
				          ^^^ Action inputs are strings; GitHub rejects a YAML list here (\`A sequence was not expected\`). Use a \`|\` block with one entry per line.
				            - app.cache-from=type=gha,scope=app
				            - app.cache-to=type=gha,scope=app,mode=max
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/bake-action@v6
				        with:
				          set: |
				            app.cache-from=type=gha,scope=app
				            app.cache-to=type=gha,scope=app,mode=max
			`,
		},
		{
			title: 'a list with comments in an action of your own',
			path: 'action.yml',
			text: `
				name: build
				runs:
				  using: composite
				  steps:
				    - uses: docker/build-push-action@v6
				      with:
				        cache-from:
				        ^^^^^^^^^^ Action inputs are strings; GitHub rejects a YAML list here (\`A sequence was not expected\`). Use a \`|\` block with one entry per line.
				          # what this branch has
				          - type=gha,scope=\${{ github.ref_name }}
				          - type=gha,scope=main
			`,
			fixed: `
				name: build
				runs:
				  using: composite
				  steps:
				    - uses: docker/build-push-action@v6
				      with:
				        # what this branch has
				        cache-from: |
				          type=gha,scope=\${{ github.ref_name }}
				          type=gha,scope=main
			`,
		},
	],
	good: [
		{
			title: 'a block with one entry a line',
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
				            type=gha
				            type=registry,ref=ghcr.io/o/app:cache
			`,
		},
		{
			title: 'the lists of compose',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=registry,ref=o/app:cache
				      cache_to: ["type=inline"]
			`,
		},
		{
			title: 'the lists of bake',
			path: 'docker-bake.json',
			text: `
				{ "target": { "app": { "cache-from": ["type=gha"], "cache-to": ["type=gha,mode=max"] } } }
			`,
		},
		{
			title: 'the lists of a matrix',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy:
				      matrix:
				        cache-from:
				          - type=gha
				          - type=registry,ref=ghcr.io/o/app:cache
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: \${{ matrix.cache-from }}
			`,
		},
	],
	checkFlag(flag, { builds }) {
		const note = noteOf(flag);
		if (note === undefined) return [];
		// The flags of one list share its note: the first of them speaks.
		const entries = builds.flatMap((view) => view.entries);
		const first = entries.find((entry) => noteOf(entry.flag)?.key.start === note.key.start);
		if (first !== undefined && first.flag !== flag) return [];
		const { replacement, comments } = note;
		const { commentPlace } = flag.layout;
		const lines = comments.map((comment) => `${commentPlace?.indent ?? ''}${comment}\n`).join('');
		const above: readonly Edit[] =
			lines === '' || commentPlace === undefined
				? []
				: [{ span: { start: commentPlace.offset, end: commentPlace.offset }, text: lines }];
		const isWhole = replacement !== undefined && (lines === '' || above.length > 0);
		const title = 'Write a `|` block with one entry per line';
		return [
			{
				span: note.key,
				message:
					'Action inputs are strings; GitHub rejects a YAML list here (`A sequence was not expected`). ' +
					'Use a `|` block with one entry per line.',
				fixes: isWhole ? [{ title, safe: false, edits: [{ span: note.span, text: replacement }, ...above] }] : [],
			},
		];
	},
});
