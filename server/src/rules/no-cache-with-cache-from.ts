import { defineRule } from './rule.ts';

export default defineRule({
	id: 'no-cache-with-cache-from',
	group: 'combinations',
	severity: 'info',
	preset: 'recommended',
	summary: 'A cache source for a build that is told to use no cache.',
	docs: `
With \`--no-cache\`, \`no-cache: true\` or \`no_cache: true\` every step runs again, whatever is imported. The imports are still resolved, which only takes
time. Remove one of the two.

Exporting is another thing: building without a cache to write a fresh one is how a cache is renewed. \`no-cache-filter\` leaves the cache
for other stages, and so it is not meant. All versions of BuildKit.
`,
	bad: [
		{
			title: 'in a workflow',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          no-cache: true
				          cache-from: type=gha
				                      ^^^^^^^^ \`no-cache\` makes cache-from useless. Remove one of them.
				          cache-to: type=gha,mode=max
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          no-cache: true
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'in a script',
			path: 'build.sh',
			text: `
				docker build --no-cache --cache-from o/app:cache -t o/app .
				                                     ^^^^^^^^^^^ \`no-cache\` makes cache-from useless. Remove one of them.
			`,
			fixed: `
				docker build --no-cache -t o/app .
			`,
		},
		{
			title: 'in a bake file',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  no-cache   = true
				  cache-from = ["type=gha", "type=registry,ref=o/app:cache"]
				                 ^^^^^^^^ \`no-cache\` makes cache-from useless. Remove one of them.
				                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`no-cache\` makes cache-from useless. Remove one of them.
				}
			`,
			fixed: `
				target "app" {
				  no-cache   = true
				  cache-from = []
				}
			`,
		},
	],
	good: [
		{
			title: 'one or the other, as a condition has it',
			path: 'build.sh',
			text: `
				if [ "$FULL" = true ]; then ARGS=--no-cache; else FROM="--cache-from o/app:cache"; fi
				docker build $ARGS $FROM -t o/app .
			`,
		},
		{
			title: 'only writing a cache',
			path: '.github/workflows/ci.yml',
			text: `
				on: schedule
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          no-cache: true
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'decided elsewhere, and for some stages',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          no-cache: \${{ inputs.fresh }}
				          cache-from: type=gha
				      - uses: docker/build-push-action@v6
				        with:
				          no-cache-filters: deps
				          cache-from: type=gha
			`,
		},
		{
			title: 'turned off',
			path: 'build.sh',
			text: `
				docker build --no-cache=false --cache-from o/app:cache .
				docker build --no-cache-filter deps --cache-from o/app:cache .
			`,
		},
		{
			title: 'an empty source',
			path: 'build.sh',
			text: `
				docker buildx build --no-cache --cache-from "" .
			`,
		},
	],
	checkFlag(flag) {
		const isEmpty = flag.value.form === 'text' && flag.value.text.length === 0;
		if (flag.direction !== 'from' || flag.origin !== 'flag' || flag.build.noCache !== 'yes' || isEmpty) return [];
		const { removal } = flag.layout;
		return [
			{
				span: flag.value.form === 'text' ? flag.value.text.span : flag.value.span,
				message: '`no-cache` makes cache-from useless. Remove one of them.',
				fixes:
					removal === undefined
						? []
						: [{ title: 'Remove this source', safe: false, edits: [{ span: removal, text: '' }] }],
				tags: ['unnecessary'],
			},
		];
	},
});
