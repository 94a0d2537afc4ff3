import type { ShellCommand } from '../../text/shell/readShell.ts';
import { isPrinter } from './programs.ts';
import type { ScopedAssignment } from './variables.ts';

/** A word that gives options to an option of another program: `--docker-arg=--push`. */
const HANDED = /^-{1,2}[A-Za-z][\w-]*=(?=\s*--[A-Za-z])/;
const CACHE = /[=\s]--(?:cache-(?:to|from)|(?:export|import)-cache)[= ]\s*type=/;

/**
 * The options that a command which is no build tool hands on to one, as if they were assigned to a variable:
 * `./package.py --docker-arg=--cache-to=type=gha`. Only `type=` behind the flag says that it is one of BuildKit.
 */
export function handedOptions({ words, scope }: ShellCommand): readonly ScopedAssignment[] {
	if (isPrinter(words)) return [];
	return words.slice(1).flatMap(({ value, span, quote, isUnclosed }) => {
		const match = HANDED.exec(value.text);
		if (match === null || !CACHE.test(value.text)) return [];
		const name = value.slice(0, match[0].length - 1);
		const options = { value: value.slice(match[0].length), span, quote, isUnclosed };
		return [
			{
				name: name.text,
				nameSpan: name.span,
				append: false,
				value: options,
				array: undefined,
				span,
				declaredBy: undefined,
				scope,
			},
		];
	});
}
