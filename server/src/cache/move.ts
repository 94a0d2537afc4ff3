import { MappedText } from '../text/mappedText.ts';
import type { CacheFlag } from './flag.ts';

/** The fields of flags and builds that hold document offsets; nothing else does. */
const OFFSETS: ReadonlySet<string> = new Set(['start', 'end', 'offset', 'insertAt']);

/**
 * The same flags where the document has got `delta` units longer (or shorter) before them: what reading it again would
 * give. Flags that share a build still do.
 */
export function moveFlags(flags: readonly CacheFlag[], delta: number): readonly CacheFlag[] {
	if (delta === 0) return flags;
	const moved = new Map<object, unknown>();
	return flags.map((flag) => moveValue(flag, delta, moved) as CacheFlag);
}

function moveValue(value: unknown, delta: number, moved: Map<object, unknown>): unknown {
	if (typeof value !== 'object' || value === null) return value;
	const known = moved.get(value);
	if (known !== undefined) return known;
	const result = moveObject(value, delta, moved);
	moved.set(value, result);
	return result;
}

function moveObject(value: object, delta: number, moved: Map<object, unknown>): unknown {
	if (value instanceof MappedText) return value.move(delta);
	if (Array.isArray(value)) return value.length === 0 ? value : value.map((item) => moveValue(item, delta, moved));
	const result: Record<string, unknown> = {};
	for (const [key, part] of Object.entries(value)) {
		result[key] = typeof part === 'number' && OFFSETS.has(key) ? part + delta : moveValue(part, delta, moved);
	}
	return result;
}
