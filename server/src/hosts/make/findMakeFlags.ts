import type { Build } from '../../cache/build.ts';
import type { CacheFlag } from '../../cache/flag.ts';
import { type Makefile, type MakeRecipe, type MakeText, walkMakeText } from '../../text/make/readMakefile.ts';
import { readShell } from '../../text/shell/readShell.ts';
import { type CommandContext, findCalls, findCommandFlags, mayCall } from '../commands/findCommandFlags.ts';
import { assignTexts } from '../commands/looseTexts.ts';
import { inFileOrder } from '../yaml/files.ts';
import { collectDefinitions, type Definitions, isBuildCommand, isOptions, trimmedValue } from './definitions.ts';
import { followReference } from './follow.ts';
import { inlineOptions } from './inline.ts';

/** Functions whose arguments are messages, names or programs of their own. */
const NO_SHELL = new Set([
	'info',
	'warning',
	'error',
	'eval',
	'shell',
	'origin',
	'flavor',
	'value',
	'wildcard',
	'file',
]);

/**
 * Every cache flag of a makefile, in the order of the file: of the commands in recipes, canned recipes, `$(shell …)` and
 * `!=`; in the variables and function arguments that are their options; and the literals that reach a flag through a
 * variable or a function.
 */
export function findMakeFlags(makefile: Makefile, document: string): readonly CacheFlag[] {
	const { recipes, variables, shells } = makefile;
	const lines = recipes.flatMap((recipe) => recipe.lines);
	const values = variables.map(({ value }) => value);
	const all = [...lines, ...values, ...shells].flatMap((text) => [...walkMakeText(text)]);
	const definitions = collectDefinitions(variables, all);
	const context: CommandContext = {
		document,
		home: '$(HOME)',
		variables: (name) => definitions.valuesOf(name).flatMap((value) => (isOptions(value) ? [] : trimmedValue(value))),
	};
	const inRecipes = isRunByShell(makefile)
		? recipes.flatMap((recipe) => findInRecipe(recipe, definitions, context))
		: [];
	const scripts = [
		...shells,
		...variables.filter(({ operator }) => operator === '!=').map(({ value }) => value),
		...spareTexts(makefile).filter((text) => isBuildCommand(text) || SETS_OPTIONS.test(text.text.text)),
	];
	const inScripts = scripts.filter(definitions.holdsCaches).flatMap((text) => {
		return inlineOptions(text, definitions).flatMap((it) => findCommandFlags(readShell(it), context));
	});
	const spare = spareTexts(makefile).filter((text) => isOptions(text) && text.text.text.includes('cache'));
	// What the recipes build with, without what they assign.
	const programs = recipes.flatMap((recipe) => recipe.lines.flatMap(({ text }) => readShell(text).commands));
	const own = new Set(spare.map(({ text }) => text.span.start));
	const loose = findCommandFlags(
		{
			commands: [...programs.map((it) => ({ ...it, assignments: [] })), assignTexts(spare.map(({ text }) => text))],
			comments: [],
		},
		context,
	).filter(({ build }) => own.has(build.span.start));
	const flags = [...inRecipes, ...inScripts, ...loose].map(endBeforeOptions);
	const followed = flags.flatMap((flag) => followReference(flag, definitions, document));
	return inFileOrder([...flags.filter(isTyped), ...followed].map((flag) => withCommentOfMake(flag, document)));
}

/** The builds of recipes whose caches other files name. */
export function findMakeCalls({ recipes, variables }: Makefile, document: string): readonly Build[] {
	const calling = recipes.filter(({ lines }) => lines.some(({ text }) => mayCall(text.text)));
	if (calling.length === 0) return [];
	const definitions = collectDefinitions(variables, []);
	return calling.flatMap((recipe) => {
		const commands = recipe.lines.flatMap((line) => readShell(inlineOptions(line, definitions)[0]!).commands);
		const name = recipe.macro ?? recipe.targets[0]?.written;
		return findCalls({ commands, comments: [] }, { document }).map((build) => describeBuild(build, recipe, name));
	});
}

