import type { BuilderFacts, Pin } from '../../cache/build.ts';
import type { CacheFlag } from '../../cache/flag.ts';
import type { GroovyCall, GroovyFile } from '../../text/groovy/readGroovy.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { readShell, type ShellCommand, type ShellScript, type ShellWord } from '../../text/shell/readShell.ts';
import { contains } from '../../text/span.ts';
import { impliedWord } from '../anyYaml/argv.ts';
import { findBatchFlags } from '../batch/findBatchFlags.ts';
import { type CommandContext, findCommandFlags } from '../commands/findCommandFlags.ts';
import { commentPlaceOf } from '../commands/layout.ts';
import { assignTexts, wordOf } from '../commands/looseTexts.ts';
import { wordsIn } from '../commands/variables.ts';
import { findPowershellFlags } from '../powershell/findPowershellFlags.ts';
import { inFileOrder } from '../yaml/files.ts';
import { findBuilder } from '../yaml/scripts.ts';
import { collectVariables, nameIn, type PipelineVariables } from './variables.ts';

/** What was found in a pipeline. */
export interface JenkinsReading {
	readonly flags: readonly CacheFlag[];
	/** The comments in scripts. */
	readonly comments: readonly MappedText[];
}

/** Functions of shared libraries that run the text they get. */
const RUNNER = /^(?:sh[A-Z_]\w*|ssh\w*|\w*(?:[sS]hell|[rR]un|[eE]xec|[cC]md|[cC]ommand)\w*)$/;
/** Steps that run PowerShell, and the one that runs cmd. */
const POWERSHELL = /^(?:pwsh|powershell)$/;
const BATCH = 'bat';
/** Earlier scripts that may have made a builder are looked at so far back. */
const MOST_SCRIPTS = 50;

/**
 * Every cache flag of a pipeline, in the order of the file: of the commands in `sh` steps, of what is handed to
 * `docker.build`, of options in strings and lists, and the literals that reach a flag.
 */
export function findJenkinsFlags(groovy: GroovyFile, document: string): JenkinsReading {
	const variables = collectVariables(groovy);
	const context: CommandContext = { document, variables };
	const sources = groovy.calls.filter(({ name }) => name === 'sh' || RUNNER.test(name)).flatMap(scriptsOf);
	const scripts = sources.map(readShell);
	const choices = groovy.inner.filter(({ text }) => text.includes('cache'));
	const builders: ShellScript[] = [];
	const ofScripts = scripts.flatMap((script, index) => {
		const known = knownBuilder(builders);
		const commands = [
			...script.commands,
			assignTexts(choices.filter((choice) => contains(sources[index]!.span, choice.span))),
		];
		if (makesBuilder(script)) builders.push(script);
		return findCommandFlags({ ...script, commands }, { ...context, surroundings: { ...known } });
	});
	const ofSteps = groovy.calls.flatMap((call) => findStepFlags(call, context));
	const programs = scripts.flatMap(({ commands }) => commands.map((command) => ({ ...command, assignments: [] })));
	const texts = looseTexts(groovy);
	const starts = new Set(texts.map((text) => ('map' in text ? text[0]?.span.start : text.span.start)));
	const ofTexts = findCommandFlags({ commands: [...programs, assignTexts(texts)], comments: [] }, context).filter(
		({ build, origin, value }) =>
			starts.has(build.span.start) || (origin === 'flag' && value.form === 'text' && isInside(value.text, texts)),
	);
	const ofPowershell = groovy.calls
		.filter(({ name }) => POWERSHELL.test(name))
		.flatMap((call) => scriptsOf(call))
		.flatMap((script) => findPowershellFlags(script, context).flags);
	const ofBatch = groovy.calls
		.filter(({ name }) => name === BATCH)
		.flatMap((call) => scriptsOf(call))
		.flatMap((script) => findBatchFlags(script, context).flags);
	const flags = [...ofScripts, ...ofSteps, ...ofPowershell, ...ofBatch, ...ofTexts];
	const followed = flags.flatMap((flag) => follow(flag, { groovy, variables, document }));
	return {
		flags: inFileOrder([...flags, ...followed]).map((flag) => placeComment(flag, groovy, document)),
		comments: scripts.flatMap(({ comments }) => comments),
	};
}

/** Whether a text lies in one of these, which are in the order of the file. */
function isInside({ span }: MappedText, texts: readonly (MappedText | readonly ShellWord[])[]): boolean {
	return texts.some((text) => !('map' in text) && text.span.start <= span.start && span.end <= text.span.end);
}

