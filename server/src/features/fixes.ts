import type { CacheEntry } from '../cache/entry.ts';
import type { SourceFile } from '../hosts/host.ts';
import type { Edit, Finding, Fix } from '../rules/rule.ts';
import { overlaps, type Span } from '../text/span.ts';

/** The parts of a document that trying a fix looks at. */
export interface Fixable {
	readonly file: SourceFile;
	readonly entries: readonly CacheEntry[];
}

/** How a document whose text has changed is read and checked: as it was before. */
export interface Reread<D extends Fixable> {
	read(file: SourceFile): D | undefined;
	check(document: D): readonly Finding[];
}

/**
 * The text after edits whose spans are of the text before. Edits are applied from the end on; of two that overlap the
 * earlier one in the list stays. `applyEdits('mod=max', [{ span: { start: 0, end: 3 }, text: 'mode' }])` is `mode=max`.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
	const chosen: Edit[] = [];
	for (const edit of edits) {
		if (!chosen.some((other) => overlaps(other.span, edit.span))) chosen.push(edit);
	}
	chosen.sort((a, b) => b.span.start - a.span.start);
	let out = text;
	for (const { span, text: replacement } of chosen) out = out.slice(0, span.start) + replacement + out.slice(span.end);
	return out;
}

/** Whether a fix does what it promises: the text read again has one such finding less, and all other entries as before. */
export function tryFix<D extends Fixable>(
	document: D,
	{ finding, findings, fix }: { readonly finding: Finding; readonly findings: readonly Finding[]; readonly fix: Fix },
	{ read, check }: Reread<D>,
): boolean {
	const after = read({ ...document.file, text: applyEdits(document.file.text, fix.edits) });
	if (after === undefined) return false;
	const isTouched = (entry: CacheEntry) =>
		fix.edits.some(({ span }) => overlaps(span, entry.flag.span) || overlaps(span, entry.span));
	const remaining = countValues(after.entries);
	for (const entry of document.entries) {
		if (isTouched(entry)) continue;
		const value = describe(entry);
		const count = remaining.get(value) ?? 0;
		if (count === 0) return false;
		remaining.set(value, count - 1);
	}
	const isAlike = (other: Finding) => other.rule === finding.rule;
	return check(after).filter(isAlike).length < findings.filter(isAlike).length;
}

/** Applies fixes until none is left, every round checking the text anew; at most ten rounds. */
export function fixAll<D extends Fixable>(
	document: D,
	options: Reread<D> & {
		readonly unsafe: boolean;
		fixesOf(document: D, finding: Finding, findings: readonly Finding[]): readonly Fix[];
	},
): string {
	let current = document;
	for (let round = 0; round < 10; round++) {
		const edits: Edit[] = [];
		const taken: Span[] = [];
		const findings = options.check(current);
		for (const finding of findings) {
			if (!finding.fixes.some(({ safe }) => safe || options.unsafe)) continue;
			const fix = options.fixesOf(current, finding, findings).find(({ safe }) => safe || options.unsafe);
			// Fixes of one entry can depend on one another: one a round for each place.
			if (fix === undefined || fix.edits.some(({ span }) => taken.some((other) => overlaps(span, other)))) continue;
			edits.push(...fix.edits);
			taken.push(...fix.edits.map(({ span }) => surroundings(current, span)));
		}
		if (edits.length === 0) break;
		const text = applyEdits(current.file.text, edits);
		const next = options.read({ ...current.file, text });
		if (next === undefined || text === current.file.text) break;
		current = next;
	}
	return current.file.text;
}

/** The entry an edit falls in, or the edit itself. */
function surroundings(document: Fixable, span: Span): Span {
	return document.entries.find((entry) => overlaps(entry.span, span))?.span ?? span;
}

function countValues(entries: readonly CacheEntry[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const entry of entries) counts.set(describe(entry), (counts.get(describe(entry)) ?? 0) + 1);
	return counts;
}

function describe(entry: CacheEntry): string {
	const value = entry.text?.written ?? entry.attributes.map(({ name, value }) => `${name}=${value.written}`).join(',');
	return `${entry.direction} ${value}`;
}
