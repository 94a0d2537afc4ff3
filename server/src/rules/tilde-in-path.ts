import type { Tool } from '../cache/build.ts';
import { defineRule, type Fix } from './rule.ts';
import { knownAttributes } from './shared/parameters.ts';

/** Tools that are called in a shell, where `$HOME` is sure to be the directory `~` stands for. */
const commands: readonly Tool[] = ['buildx', 'docker', 'buildctl', 'nerdctl', 'depot'];

export default defineRule({
	id: 'tilde-in-path',
	group: 'values',
	severity: 'error',
	preset: 'recommended',
	summary: 'A local cache in `~`, which nobody expands.',
	docs: `
A shell expands \`~\` at the beginning of a word, and \`type=local,dest=~/cache\` begins with \`type\`. Neither buildx nor buildctl
expands it either, nor do bake, Compose or an action. The cache is written to a directory literally named \`~\` in the working
directory, while the one in the home directory stays empty. No message says so.

Write \`$HOME\` (where the shell expands it, so not in single quotes), \`\${{ runner.temp }}\` in a workflow, \`\${HOME}\` in a Compose
file.

Only where the path is the first thing in an argument of its own, \`--cache-to dest=~/cache,type=local\`, do bash and zsh (with
\`magic_equal_subst\`) take it for an assignment and expand it; so nothing is said of that. All versions of buildx, up to 0.36 at least.
`,
	bad: [
		{
			title: 'in a shell',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,src=~/.cache/app --cache-to type=local,dest=~/.cache/app,mode=max .
				                                                ^ \`~\` is not expanded here; the cache goes to a directory literally named \`~\`. Use \`$HOME\`.
				                                                                                        ^ \`~\` is not expanded here; the cache goes to a directory literally named \`~\`. Use \`$HOME\`.
			`,
			fixed: `
				docker buildx build --cache-from type=local,src=$HOME/.cache/app --cache-to type=local,dest=$HOME/.cache/app,mode=max .
			`,
		},
		{
			title: 'in an action, where no shell is near',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=~/cache,mode=max
				                                    ^ \`~\` is not expanded here; the cache goes to a directory literally named \`~\`. Use \`\${{ runner.temp }}\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=\${{ runner.temp }}/cache,mode=max
			`,
		},
		{
			title: 'in a Compose file',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=local,src=~/cache
				                         ^ \`~\` is not expanded here; the cache goes to a directory literally named \`~\`. Use \`\${HOME}\`.
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=local,src=\${HOME}/cache
			`,
		},
		{
			title: 'in a Makefile',
			path: 'Makefile',
			text: `
				image:
					docker buildx build --cache-to type=local,dest=~ .
					                                               ^ \`~\` is not expanded here; the cache goes to a directory literally named \`~\`. Use \`$(HOME)\`.
			`,
			fixed: `
				image:
					docker buildx build --cache-to type=local,dest=$(HOME) .
			`,
		},
	],
	good: [
		{
			title: 'a variable the shell expands',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=local,dest=$HOME/.cache/app,mode=max .
			`,
		},
		{
			title: 'a tilde elsewhere',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=local,dest=/srv/~cache --cache-from type=local,src=./~/cache --cache-from type=local,src=~cache .
			`,
		},
		{
			title: 'what bash takes for an assignment',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from src=~/.cache/app,type=local --cache-to dest=~/.cache/app,type=local .
			`,
		},
		{
			title: 'paths that are expanded',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/cache@v4
				        with:
				          path: ~/cache
				          key: a
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/home/runner/cache
			`,
		},
	],
	checkEntry(entry) {
		const { build, layout } = entry.flag;
		const isCommand = commands.includes(build.tool);
		const paths = knownAttributes(entry, 'path').filter(({ attribute: { value, span } }) => {
			// A word that looks like an assignment, `dest=~/c,…`, has its `~` expanded by bash.
			return /^~(?:\/|$)/.test(value.text) && !(isCommand && span.start === entry.span.start);
		});
		return paths.map(({ attribute: { value } }) => {
			const fixes: Fix[] = [];
			if (layout.home !== undefined) {
				fixes.push({
					title: `Write \`${layout.home}\``,
					safe: isCommand,
					edits: [{ span: value.spanOf(0, 1), text: layout.home }],
				});
			}
			const instead = layout.home === undefined ? 'the whole path' : `\`${layout.home}\``;
			return {
				span: value.spanOf(0, 1),
				message: `\`~\` is not expanded here; the cache goes to a directory literally named \`~\`. Use ${instead}.`,
				fixes,
			};
		});
	},
});
