import { MappedText } from '../../text/mappedText.ts';

/** What begins or ends a part that depends on a parameter, `<<# parameters.x >>` and `<</ parameters.x >>`. */
const SECTION_TAG = /^<<\s*[#/^]/;

/**
 * A script as the shell gets it: since `<<` begins an expansion of CircleCI, here-documents are written `\<<EOF`, and the
 * backslash is taken out; so are the tags around a part that depends on a parameter, and the part stays.
 */
export function unescapeScript(script: MappedText): MappedText {
	const tags = script.expansions.filter(({ text }) => SECTION_TAG.test(text)).map(({ index }) => index);
	const escapes = script.text.includes('\\<<') ? [...script.text.matchAll(/\\(?=<<)/g)].map(({ index }) => index) : [];
	if (tags.length + escapes.length === 0) return script;
	const builder = MappedText.builder(script.span.start);
	let at = 0;
	for (const index of [...tags, ...escapes].sort((a, b) => a - b)) {
		builder.copy(script, at, index);
		at = index + 1;
	}
	return builder.copy(script, at, script.length).build(script.span.end);
}
