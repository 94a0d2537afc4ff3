import type { Example } from '../../server/src/rules/rule.ts';
import { dedent } from '../../server/src/rules/rulePage.ts';
import { createCacheService, type Workspace, workspaceAround } from '../../server/src/service.ts';
import type { Span } from '../../server/src/text/span.ts';

export { dedent };

/** A finding that an example expects: what its carets stand under, and the message behind them. */
export interface Expectation {
	readonly span: Span;
	readonly message: string;
}

/** An example without its caret lines, and what those said. */
export interface ReadExample {
	readonly text: string;
	readonly expected: readonly Expectation[];
}

const CARETS = /^([ \t]*)(\^+)(?: (.*))?$/;

/**
 * Takes the caret lines out of an example. Carets stand under the characters they mark; tabs count as one character,
 * as in the line above, which the caret line must begin with. A span over several lines is marked on its first line.
 */
export function readExample(example: Pick<Example, 'text'>): ReadExample {
	const lines = dedent(example.text).split('\n');
	const kept: string[] = [];
	const expected: { line: number; from: number; to: number; message: string }[] = [];
	for (const line of lines) {
		const match = CARETS.exec(line);
		if (match === null || kept.length === 0) {
			kept.push(line);
			continue;
		}
		const from = match[1]!.length;
		expected.push({ line: kept.length - 1, from, to: from + match[2]!.length, message: match[3] ?? '' });
	}
	const starts: number[] = [];
	let at = 0;
	for (const line of kept) {
		starts.push(at);
		at += line.length + 1;
	}
	return {
		text: kept.join('\n'),
		expected: expected.map(({ line, from, to, message }) => ({
			span: { start: starts[line]! + from, end: starts[line]! + to },
			message,
		})),
	};
}

/** Draws what was found under the text, in the form examples are written in: a failing test shows what to write. */
export function drawFindings(
	text: string,
	findings: readonly { readonly span: Span; readonly message: string }[],
): string {
	const out: string[] = [];
	let at = 0;
	for (const line of text.split('\n')) {
		out.push(line);
		for (const { span, message } of findings) {
			if (span.start < at || span.start > at + line.length) continue;
			const width = Math.max(1, Math.min(span.end, at + line.length) - span.start);
			const indent = line.slice(0, span.start - at).replace(/[^\t]/g, ' ');
			out.push(`${indent}${'^'.repeat(width)} ${message}`);
		}
		at += line.length + 1;
	}
	return out.join('\n');
}

/** The whole workspace, where an example says which other files there are. */
export function workspaceOf(example: Example): Workspace | undefined {
	if (example.others === undefined && example.remote === undefined) return undefined;
	const service = createCacheService();
	const files = Object.entries(example.others ?? {}).flatMap(
		([path, text]) => service.read({ path, text: dedent(text) }) ?? [],
	);
	return workspaceAround(example.path, { files, isWhole: example.others !== undefined, remote: example.remote });
}
