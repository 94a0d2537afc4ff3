import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Language, type Node, Parser } from 'web-tree-sitter';
import { readHcl, stringsIn } from '../../../server/src/text/hcl/readHcl.ts';
import { MappedText } from '../../../server/src/text/mappedText.ts';

// Every string of real bake files, compared with what tree-sitter's grammar of HCL sees there.

const FOLDER = new URL('../../fixtures/bake/', import.meta.url);
const GRAMMAR = 'node_modules/@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm';
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.hcl'));

let parser: Promise<Parser> | undefined;

function getParser(): Promise<Parser> {
	parser ??= Parser.init().then(async () => new Parser().setLanguage(await Language.load(GRAMMAR)));
	return parser;
}

interface Seen {
	readonly start: number;
	readonly end: number;
	readonly value: string;
}

it('has enough files to compare', () => {
	expect(FILES.length).toBeGreaterThanOrEqual(15);
});

it.each(FILES)('sees the strings tree-sitter sees in %s', async (name) => {
	const text = readFileSync(new URL(name, FOLDER), 'utf8');
	const tree = (await getParser()).parse(text)!;
	expect(tree.rootNode.hasError).toBe(false);
	const theirs: Seen[] = [];
	collect(tree.rootNode, text, theirs);
	tree.delete();
	const { body } = readHcl(MappedText.verbatim(text));
	const ours = stringsIn(body).map(({ string }) => ({ ...string.value.span, value: string.value.written }));
	expect(ours.sort(byStart)).toEqual(theirs.sort(byStart));
	expect(ours.length).toBeGreaterThan(0);
});

function collect(node: Node, text: string, found: Seen[]): void {
	// The labels of blocks are strings to the grammar too; here they are names.
	if (node.type === 'string_lit' && node.parent?.type === 'block') return;
	if (node.type === 'string_lit' || (node.type === 'quoted_template' && node.parent?.type !== 'heredoc_template')) {
		const { start, end } = { start: node.startIndex + 1, end: node.endIndex - 1 };
		found.push({ start, end, value: decode(parts(node, { start, end }, text)) });
	} else if (node.type === 'heredoc_template') {
		const mark = node.children.find((child) => child?.type === 'heredoc_identifier')!;
		const start = text.indexOf('\n', mark.endIndex) + 1;
		const last = node.children.findLast((child) => child?.type === 'heredoc_identifier')!;
		const end = text.lastIndexOf('\n', last.startIndex) + 1;
		const indented = text.startsWith('<<-', node.startIndex);
		const value = parts(node, { start, end }, text)
			.map((part) => part.text)
			.join('');
		found.push({ start, end, value: (indented ? outdent(value) : value).replace(/\$\$\{/g, '${') });
	}
	for (const child of node.children) if (child !== null) collect(child, text, found);
}

interface Part {
	readonly text: string;
	readonly isTemplate: boolean;
}

/** Splits the text of a string at its templates. */
function parts(node: Node, span: { readonly start: number; readonly end: number }, text: string): readonly Part[] {
	const found: Part[] = [];
	let at = span.start;
	const visit = (child: Node) => {
		if (/^template_(interpolation|if_intro|else_intro|if_end|for_start|for_end)$/.test(child.type)) {
			found.push({ text: text.slice(at, child.startIndex), isTemplate: false });
			found.push({ text: child.text, isTemplate: true });
			at = child.endIndex;
			return;
		}
		for (const inner of child.children) if (inner !== null) visit(inner);
	};
	visit(node);
	found.push({ text: text.slice(at, span.end), isTemplate: false });
	return found;
}

/** Decodes what stands between templates, by the table of escapes in HCL's specification. */
function decode(found: readonly Part[]): string {
	return found
		.map(({ text, isTemplate }) =>
			isTemplate
				? text
				: text.replace(/\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))|([$%])\4\{/g, (_, four, eight, letter, sign) => {
						if (sign !== undefined) return `${sign}{`;
						if (letter !== undefined) return { n: '\n', r: '\r', t: '\t' }[letter as string] ?? letter;
						return String.fromCodePoint(Number.parseInt(four ?? eight, 16));
					}),
		)
		.join('');
}

function outdent(value: string): string {
	const lines = value.split('\n');
	const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
	return lines.map((line) => line.slice(Math.min(...indents))).join('\n');
}

function byStart(a: Seen, b: Seen): number {
	return a.start - b.start || b.end - a.end;
}
