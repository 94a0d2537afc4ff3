import { ruleUrl } from '../../service.ts';
import { type Format, relatedPlaces, toPlaces } from './format.ts';

/** One versioned JSON document; files with cache entries are all listed. */
export const json: Format = (result) => {
	const { files } = result;
	const document = {
		version: 1,
		files: files
			.filter((file) => file.document.entries.length > 0 || file.findings.length > 0)
			.map((file) => ({
				path: file.path,
				findings: file.findings.map((finding) => ({
					rule: finding.rule,
					severity: finding.severity,
					message: finding.message,
					...toPlaces(file.document, finding.span),
					url: ruleUrl(finding.rule),
					...(finding.related.length === 0
						? {}
						: {
								related: relatedPlaces(file, finding, result).map((other) => ({
									message: other.message,
									...(other.file === file ? {} : { path: other.file.path }),
									...toPlaces(other.file.document, other.span),
								})),
							}),
					fixes: file.fixesOf(finding).map(({ title, safe, edits }) => ({
						title,
						safe,
						edits: edits.map(({ span, text }) => ({ ...toPlaces(file.document, span), text })),
					})),
				})),
			})),
	};
	return `${JSON.stringify(document, undefined, 2)}\n`;
};
