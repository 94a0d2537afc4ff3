import type { RuleOption } from './options.ts';
import type { Example, Rule } from './rule.ts';

const PRESETS = {
	recommended: 'on by default',
	strict: 'on in the `strict` preset',
	security: 'on in the `security` preset',
	off: 'off until it is turned on',
} as const;

/** Where the page of a rule is on the web: `https://…/docs/rules/unknown-parameter.md`. */
export function ruleUrl(rule: string): string {
	return `https://github.com/cachelint/cachelint/blob/main/docs/rules/${rule}.md`;
}

/** The page of a rule in Markdown: `docs/rules/<id>.md` and `cachelint explain`. */
export function formatRulePage(rule: Rule): string {
	const isFixable = rule.bad.some(({ fixed }) => fixed !== undefined);
	const [mended, ...others] = rule.good;
	const parts = [
		`# ${rule.id}`,
		rule.summary,
		`Severity: ${rule.severity} · ${PRESETS[rule.preset]} · group: ${rule.group}${isFixable ? ' · has a fix' : ''}`,
		rule.docs.trim(),
		...formatOptions(rule),
		'## Found',
		...rule.bad.map(formatExample),
		'## Right',
		formatExample(mended),
	];
	if (others.length > 0) parts.push('## Not flagged', ...others.map(formatExample));
	parts.push(
		'## Turning it off',
		`For one place, a comment on the line above: \`# cachelint: ignore[${rule.id}]\`. Everywhere: \`rules: { ${rule.id}: off }\` in \`.cachelint.yaml\`, \`cachelint --rule ${rule.id}=off\`, or in an editor \`"cachelint.rules": { "${rule.id}": "off" }\`.`,
	);
	return `${parts.join('\n\n')}\n`;
}

/** What can be set of a rule, and where. */
function formatOptions({ id, options = {} }: Rule): readonly string[] {
	const names = Object.entries(options);
	if (names.length === 0) return [];
	const rows = names.map(([name, option]) => {
		const values = option.kind === 'string' && option.values !== undefined ? option.values : [];
		const kind =
			values.length > 0
				? values.map((value) => `\`${value}\``).join(' or ')
				: option.kind.replace('strings', 'list of strings');
		return `| \`${name}\` | ${kind} | \`${JSON.stringify(option.default)}\` | ${option.description.replaceAll('|', '\\|')} |`;
	});
	const [[name, first]] = names as [[string, RuleOption]];
	return [
		'## Options',
		['| option | holds | default | what it does |', '| --- | --- | --- | --- |', ...rows].join('\n'),
		`In \`.cachelint.yaml\`:\n\n\`\`\`yaml\nrules:\n  ${id}:\n    ${name}: ${exampleOf(first)}\n\`\`\``,
	];
}

/** A value to show: the one the description ends with, or one that is not the default. */
function exampleOf(option: RuleOption): string {
	const described = /: `([^`]+)`\.$/.exec(option.description)?.[1];
	if (described !== undefined) return described;
	if (option.kind === 'boolean') return String(!option.default);
	const other = option.kind === 'string' ? option.values?.find((value) => value !== option.default) : undefined;
	return other ?? JSON.stringify(option.default);
}

function formatExample(example: Example): string {
	const lines = dedent(example.text).replace(/\n+$/, '');
	const head =
		example.title === undefined ? `\`${example.path}\`` : `${capitalize(example.title)} (\`${example.path}\`)`;
	const { options = {}, ...others } = example.settings ?? {};
	const settings = [...Object.entries(others), ...Object.values(options).flatMap((set) => Object.entries(set))];
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
