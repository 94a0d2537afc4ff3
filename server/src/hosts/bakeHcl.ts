import { readHcl } from '../text/hcl/readHcl.ts';
import { MappedText } from '../text/mappedText.ts';
import { readBakefile } from './bake/bakeFile.ts';
import { findBakeFlags } from './bake/findBakeFlags.ts';
import { isBakeFileName } from './bake/names.ts';
import { defineHost } from './host.ts';

/**
 * Bake files in HCL: `docker-bake.hcl`, `ci.bake.hcl`, and any `.hcl` file that gives a target a cache.
 * Source: https://docs.docker.com/build/bake/reference/
 */
export default defineHost({
	id: 'bake-hcl',
	comment: '#',
	words: /target/,
	claim({ path, languageId, text }) {
		if (isBakeFileName(path, 'hcl')) return 'name';
		if (languageId === 'dockerbake' && !path.endsWith('.json')) return 'name';
		const isHcl = path.endsWith('.hcl') || languageId === 'hcl';
		return isHcl && /cache[-_]?(to|from)/i.test(text) && /^[ \t]*target[ \t]+"[^"\n]*"[ \t]*\{/m.test(text)
			? 'content'
			: undefined;
	},
	find({ text }) {
		const { body, comments } = readHcl(MappedText.verbatim(text));
		const file = { text, body, style: 'hcl' } as const;
		return {
			flags: findBakeFlags(file),
			comments: comments.map(({ value }) => value),
			bakefile: readBakefile(file),
		};
	},
});
