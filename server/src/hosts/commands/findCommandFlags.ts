import { type Build, createBuild, type Tool } from '../../cache/build.ts';
import type { CacheFlag } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import type { ShellAssignment, ShellCommand, ShellScript } from '../../text/shell/readShell.ts';
import { CALL_WORDS } from '../host.ts';
import { inFileOrder } from '../yaml/files.ts';
import { alternativeWords } from './alternatives.ts';
import { findBakeInput } from './bakeInput.ts';
import { collectBuilders } from './builders.ts';
import { handedOptions } from './handedOptions.ts';
import { gatherCommands } from './innerScripts.ts';
import { commentPlaceOf } from './layout.ts';
import { type CommandOption, readArguments, type Spread } from './options.ts';
import { type Call, findCall, findWrappedCall, hasBuildctlFlag } from './programs.ts';
import { type BuildSurroundings, readBuild } from './readBuild.ts';
import { type FlagContext, readFlags, readOverrides } from './readFlags.ts';
import { expandProgram, programOf, settleTool } from './variablePrograms.ts';
import {
	collectVariables,
	type OuterVariables,
	type ShellVariables,
	variableOf,
	wordsOfAssignment,
} from './variables.ts';

/** What the host knows around a script. */
export interface CommandContext {
	/** The text of the whole file, in which the places of the script lie. */
	readonly document: string;
	/** Facts of the builder and the pipeline that hold for every command. */
	readonly surroundings?: Partial<BuildSurroundings>;
	/** Variables that are set outside the script. */
	readonly variables?: OuterVariables;
	/** How the user's home is written here; `$HOME` unless the host has another way. */
	readonly home?: string;
}

/** A call of a build tool with the command it is. */
interface Site {
	readonly command: ShellCommand;
	readonly call: Call;
	/** Its place among the commands, in the order they run in; scripts put together of parts may stand in another. */
	readonly at: number;
	/** Whether a script or function between adds arguments of its own. */
	readonly isWrapped: boolean;
}

/** The variable that turns BuildKit off. */
const SWITCH = 'DOCKER_BUILDKIT';

/** The variable that lets bake read and write where it likes. */
const ENTITLEMENTS = 'BUILDX_BAKE_ENTITLEMENTS_FS';

/** The variables that name the files to read where no option does. Sources: buildx, commands/bake.go; compose-go, consts. */
const FILE_VARIABLES: Readonly<Partial<Record<Call['action'], string>>> = {
	bake: 'BUILDX_BAKE_FILE',
	compose: 'COMPOSE_FILE',
};

/**
 * Every cache flag of the build commands in a script, in the order of the file: `--cache-to` of `docker build` and its
 * like, `--export-cache` of buildctl, `--set` of bake; also in arrays and strings of options, in strings that are run, and
 * literals that reach a flag through a variable.
 */
export function findCommandFlags(script: ShellScript, context: CommandContext): readonly CacheFlag[] {
	const { commands, variables, sites, spreadIn, surroundings, readSite } = readSites(script, context);
	const flagContext: FlagContext = { document: context.document, home: context.home ?? '$HOME' };
	const flags = sites.flatMap((site): readonly ScopedFlag[] => {
		const { action } = site.call;
		const { scope } = site.command;
		if (action !== 'build' && action !== 'bake') return [];
		const { build, options } = readSite(site);
		const own = (action === 'bake' ? readOverrides : readFlags)(options, build, flagContext);
		return own.map((flag) => ({ flag, scope }));
	});
	const calling = new Set(sites.map(({ command }) => command));
	const handed = commands.filter((command) => !calling.has(command)).flatMap(handedOptions);
	const optionLists = [...variables.assignments, ...handed];
	const loose = readLooseFlags(optionLists, sites, { flagContext, variables, spreadIn, surroundings });
	const input = findBakeInput(commands, context.document).map((flag) => ({ flag, scope: undefined }));
	const all = [...flags, ...loose, ...input];
	return inFileOrder([...all.map(({ flag }) => flag), ...followVariables(all, variables, flagContext)]);
}

/** A flag, and the function it stands in. */
interface ScopedFlag {
	readonly flag: CacheFlag;
	readonly scope: ShellCommand['scope'];
}

/** Whether a text may hold a call that {@link findCalls} finds. */
export function mayCall(text: string): boolean {
	return CALL_WORDS.test(text);
}

