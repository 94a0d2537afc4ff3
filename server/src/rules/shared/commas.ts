import type { MappedText } from '../../text/mappedText.ts';
import type { Span } from '../../text/span.ts';

/** The comma that makes an empty field at this place: the one before it, at the start of the text the one after it. */
export function commaOfEmptyField(text: MappedText, { start }: Span): Span | undefined {
	const index = text.offsetAt(start) ?? -1;
	if (index > 0 && text.text[index - 1] === ',') return text.spanOf(index - 1, index);
	return index !== -1 && text.text[index] === ',' ? text.spanOf(index, index + 1) : undefined;
}

/** The comma that ends the field at this place. */
export function commaBehind(text: MappedText, { end }: Span): Span | undefined {
	const index = text.offsetAt(end) ?? -1;
	return index !== -1 && text.text[index] === ',' ? text.spanOf(index, index + 1) : undefined;
}
