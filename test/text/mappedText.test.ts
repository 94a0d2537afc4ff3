import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOLE, hideExpansions, MappedText } from '../../server/src/text/mappedText.ts';

/** `a''b` of a single-quoted YAML scalar at offset 10, decoded to `a'b`. */
const quoted = MappedText.builder(10)
	.copy(MappedText.verbatim("a''b", 10), 0, 1)
	.write("'", { start: 11, end: 13 })
	.copy(MappedText.verbatim("a''b", 10), 3, 4)
	.build();

/** `ref=$IMG:x` at offset 5 with the variable as a hole. */
const dynamic = hideExpansions(MappedText.verbatim('ref=$IMG:x', 5), /\$\w+/g);

describe('mapped text', () => {
	test('knows where every character was typed', () => {
		expect(quoted.text).toBe("a'b");
		expect(quoted.spanOf(1, 2)).toEqual({ start: 11, end: 13 });
		expect(quoted.spanOf(0, 3)).toEqual({ start: 10, end: 14 });
	});

	test('holds an expansion as one character that spans it', () => {
		expect(dynamic.text).toBe(`ref=${HOLE}:x`);
		expect(dynamic.written).toBe('ref=$IMG:x');
		expect(dynamic.isDynamic).toBe(true);
		expect(dynamic.spanOf(4, 5)).toEqual({ start: 9, end: 13 });
		expect(dynamic.slice(4, 5).isOneExpansion).toBe(true);
		expect(dynamic.slice(5).isDynamic).toBe(false);
	});

	test('has a place even when it is empty', () => {
		expect(dynamic.slice(4, 4).span).toEqual({ start: 9, end: 9 });
		expect(dynamic.slice(7).span).toEqual({ start: 15, end: 15 });
		expect(MappedText.verbatim('', 3).span).toEqual({ start: 3, end: 3 });
	});

	test('finds the index of a cursor, but none inside an expansion or an escape', () => {
		expect(dynamic.offsetAt(9)).toBe(4);
		expect(dynamic.offsetAt(11)).toBeUndefined();
		expect(dynamic.offsetAt(13)).toBe(5);
		expect(quoted.offsetAt(12)).toBeUndefined();
		expect(dynamic.offsetAt(4)).toBeUndefined();
		expect(dynamic.offsetAt(16)).toBeUndefined();
	});

	test('a typed placeholder character is no expansion', () => {
		const typed = MappedText.verbatim(`a${HOLE}b`);
		expect(typed.isDynamic).toBe(false);
		expect(typed.expansionAt(1)).toBeUndefined();
	});

	test('moves as a whole', () => {
		expect(dynamic.move(7).span).toEqual({ start: 12, end: 22 });
		expect(dynamic.move(7).spanOf(4, 5)).toEqual({ start: 16, end: 20 });
		expect(quoted.move(-10).slice(1).span).toEqual({ start: 1, end: 4 });
		expect(dynamic.move(3).move(4).offsetAt(16)).toBe(4);
	});

	test('slices keep every place, however often they are cut, decoded and moved', () => {
		const source = 'type=gha,scope=$A${B}c,mode=max';
		const full = hideExpansions(MappedText.verbatim(source, 100), /\$\w+|\$\{\w+\}/g);
		fc.assert(
			fc.property(
				fc.nat(full.length),
				fc.nat(full.length),
				fc.nat(full.length),
				fc.integer({ min: -50, max: 50 }),
				(a, b, c, delta) => {
					const [start, end] = [Math.min(a, b), Math.max(a, b)];
					const cut = full.slice(start, end).move(delta);
					expect(cut.text).toBe(full.text.slice(start, end));
					const at = Math.min(c, cut.length);
					expect(cut.startOf(at)).toBe(
						(at < cut.length ? full.startOf(start + at) : full.spanOf(start, end).end) + delta,
					);
					const { start: from, end: to } = cut.span;
					expect(source.slice(from - 100 - delta, to - 100 - delta)).toBe(cut.written);
				},
			),
			{ seed: 1 },
		);
	});
});
