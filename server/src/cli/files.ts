import { type Dirent, promises as fs } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import createIgnore, { type Ignore } from 'ignore';
import picomatch from 'picomatch';
import { createExclude } from '../config/globs.ts';
import { UsageError } from './terminal.ts';

/** A file to check. `path` is as the user would write it, with `/` between its parts. */
export interface FoundFile {
	readonly path: string;
	readonly absolutePath: string;
	/** Whether it was named itself, not found in a directory. */
	readonly isNamed: boolean;
}

export interface FindOptions {
	readonly cwd: string;
	readonly usesGitignore: boolean;
	/** Globs, relative to the current directory, of what to leave out. */
	readonly exclude: readonly string[];
	/** Whether `exclude` and `.gitignore` hold for files that were named, too. */
	readonly forcesExclude: boolean;
	readonly allowsUnmatched: boolean;
	/** With more files than this in a directory it is not looked through further. */
	readonly most?: number;
}

/** Never entered, whatever `.gitignore` says. */
const SKIPPED = new Set(['.git', 'node_modules', '.hg', '.svn']);

/** Whether a path leads through a directory that is never entered. */
export function isSkipped(path: string): boolean {
	return path.split('/').some((part) => SKIPPED.has(part));
}

/** The rules of one `.gitignore`, for paths below its directory. */
interface IgnoreScope {
	readonly directory: string;
	readonly rules: Ignore;
}

/** The files that the paths, directories and globs stand for, each once, in the order given and sorted within each. */
export async function findFiles(patterns: readonly string[], options: FindOptions): Promise<readonly FoundFile[]> {
	const found = new Map<string, FoundFile>();
	const isMatch = createExclude(options.exclude);
	const isExcluded = (path: string) => isMatch(relative(options.cwd, path).split(sep).join('/'));
	for (const pattern of patterns) {
		const absolute = resolve(options.cwd, pattern);
		const stat = await fs.stat(absolute).catch(() => undefined);
		let matches: FoundFile[];
		if (stat?.isDirectory()) {
			matches = await walk(absolute, options, isExcluded);
		} else if (stat !== undefined) {
			const file = { path: display(absolute, options.cwd), absolutePath: absolute, isNamed: true };
			const isLeftOut = options.forcesExclude && (isExcluded(absolute) || (await isIgnoredByGit(absolute, options)));
			matches = isLeftOut ? [] : [file];
		} else if (/[*?{[]/.test(pattern)) {
			matches = await expandGlob(pattern, options, isExcluded);
		} else throw new UsageError(`no such file or directory: ${pattern}`);
		if (matches.length === 0 && !stat && !options.allowsUnmatched) throw new UsageError(`no file matches ${pattern}`);
		for (const file of matches) if (!found.has(file.absolutePath)) found.set(file.absolutePath, file);
	}
	return [...found.values()];
}

async function expandGlob(
	pattern: string,
	options: FindOptions,
	isExcluded: (path: string) => boolean,
): Promise<FoundFile[]> {
	const posix = pattern.split(sep).join('/').replace(/^\.\//, '');
	const { base } = picomatch.scan(posix);
	const isMatch = picomatch(posix, { dot: true });
	const start = resolve(options.cwd, base);
	if (!(await fs.stat(start).catch(() => undefined))?.isDirectory()) return [];
	const files = await walk(start, options, isExcluded);
	return files.filter((file) => isMatch(isAbsolute(pattern) ? file.absolutePath.split(sep).join('/') : file.path));
}

/** All files below a directory that are not ignored, sorted by path. Links to directories are not followed. */
async function walk(start: string, options: FindOptions, isExcluded: (path: string) => boolean): Promise<FoundFile[]> {
	const files: FoundFile[] = [];
	const { most = Number.POSITIVE_INFINITY } = options;
	const visit = async (directory: string, scopes: readonly IgnoreScope[]): Promise<void> => {
		const children: Dirent[] = await fs.readdir(directory, { withFileTypes: true }).catch(() => []);
		const hasRules = options.usesGitignore && children.some(({ name }) => name === '.gitignore');
		const inner = hasRules ? [...scopes, ...(await readIgnoreFile(directory))] : scopes;
		children.sort((a, b) => (a.name < b.name ? -1 : 1));
		for (const child of children) {
			if (files.length > most) return;
			const path = join(directory, child.name);
			if (SKIPPED.has(child.name) || isExcluded(path)) continue;
			const isDirectory = child.isDirectory();
			if (isIgnored(path, isDirectory, inner)) continue;
			if (isDirectory) await visit(path, inner);
			else if (child.isFile() || (child.isSymbolicLink() && (await fs.stat(path).catch(() => undefined))?.isFile())) {
				files.push({ path: display(path, options.cwd), absolutePath: path, isNamed: false });
			}
		}
	};
	await visit(start, options.usesGitignore ? await readOuterIgnoreFiles(start) : []);
	return files;
}

/** The ignore files above a directory, up to the root of its git repository. */
async function readOuterIgnoreFiles(start: string): Promise<IgnoreScope[]> {
	const directories: string[] = [];
	for (let at = start; ; at = dirname(at)) {
		if (await fs.stat(join(at, '.git')).catch(() => undefined)) {
			const scopes: IgnoreScope[] = [];
			for (const directory of directories.reverse()) scopes.push(...(await readIgnoreFile(directory)));
			return scopes;
		}
		if (dirname(at) === at) return [];
		directories.push(dirname(at));
	}
}

async function readIgnoreFile(directory: string): Promise<IgnoreScope[]> {
	const text = await fs.readFile(join(directory, '.gitignore'), 'utf8').catch(() => undefined);
	return text === undefined ? [] : [{ directory, rules: createIgnore({ allowRelativePaths: true }).add(text) }];
}

/** The innermost scope that has a word on the path decides, as git does. */
function isIgnored(path: string, isDirectory: boolean, scopes: readonly IgnoreScope[]): boolean {
	for (const { directory, rules } of [...scopes].reverse()) {
		const inside = relative(directory, path).split(sep).join('/');
		const verdict = rules.test(isDirectory ? `${inside}/` : inside);
		if (verdict.ignored) return true;
		if (verdict.unignored) return false;
	}
	return false;
}

async function isIgnoredByGit(path: string, options: FindOptions): Promise<boolean> {
	if (!options.usesGitignore) return false;
	const directory = dirname(path);
	const scopes = [...(await readOuterIgnoreFiles(directory)), ...(await readIgnoreFile(directory))];
	return (
		isIgnored(path, false, scopes) ||
		scopes.some((scope) => isIgnored(directory, true, [scope]) && scope.directory !== directory)
	);
}

/** Relative to the current directory where it lies below it, else absolute. */
export function display(path: string, cwd: string): string {
	const inside = relative(cwd, path);
	return (inside.startsWith('..') || isAbsolute(inside) ? path : inside).split(sep).join('/');
}
