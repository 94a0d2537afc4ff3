import type { Build } from '../../cache/build.ts';
import type { CacheEntry } from '../../cache/entry.ts';
import type { RefName } from '../../catalogue/refNames.ts';
import type { MappedText } from '../../text/mappedText.ts';
import type { Span } from '../../text/span.ts';
import type { Edit, Fix, RuleContext } from '../rule.ts';

/** An expansion that is a variable of a CI system and nothing more: `${{ github.head_ref || github.ref_name }}`. */
export interface NamedExpansion {
	/** The expansion as its language reads it. */
	readonly text: string;
	/** The alternatives in it that are known, in order; at least one. */
	readonly names: readonly [RefName, ...RefName[]];
	readonly span: Span;
	/** Whether nothing else may stand in for it: it is one name alone. */
	readonly isAlone: boolean;
}

/**
 * The expansions in a text whose value is one of these names unchanged; what is cut, replaced or computed is not, nor what
 * the script of the build sets itself.
 */
export function namedExpansions(
	text: MappedText,
	known: readonly RefName[],
	{ assigned }: Pick<Build, 'assigned'> = {},
): readonly NamedExpansion[] {
	return text.expansions.flatMap((expansion) => {
		const alternatives = readAlternatives(expansion.text);
		const [first, ...rest] = alternatives.flatMap((name) => known.filter((fact) => fact.name === name));
		if (first === undefined || alternatives.some((name) => assigned?.includes(name))) return [];
		const span = text.spanOf(expansion.index, expansion.index + 1);
		return [{ text: expansion.text, names: [first, ...rest] as const, span, isAlone: alternatives.length === 1 }];
	});
}

/** The variables an expansion may give, `a || b` or `${A:-$B}`; none when it is more than that. */
function readAlternatives(text: string): readonly string[] {
	const expression = /^\$\{\{(.*)\}\}$/s.exec(text)?.[1];
	if (expression !== undefined) {
		const parts = expression.split('||').map((part) => part.trim());
		if (!parts.every((part) => /^(?:[\w.-]+|'[^']*')$/.test(part))) return [];
		// Variables that a workflow defines itself may have been cleaned; those of the runner are as they are.
		return parts.map((part) => part.replace(/^env\.(?=GITHUB_)/, '')).filter((part) => !part.startsWith('env.'));
	}
	const command = /^(?:\$\(|`)\s*(git [^|;&`()]*?)\s*[)`]$/.exec(text)?.[1];
	if (command !== undefined) return [command];
	const variable = /^\$(?:(\w+)|\{([\w.]+)(?::?-([^{}]*))?\}|\(([\w.]+)\))$/.exec(text);
	if (variable === null) return [];
	const name = variable[1] ?? variable[2] ?? variable[4] ?? '';
	const otherwise = variable[3];
	return otherwise === undefined ? [name] : [name, ...readAlternatives(otherwise), otherwise];
}

/** How to get a clean value: a step that computes it, and what a shell can do on the spot. */
export interface Cleaning {
	/** Id of the step and name of its output. */
	readonly id: string;
	readonly output: string;
	/** What comes after the name in `${NAME//\//-}`: `//\//-`. */
	readonly operator: string;
	/** What comes after the name in a string of Groovy: `.replaceAll('/', '-')`. */
	readonly method: string;
	readonly title: string;
}

/** What finds the places to clean in an entry. */
export type FindPlaces = (entry: CacheEntry) => readonly NamedExpansion[];

/** A fix that replaces an expansion by its clean form, where it is known how. */
export function cleaningFixes(
	place: NamedExpansion,
	entry: CacheEntry,
	{
		context,
		cleaning,
		find,
	}: { readonly context: RuleContext; readonly cleaning: Cleaning; readonly find: FindPlaces },
): readonly Fix[] {
	if (place.text.startsWith('${{')) return stepFix(place, entry, { context, cleaning, find });
	const [first] = place.names;
	// Only what stands in the document as the shell reads it can be replaced by text for the shell.
	if (place.span.end - place.span.start !== place.text.length || !place.isAlone) return [];
	if (first.slug !== undefined) {
		const text = place.text.replace(first.name, first.slug);
		return [{ title: `Write \`${text}\``, safe: false, edits: [{ span: place.span, text }] }];
	}
	// A name with a dot is one of Groovy, which puts its value into the script.
	if (first.name.includes('.')) {
		const text = `\${${first.name}${cleaning.method}}`;
		return [{ title: `Write \`${text}\``, safe: false, edits: [{ span: place.span, text }] }];
	}
	if (
		!['buildx', 'docker', 'buildctl', 'nerdctl', 'depot'].includes(entry.flag.build.tool) ||
		/^(?:\$\(|`)/.test(place.text)
	) {
		return [];
	}
	// In double quotes of YAML, JSON and Groovy a backslash would not reach the shell, which takes the slash without one too.
	const text = `\${${first.name}${cleaning.operator.replaceAll('\\', '')}}`;
	return [{ title: `Write \`${text}\` (bash)`, safe: false, edits: [{ span: place.span, text }] }];
}

/** A step before the first build of the job, whose output takes the place of the expression wherever the job has it. */
function stepFix(
	place: NamedExpansion,
	entry: CacheEntry,
	{
		context,
		cleaning,
		find,
	}: { readonly context: RuleContext; readonly cleaning: Cleaning; readonly find: FindPlaces },
): readonly Fix[] {
	const job = entry.flag.build.pipeline?.job;
	const views = context.builds.filter(({ build }) => job !== undefined && build.pipeline?.job === job);
	const [first] = views
		.flatMap(({ build }) => (build.pipeline?.stepPlace === undefined ? [] : [build.pipeline.stepPlace]))
		.sort((a, b) => a.offset - b.offset);
	if (first === undefined || place.names.some(({ inShell }) => inShell === undefined)) return [];
	const { id, output, operator } = cleaning;
	const replacement = `\${{ steps.${id}.outputs.${output} }}`;
	const edits: Edit[] = views
		.flatMap((view) => view.entries)
		.flatMap(find)
		.filter(({ text }) => text === place.text)
		.map(({ span }) => ({ span, text: replacement }));
	return [
		{
			title: cleaning.title,
			safe: false,
			edits: [
				{
					span: { start: first.offset, end: first.offset },
					text: stepText(place, first.indent, { id, output, operator }),
				},
				...edits,
			],
		},
	];
}

function stepText(
	{ names }: NamedExpansion,
	indent: string,
	{ id, output, operator }: Omit<Cleaning, 'title' | 'method'>,
): string {
	const variables = names.map(({ inShell }) => inShell!.slice(1));
	if (variables.length === 1) {
		return `${indent}- id: ${id}\n${indent}  run: echo "${output}=\${${variables[0]}${operator}}" >> "$GITHUB_OUTPUT"\n`;
	}
	const value = variables.reduceRight(
		(otherwise, name) => (otherwise === '' ? `$${name}` : `\${${name}:-${otherwise}}`),
		'',
	);
	return [
		`${indent}- id: ${id}`,
		`${indent}  run: |`,
		`${indent}    value="${value}"`,
		`${indent}    echo "${output}=\${value${operator}}" >> "$GITHUB_OUTPUT"`,
		'',
	].join('\n');
}
