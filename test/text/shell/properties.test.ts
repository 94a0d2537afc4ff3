import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MappedText } from '../../../server/src/text/mappedText.ts';
import { readShell, type ShellWord } from '../../../server/src/text/shell/readShell.ts';
import { isPlainInShell, spellShell } from '../../../server/src/text/shell/spellShell.ts';

const PIECES =
	`docker|build|--cache-to|type=gha|ref=|$X|\${X}|\${X:-|}|$(|)|((|))|$((|"|'|\`|\\|\\\n|\n|\r\n| |\t|;|;;|&&|\\||#|<<E|E\n|<<-E|<(|>|2>&1|[[|]]|{|(|case|in|esac|for|do|done|if|then|fi|$'|$"|a=|a+=(|é😀|\uFFFC|=|,|function|!|@(|*`.split(
		/(?<!\\)\|/,
	);
const SHELL = fc
	.array(fc.constantFrom(...PIECES), { maxLength: 40 })
	.map((pieces) => pieces.map((piece) => (piece === '\\|' ? '|' : piece)).join(''));

describe('any text', () => {
	test('is read without failing, and every character of a value is where it says', () => {
		fc.assert(
			fc.property(SHELL, (text) => checkPlaces(text)),
			{ seed: 1, numRuns: 3000 },
		);
	});

	test('is read the same with CRLF line ends, but for the places', () => {
		fc.assert(
			fc.property(SHELL, (text) => {
				const plain = text.replaceAll('\r\n', '\n');
				expect(valuesOf(plain.replaceAll('\n', '\r\n'))).toEqual(valuesOf(plain));
			}),
			{ seed: 1, numRuns: 1000 },
		);
	});

	test('keeps its places when a value is read again, as eval does', () => {
		fc.assert(
			fc.property(
				fc.constantFrom('type=gha', 'a b', "it's", '$X', 'é😀"'),
				fc.constantFrom('"', "'", "$'"),
				(text, quote) => {
					const inner = `docker build --cache-to ${spellShell(text, undefined)}`;
					const source = `eval ${quote}${spellShell(inner, quote as '"')}${quote.at(-1)}`;
					const [command] = readShell(MappedText.verbatim(source)).commands;
					const [again] = readShell(command!.words[1]!.value).commands;
					const word = again!.words.at(-1)!;
					expect(word.value.text).toBe(text);
					expect(source.slice(word.span.start, word.span.end)).toContain(text[0]);
				},
			),
			{ seed: 1 },
		);
	});
});

test('a script with any part cut out is read in bounds', () => {
	const script = readFileSync('test/fixtures/shell/quoting.sh', 'utf8');
	fc.assert(
		fc.property(fc.nat(script.length), fc.nat(40), (start, length) =>
			checkPlaces(script.slice(0, start) + script.slice(start + length)),
		),
		{ seed: 1, numRuns: 500 },
	);
});

test('a text spelt for a quote is read as that text there', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('"', "'", "$'", undefined), (text, quote) => {
			fc.pre(!/[\0\r\uFFFC]/.test(text));
			const typed = `x ${quote ?? ''}${spellShell(text, quote)}${quote?.at(-1) ?? ''}`;
			expect(readShell(MappedText.verbatim(typed)).commands[0]!.words[1]?.value.written ?? '').toBe(text);
		}),
		{ seed: 1, numRuns: 300 },
	);
});

test.each(['type=gha,mode=max', '/tmp/a-b_c:1@2', ''])('%j needs no quotes', (text) => {
	expect(isPlainInShell(text)).toBe(true);
});

test.each(['a b', '$X', "it's", 'a;b', '#a', '*'])('%j needs quotes', (text) => {
	expect(isPlainInShell(text)).toBe(false);
});

test.each(['"$(', '((', '${a:-', '"${a:-', '`', '\\`', '"`', '(', 'case x in ', 'a=(', '<<a ', '>(', '[['])(
	'%j twenty thousand deep is read in a moment',
	(open) => {
		checkPlaces(open.repeat(20_000), 50);
	},
);

function valuesOf(text: string): string[] {
	return wordsOf(text).map((word) => word.value.text);
}

function wordsOf(text: string): ShellWord[] {
	return readShell(MappedText.verbatim(text)).commands.flatMap(({ words, assignments }) => [
		...words,
		...assignments.flatMap(({ value, array }) => array ?? [value!]),
	]);
}

/** Every word lies in the text, and each character of its value is the one typed there, or part of an escape. */
function checkPlaces(text: string, most = Number.POSITIVE_INFINITY): void {
	for (const { value, span } of wordsOf(text).slice(0, most)) {
		if (!(0 <= span.start && span.start <= span.end && span.end <= text.length)) throw new Error(`span ${span.start}`);
		let from = span.start;
		for (let index = 0; index < value.length; index++) {
			const { start, end } = value.spanOf(index, index + 1);
			if (start < from || end > span.end || end <= start) throw new Error(`place of ${index} in ${value.text}`);
			if (end - start === 1 && value.expansionAt(index) === undefined && text[start] !== value.text[index]) {
				throw new Error(`${value.text[index]} is not at ${start}`);
			}
			if (end > start + 1 && value.expansionAt(index) === undefined && text[start] !== '\\')
				throw new Error('no escape');
			from = end > start + 1 && value.expansionAt(index) === undefined ? start : end;
		}
		if (value.span.start < span.start || value.span.end > span.end) throw new Error('value outside its word');
	}
}
