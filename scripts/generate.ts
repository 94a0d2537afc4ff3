import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	write(generateIndexes());
}
