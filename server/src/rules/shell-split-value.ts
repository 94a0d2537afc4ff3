import { join } from '../text/span.ts';
import { defineRule } from './rule.ts';
import { shownText } from './shared/shownText.ts';

export default defineRule({
	id: 'shell-split-value',
	group: 'syntax',
	severity: 'error',
	preset: 'recommended',
	summary: 'A line continuation that leaves indentation in the middle of a value.',
	docs: `
A backslash at the end of a line joins the next line to it as it stands, indentation included. Inside a value that is not
quoted, the spaces end the word: \`--cache-to type=s3,region=r,\\\` and \`    bucket=b\` on the next line are two arguments. The
value ends with a comma, on which buildx stops with \`invalid value \`, and the rest is taken for another argument, which
\`docker buildx build\` refuses: \`requires exactly 1 argument\`.

Join the lines, or let the next line begin without any space.

This holds for all shells, and for all versions of buildx and buildctl.
`,
	bad: [
		{
			title: 'an entry over two lines',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=eu-west-1,\\
				    bucket=b,name=app .
				    ^^^^^^^^^^^^^^^^^ The line continuation leaves indentation in the middle of the value, so the shell starts a new argument at \`bucket=b,name=app\`. Join the lines.
			`,
			fixed: `
				docker buildx build --cache-to type=s3,region=eu-west-1,bucket=b,name=app .
			`,
		},
		{
			title: 'in a step of a workflow',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - run: |
				          docker buildx build \\
				            --cache-from=type=registry,\\
				              ref=o/app:cache \\
				              ^^^^^^^^^^^^^^^ The line continuation leaves indentation in the middle of the value, so the shell starts a new argument at \`ref=o/app:cache\`. Join the lines.
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
				            --cache-from=type=registry,ref=o/app:cache \\
				            .
			`,
		},
		{
			title: 'in a makefile',
			path: 'Makefile',
			text: `
				image:
					docker buildx build --cache-to type=local,dest=/c,\\
						mode=max .
						^^^^^^^^ The line continuation leaves indentation in the middle of the value, so the shell starts a new argument at \`mode=max\`. Join the lines.
			`,
			fixed: `
				image:
					docker buildx build --cache-to type=local,dest=/c,mode=max .
			`,
		},
	],
	good: [
		{
			title: 'one word',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=eu-west-1,bucket=b,name=app .
			`,
		},
		{
			title: 'continuations between arguments',
			path: 'build.sh',
			text: `
				docker buildx build \\
				    --cache-from type=gha \\
				    --cache-to \\
				    type=gha,mode=max \\
				    .
			`,
		},
		{
			title: 'a continuation without indentation',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=local,dest=/c,\\
mode=max .
			`.replace(/^\t{4}/gm, ''),
		},
	],
	*checkFlag(flag) {
		if (flag.value.form !== 'text') return;
		// The edit holds the last character of the value, as the value is touched by it.
		const last = flag.value.text.slice(-1);
		for (const note of flag.notes) {
			if (note.code !== 'split-word') continue;
			const rest = shownText(note.rest.written);
			yield {
				span: note.rest.span,
				message:
					'The line continuation leaves indentation in the middle of the value, so the shell starts a new argument ' +
					`at \`${rest}\`. Join the lines.`,
				fixes: [
					{ title: 'Join the lines', safe: false, edits: [{ span: join(last.span, note.gap), text: last.written }] },
				],
			};
		}
	},
});
