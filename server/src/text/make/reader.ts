import type { MappedText } from '../mappedText.ts';
import type { Span } from '../span.ts';
import type { MakeComment, MakeCondition, MakeVariable } from './makefile.ts';
import type { MakeRange, MakeText } from './makeText.ts';
import type { RawRecipeLine } from './recipe.ts';

/** A rule, or what may be a part of one, with the recipe lines seen so far. */
export interface Rule {
	readonly targets: readonly MappedText[];
	readonly start: number;
	readonly lines: RawRecipeLine[];
}

/** A `define`. */
export interface Macro {
	readonly name: string;
	readonly range: MakeRange;
	readonly value: MakeText;
	readonly span: Span;
}

/** What has been read so far of a makefile; lives for one call. */
export interface Reader {
	readonly source: MappedText;
	readonly text: string;
	prefix: string;
	/** The rule that a recipe line would belong to. */
	rule: Rule | undefined;
	isOneShell: boolean;
	shell: MappedText | undefined;
	conditions: readonly MakeCondition[];
	conditionals: number;
	readonly rules: Rule[];
	readonly macros: Macro[];
	readonly variables: MakeVariable[];
	readonly shells: MakeText[];
	readonly includes: MakeText[];
	readonly comments: MakeComment[];
	/** Arguments of `$(eval …)` that are text, and the names of macros that are only evaluated. */
	readonly evaluated: MakeText[];
	readonly templates: Set<string>;
}

/** Conditionals deeper than this are not told apart. */
const DEEPEST_CONDITION = 50;

/** A reader at the beginning of a makefile. */
export function createReader(source: MappedText): Reader {
	return {
		source,
		text: source.text,
		prefix: '\t',
		rule: undefined,
		isOneShell: false,
		shell: undefined,
		conditions: [],
		conditionals: 0,
		rules: [],
		macros: [],
		variables: [],
		shells: [],
		includes: [],
		comments: [],
		evaluated: [],
		templates: new Set(),
	};
}

/** Collects the `$(shell)` and `$(eval)` texts among the references, at any depth. */
export function noteReferences(reader: Reader, { references }: MakeText): void {
	for (const { name, arguments: texts } of references) {
		if (texts === undefined) continue;
		const [first] = texts;
		if (name === 'shell' && first !== undefined) reader.shells.push(first);
		if (name === 'eval' && first !== undefined) noteEvaluated(reader, first);
		for (const argument of texts) noteReferences(reader, argument);
	}
}

function noteEvaluated(reader: Reader, argument: MakeText): void {
	const only = argument.text.trim().isOneExpansion ? argument.references[0] : undefined;
	if (only === undefined) reader.evaluated.push(argument);
	else if (only.name === 'call') reader.templates.add(only.arguments?.[0]?.text.text.trim() ?? '');
	else if (only.name !== undefined) reader.templates.add(only.name);
}

/** Keeps a comment, unless it is empty. */
export function addComment(reader: Reader, from: number, to: number, isWholeLine: boolean): void {
	if (from < to) reader.comments.push({ text: reader.source.slice(from, to), isWholeLine });
}

/** Follows `ifeq` and its like, `else` and `endif`. */
export function enterBranch(reader: Reader, word: string): void {
	const outer = reader.conditions.slice(0, -1);
	const last = reader.conditions.at(-1);
	if (word === 'endif') reader.conditions = outer;
	else if (word === 'else') {
		if (last !== undefined) reader.conditions = [...outer, { ...last, branch: last.branch + 1 }];
	} else if (outer.length < DEEPEST_CONDITION) {
		reader.conditions = [...reader.conditions, { conditional: reader.conditionals++, branch: 0 }];
	}
}
