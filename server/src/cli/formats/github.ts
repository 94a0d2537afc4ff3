import { type Format, toPlaces } from './format.ts';

/** Workflow commands that GitHub shows as annotations; errors first, as it shows only the first ten a step. */
export const github: Format = ({ files }) => {
	const rank = { error: 0, warning: 1, info: 2, hint: 3 } as const;
	return files
		.flatMap(({ path, document, findings }) => findings.map((finding) => ({ path, document, finding })))
		.sort((a, b) => rank[a.finding.severity] - rank[b.finding.severity])
		.map(({ path, document, finding }) => {
			const { line, column, endLine, endColumn } = toPlaces(document, finding.span);
			const kind = finding.severity === 'error' || finding.severity === 'warning' ? finding.severity : 'notice';
			const columns = line === endLine ? `,col=${column},endColumn=${endColumn}` : '';
			const title = escapeProperty(`cachelint: ${finding.rule}`);
			return `::${kind} file=${escapeProperty(path)},line=${line},endLine=${endLine}${columns},title=${title}::${escapeData(finding.message)}\n`;
		})
		.join('');
};

function escapeData(text: string): string {
	return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
	return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
