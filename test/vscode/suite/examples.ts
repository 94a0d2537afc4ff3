import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { eventually, type TestCase } from '../results.ts';
import { diagnosticsOf, openFile } from './editor.ts';

/** The part of `cachelint --format json` that is compared. */
interface Report {
	readonly files: readonly {
		readonly path: string;
		readonly findings: readonly {
			readonly rule: string;
			readonly message: string;
			readonly line: number;
			readonly column: number;
			readonly endLine: number;
			readonly endColumn: number;
		}[];
	}[];
}

/** What the command line of this checkout says of the examples. */
function lintExamples(): Report {
	const extension = vscode.extensions.getExtension('cachelint.cachelint');
	const folder = vscode.workspace.workspaceFolders?.[0];
	assert.ok(extension && folder, 'the extension and a folder');
	const args = [join(extension.extensionPath, 'dist/cli.js'), 'examples', '--format', 'json'];
	const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
	const { stdout } = spawnSync(process.execPath, args, { cwd: folder.uri.fsPath, env, encoding: 'utf8' });
	return JSON.parse(stdout);
}

/** `examples/compose.yaml`: the place, the rule and the message of everything under a squiggle. */
function describe(document: vscode.TextDocument): string[] {
	return diagnosticsOf(document).map(({ range: { start, end }, code, message }) => {
		const place = [start.line + 1, start.character + 1, end.line + 1, end.character + 1].join(':');
		return `${place} ${typeof code === 'object' ? code.value : code} ${message}`;
	});
}

/** The editor and the command line agree to the character. */
export const examplesTests: readonly TestCase[] = [
	{
		name: 'every example shows in the editor exactly what the command line prints',
		seconds: 60,
		async run() {
			const { files } = lintExamples();
			assert.ok(files.length > 2, 'there are examples');
			for (const { path, findings } of files) {
				const document = await openFile(path);
				const expected = findings.map(({ line, column, endLine, endColumn, rule, message }) => {
					return `${[line, column, endLine, endColumn].join(':')} ${rule} ${message}`;
				});
				await eventually(path, () => describe(document).length === expected.length || undefined).catch(() => undefined);
				assert.deepEqual(describe(document).sort(), expected.sort(), path);
			}
		},
	},
];
