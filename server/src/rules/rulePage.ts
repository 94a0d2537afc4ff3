import type { Example, Rule } from './rule.ts';

const PRESETS = {
	recommended: 'on by default',
	strict: 'on in the `strict` preset',
	security: 'on in the `security` preset',
	off: 'off until it is turned on',
} as const;

/** The page of a rule in Markdown: `docs/rules/<id>.md` and `cachelint explain`. */
export function formatRulePage(rule: Rule): string {
	const isFixable = rule.bad.some(({ fixed }) => fixed !== undefined);
	const [mended, ...others] = rule.good;
	const parts = [
		`# ${rule.id}`,
		rule.summary,
		`Severity: ${rule.severity} · ${PRESETS[rule.preset]} · group: ${rule.group}${isFixable ? ' · has a fix' : ''}`,
		rule.docs.trim(),
		'## Found',
		...rule.bad.map(formatExample),
		'## Right',
		formatExample(mended),
	];
	if (others.length > 0) parts.push('## Not flagged', ...others.map(formatExample));
	parts.push(
		'## Turning it off',
		`For one place, a comment on the line above: \`# cachelint: ignore[${rule.id}]\`. Everywhere: \`cachelint --rule ${rule.id}=off\`, or in an editor \`"cachelint.rules": { "${rule.id}": "off" }\`.`,
	);
	return `${parts.join('\n\n')}\n`;
}

function formatExample(example: Example): string {
	const lines = dedent(example.text).replace(/\n+$/, '');
	const head =
		example.title === undefined ? `\`${example.path}\`` : `${capitalize(example.title)} (\`${example.path}\`)`;
	const settings = Object.entries(example.settings ?? {});
	const under =
		settings.length === 0
			? ''
			: `, with ${settings.map(([key, value]) => `${key} ${JSON.stringify(value)}`).join(', ')}`;
	const fence = lines.includes('```') ? '````' : '```';
	return `${head}${under}:\n\n${fence}${languageOf(example.path)}\n${lines}\n${fence}`;
}

function languageOf(path: string): string {
	if (/\.ya?ml$/.test(path)) return 'yaml';
	if (/\.sh$/.test(path)) return 'sh';
	if (/\.hcl$/.test(path)) return 'hcl';
	if (/\.json$/.test(path)) return 'json';
	return /makefile|\.mk$/i.test(path) ? 'make' : '';
}

function capitalize(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Takes away the indentation common to all lines, the empty first line and the blank last one of a template literal. */
export function dedent(text: string): string {
	const lines = text
		.replace(/^\n/, '')
		.replace(/\n[ \t]*$/, '\n')
		.split('\n');
	const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)![0].length);
	const common = indents.length === 0 ? 0 : Math.min(...indents);
	return lines.map((line) => line.slice(common)).join('\n');
}
