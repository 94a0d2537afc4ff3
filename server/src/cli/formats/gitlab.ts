import { createHash } from 'node:crypto';
import { type Format, toPlaces } from './format.ts';

const SEVERITIES = { error: 'major', warning: 'minor', info: 'info', hint: 'info' } as const;

/** GitLab's Code Quality report. Fingerprints stay the same while a finding stays where it is. */
export const gitlab: Format = ({ files }) => {
	const issues = files.flatMap(({ path, document, findings }) =>
		findings.map((finding) => {
			const { line, endLine } = toPlaces(document, finding.span);
			const { column } = toPlaces(document, finding.span);
			const fingerprint = createHash('sha256')
				.update([path, line, column, finding.rule].join('\0'))
				.digest('hex')
				.slice(0, 32);
			return {
				description: finding.message,
				check_name: finding.rule,
				fingerprint,
				severity: SEVERITIES[finding.severity],
				location: { path, lines: { begin: line, end: endLine } },
			};
		}),
	);
	return `${JSON.stringify(issues, undefined, 2)}\n`;
};
