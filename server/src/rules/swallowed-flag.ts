import { grammarOf } from '../cache/build.ts';
import { defineRule } from './rule.ts';

export default defineRule({
	id: 'swallowed-flag',
	group: 'syntax',
	severity: 'error',
	preset: 'recommended',
	summary: 'A cache flag that is the value of the option before it.',
	docs: `
An option that takes a value takes the next argument, whatever it looks like. In \`--build-arg --cache-to type=gha\` the build
argument is named \`--cache-to\`, there is no cache flag at all, and \`type=gha\` is left over: \`docker buildx build\` stops with
\`requires exactly 1 argument\`, or takes \`type=gha\` for the directory to build.

Give the option its value, or remove it.

This holds for all versions of docker, buildx and buildctl.
`,
	bad: [
		{
			title: 'a build argument without name',
			path: 'build.sh',
			text: `
				docker buildx build --build-arg --cache-to type=gha,mode=max .
				                                ^^^^^^^^^^ \`--cache-to\` is the value of \`--build-arg\`, which stands before it without one; docker sees no \`--cache-to\`, and no cache is exported. Give \`--build-arg\` a value or remove it.
			`,
			fixed: `
				docker buildx build --cache-to type=gha,mode=max .
			`,
		},
		{
			title: 'over several lines',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: |
				          docker buildx build \\
				            --tag \\
				            --cache-from type=registry,ref=o/app:cache \\
				            ^^^^^^^^^^^^ \`--cache-from\` is the value of \`--tag\`, which stands before it without one; docker sees no \`--cache-from\`, and no cache is imported. Give \`--tag\` a value or remove it.
				            .
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: |
				          docker buildx build \\
				            --cache-from type=registry,ref=o/app:cache \\
				            .
			`,
		},
		{
			title: 'in a makefile, with buildctl',
			path: 'Makefile',
			text: `
				image:
					buildctl build --frontend dockerfile.v0 --local context=. --opt --export-cache type=inline --output type=image,name=o/app,push=true
					                                                                ^^^^^^^^^^^^^^ \`--export-cache\` is the value of \`--opt\`, which stands before it without one; buildctl sees no \`--export-cache\`, and no cache is exported. Give \`--opt\` a value or remove it.
			`,
			fixed: `
				image:
					buildctl build --frontend dockerfile.v0 --local context=. --export-cache type=inline --output type=image,name=o/app,push=true
			`,
		},
	],
	good: [
		{
			title: 'an option with its value',
			path: 'build.sh',
			text: `
				docker buildx build --build-arg VERSION=1 --cache-to type=gha,mode=max .
			`,
		},
		{
			title: 'options that take no value, and values behind =',
			path: 'build.sh',
			text: `
				docker buildx build --push --cache-to type=gha --tag=o/app --cache-from type=gha .
			`,
		},
	],
	*checkFlag(flag) {
		for (const note of flag.notes) {
			if (note.code !== 'swallowed') continue;
			const { text, span } = flag.name;
			const by = note.by.written;
			const outcome = flag.direction === 'to' ? 'no cache is exported' : 'no cache is imported';
			const tool = grammarOf(flag.build.tool) === 'buildctl' ? 'buildctl' : 'docker';
			yield {
				span,
				message:
					`\`${text}\` is the value of \`${by}\`, which stands before it without one; ${tool} sees no \`${text}\`, and ` +
					`${outcome}. Give \`${by}\` a value or remove it.`,
				related: [{ span: note.by.span, message: `\`${by}\` takes the next argument as its value.` }],
				fixes: [
					{
						title: `Remove \`${by}\``,
						safe: false,
						edits: [{ span: { start: note.by.span.start, end: span.start }, text: '' }],
					},
				],
			};
		}
	},
});
