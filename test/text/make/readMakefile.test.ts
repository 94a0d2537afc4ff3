import { describe, expect, test } from 'vitest';
import {
	type Makefile,
	type MakeText,
	readMakefile,
	walkMakeText,
} from '../../../server/src/text/make/readMakefile.ts';
import { MappedText } from '../../../server/src/text/mappedText.ts';
import { readShell } from '../../../server/src/text/shell/readShell.ts';
import type { ShellWord } from '../../../server/src/text/shell/shellScript.ts';
import { CASES } from './cases.ts';

describe('the words a shell gets from a makefile', () => {
	test.each(CASES)('%s', (_, marked, values) => {
		const { file, spans } = takeMarks(marked);
		const words = readWords(readMakefile(MappedText.verbatim(file)));
		expect(spans.length).toBe(values.length);
		for (const [index, { start, end }] of spans.entries()) {
			const inside = words.filter(({ span }) => span.start < end && start < span.end);
			const value = values[index];
			if (value === undefined) expect(inside).toEqual([]);
			else expect(inside.map((word) => [word.span, show(word.value)])).toContainEqual([{ start, end }, value]);
			for (const word of inside) expectPlaces(word.value, file);
		}
	});
});

describe('recipes', () => {
	test.each<[name: string, file: string, recipes: Record<string, readonly string[]>]>([
		['have the targets of their rule', 'a b: c\n\techo 1\n\n# x\n\techo 2\n', { 'a b': ['echo 1', 'echo 2'] }],
		['go on over conditionals', 'a:\nifdef X\n\tb\nelse\n\tc\nendif\n\td\n', { a: ['b', 'c', 'd'] }],
		['end where a variable is set', 'a:\n\tb\nX = 1\n\tY = 2\n', { a: ['b'] }],
		['may begin behind a semicolon', 'a: ; b # c\n\td\n', { a: ['b # c', 'd'] }],
		['may have no rule in a part of a makefile', '\tdocker build .\n\tY = 2\n', { '': ['docker build .', 'Y = 2'] }],
		['lose the prefix of continued lines', 'a:\n\tb \\\n\t\tc\n', { a: ['b \\\n\tc'] }],
		['lose what silences them', 'a:\n\t-@+ b\n\t$(Q)docker c\n\t@$(Q)d\n', { a: ['b', 'docker c', 'd'] }],
		[
			'keep references that are commands',
			'a:\n\t$(DOCKER) build\n\t$(X)/y\n',
			{ a: ['‹$(DOCKER)› build', '‹$(X)›/y'] },
		],
		['are one text with .ONESHELL', 'a:\n\t@b\n\t@c \\\n\t\td\n.ONESHELL:\n', { a: ['b\nc \\\n\td'] }],
		['keep a dollar before a quote', 'a:\n\t"x$" $$y $(z\n', { a: ['"x$" $y ‹$(z›'] }],
		['know reference names of one character', 'a:\n\tx $@$<$XY $é\n', { a: ['x ‹$@›‹$<›‹$X›Y ‹$é›'] }],
		['turn $(comma) and $(space) into characters', 'a:\n\tx$(comma)y$(space)z$,\n', { a: ['x,y z,'] }],
		['follow .RECIPEPREFIX', '.RECIPEPREFIX := >\na:\n> b\n.RECIPEPREFIX =\nc:\n\td\n', { a: ['b'], c: ['d'] }],
		['have the name of the macro they stand in', 'define M\n@a\n\tb \\\n  c\nendef\n', { 'define M': ['a', 'b c'] }],
		[
			'are read in macros of macros',
			'define M\ndefine N\nendef\na\nendef\n',
			{ 'define M': ['define N', 'endef', 'a'] },
		],
		[
			'come from templates',
			'define T\n$(1):\n\techo $$(X) $$$$y\nendef\n$(eval $(call T,a))\n',
			{ '‹$(1)›': ['echo ‹$(X)› $y'] },
		],
		['belong to targets in static pattern rules', '$(O): %.o: %.c\n\tcc\n', { '‹$(O)›': ['cc'] }],
		['belong to targets with colons', 'a\\:b: c\n\td\n', { 'a\\:b': ['d'] }],
	])('%s', (_, file, expected) => {
		const { recipes } = readMakefile(MappedText.verbatim(file));
		const actual = recipes.map(({ targets, macro, lines }) => [
			macro === undefined ? targets.map(show).join(' ') : `define ${macro}`,
			lines.map(({ text }) => show(text)),
		]);
		expect(Object.fromEntries(actual)).toEqual(expected);
	});
});

describe('variables', () => {
	test.each<[name: string, file: string, variables: readonly string[]]>([
		['take blanks around the operator or none', 'A=1\nB ?= 2\nC+=3\n', ['A = 1', 'B ?= 2', 'C += 3']],
		['fold continued lines', 'A = b \\\n\t c\\\n\n', ['A = b c']],
		['begin on a continued line', 'A := \\\n  b\n', ['A := b']],
		['may be exported, overridden, private', 'export override private A = b\n', ['A = b']],
		['may have names of directives', 'define = a\nexport := b\nifeq = c\n', ['define = a', 'export := b', 'ifeq = c']],
		['may be for a target', 'a b: X := c # d\n', ['a b: X := c']],
		['may have dynamic names', '$(1)_X = a\n', ['‹$(1)›_X = a']],
		['are cut at comments, but not in references', 'A = b\\#c $(x #y) # d\n', ['A = b#c ‹$(x #y)›']],
		['hold a whole define', 'define A +=\nb\nc # d\nendef\nE = f\n', ['A += b\nc # d', 'E = f']],
		['may be an empty define', 'define A\nendef\nE = f\n', ['A define ', 'E = f']],
		['are set by $(eval)', 'a:\n\t$(eval X := $$(Y) b)\n', ['X := ‹$(Y)› b']],
		['are no comparisons in rules', 'a: b x==y\n\tc=d\n', []],
		['are not in undefine', 'undefine A\nunexport B\n', []],
	])('%s', (_, file, expected) => {
		const { variables } = readMakefile(MappedText.verbatim(file));
		const actual = variables.map(({ targets, name, operator, value }) => {
			const left = `${targets === undefined ? '' : `${targets.map(show).join(' ')}: `}${show(name)}`;
			return `${left} ${operator ?? 'define'} ${show(value.text)}`;
		});
		// A define is listed where it ends, a variable of a template after all others.
		expect(actual).toEqual(expected);
	});
});

