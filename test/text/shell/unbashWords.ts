import {
	type ArrayValue,
	type Assignment,
	type Command,
	forEachChild,
	parse,
	type SyntaxNode,
	type Word,
	type WordPart,
} from 'unbash';

/** A word as the parser `unbash` sees it: where it stands, and its value with every expansion as one U+FFFC. */
export interface ExpectedWord {
	readonly start: number;
	readonly end: number;
	readonly value: string;
}

/** Commands whose words the two readers cut up differently on purpose. */
const LEFT_OUT = new Set(['[', '[[', 'test', 'let']);

/** The words of all commands and array elements of a script, or `undefined` when unbash finds an error in it. */
export function readWithUnbash(source: string): readonly ExpectedWord[] | undefined {
	const script = parse(source);
	if ((script as { errors?: readonly unknown[] }).errors?.length) return undefined;
	const words: ExpectedWord[] = [];
	const visit = (node: SyntaxNode): void => {
		if (node.type === 'Command') addCommand(node as Command, words);
		if (
			node.type === 'CommandExpansion' &&
			source[node.pos] === '`' &&
			source.slice(node.pos, node.end).includes('\\')
		) {
			return;
		}
		if (node.type === 'HereDoc') return;
		forEachChild(node, visit);
	};
	visit(script as unknown as SyntaxNode);
	return words;
}

function addCommand({ name, prefix, suffix }: Command, words: ExpectedWord[]): void {
	if (name !== undefined && LEFT_OUT.has(name.text)) return;
	if (name !== undefined) words.push(expectWord(name));
	for (const part of [...prefix, ...suffix]) {
		if (part.type === 'Word') words.push(expectWord(part));
		else if (part.type === 'Assignment') addAssignment(part, words);
	}
}

function addAssignment({ value }: Assignment, words: ExpectedWord[]): void {
	if (value.type === 'ArrayValue') words.push(...(value as ArrayValue).elements.map(expectWord));
	else words.push(expectWord(value));
}

function expectWord(word: Word): ExpectedWord {
	const value = word.parts === undefined ? word.value : word.parts.map(readPart).join('');
	// A line continuation that ends the word is none of it here; unbash counts it in.
	const continuation = /(?:\\\n)+$/.exec(word.text)?.[0] ?? '';
	return { start: word.pos, end: word.end - continuation.length, value };
}

function readPart(part: WordPart): string {
	switch (part.type) {
		case 'Literal':
		case 'SingleQuoted':
		case 'AnsiCQuoted':
		case 'Glob':
			return part.value;
		case 'DoubleQuoted':
		case 'LocaleString':
			return part.parts.map(readPart).join('');
		case 'ExtendedGlob':
		case 'BraceExpansion':
			return part.parts === undefined ? part.text : part.parts.map(readPart).join('');
		default:
			return '\uFFFC';
	}
}
