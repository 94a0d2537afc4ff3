import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseValue } from '../../server/src/cache/parse.ts';
import { buildxTraits } from '../../server/src/catalogue/buildxTraits.ts';
import { parseVersion } from '../../server/src/catalogue/version.ts';

interface Row {
	readonly value: string;
	readonly entries?: readonly { readonly type: string; readonly attrs: Record<string, string> }[];
	readonly error?: string;
}

const rows = readRows<Row>('csv.jsonl');

test('reads every recorded value as buildx does, errors to the letter', () => {
	expect(rows.length).toBe(3000);
	const differing = rows
		.map((row) => {
			const { value } = row;
			const expected =
				row.error === undefined
					? { value, entries: row.entries!.map(({ type, attrs }) => ({ type, attributes: attrs })) }
					: { value, error: row.error };
			return { expected, actual: parseValue(value) };
		})
		.filter(({ expected, actual }) => JSON.stringify(sort(expected)) !== JSON.stringify(sort(actual)));
	expect(differing.slice(0, 5)).toEqual([]);
	expect(differing.length).toBe(0);
});

interface VersionsRow {
	readonly value: string;
	readonly verdicts: readonly {
		readonly buildx: readonly string[];
		readonly entries?: readonly { readonly type: string; readonly attributes: Record<string, string> }[];
		readonly error?: string;
	}[];
}

test('reads values as each version of buildx does, errors to the letter', () => {
	const rows = readRows<VersionsRow>('versions.jsonl');
	expect(rows.length).toBeGreaterThan(100);
	const asked = rows.flatMap(({ value, verdicts }) =>
		verdicts.flatMap(({ buildx, ...verdict }) =>
			buildx.map((version) => ({ version, expected: { value, ...verdict } })),
		),
	);
	const differing = asked
		.map(({ version, expected }) => {
			const traits = buildxTraits(parseVersion(version));
			return { version, expected, actual: parseValue(expected.value, { traits }) };
		})
		.filter(({ expected, actual }) => JSON.stringify(sort(expected)) !== JSON.stringify(sort(actual)));
	expect(differing.slice(0, 5)).toEqual([]);
});

function readRows<Row>(name: string): readonly Row[] {
	return readFileSync(new URL(`../fixtures/oracle/${name}`, import.meta.url), 'utf8')
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => JSON.parse(line) as Row);
}

function sort(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sort);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([k, v]) => [k, sort(v)]),
	);
}
