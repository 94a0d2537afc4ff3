import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isGoBool, readGoBool, readGoDuration, readGoInt } from '../../server/src/catalogue/goValues.ts';
import { naiveDuration, naiveInt } from './naiveGo.ts';

/** Texts of up to so many of these pieces. */
function piecesOf(pieces: readonly string[], maxLength: number) {
	return fc.array(fc.constantFrom(...pieces), { maxLength }).map((list) => list.join(''));
}

describe("Go's booleans", () => {
	test('are twelve words', () => {
		expect(['1', 't', 'T', 'true', 'True', 'TRUE'].map(readGoBool)).toEqual(Array(6).fill(true));
		expect(['0', 'f', 'F', 'false', 'False', 'FALSE'].map(readGoBool)).toEqual(Array(6).fill(false));
	});

	test.each(['', 'yes', 'no', 'on', 'off', 'tRUE', ' true', 'true ', '01', 'y', 'enabled', 'constructor'])(
		'are not %j',
		(text) => {
			expect(isGoBool(text)).toBe(false);
			expect(readGoBool(text)).toBeUndefined();
		},
	);
});

describe("Go's integers", () => {
	test.each([
		['0', 0n],
		['3', 3n],
		['+3', 3n],
		['-3', -3n],
		['007', 7n],
		['-0', 0n],
		['9223372036854775807', 9223372036854775807n],
		['-9223372036854775808', -9223372036854775808n],
		[`${'0'.repeat(50)}1`, 1n],
	])('have %j as %s', (text, value) => {
		expect(readGoInt(text)).toEqual({ value, error: undefined });
	});

	test.each(['', '+', '-', '3.0', ' 3', '3 ', '1_000', '0x10', 'fast', '٣', '1e3', '--1'])(
		'refuse %j as syntax',
		(text) => {
			expect(readGoInt(text).error).toBe(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
		},
	);

	test.each(['9223372036854775808', '-9223372036854775809', '99999999999999999999999', '99999999999999999999x'])(
		'refuse %j as out of range',
		(text) => {
			expect(readGoInt(text).error).toBe(`strconv.ParseInt: parsing "${text}": value out of range`);
		},
	);

	test('are read as Go reads them, whatever is written', () => {
		const pieces = [
			'0',
			'1',
			'9',
			'+',
			'-',
			'.',
			' ',
			'_',
			'x',
			'18446744073709551615',
			'922337203685477580',
			'7',
			'8',
		];
		const texts = fc.oneof(piecesOf(pieces, 6), fc.string({ maxLength: 6 }), fc.bigInt().map(String));
		fc.assert(
			fc.property(texts, (text) => {
				const { value, error } = readGoInt(text);
				const actual = error === undefined ? String(value) : error.endsWith('range') ? 'range' : 'syntax';
				return actual === naiveInt(text);
			}),
			{ seed: 1, numRuns: 30_000 },
		);
	});
});

describe("Go's durations", () => {
	test.each([
		['0', 0n],
		['+0', 0n],
		['-0', 0n],
		['10m', 600_000_000_000n],
		['1h30m', 5_400_000_000_000n],
		['1.5h', 5_400_000_000_000n],
		['.5s', 500_000_000n],
		['1.s', 1_000_000_000n],
		['-1m', -60_000_000_000n],
		['1us', 1000n],
		['1µs', 1000n],
		['1μs', 1000n],
		['1ns1ns', 2n],
		['0.9ns', 0n],
		['9223372036854775807ns', 9223372036854775807n],
		['-9223372036854775808ns', -9223372036854775808n],
		['9223372036854775808ns9223372036854775808ns', 0n],
		['0.3333333333333333333h', 1200000000000n],
	])('have %j as %s nanoseconds', (text, value) => {
		expect(readGoDuration(text)).toEqual({ value, error: undefined });
	});

	test.each([
		['10', 'time: missing unit in duration "10"'],
		['1h30', 'time: missing unit in duration "1h30"'],
		['1d', 'time: unknown unit "d" in duration "1d"'],
		['1 h', 'time: unknown unit " h" in duration "1 h"'],
		['1H', 'time: unknown unit "H" in duration "1H"'],
		['1é', 'time: unknown unit "\\xc3\\xa9" in duration "1\\xc3\\xa9"'],
		['', 'time: invalid duration ""'],
		['-', 'time: invalid duration "-"'],
		['.s', 'time: invalid duration ".s"'],
		['m', 'time: invalid duration "m"'],
		[' 1m', 'time: invalid duration " 1m"'],
		['3000000h', 'time: invalid duration "3000000h"'],
		['9223372036854775808ns', 'time: invalid duration "9223372036854775808ns"'],
	])('refuse %j: %s', (text, error) => {
		expect(readGoDuration(text)).toEqual({ value: undefined, error });
	});

	test('are read as Go reads them, whatever is written', () => {
		const numbers = [
			'0',
			'1',
			'9',
			'10',
			'.',
			'.5',
			'1.5',
			'9223372036854775807',
			'9223372036854775808',
			'2562047',
			'000',
		];
		const units = ['h', 'm', 's', 'ms', 'us', 'µs', 'μs', 'ns', 'd', '-', '+', ' '];
		const terms = fc.array(fc.tuple(fc.constantFrom(...numbers), fc.constantFrom(...units)), { maxLength: 4 });
		const texts = fc.oneof(
			piecesOf([...numbers, ...units], 7),
			terms.map((list) => list.flat().join('')),
			fc.string({ maxLength: 5 }),
		);
		fc.assert(
			fc.property(texts, (text) => {
				const { value, error } = readGoDuration(text);
				const kind = /invalid|missing unit|unknown unit/.exec(error ?? '')?.[0];
				return (error === undefined ? String(value) : kind) === naiveDuration(text);
			}),
			{ seed: 1, numRuns: 30_000 },
		);
	});

	test('and integers are read in linear time', () => {
		for (const text of ['1'.repeat(200_000), '0'.repeat(200_000), `0.${'0'.repeat(200_000)}1s`, '1s'.repeat(20_000)]) {
			readGoDuration(text);
			readGoInt(text);
		}
	});
});
