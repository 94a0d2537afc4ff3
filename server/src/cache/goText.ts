/**
 * Go's `strings.ToLower` where it differs from JavaScript's: Go maps each code point to one code point, so `İ` becomes
 * `i̇` in JavaScript but `i` + nothing in Go (`unicode.ToLower('İ')` is `i`), and a final sigma is always `σ`.
 */
export function toLowerAsGo(text: string): string {
	if (!/[^\x00-\x7f]/.test(text)) return text.toLowerCase();
	let out = '';
	for (const character of text) out += character === 'İ' ? 'i' : character.toLowerCase();
	return out;
}

const ESCAPES: Readonly<Record<string, string>> = {
	'\x07': '\\a',
	'\b': '\\b',
	'\f': '\\f',
	'\n': '\\n',
	'\r': '\\r',
	'\t': '\\t',
	'\v': '\\v',
	'"': '\\"',
	'\\': '\\\\',
};

/** Go's `%q`: `a "b"` becomes `"a \"b\""`. Characters Go holds unprintable are written as `\x`, `\u` or `\U`. */
export function quoteAsGo(text: string): string {
	let out = '"';
	for (const character of text) {
		const code = character.codePointAt(0)!;
		if (ESCAPES[character] !== undefined) out += ESCAPES[character];
		else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, '0')}`;
		else if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) out += character;
		else if (code < 0x10000) out += `\\u${code.toString(16).padStart(4, '0')}`;
		else out += `\\U${code.toString(16).padStart(8, '0')}`;
	}
	return `${out}"`;
}
