import type { MappedText } from '../mappedText.ts';
import type { Span } from '../span.ts';
import type { MakeOperator } from './assignment.ts';
import type { MakeText } from './makeText.ts';

/** Commands of a makefile: of a rule, or the body of a `define` that is used as a recipe. */
export interface MakeRecipe {
	/** What the rule makes, `$(X)` as holes: `build`, `%.o`. Empty where the rule stands in another file or a macro. */
	readonly targets: readonly MappedText[];
	/** Name of the `define` the commands stand in, instead of targets. */
	readonly macro: string | undefined;
	/**
	 * What each shell gets, without the `@`, `-` and `+` in front: one for each line, or one in all with `.ONESHELL`.
	 * A reference glued to the front of a command (`$(Q)docker`) is such a prefix too.
	 */
	readonly lines: readonly MakeText[];
	/** From the first target to the end of the last line. */
	readonly span: Span;
}

/** A branch of a conditional: the second `else` part of the third `ifeq` is `{ conditional: 2, branch: 1 }`. */
export interface MakeCondition {
	readonly conditional: number;
	readonly branch: number;
}

/** A variable definition; a variable may have many. */
export interface MakeVariable {
	/** `CACHE_TO`; in `$(1)_ARGS := x` with a hole. */
	readonly name: MappedText;
	/** `undefined` in `define X` without operator, which assigns like `=`. */
	readonly operator: MakeOperator | undefined;
	/** The value as a recipe would get it, white space at its end left out; with `!=` a command for the shell. */
	readonly value: MakeText;
	/** The targets it is only for, `build: X = 1`. */
	readonly targets: readonly MappedText[] | undefined;
	readonly isDefine: boolean;
	readonly isExported: boolean;
	/** The conditionals it stands in, outermost first. */
	readonly conditions: readonly MakeCondition[];
	/** From the name to the end of the value. */
	readonly span: Span;
}

/** A comment of make, from the `#` to the end of the line. Comments in recipes are the shell's. */
export interface MakeComment {
	readonly text: MappedText;
	/** Whether nothing but blanks stands before it on its line. */
	readonly isWholeLine: boolean;
}

/** What a makefile says, both branches of every conditional alike. */
export interface Makefile {
	readonly recipes: readonly MakeRecipe[];
	readonly variables: readonly MakeVariable[];
	/** The command of every `$(shell …)`, wherever it stands. */
	readonly shells: readonly MakeText[];
	/** What is read by `include`, `-include` and `sinclude`. */
	readonly includes: readonly MakeText[];
	readonly comments: readonly MakeComment[];
	/** Whether `.ONESHELL` gives every recipe to one shell. */
	readonly isOneShell: boolean;
	/** The last value of `SHELL`, `/bin/bash` or `python3`; `undefined` where it is not set. */
	readonly shell: MappedText | undefined;
}
