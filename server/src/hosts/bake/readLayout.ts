import type { Layout } from '../../cache/flag.ts';
import type { HclList } from '../../text/hcl/readHcl.ts';
import type { Span } from '../../text/span.ts';
import type { BakeFile } from './bakeFile.ts';
import type { Reached } from './reach.ts';

/** What fixes need to know about a value in a bake file; `line` is an offset on the line of its attribute. */
export function readLayout(reached: Reached, line: number, file: BakeFile): Layout {
	const { list, value, span } = reached;
	const isString = value.form === 'text' && file.text[span.start] === '"' && file.text[span.end - 1] === '"';
	const removal = list === undefined ? undefined : removalOf(list, span, file);
	return {
		...(list !== undefined && isString && span.end - span.start > 1
			? { separator: separatorOf(list, span, file.text) }
			: {}),
		...(removal === undefined ? {} : { removal }),
		...(file.style === 'hcl' ? { commentPlace: commentPlaceOf(file.text, line) } : {}),
		...(value.form === 'object' ? { objectStyle: file.style } : {}),
	};
}

/** What ends one string of the list and begins the next: `", "`, or with a line end where items have lines of their own. */
function separatorOf(list: HclList, item: Span, text: string): string {
	const start = lineStart(text, item.start);
	if (start <= list.span.start) return '", "';
	const indent = text.slice(start, item.start);
	return indent.trim() === '' ? `",\n${indent}"` : '", "';
}

/** What to delete so that the item is gone and the list is still one; `undefined` where a comment is in the way. */
function removalOf(list: HclList, item: Span, { text, style }: BakeFile): Span | undefined {
	const index = list.items.findIndex(({ span }) => span.start === item.start);
	const next = list.items[index + 1];
	const previous = list.items[index - 1];
	const start = lineStart(text, item.start);
	const rest = /^[ \t]*,?[ \t]*\r?\n/.exec(text.slice(item.end, item.end + 200));
	const isAlone = rest !== null && start > list.span.start && text.slice(start, item.start).trim() === '';
	// In HCL a comma may be left behind the last item, in JSON not.
	if (isAlone && (style === 'hcl' || next !== undefined)) return { start, end: item.end + rest[0].length };
	const removal =
		next !== undefined
			? { start: item.start, end: next.span.start }
			: { start: previous?.span.end ?? item.start, end: item.end };
	const around = text.slice(removal.start, item.start) + text.slice(item.end, removal.end);
	return /^[\s,]*$/.test(around) ? removal : undefined;
}

function commentPlaceOf(text: string, offset: number): { readonly offset: number; readonly indent: string } {
	const start = lineStart(text, offset);
	return { offset: start, indent: /^[ \t]*/.exec(text.slice(start, offset))![0] };
}

function lineStart(text: string, offset: number): number {
	return text.lastIndexOf('\n', offset - 1) + 1;
}
