import { MappedText } from '../../text/mappedText.ts';

/**
 * The line with the quotes of its CSV fields gone, as the actions' own reader leaves it: it parses the line as CSV and
 * joins the fields again (docker/actions-toolkit, src/util.ts, `Util.getInputList`). `"type=gha","mode=max"` becomes
 * `type=gha,mode=max`.
 */
export function unquoteFields(line: MappedText): MappedText {
	if (!line.text.includes('"')) return line;
	const builder = MappedText.builder(line.span.start);
	let at = 0;
	while (at <= line.length) {
		const rest = line.text.slice(at);
		const quoted = /^"((?:[^"]|"")*)"(?=,|$)/.exec(rest);
		const end = at + (quoted?.[0].length ?? (rest.indexOf(',') === -1 ? rest.length : rest.indexOf(',')));
		if (quoted === null) {
			builder.copy(line, at, end);
		} else {
			let from = at + 1;
			for (const { index } of quoted[1]!.matchAll(/""/g)) {
				builder.copy(line, from, at + 1 + index).write('"', line.spanOf(at + 1 + index, at + 3 + index));
				from = at + 3 + index;
			}
			builder.copy(line, from, end - 1);
		}
		if (end < line.length) builder.copy(line, end, end + 1);
		at = end + 1;
	}
	return builder.build();
}
