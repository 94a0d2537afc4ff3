import type { MappedText } from '../mappedText.ts';
import { lineEndLength } from './lines.ts';
import { decodeMakeText, dropStart, joinLines, type MakeRange, type MakeText, pairRange } from './makeText.ts';
import { readReference, type Scope } from './references.ts';

/** A recipe line in the raw text, after its prefix character; indices, half-open. */
export interface RawRecipeLine {
	readonly from: number;
	readonly to: number;
	/** The `.RECIPEPREFIX` that held there. */
	readonly prefix: string;
}

/** What each shell gets for the lines of a recipe: one text a line, or one in all. Lines without anything are left out. */
export function decodeRecipe(
	source: MappedText,
	raw: readonly RawRecipeLine[],
	isOneShell: boolean,
): readonly MakeText[] {
	const lines = raw.map(({ from, to, prefix }) => decodeMakeText({ source, from, to }, { kind: 'recipe', prefix }));
	return finish(lines, isOneShell);
}

/** What each shell gets for the body of a `define` that is used as a recipe. */
export function decodeMacro(body: MakeRange, isOneShell: boolean): readonly MakeText[] {
	const { source, from, to } = body;
	const brackets = pairRange(body);
	const lines: MakeText[] = [];
	for (let start = from; start < to; ) {
		const end = findMacroLineEnd({ text: source.text, to, brackets }, start);
		lines.push(decodeMakeText({ source, from: start, to: end }, { kind: 'body' }, brackets));
		start = end + (lineEndLength(source.text, end) || 1);
	}
	return finish(lines, isOneShell);
}

/** The end of a logical line of a macro, in which references may go over line ends. */
function findMacroLineEnd(scope: Scope, from: number): number {
	const { text, to } = scope;
	for (let at = from; at < to; at++) {
		const character = text[at];
		if (character === '\\') at += lineEndLength(text, at + 1) || 1;
		else if (character === '$') at = (text[at + 1] === '$' ? at + 2 : (readReference(scope, at)?.end ?? at + 1)) - 1;
		else if (lineEndLength(text, at) > 0) return at;
	}
	return to;
}

function finish(lines: readonly MakeText[], isOneShell: boolean): readonly MakeText[] {
	const texts = lines.map(dropPrefixes).filter(({ text }) => text.text.trim() !== '');
	const joined = isOneShell ? joinLines(texts) : undefined;
	return joined === undefined ? texts : [joined];
}

/** Drops `@`, `-`, `+` and blanks, and references glued to what follows: of `@$(Q)docker build` the `@$(Q)`. */
function dropPrefixes(line: MakeText): MakeText {
	const { text } = line.text;
	let at = 0;
	let passed = 0;
	for (; at < text.length; at++) {
		if ('@+- \t'.includes(text[at]!)) continue;
		if (line.references[passed]?.index !== at || !/[\w@\uFFFC]/.test(text[at + 1] ?? '')) break;
		passed++;
	}
	return dropStart(line, at);
}
