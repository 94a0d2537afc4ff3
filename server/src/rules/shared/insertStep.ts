import type { Build } from '../../cache/build.ts';
import type { Edit } from '../rule.ts';

/** The edit that puts a step before that of a build; the lines of the step come without dash and indentation. */
export function insertStep({ pipeline }: Build, lines: readonly string[]): Edit | undefined {
	const place = pipeline?.stepPlace;
	if (place === undefined) return undefined;
	const text = lines.map((line, index) => `${place.indent}${index === 0 ? '- ' : '  '}${line}\n`).join('');
	return { span: { start: place.offset, end: place.offset }, text };
}