function makesBuilder({ commands }: ShellScript): boolean {
	return commands.some(({ words }) => words.some(({ value }) => value.text === 'create' || value.text === 'use'));
}

function knownBuilder(
	scripts: readonly ShellScript[],
): { readonly builder: BuilderFacts; readonly pins: readonly Pin[] } | undefined {
	return scripts.length === 0 ? undefined : findBuilder(scripts.slice(-MOST_SCRIPTS));
}

/** The scripts a step runs: of `sh 'make'`, `sh(script: "make", returnStdout: true)`, `runCommand('docker build .')`. */
function scriptsOf({ arguments: args }: GroovyCall): readonly MappedText[] {
	const script =
		args.find((argument) => argument.name === 'script') ?? args.find((argument) => argument.name === undefined);
	return (script?.outcomes ?? []).filter(({ isOneExpansion }) => !isOneExpansion);
}

/** The flags in what is handed to `docker.build(image, options)` and `additionalBuildArgs`. */
function findStepFlags(
	{ name, receiver, arguments: args, offset }: GroovyCall,
	context: CommandContext,
): readonly CacheFlag[] {
	const isBuild = name === 'build' && receiver === 'docker';
	if (!isBuild && name !== 'additionalBuildArgs') return [];
	const [image] = isBuild ? (args[0]?.outcomes ?? []) : [];
	return (args[isBuild ? 1 : 0]?.outcomes ?? []).flatMap((options) => {
		const implied = (image === undefined ? ['docker', 'build'] : ['docker', 'build', '-t']).map((word) =>
			impliedWord(word, offset),
		);
		const words = readShell(options).commands.flatMap((command) => command.words);
		const span = { start: offset, end: options.span.end };
		const command: ShellCommand = {
			words: [...implied, ...(image === undefined ? [] : [wordOf(image)]), ...words],
			assignments: [],
			heredocs: [],
			span,
			depth: 0,
			pipedInto: undefined,
		};
		return findCommandFlags({ commands: [command], comments: [] }, context).map((flag) => {
			const { removal, ...layout } = flag.layout;
			// The first option has no word before it that is typed in the same string.
			const isTyped = removal !== undefined && removal.start >= options.span.start;
			return { ...flag, layout: isTyped ? flag.layout : layout };
		});
	});
}

/** Strings and lists that may be options or commands: those assigned, and those chosen from. */
function looseTexts({ assignments, inner }: GroovyFile): readonly (MappedText | readonly ShellWord[])[] {
	const lists = assignments.flatMap(({ elements }) => {
		const words = (elements ?? []).flatMap(({ outcomes }) =>
			outcomes.slice(0, 1).flatMap((text) => wordsIn(text) ?? [wordOf(text)]),
		);
		return words.some(({ value }) => value.text.includes('cache')) ? [words] : [];
	});
	const texts = [...assignments.flatMap(({ outcomes }) => outcomes), ...inner];
	return [...texts.filter(({ text }) => text.includes('cache')), ...lists];
}

/** The literals that a flag whose value is one `${…}` gets, as flags of their own where they are written. */
function follow(
	flag: CacheFlag,
	{
		groovy,
		variables,
		document,
	}: { readonly groovy: GroovyFile; readonly variables: PipelineVariables; readonly document: string },
): readonly CacheFlag[] {
	if (flag.value.form !== 'text' || !flag.value.text.isOneExpansion) return [];
	const { text } = flag.value;
	const name = nameIn(text);
	const outcomes = groovy.inserted.get(text.span.start);
	const found = outcomes ?? (name === undefined ? [] : variables(name));
	return found
		.filter((outcome) => outcome.length > 0 && !outcome.isOneExpansion)
		.map((outcome) => ({
			...flag,
			span: outcome.span,
			value: { form: 'text', text: outcome },
			origin: outcomes === undefined ? 'variable' : 'expression',
			layout: { commentPlace: commentPlaceOf(document, outcome.span.start) },
			notes: [],
		}));
}

/** A comment among the lines of a script is the shell's. */
function placeComment(flag: CacheFlag, { blocks }: GroovyFile, document: string): CacheFlag {
	const { commentPlace } = flag.layout;
	if (commentPlace === undefined) return flag;
	const { offset } = commentPlace;
	const isInScript = blocks.some(({ start, end }) => start < offset && offset < end);
	if (!isInScript || document[offset] === undefined) return flag;
	return { ...flag, layout: { ...flag.layout, commentPlace: { ...commentPlace, comment: '#' } } };
}
