import { readJson } from '../text/json.ts';
import { MappedText } from '../text/mappedText.ts';
import { asYaml } from './anyYaml/jsonTree.ts';
import { readYamlCommands } from './anyYaml/readYamlCommands.ts';
import { readDevcontainer } from './devcontainer/readDevcontainer.ts';
import { defineHost } from './host.ts';
import { inFileOrder } from './yaml/files.ts';

/**
 * devcontainer.json: `cacheFrom`, `cacheTo` and `options` of `build`, and the commands of its lifecycle.
 * Source: https://containers.dev/implementors/json_reference/
 */
export default defineHost({
	id: 'devcontainer',
	comment: '//',
	claim({ path }) {
		return /(?:^|\/)\.?devcontainer\.json$/i.test(path) ? 'name' : undefined;
	},
	find({ text }) {
		const source = MappedText.verbatim(text);
		const { root, comments } = readJson(source);
		if (root === undefined) return { flags: [], comments };
		const tree = asYaml(root);
		const { flags } = readYamlCommands([tree], source);
		return { flags: inFileOrder([...readDevcontainer(tree, text), ...flags]), comments };
	},
});
