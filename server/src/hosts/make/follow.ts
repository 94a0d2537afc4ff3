import type { CacheFlag, Origin } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { commentPlaceOf } from '../commands/layout.ts';
import { type Definitions, outcomesOf, trimmedValue, variableIn } from './definitions.ts';

/** What a reference can come to, and how. */
interface Outcome {
	readonly text: MappedText;
	readonly origin: Origin;
}

const FOLLOW_LIMIT = 5;

/**
 * The literals that a flag whose value is one reference gets, as flags of their own: for `--cache-to $(if $(CI),$(TO))` the
 * values of `TO`.
 */
export function followReference(flag: CacheFlag, definitions: Definitions, document: string): readonly CacheFlag[] {
	if (flag.value.form !== 'text' || !flag.value.text.isOneExpansion) return [];
	return outcomesAt(flag.value.text, definitions, 0).map(({ text, origin }) => ({
		...flag,
		span: text.span,
		value: { form: 'text', text },
		origin,
		layout: { commentPlace: commentPlaceOf(document, text.span.start) },
		notes: [],
	}));
}

function outcomesAt(text: MappedText, definitions: Definitions, depth: number): readonly Outcome[] {
	const reference = definitions.referenceAt(text.span.start);
	if (reference === undefined || depth > FOLLOW_LIMIT) return [];
	const name = variableIn(reference);
	const variables = name === undefined ? [] : definitions.valuesOf(name);
	const literals: readonly Outcome[] = [
		...outcomesOf(reference)
			.flatMap(trimmedValue)
			.map((it): Outcome => ({ text: it, origin: 'expression' })),
		...variables.flatMap(trimmedValue).map((it): Outcome => ({ text: it, origin: 'variable' })),
	];
	// A value that is one reference says nothing more than the flag that leads to it.
	return literals.flatMap((it) => (it.text.isOneExpansion ? outcomesAt(it.text, definitions, depth + 1) : [it]));
}
