import { MappedText } from '../mappedText.ts';
import type { Span } from '../span.ts';
import { type JustExpression, readJustExpression } from './readExpression.ts';
import { readJustString } from './readStrings.ts';

/** A variable or parameter of a justfile with the texts it can have. */
export interface JustVariable {
	readonly name: string;
	readonly values: readonly MappedText[];
	/** Whether commands see it in their environment. */
	readonly isExported: boolean;
}

/** A recipe. */
export interface JustRecipe {
	readonly name: string;
	readonly parameters: readonly JustVariable[];
	/**
	 * What each shell gets, without indentation and the signs in front; `{{ x }}` is a hole. One text for each command line,
	 * one in all where the recipe is a script.
	 */
	readonly lines: readonly MappedText[];
	/** What runs it when it is a script: `bash` of `#!/usr/bin/env bash` or `[script('bash')]`; `sh` of `[script]`. */
	readonly interpreter: string | undefined;
	/** What its lines have in `{{ }}`. */
	readonly expressions: readonly JustExpression[];
	readonly span: Span;
}

/** What a justfile says. */
export interface Justfile {
	readonly variables: readonly JustVariable[];
	readonly recipes: readonly JustRecipe[];
	/** Commands whose output expressions take. */
	readonly commands: readonly MappedText[];
	/** What stands in `{{ }}`, by the offset at which the `{{` begins. */
	readonly interpolations: ReadonlyMap<number, JustExpression>;
	/** The comments outside of recipes, behind the `#`. */
	readonly comments: readonly MappedText[];
	/** The first word of `set shell`: `bash`, `pwsh`. */
	readonly shell: string | undefined;
}

