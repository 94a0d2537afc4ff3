import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CodeLanguage, readCodeString } from '../../../server/src/text/code/strings.ts';
import { itemsOf, textsOf } from '../../../server/src/text/code/texts.ts';
import { readCode } from '../../../server/src/text/code/tokens.ts';
import { MappedText } from '../../../server/src/text/mappedText.ts';

/** The texts that the argument of `use(…)` can come to, each as it would be written in its language. */
function textsIn(program: string, language: CodeLanguage): readonly string[] {
	const source = MappedText.verbatim(program);
	const code = { source, tokens: readCode(source, language) };
	const at = code.tokens.findIndex(({ text }) => text === 'use');
	return itemsOf(code, at + 1)
		.flatMap((item) => textsOf(code, item))
		.map(({ written }) => written);
}

describe('strings of programs', () => {
	test.each<[CodeLanguage, string, string]>([
		['javascript', `'it\\'s'`, "it's"],
		['javascript', `"a\\x41\\u0042\\u{1F600}\\n"`, 'aAB😀\n'],
		['javascript', '`a${b}c`', 'a${b}c'],
		['javascript', '`a${ { b: "}" }["b"] }c`', 'a${ { b: "}" }["b"] }c'],
		['javascript', "'${b}'", '${b}'],
		['javascript', "'open", 'open'],
		['python', `f"a{b}c"`, 'a{b}c'],
		['python', `"a{b}c"`, 'a{b}c'],
		['python', `rb'\\n'`, '\\n'],
		['python', `F'''a\n{b}'''`, 'a\n{b}'],
		['python', `f"{{a}}"`, '{a}'],
	])('%s %s', (language, typed, written) => {
		const string = readCodeString(MappedText.verbatim(`${typed}\n`), 0, language);
		expect(string?.value.written).toBe(written);
		expect(string?.end).toBe(typed.length);
	});

	test('know what is filled in', () => {
		const holes = (typed: string, language: CodeLanguage) =>
			readCodeString(MappedText.verbatim(typed), 0, language)?.value.expansions.map(({ text }) => text);
		expect(holes('`a${b}c`', 'javascript')).toEqual(['${b}']);
		expect(holes('"a${b}c"', 'javascript')).toEqual([]);
		expect(holes('f"a{b}c{{d}}"', 'python')).toEqual(['{b}']);
		expect(holes('"a{b}c"', 'python')).toEqual([]);
	});
});

describe('an expression comes to the texts that stand in it', () => {
	test.each<[CodeLanguage, string, readonly string[]]>([
		['javascript', "use('a')", ['a']],
		['javascript', "use(c ? 'a' : d ? 'b' : 'c')", ['a', 'b', 'c']],
		['javascript', "use(x === 'no' && 'a' || b)", ['a']],
		['javascript', "use('a' + x.y(1) + 'b')", ['a${x.y(1)}b']],
		['javascript', "use(['a', 'b'].filter(Boolean).join('\\n'))", ['a', 'b']],
		['javascript', "use('a'.repeat(2))", []],
		['javascript', "use(lookUp('a'))", []],
		['javascript', "const x = 'a' // 'b'\nuse(x)\nx.push('c', 'd'); y.x = 'e'", ['a', 'c', 'd']],
		['javascript', "const mode = 'm';\nuse(mode ? 'a' : '')", ['a', '']],
		['javascript', "const r = /['\"]/; /* 'b' */ use(('a'))", ['a']],
		['javascript', "let x = c\n  ? 'a'\n  : 'b'\nconst y = 'c'\nuse(x)", ['a', 'b']],
		['javascript', 'x = x; use(x)', []],
		['python', "use('a' if x == 'no' else 'b')", ['a', 'b']],
		['python', "x = ['a']\nx.append(f'b{c}')\n# x.append('d')\nuse('\\n'.join(x))", ['a', 'b{c}']],
	])('%s %s', (language, program, texts) => {
		expect(textsIn(program, language)).toEqual(texts);
	});

	test('whatever is typed is read, in its place', () => {
		const piece = fc.constantFrom(
			"'",
			'"',
			'`',
			'${',
			'}',
			'(',
			')',
			'[',
			']',
			'use(',
			'x',
			' = ',
			'+',
			'?',
			':',
			'\n',
			'//',
			'#',
			'f',
			'/',
			',',
		);
		fc.assert(
			fc.property(
				fc.array(piece, { maxLength: 60 }),
				fc.constantFrom<CodeLanguage>('javascript', 'python'),
				(pieces, language) => {
					const program = pieces.join('');
					const source = MappedText.verbatim(program);
					const tokens = readCode(source, language);
					for (const { from, to, text } of tokens) expect(program.slice(from, to)).toBe(text);
					textsIn(program, language);
				},
			),
			{ seed: 7, numRuns: 500 },
		);
	});

	test('much of anything stays cheap', () => {
		for (const program of [
			'x = x\n'.repeat(5000),
			'['.repeat(20_000),
			'use('.repeat(5000),
			"'a' + ".repeat(5000),
			'`${'.repeat(5000),
			'/ '.repeat(20_000),
		]) {
			const start = performance.now();
			textsIn(`${program}; use(x)`, 'javascript');
			expect(performance.now() - start).toBeLessThan(2000);
		}
	});
});
