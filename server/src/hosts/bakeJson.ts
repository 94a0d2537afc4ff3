import { readJson } from '../text/json.ts';
import { MappedText } from '../text/mappedText.ts';
import { readBakefile } from './bake/bakeFile.ts';
import { findBakeFlags } from './bake/findBakeFlags.ts';
import { bodyOfJson } from './bake/jsonBody.ts';
import { isBakeFileName } from './bake/names.ts';
import { defineHost } from './host.ts';

/**
 * Bake files in JSON: `docker-bake.json`, `ci.bake.json`, and any `.json` file that gives a target a cache.
 * Source: https://docs.docker.com/build/bake/reference/
 */
export default defineHost({
	id: 'bake-json',
	comment: undefined,
	words: /target/,
	claim({ path, text, languageId }) {
		if (isBakeFileName(path, 'json')) return 'name';
		const isJson = path.endsWith('.json');
		if (isJson && languageId === 'dockerbake') return 'name';
		return isJson && /"cache[-_]?(to|from)"/i.test(text) && /"target"\s*:\s*[[{]/.test(text) ? 'content' : undefined;
	},
	find({ text }) {
		const { root, comments } = readJson(MappedText.verbatim(text));
		const file = { text, body: bodyOfJson(root), style: 'json' } as const;
		return { flags: findBakeFlags(file), comments, bakefile: readBakefile(file) };
	},
});
