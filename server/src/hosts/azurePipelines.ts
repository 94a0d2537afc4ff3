import { GITHUB_EXPRESSION } from '../text/githubExpression.ts';
import { MappedText } from '../text/mappedText.ts';
import { readYaml } from '../text/yaml/readYaml.ts';
import { readAzure } from './azure/readAzure.ts';
import { defineHost } from './host.ts';
import { inFileOrder, isYamlFile } from './yaml/files.ts';

const CI_PATH =
	/(?:^|\/)(?:[\w.-]*[._-])?(?:azure-?pipelines?|vsts-ci)(?:[._-][\w.-]*)?\.ya?ml$|(?:^|\/)\.(?:azure[\w-]*|ado|azdo|vsts)\/.*\.ya?ml$|(?:^|\/)azure-?pipelines?\/.*\.ya?ml$/i;
const TASK = /^[ \t]*-[ \t]+task[ \t]*:[ \t]*["']?[\w.-]+@\d/m;
const SCRIPT = /^[ \t]*-[ \t]+(?:script|bash|pwsh|powershell)[ \t]*:/m;
const STEPS = /^[ \t-]*steps[ \t]*:/m;
/** What else such files have; one with an `apiVersion` is for Kubernetes. */
const OTHER = /^(?:trigger|pool|pr|resources|extends)[ \t]*:|^[ \t-]*(?:displayName|vmImage|deployment)[ \t]*:/m;
const KUBERNETES = /^apiVersion[ \t]*:/m;

/** `${{ … }}`, and `$[ … ]` with what it has in brackets and strings. */
const EXPANSIONS = new RegExp(
	`${GITHUB_EXPRESSION.source}|${String.raw`\$\[(?!\[)(?:'[^'\r\n]*'|\[[^\]\r\n]*\]|[^\][\r\n'])*\]`}`,
	'g',
);

/** Azure Pipelines: scripts and Docker tasks of pipelines and their templates. */
export default defineHost({
	id: 'azure-pipelines',
	comment: '#',
	claim(file) {
		if (CI_PATH.test(file.path) || file.languageId === 'azure-pipelines') return 'name';
		if (!isYamlFile(file) || KUBERNETES.test(file.text)) return undefined;
		const { text } = file;
		return TASK.test(text) || (SCRIPT.test(text) && STEPS.test(text) && OTHER.test(text)) ? 'content' : undefined;
	},
	find(file) {
		const { documents, comments } = readYaml(MappedText.verbatim(file.text), { expansions: EXPANSIONS });
		const readings = documents.map((root) => readAzure(root, file.text));
		return {
			flags: inFileOrder(readings.flatMap(({ flags }) => flags)),
			comments: [...comments, ...readings.flatMap((reading) => reading.comments)],
		};
	},
});
