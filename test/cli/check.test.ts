import { chmodSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createWorkspace, type Workspace } from './terminal.ts';

const bad = '#!/bin/sh\ndocker buildx build --cache-to "type=gha,mod=max" .\n';
const good = '#!/bin/sh\ndocker buildx build --cache-to type=gha,mode=max .\n';
const message = 'error [unknown-parameter]';

let workspace: Workspace;
afterEach(() => workspace.remove());

function create(files: Parameters<typeof createWorkspace>[0]): Workspace {
	workspace = createWorkspace(files);
	return workspace;
}

describe('what is linted', () => {
	test('the current directory when nothing is named, honouring nested .gitignore files', async () => {
		const { run } = create({
			'build.sh': bad,
			'dist/build.sh': bad,
			'lib/keep.sh': bad,
			'lib/drop.sh': bad,
			'node_modules/a/build.sh': bad,
			'.git/config': '',
			'.gitignore': 'dist/\n',
			'lib/.gitignore': '*.sh\n!keep.sh\n',
		});
		const { out, code } = await run();
		expect(
			out
				.split('\n')
				.filter((line) => line.includes(message))
				.map((line) => line.split(':')[0]),
		).toEqual(['build.sh', 'lib/keep.sh']);
		expect(code).toBe(1);
		expect((await run('--no-gitignore')).out.match(/unknown-parameter/g)?.length).toBe(4);
	});

	test('files, directories, globs, each once', async () => {
		const { run } = create({ 'a.sh': bad, 'd/b.sh': bad, 'd/e/c.sh': bad });
		const places = async (...args: string[]) =>
			(await run(...args)).out
				.split('\n')
				.filter(Boolean)
				.map((line) => line.split(':')[0]);
		expect(await places('a.sh', 'a.sh', './a.sh')).toEqual(['a.sh']);
		expect(await places('d')).toEqual(['d/b.sh', 'd/e/c.sh']);
		expect(await places('**/*.sh')).toEqual(['a.sh', 'd/b.sh', 'd/e/c.sh']);
		expect(await places('d/*.sh')).toEqual(['d/b.sh']);
		expect(await places('--exclude', 'd/e', '.')).toEqual(['a.sh', 'd/b.sh']);
		expect(await places('check', 'd/e')).toEqual(['d/e/c.sh']);
	});

	test('a named file even when it is ignored, unless that is forced', async () => {
		const { run } = create({ 'a.sh': bad, '.gitignore': '*.sh\n', '.git/config': '' });
		expect((await run('a.sh')).code).toBe(1);
		expect((await run('--force-exclude', 'a.sh')).code).toBe(0);
	});

	test('standard input', async () => {
		const { pipe } = create({});
		expect((await pipe(bad, '-', '--stdin-filename', 'x/build.sh')).out).toContain(
			'x/build.sh:2:42: error [unknown-parameter]',
		);
		expect((await pipe('docker buildx build --cache-to type=gha,mod=max .\n', '-')).out).toContain('<stdin>:1:');
		expect((await pipe('hello\n', '-', '--stdin-filename', 'notes.txt')).err).toBe(
			'cachelint: notes.txt: no place where cachelint looks for cache flags\n',
		);
	});

	test('nothing that is no text, with a word about it only when it was named', async () => {
		const { run } = create({
			'a.sh': Buffer.from([0, 1, 2, 0xff]),
			'empty.sh': '',
			'b.sh': good,
			'latin.sh': Buffer.concat([Buffer.from('# caf'), Buffer.from([0xe9]), Buffer.from(`\n${bad}`)]),
		});
		const all = await run('.');
		expect(all.err).toBe('');
		expect(all.out).toContain('latin.sh:3:');
		expect((await run('a.sh')).err).toBe('cachelint: a.sh: not a text file, passed over\n');
	});

	test('nothing larger than 5 MB', async () => {
		const { run } = create({ 'a.sh': `${bad}${'#'.repeat(5 * 1024 * 1024)}` });
		expect(await run('a.sh')).toEqual({ code: 0, out: '', err: 'cachelint: a.sh: larger than 5 MB, passed over\n' });
	});
});