/** A piece of shell that puts options together for a command behind it: `ARGS="--cache-to …"; if …; fi`. */
const SETS_OPTIONS = /^\s*[A-Za-z_]\w*=["']?\s*--?[A-Za-z]/;

/** What may follow a value without a space: `$(if $(CI), --cache-to …)` begins with one. */
const MORE_OPTIONS = /^\$[({](?:if|and|or)\s.*,[ \t]+--?[A-Za-z]/s;

/** The flag without the options behind it that begin with a space of their own. */
function endBeforeOptions(flag: CacheFlag): CacheFlag {
	if (flag.value.form !== 'text') return flag;
	const { text } = flag.value;
	const last = text.length > 1 ? text.expansionAt(text.length - 1) : undefined;
	if (last === undefined || !MORE_OPTIONS.test(last.text)) return flag;
	const value = text.slice(0, text.length - 1);
	const { removal: _, ...layout } = flag.layout;
	return {
		...flag,
		span: { start: flag.span.start, end: value.span.end },
		value: { form: 'text', text: value },
		layout,
	};
}

/** Whether the value is more than a variable that another variable holds. */
function isTyped({ origin, value }: CacheFlag): boolean {
	return origin === 'flag' || value.form !== 'text' || !value.text.isOneExpansion;
}

/** `SHELL = python3` gives the recipes to something that reads them otherwise. */
function isRunByShell({ shell }: Makefile): boolean {
	return shell === undefined || !/(?:^|[/\s])(?:python|node|perl|ruby|deno|php)[\d.]*$/.test(shell.text);
}

function findInRecipe(recipe: MakeRecipe, definitions: Definitions, context: CommandContext): readonly CacheFlag[] {
	if (!recipe.lines.some(definitions.holdsCaches)) return [];
	const ways = recipe.lines.map((line) => inlineOptions(line, definitions));
	const most = Math.max(...ways.map(({ length }) => length));
	const name = recipe.macro ?? recipe.targets[0]?.written;
	const builds = new Map<Build, Build>();
	return Array.from({ length: most }).flatMap((_, choice) => {
		// Lines share builders and what is pushed later, so they are read as one script.
		const commands = ways.flatMap((texts) => readShell(texts[choice % texts.length]!).commands);
		return findCommandFlags({ commands, comments: [] }, context).map((flag) => {
			const build = builds.get(flag.build) ?? describeBuild(flag.build, recipe, name);
			builds.set(flag.build, build);
			return { ...flag, build };
		});
	});
}

/** The build with the name of its target; its span is in the recipe, wherever its options come from. */
function describeBuild(build: Build, recipe: MakeRecipe, name: string | undefined): Build {
	const { start, end } = build.span;
	const line = recipe.lines.find(({ text }) => text.span.start <= start && start <= text.span.end)?.text.span;
	const span = line === undefined || end < start || end > line.end ? (line ?? recipe.span) : build.span;
	return { ...build, name: build.name ?? name, span };
}

/** Values of variables and arguments of functions, which may be used where this file does not show it. */
function spareTexts({ recipes, variables, shells }: Makefile): readonly MakeText[] {
	const plain = variables.filter(({ isDefine, operator }) => !isDefine && operator !== '!=').map(({ value }) => value);
	const holders = [...recipes.flatMap(({ lines }) => lines), ...variables.map(({ value }) => value), ...shells];
	return [...plain, ...holders.flatMap(argumentsIn)];
}

function argumentsIn({ references }: MakeText): readonly MakeText[] {
	return references.flatMap(({ name, arguments: args }) => {
		if (args === undefined || NO_SHELL.has(name ?? '')) return [];
		return args.flatMap((argument) => [argument, ...argumentsIn(argument)]);
	});
}

/** A comment in a recipe is the shell's and make prints it; one that is not indented is make's. */
function withCommentOfMake(flag: CacheFlag, document: string): CacheFlag {
	const { commentPlace } = flag.layout;
	if (commentPlace === undefined || document[commentPlace.offset] !== '\t') return flag;
	return { ...flag, layout: { ...flag.layout, commentPlace: { offset: commentPlace.offset, indent: '' } } };
}
