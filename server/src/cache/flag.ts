import type { MappedText } from '../text/mappedText.ts';
import type { Span } from '../text/span.ts';
import type { Build } from './build.ts';

/** `to`: the build writes a cache there (`--cache-to`); `from`: it reads one (`--cache-from`). */
export type Direction = 'to' | 'from';

/** The word that makes a place a cache flag: `--cache-to`, `cache_from`, `cache-to`. */
export interface FlagName {
	/** As typed, dashes included: `--cache-to`, `cache_to`. */
	readonly text: string;
	readonly span: Span;
	/**
	 * The spelling the tool knows, when it does not know the typed one: `cache-to` for `cache_to:` in a bake target,
	 * `--export-cache` for `buildctl build --cache-to`. `undefined` when the name is right.
	 */
	readonly correction: string | undefined;
}

/** One `key = value` of the object form of bake; keys are not lower-cased there. */
export interface ObjectAttribute {
	readonly key: MappedText;
	/** The value as a string (`true` → `true`, `3` → `3`); a nested list or object has none. */
	readonly value: MappedText | undefined;
	/** From the key to the end of the value. */
	readonly span: Span;
}

/** What is written at the flag: a string in the little language, or bake's object form. */
export type FlagValue =
	| { readonly form: 'text'; readonly text: MappedText }
	| { readonly form: 'object'; readonly attributes: readonly ObjectAttribute[]; readonly span: Span };

/** How the value comes to its flag. */
export type Origin =
	/** Typed at the flag. */
	| 'flag'
	/** A literal assigned to a variable that reaches a cache flag; it is linted where it is assigned. */
	| 'variable'
	/** A string literal inside an expression, `${{ c && 'type=gha' || '' }}`. */
	| 'expression';

/** What fixes need to know about the place; a host leaves out what it cannot say. */
export interface Layout {
	/**
	 * What is typed between two values to make two entries of them, in place of the comma: `\n      ` in a block scalar,
	 * `", "` in an HCL list, ` --cache-to ` or `" --cache-to "` in a shell word.
	 */
	readonly separator?: string;
	/** What to delete so that the whole entry is gone: the flag with its value, the line of a block, the list element. */
	readonly removal?: Span;
	/**
	 * Where a comment line about this place can stand: start of the line of the key or command, and its indentation.
	 * `comment` is how one begins there when it is not as in the rest of the file: `#` in a script inside of Groovy.
	 */
	readonly commentPlace?: { readonly offset: number; readonly indent: string; readonly comment?: string };
	/** How the user's home or a lasting directory is written here: `$HOME`, `${{ runner.temp }}`, `${HOME}`. */
	readonly home?: string;
	/** How an attribute of the object form is written here: `key = "value"` or `"key": "value"`. */
	readonly objectStyle?: 'hcl' | 'json';
}

/** Something objective that only the host language can see, for a rule to judge. */
export type FlagNote =
	/** A folded (`>`) or plain multi-line scalar made one value of several lines. `header` is the `>` or `>-`. */
	| { readonly code: 'folded'; readonly header: Span | undefined }
	/**
	 * A list where the action takes a string with one entry a line; `replacement` is the block that says the same, in which
	 * there is no place for the `comments` of the list.
	 */
	| {
			readonly code: 'sequence-input';
			/** The name of the input. */
			readonly key: Span;
			readonly span: Span;
			readonly replacement: string | undefined;
			readonly comments: readonly string[];
	  }
	/** A value of a shape the tool refuses: a string for a list, a map for a string. `edits` mend it. */
	| {
			readonly code: 'wrong-shape';
			readonly span: Span;
			readonly wanted: string;
			readonly edits: readonly { readonly span: Span; readonly text: string }[];
	  }
	/** A line continuation split the value in two words; `gap` is what to delete, `rest` the lost word. */
	| { readonly code: 'split-word'; readonly gap: Span; readonly rest: MappedText }
	/** The flag is the value of the option before it: `--build-arg --cache-to …`. */
	| { readonly code: 'swallowed'; readonly by: MappedText }
	/** Only the beginning of the value: where the variable is used, a comma and more attributes follow. */
	| { readonly code: 'joined' }
	/** The flag stands at the end of the command, without value. */
	| { readonly code: 'no-value' }
	/**
	 * A wrapper cuts the value at commas before the tool gets it: a plugin of a CI system, an orb. The pieces are pulled as
	 * images or handed over as caches of their own. `escape` is how a comma is kept there, where there is a way: `\\,`.
	 */
	| {
			readonly code: 'cut-at-commas';
			readonly wrapper: string;
			readonly pieces: 'pulled' | 'passed';
			readonly escape: string | undefined;
	  }
	/** `a && '' || b`: the empty middle makes the expression always `b`. */
	| { readonly code: 'always-truthy'; readonly span: Span; readonly replacement: string | undefined }
	/** `a == b && 'type=…'` without `|| ''`: false becomes the string `false`. `span` is the whole expression. */
	| { readonly code: 'may-be-false'; readonly span: Span; readonly insertAt: number };

/**
 * One place in a file where a cache is named, with the one value it has there.
 *
 * `docker buildx build --cache-to type=gha .` has one: `{ direction: 'to', name: '--cache-to', value: 'type=gha' }`.
 * A block scalar with three lines gives three flags that share `name` and `build`. A host also reports an empty value
 * (`--cache-to ""`, a half-typed flag), for completion.
 */
export interface CacheFlag {
	readonly direction: Direction;
	readonly build: Build;
	readonly name: FlagName;
	/** From the name to the end of the value; where they stand apart (a variable), the value alone. */
	readonly span: Span;
	readonly value: FlagValue;
	readonly origin: Origin;
	/**
	 * Whether all that the one expression of its value can come to stands in flags of their own: for
	 * `${{ c && 'type=gha' || '' }}` there is a second flag with `type=gha`, and nothing is left to wonder about.
	 */
	readonly isSpelledOut?: boolean;
	readonly layout: Layout;
	readonly notes: readonly FlagNote[];
}
