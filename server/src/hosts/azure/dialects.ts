import { hideExpansions, MappedText } from '../../text/mappedText.ts';

/** What the script of a step is written in. */
export type Dialect = 'bash' | 'powershell' | 'cmd';

/** `$(name)`, which Azure Pipelines fills in before anything sees the script. */
const MACRO = /\$\([A-Za-z_][\w.-]*\)/g;
const ENVIRONMENT = /\$env:\w+|\$\{env:\w+\}/gi;
const CMD_VARIABLE = /%[A-Za-z_][\w.]*%/g;

/** Hides what Azure Pipelines fills in. */
export function hideMacros(text: MappedText): MappedText {
	return text.text.includes('$(') ? hideExpansions(text, MACRO) : text;
}

/**
 * A script as a POSIX shell would be given it, as far as quotes, escapes, assignments and continued lines go: a backtick
 * (`^` in cmd) at the end of a line joins it with the next, and backslashes mean themselves.
 */
export function spellAsShell(script: MappedText, dialect: Dialect): MappedText {
	const text = hideMacros(script);
	if (dialect === 'bash') return text;
	if (dialect === 'cmd') return translate(hideExpansions(text, CMD_VARIABLE), '^', '"');
	return translate(hideExpansions(text, ENVIRONMENT), '`', `"'`);
}

/** `$name = ` at the beginning of a statement of PowerShell. */
const ASSIGNMENT = /[ \t]*\$(?:(?:script|global|local):)?(\w+)[ \t]*(\+?=)(?!=)[ \t]*/y;

/** `marker` is the sign that takes the meaning from the next character, `quotes` are those of the dialect. */
function translate(source: MappedText, marker: string, quotes: string): MappedText {
	const { text } = source;
	const builder = MappedText.builder(source.span.start);
	const write = (spelling: string, from: number, to: number) => builder.write(spelling, source.spanOf(from, to));
	let quote: string | undefined;
	let isComment = false;
	for (let at = 0; at < text.length; at++) {
		const sign = text[at]!;
		if (sign === '\n') isComment = false;
		const assignment = marker === '`' && quote === undefined && !isComment ? assignmentAt(text, at) : undefined;
		if (assignment !== undefined) {
			write(`${assignment.name}${assignment.operator}`, at, assignment.end);
			at = assignment.end - 1;
			continue;
		}
		const escapes = sign === marker && quote !== "'" && !(marker === '^' && quote === '"');
		if (isComment) builder.copy(source, at, at + 1);
		else if (escapes && /^\r?\n/.test(text.slice(at + 1, at + 3))) write('\\', at, at + 1);
		else if (escapes && at + 1 < text.length) {
			write(`\\${text[at + 1]}`, at, at + 2);
			at++;
		} else if (quote === undefined && quotes.includes(sign)) {
			quote = sign;
			builder.copy(source, at, at + 1);
		} else if (quote === sign) {
			// A quote in quotes is doubled in PowerShell.
			const isDoubled = marker === '`' && text[at + 1] === sign;
			if (!isDoubled) {
				quote = undefined;
				builder.copy(source, at, at + 1);
			} else {
				write(sign === '"' ? '\\"' : "'\\''", at, at + 2);
				at++;
			}
		} else if (quote === "'") builder.copy(source, at, at + 1);
		else if (sign === '\\' || sign === '`' || (sign === "'" && quote === undefined)) write(`\\${sign}`, at, at + 1);
		else if (sign === '$' && marker === '^') write('\\$', at, at + 1);
		else {
			isComment = sign === '#' && quote === undefined && /^$|\s/.test(text[at - 1] ?? '');
			builder.copy(source, at, at + 1);
		}
	}
	return builder.build(source.span.end);
}

/** The assignment that begins at an index, where a statement may begin: `$args = ` gives the name `args`. */
function assignmentAt(
	text: string,
	at: number,
): { readonly name: string; readonly operator: string; readonly end: number } | undefined {
	if (at > 0 && !/[\n;{]/.test(text[at - 1]!)) return undefined;
	ASSIGNMENT.lastIndex = at;
	const match = ASSIGNMENT.exec(text);
	return match === null ? undefined : { name: match[1]!, operator: match[2]!, end: ASSIGNMENT.lastIndex };
}
