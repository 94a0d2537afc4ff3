import type { Log, Result } from 'sarif';
import { ruleUrl } from '../../service.ts';
import { type CheckedFile, type Format, toPlaces } from './format.ts';

const LEVELS = { error: 'error', warning: 'warning', info: 'note', hint: 'note' } as const;

/** SARIF 2.1.0 with the rules, tried fixes and columns in UTF-16 units. */
export const sarif: Format = ({ files, rules, version }) => {
	const log: Log = {
		$schema: 'https://json.schemastore.org/sarif-2.1.0.json',
		version: '2.1.0',
		runs: [
			{
				columnKind: 'utf16CodeUnits',
				originalUriBaseIds: { '%SRCROOT%': { description: { text: 'Where cachelint was run.' } } },
				tool: {
					driver: {
						name: 'cachelint',
						version,
						semanticVersion: version,
						informationUri: 'https://github.com/cachelint/cachelint',
						rules: rules.map((rule) => ({
							id: rule.id,
							shortDescription: { text: rule.summary },
							help: { text: rule.docs, markdown: rule.docs },
							helpUri: ruleUrl(rule.id),
							defaultConfiguration: { level: LEVELS[rule.severity] },
						})),
					},
				},
				results: files.flatMap(toResults),
			},
		],
	};
	return `${JSON.stringify(log, undefined, 2)}\n`;
};

function toResults(file: CheckedFile): Result[] {
	const uri = { uri: encodeURI(file.path), uriBaseId: '%SRCROOT%' };
	const region = (span: { readonly start: number; readonly end: number }) => {
		const { line, column, endLine, endColumn } = toPlaces(file.document, span);
		return { startLine: line, startColumn: column, endLine, endColumn };
	};
	return file.findings.map((finding) => {
		const fixes = file.fixesOf(finding).map(({ title, edits }) => ({
			description: { text: title },
			artifactChanges: [
				{
					artifactLocation: uri,
					replacements: edits.map(({ span, text }) => ({ deletedRegion: region(span), insertedContent: { text } })),
				},
			],
		}));
		return {
			ruleId: finding.rule,
			level: LEVELS[finding.severity],
			message: { text: finding.message },
			locations: [{ physicalLocation: { artifactLocation: uri, region: region(finding.span) } }],
			...(finding.related.length === 0
				? {}
				: {
						relatedLocations: finding.related.map(({ span, message }) => ({
							message: { text: message },
							physicalLocation: { artifactLocation: uri, region: region(span) },
						})),
					}),
			...(fixes.length === 0 ? {} : { fixes }),
		};
	});
}
