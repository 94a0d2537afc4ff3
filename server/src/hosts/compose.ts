import { MappedText } from '../text/mappedText.ts';
import { TEMPLATE_EXPRESSION } from '../text/templateExpression.ts';
import { readYaml } from '../text/yaml/readYaml.ts';
import { interpolate } from './compose/interpolation.ts';
import { bakefileOf, readCompose } from './compose/readCompose.ts';
import { defineHost } from './host.ts';
import { inFileOrder, isYamlFile } from './yaml/files.ts';

const COMPOSE_PATH = /(?:^|\/)(?:docker-)?compose(?:[._-][\w.-]*)?\.ya?ml$|[._-](?:docker-)?compose\.ya?ml$/i;
const SERVICES = /^services[ \t]*:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ \t]+[^\s-]/m;
const BUILD = /^[ \t]+build[ \t]*:/m;

/** Compose files: `cache_to` and `cache_from` of `services.*.build`, and bake's `x-bake` in them. */
export default defineHost({
	id: 'compose',
	comment: '#',
	// One that builds nothing is still a file that bake is told to read.
	words: /services/,
	claim(file) {
		if (file.languageId === 'dockercompose' || COMPOSE_PATH.test(file.path)) return 'name';
		return isYamlFile(file) && SERVICES.test(file.text) && BUILD.test(file.text) ? 'content' : undefined;
	},
	find(file) {
		const { documents, comments } = readYaml(interpolate(MappedText.verbatim(file.text)), {
			expansions: TEMPLATE_EXPRESSION,
		});
		return {
			flags: inFileOrder(documents.flatMap((root) => readCompose(root, file.text))),
			comments,
			...(documents[0] === undefined ? {} : { bakefile: bakefileOf(documents[0], file.text) }),
		};
	},
});
