import type { CacheDocument, Finding, Fix, Rule, Span } from '../../service.ts';

/** A checked file with what was found. */
export interface CheckedFile {
	readonly path: string;
	readonly document: CacheDocument;
	readonly findings: readonly Finding[];
	/** The tried fixes of a finding. */
	fixesOf(finding: Finding): readonly Fix[];
}

/** All that a report is made of. */
export interface CheckResult {
	readonly files: readonly CheckedFile[];
	readonly rules: readonly Rule[];
	readonly version: string;
	readonly usesColor: boolean;
}

/** Turns a result into the text of a report, with its last line break. */
export type Format = (result: CheckResult) => string;

/** Where a finding's other places are: in its own file, or in another one that was checked with it. */
export function relatedPlaces(
	file: CheckedFile,
	finding: Finding,
	{ files }: Pick<CheckResult, 'files'>,
): readonly { readonly file: CheckedFile; readonly span: Span; readonly message: string }[] {
	return finding.related.flatMap(({ path, span, message }) => {
		const other = path === undefined ? file : files.find(({ document }) => document.path === path);
		return other === undefined ? [] : [{ file: other, span, message }];
	});
}

/** Line and column of an offset, both from 1, columns in UTF-16 units: what people and editors count. */
export function toPlace(document: CacheDocument, offset: number): { readonly line: number; readonly column: number } {
	const { line, column } = document.lines.positionOf(offset);
	return { line: line + 1, column: column + 1 };
}

/** Both ends of a span as {@link toPlace} has them. */
export function toPlaces(document: CacheDocument, span: { readonly start: number; readonly end: number }) {
	const start = toPlace(document, span.start);
	const end = toPlace(document, span.end);
	return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
