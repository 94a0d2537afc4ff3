import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../server/src/cli/program.ts';

/** What a run of the command line gave. */
export interface Ran {
	readonly code: number;
	readonly out: string;
	readonly err: string;
}

/** A directory of its own with files in it, in which the command line is run in this process. */
export interface Workspace {
	readonly path: string;
	run(...args: string[]): Promise<Ran>;
	/** Runs with standard input. */
	pipe(input: string | Uint8Array, ...args: string[]): Promise<Ran>;
	read(name: string): string;
	readBytes(name: string): Buffer;
	write(name: string, content: string | Uint8Array): void;
	remove(): void;
}

export function createWorkspace(files: Readonly<Record<string, string | Uint8Array>> = {}): Workspace {
	const path = mkdtempSync(join(tmpdir(), 'cachelint-test-'));
	const write = (name: string, content: string | Uint8Array) => {
		mkdirSync(dirname(join(path, name)), { recursive: true });
		writeFileSync(join(path, name), content);
	};
	for (const [name, content] of Object.entries(files)) write(name, content);
	const runWith = async (input: string | Uint8Array, args: readonly string[]): Promise<Ran> => {
		let out = '';
		let err = '';
		const terminal = {
			cwd: path,
			env: {},
			isTty: false,
			out: (text: string) => {
				out += text;
			},
			err: (text: string) => {
				err += text;
			},
			readInput: async () => (typeof input === 'string' ? new TextEncoder().encode(input) : input),
		};
		const code = await run(args, terminal, '9.9.9');
		return { code, out, err };
	};
	return {
		path,
		run: (...args) => runWith('', args),
		pipe: (input, ...args) => runWith(input, args),
		read: (name) => readFileSync(join(path, name), 'utf8'),
		readBytes: (name) => readFileSync(join(path, name)),
		write,
		remove: () => rmSync(path, { recursive: true, force: true }),
	};
}
