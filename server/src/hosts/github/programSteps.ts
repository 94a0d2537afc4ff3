import type { CacheFlag } from '../../cache/flag.ts';
import type { CodeLanguage } from '../../text/code/strings.ts';
import { type Code, type CodeRange, itemsOf, textsOf } from '../../text/code/texts.ts';
import { readCode } from '../../text/code/tokens.ts';
import { MappedText } from '../../text/mappedText.ts';
import { readShell, type ShellCommand, type ShellWord } from '../../text/shell/readShell.ts';
import { asScalar } from '../../text/yaml/navigate.ts';
import type { YamlScalar } from '../../text/yaml/yamlNode.ts';
import { type CommandContext, findCommandFlags } from '../commands/findCommandFlags.ts';
import { commentPlaceAt } from '../yaml/lines.ts';
import { inputPairs, type Step } from './steps.ts';

/** A program in a step that no shell reads: the script of actions/github-script, or `run:` for another shell. */
export interface Program {
	readonly scalar: YamlScalar;
	readonly language: CodeLanguage;
}

/** The program of a step, in a language whose strings are read. */
export function programOf(step: Step): Program | undefined {
	const { action, run, shell } = step;
	if (run !== undefined) {
		const language = /^python/.test(shell ?? '') ? 'python' : /^node\b/.test(shell ?? '') ? 'javascript' : undefined;
		return language && { scalar: run, language };
	}
	if (action?.name !== 'actions/github-script') return undefined;
	const script = asScalar(inputPairs(step).find(({ key }) => key.value.text.toLowerCase() === 'script')?.value);
	return script && { scalar: script, language: 'javascript' };
}

function readProgram({ scalar, language }: Program): Code {
	return { source: scalar.value, tokens: readCode(scalar.value, language) };
}

/**
 * The texts that a program hands to later steps under a name: `type=gha` of `core.setOutput('cache', 'type=gha')`, and of
 * a string `cache=type=gha` that is written to a file of the runner.
 */
export function handedOn(program: Program, { name, file }: HandedName): readonly MappedText[] {
	const code = readProgram(program);
	const setter = file === 'GITHUB_ENV' ? 'exportVariable' : 'setOutput';
	const writesFile = code.tokens.some(({ text }) => text.includes(file));
	return code.tokens.flatMap((token, at): readonly MappedText[] => {
		if (token.kind === 'string' && writesFile && token.value!.text.startsWith(`${name}=`)) {
			const value = token.value!.slice(name.length + 1);
			return [value.text.endsWith('\n') ? value.slice(0, value.length - 1) : value];
		}
		if (token.text !== setter || code.tokens[at + 1]?.text !== '(') return [];
		const [key, value] = itemsOf(code, at + 1);
		if (key === undefined || value === undefined || code.tokens[key.from]!.value?.text !== name) return [];
		return textsOf(code, value);
	});
}

/** A name, and the variable with the file of the runner it is written to. */
export interface HandedName {
	readonly name: string;
	readonly file: 'GITHUB_ENV' | 'GITHUB_OUTPUT';
}

/** The cache flags of commands that a program runs: lists of words, and strings that a shell reads. */
export function findProgramFlags(program: Program, context: CommandContext): readonly CacheFlag[] {
	if (!/cache/i.test(program.scalar.value.text)) return [];
	const code = readProgram(program);
	const commands = code.tokens.flatMap((token, at): readonly ShellCommand[] => {
		if (isWordList(code, at)) return commandOf(code, at);
		const isCommand = token.value !== undefined && COMMAND_LINE.test(token.value.text) && !isPrinted(code, at);
		return isCommand ? readShell(token.value!).commands : [];
	});
	const place = commentPlaceAt(context.document, program.scalar.span.start);
	// Nothing of a shell, neither its quotes nor its comments, can be typed into the program.
	return findCommandFlags({ commands, comments: [] }, context).map((flag) => ({
		...flag,
		layout: { commentPlace: place },
	}));
}

const PROGRAM = /^(?:sudo|docker|buildx|buildctl|podman|buildah|nerdctl|depot)$/;
const COMMAND_LINE = /^\s*(?:sudo\s+)?(?:docker|buildctl|podman|buildah|nerdctl|depot)\s.*cache/s;

/** Whether a string is the first thing given to a function that only shows it. */
function isPrinted({ tokens }: Code, at: number): boolean {
	const isFirst = tokens[at - 1]?.text === '(';
	return isFirst && /^(?:print|log|info|notice|warn|warning|error|debug|setFailed)$/.test(tokens[at - 2]?.text ?? '');
}

/** Whether a bracket holds words of a command: a list, or what is pushed onto one. */
function isWordList({ tokens }: Code, at: number): boolean {
	const { kind, text } = tokens[at]!;
	if (kind !== 'sign') return false;
	return text === '[' || (text === '(' && /^(?:push|append|extend)$/.test(tokens[at - 1]?.text ?? ''));
}

/**
 * What a list of words says: a command, `['docker', 'build', …]` or `exec('docker', ['build', …])`, or options for one that
 * stands elsewhere.
 */
function commandOf(code: Code, bracket: number): readonly ShellCommand[] {
	const { source, tokens } = code;
	const { closing } = tokens[bracket]!;
	const given = itemsOf(code, bracket).map((item) => wordOf(code, item));
	if (closing === undefined || !given.some(({ value }) => value.text.includes('cache'))) return [];
	const isArgument = tokens[bracket - 1]?.text === ',' && tokens[bracket - 2]?.value !== undefined;
	const program = isArgument ? [wordOf(code, { from: bracket - 2, to: bracket - 1 })] : [];
	const words = [...program, ...given];
	const span = source.spanOf(tokens[bracket]!.from, tokens[closing]!.to);
	const command: ShellCommand = { words, assignments: [], heredocs: [], span, depth: 0, pipedInto: undefined };
	if (PROGRAM.test(words[0]!.value.text)) return [command];
	const nameSpan = { start: span.start, end: span.start };
	const options = { name: '', nameSpan, append: false, value: undefined, array: given, span, declaredBy: undefined };
	return [{ ...command, words: [], assignments: [options] }];
}

/** An element as a word; one that is no string is an expansion. */
function wordOf({ source, tokens }: Code, { from, to }: CodeRange): ShellWord {
	const typed = source.slice(tokens[from]!.from, tokens[to - 1]!.to);
	const value = to === from + 1 ? tokens[from]!.value : undefined;
	const hole = () => MappedText.builder(typed.span.start).hole(`\${${typed.written}}`, typed.span).build();
	return { value: value ?? hole(), span: typed.span, quote: undefined, isUnclosed: false };
}
