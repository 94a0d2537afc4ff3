import { attributesOf, type CacheDocument, type Tool } from '../service.ts';
import { toPlaces } from './formats/format.ts';

/** One cache as `cachelint list` prints it. */
export interface ListedEntry {
	readonly path: string;
	readonly line: number;
	readonly column: number;
	readonly endLine: number;
	readonly endColumn: number;
	readonly direction: 'to' | 'from';
	readonly tool: string;
	/** The logical value, expansions as they are written; the object form as CSV. */
	readonly value: string;
	/** Empty where it is not a literal. */
	readonly type: string;
	readonly attributes: Readonly<Record<string, string>>;
	/** Whether the whole value is one expansion. */
	readonly dynamic: boolean;
}

/**
 * Every cache entry of a document that would be linted; flags without a value are none, and of an expression that only
 * chooses between literals those are the entries.
 */
export function listEntries(path: string, document: CacheDocument): readonly ListedEntry[] {
	return document.entries
		.filter(({ form, flag }) => form !== 'empty' && flag.isSpelledOut !== true)
		.map((entry) => {
			const { type, attributes, value } = attributesOf(entry);
			return {
				path,
				...toPlaces(document, entry.span),
				direction: entry.direction,
				tool: nameOf(entry.flag.build.tool),
				value,
				type,
				attributes,
				dynamic: entry.form === 'opaque',
			};
		});
}

/** The word for a tool: the builder that Docker had before BuildKit is `docker` as well. */
function nameOf(tool: Tool): string {
	return tool === 'docker-legacy' ? 'docker' : tool;
}

/** The inventory for people: `ci.yml:12:21 to registry type=registry,ref=o/app:cache`. */
export function formatList(entries: readonly ListedEntry[]): string {
	return entries
		.map(
			({ path, line, column, direction, tool, value }) =>
				`${path}:${line}:${column}: ${tool} cache-${direction} ${value}\n`,
		)
		.join('');
}
