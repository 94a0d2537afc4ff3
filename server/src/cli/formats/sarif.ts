import type { Log, Result } from 'sarif';
import { ruleUrl, type Span } from '../../service.ts';
import { type CheckedFile, type CheckResult, type Format, relatedPlaces, toPlaces } from './format.ts';

const LEVELS = { error: 'error', warning: 'warning', info: 'note', hint: 'note' } as const;

/** SARIF 2.1.0 with the rules, tried fixes and columns in UTF-16 units. */
export const sarif: Format = (result) => {
	const { files, rules, version } = result;
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
				results: files.flatMap((file) => toResults(file, result)),
			},
		],
	};
	return `${JSON.stringify(log, undefined, 2)}\n`;
};

function toResults(file: CheckedFile, result: CheckResult): Result[] {
	const uri = uriOf(file);
	const region = (span: Span) => regionOf(file, span);
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
						relatedLocations: relatedPlaces(file, finding, result).map((other) => ({
							message: { text: other.message },
							physicalLocation: { artifactLocation: uriOf(other.file), region: regionOf(other.file, other.span) },
						})),
					}),
			...(fixes.length === 0 ? {} : { fixes }),
		};
	});
}

function uriOf({ path }: CheckedFile) {
	return { uri: encodeURI(path), uriBaseId: '%SRCROOT%' };
}

function regionOf({ document }: CheckedFile, span: Span) {
	const { line, column, endLine, endColumn } = toPlaces(document, span);
	return { startLine: line, startColumn: column, endLine, endColumn };
}
