import { hideExpansions, MappedText } from '../../text/mappedText.ts';

/**
 * What CI systems and clusters fill into values that no shell reads: `$_TAG`, `${TAG}`, `${TAG##v}`, `$(params.tag)`;
 * with two dollar signs it is left for a shell further on.
 */
const FILLED_IN = /\$\$?(?:[A-Za-z_]\w*|\{(?:[^{}\r\n]|\$?\{[^{}\r\n]*\})*\}|\([^()\r\n]*\))/g;
/** `$$TAG`: a dollar sign for the shell where the CI system fills in `$TAG` itself; `%TAG%` of cmd. */
const DOUBLED = /\$\$(?:[A-Za-z_]\w*|\{[^{}\r\n]*\})|%[A-Z_][A-Z\d_]+%/g;

/** A value with everything that is filled in made one hole each: `ref=$_REPO/app:${TAG}` is `ref=￼/app:￼`. */
export function hideFilledIn(value: MappedText): MappedText {
	return hideExpansions(value, FILLED_IN);
}

/** A line of a template that is gone once the template is filled in: `{{- if .push }}`, `{% endif %}`. */
const CONTROL = /^(?:\{%|\{\{-?\s*(?:\/\*|if|else|end|range|with|define|block)\b)/;

/**
 * A script as its shell gets it: `$$TAG` is the variable `TAG`, control lines of templates are gone, and options are apart
 * from what a template decides on.
 */
export function prepareScript(script: MappedText): MappedText {
	return hideExpansions(separateOptions(dropControlLines(script)), DOUBLED);
}

const BLOCK = /^\{[{%]-?\s*(?:if|range|with)\b/;
const BRANCH = /^\{[{%]-?\s*(?:else|elif)\b/;
const BLOCK_END = /^\{[{%]-?\s*end/;

/** Options with blanks in place of the template that decides on them: ` -q ` for `{{if .Q}}-q{{end}}`. */
export function separateOptions(script: MappedText): MappedText {
	const blanks: number[] = [];
	const open: { readonly parts: number[]; readonly holdsOptions: boolean }[] = [];
	for (const { index, text: expansion } of script.expansions) {
		if (BLOCK.test(expansion)) {
			const isWord = /^\s?$/.test(script.text[index - 1] ?? '');
			open.push({ parts: [index], holdsOptions: isWord && /^\s*-/.test(script.text.slice(index + 1, index + 9)) });
		} else if (BRANCH.test(expansion)) open.at(-1)?.parts.push(index);
		else if (BLOCK_END.test(expansion)) {
			const block = open.pop();
			if (block?.holdsOptions) blanks.push(...block.parts, index);
		}
	}
	if (blanks.length === 0) return script;
	const builder = MappedText.builder(script.span.start);
	let at = 0;
	for (const index of blanks.sort((a, b) => a - b)) {
		builder.copy(script, at, index).write(' ', script.spanOf(index, index + 1));
		at = index + 1;
	}
	return builder.copy(script, at, script.length).build(script.span.end);
}

function dropControlLines(script: MappedText): MappedText {
	const { text } = script;
	const builder = MappedText.builder(script.span.start);
	let at = 0;
	for (const { index, text: expansion } of script.expansions) {
		if (!CONTROL.test(expansion)) continue;
		const start = text.lastIndexOf('\n', index) + 1;
		const feed = text.indexOf('\n', index);
		const end = feed === -1 ? text.length : feed + 1;
		if (start < at || text.slice(start, index).trim() !== '' || text.slice(index + 1, end).trim() !== '') continue;
		builder.copy(script, at, start);
		at = end;
	}
	return at === 0 ? script : builder.copy(script, at, text.length).build(script.span.end);
}
