import type { Build, BuilderFacts, Pin } from '../../cache/build.ts';
import type { CacheFlag } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { readShell, type ShellAssignment, type ShellScript } from '../../text/shell/readShell.ts';
import { contains, type Span } from '../../text/span.ts';
import type { YamlScalar } from '../../text/yaml/yamlNode.ts';
import { separateOptions } from '../anyYaml/expansions.ts';
import { collectBuilders } from '../commands/builders.ts';
import { type CommandContext, findCalls, findCommandFlags, mayCall } from '../commands/findCommandFlags.ts';
import { gatherCommands } from '../commands/innerScripts.ts';
import { findCall } from '../commands/programs.ts';
import { commentPlaceAt } from './lines.ts';

/** Gives the script in a scalar; one that is asked for again is not read again. */
export type ReadScript = (scalar: YamlScalar) => ShellScript;

/**
 * A reader of scripts in scalars. `prepare` hides what the CI system fills in before a shell sees it: `$(tag)` of Azure
 * Pipelines.
 */
export function rememberScripts(prepare: (text: MappedText) => MappedText = (text) => text): ReadScript {
	const known = new Map<YamlScalar, ShellScript>();
	return (scalar) => {
		const script = known.get(scalar) ?? readShell(prepare(scalar.value));
		known.set(scalar, script);
		return script;
	};
}

/** Pieces of shell that one shell runs one after the other, as the items of `script:`. */
export interface ScriptPieces {
	readonly pieces: readonly YamlScalar[];
	readonly read: ReadScript;
	/** The name of the step or job, for builds that have none. */
	readonly name: string | undefined;
}

/** The cache flags of the build commands in pieces of shell that share their variables and builders. */
export function findScriptFlags({ pieces, read, name }: ScriptPieces, context: CommandContext): readonly CacheFlag[] {
	const commands = pieces.flatMap((piece) => read(piece).commands);
	if (commands.length === 0) return [];
	const flags = nameBuilds(findCommandFlags({ commands, comments: [] }, context), name);
	return flags.map((flag) => placeComment(flag, pieces, context.document));
}

/** The builds of such pieces whose caches other files name. */
export function findScriptCalls({ pieces, read, name }: ScriptPieces, context: CommandContext): readonly Build[] {
	if (!pieces.some(({ value }) => mayCall(value.text))) return [];
	const commands = pieces.flatMap((piece) => read(piece).commands);
	const calls = findCalls({ commands, comments: [] }, context);
	return calls.map((build) => ({ ...build, name: build.name ?? name }));
}

/** Whether a script is worth looking at for a builder. */
export function mayChooseBuilder(script: MappedText): boolean {
	return /buildx(?:\s|\\)/.test(script.text) && /\b(?:create|use|install)\b/.test(script.text);
}

/** Scripts before the last ones say nothing new of builders. */
const MOST_SCRIPTS = 20;

/** The builder that scripts leave behind for those that run later; `undefined` when they create and choose none. */
export function findBuilder(
	scripts: readonly ShellScript[],
): { readonly builder: BuilderFacts; readonly pins: readonly Pin[] } | undefined {
	const commands = gatherCommands(scripts.slice(-MOST_SCRIPTS).flatMap((script) => script.commands));
	const calls = commands.flatMap((command, at) => {
		const call = findCall(command.words);
		return call === undefined ? [] : [{ call, at }];
	});
	return collectBuilders(calls).find(commands.length, undefined);
}

/** A value that a CI file gives to a variable. */
export interface NamedText {
	readonly name: string;
	readonly scalar: YamlScalar;
	readonly text: MappedText;
}

/**
 * The cache flags in variables that hold options (`BUILD_ARGS: --cache-to type=gha`) or a whole command, for scripts
 * that stand elsewhere.
 */
export function findVariableFlags(
	variables: readonly NamedText[],
	{ document }: { readonly document: string },
): readonly CacheFlag[] {
	return variables.flatMap(({ name, scalar, text: typed }) => {
		if (!typed.text.includes('cache')) return [];
		const text = separateOptions(typed);
		const value = { value: text, span: scalar.span, quote: undefined, isUnclosed: scalar.isUnclosed };
		const assignment: ShellAssignment = {
			name,
			nameSpan: scalar.span,
			append: false,
			value,
			array: undefined,
			span: scalar.span,
			declaredBy: undefined,
		};
		const command = {
			words: [],
			assignments: [assignment],
			heredocs: [],
			span: scalar.span,
			depth: 0,
			pipedInto: undefined,
		};
		const flags = findCommandFlags({ commands: [command], comments: [] }, { document });
		return flags.map((flag) => placeComment(flag, [scalar], document));
	});
}

/** Gives builds without a name that of their step or job; flags of one build go on sharing it. */
export function nameBuilds(flags: readonly CacheFlag[], name: string | undefined): readonly CacheFlag[] {
	const builds = new Map<Build, Build>();
	return flags.map((flag) => {
		const { build } = flag;
		if (name === undefined || build.name !== undefined) return flag;
		if (!builds.has(build)) builds.set(build, { ...build, name });
		return { ...flag, build: builds.get(build)! };
	});
}

/** Only in a literal block can a comment stand among the lines of a script; elsewhere it goes above the scalar. */
export function placeComment(flag: CacheFlag, pieces: readonly YamlScalar[], document: string): CacheFlag {
	const place = placeOf(flag);
	const piece = pieces.find(({ span }) => contains(span, place));
	if (piece?.style === 'literal') return flag;
	const commentPlace = commentPlaceAt(document, (piece?.span ?? place).start);
	return { ...flag, layout: { ...flag.layout, commentPlace } };
}

function placeOf({ value }: CacheFlag): Span {
	return value.form === 'text' ? value.text.span : value.span;
}
