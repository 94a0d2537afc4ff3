// Compiles dist/cli.main.js, lets it lint a file so that what a run needs is compiled too, and keeps the result in
// dist/cli.cache. Run by the build in a process of its own.
import { readFileSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const dist = join(dirname(fileURLToPath(import.meta.url)), '../dist');
const main = join(dist, 'cli.main.js');
const script = new Script(Module.wrap(readFileSync(main, 'utf8')), { filename: main });
process.argv = [
	process.argv[0],
	main,
	'--exit-zero',
	'--output-file',
	process.platform === 'win32' ? 'NUL' : '/dev/null',
	'examples',
];
const loaded = { exports: {} };
script.runInThisContext().call(loaded.exports, loaded.exports, createRequire(main), loaded, main, dist);
process.on('exit', () => writeFileSync(join(dist, 'cli.cache'), script.createCachedData()));
