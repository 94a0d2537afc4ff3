import type { Build } from '../../cache/build.ts';
import type { CacheFlag } from '../../cache/flag.ts';
import type { Justfile, JustRecipe } from '../../text/just/readJustfile.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { readShell, type ShellScript } from '../../text/shell/readShell.ts';
import { findCommandFlags } from '../commands/findCommandFlags.ts';
import { commentPlaceOf } from '../commands/layout.ts';
import { assignTexts } from '../commands/looseTexts.ts';
import { inFileOrder } from '../yaml/files.ts';

/** Shells whose scripts are read; a recipe that is no script runs in the one of `set shell`. */
const READ_SHELL = /^(?:.*\/)?(?:ba|da|z|k|a|mk)?sh$/;

/** What was found in a justfile. */
export interface JustReading {
	readonly flags: readonly CacheFlag[];
	/** The comments in recipes. */
	readonly comments: readonly MappedText[];
}

/**
 * Every cache flag of a justfile, in the order of the file: of the commands in recipes and backticks, of the options in
 * variables and expressions, and the literals that reach a flag through `{{ }}`.
 */
export function findJustFlags(justfile: Justfile, document: string): JustReading {
	const { recipes, variables, commands } = justfile;
	const scripts = recipes
		.filter(({ interpreter }) => READ_SHELL.test(interpreter ?? justfile.shell ?? 'sh'))
		.map((recipe) => ({ recipe, script: readLines(recipe.lines) }));
	const ofRecipes = scripts.flatMap(({ recipe, script }) => {
		const context = { document, variables: (name: string) => valuesOf(name, recipe, justfile) };
		const commands = [...script.commands, assignTexts(textsIn(recipe))];
		return nameBuilds(findCommandFlags({ ...script, commands }, context), recipe.name);
	});
	const ofCommands = commands.flatMap((text) => findCommandFlags(readShell(text), { document }));
	const all = [...variables, ...recipes.flatMap(({ parameters }) => parameters)];
	const texts = all.flatMap(({ values }) => values).filter(({ text }) => text.includes('cache'));
	const programs = scripts.flatMap(({ script }) => script.commands.map((command) => ({ ...command, assignments: [] })));
	const starts = new Set(texts.map(({ span }) => span.start));
	const ofTexts = findCommandFlags({ commands: [...programs, assignTexts(texts)], comments: [] }, { document }).filter(
		({ build }) => starts.has(build.span.start),
	);
	const flags = [...ofRecipes, ...ofCommands, ...ofTexts];
	const followed = flags.flatMap((flag) => followExpression(flag, justfile, document));
	return {
		flags: inFileOrder([...flags, ...followed]),
		comments: scripts.flatMap(({ script }) => script.comments),
	};
}

/** The lines of a recipe run in shells of their own, but share builders. */
function readLines(lines: readonly MappedText[]): ShellScript {
	const scripts = lines.map(readShell);
	return {
		commands: scripts.flatMap(({ commands }) => commands),
		comments: scripts.flatMap(({ comments }) => comments),
	};
}

/** What the expressions in a recipe come to. */
function textsIn({ expressions }: JustRecipe): readonly MappedText[] {
	return expressions.flatMap(({ outcomes }) => outcomes).filter(({ text }) => text.includes('cache'));
}

/** The texts of a variable: `{{ to }}` is called `.to`; an exported one is there by its name, too. */
function valuesOf(name: string, { parameters }: JustRecipe, { variables }: Justfile): readonly MappedText[] {
	const isFilledIn = name.startsWith('.');
	const wanted = isFilledIn ? name.slice(1) : name;
	const found = [parameters, variables].map((all) =>
		all.filter((variable) => variable.name === wanted && (isFilledIn || variable.isExported)),
	);
	return (found.find(({ length }) => length > 0) ?? []).flatMap(({ values }) => values);
}

/** The branches of a `{{ if … }}` that is the whole value of a flag, as flags of their own. */
function followExpression(flag: CacheFlag, { interpolations }: Justfile, document: string): readonly CacheFlag[] {
	if (flag.value.form !== 'text' || !flag.value.text.isOneExpansion) return [];
	const expression = interpolations.get(flag.value.text.span.start);
	return (expression?.outcomes ?? [])
		.filter((text) => text.length > 0 && !text.isOneExpansion)
		.map((text) => ({
			...flag,
			span: text.span,
			value: { form: 'text', text },
			origin: 'expression',
			layout: { commentPlace: commentPlaceOf(document, text.span.start) },
			notes: [],
		}));
}

/** Gives builds without a name that of their recipe; flags of one build go on sharing it. */
function nameBuilds(flags: readonly CacheFlag[], name: string): readonly CacheFlag[] {
	const builds = new Map<Build, Build>();
	return flags.map((flag) => {
		const { build } = flag;
		if (!builds.has(build)) builds.set(build, { ...build, name: build.name ?? name });
		return { ...flag, build: builds.get(build)! };
	});
}
