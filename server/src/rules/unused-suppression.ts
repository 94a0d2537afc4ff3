import type { Span } from '../text/span.ts';
import { defineRule } from './rule.ts';

/** The sign that begins a comment, where nothing but white space stands behind it. */
const SIGN = /[ \t]*(?:#|\/\/|;|--|<!--|\/\*|\brem\b)[ \t]*$/i;

/** All of the comment that a suppression is in: with its sign, with the white space before it, and with its line if that is all there is. */
function wholeComment({ start, end }: Span, text: string): Span {
	const lineStart = text.lastIndexOf('\n', start - 1) + 1;
	const before = text.slice(lineStart, start);
	const sign = SIGN.exec(before);
	// A comment that says something else as well keeps the rest.
	if (sign === null) return { start: lineStart + before.trimEnd().length, end };
	const closing = /^[ \t]*(?:-->|\*\/)/.exec(text.slice(end))?.[0].length ?? 0;
	const isAlone = before.slice(0, sign.index).trim() === '' && /^[ \t]*(?:\r?\n|$)/.test(text.slice(end + closing));
	if (!isAlone) return { start: lineStart + sign.index, end: end + closing };
	const lineEnd = text.indexOf('\n', end);
	return { start: lineStart, end: lineEnd === -1 ? text.length : lineEnd + 1 };
}

export default defineRule({
	id: 'unused-suppression',
	group: 'hygiene',
	severity: 'hint',
	preset: 'recommended',
	summary: 'Finds `cachelint: ignore` comments that silence nothing.',
	docs: `
A comment that silenced a finding stays behind when the flag is mended, moved or deleted, and would hide the next mistake there. A comment
covers its own line; alone on its line it covers what begins on the next line that is no comment. It is used when one of the rules it names
(any rule, when it names none) has a finding there.

It speaks of no version of BuildKit. Comments for rules that are off are left alone, as they may be on for somebody else.
`,
	bad: [
		{
			title: 'nothing is wrong on the next line',
			path: 'build.sh',
			text: `
				# cachelint: ignore[unknown-parameter]
				  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Nothing here is found by \`unknown-parameter\`, so this comment silences nothing. Delete it.
				docker buildx build --cache-to type=gha,mode=max .
			`,
			fixed: `
				docker buildx build --cache-to type=gha,mode=max .
			`,
		},
		{
			title: 'no rule has a finding',
			path: 'docker-bake.hcl',
			text: `
				target "web" {
				  cache-to = ["type=gha,mode=max"] # cachelint: ignore
				                                     ^^^^^^^^^^^^^^^^^ Nothing is found here, so this comment silences nothing. Delete it.
				}
			`,
			fixed: `
				target "web" {
				  cache-to = ["type=gha,mode=max"]
				}
			`,
		},
		{
			title: 'a comment of its own, for a whole file',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      # cachelint: ignore[gha-scope-collision] only one image is left
				        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Nothing here is found by \`gha-scope-collision\`, so this comment silences nothing. Delete it.
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max # moved here cachelint: ignore[invalid-mode]
				                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Nothing here is found by \`invalid-mode\`, so this comment silences nothing. Delete it.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max # moved here
			`,
		},
	],
	good: [
		{
			title: 'the comment silences a finding',
			path: 'build.sh',
			text: `
				# cachelint: ignore[unknown-parameter] a patched BuildKit reads it
				docker buildx build --cache-to type=gha,mod=max .
			`,
		},
		{
			title: 'the rule it names is off',
			path: 'build.sh',
			settings: { rules: { 'unknown-parameter': 'off' } },
			text: `
				# cachelint: ignore[unknown-parameter]
				docker buildx build --cache-to type=gha,mode=max .
			`,
		},
	],
	*checkSuppressions(unused, { file }) {
		for (const { span, rules } of unused) {
			const names = rules.map(({ id }) => `\`${id}\``).join(', ');
			yield {
				span,
				message: `${names === '' ? 'Nothing is found here' : `Nothing here is found by ${names}`}, so this comment silences nothing. Delete it.`,
				tags: ['unnecessary'],
				fixes: [
					{ title: 'Delete the suppression', safe: false, edits: [{ span: wholeComment(span, file.text), text: '' }] },
				],
			};
		}
	},
});
