import type { FlagNote } from '../../cache/flag.ts';
import type { YamlScalar } from '../../text/yaml/yamlNode.ts';

/** A note when line ends of the file became blanks of the value, so that lines meant as a list are one entry. */
export function foldNotes(scalar: YamlScalar): readonly FlagNote[] {
	const { style, value } = scalar;
	if (style === 'literal') return [];
	for (let at = value.text.indexOf(' '); at !== -1; at = value.text.indexOf(' ', at + 1)) {
		// A fold spans the line end and the indentation; in block scalars the next character is just further on.
		const isFold = value.endOf(at) - value.startOf(at) > 1;
		const isLineEnd = style === 'folded' && at + 1 < value.length && value.startOf(at + 1) > value.endOf(at);
		if (isFold || isLineEnd) return [{ code: 'folded', header: scalar.header }];
	}
	return [];
}
