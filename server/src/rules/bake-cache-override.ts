import { defineRule } from './rule.ts';

export default defineRule({
	id: 'bake-cache-override',
	group: 'workflow',
	severity: 'hint',
	preset: 'strict',
	summary: 'An override of bake that replaces the imports of the bake file.',
	docs: `
\`--set app.cache-from=…\`, and the same line in \`set:\` of docker/bake-action, puts what it says in the place of the list in the bake file.
Several such lines for one target add up with each other, but what the file has is gone. \`+=\` adds to it:

    docker buildx bake --set 'app.cache-from+=type=registry,ref=o/app:cache'

A bake file that is not seen may have no imports to lose, so this is a hint of the strict preset. All versions of buildx with overrides; \`+=\` for
lists is in the documentation of bake.

Nothing is said of an empty value, which is there to take the list away, and of cache-to, where one place is mostly what is wanted.
`,
	bad: [
		{
			title: 'a command',
			path: 'build.sh',
			text: `
				docker buildx bake --set app.cache-from=type=registry,ref=o/app:cache app
				                             ^^^^^^^^^^ \`--set app.cache-from=\` replaces the file's list; use \`+=\` to add.
			`,
			fixed: `
				docker buildx bake --set app.cache-from+=type=registry,ref=o/app:cache app
			`,
		},
		{
			title: 'an input of bake-action, two lines',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          set: |
				            *.cache-from=type=gha,scope=main
				              ^^^^^^^^^^ \`*.cache-from=\` replaces the file's list; use \`+=\` to add.
				            *.cache-from=type=gha,scope=dev
				              ^^^^^^^^^^ \`*.cache-from=\` replaces the file's list; use \`+=\` to add.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          set: |
				            *.cache-from+=type=gha,scope=main
				            *.cache-from+=type=gha,scope=dev
			`,
		},
		{
			title: 'quoted, in a makefile',
			path: 'Makefile',
			text: `
				images:
					docker buildx bake --set "app.cache-from=type=local,src=.cache"
					                              ^^^^^^^^^^ \`--set app.cache-from=\` replaces the file's list; use \`+=\` to add.
			`,
			fixed: `
				images:
					docker buildx bake --set "app.cache-from+=type=local,src=.cache"
			`,
		},
	],
	good: [
		{
			title: 'added to the list',
			path: 'build.sh',
			text: `
				docker buildx bake --set app.cache-from+=type=registry,ref=o/app:cache app
			`,
		},
		{
			title: 'taken away; exports',
			path: 'build.sh',
			text: `
				docker buildx bake --set '*.cache-from=' --set app.cache-to=type=registry,ref=o/app:cache app
			`,
		},
		{
			title: 'targets of a bake file',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-from = ["type=gha"]
				}
			`,
		},
		{
			title: 'commands without overrides',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from=type=registry,ref=o/app:cache .
			`,
		},
	],
	checkFlag({ direction, build, name, value, origin }) {
		const isOverride = build.tool === 'bake-action' || (build.tool === 'bake' && build.targets !== undefined);
		if (direction !== 'from' || !isOverride || origin !== 'flag' || name.correction !== undefined) return [];
		if (value.form !== 'text' || value.text.length === 0 || build.name === undefined) return [];
		// One character between the key and the value: the `=` without a `+`.
		if (value.text.span.start - name.span.end !== 1) return [];
		const set = build.tool === 'bake' ? '--set ' : '';
		return [
			{
				span: name.span,
				message: `\`${set}${build.name}.${name.text}=\` replaces the file's list; use \`+=\` to add.`,
				fixes: [
					{
						title: 'Add to the list',
						safe: false,
						edits: [{ span: { start: name.span.end, end: name.span.end }, text: '+' }],
					},
				],
			},
		];
	},
});
