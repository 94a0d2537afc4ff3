import type { CacheFlag } from '../cache/flag.ts';
import { MappedText } from '../text/mappedText.ts';
import { TEMPLATE_EXPRESSION } from '../text/templateExpression.ts';
import { readYaml } from '../text/yaml/readYaml.ts';
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
		'(?:[\\w.-]*[._-])?cloudbuild[\\w.-]*\\.(?:ya?ml|json)',
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
/** Without one of these words there is nothing to find. */
const FLAG_WORDS = /cache[-_]?(?:to|from)|(?:ex|im)port[-_]cache|cache-form/i;

/**
 * YAML of any other kind: commands of CI systems and tools as scripts, lists of commands and lists of words, and the
 * settings of their plugins for docker.
 */
export default defineHost({
	id: 'yaml',
	comment: '#',
	claim(file) {
		if (KNOWN_PATH.test(file.path)) return 'name';
		return isYamlFile(file) && FLAG_WORDS.test(file.text) ? 'fallback' : undefined;
	},
	find(file) {
		const source = MappedText.verbatim(file.text);
		const { documents, comments } = readYaml(source, { expansions: TEMPLATE_EXPRESSION });
		const reading = readYamlCommands(documents, source);
		const flags = inFileOrder(reading.flags);
		return {
			flags: /\.json$/i.test(file.path) ? flags.map(withoutCommentPlace) : flags,
			comments: [...comments, ...reading.comments],
		};
	},
});

/** JSON, which is YAML too, has no comments. */
function withoutCommentPlace(flag: CacheFlag): CacheFlag {
	const { commentPlace: _, ...layout } = flag.layout;
	return { ...flag, layout };
}
