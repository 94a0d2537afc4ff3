import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';

/** Whether VS Code can be downloaded and shown here: the host answers soon, and on Linux there is a display. */
export async function canDownload(): Promise<boolean> {
	if (process.platform === 'linux' && process.env.DISPLAY === undefined) return false;
	const options = { signal: AbortSignal.timeout(3000) };
	const answer = await fetch('https://update.code.visualstudio.com/api/releases/stable', options).catch(
		() => undefined,
	);
	return answer?.ok === true;
}

/** What a run in a downloaded VS Code needs; all paths are absolute. */
export interface ElectronRun {
	readonly root: string;
	readonly suite: string;
	readonly folder: string;
	/** Where the download is kept. */
	readonly cacheFolder: string;
	readonly env: Readonly<Record<string, string>>;
}

/** Runs the suite in a downloaded VS Code; the results are in the file that the environment names. */
export async function runInElectron({ root, suite, folder, cacheFolder, env }: ElectronRun): Promise<void> {
	const version = process.env.VSCODE_VERSION;
	await runTests({
		cachePath: join(cacheFolder, 'vscode'),
		extensionDevelopmentPath: root,
		extensionTestsPath: suite,
		extensionTestsEnv: { ...env },
		launchArgs: [folder, '--disable-extensions', '--disable-workspace-trust'],
		...(version === undefined ? {} : { version }),
	});
}
