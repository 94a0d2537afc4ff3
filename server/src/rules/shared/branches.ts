import type { MappedText } from '../../text/mappedText.ts';

/** A directive of a template: `%{ if x }` of HCL, `{% else %}` of Jinja, `{{ end }}` of Go. */
const DIRECTIVE = /^(?:%\{|\{%|\{\{-?\s*(?:if|else|end|range|with)\b)/;

/**
 * Whether a template chooses between parts of a text: in `mode=max%{ else },mode=min` both modes are typed, but only one
 * of them is ever there.
 */
export function hasBranches({ expansions }: MappedText): boolean {
	return expansions.some(({ text }) => DIRECTIVE.test(text));
}
