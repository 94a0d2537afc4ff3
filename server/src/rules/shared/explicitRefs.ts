import type { CacheFlag } from '../../cache/flag.ts';
import { readCsvRecord } from '../../text/csv.ts';
import type { Edit, Fix } from '../rule.ts';

const PREFIX = 'type=registry,ref=';

/**
 * The fix that writes the bare references of a flag in the long form: `o/app:a` becomes `type=registry,ref=o/app:a`, and of a
 * list, `o/app:a,o/app:b`, each becomes an entry of its own. None where there is no place for several.
 */
export function explicitRefFixes({ value, layout }: CacheFlag): readonly Fix[] {
	if (value.form !== 'text') return [];
	const { fields, error } = readCsvRecord(value.text);
	const { separator } = layout;
	const [first, ...rest] = fields;
	if (first === undefined || error !== undefined || fields.some(({ isQuoted }) => isQuoted)) return [];
	if (separator === undefined && rest.length > 0) return [];
	const start: Edit = { span: { start: first.span.start, end: first.span.start }, text: PREFIX };
	const others = rest.map(({ span }, index): Edit => {
		return { span: { start: fields[index]!.span.end, end: span.start }, text: `${separator}${PREFIX}` };
	});
	return [{ title: `Write \`${PREFIX}…\``, safe: false, edits: [start, ...others] }];
}
