import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import {
	allRules,
	createCacheService,
	defaultSettings,
	isVersionText,
	readVersionText,
	type Settings,
} from '../service.ts';
import { describeCatalogue, formatCatalogue } from './catalogue.ts';
import { type CheckOptions, check, readFiles } from './check.ts';
import { describeRules, explain, formatRules } from './explain.ts';
import { formats } from './formats/index.ts';
import { formatGraph } from './graph.ts';
import { formatList, listEntries } from './list.ts';
import { parse } from './parse.ts';
import { type Terminal, UsageError } from './terminal.ts';

type Severity = Settings['rules'][string];
const SEVERITIES = ['off', 'on', 'hint', 'info', 'warning', 'error'] as const;

interface GivenOptions {
	readonly buildkit?: string;
	readonly buildx?: string;
	readonly docker?: string;
	readonly builder?: Settings['builder'];
	readonly preset?: Settings['preset'];
	readonly rule?: Readonly<Record<string, Severity>>;
	readonly registry?: readonly string[];
	readonly immutableRepository?: readonly string[];
	readonly gitignore: boolean;
	readonly exclude?: readonly string[];
	readonly forceExclude?: boolean;
	readonly errorOnUnmatchedPattern: boolean;
	readonly stdinFilename?: string;
	readonly format?: string;
	readonly color?: boolean;
	readonly fix?: boolean;
	readonly unsafeFixes?: boolean;
	readonly diff?: boolean;
	readonly quiet?: boolean;
	readonly maxWarnings?: number;
	readonly failOn: CheckOptions['failOn'];
	readonly exitZero?: boolean;
	readonly outputFile?: string;
}

/** Runs the command line; gives the exit code. Misuse is one clear line and 2. */
export async function run(args: readonly string[], terminal: Terminal, version: string): Promise<number> {
	let code = 0;
	const program = createProgram(terminal, version, (result) => {
		code = result;
	});
	try {
		await program.parseAsync([...args], { from: 'user' });
		return code;
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
		const message =
			error instanceof UsageError ? error.message : `internal error: ${error instanceof Error ? error.stack : error}`;
		terminal.err(`cachelint: ${message}\n`);
		return 2;
	}
}

