import type { MappedText } from '../mappedText.ts';
import type { Span } from '../span.ts';

/** One value of a YAML file. */
export type YamlNode = YamlScalar | YamlMap | YamlSequence | YamlAlias;

/** The five ways to write a string in YAML. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/**
 * A string, number, boolean or nothing, always read as text.
 *
 * In `cache-to: "type=gha"` the value is `type=gha` at 11–19 and `span`, with the quotes, 10–20.
 */
export interface YamlScalar {
	readonly kind: 'scalar';
	/** The decoded text, with the place of every character; decoded when first asked for. */
	readonly value: MappedText;
	readonly style: ScalarStyle;
	/** As written: with quotes or block header, without the line ends after a block. */
	readonly span: Span;
	/** The header of a block scalar: `|`, `>-`, `|2+`. */
	readonly header: Span | undefined;
	/** Whether its closing quote is missing. */
	readonly isUnclosed: boolean;
	/** Whether nothing is written where a value is due, as after `cache-to:`. */
	readonly isAbsent: boolean;
	readonly anchor: string | undefined;
}

/** A key with its value. `span` is from the key to the end of the value. */
export interface YamlPair {
	/** A key that is no scalar is read as an empty one at its place. */
	readonly key: YamlScalar;
	/** `undefined` when even the colon is missing. */
	readonly value: YamlNode | undefined;
	readonly span: Span;
}

/** A mapping, in block or flow (`{ a: b }`) form; its pairs stand as written, duplicates and `<<` among them. */
export interface YamlMap {
	readonly kind: 'map';
	readonly pairs: readonly YamlPair[];
	readonly isFlow: boolean;
	readonly span: Span;
	readonly anchor: string | undefined;
}

/** A sequence, in block or flow (`[a, b]`) form. */
export interface YamlSequence {
	readonly kind: 'sequence';
	/** A tag of its own before it: `!reference` of GitLab. */
	readonly tag: string | undefined;
	readonly items: readonly YamlNode[];
	readonly isFlow: boolean;
	readonly span: Span;
	readonly anchor: string | undefined;
}

/** `*name`. Targets are always finished earlier, so that following aliases never runs in circles. */
export interface YamlAlias {
	readonly kind: 'alias';
	readonly name: string;
	/** What the nearest `&name` above it marks. */
	readonly target: Exclude<YamlNode, YamlAlias> | undefined;
	readonly span: Span;
}

/** Something the YAML reader objects to: `Nested mappings are not allowed in compact mappings`. */
export interface YamlProblem {
	readonly message: string;
	readonly span: Span;
}

/** A YAML file as read by `readYaml`. */
export interface YamlFile {
	/** The content of each document that has one. */
	readonly documents: readonly YamlNode[];
	/** The comments without their `#`, in order. */
	readonly comments: readonly MappedText[];
	readonly problems: readonly YamlProblem[];
}
