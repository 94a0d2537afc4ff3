import { type CodeAction, CodeActionKind, type WorkspaceEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CacheDocument, Finding, Span } from '../service.ts';
import type { ClientAbilities } from './abilities.ts';
import type { OpenDocument } from './openDocuments.ts';
import { type OtherDocument, toDiagnostic, toRange, toTextEdits } from './protocol.ts';

export interface CodeActionOptions {
	readonly places: TextDocument;
	readonly abilities: ClientAbilities;
	/** The document of a path in the same folder. */
	otherAt(path: string): OtherDocument | undefined;
	/** The kinds the client asks for; all when absent. */
	readonly only: readonly string[] | undefined;
}

const FIX_ALL = `${CodeActionKind.SourceFixAll}.cachelint`;

/** The quick fixes for the findings at a place, a comment that silences each, and the fix of everything in the file. */
export function codeActionsFor(open: OpenDocument, span: Span, options: CodeActionOptions): CodeAction[] {
	const { document, service, workspace } = open;
	if (document === undefined) return [];
	const actions: CodeAction[] = [];
	if (isWanted(CodeActionKind.QuickFix, options.only)) {
		const { findings } = open.judge();
		for (const { finding, fixes } of service.fixesAt(document, span, { workspace, findings })) {
			actions.push(...quickFixes(finding, fixes, options));
			actions.push(...suppress(document, finding, { ...options, service }));
		}
	}
	// Editors that ask for nothing in particular want the light bulb: fixing the whole file is not for that.
	if (options.only !== undefined && isWanted(FIX_ALL, options.only))
		actions.push(...fixEverything(document, { ...options, service, workspace }));
	return actions;
}

/** Whether a kind is asked for: `source` and `source.fixAll` both ask for `source.fixAll.cachelint`. */
function isWanted(kind: string, only: readonly string[] | undefined): boolean {
	return only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`) || wanted === '');
}

function quickFixes(finding: Finding, fixes: Finding['fixes'], options: CodeActionOptions): CodeAction[] {
	const { places, abilities } = options;
	return fixes.map((fix, index) => ({
		title: fix.title,
		kind: CodeActionKind.QuickFix,
		diagnostics: [toDiagnostic(finding, { ...options, uri: places.uri })],
		...(index === 0 && abilities.preferredCodeActions ? { isPreferred: true } : {}),
		edit: toWorkspaceEdit(
			fix.edits.map(({ span, text }) => ({ range: toRange(places, span), newText: text })),
			places,
			abilities,
		),
	}));
}

function suppress(
	document: CacheDocument,
	finding: Finding,
	options: CodeActionOptions & Pick<OpenDocument, 'service'>,
): CodeAction[] {
	const { service, places, abilities } = options;
	const edit = service.suppressionOf(document, finding);
	if (edit === undefined) return [];
	return [
		{
			title: `Ignore ${finding.rule} here`,
			kind: CodeActionKind.QuickFix,
			diagnostics: [toDiagnostic(finding, { ...options, uri: places.uri })],
			edit: toWorkspaceEdit([{ range: toRange(places, edit.span), newText: edit.text }], places, abilities),
		},
	];
}

function fixEverything(
	document: CacheDocument,
	{ service, workspace, places, abilities }: CodeActionOptions & Pick<OpenDocument, 'service' | 'workspace'>,
): CodeAction[] {
	const before = places.getText();
	const after = service.fixAll(document, { workspace });
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