test('what is read but never written is told only when the whole repository is linted', async () => {
	const files = {
		'.git/config': '',
		'a.sh': 'docker buildx build --cache-from type=gha .\n',
		'b/c.sh': 'docker buildx build --cache-to type=gha,scope=x .\n',
	};
	const { run } = create(files);
	expect((await run()).out).toContain('a.sh:1:34: info [cache-never-written]');
	expect((await run('a.sh')).out).not.toContain('cache-never-written');
	expect((await run('--exclude', 'b', '.')).out).not.toContain('cache-never-written');
	const withProgram = create({ ...files, 'build.py': 'run(["docker", "buildx", "build", "--cache-to", target])\n' });
	expect((await withProgram.run()).out).not.toContain('cache-never-written');
});

describe('misuse is one clear line and exit code 2', () => {
	test.each([
		[['nowhere.sh'], 'cachelint: no such file or directory: nowhere.sh\n'],
		[['*.nothing'], 'cachelint: no file matches *.nothing\n'],
		[['--formt', 'json'], "cachelint: unknown option '--formt' (Did you mean --format?)\n"],
		[
			['--format', 'xml'],
			"cachelint: option '--format <name>' argument 'xml' is invalid. Allowed choices are pretty, compact, json, sarif, github, gitlab.\n",
		],
		[
			['--buildkit', 'twenty'],
			"cachelint: option '--buildkit <version>' argument 'twenty' is invalid. It must be a version such as 0.21.0 or v0.21, or latest.\n",
		],
		[
			['--max-warnings', '-1'],
			"cachelint: option '--max-warnings <number>' argument '-1' is invalid. It must be a number, 0 or more.\n",
		],
		[
			['--rule', 'unknown-paramter=off'],
			"cachelint: option '--rule <id=severity>' argument 'unknown-paramter=off' is invalid. There is no rule \"unknown-paramter\".\n",
		],
		[
			['--rule', 'unknown-parameter=loud'],
			"cachelint: option '--rule <id=severity>' argument 'unknown-parameter=loud' is invalid. Write unknown-parameter=SEVERITY, one of off, on, hint, info, warning, error.\n",
		],
		[['--unsafe-fixes'], 'cachelint: --unsafe-fixes goes with --fix or --diff\n'],
		[['explain', 'unknown-paramter'], 'cachelint: unknown rule "unknown-paramter"; did you mean unknown-parameter?\n'],
		[['parse'], 'cachelint: nothing to parse: give values, or --jsonl and JSON strings on standard input\n'],
		[['parse', '--tool', 'kaniko', 'x'], 'cachelint: unknown tool "kaniko"; there are buildx, buildctl\n'],
	])('%s', async (args, err) => {
		const { run } = create({});
		expect(await run(...args)).toEqual({ code: 2, out: '', err });
	});

	test('but an unmatched pattern can be allowed', async () => {
		const { run } = create({});
		expect((await run('--no-error-on-unmatched-pattern', '*.sh')).code).toBe(0);
	});
});

describe('exit codes', () => {
	test('repositories with immutable tags, one option each', async () => {
		const { run } = create({
			'build.sh': 'docker buildx build --cache-to type=registry,ref=b.example/a:c .\n',
		});
		expect((await run()).out).not.toContain('immutable-cache-tag');
		const listed = await run('--immutable-repository', 'a.example/*', '--immutable-repository', 'b.example/*');
		expect(listed.out).toContain('immutable-cache-tag');
	});

	test('0 when nothing reaches the failing level, else 1', async () => {
		const { run } = create({ 'bad.sh': bad, 'good.sh': good });
		expect((await run('good.sh')).code).toBe(0);
		expect((await run('bad.sh')).code).toBe(1);
		expect((await run('bad.sh', '--exit-zero')).code).toBe(0);
		expect((await run('bad.sh', '--rule', 'unknown-parameter=off')).code).toBe(0);
		expect((await run('bad.sh', '--rule', 'unknown-parameter=hint')).code).toBe(0);
		expect((await run('bad.sh', '--rule', 'unknown-parameter=hint', '--fail-on', 'hint')).code).toBe(1);
		expect((await run('bad.sh', '--rule', 'unknown-parameter=warning', '--max-warnings', '1')).code).toBe(0);
		expect((await run('bad.sh', '--rule', 'unknown-parameter=warning', '--max-warnings', '0')).code).toBe(1);
		expect(await run('bad.sh', '--rule', 'unknown-parameter=warning', '--quiet')).toEqual({
			code: 0,
			out: '',
			err: '',
		});
	});
});

