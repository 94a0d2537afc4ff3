import type { Build } from '../../cache/build.ts';
import type { CacheFlag, Direction, FlagName, Layout } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { join } from '../../text/span.ts';
import { decodeContent } from '../../text/yaml/decodeFlow.ts';
import type { YamlScalar } from '../../text/yaml/yamlNode.ts';
import { foldNotes } from '../yaml/foldNote.ts';
import { commentPlaceAt } from '../yaml/lines.ts';
import { listEntries } from './listEntries.ts';
import { type Outcomes, readOutcomes } from './outcomes.ts';
import type { Resolve } from './variables.ts';

/** What the value of a flag is read with. */
export interface ValueContext {
	readonly source: MappedText;
	readonly build: Build;
	readonly direction: Direction;
	readonly resolve: Resolve;
}

/** How deep values are followed: an expression that names a variable that is an expression. */
const FOLLOW_LIMIT = 4;

/** On the way from a flag to what its value can come to. */
export interface Following {
	readonly name: FlagName;
	readonly context: ValueContext;
	readonly depth: number;
}

/** What a line that is one expression can come to. */
interface Followed extends Pick<Outcomes, 'notes' | 'isSpelledOut'> {
	readonly flags: readonly CacheFlag[];
}

/** A flag whose value is a line, with what is known of the line, and the flags of what it can come to. */
export function withFollowed(flag: CacheFlag, { flags, notes, isSpelledOut }: Followed): readonly CacheFlag[] {
	return [{ ...flag, notes: [...flag.notes, ...notes], ...(isSpelledOut ? { isSpelledOut } : {}) }, ...flags];
}

/** The literals that a line which is one expression can come to, as flags of their own. */
export function followExpression(
	line: MappedText,
	holder: YamlScalar,
	following: Following & { readonly commentPlace: NonNullable<Layout['commentPlace']> },
): Followed {
	if (!line.isOneExpansion || following.depth >= FOLLOW_LIMIT) return { flags: [], notes: [], isSpelledOut: false };
	const { name, context, commentPlace } = following;
	const outcomes = outcomesAt(line, holder, context.source);
	const literals = outcomes.literals.flatMap(listEntries).map(({ entry }) => ({
		...flagAt(entry, { name, context, origin: 'expression' }),
		layout: { commentPlace },
	}));
	const variables = outcomes.references.flatMap((path) =>
		context.resolve(path).flatMap((scalar) => readVariable(scalar, { ...following, depth: following.depth + 1 })),
	);
	return { flags: [...literals, ...variables], notes: outcomes.notes, isSpelledOut: outcomes.isSpelledOut };
}

/** What the one expression of a line can come to. */
export function outcomesAt(line: MappedText, holder: YamlScalar, source: MappedText): Outcomes {
	const { start, end } = line.span;
	const style = holder.style === 'single' || holder.style === 'double' ? holder.style : 'plain';
	const raw = source.slice(start - source.span.start, end - source.span.start);
	const typed = style === 'plain' ? raw : decodeContent(raw, style);
	return readOutcomes(typed, typed.text === raw.text && style !== 'single');
}

/** The flags of a literal that is written elsewhere and reaches a flag through a variable or an alias. */
export function readVariable(scalar: YamlScalar, following: Following): readonly CacheFlag[] {
	const { name, context } = following;
	return listEntries(scalar.value).flatMap(({ typed, entry }) => {
		const commentPlace = commentPlaceAt(context.source.text, scalar.span.start);
		const { flags, notes } = followExpression(typed, scalar, { ...following, commentPlace });
		// A value that is one expression says nothing more than the flag that named the variable.
		if (typed.isOneExpansion) return flags;
		const layout = { commentPlace, home: '${{ runner.temp }}' };
		return [
			{
				...flagAt(entry, { name, context, origin: 'variable' }),
				layout,
				notes: [...foldNotes(scalar), ...notes],
			},
		];
	});
}

/** A flag with this text and nothing else known of its place. */
export function flagAt(
	text: MappedText,
	{
		name,
		context,
		origin,
	}: { readonly name: FlagName; readonly context: ValueContext; readonly origin: CacheFlag['origin'] },
): CacheFlag {
	return {
		direction: context.direction,
		build: context.build,
		name,
		span: origin === 'flag' ? join(name.span, text.span) : text.span,
		value: { form: 'text', text },
		origin,
		layout: {},
		notes: [],
	};
}