/** The builds of a script whose caches other files name: `docker buildx bake`, `docker compose up --build`. */
export function findCalls(script: ShellScript, context: CommandContext): readonly Build[] {
	const { sites, readSite } = readSites(script, context);
	return sites
		.filter(({ call }) => (call.action === 'bake' || call.action === 'compose') && doesBuild(call))
		.map((site) => readSite(site).build);
}

/** The calls of build tools in a script, with all that is needed to read one. */
interface Sites {
	readonly commands: readonly ShellCommand[];
	readonly variables: ShellVariables;
	readonly sites: readonly Site[];
	/** Looks into variables as a function does, or what stands outside of all. */
	spreadIn(scope: ShellCommand['scope']): Spread;
	readonly surroundings: BuildSurroundings;
	readSite(site: Site): { readonly build: Build; readonly options: readonly CommandOption[] };
}

function readSites(script: ShellScript, context: CommandContext): Sites {
	const commands = gatherCommands(script.commands);
	const variables = collectVariables(commands, context.variables);
	const sites = commands.flatMap((command, at): readonly Site[] => {
		const words = expandProgram(command, variables);
		const call = findCall(words);
		if (call !== undefined)
			return [{ command, call: settleTool(call, { ...command, words }, variables), at, isWrapped: false }];
		const wrapped = findWrappedCall(command.words);
		return wrapped === undefined ? [] : [{ command, call: wrapped, at, isWrapped: true }];
	});
	const builders = collectBuilders(sites);
	const environment = collectEnvironment(commands);
	const pushesLater = sites.some(({ call }) => call.action === 'push');
	const surroundings: BuildSurroundings = {
		builder: { driver: undefined, isSetUp: 'unknown', options: [] },
		pins: [],
		pipeline: undefined,
		movedPaths: undefined,
		assigned: variables.assignments.map(({ name }) => name),
		...context.surroundings,
		startsIn: startOf(commands, context.surroundings ?? {}),
	};
	const spreadIn: Sites['spreadIn'] =
		(scope) =>
		({ value }) => {
			const name = variableOf(value);
			return name === undefined ? alternativeWords(value, context.document) : variables.wordsOf(name, scope);
		};
	const isAllowedAll = context.document.includes(ENTITLEMENTS) || (context.variables?.(ENTITLEMENTS).length ?? 0) > 0;
	const usualFiles = ({ call, command }: Site): readonly MappedText[] => {
		const name = FILE_VARIABLES[call.action];
		if (name === undefined) return [];
		const own = assigned(command, name);
		return own === undefined ? variables.literalsOf(name, command.scope) : [own];
	};
	const readSite: Sites['readSite'] = (site) => {
		const { call, command } = site;
		const read = readArguments(call, spreadIn(command.scope));
		const args = site.isWrapped ? { ...read, isComplete: false } : read;
		const build = readBuild({
			call,
			args,
			span: command.span,
			at: site.at,
			builders,
			pushesLater,
			isLegacy: isLegacy(site, { environment, context }),
			isAllowedAll,
			builderName: assigned(command, 'BUILDX_BUILDER'),
			usualFiles: usualFiles(site),
			surroundings,
		});
		return { build, options: args.options };
	};
	return { commands, variables, sites, spreadIn, surroundings, readSite };
}

/** What is assigned before a command: `x` of `NAME=x docker build .` */
function assigned({ assignments }: ShellCommand, wanted: string): MappedText | undefined {
	return assignments.findLast(({ name }) => name === wanted)?.value?.value;
}

/** Options with which bake and Compose only show what they would do, or look at the Dockerfile. */
const BUILDS_NOTHING = /^(?:--(?:print|list|list-targets|list-variables|check|call|help|dry-run|no-build)(?:=|$)|-h$)/;

/** Whether bake or Compose may build images: `up` does where there are none yet, and nothing does with `--print`. */
function doesBuild({ args }: Call): boolean {
	return !args.some(({ value }) => BUILDS_NOTHING.test(value.text));
}

/** Where builds of a script start: elsewhere than the script when it goes there, perhaps in another repository when it fetches one. */
function startOf(commands: readonly ShellCommand[], around: Partial<BuildSurroundings>): Build['startsIn'] {
	const programs = commands.map(({ words }) => words.map(({ value }) => value.text));
	if (programs.some(([program, ...args]) => program === 'git' && args.includes('clone'))) return undefined;
	if (programs.some(([program]) => program === 'cd' || program === 'pushd')) return 'any';
	return 'startsIn' in around ? around.startsIn : 'any';
}

