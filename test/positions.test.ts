import { describe, expect, test } from 'vitest';
import { applyEdits, createCacheService } from '../server/src/service.ts';

const service = createCacheService({
	onTrouble: ({ part, error }) => {
		throw new Error(`${part}: ${error}`);
	},
});

/** Takes the marks `«…»` out of a text; they stand around what a finding has to be on. */
function readMarked(marked: string) {
	const start = marked.indexOf('«');
	const end = marked.indexOf('»') - 1;
	return { text: marked.replace('«', '').replace('»', ''), start, end };
}

function check(path: string, text: string) {
	const document = service.read({ path, text })!;
	return service
		.check(document)
		.filter(({ rule }) => rule === 'invalid-mode')
		.map((finding) => ({ finding, document }));
}

const workflow = (input: string) =>
	`on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n${input}\n          push: true\n`;
const step = (run: string) => `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${run}\n`;

const CASES: readonly (readonly [what: string, path: string, marked: string])[] = [
	['a plain word', 'a.sh', 'docker buildx build --cache-to type=gha,mode=«MAX» .\n'],
	['joined with =', 'a.sh', 'docker buildx build --cache-to=type=gha,mode=«MAX» .\n'],
	['double quotes', 'a.sh', 'docker buildx build --cache-to "type=gha,mode=«MAX»" .\n'],
	['single quotes', 'a.sh', "docker buildx build --cache-to 'type=gha,mode=«MAX»' .\n"],
	['quotes that open in the value', 'a.sh', 'docker buildx build --cache-to type=gha,"scope=$X",mode="«MAX»" .\n'],
	['CRLF', 'a.sh', 'set -e\r\ndocker buildx build \\\r\n\t--cache-to "type=gha,mode=«MAX»" .\r\n'],
	['tabs', 'a.sh', '\tdocker\tbuildx\tbuild\t--cache-to\ttype=gha,mode=«MAX»\t.\n'],
	[
		'emoji and combining marks before',
		'a.sh',
		'echo "😀é 日本"; docker buildx build --cache-to type=gha,scope=😀,mode=«MAX» .\n',
	],
	['a continuation between words', 'a.sh', 'docker buildx build \\\n  --cache-to \\\n  type=gha,mode=«MAX» .\n'],
	['a continuation inside a word', 'a.sh', 'docker buildx build --cache-to type=gha,\\\nmode=«MAX» .\n'],
	['a continuation inside the marked value', 'a.sh', 'docker buildx build --cache-to "type=gha,mode=«M\\\nAX»" .\n'],
	['escapes before', 'a.sh', 'docker buildx build --cache-to type=gha,scope=a\\ b\\$c,mode=«MAX» .\n'],
	[
		'expansions before',
		'a.sh',
		'docker buildx build --cache-to "type=gha,scope=${A:-"x y"}$(b "c")`d`,mode=«MAX»" .\n',
	],
	['a CSV quote', 'a.sh', `docker buildx build --cache-to 'type=gha,"scope=a,b","mode=«MAX»"' .\n`],
	['a doubled CSV quote', 'a.sh', `docker buildx build --cache-to 'type=gha,"scope=a""b",mode=«MAX»' .\n`],
	['an array', 'a.sh', 'args=(\n  --cache-to "type=gha,mode=«MAX»" # why\n)\ndocker buildx build "${args[@]}" .\n'],
	['a variable', 'a.sh', 'TO="type=gha,mode=«MAX»"\ndocker buildx build --cache-to "$TO" .\n'],
	['a string that is run', 'a.sh', `bash -c "docker buildx build --cache-to 'type=gha,mode=«MAX»' ."\n`],
	['a here-document for bash', 'a.sh', 'bash -s <<EOF\ndocker buildx build --cache-to type=gha,mode=«MAX» .\nEOF\n'],
	[
		'a bake file on standard input',
		'a.sh',
		'docker buildx bake -f - app <<EOF\ntarget "app" {\n  cache-to = ["type=gha,scope=$X,mode=«MAX»"]\n}\nEOF\n',
	],
	[
		'a bake file in JSON through a pipe',
		'a.sh',
		`cat <<'EOF' | docker buildx bake --file=-\n{"target":{"app":{"cache-to":["type=gha,mode=«MAX»"]}}}\nEOF\n`,
	],
	['a plain scalar', '.github/workflows/a.yml', workflow('          cache-to: type=gha,mode=«MAX» # why')],
	[
		'a double-quoted scalar with escapes',
		'.github/workflows/a.yml',
		workflow('          cache-to: "type=gha,scope=\\t\\u00e9\\x41,mode=«MAX»"'),
	],
	[
		'a single-quoted scalar',
		'.github/workflows/a.yml',
		workflow("          cache-to: 'type=gha,scope=it''s,mode=«MAX»'"),
	],
	[
		'a literal block',
		'.github/workflows/a.yml',
		workflow('          cache-to: |\n            type=gha,scope=a\n            type=gha,mode=«MAX»'),
	],
	[
		'a literal block with an indentation indicator',
		'.github/workflows/a.yml',
		workflow('          cache-to: |2-\n              type=gha,mode=«MAX»'),
	],
	['a folded block', '.github/workflows/a.yml', workflow('          cache-to: >-\n            type=gha,mode=«MAX»')],
	[
		'a plain scalar over lines',
		'.github/workflows/a.yml',
		workflow('          cache-to:\n            type=gha,mode=«MAX»'),
	],
	[
		'a double-quoted scalar over lines',
		'.github/workflows/a.yml',
		workflow('          cache-to: "type=gha,\\\n            mode=«MAX»"'),
	],
	[
		'a flow mapping',
		'.github/workflows/a.yml',
		'on: push\njobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {tags: "x:${{ github.sha }}", cache-to: "type=gha,mode=«MAX»"}}]}}\n',
	],
	[
		'CRLF in YAML',
		'.github/workflows/a.yml',
		workflow('          cache-to: |\n            type=gha,mode=«MAX»').replaceAll('\n', '\r\n'),
	],
	[
		'behind an expression',
		'.github/workflows/a.yml',
		workflow("          cache-to: type=gha,scope=${{ github.ref == 'x, y' && 'a' || format('{0}', 'b') }},mode=«MAX»"),
	],
	[
		'a literal in an expression',
		'.github/workflows/a.yml',
		workflow("          cache-to: ${{ github.ref == 'x' && 'type=gha,scope=it''s,mode=«MAX»' || '' }}"),
	],
	[
		'a run step',
		'.github/workflows/a.yml',
		step('      - run: docker buildx build --cache-to type=registry,ref=a/b:c,mode=«MAX» .'),
	],
	[
		'a run block with everything',
		'.github/workflows/a.yml',
		step(
			`      - run: |\n          echo 😀\n          docker buildx build \\\n            --cache-to "type=registry,ref=\${{ env.R }}/a:c,\\\n          \\"x=1,2\\",mode=«MAX»" .`,
		),
	],
	[
		'a folded run',
		'.github/workflows/a.yml',
		step(
			'      - run: >-\n          docker buildx build\n          --cache-to "type=registry,ref=a/b:c,mode=«MAX»"\n          .',
		),
	],
	[
		'a double-quoted run',
		'.github/workflows/a.yml',
		step('      - run: "docker buildx build --cache-to \\"type=registry,ref=a/b:c,mode=«MAX»\\" ."'),
	],
	[
		'a step in PowerShell',
		'.github/workflows/a.yml',
		step(
			'      - shell: pwsh\n        run: |\n          docker buildx build `\n            --cache-to "type=registry,ref=$env:R/a:c,mode=«MAX»" .',
		),
	],
	[
		'a step for cmd',
		'.github/workflows/a.yml',
		step(
			'      - shell: cmd\n        run: |\n          docker buildx build ^\n            --cache-to "type=registry,ref=%R%/a:c,mode=«MAX»" .',
		),
	],
	['a recipe', 'Makefile', 'a:\n\t@docker buildx build --cache-to type=gha,scope=$(X)-$$Y,mode=«MAX» .\n'],
	[
		'a recipe with continuation in quotes',
		'Makefile',
		'a:\n\tdocker buildx build --cache-to "type=gha,\\\n\tmode=«MAX»" .\n',
	],
	[
		'a make variable',
		'Makefile',
		'TO := type=gha,scope=$(X),\\\nmode=«MAX»\nT2 = type=gha,mode=max\na:\n\tdocker buildx build --cache-to $(T2) .\n'.replace(
			'TO := type=gha,scope=$(X),\\\nmode=«MAX»\nT2 = type=gha,mode=max',
			'T2 := type=gha,scope=$(X),mode=«MAX»',
		),
	],
	[
		'an argument of a make function',
		'Makefile',
		'a:\n\tdocker buildx build $(if $(CI),--cache-to type=gha$(comma)mode=«MAX») .\n',
	],
	['HCL', 'docker-bake.hcl', 'target "a" {\n  cache-to = ["type=gha,scope=${X}-${lower("Y")},mode=«MAX»"] # why\n}\n'],
	['HCL escapes', 'docker-bake.hcl', 'target "a" {\n  cache-to = ["type=gha,scope=a\\tb$${c}\\u00e9,mode=«MAX»"]\n}\n'],
	['an HCL object', 'docker-bake.hcl', 'target "a" {\n  cache-to = [{ type = "gha", mode = "«MAX»" }]\n}\n'],
	['an HCL condition', 'docker-bake.hcl', 'target "a" {\n  cache-to = CI ? ["type=gha,mode=«MAX»"] : []\n}\n'],
	[
		'JSON',
		'docker-bake.json',
		'{"target":{"a":{"cache-to":["type=gha,scope=\\"é\\u00e9\\ud83d\\ude00,mode=«MAX»"]}}}'.replace('\\"', ''),
	],
	[
		'a compose list',
		'compose.yaml',
		'services:\n  a:\n    build:\n      context: .\n      cache_to:\n        - "type=gha,scope=${X:-a},mode=«MAX»"\n',
	],
	[
		'a compose flow list',
		'compose.yaml',
		"services:\n  a:\n    build: {context: ., cache_to: ['type=gha,mode=«MAX»']}\n",
	],
	[
		'a compose anchor',
		'compose.yaml',
		'x-c: &c\n  - type=gha,mode=«MAX»\nservices:\n  a:\n    build:\n      context: .\n      cache_to: *c\n',
	],
	['a byte order mark', 'a.sh', '\uFEFFdocker buildx build --cache-to type=gha,mode=«MAX» .\n'],
];

describe('a finding is on the very characters, whatever is around them', () => {
	test.each(CASES)('%s', (_, path, marked) => {
		const { text, start, end } = readMarked(marked);
		expect(check(path, text).map(({ finding }) => finding.span)).toEqual([{ start, end }]);
	});
});

describe('its fix changes these characters and no others', () => {
	test.each(CASES)('%s', (_, path, marked) => {
		const { text, start, end } = readMarked(marked);
		const [{ finding, document } = { finding: undefined, document: undefined }] = check(path, text);
		const [fix] = service.fixesOf(document!, finding!);
		const after = applyEdits(text, fix!.edits);
		expect(after).toBe(`${text.slice(0, start)}max${text.slice(end)}`);
		expect(check(path, after)).toEqual([]);
	});
});
