import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	type Makefile,
	type MakeText,
	readMakefile,
	walkMakeText,
} from '../../../server/src/text/make/readMakefile.ts';
import { MappedText } from '../../../server/src/text/mappedText.ts';

const piece = fc.constantFrom(
	...[
		'a',
		'b:',
		':',
		'::',
		'&:',
		';',
		'=',
		' := ',
		' += ',
		'!=',
		' ',
		'\t',
		'\n',
		'\n\t',
		'\\\n',
		'\\\n\t',
		'#',
		'\\#',
		'\\',
	],
	...[
		'$',
		'$$',
		'$(X)',
		'${Y}',
		'$@',
		'$(',
		'${',
		')',
		'}',
		',',
		'$(comma)',
		'$(if $(A),',
		'$(shell ',
		'$(eval ',
		'$(call f,',
	],
	...[
		'define M\n',
		'\nendef\n',
		'ifeq (a,b)\n',
		'\nelse\n',
		'endif\n',
		'include x\n',
		'.ONESHELL:\n',
		'.RECIPEPREFIX = >\n>',
	],
	...['export ', 'override ', 'SHELL = sh\n', '"', "'", '@', '-', '😀', 'é', '\uFFFC', '\uFEFF', '--cache-to type=gha'],
);
const file = fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(''));
const settings = { seed: 1, numRuns: 500 };

test('every character of every text stands where the map says, or is decoded', () => {
	fc.assert(
		fc.property(file, (text) => {
			for (const { text: mapped } of allTexts(readMakefile(MappedText.verbatim(text)))) {
				let before = 0;
				for (let index = 0; index < mapped.length; index++) {
					const [start, end] = [mapped.startOf(index), mapped.endOf(index)];
					const isTyped = end - start !== 1 || mapped.text[index] === text[start];
					if (start < before || end <= start || end > text.length || !isTyped)
						expect.fail(`${mapped.text} at ${index}`);
					before = start;
				}
			}
		}),
		settings,
	);
});

test('a makefile that begins further on gives the same, further on', () => {
	fc.assert(
		fc.property(file, (text) => {
			const here = allTexts(readMakefile(MappedText.verbatim(text))).map((it) => it.text);
			const there = allTexts(readMakefile(MappedText.verbatim(text, 1000))).map((it) => it.text);
			expect(there.map((it) => it.written)).toEqual(here.map((it) => it.written));
			expect(there.map((it) => it.span.start - 1000)).toEqual(here.map((it) => it.span.start));
		}),
		settings,
	);
});

test('CRLF line ends change no text', () => {
	fc.assert(
		fc.property(file, (text) => {
			const unix = allTexts(readMakefile(MappedText.verbatim(text))).map((it) => it.text.text);
			const dos = allTexts(readMakefile(MappedText.verbatim(text.replaceAll('\n', '\r\n')))).map((it) => it.text.text);
			expect(dos).toEqual(unix);
		}),
		settings,
	);
});

test.each([
	['open references', '$('],
	['open functions', '$(if '],
	['open braces', '${or ,'],
	['evaluated text', '$(eval x = '],
	['commands', '$(shell $$('],
	['defines', 'define X\n'],
	['continued lines', 'a \\\n'],
	['backslashes', '\\'],
	['dollars', '$'],
	['blanks', ' \t'],
	['conditionals', 'ifdef X\n'],
	['rules', 'a: ; '],
])('10,000 %s in a row are read', (_, part) => {
	for (const head of ['', 'a:\n\t', 'define M\n']) {
		expect(readMakefile(MappedText.verbatim(head + part.repeat(10_000))).isOneShell).toBe(false);
	}
});

function allTexts({ recipes, variables, shells, includes }: Makefile): readonly MakeText[] {
	const texts = [
		...recipes.flatMap(({ lines }) => lines),
		...variables.map(({ value }) => value),
		...shells,
		...includes,
	];
	return texts.flatMap((text) => [...walkMakeText(text)]);
}
