import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
	askAll,
	isReplayable,
	readBuildxVersion,
	readPrinted,
	thinOut,
	verdictOf,
	writeBakeFile,
} from '../../scripts/askBake.ts';
import { parseValue } from '../../server/src/cache/parse.ts';
import { buildxTraits } from '../../server/src/catalogue/buildxTraits.ts';

const newest = buildxTraits();

describe('the version', () => {
	test.each([
		['github.com/docker/buildx v0.36.1 0a1b2c3', '0.36.1'],
		['github.com/docker/buildx 0.29.1+ds1 0.29.1+ds1-4', '0.29.1'],
		['github.com/docker/buildx v0.20.0-rc1 abc', '0.20.0'],
		["docker: unknown command: docker buildx\n\nRun 'docker --help'", undefined],
		['Docker version 28.2.2, build e6534b4', undefined],
		['', undefined],
	])('of %j is %j', (printed, version) => {
		expect(readBuildxVersion(printed)).toBe(version);
	});
});

test('leaves out what bake cannot be asked', () => {
	const values = ['type=gha', 'type=s3,bucket=b', 'TYPE=S3', '', 'a\0b', '\ufeffa', 'a\ufeff'];
	expect(values.filter(isReplayable)).toEqual(['type=gha', 'a\ufeff']);
});

test('asks about some of those that are refused, and all others', () => {
	const values = ['a', 'b=', 'c', 'd=', 'e=', 'f='];
	expect(thinOut(values, (value) => value.endsWith('='), 2)).toEqual(['a', 'b=', 'c', 'e=']);
});

describe('values are asked about in batches', () => {
	const values = Array.from({ length: 450 }, (_, index) => `v${index}`);

	test('and one that is bad against expectation is found with few questions', () => {
		let questions = 0;
		const verdicts = askAll(
			values,
			() => false,
			(batch) => {
				questions++;
				return batch.includes('v137') ? undefined : batch.map((value) => value.toUpperCase());
			},
		);
		expect(verdicts.filter((verdict) => verdict === 'refused').length).toBe(1);
		expect(verdicts[137]).toBe('refused');
		expect(verdicts[449]).toBe('V449');
		expect(questions).toBeLessThan(25);
	});

	test('and those expected to be bad one by one', () => {
		const batches: string[][] = [];
		const verdicts = askAll(
			['a', 'b', 'c'],
			(value) => value === 'b',
			(batch) => {
				batches.push([...batch]);
				return batch.map((value) => `[${value}]`);
			},
		);
		expect(batches).toEqual([['a', 'c'], ['b']]);
		expect(verdicts).toEqual(['[a]', '[b]', '[c]']);
	});
});

test('a bake file holds the values as they are', () => {
	expect(writeBakeFile(['o/app:${TAG}', '%{x} $y'])).toBe(
		'{"target":{"t0":{"cache-from":["o/app:$${TAG}"]},"t1":{"cache-from":["%%{x} $y"]}}}',
	);
});

test('reads what bake prints, as objects and as strings', () => {
	const verdict = verdictOf(parseValue('type=gha,scope=a'));
	const printed = (entry: unknown) => JSON.stringify({ target: { t0: { 'cache-from': [entry] } } });
	expect(readPrinted(printed({ scope: 'a', type: 'gha' }), 1, newest)).toEqual([verdict]);
	expect(readPrinted(printed('scope=a,type=gha'), 1, newest)).toEqual([verdict]);
	expect(readPrinted('{"target":{"t0":{}}}', 1, newest)).toEqual(['']);
});

/** A program in place of `docker` that refuses every file with one target, and makes a ref of each value of another. */
function standIn(): string {
	const path = join(folder, 'docker');
	const script = join(folder, 'bake.cjs');
	writeFileSync(
		script,
		`const { target } = JSON.parse(require('node:fs').readFileSync('docker-bake.json', 'utf8'));
for (const it of Object.values(target)) it['cache-from'] = it['cache-from'].map((ref) => ({ type: 'registry', ref }));
console.log(JSON.stringify({ target }));`,
	);
	// Starting node for each of those that are refused would take a minute.
	writeFileSync(
		path,
		`#!/bin/sh
if [ "$2" = version ]; then echo 'github.com/docker/buildx v0.36.1 abc'; exit; fi
if [ $# -lt 5 ]; then exit 1; fi
exec '${process.execPath}' '${script}'
`,
	);
	chmodSync(path, 0o755);
	return path;
}

const folder = mkdtempSync(join(tmpdir(), 'cachelint-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(program: string) {
	const root = resolve(import.meta.dirname, '../..');
	const { status, stdout } = spawnSync(
		process.execPath,
		['--import', 'tsx', 'scripts/conformance.ts', '--docker', program],
		{ cwd: root, encoding: 'utf8' },
	);
	return { status, stdout };
}

describe.skipIf(process.platform === 'win32')('npm run conformance', () => {
	test('says that there is no buildx and compares what was recorded', () => {
		const { status, stdout } = run(join(folder, 'nowhere'));
		expect(stdout).toContain('No buildx here');
		expect(stdout).toContain('3000 agree, 0 differ');
		expect(status).toBe(0);
	});

	test('lists the values of which another program makes something else, and fails', { timeout: 60_000 }, () => {
		const { status, stdout } = run(standIn());
		expect(stdout).toContain('buildx 0.36.1: replaying');
		expect(stdout).toMatch(/\n {2}here: {3}\["[^\n]*\n {2}buildx: \["registry",\[\["ref",/);
		expect(stdout).toMatch(/\d+ agree, [1-9]\d* differ\n$/);
		expect(status).toBe(1);
	});
});
