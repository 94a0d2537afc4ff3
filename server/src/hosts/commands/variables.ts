import type { MappedText } from '../../text/mappedText.ts';
import { readShell, type ShellAssignment, type ShellCommand, type ShellWord } from '../../text/shell/readShell.ts';
import { joinLines } from './joinLines.ts';

/** Gives the literals that a variable has outside the script: in `env:` of a workflow, in a makefile. */
export type OuterVariables = (name: string) => readonly MappedText[];

/** An assignment, and the function it stands in. */
export interface ScopedAssignment extends ShellAssignment {
	readonly scope: ShellCommand['scope'];
}

/**
 * What the variables of a script hold, by name; the arguments given by `set --` are called `@`. `scope` is the function
 * where it is asked: one that sets a variable itself does not see what others of the same name hold.
 */
export interface ShellVariables {
	/**
	 * The literals assigned to it anywhere, those of variables it is set to included; none where it is put together in
	 * steps (`X+=…`, `X="$X,…"`), because no single text is its value then.
	 */
	literalsOf(name: string, scope?: ShellCommand['scope']): readonly MappedText[];
	/** The words it gives as arguments: the elements of an array, the words of a string of options. */
	wordsOf(name: string, scope?: ShellCommand['scope']): readonly ShellWord[] | undefined;
	/** All assignments, in order. */
	readonly assignments: readonly ScopedAssignment[];
}

/**
 * The name of the variable that an expansion gives the value of: `TAG` for `$TAG`, `${TAG}`, `${TAG:-x}`, `${TAG[@]}`,
 * make's `$(TAG)`, `$$TAG` of CI systems that fill in `$TAG` themselves, and `${{ env.TAG }}`. A part or a length of it
 * has none. What CI systems fill in themselves has a name with its kind: `parameters.tag` for `<< parameters.tag >>` and
 * `${{ parameters.tag }}`, `inputs.tag` for `$[[ inputs.tag ]]`, `params.tag` for `$(params.tag)` of Tekton, `.tag` for
 * `{{ .tag }}` and `{{ tag }}`. `$env:TAG` of PowerShell and `%TAG%` of cmd are `TAG`.
 */
