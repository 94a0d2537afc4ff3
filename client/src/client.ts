import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';

/** The id of the client, of its settings and of the source of its diagnostics. */
export const id = 'cachelint';

/**
 * The language ids under which editors open files that may hold cache flags; the server looks at the file itself to
 * know what it is. Some are contributed by other extensions: `github-actions-workflow` by GitHub Actions,
 * `azure-pipelines` by Azure Pipelines, `hcl` and `terraform` by HashiCorp, `just` by several.
 */
const languages = [
	'shellscript',
	'fish',
	'powershell',
	'bat',
	'makefile',
	'just',
	'yaml',
	'dockercompose',
	'github-actions-workflow',
	'azure-pipelines',
	'gitlab-ci',
	'dockerbake',
	'hcl',
	'terraform',
	'json',
	'jsonc',
	'groovy',
	'jenkinsfile',
	'dockerfile',
	'markdown',
];

/** Names under which files open as plain text where no extension knows their language. */
const patterns = [
	'**/*bake*.hcl',
	'**/*.bake.hcl',
	'**/{justfile,Justfile,.justfile,*.just}',
	'**/Jenkinsfile*',
	'**/*.{envrc,fish}',
];

/**
 * Where documents may live: on disk (local or remote), in a repository opened without a checkout, not saved yet, or in
 * the test workbench. Others, such as `git` and `output`, hold copies that nobody edits.
 */
const schemes = ['file', 'untitled', 'vscode-vfs', 'vscode-test-web'];

/**
 * Exact languages and patterns rather than `*`: VS Code asks completion providers in groups by how well their selector
 * matches and stops at the first group that answers, so a `*` provider is silent wherever another server runs.
 */
export function documentSelector(): NonNullable<LanguageClientOptions['documentSelector']> {
	return schemes.flatMap((scheme) => [
		...languages.map((language) => ({ scheme, language })),
		...patterns.map((pattern) => ({ scheme, pattern })),
	]);
}

/** What the desktop's and the browser's client have in common. */
export function clientOptions(outputChannel: vscode.LogOutputChannel): LanguageClientOptions {
	return { documentSelector: documentSelector(), outputChannel };
}

/** Makes a client out of its options: over IPC on a desktop, around a worker in a browser. */
export type CreateClient = (options: LanguageClientOptions) => BaseLanguageClient;

/** Starts the client and registers the commands; all of it ends with the extension. */
export async function activateWith(createClient: CreateClient, context: vscode.ExtensionContext): Promise<void> {
	const output = vscode.window.createOutputChannel(id, { log: true });
	const client = createClient(clientOptions(output));
	context.subscriptions.push(
		output,
		client,
		vscode.commands.registerCommand('cachelint.restart', () => restart(client)),
		vscode.commands.registerCommand('cachelint.showOutput', () => output.show()),
		vscode.commands.registerCommand('cachelint.fixAll', fixAll),
	);
	await client.start();
}

async function restart(client: BaseLanguageClient): Promise<void> {
	if (client.needsStop()) await client.stop();
	await client.start();
}

/** Asks for the fixes as fix-on-save does, so that both always change the same text. */
async function fixAll(): Promise<void> {
	await vscode.commands.executeCommand('editor.action.codeAction', { kind: 'source.fixAll.cachelint', apply: 'first' });
}
