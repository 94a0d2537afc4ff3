/**
 * Replays the recorded values against the buildx that is installed: `docker buildx bake --print`, which needs no daemon.
 * Where there is none it says so, and holds the reader against what was recorded instead. Differences are listed, and
 * make the exit code 1. `--docker PATH` names another program than `docker`; `--all` asks about every value that is
 * expected to be refused, not about 150 of them only.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildxTraits, parseValue, parseVersion } from '../server/src/service.ts';
import {
	askAll,
	bakeOf,
	type Comparison,
	describe,
	isReplayable,
	readBuildxVersion,
	thinOut,
	verdictOf,
} from './askBake.ts';

interface Recorded {
	readonly value: string;
	readonly entries?: readonly { readonly type: string; readonly attrs: Readonly<Record<string, string>> }[];
	readonly error?: string;
}

const MOST_REFUSED = 150;

const program = process.argv.includes('--docker') ? process.argv[process.argv.indexOf('--docker') + 1]! : 'docker';
const recorded = readRows<Recorded>('csv.jsonl');

function main(): void {
	const printed = spawnSync(program, ['buildx', 'version'], { encoding: 'utf8' }).stdout ?? '';
	const version = readBuildxVersion(printed);
	if (version === undefined) {
		console.log(
			`No buildx here (\`${program} buildx version\` names none): holding the reader against what was recorded of it.`,
		);
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
	const ours = (value: string) => verdictOf(parseValue(value, { traits }));
	const isRefused = (value: string) => ours(value) === 'refused';
	const differing = readRows<{ readonly value: string }>('versions.jsonl');
	const all = [...new Set([...recorded, ...differing].map(({ value }) => value))].filter(isReplayable);
	const values = process.argv.includes('--all') ? all : thinOut(all, isRefused, MOST_REFUSED);
	console.log(`buildx ${version}: replaying ${values.length} of ${all.length} values.`);
	if (!traits.readsObjects)
		console.log('This version prints values as they are written: only what it refuses is compared.');
	const theirs = askAll(values, isRefused, bakeOf(program, traits));
	report(values.map((value, index) => ({ value, ours: ours(value), theirs: theirs[index]! })));
}

function report(rows: readonly Comparison[]): void {
	const differing = rows.filter(({ ours, theirs }) => ours !== theirs);
	for (const { value, ours, theirs } of differing.slice(0, 20))
		console.log(`${JSON.stringify(value)}\n  here:   ${ours}\n  buildx: ${theirs}`);
	console.log(`${rows.length - differing.length} agree, ${differing.length} differ`);
	if (differing.length > 0) process.exitCode = 1;
}

function readRows<Row>(name: string): readonly Row[] {
	return readFileSync(resolve(import.meta.dirname, '../test/fixtures/oracle', name), 'utf8')
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => JSON.parse(line) as Row);
}

main();
