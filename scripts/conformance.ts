/**
 * Replays the recorded values against the buildx that is installed: `docker buildx bake --print`, which needs no daemon.
 * Where there is none it says so, and holds the reader against what was recorded instead. Differences are listed, and
 * make the exit code 1. `--docker PATH` names another program than `docker`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildxTraits, type ParsedValue, parseValue, parseVersion } from '../server/src/service.ts';

interface Recorded {
	readonly value: string;
	readonly entries?: readonly { readonly type: string; readonly attrs: Readonly<Record<string, string>> }[];
	readonly error?: string;
}

/** What a program made of a value, in one string that can be compared: the entries, or `refused`. */
type Verdict = string;

const program = process.argv.includes('--docker') ? process.argv[process.argv.indexOf('--docker') + 1]! : 'docker';
const fixtures = resolve(import.meta.dirname, '../test/fixtures/oracle/csv.jsonl');
const recorded = readFileSync(fixtures, 'utf8')
	.split('\n')
	.filter((line) => line !== '')
	.map((line) => JSON.parse(line) as Recorded);

function main(): void {
	const version = /v?(\d+\.\d+\.\d+)/.exec(
		spawnSync(program, ['buildx', 'version'], { encoding: 'utf8' }).stdout ?? '',
	)?.[1];
	if (version === undefined) {
		console.log('No docker buildx here: holding the reader against what was recorded of it.');
		report(
			recorded.map(({ value, entries, error }) => ({
				value,
				ours: verdictOf(parseValue(value)),
				theirs:
					error === undefined ? describe(entries!.map(({ type, attrs }) => ({ type, attributes: attrs }))) : 'refused',
			})),
		);
		return;
	}
	const traits = buildxTraits(parseVersion(version));
	// Entries of s3 make buildx look for credentials; a null byte cannot be in a bake file.
	const values = recorded.map(({ value }) => value).filter((value) => !/s3|\0/i.test(value));
	console.log(`buildx ${version}: replaying ${values.length} values.`);
	const theirs = askAll(values, (value) => verdictOf(parseValue(value, { traits })) === 'refused');
	report(
		values.map((value, index) => ({ value, ours: verdictOf(parseValue(value, { traits })), theirs: theirs[index]! })),
	);
}

function report(rows: readonly { readonly value: string; readonly ours: Verdict; readonly theirs: Verdict }[]): void {
	const differing = rows.filter(({ ours, theirs }) => ours !== theirs);
	for (const { value, ours, theirs } of differing.slice(0, 20))
		console.log(`${JSON.stringify(value)}\n  here:   ${ours}\n  buildx: ${theirs}`);
	console.log(`${rows.length - differing.length} agree, ${differing.length} differ`);
	if (differing.length > 0) process.exitCode = 1;
}

function verdictOf(parsed: ParsedValue): Verdict {
	return 'error' in parsed ? 'refused' : describe(parsed.entries);
}

function describe(
	entries: readonly { readonly type: string; readonly attributes: Readonly<Record<string, string>> }[],
): Verdict {
	const sorted = entries.map(({ type, attributes }) =>
		JSON.stringify([type, Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))]),
	);
	// Bake leaves out repeated entries and does not keep their order.
	return [...new Set(sorted)].sort().join(' ');
}

/** One bad value makes bake refuse the whole file, so those expected to be bad are asked one by one. */
function askAll(values: readonly string[], isExpectedBad: (value: string) => boolean): readonly Verdict[] {
	const verdicts = new Map<string, Verdict>();
	const good = values.filter((value) => !isExpectedBad(value));
	for (let at = 0; at < good.length; at += 200) {
		const batch = good.slice(at, at + 200);
		const answers = ask(batch) ?? batch.map((value) => ask([value])?.[0] ?? 'refused');
		for (const [index, value] of batch.entries()) verdicts.set(value, answers[index]!);
	}
	for (const value of values.filter(isExpectedBad)) verdicts.set(value, ask([value])?.[0] ?? 'refused');
	return values.map((value) => verdicts.get(value)!);
}

/** What bake prints for a file with a target for each value; `undefined` when it refuses. */
function ask(values: readonly string[]): readonly Verdict[] | undefined {
	const folder = mkdtempSync(join(tmpdir(), 'cachelint-conformance-'));
	try {
		// A function, as `$$` in a replacement text stands for one `$`.
		const asTemplate = (value: string) => value.replace(/[$%](?=\{)/g, (sign) => sign + sign);
		const target = Object.fromEntries(
			values.map((value, index) => [`t${index}`, { 'cache-from': [asTemplate(value)] }]),
		);
		writeFileSync(join(folder, 'docker-bake.json'), JSON.stringify({ target }));
		const { status, stdout } = spawnSync(program, ['buildx', 'bake', '--print', ...Object.keys(target)], {
			cwd: folder,
			encoding: 'utf8',
		});
		if (status !== 0) return undefined;
		const printed = JSON.parse(stdout) as {
			target: Record<string, { 'cache-from'?: readonly (string | Record<string, string>)[] }>;
		};
		return values.map((_, index) => describe((printed.target[`t${index}`]?.['cache-from'] ?? []).flatMap(readPrinted)));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Newer versions print objects, older ones strings. */
function readPrinted(entry: string | Readonly<Record<string, string>>) {
	if (typeof entry === 'string') {
		const parsed = parseValue(entry);
		return 'error' in parsed ? [] : parsed.entries;
	}
	const { type = '', ...attributes } = entry;
	return [{ type, attributes }];
}

main();
