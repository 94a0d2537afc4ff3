import type { CacheEntry } from '../cache/entry.ts';
import type { Span } from '../text/span.ts';
import { defineRule } from './rule.ts';
import { shownText } from './shared/shownText.ts';

/** Whether an override puts an import in the place of the file's: one character, `=`, stands before the value. */
function isReplacing({ direction, form, flag }: CacheEntry): boolean {
	if (direction !== 'from' || flag.origin !== 'flag' || flag.name.correction !== undefined || form === 'empty')
		return false;
	return flag.value.form === 'text' && flag.value.text.span.start - flag.name.span.end === 1;
}

function behind({ end }: Span): Span {
	return { start: end, end };
}

export default defineRule({
	id: 'bake-cache-override',
	group: 'workflow',
	severity: 'hint',
	preset: 'off',
	summary: 'An override of bake that replaces the imports of the bake file.',
	docs: `
\`--set app.cache-from=…\`, and the same line in \`set:\` of docker/bake-action, puts what it says in the place of the list in the bake file.
Several such lines for one target add up with each other, but what the file has is gone. \`+=\` adds to it:

    docker buildx bake --set 'app.cache-from+=type=registry,ref=o/app:cache'

A bake file that is not seen may have no imports to lose, and mostly to replace them is what is wanted, so the rule has to be turned on by name. All versions of buildx with overrides; \`+=\` for
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
	checkBuild({ build, entries }) {
		const isOverride = build.tool === 'bake-action' || (build.tool === 'bake' && build.targets !== undefined);
		if (!isOverride || build.name === undefined) return [];
		const [first, ...others] = entries.filter(isReplacing);
		if (first === undefined) return [];
		const { name } = first.flag;
		const edit = (entry: CacheEntry) => ({ span: behind(entry.flag.name.span), text: '+' });
		return [
			{
				span: name.span,
				message: `\`${build.tool === 'bake' ? '--set ' : ''}${shownText(build.name)}.${name.text}=\` replaces the file's list; use \`+=\` to add.`,
				fixes: [{ title: 'Add to the list', safe: false, edits: [edit(first), ...others.map(edit)] }],
				related: others.map(({ flag }) => ({ span: flag.name.span, message: 'added to the one before' })),
			},
		];
	},
});
