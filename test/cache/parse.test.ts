import { describe, expect, test } from 'vitest';
import { parseValue } from '../../server/src/cache/parse.ts';
import { buildxTraits } from '../../server/src/catalogue/buildxTraits.ts';
import { parseVersion } from '../../server/src/catalogue/version.ts';

/** What a version of buildx makes of a value, shortened: the entries as CSV, or the error. */
function read(value: string, version: string): string {
	const parsed = parseValue(value, { traits: buildxTraits(parseVersion(version)) });
	if ('error' in parsed) return `error: ${parsed.error}`;
	return parsed.entries
		.map(({ type, attributes }) =>
			[type, ...Object.entries(attributes).map(([key, value]) => `${key}=${value}`)].join(','),
		)
		.join(' ');
}

describe('versions of buildx read differently', () => {
	test.each([
		['0.15.1', 'type=gha\nmode=max', 'gha'],
		['0.15.1', '\n"type=local","dest=a\nb"\nx', 'local,dest=a\nb'],
		['0.16.0', 'type=gha,scope=a\nmode', 'gha,scope=a\nmode'],
		['0.16.0', 'type=gha,scope=a\n', 'gha,scope=a'],
		['0.18.0', 'a/b:c,d', 'registry,ref=a/b:c registry,ref=d'],
		['0.15.1', 'a\r\nb', 'registry,ref=a'],
		['0.15.1', 'type=gha,scope="x', 'error: parse error on line 1, column 16: bare " in non-quoted-field'],
		['0.15.1', '\n\r', 'error: EOF'],
		['0.15.1', 'type=gha\r', 'gha'],
		['0.15.1', 'a,"b\r\nc"', 'registry,ref=a registry,ref=b\nc'],
		['0.15.1', '"é"x', 'error: parse error on line 1, column 4: extraneous or missing " in quoted-field'],
		[
			'0.15.1',
			'a,"b\nc',
			'error: record on line 1; parse error on line 2, column 2: extraneous or missing " in quoted-field',
		],
		['0.15.1', '"type=gha"\nx', 'gha'],
		['0.15.1', 'scope=a\nx', 'error: type required form> "scope=a\\nx"'],
		['0.18.0', '"a,b",,"""c"""', 'registry,ref=a,b registry,ref= registry,ref="c"'],
		['0.18.0', 'a,"', 'error: parse error on line 1, column 4: extraneous or missing " in quoted-field'],
		['0.19.0', 'a/b:c', 'registry,ref=a/b:c'],
		['0.19.0', 'a,b', 'error: invalid value a'],
		['0.19.0', '"a,b"', 'registry,ref=a,b'],
		['0.19.1', 'a/b:c,', 'registry,ref=a/b:c registry,ref='],
		['0.20.0', 'a/b:c', 'registry,ref=a/b:c'],
		['0.20.0', ',', 'error: invalid value '],
		['0.20.1', 'a/b:c,', 'error: EOF'],
		['0.20.0', 'a/b:c,d', 'error: invalid value a/b:c'],
		['0.20.0', 'type=gha', 'gha'],
		['0.20.1', 'a/b:c', 'registry,ref=a/b:c'],
		['0.19.2', '', 'error: EOF'],
		['0.19.3', '', ''],
		['0.20.0', '', 'error: EOF'],
		['0.21.1', '', 'error: EOF'],
		['0.21.2', '', ''],
		['0.35.0', 'mode=max', 'error: type required form> "mode=max"'],
		['0.36.0', 'mode=max', 'error: type required for "mode=max"'],
	])('%s reads %j', (version, value, expected) => {
		expect(read(value, version)).toBe(expected);
	});
});

describe('buildctl', () => {
	test.each([
		['a/b:c,d/e:f', { type: 'registry', attributes: { ref: 'a/b:c,d/e:f' } }],
		['Type=registry,ref=x', { type: 'registry', attributes: { ref: 'Type=registry,ref=x' } }],
		['mytype=x,type=gha', { type: 'gha', attributes: { mytype: 'x' } }],
		['type=gha,MODE=max', { type: 'gha', attributes: { mode: 'max' } }],
	])('reads %j', (value, entry) => {
		expect(parseValue(value, { tool: 'buildctl' })).toEqual({ value, entries: [entry] });
	});

	test.each([
		['', 'registry cache exporter requires ref'],
		['type=', '--export-cache requires type=<type>'],
		['mytype=x', '--export-cache requires type=<type>'],
		['type=gha,', 'invalid value '],
	])('refuses %j', (value, error) => {
		expect(parseValue(value, { tool: 'buildctl' })).toEqual({ value, error });
	});
});

describe('buildx', () => {
	test.each([
		['"a,b"', 'invalid value a'],
		['x,",b"', 'invalid value '],
		['"a,b",""', 'invalid value a'],
		['"a,""b"""', 'invalid value a'],
	])('reads each image of a list once more, so it refuses %j', (value, error) => {
		expect(parseValue(value)).toEqual({ value, error });
	});

	test('keeps a key that is named as what every object has', () => {
		const parsed = parseValue('type=gha,__proto__=x,constructor=y');
		expect(JSON.stringify('entries' in parsed && parsed.entries)).toBe(
			'[{"type":"gha","attributes":{"__proto__":"x","constructor":"y"}}]',
		);
	});
});
