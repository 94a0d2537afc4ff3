import { GITHUB_EXPRESSION } from '../text/githubExpression.ts';
import { MappedText } from '../text/mappedText.ts';
import { readYaml } from '../text/yaml/readYaml.ts';
import { readWorkflow } from './github/readWorkflow.ts';
import { defineHost } from './host.ts';
import { inFileOrder, isYamlFile } from './yaml/files.ts';

const WORKFLOW_PATH = /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/i;
const ACTION_PATH = /(?:^|\/)action\.ya?ml$/i;
const WORKFLOW_KEYS = [/^(?:on|"on"|'on'|true)[ \t]*:/m, /^jobs[ \t]*:/m];
const ACTION_KEYS = [/^runs[ \t]*:/m, /^[ \t]+steps[ \t]*:/m];

/**
 * Workflows and composite actions of GitHub Actions (Gitea and Forgejo read the same language): inputs of
 * docker/build-push-action and its like, `set:` of docker/bake-action, commands of `run:` steps.
 */
export default defineHost({
	id: 'github-workflow',
	comment: '#',
	claim(file) {
		if (file.languageId === 'github-actions-workflow' || WORKFLOW_PATH.test(file.path)) return 'name';
		if (!isYamlFile(file)) return undefined;
		const has = (keys: readonly RegExp[]) => keys.every((key) => key.test(file.text));
		if (ACTION_PATH.test(file.path) && has(ACTION_KEYS)) return 'name';
		return has(WORKFLOW_KEYS) ? 'content' : undefined;
	},
	find(file) {
		const source = MappedText.verbatim(file.text);
		const { documents, comments } = readYaml(source, { expansions: GITHUB_EXPRESSION });
		const reading = documents.map((root) => readWorkflow(root, source));
		return {
			flags: inFileOrder(reading.flatMap(({ flags }) => flags)),
			comments: [...comments, ...reading.flatMap((part) => part.comments)],
		};
	},
});