const ASSIGNMENT = /(export[ \t]+)?([A-Za-z_][\w-]*)[ \t]*:=/y;
const SHELL_SETTING = /set[ \t]+shell[ \t]*:=[ \t]*\[[ \t]*/y;
const EXPORT_SETTING = /set[ \t]+export\b(?![ \t]*:=[ \t]*false)/y;
const OTHER_ITEM = /(?:set|alias|import|mod|unexport)\b[ \t?]+[^\s:]/y;
const RECIPE = /@?([A-Za-z_][\w-]*)/y;
const PARAMETER = /[*+]?(\$?)([A-Za-z_][\w-]*)(=?)/y;
const SCRIPT_ATTRIBUTE = /[[,]\s*script\b(?:\s*\(\s*["']([^"']*)["'])?/;

/** A justfile being read. */
interface Reader {
	readonly source: MappedText;
	readonly text: string;
	readonly variables: JustVariable[];
	readonly recipes: JustRecipe[];
	readonly commands: MappedText[];
	readonly interpolations: Map<number, JustExpression>;
	readonly comments: MappedText[];
	shell: string | undefined;
	isExporting: boolean;
	/** The attributes above the next recipe, `[script('bash')]`. */
	attributes: string;
}

/**
 * Reads a justfile: `build:⏎  @docker build --cache-to {{to}} .` has one recipe with the line `docker build --cache-to ￼ .`.
 * Source: https://github.com/casey/just/blob/master/GRAMMAR.md
 */
export function readJustfile(source: MappedText): Justfile {
	const reader: Reader = {
		source,
		text: source.text,
		variables: [],
		recipes: [],
		commands: [],
		interpolations: new Map(),
		comments: [],
		shell: undefined,
		isExporting: false,
		attributes: '',
	};
	for (let at = 0; at < reader.text.length; ) at = readItem(reader, at);
	const { isExporting } = reader;
	const exported = (variable: JustVariable) => (isExporting ? { ...variable, isExported: true } : variable);
	return {
		...reader,
		variables: reader.variables.map(exported),
		recipes: reader.recipes.map((recipe) => ({ ...recipe, parameters: recipe.parameters.map(exported) })),
	};
}

function match(reader: Reader, pattern: RegExp, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(reader.text);
}

/** Reads what begins on the line at an index; gives where the next line begins. */
function readItem(reader: Reader, at: number): number {
	const { source, text } = reader;
	const end = lineEnd(text, at);
	const first = text[at]!;
	if (/[\s]/.test(first)) return end.next;
	if (first === '#') {
		reader.comments.push(source.slice(at + 1, end.to));
		return end.next;
	}
	if (first === '[') {
		reader.attributes += text.slice(at, end.to);
		return end.next;
	}
	const assignment = match(reader, ASSIGNMENT, at);
	if (assignment !== null) {
		const expression = take(reader, readJustExpression(source, at + assignment[0].length));
		const [, isExported, name = ''] = assignment;
		reader.variables.push({ name, values: expression.outcomes, isExported: isExported !== undefined });
		return readRest(reader, expression.end);
	}
	const shell = match(reader, SHELL_SETTING, at);
	if (shell !== null) reader.shell = readJustString(source, at + shell[0].length)?.value.text;
	reader.isExporting ||= match(reader, EXPORT_SETTING, at) !== null;
	if (shell !== null || match(reader, OTHER_ITEM, at) !== null) return readRest(reader, at);
	return readRecipe(reader, at);
}

/** What stands behind an item on its line: a comment perhaps. */
function readRest(reader: Reader, at: number): number {
	const { to, next } = lineEnd(reader.text, at);
	const sign = /^[ \t]*#/.exec(reader.text.slice(at, to));
	if (sign !== null) reader.comments.push(reader.source.slice(at + sign[0].length, to));
	return next;
}

/** Where the line at an index ends, and where the next one begins. */
function lineEnd(text: string, at: number): { readonly to: number; readonly next: number } {
	const feed = text.indexOf('\n', at);
	if (feed === -1) return { to: text.length, next: text.length };
	return { to: text[feed - 1] === '\r' && feed > at ? feed - 1 : feed, next: feed + 1 };
}

function take(reader: Reader, expression: JustExpression): JustExpression {
	reader.commands.push(...expression.commands);
	return expression;
}

function readRecipe(reader: Reader, start: number): number {
	const { text } = reader;
	const { attributes } = reader;
	reader.attributes = '';
	const head = match(reader, RECIPE, start);
	if (head === null) return lineEnd(text, start).next;
	const parameters: JustVariable[] = [];
	let at = start + head[0].length;
	// As far as the colon; an attribute of just 1.40 and later stands in a line of its own.
	for (;;) {
		while (text[at] === ' ' || text[at] === '\t') at++;
		if (text[at] === ':') break;
		const parameter = match(reader, PARAMETER, at);
		if (parameter === null) return lineEnd(text, start).next;
		at += parameter[0].length;
		const [, sign, name = '', equals] = parameter;
		const value = equals === '=' ? take(reader, readJustExpression(reader.source, at)) : undefined;
		if (value !== undefined) at = value.end;
		parameters.push({ name, values: value?.outcomes ?? [], isExported: sign === '$' });
	}
	const body = findBody(text, lineEnd(text, at).next);
	readComment(reader, at + 1);
	const parts = readBody(reader, body, SCRIPT_ATTRIBUTE.exec(attributes));
	const span = reader.source.spanOf(start, Math.max(body.to, at));
	reader.recipes.push({ name: head[1]!, parameters, ...parts, span });
	return body.to;
}

/** The comment behind the dependencies of a recipe. */
function readComment(reader: Reader, from: number): void {
	const { source, text } = reader;
	const { to } = lineEnd(text, from);
	for (let at = from; at < to; ) {
		if (text[at] === '#') {
			reader.comments.push(source.slice(at + 1, to));
			return;
		}
		at = readJustString(source, at)?.end ?? at + 1;
	}
}

/** The lines that are indented or blank. */
function findBody(text: string, from: number): { readonly from: number; readonly to: number } {
	let to = from;
	while (to < text.length && /[ \t\r\n]/.test(text[to]!)) {
		const { next } = lineEnd(text, to);
		to = next;
	}
	return { from, to };
}

function readBody(
	reader: Reader,
	{ from, to }: { readonly from: number; readonly to: number },
	script: RegExpExecArray | null,
): Pick<JustRecipe, 'lines' | 'interpreter' | 'expressions'> {
	const { text } = reader;
	const first = /^(?:[ \t]*\r?\n)*([ \t]*)(#!)?(.*)/.exec(text.slice(from, to));
	const indent = first?.[1]?.length ?? 0;
	const shebang = first?.[2] === undefined ? undefined : first[3];
	const isScript = shebang !== undefined || script !== null;
	const lines: MappedText[] = [];
	const expressions: JustExpression[] = [];
	let builder: ReturnType<typeof MappedText.builder> | undefined;
	for (let at = from; at < to; ) {
		const { next } = lineEnd(text, at);
		const margin = /^[ \t]*/.exec(text.slice(at, Math.min(at + indent, next)))![0].length;
		let content = at + margin;
		if (!isScript && builder === undefined) content += /^[ \t]*[@?-]{0,3}/.exec(text.slice(content, next))![0].length;
		builder ??= MappedText.builder(reader.source.startOf(content));
		expressions.push(...copyLine(reader, builder, { from: content, to: next }));
		at = next;
		if (!isScript && !/\\\r?\n?$/.test(text.slice(content, next))) {
			lines.push(builder.build());
			builder = undefined;
		}
	}
	if (builder !== undefined) lines.push(builder.build());
	const interpreter = isScript ? (programOf(shebang) ?? script?.[1] ?? 'sh') : undefined;
	return { lines: lines.filter((line) => line.text.trim() !== ''), interpreter, expressions };
}

/** `bash` of `/bin/bash -e` and of `/usr/bin/env -S bash -e`. */
function programOf(shebang: string | undefined): string | undefined {
	const [first, ...others] = shebang?.trim().split(/\s+/) ?? [];
	const isEnv = first !== undefined && /(?:^|\/)env$/.test(first);
	const program = isEnv ? others.find((word) => !/^-|=/.test(word)) : first;
	return program?.replace(/^.*\//, '');
}

/** Copies a line with every `{{ … }}` made a hole, and gives what stands in them; `{{{{` stands for `{{`. */
function copyLine(
	reader: Reader,
	builder: ReturnType<typeof MappedText.builder>,
	{ from, to }: { readonly from: number; readonly to: number },
): readonly JustExpression[] {
	const { source, text } = reader;
	const expressions: JustExpression[] = [];
	let run = from;
	for (let at = text.indexOf('{{', from); at !== -1 && at < to; ) {
		const isEscape = text.startsWith('{{{{', at);
		const expression = isEscape ? undefined : readJustExpression(source, at + 2, to);
		const close = isEscape ? at + 2 : text.indexOf('}}', expression!.end);
		if (close === -1 || close >= to) break;
		const span = source.spanOf(at, close + 2);
		builder.copy(source, run, at);
		if (expression === undefined) builder.write('{{', span);
		else {
			builder.hole(source.slice(at, close + 2).written, span);
			expressions.push(take(reader, expression));
			reader.interpolations.set(span.start, expression);
		}
		run = close + 2;
		at = text.indexOf('{{', run);
	}
	builder.copy(source, run, to);
	return expressions;
}
