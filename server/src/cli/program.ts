import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { allRules, readVersionText } from '../service.ts';
import { describeCatalogue, formatCatalogue } from './catalogue.ts';
import { check, readFiles } from './check.ts';
import { createJudge, createWatchedJudge, printConfig } from './config.ts';
import { describeRules, explain, formatRules } from './explain.ts';
import { formats } from './formats/index.ts';
import { formatGraph } from './graph.ts';
import { formatList, listEntries } from './list.ts';
import {
	addFileOptions,
	addSettingOptions,
	type GivenOptions,
	readCount,
	readVersionOf,
	toCheckOptions,
	toConfigChoice,
	toSettings,
} from './options.ts';
import { parse } from './parse.ts';
import { type Terminal, UsageError } from './terminal.ts';

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
		.option('--print-config <file>', 'print the settings that hold for a file, and nothing else')
		.option('--color', 'colour the report')
		.option('--no-color', 'do not colour it')
		.action(async (paths: string[], given: GivenOptions) => {
			const options = toCheckOptions(paths, given, version);
			if (given.printConfig === undefined) finish(await check(options, terminal));
			else await printConfig(given.printConfig, createJudge(options, terminal), terminal);
		});
	program.addCommand(inherit(checkCommand, program), { isDefault: true });

	const listCommand = new Command('list')
		.description('print every cache entry that would be linted')
		.argument('[path...]', 'where to look');
	addFileOptions(listCommand).addOption(
		new Option('--format <name>', 'form of the list').choices(['text', 'json']).default('text'),
	);
	listCommand.action(async (paths: string[], given: GivenOptions) => {
		const options = toCheckOptions(paths, { ...given, failOn: 'warning' }, version);
		const { judge, hadTrouble } = createWatchedJudge(options, terminal);
		const files = await readFiles(options, judge, terminal);
		if (hadTrouble()) finish(2);
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
		const { judge, hadTrouble } = createWatchedJudge(options, terminal);
		const files = await readFiles(options, judge, terminal);
		if (hadTrouble()) finish(2);
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
		.option('--config <file>', 'the configuration file, in place of the closest one')
		.option('--no-config', 'read no configuration file')
		.action(async (given: GivenOptions) => {
			const judge = createJudge({ settings: toSettings(given), config: toConfigChoice(given) }, terminal);
			const { settings } = (await judge(join(terminal.cwd, 'any'))).service;
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
