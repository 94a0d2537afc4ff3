// `npm start`: lints the examples, and opens them in VS Code with the extension of this checkout where `code` is at hand.
//   npm start -- PATH…   lints these files or folders instead
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const paths = process.argv.slice(2);

const checked = paths.length > 0 ? paths : ['examples'];
console.log(`$ cachelint ${checked.join(' ')}\n`);
const { status } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...checked], {
	cwd: root,
	stdio: 'inherit',
});

if (paths.length > 0) process.exit(status ?? 2);

const hasCode = (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'code')));
const hasScreen = process.platform !== 'linux' || 'DISPLAY' in process.env || 'WAYLAND_DISPLAY' in process.env;
if (hasCode && hasScreen) {
	spawnSync('code', [`--extensionDevelopmentPath=${root}`, join(root, 'examples')], {
		stdio: 'inherit',
		shell: process.platform === 'win32',
	});
} else {
	console.log('\nIn VS Code: open this folder and press F5, or `npm run package` and install cachelint.vsix.');
}
// Findings in the examples are what they are for; only a broken tool fails.
process.exit(status === 2 || status === null ? 2 : 0);
