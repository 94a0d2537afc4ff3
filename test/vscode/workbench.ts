import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { eventually, within } from './results.ts';
import type { Tools } from './tools.ts';

/** The part of Playwright's `Locator` used here. */
export interface Locator {
	first(): Locator;
	nth(index: number): Locator;
	count(): Promise<number>;
	click(): Promise<void>;
	hover(): Promise<void>;
	innerText(): Promise<string>;
	allInnerTexts(): Promise<string[]>;
	waitFor(options?: { state?: 'visible' | 'hidden'; timeout?: number }): Promise<void>;
	boundingBox(): Promise<Box | null>;
}

/** A rectangle of the page, in CSS pixels. */
export interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** The part of Playwright's `Page` used here; the package itself is no dependency of the project. */
export interface Page {
	readonly keyboard: {
		press(key: string): Promise<void>;
		type(text: string, options?: { delay?: number }): Promise<void>;
	};
	readonly mouse: { move(x: number, y: number): Promise<void> };
	goto(url: string): Promise<unknown>;
	exposeFunction(name: string, run: (...args: never[]) => unknown): Promise<void>;
	locator(selector: string, options?: { hasText?: string | RegExp }): Locator;
	screenshot(options: { path: string; clip?: Box }): Promise<unknown>;
	/** The page's own frame and those of webviews. */
	frames(): readonly Pick<Page, 'locator'>[];
	on(event: 'console', run: (message: { type(): string; text(): string }) => void): void;
}

interface Browser {
	newPage(options: object): Promise<Page>;
	close(): Promise<void>;
}

/** A VS Code server and a browser that shows it; both end with `close`. */
export interface Workbench {
	/** `127.0.0.1:40123`, the authority of `vscode-remote:` addresses too. */
	readonly host: string;
	readonly page: Page;
	close(): Promise<void>;
}

/** What a workbench is started with. */
export interface WorkbenchOptions {
	readonly tools: Tools;
	/** Holds the server's data and extensions; empty at first. */
	readonly dataFolder: string;
	/** Added to the environment of the server, and so of the extension host. */
	readonly env?: Readonly<Record<string, string>>;
}

/** Installs a packed extension where `startWorkbench` with the same `dataFolder` will find it. */
export function installExtension({ tools, dataFolder }: WorkbenchOptions, vsix: string): void {
	const args = [tools.serverMain, ...folderArguments(dataFolder), '--install-extension', vsix];
	const { status, stdout, stderr } = spawnSync(tools.node, args, { encoding: 'utf8', timeout: 120_000 });
	if (status !== 0 || !stdout.includes('successfully installed')) throw new Error(`${stdout}\n${stderr}`);
}

function folderArguments(dataFolder: string): string[] {
	const data = join(dataFolder, 'data');
	return [
		'--accept-server-license-terms',
		'--server-data-dir',
		data,
		'--extensions-dir',
		join(dataFolder, 'extensions'),
	];
}

/** Starts the server and an empty page; the caller chooses what to open. */
export async function startWorkbench(options: WorkbenchOptions): Promise<Workbench> {
	const port = await freePort();
	const server = startServer(options, port);
	try {
		await eventually('VS Code to listen', async () => {
			if (server.exitCode !== null) throw new Error(`VS Code's server ended with ${server.exitCode}`);
			const answer = await fetch(`http://127.0.0.1:${port}/version`).catch(() => undefined);
			return answer?.ok ? true : undefined;
		});
		const browser = await startBrowser(options.tools);
		const page = await browser.newPage({
			viewport: { width: 1120, height: 720 },
			deviceScaleFactor: 2,
			colorScheme: 'dark',
		});
		const close = async () => {
			await within(10, 'the browser to close', browser.close()).catch(() => undefined);
			stop(server);
		};
		return { host: `127.0.0.1:${port}`, page, close };
	} catch (error) {
		stop(server);
		throw error;
	}
}

function startServer({ tools, dataFolder, env }: WorkbenchOptions, port: number): ChildProcess {
	const options = [
		...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
		// Without the driver a built VS Code ignores the test payload.
		...['--enable-smoke-test-driver', '--disable-workspace-trust', '--telemetry-level', 'off'],
	];
	mkdirSync(dataFolder, { recursive: true });
	const server = spawn(tools.node, [tools.serverMain, ...folderArguments(dataFolder), ...options], {
		// A group of its own, so that the extension hosts end with it.
		detached: true,
		stdio: ['ignore', 'ignore', openSync(join(dataFolder, 'server.log'), 'w')],
		env: { ...process.env, ...env },
	});
	process.once('exit', () => stop(server));
	return server;
}

function stop(server: ChildProcess): void {
	if (server.pid === undefined) return;
	try {
		process.kill(-server.pid, 'SIGKILL');
	} catch {
		// It has ended already.
	}
}

async function startBrowser(tools: Tools): Promise<Browser> {
	const { chromium } = await import(join(tools.playwright, 'index.mjs'));
	const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
	const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', ...quiet];
	return chromium.launch({ executablePath: tools.chromium, headless: true, args });
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			probe.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject()));
		});
	});
}

/** The address that opens a folder; the payload is how VS Code is told what else to do. */
export function addressOf(host: string, folder: string, payload: Readonly<Record<string, string>> = {}): string {
	const pairs = Object.entries({ ...payload, skipWelcome: 'true', skipReleaseNotes: 'true' });
	return `http://${host}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(pairs))}`;
}
