import type { MappedText } from '../mappedText.ts';
import type { Span } from '../span.ts';

/** The quotes a shell knows: `"…"` (and `$"…"`), `'…'`, and `$'…'` with its backslash escapes. */
export type ShellQuote = '"' | "'" | "$'";

/**
 * One shell word. `"type=gha,scope=$S"` has the value `type=gha,scope=￼`, whose one expansion reads `$S`.
 */
export interface ShellWord {
	/**
	 * The word as the command gets it: quotes gone, escapes resolved. Every expansion is one hole, written as typed:
	 * `${X:-"a b"}`. Globs and braces stay as they are typed.
	 */
	readonly value: MappedText;
	/** As typed, quotes included. */
	readonly span: Span;
	/** The quote that is open where the value ends: what a fix that adds text there must mind. */
	readonly quote: ShellQuote | undefined;
	/** Whether a quote, `$(` or `${` in it is never closed, as while typing. */
	readonly isUnclosed: boolean;
}

/** `NAME=value`, `NAME+=value` or `NAME=(a b)`, before a command, alone, or behind `export`. */
export interface ShellAssignment {
	readonly name: string;
	readonly nameSpan: Span;
	/** Whether it is written with `+=`. */
	readonly append: boolean;
	/** What stands behind the `=`; `undefined` for an array. An empty one has an empty span. */
	readonly value: ShellWord | undefined;
	/** The elements of `NAME=(…)`. */
	readonly array: readonly ShellWord[] | undefined;
	readonly span: Span;
	/** The command that declares it: `export` in `export X=1`, `local`, `declare` …; `undefined` for a plain `X=1`. */
	readonly declaredBy: string | undefined;
}

/** The text of a here-document, `<<EOF`. */
export interface ShellHeredoc {
	/** Its lines, the last newline included; expansions are holes unless the delimiter is quoted; `<<-` strips tabs. */
	readonly body: MappedText;
	/** Whether the delimiter is quoted, so that nothing in the body is expanded. */
	readonly isQuoted: boolean;
}

/**
 * One simple command: `DOCKER_BUILDKIT=1 docker build --cache-to x . >log` has four words and one assignment.
 *
 * Words like `then`, `do`, `!`, `time` and `{` before it, redirections and assignments are no words of it. A command of
 * redirections or assignments alone has no words.
 */
export interface ShellCommand {
	readonly words: readonly ShellWord[];
	readonly assignments: readonly ShellAssignment[];
	readonly heredocs: readonly ShellHeredoc[];
	/** From its first to its last word, assignment or redirection. */
	readonly span: Span;
	/** How many substitutions (`$( )`, backticks, `<( )`) it stands in; 0 at the top. */
	readonly depth: number;
	/** Where the function begins in whose body it stands, the innermost; `undefined` outside of functions. */
	readonly scope?: number | undefined;
	/** The command that reads its output: `docker` for `cat` in `cat x | docker buildx bake -f -`. */
	readonly pipedInto: ShellCommand | undefined;
}

/** What can be read of a piece of shell. */
export interface ShellScript {
	/** Every command in the order of the text, those inside substitutions, subshells, functions and case arms included. */
	readonly commands: readonly ShellCommand[];
	/** The text of every comment, behind the `#`. */
	readonly comments: readonly MappedText[];
}