test('arguments of functions can be reached with their places', () => {
	const file = 'a:\n\tb $(if $(CI),--x $(or $(Y),c$(comma)d),e,f) ${call f,{g,h},i}\n';
	const { recipes } = readMakefile(MappedText.verbatim(file));
	const [line] = recipes[0]!.lines;
	expect(line!.references.map(({ name, index }) => [name, index])).toEqual([
		['if', 2],
		['call', 4],
	]);
	const texts = [...walkMakeText(line!)].map(({ text }) => show(text));
	expect(texts.slice(1)).toEqual(['‹$(CI)›', '--x ‹$(or $(Y),c$(comma)d)›', '‹$(Y)›', 'c,d', 'e,f', 'f', '{g,h}', 'i']);
	for (const { text } of walkMakeText(line!)) expectPlaces(text, file);
});

test('texts of $(shell) are found wherever they stand', () => {
	const file =
		'A := $(shell a b,c)\nx$(shell d): $(shell e)\n\tf $(if 1,$(shell g))\nifeq ($(shell h),)\nendif\n$(info $(shell i))\n';
	const { shells } = readMakefile(MappedText.verbatim(file));
	expect(shells.map(({ text }) => text.text).sort()).toEqual(['a b,c', 'd', 'e', 'g', 'h', 'i']);
});

test('variables know the branches they stand in', () => {
	const file = 'A = 1\nifeq (a,b)\nA = 2\nelse ifdef X\nifdef Y\nA = 3\nendif\nelse\nA = 4\nendif\nA = 5\n';
	const { variables } = readMakefile(MappedText.verbatim(file));
	const branches = variables.map((it) =>
		it.conditions.map(({ conditional, branch }) => `${conditional}.${branch}`).join(' '),
	);
	expect(branches).toEqual(['', '0.0', '0.1 1.0', '0.2', '']);
});

test('includes, comments and SHELL are reported', () => {
	const file = '# a\n-include b.mk $(C) # d\nSHELL := /bin/bash\nx: y # e\n\tz # the shell\n';
	const { includes, comments, shell, isOneShell } = readMakefile(MappedText.verbatim(file));
	expect(includes.map(({ text }) => show(text))).toEqual(['b.mk ‹$(C)›']);
	expect(comments.map(({ text, isWholeLine }) => [text.text, isWholeLine])).toEqual([
		['# a', true],
		['# d', false],
		['# e', false],
	]);
	expect([shell?.text, isOneShell]).toEqual(['/bin/bash', false]);
});

/** Every word of every text that a shell may get, conditionals and arguments of functions included. */
function readWords({ recipes, variables, shells }: Makefile): readonly Pick<ShellWord, 'span' | 'value'>[] {
	const texts: readonly MakeText[] = [
		...recipes.flatMap(({ lines }) => lines),
		...variables.filter(({ isDefine }) => !isDefine).map(({ value }) => value),
		...shells,
	];
	return texts
		.flatMap((text) => [...walkMakeText(text)])
		.flatMap(({ text }) =>
			readShell(text).commands.flatMap(({ words, assignments }) => [
				...words,
				// A value of make that begins with `type=` looks like an assignment of the shell.
				...assignments.map(({ span }) => ({
					span,
					value: text.slice(text.offsetAt(span.start)!, text.offsetAt(span.end)),
				})),
			]),
		);
}

/** Every character that is not decoded must stand in the file where the map says. */
function expectPlaces(text: MappedText, file: string): void {
	for (let index = 0; index < text.length; index++) {
		const typed = file.slice(text.startOf(index), text.endOf(index));
		const expansion = text.expansionAt(index);
		if (expansion !== undefined) expect(typed.replaceAll('$$', '$')).toBe(expansion.text);
		else if (typed.length === 1) expect(typed).toBe(text.text[index]);
		else expect(typed).toMatch(/^(?:\$\$|\\#|\$\(\w+\)|\$,|\s*\\\r?\n\s*|\r?\n[\t@+-]*)$/);
	}
}

/** The text with its expansions in ‹ ›. */
function show(text: MappedText): string {
	return [...text.text]
		.map((character, index) => {
			const expansion = text.isDynamic ? text.expansionAt(index) : undefined;
			return expansion === undefined ? character : `‹${expansion.text}›`;
		})
		.join('');
}

function takeMarks(marked: string): {
	readonly file: string;
	readonly spans: readonly { start: number; end: number }[];
} {
	const spans: { start: number; end: number }[] = [];
	let file = '';
	for (const character of marked) {
		if (character === '«') spans.push({ start: file.length, end: file.length });
		else if (character === '»') spans.at(-1)!.end = file.length;
		else file += character;
	}
	return { file, spans };
}
