import { hideExpansions, type MappedText } from '../mappedText.ts';
import { buildTree } from './buildTree.ts';
import { parseWithRepair } from './repairQuotes.ts';
import { visitTokens } from './tokens.ts';
import type { YamlFile, YamlNode, YamlProblem } from './yamlNode.ts';

/** How a YAML file is read. */
export interface YamlOptions {
	/**
	 * A global pattern of what another language puts into the file, `${{ … }}` or `{{ … }}`. Each match is hidden from
	 * YAML and is one expansion in the values.
	 */
	readonly expansions?: RegExp;
}

/**
 * Reads YAML, finished or half-typed, into nodes whose every character knows its place. Never throws.
 *
 * `cache-to: "type=gha"` is one document: a map with one pair, whose value `type=gha` lies at 11–19.
 */
export function readYaml(source: MappedText, options: YamlOptions = {}): YamlFile {
	const hidden = options.expansions === undefined ? source : hideExpansions(source, options.expansions);
	const repaired = parseWithRepair(hidden);
	const documents: YamlNode[] = [];
	const problems: YamlProblem[] = [];
	for (const document of repaired.documents) {
		const root = buildTree(document, repaired);
		if (root !== undefined) documents.push(root);
		for (const { message, pos } of document.errors) {
			problems.push({ message, span: repaired.text.spanOf(pos[0], Math.max(pos[0], pos[1])) });
		}
	}
	const comments: MappedText[] = [];
	visitTokens(repaired.tokens, (token) => {
		if (token.type !== 'comment') return;
		comments.push(repaired.text.slice(token.offset + 1, token.offset + token.source.length));
	});
	return { documents, comments, problems };
}
