import { HOLE } from '../text/mappedText.ts';

/** What is wrong with an image reference, in a word. */
export type ReferenceFlawKind =
	/** Nothing at all. */
	| 'empty'
	/** `https://` in front. */
	| 'scheme'
	/** A space, tab or line break. */
	| 'space'
	/** A character that no part of a reference may have: `$`, `~`, `ü`. */
	| 'character'
	/** A capital in the repository: `ghcr.io/Org/app`. */
	| 'uppercase'
	/** A name of 64 hex digits, which would look like an image id. */
	| 'hexName'
	/** `app:`. */
	| 'emptyTag'
	/** `app:feat/x`. */
	| 'slashInTag'
	/** A tag longer than 128 characters. */
	| 'longTag'
	/** A tag that begins with `.` or `-`, or has a second colon. */
	| 'tag'
	/** `app@sha256:12`. */
	| 'digest'
	/** `a//b`, `/a`, `a/`. */
	| 'emptyPart'
	/** A part that begins or ends with `.`, `_` or `-`, or has two of them: `a..b`. */
	| 'separator'
	/** More than 255 characters. */
	| 'longName'
	/** A host that is none: `-a.io/app`, `a.io:x/app`. */
	| 'host';

/** A flaw and the indices, half-open, of the characters it is about: of `:` in `app:` 3 and 4. */
export interface ReferenceFlaw {
	readonly kind: ReferenceFlawKind;
	readonly start: number;
	readonly end: number;
}

const CAPITAL = /[\p{Lu}\p{Lt}]/u;

/** Where in a reference that Go refused with `message` the fault lies. */
export function diagnoseReference(text: string, message: string): ReferenceFlaw {
	const flaw = findPlainFlaw(text);
	if (flaw !== undefined) return flaw;
	const whole = { start: 0, end: text.length };
	if (message.includes('64-byte hexadecimal')) return { kind: 'hexName', ...whole };
	if (message.includes('lowercase')) return findCapital(text) ?? { kind: 'uppercase', ...whole };
	if (message.includes('more than')) return { kind: 'longName', ...whole };
	const { nameEnd, tag, digest } = splitReference(text);
	if (digest !== undefined && (message.includes('digest') || !/^[^@]+:[0-9a-fA-F]{32,}$/.test(digest.text))) {
		return { kind: 'digest', start: digest.start, end: text.length };
	}
	return findTagFlaw(tag) ?? findNameFlaw(text.slice(0, nameEnd));
}

/**
 * The flaw that a reference with expansions has whatever they stand for; each is a {@link HOLE} of one or more
 * characters. In `ghcr.io/Org/￼:c` it is `Org`; in `ghcr.io/￼Org:c` there is none, as the expansion may end in a colon.
 */
export function findCertainFlaw(text: string): ReferenceFlaw | undefined {
	const plain = findPlainFlaw(text);
	if (plain !== undefined) return plain;
	const slash = text.indexOf('/');
	const { nameEnd, tag } = splitReference(text);
	const flaw = findTagFlaw(tag);
	// What looks like a tag may be a port (`￼:5000/app`, `a:5000￼`) unless a slash stands before it, and an expansion in
	// it may begin a digest.
	const isSurelyTag = slash !== -1 && slash < nameEnd;
	if (flaw?.kind === 'emptyTag' || (flaw?.kind === 'slashInTag' && isSurelyTag)) return flaw;
	const isLong = tag?.text.split(HOLE).some((literal) => literal.length > 128);
	if (flaw?.kind === 'longTag' && isSurelyTag && isLong) return flaw;
	const capital = findCapital(text);
	if (capital === undefined || slash === -1) return undefined;
	const letter = capital.start + text.slice(capital.start, capital.end).search(CAPITAL);
	const isBeforeHoles = !text.slice(0, letter).includes(HOLE);
	const isBeforeSlash = text.slice(capital.end, nameEnd).includes('/');
	return isBeforeHoles || isBeforeSlash ? capital : undefined;
}

/** What is wrong in every part of a reference alike. */
function findPlainFlaw(text: string): ReferenceFlaw | undefined {
	if (text === '') return { kind: 'empty', start: 0, end: 0 };
	const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\//.exec(text);
	if (scheme !== null) return { kind: 'scheme', start: 0, end: scheme[0].length };
	const space = /\s+/.exec(text);
	if (space !== null) return { kind: 'space', start: space.index, end: space.index + space[0].length };
	const character = /[^\p{L}a-zA-Z0-9._:/@+[\]\u{FFFC}-]/u.exec(text) ?? /[^\p{Lu}\p{Lt}\0-\x7f\u{FFFC}]/u.exec(text);
	if (character === null) return undefined;
	return { kind: 'character', start: character.index, end: character.index + character[0].length };
}

interface ReferenceParts {
	/** Where host and repository end. */
	readonly nameEnd: number;
	readonly tag: { readonly text: string; readonly start: number } | undefined;
	readonly digest: { readonly text: string; readonly start: number } | undefined;
}

/** Cuts a reference at its colon and at sign; the colon of a port is before the first slash. */
function splitReference(text: string): ReferenceParts {
	const at = text.indexOf('@');
	const head = at === -1 ? text : text.slice(0, at);
	const digest = at === -1 ? undefined : { text: text.slice(at + 1), start: at + 1 };
	const slash = head.indexOf('/');
	const colon = head.indexOf(':', slash === -1 ? 0 : slash);
	if (colon === -1) return { nameEnd: head.length, tag: undefined, digest };
	return { nameEnd: colon, tag: { text: head.slice(colon + 1), start: colon + 1 }, digest };
}

function findTagFlaw(tag: ReferenceParts['tag']): ReferenceFlaw | undefined {
	if (tag === undefined) return undefined;
	const { text, start } = tag;
	const end = start + text.length;
	if (text === '') return { kind: 'emptyTag', start: start - 1, end: start };
	if (text.includes('/')) return { kind: 'slashInTag', start, end };
	if (text.length > 128) return { kind: 'longTag', start, end };
	return /^[\w\uFFFC][\w.\uFFFC-]*$/.test(text) ? undefined : { kind: 'tag', start, end };
}

/** The first part of the repository with a capital. The host, before the first slash, may have some. */
function findCapital(text: string): ReferenceFlaw | undefined {
	const { nameEnd } = splitReference(text);
	let start = 0;
	for (const part of text.slice(0, nameEnd).split('/')) {
		const end = start + part.length;
		const isHost = start === 0 && nameEnd > end;
		if (!isHost && CAPITAL.test(part)) return { kind: 'uppercase', start, end };
		start = end + 1;
	}
	return undefined;
}

function findNameFlaw(name: string): ReferenceFlaw {
	let start = 0;
	const parts = name.split('/');
	for (const [index, part] of parts.entries()) {
		const end = start + part.length;
		if (part === '') return { kind: 'emptyPart', start: Math.max(0, start - 1), end: Math.min(name.length, end + 1) };
		const mayBeHost = index === 0 && parts.length > 1 && (/[.:]/.test(part) || /[A-Z]/.test(part));
		if (mayBeHost && !/^(?:[a-zA-Z0-9]+(?:[.-]+[a-zA-Z0-9]+)*|\[[a-fA-F0-9:]+\])(?::\d+)?$/.test(part)) {
			return { kind: 'host', start, end };
		}
		if (!mayBeHost && !/^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/.test(part)) return { kind: 'separator', start, end };
		start = end + 1;
	}
	return { kind: 'host', start: 0, end: parts[0]!.length };
}
