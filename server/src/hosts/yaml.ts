import { MappedText } from '../text/mappedText.ts';
import { TEMPLATE_EXPRESSION } from '../text/templateExpression.ts';
import { readYaml } from '../text/yaml/readYaml.ts';
import { FLAG_WORDS } from './anyYaml/keys.ts';
import { readYamlCommands } from './anyYaml/readYamlCommands.ts';
import { defineHost } from './host.ts';
import { inFileOrder, isYamlFile } from './yaml/files.ts';

/** Files of CI systems and tools whose names say what they are. */
const KNOWN_PATH = new RegExp(
	[
		'bitbucket-pipelines[\\w.-]*\\.ya?ml',
		'\\.buildkite\\/(?:.*\\/)?[\\w.-]+\\.ya?ml',
		'\\.(?:drone|woodpecker)\\.ya?ml',
		'\\.(?:drone|woodpecker)\\/(?:.*\\/)?[\\w.-]+\\.ya?ml',
		'(?:[\\w.-]*[._-])?cloudbuild[\\w.-]*\\.ya?ml',
		'(?:[\\w.-]*[._-])?buildspec[\\w.-]*\\.ya?ml',
		'taskfile(?:[._-][\\w.-]*)?\\.ya?ml',
		'skaffold[\\w.-]*\\.ya?ml',
		'\\.tekton\\/(?:.*\\/)?[\\w.-]+\\.ya?ml',
		'\\.goreleaser[\\w.-]*\\.ya?ml',
	]
		.map((name) => `(?:^|/)${name}$`)
		.join('|'),
	'i',
);
/** YAML that a template engine or a person fills in first: `ci.yml.j2`, `pipeline.yaml.tmpl`. */
const TEMPLATE_PATH = /\.ya?ml\.(?:j2|jinja2?|tpl|tmpl|gotmpl|erb|ejs|template|dist|example|sample|in)$/i;

/**
 * YAML of any other kind: commands of CI systems and tools as scripts, lists of commands and lists of words, and the
 * settings of their plugins for docker.
 */
export default defineHost({
	id: 'yaml',
	comment: '#',
	claim(file) {
		if (KNOWN_PATH.test(file.path)) return 'name';
		const isYaml = isYamlFile(file) || TEMPLATE_PATH.test(file.path);
		return isYaml && FLAG_WORDS.test(file.text) ? 'fallback' : undefined;
	},
	find(file) {
		const source = MappedText.verbatim(file.text);
		const { documents, comments } = readYaml(source, { expansions: TEMPLATE_EXPRESSION });
		const reading = readYamlCommands(documents, source);
		return { flags: inFileOrder(reading.flags), comments: [...comments, ...reading.comments] };
	},
});
