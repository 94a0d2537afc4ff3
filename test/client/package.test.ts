import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { listFiles, PackageManager } from '@vscode/vsce';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('the package', () => {
	it('for VS Code holds what the extension runs and nothing else', async () => {
		const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
		expect(files.sort()).toEqual([
			'CHANGELOG.md',
			'LICENSE',
			'README.md',
			'dist/ThirdPartyNotices.txt',
			'dist/extension.js',
			'dist/extension.web.js',
			'dist/server.js',
			'dist/server.web.js',
			'docs/images/icon.png',
			'package.json',
			'schemas/cachelint.schema.json',
			'syntaxes/cachelint.tmLanguage.json',
		]);
	});

	it('for npm holds the two commands, the rule pages and nothing else', () => {
		const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
		const [{ files }] = JSON.parse(
			execFileSync(npm, ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' }),
		);
		const paths = files.map(({ path }: { path: string }) => path).sort();
		expect(
			paths.filter((path: string) => !/^docs\/rules\/[\w-]+\.md$/.test(path) && !path.startsWith('schemas/')),
		).toEqual([
			'CHANGELOG.md',
			'LICENSE',
			'README.md',
			'dist/ThirdPartyNotices.txt',
			'dist/cli.js',
			'dist/cli.main.js',
			'dist/server.js',
			'package.json',
		]);
	});

	it.skipIf(process.platform === 'win32').each(['dist/cli.js', 'dist/server.js'])('%s is a program', (path) => {
		expect(statSync(root + path).mode & 0o111).toBe(0o111);
		expect(readFileSync(root + path, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
	});

	it('names every package that is bundled, and no tool that is not', () => {
		const notices = readFileSync(`${root}dist/ThirdPartyNotices.txt`, 'utf8');
		expect(notices).toMatch(/^yaml \d/m);
		expect(notices).toMatch(/^vscode-languageserver \d/m);
		expect(notices).not.toMatch(/^(?:esbuild|vitest|typescript|unbash) \d/m);
	});
});
