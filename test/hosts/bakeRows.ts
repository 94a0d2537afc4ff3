import type { CacheFlag } from '../../server/src/cache/flag.ts';
import type { HostLanguage } from '../../server/src/hosts/host.ts';
import { indexLines } from '../../server/src/text/lines.ts';

/** One line for every flag: direction, place, value as written, and what is special about it. */
export function rowsOf(host: HostLanguage, text: string, path: string): readonly string[] {
	const lines = indexLines(text);
	return host.find({ path, text }).flags.map((flag) => {
		const { line, column } = lines.positionOf(startOf(flag));
		return [
			flag.direction,
			`${line + 1}:${column + 1}`,
			showValue(flag),
			...(flag.build.tool === 'bake' ? [] : [flag.build.tool]),
			...(flag.value.form === 'text' && flag.value.text.isOneExpansion ? ['(dynamic)'] : []),
			...(flag.origin === 'flag' ? [] : [`(${flag.origin})`]),
			...(flag.name.correction === undefined ? [] : [`(${flag.name.text} for ${flag.name.correction})`]),
			...flag.notes.map((note) => `(${note.code}${note.code === 'wrong-shape' ? `: ${note.wanted}` : ''})`),
		].join(' ');
	});
}

function startOf({ value }: CacheFlag): number {
	return value.form === 'text' ? value.text.span.start : value.span.start;
}

function showValue({ value }: CacheFlag): string {
	if (value.form === 'text') return value.text.length === 0 ? '<empty>' : value.text.written.replaceAll('\n', '⏎');
	return `{${value.attributes.map((attribute) => `${attribute.key.written}=${attribute.value?.written ?? '?'}`).join(' ')}}`;
}
