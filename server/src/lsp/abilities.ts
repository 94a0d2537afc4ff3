import { type ClientCapabilities, CompletionItemTag, MarkupKind } from 'vscode-languageserver';

/** What a client said it can do, as questions; a client that says nothing can do none of it and is served all the same. */
export interface ClientAbilities {
	/** Asks for diagnostics itself (pull); otherwise they are pushed, never both. */
	readonly pullsDiagnostics: boolean;
	readonly refreshesDiagnostics: boolean;
	/** Answers `workspace/configuration`. */
	readonly configuration: boolean;
	readonly configurationRegistration: boolean;
	/** Watches files it is told of. */
	readonly watchedFilesRegistration: boolean;
	readonly codeDescription: boolean;
	readonly diagnosticTags: boolean;
	readonly relatedInformation: boolean;
	readonly diagnosticVersion: boolean;
	readonly codeActionLiterals: boolean;
	readonly preferredCodeActions: boolean;
	readonly documentChanges: boolean;
	readonly insertReplace: boolean;
	readonly labelDetails: boolean;
	readonly completionTags: boolean;
	readonly markdownInCompletion: boolean;
	readonly markdownInHover: boolean;
	/** The editor's command that opens the completion list again, where one is known. */
	readonly suggestCommand: string | undefined;
}

export function readAbilities(capabilities: ClientCapabilities, clientName: string | undefined): ClientAbilities {
	const { textDocument, workspace } = capabilities;
	const item = textDocument?.completion?.completionItem;
	const diagnostics = textDocument?.publishDiagnostics;
	return {
		pullsDiagnostics: textDocument?.diagnostic !== undefined,
		refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
		configuration: workspace?.configuration === true,
		configurationRegistration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
		watchedFilesRegistration: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
		codeDescription:
			diagnostics?.codeDescriptionSupport === true || textDocument?.diagnostic?.codeDescriptionSupport === true,
		diagnosticTags: diagnostics?.tagSupport !== undefined || textDocument?.diagnostic?.tagSupport !== undefined,
		relatedInformation:
			diagnostics?.relatedInformation === true || textDocument?.diagnostic?.relatedInformation === true,
		diagnosticVersion: diagnostics?.versionSupport === true,
		codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
		preferredCodeActions: textDocument?.codeAction?.isPreferredSupport === true,
		documentChanges: workspace?.workspaceEdit?.documentChanges === true,
		insertReplace: item?.insertReplaceSupport === true,
		labelDetails: item?.labelDetailsSupport === true,
		completionTags: item?.tagSupport?.valueSet?.includes(CompletionItemTag.Deprecated) === true,
		markdownInCompletion: item?.documentationFormat?.includes(MarkupKind.Markdown) === true,
		markdownInHover: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true,
		suggestCommand: /visual studio code|code - oss|vscod|code-server/i.test(clientName ?? '')
			? 'editor.action.triggerSuggest'
			: undefined,
	};
}
