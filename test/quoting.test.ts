import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, createCacheService } from '../server/src/service.ts';
import { spellShell } from '../server/src/text/shell/spellShell.ts';

const service = createCacheService({
	onTrouble: ({ part, error }) => {
		throw new Error(`${part}: ${error}`);
	},
});

/** A way of writing the value of `cache-to` into a file: which file it is, the text, and what values it can hold. */
interface Place {
	readonly name: string;
	readonly path: string;
	readonly write: (value: string) => string;
	/** Characters that cannot be written there. */
	readonly never?: RegExp;
}

/** Some of the values `type=gha,scope=…`, with a scope of all that quoting has to do with, and a mode that a fix mends. */
const VALUE = fc
	.array(
		fc.constantFrom(
			'a',
			'b-1',
			'/',
			' ',
			"'",
			'\\',
			'$',
			'${x}',
			'%{',
			'%',
			'#',
			';',
			'(',
			')',
			'&',
			'*',
			'é😀',
			'~',
			'`',
			'"',
			',',
		),
		{ maxLength: 6 },
	)
	.map((parts) => `type=gha,${asField(`scope=x${parts.join('')}x`)},mode=MAX`);

/** A field of a CSV record, in quotes where it needs them. */
function asField(text: string): string {
	return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const QUOTES = [
	['without quotes', undefined],
	['in double quotes', '"'],
	['in single quotes', "'"],
	["in $'…'", "$'"],
] as const;

/** The value as one word of the shell, in each kind of quotes. */
function inShell(name: string, path: string, write: (word: string) => string, never?: RegExp): readonly Place[] {
	return QUOTES.map(([how, quote]) => ({
		name: `${name}, ${how}`,
		path,
		write: (value) => write(`${quote ?? ''}${spellShell(value, quote)}${quote?.at(-1) ?? ''}`),
		...(never === undefined ? {} : { never }),
	}));
}

const forMake = (text: string) => text.replaceAll('$', '$$$$');
const asHcl = (text: string) => `"${text.replace(/["\\]/g, '\\$&').replace(/([$%])(?=\{)/g, '$1$1')}"`;
const asTemplate = (text: string) => JSON.stringify(text.replace(/([$%])(?=\{)/g, '$1$1'));
const asYaml = (text: string) => `'${text.replaceAll("'", "''")}'`;
const forCompose = (text: string) => text.replaceAll('$', '$$$$');
const indented = (text: string, indent: string) => text.replace(/^(?=.)/gm, indent);

const PLACES: readonly Place[] = [
	...inShell('a script', 'a.sh', (word) => `set -e\ndocker buildx build \\\n  --cache-to ${word} \\\n  . | tee log\n`),
	...inShell('an array', 'a.sh', (word) => `A=(-q\n  --cache-to=${word} # why\n)\ndocker buildx build "\${A[@]}" .\n`),
	...inShell('a variable', 'a.sh', (word) => `export TO=${word}\ndocker buildx build --cache-to "$TO" .\n`),
	...inShell(
		'a function',
		'a.sh',
		(word) => `f() {\n  local to=${word}\n  docker buildx build --cache-to "$to" .\n}\n`,
	),
	...inShell('bash -c', 'a.sh', (word) => `bash -c '${spellShell(`docker buildx build --cache-to ${word} .`, "'")}'\n`),
	...inShell('ssh', 'a.sh', (word) => `ssh -p 22 h "${spellShell(`docker buildx build --cache-to ${word} .`, '"')}"\n`),
	...inShell('eval', 'a.sh', (word) => `eval "${spellShell(`docker buildx build --cache-to ${word} .`, '"')}"\n`),
	...inShell('a here-document', 'a.sh', (word) => `bash -s <<'EOF'\ndocker buildx build --cache-to ${word} .\nEOF\n`),
	...inShell('an alias', 'a.sh', (word) => `alias b='${spellShell(`docker buildx build --cache-to ${word}`, "'")}'\n`),
	...inShell('a recipe', 'Makefile', (word) => `a:\n\t@docker buildx build \\\n\t  --cache-to ${forMake(word)} .\n`),
	...inShell(
		'.ONESHELL',
		'Makefile',
		(word) => `.ONESHELL:\na:\n\tset -e\n\tdocker buildx build --cache-to=${forMake(word)} .\n`,
	),
	...inShell(
		'define',
		'a.mk',
		(word) => `define b\n@docker buildx build --cache-to ${forMake(word)} .\nendef\na:\n\t$(b)\n`,
	),
	...inShell(
		'options of make',
		'Makefile',
		(word) => `A += --cache-to ${forMake(word)}\na:\n\tdocker buildx build $(A) .\n`,
		/#/,
	),
	{
		name: 'a variable of make',
		path: 'Makefile',
		write: (value) => `TO ?= ${forMake(value)}\na:\n\tdocker buildx build --cache-to $(TO) .\n`,
		never: /[#\\]/,
	},
	{
		name: 'an argument of $(if)',
		path: 'Makefile',
		write: (value) =>
			`a:\n\tdocker buildx build --cache-to $(if $(CI),${forMake(value).replaceAll(',', '$(comma)')}) .\n`,
		never: /[()\\"'#]/,
	},
	...inShell('a recipe of just', 'justfile', (word) => `a:\n  @docker buildx build --cache-to ${word} .\n`),
	...inShell(
		'a script of just',
		'justfile',
		(word) => `a:\n  #!/usr/bin/env bash\n  docker buildx build --cache-to=${word} .\n`,
	),
	{
		name: 'a variable of just',
		path: 'justfile',
		write: (value) => `to := ${JSON.stringify(value)}\na:\n  docker buildx build --cache-to {{ to }} .\n`,
	},
	{
		name: 'a raw variable of just',
		path: 'justfile',
		write: (value) => `to := '${value}'\na:\n  docker buildx build --cache-to "{{ to }}" .\n`,
		never: /'/,
	},
	{
		name: 'a list in HCL',
		path: 'docker-bake.hcl',
		write: (value) => `target "a" {\n  cache-to = [${asHcl(value)}]\n}\n`,
	},
	{
		name: 'both sides of a condition in HCL',
		path: 'docker-bake.hcl',
		write: (value) => `target "a" {\n  cache-to = concat(CI ? [] : [\n    ${asHcl(value)}, # why\n  ], [])\n}\n`,
	},
	{
		name: 'a variable in HCL',
		path: 'docker-bake.hcl',
		write: (value) => `variable "TO" {\n  default = ${asHcl(value)}\n}\ntarget "a" {\n  cache-to = [TO]\n}\n`,
	},
	{
		name: 'a function in HCL',
		path: 'docker-bake.hcl',
		write: (value) =>
			`function "f" {\n  params = []\n  result = [${asHcl(value)}]\n}\ntarget "a" {\n  cache-to = f()\n}\n`,
	},
	{
		name: 'Terraform',
		path: 'main.tf',
		write: (value) =>
			`resource "docker_image" "a" {
  build {
    cache_to = [${asHcl(value)}]
  }
}
`,
	},
	{
		name: 'a here-document in HCL',
		path: 'docker-bake.hcl',
		write: (value) =>
			`target "a" {\n  cache-to = [trimspace(<<EOF\n${value.replace(/([$%])(?=\{)/g, '$1$1')}\nEOF\n  )]\n}\n`,
	},
	{
		name: 'a bake file in JSON',
		path: 'docker-bake.json',
		write: (value) => `{"target": {"a": {"cache-to": [\n  ${asTemplate(value)}\n]}}}\n`,
	},
	{
		name: 'a bake file on standard input',
		path: 'a.sh',
		write: (value) => `docker buildx bake -f - <<'EOF'\ntarget "a" {\n  cache-to = [${asHcl(value)}]\n}\nEOF\n`,
	},
	{
		name: 'Compose, single quotes',
		path: 'compose.yaml',
		write: (value) => compose(`\n        - ${asYaml(forCompose(value))}`),
	},
	{
		name: 'Compose, double quotes in a flow list',
		path: 'docker-compose.yml',
		write: (value) => compose(` [${JSON.stringify(forCompose(value))}]`),
	},
	{
		name: 'Compose, a block',
		path: 'compose.yaml',
		write: (value) => compose(`\n        - >-\n          ${forCompose(value)}`),
	},
	...inShell(
		'a Taskfile',
		'Taskfile.yml',
		(word) =>
			`tasks:\n  a:\n    cmds:\n      - |\n${indented(`docker buildx build --cache-to ${word} .\n`, '        ')}`,
	),
	...inShell(
		'a Taskfile in double quotes',
		'Taskfile.yml',
		(word) => `tasks:\n  a:\n    cmds:\n      - cmd: ${JSON.stringify(`docker buildx build --cache-to=${word} .`)}\n`,
	),
	...inShell(
		'package.json',
		'package.json',
		(word) => `{\n  "scripts": {\n    "a": ${JSON.stringify(`docker buildx build --cache-to ${word} .`)}\n  }\n}\n`,
	),
	{
		name: 'devcontainer.json',
		path: '.devcontainer/devcontainer.json',
		write: (value) =>
			`{\n  // why\n  "build": { "dockerfile": "Dockerfile", "options": [${JSON.stringify(`--cache-to=${value}`)}] },\n}\n`,
		never: /\$\{/,
	},
	...inShell(
		'Markdown',
		'README.md',
		(word) => `# A\n\n1. b\n\n   \`\`\`sh\n   docker buildx build --cache-to ${word} .\n   \`\`\`\n`,
		/`/,
	),
	{
		name: 'HCL in Markdown',
		path: 'README.md',
		write: (value) => `> \`\`\`hcl\n> target "a" {\n>   cache-to = [${asHcl(value)}]\n> }\n> \`\`\`\n`,
		never: /`/,
	},
];

function compose(list: string): string {
	return `services:\n  a:\n    build:\n      context: .\n      cache_to:${list}\n`;
}

/** The entry that is written into the file, found again. */
function find(path: string, text: string, value: string) {
	const document = service.read({ path, text })!;
	const texts = document.entries.flatMap((entry) => (entry.text === undefined ? [] : [{ entry, value: entry.text }]));
	const found = texts.filter(({ value: it }) => !it.isOneExpansion);
	expect(
		found.map(({ value: it }) => it.written),
		text,
	).toEqual([value]);
	expect(found[0]!.entry.direction).toBe('to');
	return { document, value: found[0]!.value };
}

describe.each(PLACES)('an entry in $name', ({ path, write, never }) => {
	const value = never === undefined ? VALUE : VALUE.filter((text) => !never.test(text));

	test('is the same value, each character where it stands, and its fix changes nothing else', () => {
		fc.assert(
			fc.property(value, fc.constantFrom('\n', '\r\n'), (entry, end) => {
				const text = write(entry).replaceAll('\n', end);
				const { document, value: found } = find(path, text, entry);
				for (let index = 0; index < found.length; index++) {
					const typed = text.slice(found.startOf(index), found.endOf(index));
					if (typed.endsWith(found.expansionAt(index)?.text ?? found.text[index]!)) continue;
					expect(typed, `${found.text[index]} in ${text}`).toMatch(/^(?:['"\\$%]+[^a-z]*|\$\(comma\))$/);
				}
				const findings = service.check(document).filter(({ rule }) => rule === 'invalid-mode');
				expect(
					findings.map(({ span }) => text.slice(span.start, span.end)),
					text,
				).toEqual(['MAX']);
				const [fix] = service.fixesOf(document, findings[0]!);
				const { start, end: last } = findings[0]!.span;
				const after = applyEdits(text, fix!.edits);
				expect(after).toBe(`${text.slice(0, start)}max${text.slice(last)}`);
				find(path, after, entry.replace(/MAX$/, 'max'));
			}),
			{ seed: 1, numRuns: 12 },
		);
	});
});
