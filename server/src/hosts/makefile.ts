import { readMakefile } from '../text/make/readMakefile.ts';
import { MappedText } from '../text/mappedText.ts';
import { readShell } from '../text/shell/readShell.ts';
import { defineHost, FLAG_OR_CALL } from './host.ts';
import { findMakeCalls, findMakeFlags } from './make/findMakeFlags.ts';

const MAKEFILE_PATH = /(?:^|\/)(?:GNU|BSD)?makefile$|\.(?:mk|mak|make)$/i;
/** `Makefile.docker`, but not `Makefile.PL`, which is Perl, nor `Makefile.md`. */
const MAKEFILE_PART =
	/(?:^|\/)(?:GNU)?[Mm]akefile\.(?!(?:PL|py|rb|js|ts|md|rst|txt|html?|adoc|ya?ml|json|toml)$)[\w.-]+$/;

/** Makefiles of GNU make and the parts they include. */
export default defineHost({
	id: 'makefile',
	comment: '#',
	words: FLAG_OR_CALL,
	claim({ path, languageId }) {
		const isMakefile = MAKEFILE_PATH.test(path) || MAKEFILE_PART.test(path) || /^make(?:file)?$/.test(languageId ?? '');
		return isMakefile ? 'name' : undefined;
	},
	find(file) {
		const makefile = readMakefile(MappedText.verbatim(file.text));
		const inRecipes = makefile.recipes
			.flatMap(({ lines }) => lines)
			.filter(({ text }) => text.text.includes('#'))
			.flatMap(({ text }) => readShell(text).comments);
		const comments = [...makefile.comments.map(({ text }) => text.slice(1)), ...inRecipes];
		return {
			flags: findMakeFlags(makefile, file.text),
			comments: comments.sort((a, b) => a.span.start - b.span.start),
			calls: findMakeCalls(makefile, file.text),
		};
	},
});
