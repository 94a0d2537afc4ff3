import { diffLines } from 'diff';
import {
	type CompletionItem,
	CompletionItemKind,
	CompletionItemTag,
	type Diagnostic,
	DiagnosticSeverity,
	DiagnosticTag,
	InsertReplaceEdit,
	MarkupKind,
	type Position,
	type Range,
	TextEdit,
} from 'vscode-languageserver';
import { type CacheDocument, type Finding, ruleUrl, type Span, type Suggestion } from '../service.ts';
import type { ClientAbilities } from './abilities.ts';

/** Turns offsets into positions: the one place where the two meet. */
export interface Places {
	positionAt(offset: number): Position;
}

export function toRange(places: Places, span: { readonly start: number; readonly end: number }): Range {
	return { start: places.positionAt(span.start), end: places.positionAt(span.end) };
}

/** The same for a document of which only the core knows the text. */
export function toRangeIn({ lines }: CacheDocument, span: Span): Range {
	const positionAt = (offset: number): Position => {
		const { line, column } = lines.positionOf(offset);
		return { line, character: column };
	};
	return toRange({ positionAt }, span);
}

/** A document that a finding points to, beside its own. */
export interface OtherDocument {
	readonly uri: string;
	readonly document: CacheDocument;
}

const SEVERITIES = {
	error: DiagnosticSeverity.Error,
	warning: DiagnosticSeverity.Warning,
	info: DiagnosticSeverity.Information,
	hint: DiagnosticSeverity.Hint,
} as const;

/** A finding as a diagnostic, with only what the client said it understands. */
export function toDiagnostic(
	finding: Finding,
	options: {
		readonly places: Places;
		readonly uri: string;
		readonly abilities: ClientAbilities;
		/** The document of a path in the same folder. */
		otherAt(path: string): OtherDocument | undefined;
	},
): Diagnostic {
	const { places, uri, abilities } = options;
	const diagnostic: Diagnostic = {
		range: toRange(places, finding.span),
		severity: SEVERITIES[finding.severity],
		source: 'cachelint',
		code: finding.rule,
		message: finding.message,
	};
	if (abilities.codeDescription) diagnostic.codeDescription = { href: ruleUrl(finding.rule) };
	const tags = finding.tags.map((tag) =>
		tag === 'unnecessary' ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated,
	);
	if (tags.length > 0 && abilities.diagnosticTags) diagnostic.tags = tags;
	if (finding.related.length > 0 && abilities.relatedInformation) {
		diagnostic.relatedInformation = finding.related.flatMap(({ path, span, message }) => {
			if (path === undefined) return [{ location: { uri, range: toRange(places, span) }, message }];
			const other = options.otherAt(path);
			return other === undefined
				? []
				: [{ location: { uri: other.uri, range: toRangeIn(other.document, span) }, message }];
		});
	}
	return diagnostic;
}

const KINDS = {
	backend: CompletionItemKind.Enum,
	parameter: CompletionItemKind.Property,
	value: CompletionItemKind.EnumMember,
} as const;

/** A suggestion as a completion item whose edit is explicit: what counts as a word in the editor does not matter. */
export function toCompletionItem(
	suggestion: Suggestion,
	options: { readonly text: string; readonly places: Places; readonly abilities: ClientAbilities },
): CompletionItem {
	const { places, abilities, text } = options;
	const { edit, insertSpan } = suggestion;
	const replace = toRange(places, edit.span);
	const insert = toRange(places, insertSpan);
	const isOneLine = replace.start.line === replace.end.line;
	const item: CompletionItem = {
		label: suggestion.label,
		kind: KINDS[suggestion.kind],
		sortText: suggestion.sortKey,
		// Clients filter by the text from the start of the edit: quotes and blanks in the word must not hide the item.
		filterText: filterText(text.slice(insertSpan.start, insertSpan.end), edit.text),
		textEdit:
			abilities.insertReplace && isOneLine
				? InsertReplaceEdit.create(edit.text, insert, replace)
				: TextEdit.replace(isOneLine ? replace : insert, edit.text),
		documentation: abilities.markdownInCompletion
			? { kind: MarkupKind.Markdown, value: suggestion.docs }
			: toPlainText(suggestion.docs),
	};
	if (suggestion.detail !== '') {
		if (abilities.labelDetails) item.labelDetails = { description: suggestion.detail };
		else item.detail = suggestion.detail;
	}
	if (suggestion.isDeprecated && abilities.completionTags) item.tags = [CompletionItemTag.Deprecated];
	if (suggestion.continues && abilities.suggestCommand !== undefined) {
		item.command = { title: 'Suggest', command: abilities.suggestCommand };
	}
	return item;
}

/** The typed text must be a subsequence of it: `m` of `mode=`; where it is not, the typed text is put before. */
function filterText(typed: string, text: string): string {
	return text.toLowerCase().startsWith(typed.toLowerCase()) ? text : typed + text;
}

/** Markdown made readable where a client shows plain text only. */
export function toPlainText(markdown: string): string {
	return markdown
		.replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1 ($2)')
		.replace(/(?<!\w)_([^_]+)_(?!\w)/g, '$1')
		.replaceAll('**', '')
		.replaceAll('`', '');
}

/** The edits that turn one text into another, a changed run of lines each. */
export function toTextEdits(before: string, after: string): TextEdit[] {
	const edits: TextEdit[] = [];
	let line = 0;
	for (const part of diffLines(before, after)) {
		const count = part.count ?? 0;
		const last = edits.at(-1);
		if (part.removed) {
			edits.push(TextEdit.del({ start: { line, character: 0 }, end: { line: line + count, character: 0 } }));
			line += count;
		} else if (part.added) {
			if (last !== undefined && last.range.end.line === line && last.newText === '') last.newText = part.value;
			else edits.push(TextEdit.insert({ line, character: 0 }, part.value));
		} else line += count;
	}
	return edits;
}
