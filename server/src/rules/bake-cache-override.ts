import type { Build } from '../cache/build.ts';
import type { CacheEntry } from '../cache/entry.ts';
import type { Span } from '../text/span.ts';
import { defineRule } from './rule.ts';
import { isCalledFromElsewhere, matchesTarget, mayRead } from './shared/calls.ts';
import { shownText } from './shared/shownText.ts';
import type { Question } from './workspace.ts';

/** Whether an override puts an import in the place of the file's: one character, `=`, stands before the value. */
function isReplacing({ direction, form, flag }: CacheEntry): boolean {
	if (direction !== 'from' || flag.origin !== 'flag' || flag.name.correction !== undefined || form === 'empty')
		return false;
	return flag.value.form === 'text' && flag.value.text.span.start - flag.name.span.end === 1;
}

function behind({ end }: Span): Span {
	return { start: end, end };
}

/** Whether a target or service of the files that an override may be for, of a name its pattern stands for, has imports. */
const losesImports: Question<Build, boolean> = (others, override) =>
	others.some(
		({ path, builds }) =>
			mayRead(override, path) &&
			builds.some(
				({ build, entries }) =>
					isCalledFromElsewhere(build) &&
					build.name !== undefined &&
					matchesTarget(override.name, build.name) &&
					entries.some(({ direction, form }) => direction === 'from' && form !== 'empty'),
			),
	);

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

Mostly to replace the list is what is wanted, so this is a hint of the strict preset. It speaks when the whole repository is linted, of targets
whose file has imports to lose: bake files, services of Compose. All versions of buildx with overrides.

Nothing is said of an empty value, which is there to take the list away, and of cache-to, where one place is mostly what is wanted.
`,
	bad: [
		{
			title: 'a command',
			path: 'build.sh',
			others: { 'docker-bake.hcl': 'target "app" {\n  cache-from = ["type=gha"]\n}\n' },
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
			others: { 'compose.yaml': 'services:\n  web:\n    build:\n      context: .\n      cache_from: ["type=gha"]\n' },
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
			others: { 'docker-bake.hcl': 'target "app" {\n  cache-from = ["type=gha"]\n}\n' },
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
			others: { 'docker-bake.hcl': 'target "app" {\n  cache-from = ["type=gha"]\n}\n' },
			text: `
				docker buildx bake --set app.cache-from+=type=registry,ref=o/app:cache app
			`,
		},
		{
			title: 'taken away; exports',
			path: 'build.sh',
			others: { 'docker-bake.hcl': 'target "app" {\n  cache-from = ["type=gha"]\n}\n' },
			text: `
				docker buildx bake --set '*.cache-from=' --set app.cache-to=type=registry,ref=o/app:cache app
			`,
		},
		{
			title: 'a target without imports, another target',
			path: 'build.sh',
			others: {
				'docker-bake.hcl':
					'target "app" {\n  cache-to = ["type=gha"]\n}\ntarget "web" {\n  cache-from = ["type=gha"]\n}\n',
			},
			text: `
				docker buildx bake --set app.cache-from=type=registry,ref=o/app:cache app
			`,
		},
		{
			title: 'another bake file than the one that is read',
			path: 'build.sh',
			others: { 'web/docker-bake.hcl': 'target "app" {\n  cache-from = ["type=gha"]\n}\n' },
			text: `
				docker buildx bake -f ci.hcl --set app.cache-from=type=registry,ref=o/app:cache app
			`,
		},
		{
			title: 'a bake file that is not seen',
			path: 'build.sh',
			text: `
				docker buildx bake --set app.cache-from=type=registry,ref=o/app:cache app
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
	checkBuild({ build, entries }, { workspace }) {
		const isOverride = build.tool === 'bake-action' || (build.tool === 'bake' && build.targets !== undefined);
		if (!isOverride || build.name === undefined) return [];
		const [first, ...others] = entries.filter(isReplacing);
		if (first === undefined || !workspace.ask(losesImports, build)) return [];
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
