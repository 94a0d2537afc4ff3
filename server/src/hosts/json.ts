import type { CacheFlag } from '../cache/flag.ts';
import { readJson } from '../text/json.ts';
import { hideExpansions, MappedText } from '../text/mappedText.ts';
import { TEMPLATE_EXPRESSION } from '../text/templateExpression.ts';
import { asYaml } from './anyYaml/jsonTree.ts';
import { FLAG_WORDS } from './anyYaml/keys.ts';
import { readYamlCommands } from './anyYaml/readYamlCommands.ts';
import { defineHost } from './host.ts';
import { inFileOrder } from './yaml/files.ts';

const KNOWN_PATH = /(?:^|\/)(?:package|(?:[\w.-]*[._-])?(?:cloudbuild|buildspec)[\w.-]*)\.json$/i;
/** Files whose readers allow comments. */
const COMMENTED_PATH = /\.(?:jsonc|json5)$|(?:^|\/)\.vscode\/[^/]+\.json$/i;

/**
 * JSON of any other kind, as YAML is read: `scripts` of package.json, Cloud Build, tasks of editors and of monorepo
 * tools.
 */
export default defineHost({
	id: 'json',
	comment: '//',
	claim({ path, text, languageId }) {
		if (KNOWN_PATH.test(path)) return 'name';
		const isJson = /\.(?:json|jsonc|json5)$/i.test(path) || languageId === 'json' || languageId === 'jsonc';
		return isJson && FLAG_WORDS.test(text) ? 'fallback' : undefined;
	},
	find({ path, text }) {
		const source = hideExpansions(MappedText.verbatim(text), TEMPLATE_EXPRESSION);
		const { root, comments } = readJson(source);
		if (root === undefined) return { flags: [], comments };
		const reading = readYamlCommands([asYaml(root)], MappedText.verbatim(text));
		const flags = inFileOrder(reading.flags);
		return {
			flags: COMMENTED_PATH.test(path) ? flags : flags.map(withoutCommentPlace),
			comments: [...comments, ...reading.comments],
		};
	},
});

/** A flag where no comment can stand. */
function withoutCommentPlace(flag: CacheFlag): CacheFlag {
	const { commentPlace: _, ...layout } = flag.layout;
	return { ...flag, layout };
}
