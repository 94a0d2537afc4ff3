import { existsSync, promises as fs } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { describeSettings } from '../config/describeSettings.ts';
import { createConfigFinder, type FoundConfig } from '../config/findConfig.ts';
import { createExclude } from '../config/globs.ts';
import { readConfig } from '../config/readConfig.ts';
import { layerSettings } from '../config/readSettings.ts';
import { type CacheService, createCacheService, type ServiceOptions, type Settings } from '../service.ts';
import { display } from './files.ts';
import { type Terminal, UsageError } from './terminal.ts';

/** Which configuration file holds: the closest one to each file, a given one for all of them, or none. */
export type ConfigChoice = 'closest' | 'none' | { readonly file: string };

/** How one file is judged. */
export interface Judgement {
	readonly service: CacheService;
	/** The configuration file, as it is shown. */
	readonly config: string | undefined;
	/** Whether the configuration leaves the file out. */
	readonly isExcluded: boolean;
}

/** How the file at an absolute path is judged; a configuration with mistakes is a {@link UsageError} with each of them. */
export type Judge = (absolutePath: string) => Promise<Judgement>;

/** What one configuration file gives, worked out once. */
interface Loaded {
	readonly service: CacheService;
	readonly config: string | undefined;
	isExcluded(absolutePath: string): boolean;
}

/** A judge that tells of what goes wrong inside, and remembers that something did: then the exit code is 2. */
export function createWatchedJudge(
	options: { readonly settings: Partial<Settings>; readonly config: ConfigChoice },
	terminal: Terminal,
): { readonly judge: Judge; hadTrouble(): boolean } {
	let hasTrouble = false;
	const judge = createJudge(options, terminal, ({ part, error }) => {
		hasTrouble = true;
		terminal.err(`cachelint: internal error in ${part}: ${error instanceof Error ? error.message : error}\n`);
	});
	return { judge, hadTrouble: () => hasTrouble };
}

export function createJudge(
	options: { readonly settings: Partial<Settings>; readonly config: ConfigChoice },
	terminal: Terminal,
	onTrouble?: ServiceOptions['onTrouble'],
): Judge {
	const create = (settings: Partial<Settings>) =>
		createCacheService({ settings, ...(onTrouble === undefined ? {} : { onTrouble }) });
	const load = (found: FoundConfig | undefined): Loaded => {
		if (found === undefined) {
			return { service: create(options.settings), config: undefined, isExcluded: () => false };
		}
		const config = display(resolve(found.path), terminal.cwd);
		const { settings, exclude, problems } = readConfig(found.text, found.path);
		if (problems.length > 0) {
			const lines = problems.map(({ line, column, message }) => `${config}:${line}:${column}: ${message}`);
			throw new UsageError(lines.join('\ncachelint: '));
		}
		const isMatch = createExclude(exclude);
		return {
			service: create(layerSettings(settings, options.settings)),
			config,
			isExcluded: (path) => isMatch(relative(resolve(found.base), path).split(sep).join('/')),
		};
	};
	const find = createConfigFinder({ readText, exists: async (path) => existsSync(path) });
	const loaded = new Map<string | undefined, Loaded>();
	let given: Promise<FoundConfig> | undefined;

	return async (absolutePath) => {
		let found: FoundConfig | undefined;
		if (options.config === 'closest') found = await find(toSlashes(dirname(absolutePath)).replace(/\/$/, ''));
		else if (options.config !== 'none') {
			given ??= readGiven(options.config.file, terminal);
			found = await given;
		}
		let held = loaded.get(found?.path);
		if (held === undefined) {
			held = load(found);
			loaded.set(found?.path, held);
		}
		return { service: held.service, config: held.config, isExcluded: held.isExcluded(absolutePath) };
	};
}

/** The file of `--config`; its globs hold in the current directory, as those of `--exclude` do. */
async function readGiven(file: string, terminal: Terminal): Promise<FoundConfig> {
	const path = resolve(terminal.cwd, file);
	const text = await readText(path);
	if (text === undefined) throw new UsageError(`no such configuration file: ${file}`);
	return { path, base: terminal.cwd, text };
}

async function readText(path: string): Promise<string | undefined> {
	if (!existsSync(path)) return undefined;
	try {
		return await fs.readFile(path, 'utf8');
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'EISDIR' || code === 'ENOENT') return undefined;
		throw new UsageError(`${path}: ${code ?? error}`);
	}
}

function toSlashes(path: string): string {
	return path.split(sep).join('/');
}

/** What `check --print-config` prints: which configuration file holds for a file, and all that holds with it. */
export async function printConfig(file: string, judge: Judge, terminal: Terminal): Promise<void> {
	const { config, isExcluded, service } = await judge(resolve(terminal.cwd, file));
	const shown = { file, config: config ?? null, excluded: isExcluded, settings: describeSettings(service.settings) };
	terminal.out(`${JSON.stringify(shown, undefined, 2)}\n`);
}
