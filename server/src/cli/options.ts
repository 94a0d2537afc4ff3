import { type Command, InvalidArgumentError, Option } from 'commander';
import { severities } from '../config/settingFacts.ts';
import { allRules, isVersionText, type Settings } from '../service.ts';
import type { CheckOptions } from './check.ts';
import type { ConfigChoice } from './config.ts';
import { UsageError } from './terminal.ts';

type Severity = Settings['rules'][string];

/** What commander read from the command line. */
export interface GivenOptions {
	readonly buildkit?: string;
	readonly buildx?: string;
	readonly docker?: string;
	readonly builder?: Settings['builder'];
	readonly preset?: Settings['preset'];
	readonly rule?: Readonly<Record<string, Severity>>;
	readonly registry?: readonly string[];
	readonly immutableRepository?: readonly string[];
	readonly config?: string | boolean;
	readonly printConfig?: string;
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

/** The options that say how files are judged. */
export function addSettingOptions(command: Command): Command {
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
		.option('--rule <id=severity>', `set a rule to ${severities.join(', ')}; may be repeated`, readRule)
		.option('--registry <host>', 'one more registry that rejects image-index caches; may be repeated', collect)
		.option('--immutable-repository <name>', 'a repository whose tags cannot be overwritten; may be repeated', collect);
}

/** The options that say which files are read. */
export function addFileOptions(command: Command): Command {
	return command
		.option('--config <file>', 'the configuration file, in place of the closest .cachelint.yaml or the like')
		.option('--no-config', 'read no configuration file')
		.option('--stdin-filename <name>', 'what - is to be read as')
		.option('--exclude <glob>', 'leave out what matches; may be repeated', collect)
		.option('--force-exclude', 'leave out also what is named on the command line')
		.option('--no-gitignore', 'do not honour .gitignore')
		.option('--no-error-on-unmatched-pattern', 'do not complain when a pattern matches nothing');
}

/** What was given, for `check` and the commands that read files as it does. */
export function toCheckOptions(paths: readonly string[], given: GivenOptions, version: string): CheckOptions {
	if (given.unsafeFixes && !given.fix && !given.diff) throw new UsageError('--unsafe-fixes goes with --fix or --diff');
	return {
		paths,
		settings: toSettings(given),
		config: toConfigChoice(given),
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

/** Which configuration file was asked for. */
export function toConfigChoice({ config }: GivenOptions): ConfigChoice {
	if (config === false) return 'none';
	return config === undefined || config === true ? 'closest' : { file: config };
}

/** The settings that were given, and no others. */
export function toSettings(given: GivenOptions): Partial<Settings> {
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

/** Reads a version of a product, or says what one looks like. */
export function readVersionOf(product: 'buildkit' | 'buildx' | 'engine'): (value: string) => string {
	return (value) => checkVersion(value, product);
}

function checkVersion(value: string, product: 'buildkit' | 'buildx' | 'engine'): string {
	if (!isVersionText(value, product))
		throw new InvalidArgumentError('It must be a version such as 0.21.0 or v0.21, or latest.');
	return value;
}

/** Reads a number from 0 on. */
export function readCount(value: string): number {
	if (!/^\d+$/.test(value)) throw new InvalidArgumentError('It must be a number, 0 or more.');
	return Number(value);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
	return [...before, value];
}

function readRule(value: string, before: Readonly<Record<string, Severity>> = {}): Readonly<Record<string, Severity>> {
	const [id = '', severity = ''] = value.split('=');
	if (!allRules.some((rule) => rule.id === id)) throw new InvalidArgumentError(`There is no rule "${id}".`);
	if (!(severities as readonly string[]).includes(severity)) {
		throw new InvalidArgumentError(`Write ${id}=SEVERITY, one of ${severities.join(', ')}.`);
	}
	return { ...before, [id]: severity as Severity };
}
