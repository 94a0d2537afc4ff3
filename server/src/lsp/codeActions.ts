import { type CodeAction, CodeActionKind, type WorkspaceEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CacheDocument, CacheService, Finding, Span } from '../service.ts';
import type { ClientAbilities } from './abilities.ts';
import { toDiagnostic, toRange, toTextEdits } from './protocol.ts';

export interface CodeActionOptions {
	readonly service: CacheService;
	readonly places: TextDocument;
	readonly abilities: ClientAbilities;
	/** The kinds the client asks for; all when absent. */
	readonly only: readonly string[] | undefined;
}

const FIX_ALL = `${CodeActionKind.SourceFixAll}.cachelint`;

/** The quick fixes for the findings at a place, a comment that silences each, and the fix of everything in the file. */
export function codeActionsFor(document: CacheDocument, span: Span, options: CodeActionOptions): CodeAction[] {
	const actions: CodeAction[] = [];
	if (isWanted(CodeActionKind.QuickFix, options.only)) {
		for (const { finding, fixes } of options.service.fixesAt(document, span)) {
			actions.push(...quickFixes(finding, fixes, options));
			actions.push(...suppress(document, finding, options));
		}
	}
	// Editors that ask for nothing in particular want the light bulb: fixing the whole file is not for that.
	if (options.only !== undefined && isWanted(FIX_ALL, options.only)) actions.push(...fixEverything(document, options));
	return actions;
}

/** Whether a kind is asked for: `source` and `source.fixAll` both ask for `source.fixAll.cachelint`. */
function isWanted(kind: string, only: readonly string[] | undefined): boolean {
	return only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`) || wanted === '');
}

function quickFixes(finding: Finding, fixes: Finding['fixes'], { places, abilities }: CodeActionOptions): CodeAction[] {
	return fixes.map((fix, index) => ({
		title: fix.title,
		kind: CodeActionKind.QuickFix,
		diagnostics: [toDiagnostic(finding, { places, uri: places.uri, abilities })],
		...(index === 0 && abilities.preferredCodeActions ? { isPreferred: true } : {}),
		edit: toWorkspaceEdit(
			fix.edits.map(({ span, text }) => ({ range: toRange(places, span), newText: text })),
			places,
			abilities,
		),
	}));
}

function suppress(document: CacheDocument, finding: Finding, options: CodeActionOptions): CodeAction[] {
	const { service, places, abilities } = options;
	const edit = service.suppressionOf(document, finding);
	if (edit === undefined) return [];
	return [
		{
			title: `Ignore ${finding.rule} here`,
			kind: CodeActionKind.QuickFix,
			diagnostics: [toDiagnostic(finding, { places, uri: places.uri, abilities })],
			edit: toWorkspaceEdit([{ range: toRange(places, edit.span), newText: edit.text }], places, abilities),
		},
	];
}

function fixEverything(document: CacheDocument, { service, places, abilities }: CodeActionOptions): CodeAction[] {
	const before = places.getText();
	const after = service.fixAll(document);
	if (after === before) return [];
	return [
		{
			title: 'Fix all cachelint problems',
			kind: FIX_ALL,
			edit: toWorkspaceEdit(toTextEdits(before, after), places, abilities),
		},
	];
}

/** Edits that a client refuses when the document has moved on, where it can tell. */
function toWorkspaceEdit(
	edits: { range: ReturnType<typeof toRange>; newText: string }[],
	places: TextDocument,
	abilities: ClientAbilities,
): WorkspaceEdit {
	if (!abilities.documentChanges) return { changes: { [places.uri]: edits } };
	return { documentChanges: [{ textDocument: { uri: places.uri, version: places.version }, edits }] };
}
