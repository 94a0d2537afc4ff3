import type { Tool } from '../cache/build.ts';
import { defineRule } from './rule.ts';
import { misnamedFlags, misnamedReport } from './shared/misnamedFlags.ts';

/** What the tools are called in messages. */
const NAMES: Readonly<Partial<Record<Tool, string>>> = {
	buildctl: 'buildctl',
	buildx: 'docker buildx',
	docker: 'docker',
};

/** What a program prints about a flag it does not know: Go's own flags with one dash, Docker's with two. */
function printedFor(tool: Tool, flag: string): string {
	return tool === 'buildctl' ? `flag provided but not defined: ${flag.replace(/^--/, '-')}` : `unknown flag: ${flag}`;
}

export default defineRule({
	id: 'wrong-flag-for-tool',
	group: 'syntax',
	severity: 'error',
	preset: 'recommended',
	summary: 'A cache flag under a name that the tool does not know.',
	docs: `
buildctl writes and reads caches with \`--export-cache\` and \`--import-cache\`; docker and docker buildx with \`--cache-to\` and
\`--cache-from\`. Given the other's flag, or a misspelled one, the command stops: buildctl with
\`flag provided but not defined: -cache-to\`, docker with \`unknown flag: --export-cache\`. What stands behind the flag is written
in the same way for both.

This holds for all versions of buildctl and buildx. \`--export-cache-opt\` was removed from buildctl in 0.11.
`,
	bad: [
		{
			title: 'the flags of buildx for buildctl',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 \\
				  --cache-from type=registry,ref=o/app:cache \\
				  ^^^^^^^^^^^^ buildctl has no \`--cache-from\` and stops with \`flag provided but not defined: -cache-from\`; use \`--import-cache\`.
				  --cache-to type=registry,ref=o/app:cache,mode=max
				  ^^^^^^^^^^ buildctl has no \`--cache-to\` and stops with \`flag provided but not defined: -cache-to\`; use \`--export-cache\`.
			`,
			fixed: `
				buildctl build --frontend dockerfile.v0 \\
				  --import-cache type=registry,ref=o/app:cache \\
				  --export-cache type=registry,ref=o/app:cache,mode=max
			`,
		},
		{
			title: 'the flags of buildctl for docker',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker buildx build --import-cache type=gha --export-cache type=registry,ref=o/app:cache .
				                                 ^^^^^^^^^^^^^^ docker buildx has no \`--import-cache\` and stops with \`unknown flag: --import-cache\`; use \`--cache-from\`.
				                                                         ^^^^^^^^^^^^^^ docker buildx has no \`--export-cache\` and stops with \`unknown flag: --export-cache\`; use \`--cache-to\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: docker buildx build --cache-from type=gha --cache-to type=registry,ref=o/app:cache .
			`,
		},
		{
			title: 'in a makefile',
			path: 'Makefile',
			text: `
				image:
					buildctl build --frontend dockerfile.v0 --cache-to=type=inline
					                                        ^^^^^^^^^^ buildctl has no \`--cache-to\` and stops with \`flag provided but not defined: -cache-to\`; use \`--export-cache\`.
			`,
			fixed: `
				image:
					buildctl build --frontend dockerfile.v0 --export-cache=type=inline
			`,
		},
	],
	good: [
		{
			title: 'the right flags',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --export-cache type=inline --import-cache type=registry,ref=o/app
				docker buildx build --cache-to type=inline --cache-from type=registry,ref=o/app .
				docker build --cache-from o/app .
			`,
		},
		{
			title: 'tools that call them as docker does, and wrappers nobody knows',
			path: 'build.sh',
			text: `
				nerdctl build --cache-to type=inline --cache-from type=registry,ref=o/app .
				depot build --cache-to type=registry,ref=o/app:cache .
				my-build --export-cache type=inline
			`,
		},
	],
	*checkBuild(view) {
		const { tool } = view.build;
		for (const name of misnamedFlags(view, ['buildctl', 'buildx', 'docker'])) {
			const message =
				`${NAMES[tool]} has no \`${name.text}\` and stops with \`${printedFor(tool, name.text)}\`; ` +
				`use \`${name.correction}\`.`;
			yield misnamedReport({ ...name, isTaken: false }, message, false);
		}
	},
});
