import type { MappedText } from '../mappedText.ts';
import { type RawAssignment, readAssignment } from './assignment.ts';
import { countBackslashesBefore, isBlank, type LogicalLine, readLine, skipSpace } from './lines.ts';
import type { Makefile, MakeRecipe } from './makefile.ts';
import { decodeMakeText, type MakePlace, type MakeRange } from './makeText.ts';
import { addComment, createReader, enterBranch, type Macro, noteReferences, type Reader, type Rule } from './reader.ts';
import { decodeMacro, decodeRecipe } from './recipe.ts';
import { pairBrackets, readReference, type Scope } from './references.ts';

export type { MakeOperator } from './assignment.ts';
export type { MakeComment, MakeCondition, Makefile, MakeRecipe, MakeVariable } from './makefile.ts';
export { type MakeReference, type MakeText, walkMakeText } from './makeText.ts';

/**
 * Reads a makefile of GNU make, as far as it can be read without running it; broken lines give less, never an error.
 * `build:⏎⇥@docker build --cache-to $(TO) .` has one recipe of `build` with the line `docker build --cache-to ￼ .`.
 */
export function readMakefile(source: MappedText): Makefile {
	return read(source, 0);
}

/** `$(eval)` within `$(eval)`: deeper than this nobody writes by hand. */
const DEEPEST_EVAL = 2;
const CONDITIONAL = /^(?:ifeq|ifneq|ifdef|ifndef|else|endif)$/;
const DIRECTIVE = /^(?:-include|include|sinclude|export|unexport|vpath|load|-load)$/;
const VALUE: MakePlace = { kind: 'value' };
const BODY: MakePlace = { kind: 'body' };

function read(source: MappedText, depth: number): Makefile {
	const { text } = source;
	const reader = createReader(source);
	for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length; ) {
		const line = readLine(text, at);
		at = readStatement(reader, line) ?? line.next;
	}
	const recipes: MakeRecipe[] = [];
	for (const rule of reader.rules) addRecipe(reader, recipes, rule);
	for (const macro of reader.macros) {
		if (reader.templates.has(macro.name)) reader.evaluated.push(macro.value);
		else addMacro(reader, recipes, macro);
	}
	const inner = depth < DEEPEST_EVAL ? reader.evaluated.map(({ text: argument }) => read(argument, depth + 1)) : [];
	const { isOneShell, shell, variables, shells, includes, comments } = reader;
	return {
		recipes: [...recipes, ...inner.flatMap((it) => it.recipes)],
		variables: [...variables, ...inner.flatMap((it) => it.variables)],
		shells: [...shells, ...inner.flatMap((it) => it.shells)],
		includes,
		comments: [...comments, ...inner.flatMap((it) => it.comments)],
		isOneShell,
		shell,
	};
}

function addRecipe(reader: Reader, recipes: MakeRecipe[], { targets, start, lines: raw }: Rule): void {
	const last = raw.at(-1);
	if (last === undefined) return;
	const lines = decodeRecipe(reader.source, raw, reader.isOneShell);
	if (lines.length === 0) return;
	for (const line of lines) noteReferences(reader, line);
	recipes.push({ targets, macro: undefined, lines, span: reader.source.spanOf(start, last.to) });
}

function addMacro(reader: Reader, recipes: MakeRecipe[], { name, range, span }: Macro): void {
	const lines = decodeMacro(range, reader.isOneShell);
	if (lines.length > 0) recipes.push({ targets: [], macro: name, lines, span });
}

/** Reads one logical line; gives where to go on when that is not the next line. */
function readStatement(reader: Reader, line: LogicalLine): number | undefined {
	const { text } = reader;
	const { start, end } = line;
	const isRecipe = start < end && text[start] === reader.prefix;
	if (isRecipe && reader.rule !== undefined) {
		reader.rule.lines.push({ from: start + 1, to: end, prefix: reader.prefix });
		return undefined;
	}
	const first = skipSpace(text, isRecipe ? start + 1 : start, end);
	if (first >= end) return undefined;
	if (text[first] === '#') {
		addComment(reader, first, end, true);
		return undefined;
	}
	const scope: Scope = { text, to: end, brackets: pairBrackets(text, first, end) };
	const assignment = readAssignment(scope, first, false);
	if (assignment !== undefined) {
		reader.rule = undefined;
		if (assignment.isDefine) return readDefine(reader, line, assignment);
		const comment = findUnquoted(scope, assignment.valueStart, '#');
		if (!assignment.isUndefine) addVariable(reader, assignment, { valueEnd: comment, targets: undefined });
		addComment(reader, comment, end, false);
		return undefined;
	}
	if (readDirective(reader, scope, first)) return undefined;
	if (isRecipe) {
		// In a file of its own this is an error of make; in a part of one, or after a macro, it is a recipe.
		reader.rule = { targets: [], start, lines: [{ from: start + 1, to: end, prefix: reader.prefix }] };
		reader.rules.push(reader.rule);
		return undefined;
	}
	readRule(reader, scope, first);
	return undefined;
}

