/**
 * Measures speed and memory in one run, as ratios to something measured beside it, so that figures of a slow machine
 * and of a fast one can be compared. Needs a build. `npm run bench -- --json` prints numbers only.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import {
	createProtocolConnection,
	type ProtocolConnection,
	StreamMessageReader,
	StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { createCacheService } from '../server/src/service.ts';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'cachelint-bench-'));

/** A measured figure against its limit; `limit` is what we promise, 0 for none. */
interface Figure {
	readonly name: string;
	readonly value: number;
	readonly unit: string;
	readonly limit: number;
}

async function main(): Promise<void> {
	try {
		const figures = [measureStart(), ...measureCore(), ...(await measureServer()), ...(await measureIndex())];
		if (process.argv.includes('--json')) console.log(JSON.stringify(figures, undefined, 2));
		else for (const figure of figures) console.log(format(figure));
		if (figures.some(({ value, limit }) => limit > 0 && value > limit)) process.exitCode = 1;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function format({ name, value, unit, limit }: Figure): string {
	const promise = limit === 0 ? '' : value <= limit ? `  (promised: ${limit})` : `  OVER the promised ${limit}`;
	return `${name.padEnd(62)} ${value.toFixed(value < 10 ? 2 : 0).padStart(8)} ${unit}${promise}`;
}

function median(values: readonly number[]): number {
	return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/** One file by the command line against an empty Node, in turn, so that both see the same machine. */
function measureStart(): Figure {
	const file = join(folder, 'one.sh');
	writeFileSync(file, 'docker buildx build --cache-to "type=gha,mode=max" .\n');
	const time = (args: readonly string[]) => {
		const start = performance.now();
		const { status } = spawnSync(process.execPath, args, { cwd: folder });
		if (status !== 0) throw new Error(`node ${args.join(' ')} gave ${status}`);
		return performance.now() - start;
	};
	const ratios: number[] = [];
	for (let round = 0; round < 15; round++) {
		const empty = time(['-e', '0']);
		ratios.push(time([join(root, 'dist/cli.js'), file]) / empty);
	}
	return { name: 'one file by the command line, against node -e 0', value: median(ratios), unit: 'times', limit: 2 };
}

/** A workflow of about 5,000 lines in which one job of `every` builds images, in an action and in a script. */
function writeWorkflow(every: number): string {
	const out = ['name: big', 'on: push', 'jobs:'];
	for (let job = 0; out.length < 5000; job++) {
		out.push(
			`  job-${job}:`,
			'    runs-on: ubuntu-latest',
			'    steps:',
			'      - uses: actions/checkout@v4',
			'      - uses: actions/setup-node@v4',
			'        with:',
			'          node-version: 22',
			'          cache: npm',
			'      - name: test',
			'        run: |',
			'          set -euo pipefail',
			`          echo "testing ${job} with \${{ github.sha }}"`,
			'          for file in tests/*.sh; do',
			'            bash "$file" || exit 1',
			'          done',
		);
		if (job % every !== 0) continue;
		out.push(
			'      - uses: docker/setup-buildx-action@v3',
			'      - uses: docker/build-push-action@v6',
			'        with:',
			`          context: services/${job}`,
			`          tags: registry.example.com/acme/service-${job}:latest`,
			'          push: true',
			'          cache-from: |',
			`            type=registry,ref=registry.example.com/acme/service-${job}:buildcache`,
			`            type=gha,scope=service-${job}`,
			`          cache-to: type=registry,ref=registry.example.com/acme/service-${job}:buildcache,mode=max`,
			'      - run: |',
			`          docker buildx build --cache-from "type=registry,ref=registry.example.com/acme/service-${job}:buildcache" \\`,
			'            --target test .',
		);
	}
	return `${out.join('\n')}\n`;
}

function measureCore(): readonly Figure[] {
	const service = createCacheService();
	const some = writeWorkflow(8);
	const all = writeWorkflow(1);
	const script = 'set -e\nif [ -n "$A" ]; then\n\techo "a $B c"\nfi\ndocker build -t "x:$TAG" .\n'.repeat(1000);
	const measure = (path: string, text: string) => {
		const times: number[] = [];
		for (let round = 0; round < 15; round++) {
			const start = performance.now();
			const document = service.read({ path, text: `${text}# ${round}\n` });
			if (document !== undefined) service.check(document);
			times.push(performance.now() - start);
		}
		return median(times);
	};
	const path = '.github/workflows/big.yml';
	const entriesOf = (text: string) => service.read({ path, text })!.entries.length;
	return [
		{
			name: `a workflow of 5,000 lines, ${entriesOf(some)} entries, read and checked anew`,
			value: measure(path, some),
			unit: 'ms',
			limit: 0,
		},
		{
			name: `one in which every job builds, ${entriesOf(all)} entries`,
			value: measure(path, all),
			unit: 'ms',
			limit: 0,
		},
		{ name: 'a script of 5,000 lines without a flag', value: measure('big.sh', script), unit: 'ms', limit: 0 },
		{
			name: 'the same with one flag',
			value: measure('big.sh', `${script}docker build --cache-to type=gha .\n`),
			unit: 'ms',
			limit: 0,
		},
	];
}

/**
 * A repository of 2,000 files as a company has it: every twentieth names caches, every tenth is a Dockerfile or CI file
 * without any, the others are source code and prose.
 */
function writeRepository(root: string): void {
	const code = 'export function handle(request: Request): Response {\n\treturn new Response(request.url);\n}\n'.repeat(
		30,
	);
	const prose = '# Title\n\nSome words about how this part works, and why.\n\n```sh\nmake test\n```\n'.repeat(10);
	const kinds: readonly (readonly [string, (n: number) => string])[] = [
		['.github/workflows/w#.yml', (n) => writeWorkflow(8).slice(0, 4000).replaceAll('service-', `s${n}-`)],
		['services/s#/Dockerfile', () => `FROM node:22 AS build\nRUN npm ci\nFROM node:22\nCOPY --from=build /app /app\n`],
		['ci/c#.yml', () => 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n'],
	];
	mkdirSync(join(root, '.git'), { recursive: true });
	for (let n = 0; n < 2000; n++) {
		const kind = n % 20 === 0 ? kinds[0] : n % 20 === 7 ? kinds[1] : n % 20 === 13 ? kinds[2] : undefined;
		const path = join(
			root,
			kind === undefined ? `src/p${n % 50}/f${n}.${n % 3 === 0 ? 'md' : 'ts'}` : kind[0].replace('#', `${n}`),
		);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, kind === undefined ? (n % 3 === 0 ? prose : code) : kind[1](n));
	}
}

/** From the start of the server to the graph over all files of a repository; then a change in one of them. */
async function measureIndex(): Promise<readonly Figure[]> {
	const repository = join(folder, 'repository');
	writeRepository(repository);
	const { connection, stop } = await startServer(pathToFileURL(repository).href);
	const started = performance.now();
	await connection.sendNotification('initialized', {});
	const graph: unknown[] = await connection.sendRequest('cachelint/graph', { folder: pathToFileURL(repository).href });
	const indexed = performance.now() - started;
	if (graph.length === 0) throw new Error('an empty graph');
	await stop();
	return [
		{
			name: 'the server has read a repository of 2,000 files, 100 with caches',
			value: indexed,
			unit: 'ms',
			limit: 1000,
		},
	];
}

/** From a keystroke to the diagnostics, over standard input and output of the bundled server. */
async function measureServer(): Promise<readonly Figure[]> {
	const started = performance.now();
	const { connection, pid, stop } = await startServer(null);
	const start = performance.now() - started;
	await connection.sendNotification('initialized', {});
	const uri = 'file:///project/.github/workflows/big.yml';
	const keystroke = await measureKeystroke(connection, { uri, text: writeWorkflow(8) });
	const extreme = await measureKeystroke(connection, { uri: `${uri}.all.yml`, text: writeWorkflow(1) });
	const memory =
		process.platform === 'linux'
			? Number(/VmRSS:\s+(\d+)/.exec(spawnSync('cat', [`/proc/${pid}/status`]).stdout.toString())?.[1] ?? 0) / 1024
			: 0;
	await stop();
	return [
		{ name: 'the server ready after initialize', value: start, unit: 'ms', limit: 0 },
		{ name: 'a keystroke in the first of these workflows to its diagnostics', value: keystroke, unit: 'ms', limit: 20 },
		{ name: 'a keystroke in the second', value: extreme, unit: 'ms', limit: 0 },
		{ name: 'memory of the server then', value: memory, unit: 'MB', limit: 0 },
	];
}

/** The bundled server, initialized for a folder or for none. */
async function startServer(rootUri: string | null) {
	const server = spawn(process.execPath, [join(root, 'dist/server.js'), '--stdio'], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	const connection = createProtocolConnection(
		new StreamMessageReader(server.stdout),
		new StreamMessageWriter(server.stdin),
	);
	connection.listen();
	await connection.sendRequest('initialize', {
		processId: process.pid,
		rootUri,
		capabilities: { textDocument: { diagnostic: {} } },
	});
	const stop = async () => {
		await connection.sendRequest('shutdown');
		await connection.sendNotification('exit');
		connection.dispose();
	};
	return { connection, pid: server.pid, stop };
}

/** Types a letter into a flag in the middle of a document and takes it out again, and asks for diagnostics each time. */
async function measureKeystroke(
	connection: ProtocolConnection,
	{ uri, text }: { readonly uri: string; readonly text: string },
): Promise<number> {
	await connection.sendNotification('textDocument/didOpen', {
		textDocument: { uri, languageId: 'yaml', version: 1, text },
	});
	const lines = text.split('\n');
	const line = lines.findIndex((candidate, index) => index > lines.length / 2 && candidate.includes('mode=max'));
	const start = { line, character: lines[line]!.length };
	const end = { line, character: start.character + 1 };
	const times: number[] = [];
	for (let version = 2; version < 62; version++) {
		const change =
			version % 2 === 0 ? { range: { start, end: start }, text: 'x' } : { range: { start, end }, text: '' };
		const begun = performance.now();
		await connection.sendNotification('textDocument/didChange', {
			textDocument: { uri, version },
			contentChanges: [change],
		});
		const report: { items: unknown[] } = await connection.sendRequest('textDocument/diagnostic', {
			textDocument: { uri },
		});
		if (!Array.isArray(report.items)) throw new Error('no diagnostics');
		times.push(performance.now() - begun);
	}
	return median(times.slice(20));
}

void main();
