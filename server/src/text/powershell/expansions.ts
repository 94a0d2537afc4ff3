import { HOLE } from '../mappedText.ts';

const VARIABLE = /\$(?:(?:env|script|global|local|private|using|variable):\w+|[A-Za-z_]\w*|[$?^]|\{[^{}\r\n]*\})/iy;
const MEMBER = /(?:\.[A-Za-z_]\w*|\[[^[\]\r\n]*\])+/y;

/**
 * Where the expansion at a `$` ends: `$x`, `$env:X`, `${x}`, `$(…)`; outside of strings with members, `$x.Name[0]`.
 * `undefined` where the `$` is only a sign.
 */
export function expansionEnd(text: string, at: number, { isBare }: { readonly isBare: boolean }): number | undefined {
	if (text[at + 1] === '(') return groupEnd(text, at + 1);
	VARIABLE.lastIndex = at;
	const name = VARIABLE.exec(text)?.[0];
	if (name === undefined) return undefined;
	const end = at + name.length;
	if (!isBare) return end;
	MEMBER.lastIndex = end;
	const member = MEMBER.exec(text)?.[0] ?? '';
	const behind = end + member.length;
	return member !== '' && text[behind] === '(' ? groupEnd(text, behind) : behind;
}

/** How far the end of a group is looked for. */
const LONGEST = 5000;

/** Where the brackets that open at an index are closed, strings and inner brackets skipped; the line end if never. */
export function groupEnd(text: string, at: number): number {
	let depth = 0;
	const most = Math.min(text.length, at + LONGEST);
	for (let index = at; index < most; index++) {
		const sign = text[index]!;
		if (sign === '`') index++;
		else if (sign === '(' || sign === '{') depth++;
		else if ((sign === ')' || sign === '}') && --depth === 0) return index + 1;
		else if (sign === "'" || sign === '"') {
			const close = text.indexOf(sign, index + 1);
			if (close !== -1 && close < most) index = close;
		}
	}
	const feed = text.indexOf('\n', at);
	return feed === -1 ? text.length : feed;
}

/** What a backtick makes of the sign behind it: a line end of `` `n ``, a quote of `` `" ``. */
export function unescapeSign(sign: string): string {
	return SIGNS[sign] ?? (sign === HOLE ? '' : sign);
}

const SIGNS: Readonly<Record<string, string>> = {
	0: '\0',
	a: '\x07',
	b: '\b',
	e: '\x1b',
	f: '\f',
	n: '\n',
	r: '\r',
	t: '\t',
	v: '\v',
};