describe('--fix', () => {
	test('writes what is safe, keeps every other byte, and doing it again changes nothing', async () => {
		const before = `\uFEFF#!/bin/sh\r\n# 😀\tdocker\r\ndocker buildx build \\\r\n\t--cache-to "type=gha, mode=MAX" . # why\r\n`;
		const workspace = create({ 'a.sh': before });
		chmodSync(join(workspace.path, 'a.sh'), 0o755);
		expect((await workspace.run('--fix', 'a.sh')).code).toBe(0);
		const after = before.replace(', mode=MAX', ',mode=max');
		expect(workspace.read('a.sh')).toBe(after);
		expect(statSync(join(workspace.path, 'a.sh')).mode & 0o777).toBe(0o755);
		expect(readdirSync(workspace.path)).toEqual(['a.sh']);
		await workspace.run('--fix', 'a.sh');
		expect(workspace.read('a.sh')).toBe(after);
	});

	test('leaves alone what it cannot write without losing bytes', async () => {
		const bytes = Buffer.concat([
			Buffer.from('# caf'),
			Buffer.from([0xe9]),
			Buffer.from('\ndocker buildx build --cache-to "type=gha, mode=max" .\n'),
		]);
		const workspace = create({ 'a.sh': bytes });
		expect((await workspace.run('--fix', 'a.sh')).err).toBe('cachelint: a.sh: not UTF-8, so not fixed\n');
		expect(workspace.readBytes('a.sh')).toEqual(bytes);
	});

	test('follows links instead of replacing them', async () => {
		const workspace = create({ 'real.sh': 'docker buildx build --cache-to "type=gha, mode=max" .\n' });
		symlinkSync('real.sh', join(workspace.path, 'link.sh'));
		await workspace.run('--fix', 'link.sh');
		expect(workspace.read('real.sh')).toContain('"type=gha,mode=max"');
		expect(readdirSync(workspace.path).sort()).toEqual(['link.sh', 'real.sh']);
	});

	test('of standard input prints the mended text', async () => {
		const { pipe } = create({});
		const { out } = await pipe(
			'docker buildx build --cache-to "type=gha, mode=max" .\n',
			'--fix',
			'-',
			'--stdin-filename',
			'a.sh',
		);
		expect(out).toBe('docker buildx build --cache-to "type=gha,mode=max" .\n');
	});

	test('--diff shows it and writes nothing', async () => {
		const text = 'docker buildx build --cache-to "type=gha, mode=max" .\n';
		const workspace = create({ 'a.sh': text });
		const { out, code } = await workspace.run('--diff', 'a.sh');
		expect(out).toBe(`--- a/a.sh\n+++ b/a.sh\n@@ -1,1 +1,1 @@\n-${text}+${text.replace(', mode', ',mode')}`);
		expect(code).toBe(1);
		expect(workspace.read('a.sh')).toBe(text);
	});
});

