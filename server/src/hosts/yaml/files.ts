import type { CacheFlag } from '../../cache/flag.ts';
import type { SourceFile } from '../host.ts';

/** Whether a file is YAML by its language id or its name; ids of dialects begin or end with `yaml`. */
export function isYamlFile(file: SourceFile): boolean {
	return /\.ya?ml$/i.test(file.path) || /^(?:yaml\b|dockercompose$)|\byaml$/.test(file.languageId ?? '');
}

/**
 * Flags in the order of the file, each place once: what an anchor marks or a variable holds is used several times but
 * written once. A place that is read and written is there twice.
 */
export function inFileOrder(flags: readonly CacheFlag[]): readonly CacheFlag[] {
	const unique = new Map<string, CacheFlag>();
	for (const flag of flags) {
		const span = flag.value.form === 'text' ? flag.value.text.span : flag.value.span;
		const key = `${flag.direction} ${span.start} ${span.end}`;
		if (!unique.has(key)) unique.set(key, flag);
	}
	const startOf = ({ value }: CacheFlag) => (value.form === 'text' ? value.text.span : value.span).start;
	return [...unique.values()].sort((a, b) => startOf(a) - startOf(b));
}
