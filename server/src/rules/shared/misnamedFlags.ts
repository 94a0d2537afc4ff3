import type { Tool } from '../../cache/build.ts';
import type { FlagName } from '../../cache/flag.ts';
import type { BuildView, Report } from '../rule.ts';

/** A name the tool does not know, `cache_to` in a bake target, with the one it would: `cache-to`. */
export interface MisnamedFlag extends FlagName {
	readonly correction: string;
	/** Whether the right name is there as well, so that renaming would make it twice. */
	readonly isTaken: boolean;
}

/** The misnamed flags of a build, each once though several share a name (`cache_to: |` with three lines). */
export function misnamedFlags(view: BuildView, tools: readonly Tool[]): readonly MisnamedFlag[] {
	if (!tools.includes(view.build.tool)) return [];
	const found = new Map<number, MisnamedFlag>();
	for (const { flag } of view.entries) {
		const { correction, span } = flag.name;
		if (correction === undefined) continue;
		const isTaken = view.entries.some((other) => other.flag.name.text === correction);
		found.set(span.start, { ...flag.name, correction, isTaken });
	}
	return [...found.values()];
}

/** A finding about a misnamed flag, mended by writing the correction. */
export function misnamedReport(name: MisnamedFlag, message: string, safe: boolean): Report {
	const title = `Rename \`${name.text}\` to \`${name.correction}\``;
	const edit = { span: name.span, text: name.correction };
	return { span: name.span, message, fixes: name.isTaken ? [] : [{ title, safe, edits: [edit] }] };
}
