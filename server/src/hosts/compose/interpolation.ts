import { MappedText } from '../../text/mappedText.ts';

/** `$$`, `${NAME:-default}` (one level of braces inside), `$NAME`: https://docs.docker.com/reference/compose-file/interpolation/ */
const VARIABLE = /\$\$|\$\{(?:[^{}\r\n]|\$?\{[^{}\r\n]*\})*\}|\$[A-Za-z_]\w*/g;

/**
 * The text as compose reads it after interpolation: every variable is one expansion and `$$` is a dollar sign.
 * `ref=${IMAGE}$$` is `ref=￼$`.
 */
export function interpolate(source: MappedText): MappedText {
	if (!source.text.includes('$')) return source;
	const builder = MappedText.builder(source.span.start);
	let at = 0;
	for (const { 0: match, index } of source.text.matchAll(VARIABLE)) {
		const end = index + match.length;
		const span = source.spanOf(index, end);
		builder.copy(source, at, index);
		if (match === '$$') builder.write('$', span);
		else builder.hole(match, span);
		at = end;
	}
	return builder.copy(source, at, source.length).build(source.span.end);
}