export function variableIn(expansion: string): string | undefined {
	const ofWindows = WINDOWS.exec(expansion);
	if (ofWindows !== null) return ofWindows[1] ?? ofWindows[2];
	// A part of a variable, `$x.Name` and `$x[0]` of PowerShell.
	if (/^\$\w+[.[]/.test(expansion)) return undefined;
	const match =
		/^\$\$?(?:(@|[A-Za-z_]\w*)|\{(@|[A-Za-z_]\w*)(?:\[[@*]\])?(?:\}|:?[-=?])|\(([A-Za-z_][\w.-]*)\)$|\{\{\s*env\.([A-Za-z_]\w*)\s*\}\}$)/.exec(
			expansion,
		);
	const name = match?.slice(1).find((name) => name !== undefined) ?? FILLED_IN.exec(expansion)?.[1];
	if (name !== undefined) return name;
	const path = TEMPLATE.exec(expansion);
	return path?.[1] ?? (path?.[2]?.includes('.') === false ? `.${path[2]}` : path?.[2]);
}

/** `$env:TAG`, `${script:tag}` and `@tags` of PowerShell, `%TAG%` and `!TAG!` of cmd. */
const WINDOWS =
	/^(?:\$\{?(?:env|script|global|local|private|using):([A-Za-z_]\w*)\}?|(?:[%!](?=.*[%!]$)|@)([A-Za-z_]\w*)[%!]?)$/i;

/** What stands in `<< … >>`, `$[[ … ]]`, `${{ … }}` or `$[ … ]`. */
const FILLED_IN =
	/^(?:<<|\$\[\[|\$\{\{|\$\[)\s*((?:pipeline\.parameters|parameters|inputs|variables)\.[A-Za-z_][\w.-]*)\s*(?:>>|\]\]|\}\}|\])$/;

/** What stands alone in `$(params.…)` or `{{ … }}`. */
const TEMPLATE = /^(?:\$\(\s*(params\.[A-Za-z_][\w.-]*?)(?:\[\*\])?\s*\)|\{\{-?\s*(\.?[A-Za-z_][\w.-]*)\s*-?\}\})$/;

/** The variable whose value a text is, when it is one expansion and nothing else. */
export function variableOf(value: MappedText): string | undefined {
	return value.isOneExpansion ? variableIn(value.expansions[0]!.text) : undefined;
}

/** Collects what commands assign. `outer` knows of variables that are set elsewhere. */
export function collectVariables(commands: readonly ShellCommand[], outer?: OuterVariables): ShellVariables {
	const byName = new Map<string, ScopedAssignment[]>();
	const assignments: ScopedAssignment[] = [];
	const add = (assignment: ScopedAssignment) => {
		const known = byName.get(assignment.name);
		if (known === undefined) byName.set(assignment.name, [assignment]);
		else known.push(assignment);
		assignments.push(assignment);
	};
	for (const command of commands) {
		const { scope } = command;
		const positional = readSet(command);
		for (const assignment of [...command.assignments, ...readSettings(command)]) add({ ...assignment, scope });
		if (positional !== undefined) add({ ...positional, scope });
	}
	const seen = (name: string, scope: Scope) => seenFrom(scope, byName.get(name) ?? []);
	const literalsOf = (name: string, scope: Scope, followed: Set<string>): readonly MappedText[] => {
		const own = seen(name, scope);
		if (followed.has(name) || own.some(isStep)) return [];
		followed.add(name);
		const values = [
			...own.flatMap(({ value }) => (value === undefined ? [] : [value.value])),
			...(outer?.(name) ?? []),
		];
		return values.flatMap((value) => {
			const next = variableOf(value);
			return next === undefined ? [value] : literalsOf(next, scope, followed);
		});
	};
	const wordsOf = (name: string, scope: Scope): readonly ShellWord[] | undefined => {
		const own = seen(name, scope).flatMap((assignment) => wordsOfAssignment(assignment) ?? []);
		const words = own.length > 0 ? own : (outer?.(name) ?? []).flatMap((value) => wordsIn(value) ?? []);
		// A list that holds itself, `ARGS=("${ARGS[@]}" -q)`, is the same list.
		const others = words.filter(({ value }) => variableOf(value) !== name);
		return others.length === 0 ? undefined : others;
	};
	return {
		literalsOf: remember((name, scope) => literalsOf(name, scope, new Set())),
		wordsOf: remember(wordsOf),
		assignments,
	};
}

type Scope = ShellCommand['scope'];

/** Those of the assignments of one variable whose value can be seen in a function, or outside of all. */
function seenFrom(scope: Scope, all: readonly ScopedAssignment[]): readonly ScopedAssignment[] {
	const own = scope === undefined ? [] : all.filter((assignment) => assignment.scope === scope);
	if (own[0] !== undefined && !isStep(own[0])) return own;
	const shared = all.filter((it) => it.scope === scope || it.scope === undefined || !LOCAL.has(it.declaredBy ?? ''));
	// What a function declares for itself, the functions that it calls see as well.
	return shared.length > 0 ? shared : all;
}

/** Commands that make a variable one of the function they stand in. */
const LOCAL: ReadonlySet<string> = new Set(['local', 'declare', 'typeset']);

/** A function of a name and a scope that works each answer out once. */
function remember<T>(answer: (name: string, scope: Scope) => T): (name: string, scope?: Scope) => T {
	const known = new Map<string, T>();
	return (name, scope) => {
		const key = `${scope} ${name}`;
		if (!known.has(key)) known.set(key, answer(name, scope));
		return known.get(key)!;
	};
}

/**
 * The words that an assignment gives as arguments. An element that holds an option and its value,
 * `ARGS+=("--cache-to type=gha")`, is two of them: it is meant for `${ARGS[@]}` without quotes.
 */
export function wordsOfAssignment({ array, value }: ShellAssignment): readonly ShellWord[] | undefined {
	if (array === undefined) return value && wordsIn(value.value);
	return array.flatMap((element) => (OPTION_AND_VALUE.test(element.value.text) && wordsIn(element.value)) || [element]);
}

const OPTION_AND_VALUE = /^\s*-{1,2}[A-Za-z][\w-]*\s+\S/;

/** The words of a string of options, `--cache-to type=gha -q`; `undefined` for any other text. */
export function wordsIn(value: MappedText): readonly ShellWord[] | undefined {
	if (!/^[\s\uFFFC]*-{1,2}[A-Za-z]/.test(value.text)) return undefined;
	// The options so far are glued to the next one where they end in a blank: `X="${X}--cache-to=$TO "`.
	const glued = /^\uFFFC+(?=-)/.exec(value.text)?.[0].length ?? 0;
	return readShell(joinLines(value.slice(glued))).commands.flatMap(({ words }) => words);
}

/** Whether a variable only gets a part of its value here. */
function isStep({ name, append, value }: ShellAssignment): boolean {
	return (
		append || (value?.value.expansions.some(({ text }) => variableIn(text) === name && value.value.length > 1) ?? false)
	);
}

/** Programs that take `NAME=value` for a variable of theirs. */
const TAKES_SETTINGS = /^(?:g?make|just|task)$/;
const SETTING = /^([A-Za-z_]\w*)=(?=\s*--?[A-Za-z])/;

/** The options that a command sets a variable of a makefile to: `make build ARGS="--cache-to type=gha"`. */
function readSettings({ words }: ShellCommand): readonly ShellAssignment[] {
	const program = words[0]?.value;
	if (program === undefined || !TAKES_SETTINGS.test(variableOf(program)?.toLowerCase() ?? program.text)) return [];
	return words.flatMap(({ value, span, quote, isUnclosed }): readonly ShellAssignment[] => {
		const name = SETTING.exec(value.text)?.[1];
		if (name === undefined) return [];
		return [
			{
				name: `make ${name}`,
				nameSpan: value.spanOf(0, name.length),
				append: false,
				value: { value: value.slice(name.length + 1), span, quote, isUnclosed },
				array: undefined,
				span,
				declaredBy: undefined,
			},
		];
	});
}

/** `set -- "$@" -q`: arguments are the list of a shell that has no arrays. */
function readSet({ words, span }: ShellCommand): ShellAssignment | undefined {
	if (words[0]?.value.text !== 'set' || words[1]?.value.text !== '--') return undefined;
	return {
		name: '@',
		nameSpan: words[0].span,
		append: false,
		value: undefined,
		array: words.slice(2),
		span,
		declaredBy: undefined,
	};
}