/** Whether `DOCKER_BUILDKIT=0` holds for a call: set before it, by `env`, in the script above, or around the script. */
function isLegacy({ command, call, at }: Site, { environment, context }: Environment): boolean {
	const own = command.assignments.findLast(({ name }) => name === SWITCH)?.value?.value.text;
	const byEnv = call.before
		.findLast(({ value }) => value.text.startsWith(`${SWITCH}=`))
		?.value.text.slice(SWITCH.length + 1);
	const above = environment.findLast((set) => set.at < at)?.assignment.value?.value.text;
	return /^(?:0|false)$/.test(own ?? byEnv ?? above ?? context.variables?.(SWITCH).at(-1)?.text ?? '');
}

/** What holds for the commands behind an assignment: it stands alone, or is exported. */
interface Environment {
	readonly environment: readonly { readonly assignment: ShellAssignment; readonly at: number }[];
	readonly context: CommandContext;
}

function collectEnvironment(commands: readonly ShellCommand[]): Environment['environment'] {
	return commands.flatMap(({ assignments, words }, at) =>
		assignments
			.filter(({ name, declaredBy }) => name === SWITCH && (declaredBy !== undefined || words.length === 0))
			.map((assignment) => ({ assignment, at })),
	);
}

/**
 * Flags in arrays and strings of options that no command of the file was seen to use, and in those that are handed on. Only such as look like a cache
 * count, since a usage text begins with options as well.
 */
function readLooseFlags(
	assignments: ShellVariables['assignments'],
	sites: readonly Site[],
	{
		flagContext,
		variables,
		spreadIn,
		surroundings,
	}: Pick<Sites, 'variables' | 'spreadIn' | 'surroundings'> & { flagContext: FlagContext },
): readonly ScopedFlag[] {
	const tools = sites.flatMap(({ call }) => (call.action === 'build' ? [call.tool] : []));
	const tool = tools.find((known) => known === 'buildx' || known === 'docker') ?? tools[0] ?? 'buildx';
	return assignments.flatMap((assignment) => {
		const { name, span, scope } = assignment;
		const args = wordsOfAssignment(assignment);
		if (args === undefined || !args.some(({ value: word }) => word.text.includes('cache'))) return [];
		const spread = spreadIn(scope);
		const looseBuild = (of: Tool): Build => createBuild({ ...surroundings, tool: of, span, isComplete: false });
		const own = programOf(variables, name, scope);
		const user = hasBuildctlFlag(args) ? 'buildctl' : own?.action === 'build' ? own.tool : tool;
		const { options } = readArguments({ tool: user, action: 'build', verb: undefined, args }, spread);
		const overrides = readArguments({ tool: 'bake', action: 'bake', verb: undefined, args }, spread).options;
		return [
			...readFlags(options, looseBuild(user), flagContext),
			...readOverrides(overrides, looseBuild('bake'), flagContext),
		]
			.filter(({ value: typed }) => typed.form === 'text' && /[=/:\uFFFC]/.test(typed.text.text))
			.map((flag) => ({ flag, scope }));
	});
}

/** The literals that reach flags through a variable, each once for a direction, as flags where they are assigned. */
function followVariables(
	flags: readonly ScopedFlag[],
	variables: ShellVariables,
	context: FlagContext,
): readonly CacheFlag[] {
	const own = new Set(variables.assignments.map(({ value }) => value?.value));
	const followed = new Set<string>();
	return flags.flatMap(({ flag, scope }) => {
		const name = flag.value.form === 'text' ? variableOf(flag.value.text) : undefined;
		const key = `${flag.direction} ${scope} ${name}`;
		if (name === undefined || followed.has(key)) return [];
		followed.add(key);
		return variables.literalsOf(name, scope).flatMap((text): readonly CacheFlag[] => {
			const { start } = text.span;
			const hasHome = own.has(text) && context.document[start - 1] !== "'";
			const layout = {
				commentPlace: commentPlaceOf(context.document, start),
				...(hasHome ? { home: context.home } : {}),
			};
			// `X=$(cat x)` says nothing more than the flag that named the variable.
			if (text.length === 0 || text.isOneExpansion) return [];
			return [{ ...flag, span: text.span, value: { form: 'text', text }, origin: 'variable', layout, notes: [] }];
		});
	});
}
