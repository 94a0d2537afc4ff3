import type { CacheDocument, Finding, Fix, Rule } from '../../service.ts';

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
