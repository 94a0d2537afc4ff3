import { type Format, toPlaces } from './format.ts';

/** One line each, `path:line:column: severity [rule] message`: for editors, grep and problem matchers. */
export const compact: Format = ({ files }) =>
	files
		.flatMap(({ path, document, findings }) =>
			findings.map((finding) => {
				const { line, column } = toPlaces(document, finding.span);
				return `${path}:${line}:${column}: ${finding.severity} [${finding.rule}] ${finding.message.replaceAll('\n', ' ')}\n`;
			}),
		)
		.join('');
