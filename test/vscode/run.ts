// The extension in a real VS Code, twice: from the checkout, with a suite that runs inside the extension host; and as
// the packed .vsix that users install, driven by keyboard.
//   npm run test:vscode -- suite web keyboard   all of it, or only those that are named
//   VSCODE_TEST=electron      the suite in a downloaded VS Code, rather than the one in a browser
//   VSCODE_TEST=code-server   never download VS Code
//   TEST_PICTURES=FOLDER      where pictures of each step go; by default beside the tools in the cache folder
//   UPDATE_PICTURES=1         take the pictures for the documentation, too
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { canDownload, runInElectron } from './electron.ts';
import { runKeyboard } from './keyboard.ts';
import { formatResults, type TestResult, within } from './results.ts';
import { cacheFolder, installTools, type Tools } from './tools.ts';
import { addressOf, installExtension, startWorkbench } from './workbench.ts';

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
const suite = join(root, 'dist/test/suite.js');
const webSuite = join(root, 'dist/test/web.js');
const pictures = process.env.TEST_PICTURES ?? join(cacheFolder, 'pictures');

/** Each suite as one file, because the extension hosts know neither TypeScript nor this project's modules. */
async function bundleSuites(): Promise<void> {
	const shared: BuildOptions = { bundle: true, format: 'cjs', external: ['vscode'], logLevel: 'warning' };
	const entry = (name: string) => join(root, 'test/vscode/suite', name);
	await build({ ...shared, entryPoints: [entry('index.ts')], outfile: suite, platform: 'node', target: 'node20' });
	await build({ ...shared, entryPoints: [entry('web.ts')], outfile: webSuite, platform: 'browser', target: 'es2022' });
}

/** A folder to open that may be changed: the workspace of the tests, with the examples in it. */
function copyWorkspace(temporary: string, name: string): string {
	const folder = join(temporary, name);
	cpSync(join(root, 'test/vscode/workspace'), folder, { recursive: true });
	cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
	return folder;
}

function readResults(path: string): TestResult[] {
	return JSON.parse(readFileSync(path, 'utf8'));
}

async function runSuiteInBrowser(tools: Tools, temporary: string): Promise<TestResult[]> {
	const folder = copyWorkspace(temporary, 'suite');
	const resultFile = join(temporary, 'suite.json');
	const dataFolder = join(temporary, 'suite-data');
	const workbench = await startWorkbench({ tools, dataFolder, env: { CACHELINT_TEST_RESULTS: resultFile } });
	try {
		const { page, host } = workbench;
		const exited = new Promise<void>((done) => page.exposeFunction('codeAutomationExit', () => done()));
		await page.exposeFunction('codeAutomationLog', () => undefined);
		const remote = (path: string) => `vscode-remote://${host}${path}`;
		await page.goto(
			addressOf(host, folder, { extensionDevelopmentPath: remote(root), extensionTestsPath: remote(suite) }),
		);
		await within(300, 'the suite to end', exited).finally(() => page.screenshot({ path: join(pictures, 'suite.png') }));
		return readResults(resultFile);
	} finally {
		await workbench.close();
	}
}

/** The browser's half of the extension in VS Code's web extension host: no Node, the server is a worker. */
async function runWebSuite(tools: Tools, temporary: string): Promise<TestResult[]> {
	const workbench = await startWorkbench({ tools, dataFolder: join(temporary, 'web-data') });
	try {
		const { page, host } = workbench;
		const exited = new Promise<number>((done) =>
			page.exposeFunction('codeAutomationExit', (code: number) => done(code)),
		);
		const log: string[] = [];
		await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => log.push(args.join(' ')));
		const remote = (path: string) => `vscode-remote://${host}${path}`;
		const payload = { extensionDevelopmentPath: remote(root), extensionTestsPath: remote(webSuite) };
		await page.goto(addressOf(host, copyWorkspace(temporary, 'web'), { ...payload, extensionDevelopmentKind: 'web' }));
		const code = await within(120, 'the web suite to end', exited);
		const name = 'the server in a worker finds what is wrong';
		return [code === 0 ? { name } : { name, error: log.slice(-20).join('\n') }];
	} finally {
		await workbench.close();
	}
}

async function runSuiteInElectron(temporary: string): Promise<TestResult[]> {
	const resultFile = join(temporary, 'suite.json');
	const folder = copyWorkspace(temporary, 'suite');
	await runInElectron({ root, suite, folder, cacheFolder, env: { CACHELINT_TEST_RESULTS: resultFile } });
	return readResults(resultFile);
}

async function runPacked(tools: Tools, temporary: string): Promise<TestResult[]> {
	const options = { tools, dataFolder: join(temporary, 'packed-data') };
	installExtension(options, join(root, 'cachelint.vsix'));
	const folder = copyWorkspace(temporary, 'packed');
	const workbench = await startWorkbench(options);
	try {
		await workbench.page.goto(addressOf(workbench.host, folder));
		const documentation = process.env.UPDATE_PICTURES === '1' ? join(root, 'docs/images') : undefined;
		return await within(
			300,
			'the keyboard run to end',
			runKeyboard({ page: workbench.page, folder, pictures, documentation }),
		);
	} finally {
		await workbench.close();
	}
}

async function isElectron(): Promise<boolean> {
	const wanted = process.env.VSCODE_TEST;
	return wanted === undefined ? canDownload() : wanted === 'electron';
}

/** What went wrong before or after the tests is a failed test too, so that it is counted. */
async function runGroup(group: string, run: () => Promise<TestResult[]>): Promise<TestResult[]> {
	const start = Date.now();
	const results = await run().catch((error): TestResult[] => [
		{ name: 'runs to its end', error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
	]);
	console.log(formatResults(group, results));
	console.log(`  ${Math.round((Date.now() - start) / 1000)} s`);
	return results;
}

async function main(): Promise<void> {
	const temporary = mkdtempSync(join(tmpdir(), 'cachelint-vscode-'));
	process.once('exit', () => rmSync(temporary, { recursive: true, force: true, maxRetries: 3 }));
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
	mkdirSync(pictures, { recursive: true });

	execFileSync('npm', ['run', '--silent', 'package'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
	await bundleSuites();
	const groups = {
		suite: async () =>
			(await isElectron()) ? runSuiteInElectron(temporary) : runSuiteInBrowser(installTools(), temporary),
		web: () => runWebSuite(installTools(), temporary),
		keyboard: () => runPacked(installTools(), temporary),
	};
	const named = process.argv.slice(2);
	const results: TestResult[] = [];
	for (const [group, run] of Object.entries(groups)) {
		if (named.length === 0 || named.includes(group)) results.push(...(await runGroup(group, run)));
	}

	const failed = results.filter(({ error }) => error !== undefined).length;
	console.log(`pictures of the run: ${resolve(pictures)}`);
	console.log(`${results.length - failed} passed, ${failed} failed`);
	process.exit(failed === 0 && results.length > 0 ? 0 : 1);
}

main().catch((error) => {
	console.error(error);
	console.log('0 passed, 1 failed');
	process.exit(1);
});
