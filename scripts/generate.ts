import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding, Rule } from '../server/src/service.ts';
import type { Schema } from './configSchema.ts';

/** What generating would write: path and content of each file. `npm test` compares it with what is committed. */
export interface GeneratedFile {
	readonly path: string;
	readonly content: string;
}

const root = resolve(import.meta.dirname, '..');

/** The index of a folder in which each file has one default export: rules, hosts, backends. */
function indexFolder(
	folder: string,
	options: { readonly name: string; readonly type: string; readonly from: string },
): GeneratedFile {
	const names = readdirSync(join(root, folder))
		.filter((file) => file.endsWith('.ts') && !file.endsWith('.generated.ts'))
		.filter((file) => readFileSync(join(root, folder, file), 'utf8').includes('\nexport default '))
		.map((file) => file.slice(0, -3))
		.sort();
	const identifier = (name: string) => name.replace(/[-.](\w)/g, (_, letter: string) => letter.toUpperCase());
	return {
		path: `${folder}/index.generated.ts`,
		content: [
			'// Written by `npm run generate` from the files of this folder.',
			`import type { ${options.type} } from '${options.from}';`,
			...names.map((name) => `import ${identifier(name)} from './${name}.ts';`),
			'',
			`export const ${options.name}: readonly ${options.type}[] = [`,
			...names.map((name) => `\t${identifier(name)},`),
			'];',
			'',
		].join('\n'),
	};
}

/** The indexes, which must be there before anything else can be loaded. */
export function generateIndexes(): readonly GeneratedFile[] {
	return [
		indexFolder('server/src/catalogue/backends', { name: 'backends', type: 'BackendFact', from: '../facts.ts' }),
		indexFolder('server/src/rules', { name: 'rules', type: 'Rule', from: './rule.ts' }),
		indexFolder('server/src/hosts', { name: 'hosts', type: 'HostLanguage', from: './host.ts' }),
	];
}

/**
 * Everything made from the rules: their pages, the table and the example in the README, the settings of the manifest.
 * The rules are loaded here, not above, because their index is itself generated.
 */
export async function generateFromRules(): Promise<readonly GeneratedFile[]> {
	const { allRules, formatRulePage } = await import('../server/src/service.ts');
	const { describeConfig, describeRule, describeValidation, schemaPath } = await import('./configSchema.ts');
	const pages = allRules.map((rule) => ({ path: `docs/rules/${rule.id}.md`, content: formatRulePage(rule) }));
	return [
		...pages,
		{ path: 'docs/rules/README.md', content: `# Rules\n\n${tabulate(allRules, '')}\n` },
		{ path: 'README.md', content: await fillReadme(allRules) },
		{ path: 'package.json', content: fillManifest(allRules, { describeRule, validation: describeValidation() }) },
		{ path: schemaPath, content: `${JSON.stringify(describeConfig(allRules), undefined, 2)}\n` },
	];
}

/** Pages of rules that are no more. */
export async function findStalePages(): Promise<readonly string[]> {
	const { allRules } = await import('../server/src/service.ts');
	const known = new Set(['README.md', ...allRules.map((rule) => `${rule.id}.md`)]);
	return readdirSync(join(root, 'docs/rules'))
		.filter((file) => !known.has(file))
		.map((file) => `docs/rules/${file}`);
}

function tabulate(rules: readonly Rule[], base: string): string {
	const rows = rules.map((rule) => {
		const isFixable = rule.bad.some(({ fixed }) => fixed !== undefined);
		const severity = rule.preset === 'recommended' ? rule.severity : `${rule.severity} (${rule.preset})`;
		return `| [${rule.id}](${base}${rule.id}.md) | ${severity} | ${isFixable ? 'yes' : ''} | ${rule.summary.replaceAll('|', '\\|')} |`;
	});
	return ['| rule | severity | fix | what it finds |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** The README with the parts between its marks written anew: the rule table, and what is printed for its example. */
async function fillReadme(rules: readonly Rule[]): Promise<string> {
	const readme = readFileSync(join(root, 'README.md'), 'utf8');
	const example = /<!-- example: (\S+) -->\n```\w*\n([\s\S]*?)```\n/.exec(readme);
	if (example === null) throw new Error('README.md has no example');
	const [, path, text] = example;
	return replaceBetween(
		replaceBetween(readme, 'output', `\`\`\`text\n${await lintExample(path!, text!)}\`\`\``),
		'rules',
		tabulate(rules, 'docs/rules/'),
	);
}

async function lintExample(path: string, text: string): Promise<string> {
	const { createCacheService } = await import('../server/src/service.ts');
	const { pretty } = await import('../server/src/cli/formats/pretty.ts');
	const service = createCacheService();
	const document = service.read({ path, text })!;
	const file = {
		path,
		document,
		findings: service.check(document),
		fixesOf: (finding: Finding) => service.fixesOf(document, finding),
	};
	return pretty({ files: [file], rules: service.rules, version: '', usesColor: false });
}

function replaceBetween(text: string, name: string, content: string): string {
	const start = `<!-- ${name} -->\n`;
	const end = `\n<!-- /${name} -->`;
	const from = text.indexOf(start);
	const to = text.indexOf(end, from);
	if (from === -1 || to === -1) throw new Error(`README.md has no <!-- ${name} --> … <!-- /${name} -->`);
	return text.slice(0, from + start.length) + content + text.slice(to);
}

/** The manifest with one property a rule in `cachelint.rules`, so that editors complete their names, and the schema. */
function fillManifest(
	rules: readonly Rule[],
	config: { readonly describeRule: (rule: Rule) => Schema; readonly validation: object },
): string {
	const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	const setting = manifest.contributes.configuration.properties['cachelint.rules'];
	setting.properties = Object.fromEntries(
		rules.map((rule) => [
			rule.id,
			rule.options === undefined
				? { enum: ['off', 'on', 'hint', 'info', 'warning', 'error'], description: rule.summary }
				: config.describeRule(rule),
		]),
	);
	Object.assign(manifest.contributes, config.validation);
	return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function write(files: readonly GeneratedFile[]): void {
	for (const { path, content } of files) {
		let current: string | undefined;
		try {
			current = readFileSync(join(root, path), 'utf8');
		} catch {
			current = undefined;
		}
		if (current !== content) {
			writeFileSync(join(root, path), content);
			console.log(`wrote ${path}`);
		}
	}
}

async function main(): Promise<void> {
	write(generateIndexes());
	write(await generateFromRules());
	for (const path of await findStalePages()) {
		rmSync(join(root, path));
		console.log(`removed ${path}`);
	}
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	void main().catch((error: unknown) => {
		console.error(error);
		process.exitCode = 1;
	});
}