function createProgram(terminal: Terminal, version: string, finish: (code: number) => void): Command {
	const program = new Command('cachelint')
		.description('Finds mistakes in Docker BuildKit cache flags.')
		.version(version, '-V, --version')
		.exitOverride()
		.configureOutput({
			writeOut: (text) => terminal.out(text),
			writeErr: (text) => terminal.err(text),
			outputError: (text, write) =>
				write(
					`cachelint: ${text
						.replace(/^error: /, '')
						.trimEnd()
						.replaceAll('\n', ' ')}\n`,
				),
		})
		.enablePositionalOptions();

	const checkCommand = new Command('check')
		.description(
			'lint files, directories and globs; - is standard input (the default command, on the current directory)',
		)
		.argument('[path...]', 'what to lint');
	addFileOptions(addSettingOptions(checkCommand));
	checkCommand
		.addOption(
			new Option('--format <name>', 'form of the report (pretty for people, compact when piped)').choices(
				Object.keys(formats),
			),
		)
		.option('--fix', 'apply safe fixes')
		.option('--unsafe-fixes', 'with --fix or --diff: apply all fixes')
		.option('--diff', 'print what --fix would change, write nothing')
		.option('--max-warnings <number>', 'exit with 1 only above this number of warnings, or for an error', readCount)
		.addOption(
			new Option('--fail-on <severity>', 'least severity that exits with 1')
				.choices(['error', 'warning', 'info', 'hint', 'never'])
				.default('warning'),
		)
		.option('--exit-zero', 'exit with 0 whatever was found')
		.option('--quiet', 'report errors only')
		.option('--output-file <path>', 'write the report there')
		.option('--color', 'colour the report')
		.option('--no-color', 'do not colour it')
		.action(async (paths: string[], given: GivenOptions) => {
			finish(await check(toCheckOptions(paths, given, version), terminal));
		});
	program.addCommand(inherit(checkCommand, program), { isDefault: true });

	const listCommand = new Command('list')
		.description('print every cache entry that would be linted')
		.argument('[path...]', 'where to look');
	addFileOptions(listCommand).addOption(
		new Option('--format <name>', 'form of the list').choices(['text', 'json']).default('text'),
	);
	listCommand.action(async (paths: string[], given: GivenOptions) => {
		const service = createCacheService();
		const files = await readFiles(toCheckOptions(paths, { ...given, failOn: 'warning' }, version), service, terminal);
		const entries = files.flatMap(({ path, document }) => listEntries(path, document));
		terminal.out(
			given.format === 'json' ? `${JSON.stringify({ version: 1, entries }, undefined, 2)}\n` : formatList(entries),
		);
	});
	program.addCommand(inherit(listCommand, program));

	const graphCommand = new Command('graph')
		.description('print who writes and who reads which cache location')
		.argument('[path...]', 'where to look');
	addFileOptions(graphCommand).addOption(
		new Option('--format <name>', 'form of the graph').choices(['text', 'json', 'mermaid', 'dot']).default('text'),
	);
	graphCommand.action(async (paths: string[], given: GivenOptions) => {
		const options = toCheckOptions(paths, { ...given, failOn: 'warning' }, version);
		const files = await readFiles(options, createCacheService(), terminal);
		terminal.out(
			formatGraph(
				files.map(({ document }) => document),
				given.format ?? 'text',
			),
		);
	});
	program.addCommand(inherit(graphCommand, program));

	const parseCommand = new Command('parse')
		.description('print what a tool makes of values')
		.argument('[value...]', 'values as they would reach the tool')
		.option('--jsonl', 'read JSON strings from standard input, one a line')
		.option('--tool <name>', 'whose grammar: buildx or buildctl', 'buildx')
		.option('--direction <direction>', 'to or from', 'to')
		.option('--buildx <version>', 'as this version of buildx reads it, by default the newest', readVersionOf('buildx'))
		.action(async (values: string[], given: { jsonl?: boolean; tool: string; direction: string; buildx?: string }) => {
			const { tool, direction, buildx } = given;
			finish(await parse({ values, isJsonLines: given.jsonl === true, tool, direction, buildx }, terminal));
		});
	program.addCommand(inherit(parseCommand, program));

	const catalogueCommand = new Command('catalogue')
		.description('print the backends and parameters that a version of BuildKit knows')
		.addOption(new Option('--format <name>', 'form').choices(['text', 'json']).default('text'))
		.option('--buildkit <version>', 'the version, by default the newest', readVersionOf('buildkit'))
		.action((given: { format: string; buildkit?: string }) => {
			const asked = given.buildkit === undefined ? undefined : readVersionText(given.buildkit, 'buildkit').version;
			terminal.out(
				given.format === 'json'
					? `${JSON.stringify(describeCatalogue(asked), undefined, 2)}\n`
					: formatCatalogue(asked),
			);
		});
	program.addCommand(inherit(catalogueCommand, program));

	const rulesCommand = addSettingOptions(new Command('rules').description('list the rules'));
	rulesCommand
		.addOption(new Option('--format <name>', 'form').choices(['text', 'json']).default('text'))
		.action((given: GivenOptions) => {
			const settings = { ...defaultSettings, ...toSettings(given) };
			terminal.out(
				given.format === 'json'
					? `${JSON.stringify(describeRules(allRules, settings), undefined, 2)}\n`
					: formatRules(allRules, settings),
			);
		});
	program.addCommand(inherit(rulesCommand, program));

	const explainCommand = new Command('explain')
		.description('print the page of a rule')
		.argument('<rule>', 'its id')
		.action((id: string) => terminal.out(explain(id, allRules)));
	program.addCommand(inherit(explainCommand, program));
	return program;
}

/** Sub-commands made apart do not take over how the program ends and prints. */
function inherit(command: Command, program: Command): Command {
	return command.copyInheritedSettings(program);
}

