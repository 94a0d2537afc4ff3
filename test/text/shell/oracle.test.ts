import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MappedText } from '../../../server/src/text/mappedText.ts';
import { readShell, type ShellWord } from '../../../server/src/text/shell/readShell.ts';
import { readWithUnbash } from './unbashWords.ts';

/** Scripts of ours, and whatever scripts the dependencies bring along. */
const SCRIPTS = [...findScripts('test/fixtures/shell'), ...findScripts('node_modules', 4)];

test.each(SCRIPTS)('every word of %s is where unbash sees it, with the same value', (path) => {
	const text = readFileSync(path, 'utf8');
	const expected = readWithUnbash(text);
	if (expected === undefined) return;
	const words = new Map<string, string>();
	const add = ({ span, value }: ShellWord) => words.set(`${span.start}-${span.end}`, value.text);
	for (const command of readShell(MappedText.verbatim(text)).commands) {
		command.words.forEach(add);
		for (const { value, array } of command.assignments) {
			array?.forEach(add);
			if (value !== undefined) add(value);
		}
	}
	for (const { start, end, value } of expected) {
		expect({ typed: text.slice(start, end), value: words.get(`${start}-${end}`) }).toEqual({
			typed: text.slice(start, end),
			value,
		});
	}
});

test('there are scripts to compare', () => {
	expect(SCRIPTS.length).toBeGreaterThanOrEqual(15);
});

function findScripts(folder: string, depth = 1): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return depth > 1 ? findScripts(path, depth - 1) : [];
		return entry.name.endsWith('.sh') ? [path] : [];
	});
}