describe('the other commands', () => {
	test('list prints one object for each cache, positions from 1 in UTF-16 units', async () => {
		const { run } = create({
			'a.sh':
				'echo 😀; docker buildx build --cache-to "type=registry,ref=${IMAGE}:cache,mode=max" --cache-from "$FROM" .\n',
		});
		expect(JSON.parse((await run('list', '--format', 'json')).out).entries).toEqual([
			{
				path: 'a.sh',
				line: 1,
				column: 42,
				endLine: 1,
				endColumn: 83,
				direction: 'to',
				tool: 'buildx',
				value: 'type=registry,ref=${IMAGE}:cache,mode=max',
				type: 'registry',
				attributes: { ref: '${IMAGE}:cache', mode: 'max' },
				dynamic: false,
			},
			expect.objectContaining({ direction: 'from', value: '$FROM', dynamic: true, type: '', attributes: {} }),
		]);
	});

	test('list prints the literals of an expression that chooses between them, and the expression where more may come of it', async () => {
		const step = (value: string) =>
			`      - uses: docker/build-push-action@v6\n        with:\n          cache-to: ${value}\n`;
		const { run } = create({
			'.github/workflows/ci.yml': `on: push\njobs:\n  b:\n    steps:\n${[
				"${{ inputs.push && 'type=gha,mode=max' || '' }}",
				"${{ inputs.push && format('type=gha,scope={0}', matrix.os) }}",
				"${{ inputs.push && 'type=inline' || inputs.cache-to }}",
				"${{ inputs.push && format('{0}', inputs.cache-to) || '' }}",
			]
				.map(step)
				.join('')}`,
		});
		const { entries } = JSON.parse((await run('list', '--format', 'json', '.github')).out);
		expect(entries.map(({ line, value, dynamic }: Record<string, unknown>) => `${line} ${value} ${dynamic}`)).toEqual([
			'7 type=gha,mode=max false',
			'10 type=gha,scope=${{ matrix.os }} false',
			"13 ${{ inputs.push && 'type=inline' || inputs.cache-to }} true",
			'13 type=inline false',
			"16 ${{ inputs.push && format('{0}', inputs.cache-to) || '' }} true",
		]);
	});

	test('parse answers values and JSON lines in order', async () => {
		const { run, pipe } = create({});
		expect(await run('parse', 'type=gha,mode=max')).toEqual({
			code: 0,
			err: '',
			out: '{"value":"type=gha,mode=max","entries":[{"type":"gha","attributes":{"mode":"max"}}]}\n',
		});
		const { out } = await pipe('"a/b:c,d"\n"mode=max"\n', 'parse', '--jsonl');
		expect(
			out
				.split('\n')
				.filter(Boolean)
				.map((line) => JSON.parse(line)),
		).toEqual([
			{
				value: 'a/b:c,d',
				entries: [
					{ type: 'registry', attributes: { ref: 'a/b:c' } },
					{ type: 'registry', attributes: { ref: 'd' } },
				],
			},
			{ value: 'mode=max', error: 'type required for "mode=max"' },
		]);
		expect((await pipe('{}\n', 'parse', '--jsonl')).err).toBe(
			'cachelint: line 1 of standard input is not a JSON string\n',
		);
	});

	test('catalogue prints what a version knows', async () => {
		const { run } = create({});
		const old = JSON.parse((await run('catalogue', '--format', 'json', '--buildkit', '0.10.0')).out);
		expect(old.buildkit).toBe('0.10.0');
		expect(old.backends.map(({ type }: { type: string }) => type)).toEqual(['registry', 'gha', 'local', 'inline']);
		expect((await run('catalogue')).out).toContain('type=azblob');
	});

	test('rules lists and explain explains', async () => {
		const { run } = create({});
		const { rules } = JSON.parse((await run('rules', '--format', 'json')).out);
		expect(rules).toContainEqual(
			expect.objectContaining({ id: 'unknown-parameter', severity: 'error', enabled: true, fixable: true }),
		);
		expect((await run('explain', 'unknown-parameter')).out).toMatch(/^# unknown-parameter\n/);
	});

	test('help and version', async () => {
		const { run } = create({});
		expect(await run('--version')).toEqual({ code: 0, out: '9.9.9\n', err: '' });
		expect((await run('--help')).out).toContain('Usage: cachelint');
		expect((await run('check', '--help')).out).toContain('--unsafe-fixes');
	});
});
