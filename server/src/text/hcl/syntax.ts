import type { MappedText } from '../mappedText.ts';
import type { Span } from '../span.ts';

/** A whole HCL document as {@link readHcl} gives it: `x = 1 # y` is a body of one attribute and one comment. */
export interface HclFile {
	readonly body: HclBody;
	/** All comments in the order they stand in, those inside expressions too. */
	readonly comments: readonly HclComment[];
}

/** A comment without its marks: of `# cachelint-disable` the text is ` cachelint-disable`. */
export interface HclComment {
	readonly value: MappedText;
	/** The comment with its marks, without the line end. */
	readonly span: Span;
}

/** What stands between the braces of a block, or at the top of a file. */
export interface HclBody {
	readonly attributes: readonly HclAttribute[];
	readonly blocks: readonly HclBlock[];
	readonly span: Span;
}

/** `name = value` in a body. */
export interface HclAttribute {
	readonly name: string;
	readonly nameSpan: Span;
	readonly value: HclExpression;
	/** From the name to the end of the value. */
	readonly span: Span;
}

/** `target "app" { … }`: type `target`, one label `app`. */
export interface HclBlock {
	readonly type: string;
	readonly typeSpan: Span;
	/** Decoded labels; their spans are without the quotes. */
	readonly labels: readonly MappedText[];
	readonly body: HclBody;
	readonly span: Span;
}

/** A value as it is written; nothing is computed. Every kind has the span of all of it. */
export type HclExpression =
	| HclString
	| HclHeredoc
	| HclList
	| HclObject
	| HclConditional
	| HclCall
	| HclFor
	| HclReference
	| HclAccess
	| HclParenthesised
	| HclOperation
	| HclLiteral
	| HclMissing;

/** `"a-${b}"`: value `a-￼`, one template. */
export interface HclString {
	readonly kind: 'string';
	/** The decoded text; each `${…}` and `%{…}` is one expansion. Its span is without the quotes. */
	readonly value: MappedText;
	readonly templates: readonly HclTemplate[];
	/** Whether the closing quote is there; an open string ends at its line's end. */
	readonly isClosed: boolean;
	readonly span: Span;
}

/** `<<EOT … EOT` or `<<-EOT … EOT`; the value has the line end before the closing mark. */
export interface HclHeredoc {
	readonly kind: 'heredoc';
	/** The decoded text; its span is all lines between the two marks. */
	readonly value: MappedText;
	readonly templates: readonly HclTemplate[];
	readonly isClosed: boolean;
	readonly span: Span;
}

/** `${expression}` or the `%{ if expression }` of a string; `expression` is missing in `%{ endif }`. */
export interface HclTemplate {
	/** Index of its expansion in the string's value. */
	readonly index: number;
	readonly isDirective: boolean;
	readonly expression: HclExpression;
	readonly span: Span;
}

/** `[a, b]`. */
export interface HclList {
	readonly kind: 'list';
	readonly items: readonly HclExpression[];
	/** Whether the closing bracket is there. */
	readonly isClosed: boolean;
	readonly span: Span;
}

/** `{ type = "gha", "mode": "max" }`. */
export interface HclObject {
	readonly kind: 'object';
	readonly items: readonly HclObjectItem[];
	readonly isClosed: boolean;
	readonly span: Span;
}

/** `key = value` or `key: value` in an object. */
export interface HclObjectItem {
	readonly key: HclExpression;
	/** The key where it is known: a bare word or a string without templates. */
	readonly name: string | undefined;
	/** The key without quotes. */
	readonly nameSpan: Span;
	readonly value: HclExpression;
	readonly span: Span;
}

/** `condition ? consequent : alternative`. */
export interface HclConditional {
	readonly kind: 'conditional';
	readonly condition: HclExpression;
	readonly consequent: HclExpression;
	readonly alternative: HclExpression;
	readonly span: Span;
}

/** `concat(a, b)`. */
export interface HclCall {
	readonly kind: 'call';
	readonly name: string;
	readonly nameSpan: Span;
	readonly args: readonly HclExpression[];
	readonly span: Span;
}

/** `[for v in collection : result if condition]`, or with `key => result` in braces. */
export interface HclFor {
	readonly kind: 'for';
	readonly names: readonly string[];
	readonly collection: HclExpression;
	readonly key: HclExpression | undefined;
	readonly result: HclExpression;
	readonly condition: HclExpression | undefined;
	readonly isObject: boolean;
	readonly span: Span;
}

/** A name and what is picked from it: `CACHE`, `var.x`, `m["a"].b`. */
export interface HclReference {
	readonly kind: 'reference';
	/** The first name: `var` of `var.x`. */
	readonly name: string;
	/** As written: `m["a"].b`. */
	readonly path: string;
	/** The expressions in square brackets. */
	readonly indices: readonly HclExpression[];
	readonly span: Span;
}

/** What is picked from anything else: `f(x)[0].y`. */
export interface HclAccess {
	readonly kind: 'access';
	readonly object: HclExpression;
	readonly indices: readonly HclExpression[];
	readonly span: Span;
}

/** `(inner)`. */
export interface HclParenthesised {
	readonly kind: 'parenthesised';
	readonly inner: HclExpression;
	readonly span: Span;
}

/** `a == b && !c`, without precedence: the operators of HCL give numbers and truth values, never text. */
export interface HclOperation {
	readonly kind: 'operation';
	readonly operands: readonly HclExpression[];
	readonly span: Span;
}

/** `12`, `true`, `false` or `null`. */
export interface HclLiteral {
	readonly kind: 'literal';
	readonly text: string;
	readonly span: Span;
}

/** No expression where one belongs, as in `cache-to = `; its span is empty. */
export interface HclMissing {
	readonly kind: 'missing';
	readonly span: Span;
}
