import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { listFiles, PackageManager } from '@vscode/vsce';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('the package', () => {
	it('holds what runs, the rule pages and nothing else', async () => {
		const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
		expect(
			files.filter((file) => !/^docs\/rules\/[a-z0-9-]+\.md$|^docs\/rules\/README\.md$/.test(file)).sort(),
		).toEqual([
			'CHANGELOG.md',
			'LICENSE',
			'README.md',
			'dist/ThirdPartyNotices.txt',
			'dist/cli.js',
			'dist/extension.js',
			'dist/extension.web.js',
			'dist/server.js',
			'dist/server.web.js',
			'docs/images/icon.png',
			'package.json',
			'syntaxes/cachelint.tmLanguage.json',
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
