import { MappedText } from '../text/mappedText.ts';
import { readYaml } from '../text/yaml/readYaml.ts';
import { looksLikeGitlab } from './gitlab/looksLikeGitlab.ts';
import { readGitlab } from './gitlab/readGitlab.ts';
import { defineHost, FLAG_OR_CALL } from './host.ts';
import { inFileOrder, isYamlFile } from './yaml/files.ts';

const CI_PATH = /(?:^|\/)(?:[\w.-]*\.)?gitlab-ci(?:[._-][\w.-]*)?\.ya?ml$|(?:^|\/)\.gitlab(?:-ci)?\/.*\.ya?ml$/i;
const LANGUAGE = /^(?:yaml\.)?gitlab(?:-ci)?$/;
/** Inputs of a component, `$[[ inputs.tag ]]`, and what a template engine puts in. */
const EXPANSIONS = /\$\[\[(?:(?!\]\])[^\r\n])*\]\]|\{\{(?:(?!\}\})[^\r\n])*\}\}|\{%(?:(?!%\})[^\r\n])*%\}/g;

/** GitLab CI: the scripts of jobs, hidden jobs and `default:`, with the variables around them. */
export default defineHost({
	id: 'gitlab-ci',
	comment: '#',
	words: FLAG_OR_CALL,
	claim(file) {
		if (CI_PATH.test(file.path) || LANGUAGE.test(file.languageId ?? '')) return 'name';
		return isYamlFile(file) && looksLikeGitlab(file.text) ? 'content' : undefined;
	},
	find(file) {
		const { documents, comments } = readYaml(MappedText.verbatim(file.text), { expansions: EXPANSIONS });
		const reading = readGitlab(documents, file.text);
		return { ...reading, flags: inFileOrder(reading.flags), comments: [...comments, ...reading.comments] };
	},
});
