import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isScalar, parseAllDocuments, stringify, visit } from 'yaml';
import { MappedText } from '../../../server/src/text/mappedText.ts';
import { walk } from '../../../server/src/text/yaml/navigate.ts';
import { readYaml } from '../../../server/src/text/yaml/readYaml.ts';
import type { YamlNode, YamlScalar } from '../../../server/src/text/yaml/yamlNode.ts';

const OPTIONS = {
	strict: false,
	uniqueKeys: false,
	logLevel: 'silent',
	schema: 'failsafe',
	prettyErrors: false,
} as const;

function scalarsIn(documents: readonly YamlNode[]): readonly YamlScalar[] {
	const found: YamlScalar[] = [];
	for (const document of documents) {
		for (const { node } of walk(document)) {
			if (node.kind === 'map') found.push(...node.pairs.map((pair) => pair.key));
			if (node.kind === 'scalar') found.push(node);
		}
	}
	return found;
}

/** What is wrong with the places of a value: every unit is the character it lies at, or an escape or fold of it. */
function misplaced({ value, style }: YamlScalar, source: string): readonly string[] {
	const wrong: string[] = [];
	let end = 0;
	for (let index = 0; index < value.length; index++) {
		const unit = value.text[index]!;
		const span = { start: value.startOf(index), end: value.endOf(index) };
		const typed = source.slice(span.start, span.end);
		const isEscape =
			(style === 'double' && typed.startsWith('\\') && typed.length > 1) || (style === 'single' && typed === "''");
		const isFold = /^\s*\n\s*$/.test(typed) && (unit === ' ' || unit === '\n');
		const isEnd = typed === '' && unit === '\n' && index === value.length - 1;
		if (typed !== unit && !isEscape && !isFold && !isEnd)
			wrong.push(`${JSON.stringify(unit)} at ${JSON.stringify(typed)}`);
		if (span.start < end && !isEscape) wrong.push(`${index} begins before ${end}`);
		end = span.end;
	}
	return wrong;
}

/** Compares every scalar with the value the library itself gives; returns how many there were. */
function compareWithLibrary(source: string): number {
	const documents = parseAllDocuments(source, OPTIONS);
	if (
		documents.some((document) =>
			document.errors.some(({ code }) => code === 'MISSING_CHAR' || code === 'MULTILINE_IMPLICIT_KEY'),
		)
	)
		return 0;
	const ours = new Map(
		scalarsIn(readYaml(MappedText.verbatim(source)).documents).map((scalar) => [scalar.span.start, scalar]),
	);
	let count = 0;
	for (const document of documents) {
		visit(document, (_key, node) => {
			if (!isScalar(node) || node.range?.[0] === node.range?.[1]) return;
			const scalar = ours.get(node.range![0]);
			expect(scalar?.value.text, JSON.stringify(source)).toBe(node.value);
			expect(misplaced(scalar!, source), JSON.stringify(source)).toEqual([]);
			count++;
		});
	}
	return count;
}

const line = fc.string({
	unit: fc.constantFrom(
		'a',
		'b',
		'=',
		' ',
		'  ',
		'\t',
		',',
		"'",
		'"',
		'\\',
		'#',
		':',
		'é',
		'😀',
		'\\n',
		'\\u00e9',
		'\\x41',
		"''",
		'-',
	),
	maxLength: 12,
});
const lines = (indent: string) =>
	fc
		.array(fc.tuple(fc.constantFrom('', '', ' ', '  ', '\t'), line), { maxLength: 5 })
		.map((all) => all.map(([extra, text]) => indent + extra + text).join('\n'));

/** A scalar in one of the five styles, as somebody could type it under a key that is indented by two. */
const scalar = fc.oneof(
	fc
		.tuple(
			fc.constantFrom('|', '>'),
			fc.constantFrom('', '-', '+', '2', '1-', '3+', '-2'),
			fc.constantFrom('', ' # c'),
			lines('    '),
		)
		.map(([style, header, comment, text]) => `${style}${header}${comment}\n${text}`),
	lines('    ').map((text) => `'${text.trimStart().replaceAll(/'+/g, "''")}'`),
	lines('    ').map(
		(text) =>
			`"${text
				.trimStart()
				.replaceAll(/(?<!\\)"/g, '\\"')
				.replaceAll(/\\+$/g, '')}"`,
	),
	lines('    ').map((text) => `a${text.trimStart().replaceAll(/[:#"']/g, '=')}`),
);
const document = fc.tuple(fc.array(scalar, { minLength: 1, maxLength: 4 }), fc.boolean()).map(([scalars, isCrlf]) => {
	const text = `top:\n${scalars.map((written, index) => `  k${index}: ${written}\n`).join('')}end: z\n`;
	return isCrlf ? text.replaceAll('\n', '\r\n') : text;
});

describe('values are those of the library, with every character at its place', () => {
	test('in scalars of every style as typed', () => {
		let count = 0;
		fc.assert(
			fc.property(document, (source) => {
				count += compareWithLibrary(source);
			}),
			{ seed: 1, numRuns: 200 },
		);
		expect(count).toBeGreaterThan(500);
	});

	test('in documents the library writes', () => {
		const styles = fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED');
		const text = fc.string({
			unit: fc.constantFrom('a', 'b', ' ', '\n', ',', '=', '"', "'", ':', '\t', '😀', '\\'),
			maxLength: 60,
		});
		fc.assert(
			fc.property(
				fc.dictionary(text, fc.oneof(text, fc.array(text)), { maxKeys: 3 }),
				styles,
				fc.boolean(),
				(value, style, isCrlf) => {
					const written = stringify(value, { defaultStringType: style, defaultKeyType: 'QUOTE_DOUBLE', lineWidth: 20 });
					compareWithLibrary(isCrlf ? written.replaceAll('\n', '\r\n') : written);
				},
			),
			{ seed: 1, numRuns: 200 },
		);
	});
});

describe('bad input gives fewer nodes', () => {
	test('random text is never refused', () => {
		const unit = fc.constantFrom(
			'a',
			':',
			' ',
			'\n',
			'- ',
			'"',
			"'",
			'|',
			'>',
			'[',
			']',
			'{',
			'}',
			',',
			'&a ',
			'*a',
			'!t ',
			'? ',
			'#',
			'\\',
			'\t',
			'\r',
			'---\n',
			'<<: ',
			'\uFEFF',
			'\0',
		);
		fc.assert(
			fc.property(fc.string({ unit, maxLength: 60 }), (source) => {
				for (const { value, span } of scalarsIn(readYaml(MappedText.verbatim(source)).documents)) {
					expect(span.start).toBeLessThanOrEqual(span.end);
					expect(value.span.end).toBeLessThanOrEqual(source.length);
				}
			}),
			{ seed: 1, numRuns: 1000 },
		);
	});

	test.each(['[', '[{', '- ', '? ', '{a: ', 'a: ', '&a ', '"', "'", '${{ ', '- - a: ', '!t '])(
		'%s five thousand times',
		(piece) => {
			expect(() => scalarsIn(readYaml(MappedText.verbatim(piece.repeat(5_000))).documents)).not.toThrow();
		},
	);
});
