import { defineRule } from './rule.ts';

export default defineRule({
	id: 'expression-may-be-false',
	group: 'combinations',
	severity: 'warning',
	preset: 'recommended',
	summary: 'An expression that becomes the word `false` when its condition does not hold.',
	docs: `
\`\${{ github.ref == 'refs/heads/main' && 'type=gha' }}\` is \`false\` on every other branch, and an input that is \`false\` is the text
\`false\`. buildx takes a word without \`=\` for the name of an image: it reads from \`docker.io/library/false\`, which only leaves a line in
the log, or tries to push a cache there, which fails the build.

Add \`|| ''\`; an empty input is no cache. A condition that is a string (\`inputs.x && 'type=gha'\`) gives an empty string by itself. So it is in all versions of
the runner, and for all versions of buildx.
`,
	bad: [
		{
			title: 'a comparison',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: \${{ github.ref == 'refs/heads/main' && 'type=gha,mode=max' }}
				                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ When the condition is false this is the string \`false\`, read as image \`docker.io/library/false\`. Add \`|| ''\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: \${{ github.ref == 'refs/heads/main' && 'type=gha,mode=max' || '' }}
			`,
		},
		{
			title: 'a function, and a negation in a block',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: "\${{ startsWith(github.ref, 'refs/tags/') && format('type=gha,scope={0}', matrix.os) }}"
				                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ When the condition is false this is the string \`false\`, read as image \`docker.io/library/false\`. Add \`|| ''\`.
				          cache-to: |
				            type=inline
				            \${{ !inputs.fast && 'type=gha' }}
				                ^^^^^^^^^^^^^^^^^^^^^^^^^^ When the condition is false this is the string \`false\`, read as image \`docker.io/library/false\`. Add \`|| ''\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: "\${{ startsWith(github.ref, 'refs/tags/') && format('type=gha,scope={0}', matrix.os) || '' }}"
				          cache-to: |
				            type=inline
				            \${{ !inputs.fast && 'type=gha' || '' }}
			`,
		},
		{
			title: 'an input of an action of your own',
			path: 'action.yml',
			text: `
				name: build
				inputs:
				  publish:
				    type: boolean
				runs:
				  using: composite
				  steps:
				    - uses: docker/build-push-action@v6
				      with:
				        cache-from: type=gha
				        cache-to: \${{ contains(github.event.pull_request.labels.*.name, 'warm-cache') && 'type=gha,mode=max' }}
				                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ When the condition is false this is the string \`false\`, read as image \`docker.io/library/false\`. Add \`|| ''\`.
			`,
			fixed: `
				name: build
				inputs:
				  publish:
				    type: boolean
				runs:
				  using: composite
				  steps:
				    - uses: docker/build-push-action@v6
				      with:
				        cache-from: type=gha
				        cache-to: \${{ contains(github.event.pull_request.labels.*.name, 'warm-cache') && 'type=gha,mode=max' || '' }}
			`,
		},
	],
	good: [
		{
			title: 'with another value',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: \${{ github.ref == 'refs/heads/main' && 'type=gha,mode=max' || '' }}
			`,
		},
		{
			title: 'conditions that are strings',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: \${{ inputs.cache && 'type=gha' }}
				          cache-to: \${{ env.CACHE_TO && format('type=registry,ref={0}', env.CACHE_TO) }}
			`,
		},
	],
	*checkFlag(flag) {
		for (const note of flag.notes) {
			if (note.code !== 'may-be-false') continue;
			const place = { start: note.insertAt, end: note.insertAt };
			yield {
				span: note.span,
				message:
					"When the condition is false this is the string `false`, read as image `docker.io/library/false`. Add `|| ''`.",
				fixes: [{ title: "Add `|| ''`", safe: false, edits: [{ span: place, text: " || ''" }] }],
			};
		}
	},
});
