import { MappedText } from '../text/mappedText.ts';
import type { Build } from './build.ts';
import type { CacheFlag } from './flag.ts';

/** The fields of flags and builds that hold document offsets; nothing else does. */
const OFFSETS: ReadonlySet<string> = new Set(['start', 'end', 'offset', 'insertAt']);

/** How a document has changed before and around some flags. */
export interface Move {
	/** What lies before this offset has stayed where it was. */
	readonly from: number;
	/** How much longer (or shorter) the document has got between there and the flags. */
	readonly delta: number;
}

/**
 * The same flags, or builds, where the document has changed before them: what reading it again would give. Flags that
 * share a build still do.
 */
export function moveAll<T extends CacheFlag | Build>(found: readonly T[], move: Move): readonly T[] {
	if (move.delta === 0) return found;
	const moved = new Map<object, unknown>();
	return found.map((one) => moveValue(one, move, moved) as T);
}

/** The same text after such a change. */
export function moveText(text: MappedText, { from, delta }: Move): MappedText {
	return text.span.start < from ? text : text.move(delta);
}

function moveValue(value: unknown, move: Move, moved: Map<object, unknown>): unknown {
	if (typeof value !== 'object' || value === null) return value;
	const known = moved.get(value);
	if (known !== undefined) return known;
	const result = moveObject(value, move, moved);
	moved.set(value, result);
	return result;
}

function moveObject(value: object, move: Move, moved: Map<object, unknown>): unknown {
	if (value instanceof MappedText) return moveText(value, move);
	if (Array.isArray(value)) return value.length === 0 ? value : value.map((item) => moveValue(item, move, moved));
	const result: Record<string, unknown> = {};
	for (const [key, part] of Object.entries(value)) {
		if (typeof part !== 'number' || !OFFSETS.has(key)) result[key] = moveValue(part, move, moved);
		// An empty place at the very end of what has stayed belongs to it: `end` is exclusive.
		else result[key] = part < move.from || (key === 'end' && part === move.from) ? part : part + move.delta;
	}
	return result;
}
