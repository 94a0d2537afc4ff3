import type { CacheFlag } from '../cache/flag.ts';
import { readGithubExpression } from '../text/githubExpression.ts';
import { MappedText } from '../text/mappedText.ts';
import { defineRule } from './rule.ts';
import { shownText } from './shared/shownText.ts';

/** The condition and the value of `A && '' || B`, as typed. */
function readTernary(flag: CacheFlag): { readonly condition: string; readonly value: string } | undefined {
	const written = flag.value.form === 'text' ? flag.value.text.written : '';
	const expression = readGithubExpression(MappedText.verbatim(written));
	if (expression?.kind !== 'binary' || expression.left.kind !== 'binary') return undefined;
	return { condition: expression.left.left.text.text, value: expression.right.text.text };
}

export default defineRule({
	id: 'expression-always-truthy',
	group: 'combinations',
	severity: 'error',
	preset: 'recommended',
	summary: "An expression with an empty middle, `a && '' || b`, which is always `b`.",
	docs: `
GitHub's \`a && b || c\` is no ternary operator: an empty string counts as false, so in \`a && '' || 'type=gha'\` the middle never
wins and the value is always \`type=gha\`. The cache is used in just the case that was meant to be left out: pull requests write it,
releases read it.

Turn the condition round: \`!a && 'type=gha' || ''\`. A middle that is not empty is fine.

Nothing is printed; the expression is worked out before the action or the script sees it. So it is in all versions of the runner and of the
actions.
`,
	bad: [
		{
			title: 'no cache for pull requests, it seems',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: \${{ github.event_name == 'pull_request' && '' || 'type=gha,mode=max' }}
				                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`''\` is falsy, so \`github.event_name == 'pull_request' && '' || 'type=gha,mode=max'\` is always \`'type=gha,mode=max'\`. Negate the condition: \`github.event_name != 'pull_request' && 'type=gha,mode=max' || ''\`.
			`,
			fixed: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: \${{ github.event_name != 'pull_request' && 'type=gha,mode=max' || '' }}
			`,
		},
		{
			title: 'in a line of a block, with a function',
			path: '.github/workflows/ci.yml',
			text: `
				on: workflow_dispatch
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: |
				            type=inline
				            \${{ inputs.publish && '' || format('type=gha,mode=max,scope={0}', matrix.name) }}
				                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`''\` is falsy, so \`inputs.publish && '' || format('type=gha,mode=max,scope={0}', matrix.name)\` is always \`format('type=gha,mode=max,scope={0}', matrix.name)\`. Negate the condition: \`!inputs.publish && format('type=gha,mode=max,scope={0}', matrix.name) || ''\`.
			`,
			fixed: `
				on: workflow_dispatch
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: |
				            type=inline
				            \${{ !inputs.publish && format('type=gha,mode=max,scope={0}', matrix.name) || '' }}
			`,
		},
		{
			title: 'several conditions, in quotes',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: "\${{ (inputs.a || inputs.b) && '' || env.CACHE_TO }}"
				                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`''\` is falsy, so \`(inputs.a || inputs.b) && '' || env.CACHE_TO\` is always \`env.CACHE_TO\`. Negate the condition: \`!(inputs.a || inputs.b) && env.CACHE_TO || ''\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: "\${{ !(inputs.a || inputs.b) && env.CACHE_TO || '' }}"
			`,
		},
	],
	good: [
		{
			title: 'the condition turned round',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: \${{ github.event_name != 'pull_request' && 'type=gha,mode=max' || '' }}
			`,
		},
		{
			title: 'a middle that is not empty',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: \${{ github.ref_protected && 'type=gha,scope=a' || 'type=gha,scope=b' }}
				          cache-to: \${{ inputs.cache-to || 'type=gha,mode=max' }}
			`,
		},
	],
	*checkFlag(flag) {
		for (const note of flag.notes) {
			if (note.code !== 'always-truthy') continue;
			const { replacement } = note;
			const read = readTernary(flag);
			const expression =
				read === undefined
					? ''
					: `, so \`${shownText(`${read.condition} && '' || ${read.value}`)}\` is always \`${shownText(read.value)}\``;
			const advice =
				replacement === undefined ? 'Negate the condition.' : `Negate the condition: \`${shownText(replacement)}\`.`;
			const title = 'Negate the condition';
			yield {
				span: note.span,
				message: `\`''\` is falsy${expression}. ${advice}`,
				fixes:
					replacement === undefined ? [] : [{ title, safe: false, edits: [{ span: note.span, text: replacement }] }],
			};
		}
	},
});
