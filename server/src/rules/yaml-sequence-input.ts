import type { CacheFlag } from '../cache/flag.ts';
import { defineRule } from './rule.ts';

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
	checkFlag(flag, { siblings }) {
		const note = noteOf(flag);
		if (note === undefined) return [];
		// The flags of one list share its note: the first of them speaks.
		const first = siblings.find((entry) => noteOf(entry.flag)?.span.start === note.span.start);
		if (first !== undefined && first.flag !== flag) return [];
		const { replacement } = note;
		return [
			{
				span: flag.name.span,
				message:
					'Action inputs are strings; GitHub rejects a YAML list here (`A sequence was not expected`). ' +
					'Use a `|` block with one entry per line.',
				fixes:
					replacement === undefined
						? []
						: [
								{
									title: 'Write a `|` block with one entry per line',
									safe: false,
									edits: [{ span: note.span, text: replacement }],
								},
							],
			},
		];
	},
});
