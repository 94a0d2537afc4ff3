import { MappedText } from '../../text/mappedText.ts';

/**
 * A script as the shell gets it: since `<<` begins an expansion of CircleCI, here-documents are written `\<<EOF`, and the
 * backslash is taken out.
 */
export function unescapeScript(script: MappedText): MappedText {
	if (!script.text.includes('\\<<')) return script;
	const builder = MappedText.builder(script.span.start);
	let at = 0;
	for (const { index } of script.text.matchAll(/\\(?=<<)/g)) {
		builder.copy(script, at, index);
		at = index + 1;
	}
	return builder.copy(script, at, script.length).build(script.span.end);
}
