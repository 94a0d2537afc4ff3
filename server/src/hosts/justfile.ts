import { readJustfile } from '../text/just/readJustfile.ts';
import { MappedText } from '../text/mappedText.ts';
import { defineHost } from './host.ts';
import { findJustFlags } from './just/findJustFlags.ts';

const JUSTFILE_PATH = /(?:^|\/)\.?justfile$|\.just$/i;

/** Justfiles: recipes, backticks, and the variables and expressions that `{{ }}` fills into them. */
export default defineHost({
	id: 'justfile',
	comment: '#',
	claim({ path, languageId }) {
		return JUSTFILE_PATH.test(path) || /^just(?:file)?$/.test(languageId ?? '') ? 'name' : undefined;
	},
	find({ text }) {
		const justfile = readJustfile(MappedText.verbatim(text));
		const { flags, comments } = findJustFlags(justfile, text);
		return {
			flags,
			comments: [...justfile.comments, ...comments].sort((a, b) => a.span.start - b.span.start),
		};
	},
});
