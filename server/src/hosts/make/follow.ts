import type { CacheFlag, Origin } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { commentPlaceOf } from '../commands/layout.ts';
import { type Definitions, outcomesOf, trimmedValue, variableIn, wordsOfValue } from './definitions.ts';

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
	return outcomesAt(flag.value.text, definitions, { depth: 0, isList: false }).map(({ text, origin }) => ({
		...flag,
		span: text.span,
		value: { form: 'text', text },
		origin,
		layout: { commentPlace: commentPlaceOf(document, text.span.start) },
		notes: [],
	}));
}

function outcomesAt(
	text: MappedText,
	definitions: Definitions,
	{ depth, isList }: { readonly depth: number; readonly isList: boolean },
): readonly Outcome[] {
	const reference = definitions.referenceAt(text.span.start);
	if (reference === undefined || depth > FOLLOW_LIMIT) return [];
	const loop = definitions.loopAt(text.span.start);
	const next = { depth: depth + 1, isList: isList || loop !== undefined };
	// Each turn of a loop gets one word of what it goes through.
	const valuesIn = next.isList ? wordsOfValue : trimmedValue;
	const name = loop === undefined ? variableIn(reference) : undefined;
	const variables = name === undefined ? [] : definitions.valuesOf(name);
	const literals: readonly Outcome[] = [
		...[...(loop === undefined ? [] : [loop]), ...outcomesOf(reference)]
			.flatMap(valuesIn)
			.map((it): Outcome => ({ text: it, origin: 'expression' })),
		...variables.flatMap(valuesIn).map((it): Outcome => ({ text: it, origin: 'variable' })),
	];
	// A value that is one reference says nothing more than the flag that leads to it.
	return literals.flatMap((it) => (it.text.isOneExpansion ? outcomesAt(it.text, definitions, next) : [it]));
}