function readDirective(reader: Reader, scope: Scope, first: number): boolean {
	const { text, to } = scope;
	let wordEnd = first;
	while (wordEnd < to && wordEnd - first < 10 && /[a-z-]/.test(text[wordEnd]!)) wordEnd++;
	if (wordEnd < to && !/[\s#\\]/.test(text[wordEnd]!)) return false;
	const word = text.slice(first, wordEnd);
	const isConditional = CONDITIONAL.test(word);
	if (!isConditional && !DIRECTIVE.test(word)) return false;
	// `vpath:` and the like are targets, and so is `include : x`.
	const from = skipSpace(text, wordEnd, to);
	if (text[from] === ':' && !isConditional) return false;
	const comment = findUnquoted(scope, from, '#');
	const operand = decodeMakeText(trimRange(reader.source, from, comment), VALUE, scope.brackets);
	noteReferences(reader, operand);
	addComment(reader, comment, to, false);
	if (word.endsWith('include')) reader.includes.push(operand);
	if (isConditional) enterBranch(reader, word);
	else reader.rule = undefined;
	return true;
}

function readRule(reader: Reader, scope: Scope, first: number): void {
	const { source, text } = reader;
	const { to } = scope;
	const stop = findUnquoted(scope, first, '#;');
	const colon = findUnquoted({ ...scope, to: stop }, first, ':');
	reader.rule = undefined;
	if (colon === stop) {
		noteReferences(reader, decodeMakeText({ source, from: first, to: stop }, VALUE, scope.brackets));
		if (text[stop] === '#') addComment(reader, stop, to, false);
		return;
	}
	const targetsEnd = text[colon - 1] === '&' ? colon - 1 : colon;
	const targetText = decodeMakeText({ source, from: first, to: targetsEnd }, VALUE, scope.brackets);
	noteReferences(reader, targetText);
	const targets = splitWords(targetText.text);
	const rest = text[colon + 1] === ':' ? colon + 2 : colon + 1;
	const assignment = readAssignment(scope, rest, true);
	if (assignment !== undefined) {
		// After a `;` make takes everything for the value, comments too.
		const valueEnd = text[stop] === ';' ? to : stop;
		addVariable(reader, assignment, { valueEnd, targets });
		addComment(reader, valueEnd, to, false);
		return;
	}
	noteReferences(reader, decodeMakeText({ source, from: rest, to: stop }, VALUE, scope.brackets));
	if (targets.some((target) => target.text === '.ONESHELL')) reader.isOneShell = true;
	const rule: Rule = { targets, start: first, lines: [] };
	if (text[stop] === ';' && stop < to) rule.lines.push({ from: stop + 1, to, prefix: reader.prefix });
	else addComment(reader, stop, to, false);
	reader.rules.push(rule);
	reader.rule = rule;
}

interface VariableFacts {
	readonly valueEnd: number;
	readonly targets: readonly MappedText[] | undefined;
}

function addVariable(reader: Reader, assignment: RawAssignment, { valueEnd, targets }: VariableFacts): void {
	const { source } = reader;
	const { nameStart, nameEnd, valueStart, operator, isExported } = assignment;
	const name = decodeMakeText({ source, from: nameStart, to: nameEnd }, VALUE).text;
	// Two backslashes before a comment stand for one.
	const doubled = source.text[valueEnd] === '#' ? countBackslashesBefore(source.text, valueEnd, valueStart) : 0;
	const range = trimRange(source, valueStart, valueEnd - doubled / 2);
	const value = decodeMakeText(range, VALUE);
	noteReferences(reader, value);
	const span = source.spanOf(nameStart, Math.max(range.to, nameEnd));
	reader.variables.push({
		name,
		operator,
		value,
		targets,
		isDefine: false,
		isExported,
		conditions: reader.conditions,
		span,
	});
	if (name.text === '.RECIPEPREFIX') reader.prefix = value.text.text[0] ?? '\t';
	if (name.text === 'SHELL') reader.shell = value.text;
}

/** Reads a `define` to its `endef`, or to the end of the file; gives the index after it. */
function readDefine(reader: Reader, head: LogicalLine, assignment: RawAssignment): number {
	const { source, text } = reader;
	let level = 1;
	let line = head;
	let bodyEnd = head.next;
	while (line.next < text.length) {
		line = readLine(text, line.next);
		const word =
			text[line.start] === reader.prefix
				? undefined
				: /^[ \t]*(define|endef)(?=[ \t\r\n#]|$)/.exec(
						text.slice(line.start, Math.min(line.end, line.start + 200)),
					)?.[1];
		if (word === 'define') level++;
		if (word === 'endef' && --level === 0) break;
		bodyEnd = line.end;
	}
	const { nameStart, nameEnd, operator, isExported } = assignment;
	const name = decodeMakeText({ source, from: nameStart, to: nameEnd }, VALUE).text;
	const range: MakeRange = { source, from: head.next, to: Math.max(head.next, bodyEnd) };
	const value = decodeMakeText(range, BODY);
	const span = source.spanOf(nameStart, Math.max(nameEnd, bodyEnd));
	reader.variables.push({
		name,
		operator,
		value,
		targets: undefined,
		isDefine: true,
		isExported,
		conditions: reader.conditions,
		span,
	});
	noteReferences(reader, value);
	reader.macros.push({ name: name.text, range, value, span });
	return line.next;
}

/** The first of some characters that is neither escaped nor in a reference, or the end of the scope. */
function findUnquoted(scope: Scope, from: number, stops: string): number {
	const { text, to } = scope;
	for (let at = from; at < to; at++) {
		const character = text[at]!;
		if (character === '$') at = (text[at + 1] === '$' ? at + 2 : (readReference(scope, at)?.end ?? at + 1)) - 1;
		else if (stops.includes(character) && countBackslashesBefore(text, at, from) % 2 === 0) return at;
	}
	return to;
}

function trimRange(source: MappedText, from: number, end: number): MakeRange {
	let to = end;
	while (to > from && (isBlank(source.text[to - 1]) || source.text[to - 1] === '\r')) to--;
	return { source, from, to: Math.max(from, to) };
}

function splitWords(text: MappedText): readonly MappedText[] {
	return [...text.text.matchAll(/\S+/g)].map(({ index, 0: word }) => text.slice(index, index + word.length));
}
