// `npm start`: lints the examples and shows what is found. `npm start -- PATH…` lints these files or folders instead.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const given = process.argv.slice(2);
const paths = given.length > 0 ? given : ['examples'];

console.log(`$ cachelint ${paths.join(' ')}\n`);
const { status } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), '--format', 'pretty', ...paths], {
	cwd: given.length > 0 ? process.cwd() : root,
	stdio: 'inherit',
});
// The examples are there to be found wrong: only a broken tool fails.
process.exitCode = given.length > 0 || status === null || status > 1 ? (status ?? 2) : 0;
