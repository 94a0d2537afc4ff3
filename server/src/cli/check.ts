import { existsSync, promises as fs } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { readGithubRemote } from '../config/gitRemote.ts';
import {
	allRules,
	type CacheDocument,
	type CacheService,
	type Finding,
	mayExportUnseen,
	type Settings,
	type Workspace,
	type WorkspaceFiles,
	workspaceAround,
} from '../service.ts';
import { type ConfigChoice, createWatchedJudge, type Judge } from './config.ts';
import { type FindOptions, findFiles } from './files.ts';
import type { CheckedFile } from './formats/format.ts';
import { formats } from './formats/index.ts';
import { type Terminal, UsageError, wantsColor } from './terminal.ts';
import { decodeText, type FileText, LARGEST, writeAtomically } from './text.ts';

export interface CheckOptions {
	readonly paths: readonly string[];
	/** What was given on the command line; it wins over configuration files. */
	readonly settings: Partial<Settings>;
	readonly config: ConfigChoice;
	readonly find: Omit<FindOptions, 'cwd'>;
	readonly stdinFilename: string | undefined;
	readonly format: string | undefined;
	readonly color: boolean | undefined;
	readonly fixes: 'none' | 'safe' | 'all';
	/** Print what `--fix` would change, write nothing. */
	readonly isDiff: boolean;
	readonly isQuiet: boolean;
	readonly maxWarnings: number | undefined;
	/** The least severity that makes the exit code 1. */
	readonly failOn: 'error' | 'warning' | 'info' | 'hint' | 'never';
	readonly outputFile: string | undefined;
	readonly version: string;
}

/** A file that was read, whether or not it holds cache flags. */
export interface ReadFile {
	readonly path: string;
	/** `undefined` for standard input. */
	readonly absolutePath: string | undefined;
	readonly source: FileText;
	readonly document: CacheDocument;
	/** With the settings that hold for this file. */
	readonly service: CacheService;
}

/** Lints and prints; the number is the exit code. */
export async function check(options: CheckOptions, terminal: Terminal): Promise<number> {
	const { judge: judgeFile, hadTrouble } = createWatchedJudge(options, terminal);
	let isPart = false;
	const judge: Judge = async (path) => {
		const judgement = await judgeFile(path);
		isPart ||= judgement.isExcluded;
		return judgement;
	};
	const onUnread = (text: string) => {
		isPart ||= mayExportUnseen(text);
	};
	let files = await readFiles({ ...options, onUnread }, judge, terminal);
	const remote = await readRemote(terminal.cwd);
	const workspaceOf = (all: readonly ReadFile[]): WorkspaceFiles => ({
		files: all.map(({ document }) => document),
		isWhole: !isPart && isWholeRepository(options, terminal),
		remote,
	});

	const before = workspaceOf(files);
	if (options.isDiff) return printDiff(files, { ...options, before }, terminal);
	if (options.fixes !== 'none')
		files = await Promise.all(files.map((file) => fix(file, { ...options, before }, terminal)));
	const after = options.fixes === 'none' ? before : workspaceOf(files);
	const checked = files.map((file) => checkFile(file, options, workspaceAround(file.document.path, after)));
	const isInput = files.some((file) => file.absolutePath === undefined);
	if (options.fixes !== 'none' && isInput) {
		for (const file of files) terminal.out(file.document.file.text);
		for (const { findings, document, path } of checked) {
			for (const finding of findings)
				terminal.err(`${path}:${document.lines.lineOf(finding.span.start) + 1}: ${finding.message}\n`);
		}
	} else await print(checked, options, terminal);
	if (hadTrouble()) return 2;
	return exitCodeOf(checked, options);
}

/** Reads every file that the paths stand for and that a host claims. */
export async function readFiles(
	options: Pick<CheckOptions, 'paths' | 'find' | 'stdinFilename'> & {
		/** Told the text of each file that no host claims. */
		readonly onUnread?: (text: string) => void;
	},
	judge: Judge,
	terminal: Terminal,
): Promise<ReadFile[]> {
	const read: ReadFile[] = [];
	const paths = options.paths.filter((path) => path !== '-');
	if (options.paths.includes('-')) {
		const source = decodeText(await terminal.readInput());
		const name = options.stdinFilename;
		const { service } = await judge(resolve(terminal.cwd, name ?? 'stdin'));
		const document =
			service.read({ path: name ?? 'stdin', text: source.text }) ??
			(name === undefined ? service.read({ path: 'stdin.sh', text: source.text }) : undefined);
		if (document !== undefined)
			read.push({ path: name ?? '<stdin>', absolutePath: undefined, source, document, service });
		else if (name !== undefined) terminal.err(`cachelint: ${name}: no place where cachelint looks for cache flags\n`);
	}
	const found =
		paths.length === 0 && options.paths.length > 0
			? []
			: await findFiles(paths.length === 0 ? ['.'] : paths, { cwd: terminal.cwd, ...options.find });
	for (const { path, absolutePath, isNamed } of found) {
		const { service, isExcluded } = await judge(absolutePath);
		if (isExcluded && (!isNamed || options.find.forcesExclude)) continue;
		const source = await readSource(absolutePath, { path, isNamed, terminal });
		const document = source && service.read({ path, text: source.text });
		if (source === undefined) continue;
		if (document !== undefined) read.push({ path, absolutePath, source, document, service });
		else options.onUnread?.(source.text);
		if (document === undefined && isNamed)
			terminal.err(`cachelint: ${path}: no place where cachelint looks for cache flags\n`);
	}
	return read;
}

