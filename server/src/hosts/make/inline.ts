import type { MakeReference, MakeText } from '../../text/make/readMakefile.ts';
import { MappedText, type MappedTextBuilder } from '../../text/mappedText.ts';
import type { Span } from '../../text/span.ts';
import { type Definitions, isBuildCommand, isOptions, outcomesOf, variableIn } from './definitions.ts';

/** More ways of one line than this are not looked at. */
const MOST_WAYS = 8;
const DEEPEST = 6;
/** How many references are put in one line, in all. */
const MOST_REFERENCES = 200;

/** One way of putting a line together: which of several values every reference takes. */
interface Way {
	readonly definitions: Definitions;
	readonly choice: number;
	/** The most values that a reference was seen to have. */
	most: number;
	fuel: number;
}

/**
 * A line of a recipe with the options and commands in it that hold caches, where make puts them: `docker build $(ARGS) .`
 * with `ARGS = --cache-to type=gha` gives `docker build --cache-to type=gha ￼ .`, the hole because there may be more. One
 * text for each of several assignments or branches, so that what excludes itself never meets in one command.
 */
export function inlineOptions(line: MakeText, definitions: Definitions): readonly MappedText[] {
	const texts: MappedText[] = [];
	let most = 1;
	for (let choice = 0; choice < most; choice++) {
		const way: Way = { definitions, choice, most: 1, fuel: MOST_REFERENCES };
		const out = MappedText.builder(line.text.startOf(0));
		write(out, line, { way, depth: 0 });
		texts.push(out.build(line.text.span.end));
		most = Math.min(MOST_WAYS, Math.max(most, way.most));
		if (most === 1 && way.fuel === MOST_REFERENCES) return [line.text];
	}
	return texts;
}

function write(
	out: MappedTextBuilder,
	{ text, references }: MakeText,
	at: { readonly way: Way; readonly depth: number },
): void {
	const { way, depth } = at;
	let copied = 0;
	for (const reference of references) {
		const { index } = reference;
		if (depth >= DEEPEST || way.fuel <= 0 || !standsAlone(text.text, index)) continue;
		const parts = partsOf(reference, way);
		if (parts === undefined) continue;
		way.fuel--;
		const place: Span = text.spanOf(index, index + 1);
		out.copy(text, copied, index);
		for (const part of parts) {
			write(out, part, { way, depth: depth + 1 });
			out.write(' ', place);
		}
		// A program may have all its arguments here; options may be joined by others.
		copied = parts.length > 0 && isBuildCommand(parts[0]!) ? index + 1 : index;
	}
	out.copy(text, copied, text.length);
}

/** What is put in the place of a reference; `undefined` to leave it as it is. */
function partsOf(reference: MakeReference, way: Way): readonly MakeText[] | undefined {
	const { definitions } = way;
	const name = variableIn(reference);
	const lists = [
		...outcomesOf(reference).map((outcome) => [outcome]),
		...(name === undefined ? [] : definitions.listsOf(name)),
	];
	const fitting = lists.filter((parts) => {
		return parts.some(definitions.holdsCaches) && (parts.every(isOptions) || isBuildCommand(parts[0]!));
	});
	if (fitting.length === 0) return undefined;
	way.most = Math.max(way.most, fitting.length);
	return fitting[way.choice % fitting.length];
}

function standsAlone(text: string, index: number): boolean {
	return /^\s?$/.test(text[index - 1] ?? '') && /^[\s;&|)]?$/.test(text[index + 1] ?? '');
}