function addSettingOptions(command: Command): Command {
	return command
		.option('--buildkit <version>', 'version of BuildKit the builds run on', readVersionOf('buildkit'))
		.option('--buildx <version>', 'version of buildx', readVersionOf('buildx'))
		.option('--docker <version>', 'version of Docker Engine', readVersionOf('engine'))
		.addOption(
			new Option('--builder <kind>', 'the builder in use').choices([
				'docker-classic',
				'docker-containerd',
				'container',
				'kubernetes',
				'remote',
			]),
		)
		.addOption(new Option('--preset <name>', 'which rules are on').choices(['recommended', 'strict', 'security']))
		.option('--rule <id=severity>', `set a rule to ${SEVERITIES.join(', ')}; may be repeated`, readRule)
		.option('--registry <host>', 'one more registry that rejects image-index caches; may be repeated', collect)
		.option('--immutable-repository <name>', 'a repository whose tags cannot be overwritten; may be repeated', collect);
}

function addFileOptions(command: Command): Command {
	return command
		.option('--stdin-filename <name>', 'what - is to be read as')
		.option('--exclude <glob>', 'leave out what matches; may be repeated', collect)
		.option('--force-exclude', 'leave out also what is named on the command line')
		.option('--no-gitignore', 'do not honour .gitignore')
		.option('--no-error-on-unmatched-pattern', 'do not complain when a pattern matches nothing');
}

function toCheckOptions(paths: readonly string[], given: GivenOptions, version: string): CheckOptions {
	if (given.unsafeFixes && !given.fix && !given.diff) throw new UsageError('--unsafe-fixes goes with --fix or --diff');
	return {
		paths,
		settings: toSettings(given),
		find: {
			usesGitignore: given.gitignore,
			exclude: given.exclude ?? [],
			forcesExclude: given.forceExclude === true,
			allowsUnmatched: !given.errorOnUnmatchedPattern,
		},
		stdinFilename: given.stdinFilename,
		format: given.format,
		color: given.color,
		fixes: given.fix || given.diff ? (given.unsafeFixes ? 'all' : 'safe') : 'none',
		isDiff: given.diff === true,
		isQuiet: given.quiet === true,
		maxWarnings: given.maxWarnings,
		failOn: given.exitZero ? 'never' : given.failOn,
		outputFile: given.outputFile,
		version,
	};
}

function toSettings(given: GivenOptions): Partial<Settings> {
	return {
		...(given.buildkit === undefined ? {} : { buildkit: given.buildkit }),
		...(given.buildx === undefined ? {} : { buildx: given.buildx }),
		...(given.docker === undefined ? {} : { engine: given.docker }),
		...(given.builder === undefined ? {} : { builder: given.builder }),
		...(given.preset === undefined ? {} : { preset: given.preset }),
		...(given.rule === undefined ? {} : { rules: given.rule }),
		...(given.registry === undefined ? {} : { registries: given.registry }),
		...(given.immutableRepository === undefined ? {} : { immutableRepositories: given.immutableRepository }),
	};
}

function readVersionOf(product: 'buildkit' | 'buildx' | 'engine'): (value: string) => string {
	return (value) => checkVersion(value, product);
}

function checkVersion(value: string, product: 'buildkit' | 'buildx' | 'engine'): string {
	if (!isVersionText(value, product))
		throw new InvalidArgumentError('It must be a version such as 0.21.0 or v0.21, or latest.');
	return value;
}

function readCount(value: string): number {
	if (!/^\d+$/.test(value)) throw new InvalidArgumentError('It must be a number, 0 or more.');
	return Number(value);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
	return [...before, value];
}

function readRule(value: string, before: Readonly<Record<string, Severity>> = {}): Readonly<Record<string, Severity>> {
	const [id = '', severity = ''] = value.split('=');
	if (!allRules.some((rule) => rule.id === id)) throw new InvalidArgumentError(`There is no rule "${id}".`);
	if (!(SEVERITIES as readonly string[]).includes(severity)) {
		throw new InvalidArgumentError(`Write ${id}=SEVERITY, one of ${SEVERITIES.join(', ')}.`);
	}
	return { ...before, [id]: severity as Severity };
}
