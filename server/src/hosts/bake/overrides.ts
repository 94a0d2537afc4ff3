import type { MappedText } from '../../text/mappedText.ts';

/**
 * Whether an override of bake may be one of caches that cannot be seen: `$OVERRIDE` and `*.$KEY=x`, and not
 * `$TARGET.args.A=b`.
 */
export function mayOverrideCaches(override: MappedText): boolean {
	const key = /^[^=]*/.exec(override.text)![0];
	const dot = key.indexOf('.');
	return dot === -1 ? override.slice(0, key.length).isDynamic : override.expansionAt(dot + 1) !== undefined;
}

/** The build arguments that overrides of bake set: `A=b` of `*.args.A=b`. */
export function argumentsOf(overrides: readonly MappedText[]): readonly MappedText[] {
	return overrides.flatMap((override) => {
		const match = /^[^=.]*\.args\./.exec(override.text);
		return match === null ? [] : [override.slice(match[0].length)];
	});
}