async function readSource(
	absolutePath: string,
	{ path, isNamed, terminal }: { readonly path: string; readonly isNamed: boolean; readonly terminal: Terminal },
): Promise<FileText | undefined> {
	const complain = (why: string) => {
		if (isNamed) terminal.err(`cachelint: ${path}: ${why}\n`);
		return undefined;
	};
	try {
		const { size } = await fs.stat(absolutePath);
		if (size > LARGEST) return complain('larger than 5 MB, passed over');
		const source = decodeText(await fs.readFile(absolutePath));
		return source.isBinary ? complain('not a text file, passed over') : source;
	} catch (error) {
		terminal.err(`cachelint: ${path}: ${(error as NodeJS.ErrnoException).code ?? error}\n`);
		return undefined;
	}
}

/** The files of the workspace as they are before anything is fixed: fixes of one file are tried beside them. */
type FixOptions = CheckOptions & { readonly before: WorkspaceFiles };

function textAfterFixes({ service, document }: ReadFile, { fixes, before }: FixOptions): string {
	return service.fixAll(document, { unsafe: fixes === 'all', workspace: workspaceAround(document.path, before) });
}

async function fix(file: ReadFile, options: FixOptions, terminal: Terminal): Promise<ReadFile> {
	const { service } = file;
	const after = textAfterFixes(file, options);
	if (after === file.source.text) return file;
	if (!file.source.isUtf8) {
		terminal.err(`cachelint: ${file.path}: not UTF-8, so not fixed\n`);
		return file;
	}
	if (file.absolutePath !== undefined) await writeAtomically(file.absolutePath, after, file.source);
	return {
		...file,
		source: { ...file.source, text: after },
		document: service.read({ ...file.document.file, text: after })!,
	};
}

/** The repository on GitHub that a directory belongs to. */
async function readRemote(cwd: string): Promise<string | undefined> {
	for (let at = cwd; ; at = dirname(at)) {
		const config = await fs.readFile(join(at, '.git', 'config'), 'utf8').catch(() => undefined);
		if (config !== undefined) return readGithubRemote(config);
		if (dirname(at) === at) return undefined;
	}
}

/** Whether everything is linted that a git repository holds: only then can something be missing. */
function isWholeRepository({ paths, find }: CheckOptions, { cwd }: Terminal): boolean {
	const isRoot = paths.length === 0 || paths.some((path) => resolve(cwd, path) === resolve(cwd));
	return isRoot && find.exclude.length === 0 && existsSync(join(cwd, '.git'));
}

function checkFile(file: ReadFile, options: CheckOptions, workspace: Workspace): CheckedFile {
	const { service } = file;
	const findings = service.check(file.document, workspace);
	const tried = new Map<Finding, ReturnType<CacheService['fixesOf']>>();
	return {
		path: file.path,
		document: file.document,
		findings: options.isQuiet ? findings.filter(({ severity }) => severity === 'error') : findings,
		fixesOf: (finding) => {
			let fixes = tried.get(finding);
			if (fixes === undefined) {
				fixes = service.fixesOf(file.document, finding, { findings, workspace });
				tried.set(finding, fixes);
			}
			return fixes;
		},
	};
}

async function print(files: readonly CheckedFile[], options: CheckOptions, terminal: Terminal): Promise<void> {
	const name = options.format ?? (terminal.isTty || options.color === true ? 'pretty' : 'compact');
	const format = formats[name];
	if (format === undefined)
		throw new UsageError(`unknown format "${name}"; there are ${Object.keys(formats).join(', ')}`);
	const usesColor = options.outputFile === undefined && wantsColor(terminal, options.color);
	const text = format({ files, rules: allRules, version: options.version, usesColor });
	if (options.outputFile === undefined) terminal.out(text);
	else await fs.writeFile(options.outputFile, text);
}

function printDiff(files: readonly ReadFile[], options: FixOptions, terminal: Terminal): number {
	let differs = false;
	for (const file of files) {
		const { path, source } = file;
		const after = textAfterFixes(file, options);
		if (after === source.text) continue;
		differs = true;
		terminal.out(
			createTwoFilesPatch(`a/${path}`, `b/${path}`, source.text, after, undefined, undefined, { context: 3 }).replace(
				/^=+\n/,
				'',
			),
		);
	}
	return differs ? 1 : 0;
}

const RANK = { error: 0, warning: 1, info: 2, hint: 3, never: -1 } as const;

function exitCodeOf(files: readonly CheckedFile[], options: CheckOptions): number {
	const findings = files.flatMap((file) => file.findings);
	const { maxWarnings } = options;
	if (maxWarnings !== undefined) {
		const warnings = findings.filter(({ severity }) => severity === 'warning').length;
		return warnings > maxWarnings || findings.some(({ severity }) => severity === 'error') ? 1 : 0;
	}
	return findings.some(({ severity }) => RANK[severity] <= RANK[options.failOn]) ? 1 : 0;
}
