import type { ShellAssignment, ShellCommand, ShellWord } from '../shell/readShell.ts';
import { join } from '../span.ts';

/** What an assignment is collected with. */
export interface AssignmentReader {
	readonly commands: ShellCommand[];
	/** The elements of variables that hold lists, by their names in lower case. */
	readonly elements: Map<string, readonly ShellWord[]>;
	/** What loops give their variables; `undefined` for a variable of several loops. */
	readonly loops: Map<string, { readonly variable: ShellWord; readonly values: readonly ShellWord[] } | undefined>;
	readonly depth: number;
}

/** The variable that something is assigned to: `$to = `, `$env:TO += `. */
export type Target = Pick<ShellAssignment, 'name' | 'nameSpan' | 'append' | 'declaredBy'>;

/**
 * Adds what a string is assigned to; one that nobody names may be options all the same. What is added to a list is an
 * element of it, but for options with blanks between them, which are split before they get there.
 */
export function addValue(reader: AssignmentReader, value: ShellWord, target: Target | undefined): void {
	const isElement = target?.append === true && reader.elements.has(target.name.toLowerCase());
	if (isElement && !/^-\S*\s/.test(value.value.text)) addList(reader, [value], target);
	else addAssignment(reader, { value, array: undefined, span: value.span }, target);
}

/** Adds a list and what it is assigned to. */
export function addList(reader: AssignmentReader, array: readonly ShellWord[], target: Target | undefined): void {
	const known = target && remember(reader, array, target);
	const [first] = array;
	if (first === undefined) return;
	const before = reader.commands.at(-1)?.assignments[0];
	const isNext = known !== undefined && before?.append === true && before.name === target?.name;
	// One element a line: an option and, on the next line, its value.
	const elements = isNext && before.array !== undefined ? [...before.array, ...array] : array;
	if (elements !== array) reader.commands.pop();
	const named =
		elements !== array && before !== undefined && target ? { ...target, nameSpan: before.nameSpan } : target;
	const span = join(elements[0]!.span, elements.at(-1)!.span);
	addAssignment(reader, { value: undefined, array: elements, span }, named);
}

/** Remembers the elements of a variable; gives those it had, where it is added to. */
function remember(
	{ elements }: AssignmentReader,
	array: readonly ShellWord[],
	{ name, append }: Target,
): readonly ShellWord[] | undefined {
	const key = name.toLowerCase();
	const known = append ? elements.get(key) : undefined;
	elements.set(key, [...(known ?? []), ...array]);
	return known;
}

/**
 * Notes what a loop gives its variable: `$from in $caches` every element of the list, `$from in 'a', 'b'` the strings. Of
 * a variable of two loops nobody knows here which one a use of it stands in, so it is given nothing.
 */
export function noteLoop(
	{ elements, loops }: AssignmentReader,
	variable: ShellWord,
	items: readonly ShellWord[],
): void {
	const name = nameOf(variable);
	if (name === undefined) return;
	const values = items.flatMap((item) => elements.get(nameOf(item)?.toLowerCase() ?? '') ?? [item]);
	loops.set(name, loops.has(name) ? undefined : { variable, values });
}

/** Adds what loops give their variables, once all of a script is read. */
export function addLoops(reader: AssignmentReader): void {
	for (const [name, loop] of reader.loops) {
		if (loop === undefined) continue;
		const target: Target = { name, nameSpan: loop.variable.span, append: false, declaredBy: undefined };
		for (const value of loop.values) addAssignment(reader, { value, array: undefined, span: value.span }, target);
	}
}

function nameOf({ value }: ShellWord): string | undefined {
	return value.isOneExpansion ? /^\$(\w+)$/.exec(value.expansions[0]!.text)?.[1] : undefined;
}

function addAssignment(
	reader: AssignmentReader,
	given: Pick<ShellAssignment, 'value' | 'array' | 'span'>,
	target: Target | undefined,
): void {
	const { start } = given.span;
	const named = target ?? { name: '', nameSpan: { start, end: start }, append: false, declaredBy: undefined };
	const { nameSpan } = named;
	const span = nameSpan.start > start ? given.span : join(nameSpan, given.span);
	reader.commands.push({ ...bare(reader), assignments: [{ ...named, ...given, span }], span });
}

function bare({ depth }: AssignmentReader): ShellCommand {
	return { words: [], assignments: [], heredocs: [], span: { start: 0, end: 0 }, depth, pipedInto: undefined };
}
