import { quoteAsGo } from '../cache/goText.ts';

/** What Go makes of a text, or why it refuses it: `error` is the message BuildKit passes on. */
export type GoReading<Value> =
	| { readonly value: Value; readonly error: undefined }
	| { readonly value: undefined; readonly error: string };

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
	...['1', 't', 'T', 'true', 'True', 'TRUE'].map((text) => [text, true] as const),
	...['0', 'f', 'F', 'false', 'False', 'FALSE'].map((text) => [text, false] as const),
]);

/** Units of durations in nanoseconds. Micro is U+00B5 or U+03BC. */
const UNITS: ReadonlyMap<string, bigint> = new Map([
	['ns', 1n],
	['us', 1_000n],
	['\u00b5s', 1_000n],
	['\u03bcs', 1_000n],
	['ms', 1_000_000n],
	['s', 1_000_000_000n],
	['m', 60_000_000_000n],
	['h', 3_600_000_000_000n],
]);

const LIMIT = 2n ** 63n;

/** Go's `strconv.ParseBool`: `true` for `T`, `undefined` for `yes` and for the empty text. */
export function readGoBool(text: string): boolean | undefined {
	return BOOLEANS.get(text);
}

/** Whether `strconv.ParseBool` takes a text: `1 t T true True TRUE 0 f F false False FALSE`. */
export function isGoBool(text: string): boolean {
	return BOOLEANS.has(text);
}

/**
 * Go's `strconv.ParseInt(text, 10, 64)`: `+3` is 3n, `3.0`, ` 3`, `1_000` and the empty text are invalid syntax, and
 * `9223372036854775808` is out of range. As in Go, digits that overflow are noticed before a letter behind them.
 */
export function readGoInt(text: string): GoReading<bigint> {
	const fail = (reason: string) => refuse<bigint>(`strconv.ParseInt: parsing ${quoteAsGo(text)}: ${reason}`);
	const match = /^([+-]?)0*(\d*)/.exec(text)!;
	const digits = match[2]!;
	if (digits.length > 20 || (digits.length === 20 && BigInt(digits) >= 2n ** 64n)) return fail('value out of range');
	if (!/^[+-]?\d+$/.test(text)) return fail('invalid syntax');
	const value = BigInt(digits === '' ? '0' : digits) * (match[1] === '-' ? -1n : 1n);
	return value >= LIMIT || value < -LIMIT ? fail('value out of range') : { value, error: undefined };
}

/**
 * Go's `time.ParseDuration`, in nanoseconds: `1h30m` is 5400000000000n, `0` and `-1.5h` are durations too; `10` has no
 * unit, `1d` an unknown one, and more than about 292 years is invalid.
 */
export function readGoDuration(text: string): GoReading<bigint> {
	const invalid = () => refuse<bigint>(`time: invalid duration ${quoteDuration(text)}`);
	const isNegative = text.startsWith('-');
	let rest = /^[+-]/.test(text) ? text.slice(1) : text;
	if (rest === '0') return { value: 0n, error: undefined };
	if (rest === '') return invalid();
	let total = 0n;
	while (rest !== '') {
		const [, whole, fraction] = /^(\d*)(?:\.(\d*))?/.exec(rest)!;
		const whole64 = readWhole(whole!);
		if (whole64 === undefined || (whole === '' && (fraction ?? '') === '')) return invalid();
		rest = rest.slice(whole!.length + (fraction === undefined ? 0 : fraction.length + 1));
		const unitName = /^[^\d.]*/.exec(rest)![0];
		if (unitName === '') return refuse(`time: missing unit in duration ${quoteDuration(text)}`);
		const unit = UNITS.get(unitName);
		if (unit === undefined) {
			return refuse(`time: unknown unit ${quoteDuration(unitName)} in duration ${quoteDuration(text)}`);
		}
		rest = rest.slice(unitName.length);
		if (whole64 > LIMIT / unit) return invalid();
		const part = whole64 * unit + readFraction(fraction ?? '', unit);
		if (part > LIMIT) return invalid();
		// Go adds in 64 bits, so two halves of the greatest number make nothing.
		total = BigInt.asUintN(64, total + part);
		if (total > LIMIT) return invalid();
	}
	if (isNegative) return { value: -total, error: undefined };
	return total === LIMIT ? invalid() : { value: total, error: undefined };
}

/** The digits before the dot, unless they pass 2^63. */
function readWhole(digits: string): bigint | undefined {
	const significant = digits.replace(/^0+/, '');
	if (significant.length > 19) return undefined;
	const value = BigInt(significant === '' ? '0' : significant);
	return value > LIMIT ? undefined : value;
}

/** The digits behind the dot in nanoseconds; like Go it drops those that 63 bits do not hold and counts in floating point. */
function readFraction(digits: string, unit: bigint): bigint {
	let value = 0n;
	let scale = 1;
	for (const digit of digits) {
		const next = value * 10n + BigInt(digit);
		if (value > (LIMIT - 1n) / 10n || next > LIMIT) break;
		value = next;
		scale *= 10;
	}
	return value === 0n ? 0n : BigInt(Math.trunc(Number(value) * (Number(unit) / scale)));
}

/** How package time quotes: like `%q`, but what is not ASCII is written as the bytes of its UTF-8. */
function quoteDuration(text: string): string {
	let out = '';
	for (const character of text) {
		if (character === '"' || character === '\\') out += `\\${character}`;
		else if (character >= ' ' && character <= '\x7f') out += character;
		else for (const byte of utf8.encode(character)) out += `\\x${byte.toString(16).padStart(2, '0')}`;
	}
	return `"${out}"`;
}

const utf8 = new TextEncoder();

function refuse<Value>(error: string): GoReading<Value> {
	return { value: undefined, error };
}
