import pc from 'picocolors';
import type { CacheDocument, Finding } from '../../service.ts';
import { type CheckedFile, type CheckResult, type Format, relatedPlaces, toPlaces } from './format.ts';

type Colors = ReturnType<typeof pc.createColors>;

/** For people: the line with a caret under what is meant, the message, and how to mend it. */
export const pretty: Format = (result) => {
	const { files, usesColor } = result;
	const colors = pc.createColors(usesColor);
	const withFindings = files.filter(({ findings }) => findings.length > 0);
	const frames = withFindings.flatMap((file) =>
		file.findings.map((finding) => drawFinding(file, finding, { colors, result })),
	);
	return [...frames, summarize(files, colors)].join('\n');
};

function drawFinding(
	file: CheckedFile,
	finding: Finding,
	{ colors, result }: { readonly colors: Colors; readonly result: CheckResult },
): string {
	const { document } = file;
	const { line, column } = toPlaces(document, finding.span);
	const paint = painterOf(finding, colors);
	const fix = file.fixesOf(finding)[0];
	const lines = [
		`${paint(finding.severity)}${colors.bold(`[${finding.rule}]`)} ${finding.message}`,
		`${colors.dim('  ╭─')} ${colors.cyan(`${file.path}:${line}:${column}`)}`,
		...drawFrame(document, finding.span, paint, colors),
	];
	for (const related of relatedPlaces(file, finding, result)) {
		const { path, document } = related.file;
		const place = toPlaces(document, related.span);
		lines.push(`${colors.dim('  ├─')} ${colors.cyan(`${path}:${place.line}:${place.column}`)} ${related.message}`);
		lines.push(...drawFrame(document, related.span, colors.cyan, colors));
	}
	lines.push(
		fix === undefined
			? colors.dim('  ╰─')
			: `${colors.dim('  ╰─')} ${colors.green(fix.safe ? 'fix' : 'possible fix')}: ${fix.title}`,
	);
	return `${lines.join('\n')}\n`;
}

/** The line of a span with carets below its first line. Tabs are drawn as they are, so that the carets stand right. */
function drawFrame(
	document: CacheDocument,
	span: { readonly start: number; readonly end: number },
	paint: (text: string) => string,
	colors: Colors,
): string[] {
	const { line, column } = document.lines.positionOf(span.start);
	const text = document.lines.textOf(line);
	const from = Math.min(column, text.length);
	const to = Math.max(from + 1, Math.min(text.length, from + span.end - span.start));
	const number = String(line + 1);
	const { before, shown, width } = clip(text, from, to);
	const bar = colors.dim('  │');
	return [
		`${bar} ${colors.dim(number)} ${shown}`,
		`${bar} ${' '.repeat(number.length)} ${before}${paint('^'.repeat(width))}`,
	];
}

/** Shows at most about 160 columns of a long line, around what is marked. */
function clip(
	text: string,
	from: number,
	to: number,
): { readonly before: string; readonly shown: string; readonly width: number } {
	const blank = (part: string) => part.replace(/[^\t]/gu, ' ');
	if (text.length <= 160)
		return { before: blank(text.slice(0, from)), shown: text, width: countColumns(text.slice(from, to)) };
	const start = Math.max(0, from - 60);
	const shown = text.slice(start, start + 160);
	const lead = start > 0 ? '…' : '';
	const tail = start + 160 < text.length ? '…' : '';
	return {
		before: blank(lead + text.slice(start, from)),
		shown: lead + shown + tail,
		width: countColumns(text.slice(from, Math.min(to, start + 160))),
	};
}

/** Characters, not UTF-16 units: a caret under an emoji is one. */
function countColumns(text: string): number {
	return Math.max(1, [...text].length);
}

function painterOf(finding: Finding, colors: Colors): (text: string) => string {
	switch (finding.severity) {
		case 'error':
			return colors.red;
		case 'warning':
			return colors.yellow;
		case 'info':
			return colors.blue;
		case 'hint':
			return colors.dim;
	}
}

function summarize(files: readonly CheckedFile[], colors: Colors): string {
	const all = files.flatMap(({ findings }) => findings);
	const entries = files.reduce((sum, { document }) => sum + document.entries.length, 0);
	const checked = `${count(entries, 'cache entry', 'cache entries')} in ${count(files.length, 'file')}`;
	if (all.length === 0) return `${colors.green('✓')} no problems; checked ${checked}\n`;
	const parts = (['error', 'warning', 'info', 'hint'] as const)
		.map((severity) => ({ severity, number: all.filter((finding) => finding.severity === severity).length }))
		.filter(({ number }) => number > 0)
		.map(({ severity, number }) => (severity === 'info' ? `${number} info` : count(number, severity)));
	const fixable = files.reduce(
		(sum, file) => sum + file.findings.filter((finding) => file.fixesOf(finding).some(({ safe }) => safe)).length,
		0,
	);
	const hint = fixable === 0 ? '' : `; ${fixable} fixable with --fix`;
	return `${colors.bold(parts.join(', '))} in ${checked}${hint}\n`;
}

function count(number: number, one: string, many = `${one}s`): string {
	return `${number} ${number === 1 ? one : many}`;
}
