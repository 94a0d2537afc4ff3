import { readReference } from '../../catalogue/goReference.ts';
import { findCertainFlaw } from '../../catalogue/referenceFlaws.ts';
import { HOLE, type MappedText } from '../../text/mappedText.ts';
import type { Edit } from '../rule.ts';

/** A reference made valid: how it is written then, expansions written out, and the edits that make it so. */
export interface MendedReference {
	readonly written: string;
	readonly edits: readonly [Edit, ...Edit[]];
}

/**
 * Mends the usual flaws of a reference all at once: `https://ghcr.io/Org/App:` becomes `ghcr.io/org/app`. A slash in the
 * tag becomes a dash. `undefined` when it would not be valid even then.
 */
export function mendReference(ref: MappedText): MendedReference | undefined {
	const changes = [...findChanges(ref.text)];
	let text = '';
	let written = '';
	let at = 0;
	for (const { start, end, text: replacement } of [...changes, { start: ref.length, end: ref.length, text: '' }]) {
		text += ref.text.slice(at, start) + replacement;
		written += ref.slice(at, start).written + replacement;
		at = end;
	}
	const isValid = ref.isDynamic ? findCertainFlaw(text) === undefined : readReference(text).problem === undefined;
	const [first, ...rest] = changes.map((change) => ({ span: ref.spanOf(change.start, change.end), text: change.text }));
	return first === undefined || !isValid ? undefined : { written, edits: [first, ...rest] };
}

/** What to change, in order: indices into the text with what comes there instead. */
function* findChanges(
	text: string,
): Generator<{ readonly start: number; readonly end: number; readonly text: string }> {
	const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\//.exec(text)?.[0].length ?? 0;
	if (scheme > 0) yield { start: 0, end: scheme, text: '' };
	const slash = text.indexOf('/', scheme);
	const first = slash === -1 ? '' : text.slice(scheme, slash);
	const hasHost = /[.:\uFFFC]/.test(first) || first === 'localhost' || (slash !== -1 && first !== first.toLowerCase());
	const nameStart = hasHost && !/^[^:]*:[^\d]/.test(first) ? slash + 1 : scheme;
	const stop = text.slice(nameStart).search(/[:@]/);
	const nameEnd = stop === -1 ? text.length : nameStart + stop;
	for (const match of text.slice(nameStart, nameEnd).matchAll(/[A-Z]+/g)) {
		const start = nameStart + match.index;
		yield { start, end: start + match[0].length, text: match[0].toLowerCase() };
	}
	if (text[nameEnd] !== ':') return;
	if (nameEnd === text.length - 1) yield { start: nameEnd, end: text.length, text: '' };
	const at = text.indexOf('@', nameEnd);
	// In `￼:5000/app` the colon may be that of a port.
	if (text.slice(0, nameEnd) === HOLE) return;
	for (const match of text.slice(nameEnd, at === -1 ? text.length : at).matchAll(/\//g)) {
		yield { start: nameEnd + match.index, end: nameEnd + match.index + 1, text: '-' };
	}
}
