import { MappedText } from '../../text/mappedText.ts';

/** A text with blanks in the place of its line ends, as options on lines of their own are meant; joined lines stay so. */
export function joinLines(text: MappedText): MappedText {
	if (!/[\r\n]/.test(text.text)) return text;
	const builder = MappedText.builder(text.span.start);
	let at = 0;
	for (const { 0: lineEnd, index } of text.text.matchAll(/(?<!\\)(?:\r\n|\r|\n)/g)) {
		const end = index + lineEnd.length;
		builder.copy(text, at, index).write(' ', text.spanOf(index, end));
		at = end;
	}
	return builder.copy(text, at, text.length).build(text.span.end);
}
