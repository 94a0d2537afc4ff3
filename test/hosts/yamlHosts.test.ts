import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import azurePipelines from '../../server/src/hosts/azurePipelines.ts';
import circleCi from '../../server/src/hosts/circleCi.ts';
import compose from '../../server/src/hosts/compose.ts';
import githubWorkflow from '../../server/src/hosts/githubWorkflow.ts';
import gitlabCi from '../../server/src/hosts/gitlabCi.ts';
import type { HostLanguage, SourceFile } from '../../server/src/hosts/host.ts';
import yaml from '../../server/src/hosts/yaml.ts';
import { readFixture, spanOfValue } from './flagRows.ts';

function fixturesOf(folder: string): readonly SourceFile[] {
	const names = readdirSync(new URL(`../fixtures/${folder}`, import.meta.url));
	return names.map((name) => readFixture(`${folder}/${name}`));
}

const HOSTS: readonly (readonly [host: HostLanguage, files: readonly SourceFile[]])[] = [
	[githubWorkflow, fixturesOf('github')],
	[compose, fixturesOf('compose')],
	[gitlabCi, fixturesOf('gitlab')],
	[circleCi, fixturesOf('circleci')],
	[azurePipelines, fixturesOf('azure')],
	[yaml, fixturesOf('yaml')],
];

/** What is wrong with the places of a file's flags: every character stands where it says, or is an escape or a fold. */
function misplaced(host: HostLanguage, file: SourceFile): readonly string[] {
	const wrong: string[] = [];
	for (const flag of host.find(file).flags) {
		const span = spanOfValue(flag);
		if (span.start > span.end || span.end > file.text.length) wrong.push(`${span.start}–${span.end} is no place`);
		if (flag.value.form === 'object') continue;
		const { text } = flag.value;
		for (let index = 0; index < text.length; index++) {
			const typed = file.text.slice(text.startOf(index), text.endOf(index));
			const unit = text.expansionAt(index)?.text ?? text.text[index]!;
			const isFormatted = /^\{+\d*\}*$/.test(typed);
			const isEscape = /^(?:[\\`][\s\S]+|''|""|\$\$|\{\{|\}\}|\s+)$/.test(typed) || isFormatted;
			// What a program joins to a string, `'scope=' + x`, reads as it would inside of one.
			const isJoined = unit === `\${${typed}}`;
			if (typed !== unit && !isEscape && !isJoined && !typed.includes("''"))
				wrong.push(`${JSON.stringify(unit)} at ${JSON.stringify(typed)}`);
		}
	}
	return wrong;
}

describe.each(HOSTS)('$id', (host, files) => {
	test('every character of a value is where it says', () => {
		for (const file of files) expect(misplaced(host, file), file.path).toEqual([]);
	});

	test('a file with CRLF has the same flags', () => {
		for (const file of files.filter(({ text }) => !text.includes('\r'))) {
			const crlf = { ...file, text: file.text.replaceAll('\n', '\r\n') };
			expect(misplaced(host, crlf), file.path).toEqual([]);
			expect(host.find(crlf).flags.length, file.path).toBe(host.find(file).flags.length);
		}
	});

	test('what is broken gives fewer flags', () => {
		const pieces = fc.constantFrom(
			'',
			'"',
			"'",
			'[',
			'{',
			'}',
			'\n',
			': ',
			'- ',
			'|',
			'>',
			'&a ',
			'*a',
			'<<: *a',
			'${{ ',
			'${',
			'#',
			'\t',
			'\\',
			'\r',
		);
		fc.assert(
			fc.property(
				fc.nat(files.length - 1),
				fc.double({ min: 0, max: 1, noNaN: true }),
				fc.nat(20),
				pieces,
				(index, at, length, piece) => {
					const file = files[index]!;
					const offset = Math.floor(at * file.text.length);
					const text = file.text.slice(0, offset) + piece + file.text.slice(offset + length);
					for (const flag of host.find({ ...file, text }).flags) {
						expect(spanOfValue(flag).end).toBeLessThanOrEqual(text.length);
					}
				},
			),
			{ seed: 1, numRuns: 120 },
		);
	});

	test('aliases of aliases stay cheap', () => {
		const levels = Array.from(
			{ length: 40 },
			(_, level) => `l${level + 1}: &l${level + 1}\n  <<: [*l${level}, *l${level}]\n  k${level}: *l${level}\n`,
		);
		const text = `l0: &l0 { cache-to: type=gha, cache_to: [type=gha] }\n${levels.join('')}services: { w: { build: *l40 } }\non: push\njobs: { b: { steps: [ { uses: docker/build-push-action@v6, with: *l40 } ] } }\n`;
		expect(host.find({ path: 'x.yml', text }).flags.length).toBeLessThan(3);
	});
});
