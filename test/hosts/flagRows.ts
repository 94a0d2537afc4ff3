import { readFileSync } from 'node:fs';
import type { CacheFlag } from '../../server/src/cache/flag.ts';
import type { HostLanguage, SourceFile } from '../../server/src/hosts/host.ts';
import { indexLines } from '../../server/src/text/lines.ts';

/** A fixture as the host gets it. */
export function readFixture(path: string): SourceFile {
	return { path, text: readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8') };
}

/**
 * The flags of a file, one a row: `to build-push-action 44:21 type=gha,mode=max`. Behind the value stand `(dynamic)`
 * where it is one expression, `(spelled out)` where all that comes of that stands in rows of its own, the origin if it is not the flag itself, a corrected name and the notes.
 */
export function flagRows(host: HostLanguage, file: SourceFile): readonly string[] {
	const lines = indexLines(file.text);
	return host.find(file).flags.map((flag) => {
		const { value, build, direction, origin, name, notes } = flag;
		const { line, column } = lines.positionOf(spanOfValue(flag).start);
		const parts = [direction, build.tool, `${line + 1}:${column + 1}`, writtenValue(flag)];
		if (value.form === 'text' && value.text.isOneExpansion)
			parts.push(flag.isSpelledOut ? '(spelled out)' : '(dynamic)');
		if (origin !== 'flag') parts.push(`(${origin})`);
		if (name.correction !== undefined) parts.push(`(${name.text} is ${name.correction})`);
		for (const note of notes) parts.push(`(${note.code})`);
		return parts.join(' ');
	});
}

/** Where the value of a flag stands. */
export function spanOfValue({ value }: CacheFlag) {
	return value.form === 'text' ? value.text.span : value.span;
}

function writtenValue({ value }: CacheFlag): string {
	if (value.form === 'text') return value.text.written === '' ? '""' : JSON.stringify(value.text.written).slice(1, -1);
	return `{${value.attributes.map((attribute) => `${attribute.key.written}=${attribute.value?.written}`).join(',')}}`;
}
