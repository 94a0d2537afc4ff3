import { grammarOf } from '../cache/build.ts';
import { defineRule } from './rule.ts';

export default defineRule({
	id: 'missing-value',
	group: 'syntax',
	severity: 'error',
	preset: 'recommended',
	summary: 'A cache flag without a value.',
	docs: `
\`--cache-to\` and \`--cache-from\` take a value. At the end of the command there is none, and docker stops before it builds
anything: \`flag needs an argument: --cache-to\`. buildctl says the same of \`--export-cache\` and \`--import-cache\`. Often the
value is on the next line, and the line continuation is missing. In the middle of a command the flag takes the next argument
as its value: in \`--cache-to --push .\` the cache is an image named \`--push\`, and nothing is pushed.

This holds for all versions of docker, buildx and buildctl.
`,
	bad: [
		{
			title: 'nothing behind the flag',
			path: 'build.sh',
			text: `
				docker buildx build . --cache-to
				                      ^^^^^^^^^^ \`--cache-to\` has no value, and the build stops with \`flag needs an argument: --cache-to\`. Write a cache behind it or remove it.
			`,
		},
		{
			title: 'another option where the value should be',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to --push -t o/app .
				                    ^^^^^^^^^^ \`--cache-to\` has no value, and takes the next argument as one, whatever it is. Write a cache behind it or remove it.
			`,
		},
		{
			title: 'a missing line continuation',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: |
				          buildctl build --frontend dockerfile.v0 --export-cache
				                                                  ^^^^^^^^^^^^^^ \`--export-cache\` has no value, and the build stops with \`flag needs an argument: -export-cache\`. Write a cache behind it or remove it.
				            type=registry,ref=o/app:cache
			`,
		},
	],
	good: [
		{
			title: 'a flag with its value',
			path: 'build.sh',
			text: `
				docker buildx build . --cache-to type=gha
			`,
		},
		{
			title: 'a value on the next line',
			path: 'build.sh',
			text: `
				docker buildx build . --cache-to \\
				  type=gha
			`,
		},
		{
			title: 'an empty value, which buildx skips',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to= --cache-from "" .
			`,
		},
		{
			title: 'a value in an expansion',
			path: 'build.sh',
			text: `
				docker buildx build . --cache-to $CACHE
			`,
		},
	],
	checkFlag(flag) {
		if (!flag.notes.some(({ code }) => code === 'no-value')) return [];
		const { text, span } = flag.name;
		const isBuildctl = grammarOf(flag.build.tool) === 'buildctl';
		const printed = `flag needs an argument: ${isBuildctl ? text.replace(/^--/, '-') : text}`;
		const effect =
			span.end >= flag.build.span.end
				? `the build stops with \`${printed}\``
				: 'takes the next argument as one, whatever it is';
		return [{ span, message: `\`${text}\` has no value, and ${effect}. Write a cache behind it or remove it.` }];
	},
});
