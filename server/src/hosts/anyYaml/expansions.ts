import { hideExpansions, MappedText } from '../../text/mappedText.ts';

/**
 * What CI systems and clusters fill into values that no shell reads: `$_TAG`, `${TAG}`, `${TAG##v}`, `$(params.tag)`;
 * with two dollar signs it is left for a shell further on.
 */
const FILLED_IN = /\$\$?(?:[A-Za-z_]\w*|\{(?:[^{}\r\n]|\$?\{[^{}\r\n]*\})*\}|\([^()\r\n]*\))/g;
/** `$$TAG`: a dollar sign for the shell where the CI system fills in `$TAG` itself. */
const DOUBLED = /\$\$(?:[A-Za-z_]\w*|\{[^{}\r\n]*\})/g;

/** A value with everything that is filled in made one hole each: `ref=$_REPO/app:${TAG}` is `ref=￼/app:￼`. */
export function hideFilledIn(value: MappedText): MappedText {
	return hideExpansions(value, FILLED_IN);
}

/** A line of a template that is gone once the template is filled in: `{{- if .push }}`, `{% endif %}`. */
const CONTROL = /^(?:\{%|\{\{-?\s*(?:\/\*|if|else|end|range|with|define|block)\b)/;

/** A script as its shell gets it: `$$TAG` is the variable `TAG`, and control lines of templates are gone. */
export function prepareScript(script: MappedText): MappedText {
	return hideExpansions(dropControlLines(script), DOUBLED);
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
