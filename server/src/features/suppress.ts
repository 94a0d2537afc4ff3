import type { CacheFlag } from '../cache/flag.ts';
import type { HostLanguage, SourceFile } from '../hosts/host.ts';
import type { Edit, Finding } from '../rules/rule.ts';
import { contains, overlaps } from '../text/span.ts';

interface Suppressible {
	readonly file: SourceFile;
	readonly host: HostLanguage;
	readonly flags: readonly CacheFlag[];
}

/** The edit that puts `# cachelint: ignore[rule]` above the flag of a finding, or above its build. */
export function writeSuppression(document: Suppressible, finding: Finding): Edit | undefined {
	const flag =
		document.flags.find((candidate) => overlaps(candidate.span, finding.span)) ??
		document.flags.find((candidate) => contains(candidate.build.span, finding.span));
	const place = flag?.layout.commentPlace;
	const comment = place?.comment ?? document.host.comment;
	if (comment === undefined || place === undefined) return undefined;
	const newline = document.file.text.includes('\r\n') ? '\r\n' : '\n';
	const text = `${place.indent}${comment} cachelint: ignore[${finding.rule}]${newline}`;
	return { span: { start: place.offset, end: place.offset }, text };
}
