import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBuild, type Tool } from '../../../server/src/cache/build.ts';
import type { CacheFlag, FlagNote } from '../../../server/src/cache/flag.ts';
import { commentIn, withoutComment } from '../../../server/src/rules/shared/commentIn.ts';
import { fieldsOf } from '../../../server/src/rules/shared/fields.ts';
import { entryStartsIn, isFoldedList, ownPlaceOf } from '../../../server/src/rules/shared/gluedEntries.ts';
import { strayQuotesIn } from '../../../server/src/rules/shared/strayQuotes.ts';
import { hideExpansions, MappedText } from '../../../server/src/text/mappedText.ts';

/** A value as a host would hand it over; `$X` is an expansion. */
function mapped(value: string): MappedText {
	return hideExpansions(MappedText.verbatim(value), /\$\w+/g);
}

function flagOf(
	value: string,
	{ tool = 'buildx' as Tool, notes = [] as FlagNote[], separator = undefined as string | undefined } = {},
): CacheFlag {
	const span = { start: 0, end: value.length };
	return {
		direction: 'to',
		build: createBuild({ tool, span }),
		name: { text: '--cache-to', span, correction: undefined },
		span,
		value: { form: 'text', text: mapped(value) },
		origin: 'flag',
		layout: separator === undefined ? {} : { separator },
		notes,
	};
}

test.each([
	['', ['']],
	['a,b', ['a', 'b']],
	['a,"b,c",d', ['a', '"b,c"', 'd']],
	['a,"b""c,d"', ['a', '"b""c,d"']],
	['a,"b,c', ['a', '"b', 'c']],
	['"a"b,c', ['"a"b', 'c']],
	['a,', ['a', '']],
])('the fields of %j', (value, fields) => {
	expect(fieldsOf(value).map(({ start, end }) => value.slice(start, end))).toEqual(fields);
});

test('fields and the commas between them make up every text', () => {
	fc.assert(
		fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', ' ') }), (text) => {
			const fields = fieldsOf(text).map(({ start, end }) => text.slice(start, end));
			expect(fields.join(',')).toBe(text);
		}),
		{ seed: 1, numRuns: 2000 },
	);
});

test.each([
	['type=gha', undefined],
	['# note', '# note'],
	['#note', '#note'],
	['type=gha # note', '# note'],
	["type=gha,mode=max   # it's, well, a note", "# it's, well, a note"],
	['type=gha,scope=a#b', undefined],
	['type=gha,scope=build #42', undefined],
	['type=gha,scope=build #42 x', '#42 x'],
	['type=local,"dest=a # b"', undefined],
])('the comment in %j', (value, comment) => {
	const sign = commentIn(mapped(value));
	expect(sign === undefined ? undefined : value.slice(sign)).toBe(comment);
	expect(withoutComment(mapped(value)).text).toBe(value.slice(0, sign).trimEnd());
});

test.each([
	['type=gha', 1],
	['type=gha,scope=a,type=gha', 2],
	['type=gha, type=inline', 2],
	['type=gha,scope=a type=gha,scope=b\ttype=inline', 3],
	['o/a:1,o/b:2', 0],
	['type=gha,"scope=type=x"', 1],
	['type=gha,subtype=x', 1],
	['type=gha # type=inline', 1],
	['Type=gha,TYPE=gha', 2],
	['$A,type=gha', 1],
])('the entries glued together in %j', (value, count) => {
	expect(entryStartsIn(mapped(value)).length).toBe(count);
});

test.each([
	['type=gha,scope=a type=gha,scope=b', true],
	['o/app:a o/app:b', true],
	['o/app:a type=gha', true],
	['$A $B', true],
	['*.cache-from=type=gha *.cache-to=type=gha', true],
	['type=gha, type=inline', true],
	['type=gha, mode=max', false],
	['type=registry, ref=o/app:cache, mode=max', false],
	['type=gha,scope=Dev Deploy', false],
	['type=gha', false],
	['$A', false],
])('whether folding made %j of a list', (value, isList) => {
	expect(isFoldedList(flagOf(value, { notes: [{ code: 'folded', header: undefined }] }))).toBe(isList);
	expect(isFoldedList(flagOf(value))).toBe(false);
});

test.each([
	['\n          ', 'on its own line'],
	['\n          *.cache-to=', 'on its own line'],
	['\n        - ', 'in a list element of its own'],
	['", "', 'in a list element of its own'],
	['",\n    "', 'in a list element of its own'],
	[' --cache-to ', 'in a flag of its own'],
	['" --cache-to "', 'in a flag of its own'],
	[' \\\n  --cache-to ', 'in a flag of its own'],
	[undefined, 'in a flag of its own'],
])('entries kept apart by %j stand each', (separator, place) => {
	expect(ownPlaceOf(flagOf('type=gha', { separator }))).toBe(place);
});

describe('stray quotes', () => {
	const quotesIn = (value: string, tool?: Tool) =>
		strayQuotesIn(flagOf(value, tool === undefined ? {} : { tool })).map(({ field, quotes }) => [
			field.written,
			quotes.map(({ start }) => start),
		]);
	test.each([
		['type=registry,ref="a:b"', [['ref="a:b"', [18, 22]]]],
		['"type=registry,ref=a"', [['"type=registry,ref=a"', [0, 20]]]],
		["'type=registry,ref=a'", [["'type=registry,ref=a'", [0, 20]]]],
		["'o/app:a'", [["'o/app:a'", [0, 8]]]],
		["type=registry,ref='$X'", [["ref='$X'", [18, 21]]]],
		["type=local,dest='/a,b',mode=max", [["dest='/a,b'", [16, 21]]]],
		['type=gha,"scope=a', [['"scope=a', [9]]]],
		["type=gha,mode=max'", [["mode=max'", [17]]]],
		['type=`gha`', [['type=`gha`', [5, 9]]]],
	])('are found in %j', (value, expected) => {
		expect(quotesIn(value)).toEqual(expected);
	});
	test.each([
		'type=gha',
		'type=local,"dest=a,b"',
		'"type=gha","mode=max"',
		'"type=gha"',
		'type=local, "dest=a,b"',
		"type=gha,scope=it's,mode=max",
		'type=gha # the "x"',
		'"o/app:a"',
	])('are not in %j', (value) => {
		expect(quotesIn(value)).toEqual([]);
	});
	test('of other tools are not judged', () => {
		expect(quotesIn("'o/app'", 'podman')).toEqual([]);
	});
});

test('any text is looked at in linear time', () => {
	for (const unit of [',', '"', '",', 'type=', ' type=gha', ' #', "='", "'", '""a', ' ', "a='b,", '#1', '`,']) {
		const flag = flagOf(unit.repeat(50_000), { notes: [{ code: 'folded', header: undefined }] });
		const value = mapped(unit.repeat(50_000));
		commentIn(value);
		entryStartsIn(value);
		isFoldedList(flag);
		strayQuotesIn(flag);
	}
	// Quadratic time would take minutes, and a test has seconds.
});
