import { defineRule } from './rule.ts';

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
	*checkSuppressions(unused) {
		for (const { span, rules } of unused) {
			const names = rules.map(({ id }) => `\`${id}\``).join(', ');
			yield {
				span,
				message: `${names === '' ? 'Nothing is found here' : `Nothing here is found by ${names}`}, so this comment silences nothing. Delete it.`,
				tags: ['unnecessary'],
				fixes: [{ title: 'Delete the suppression', safe: false, edits: [{ span, text: '' }] }],
			};
		}
	},
});
