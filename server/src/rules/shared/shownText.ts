const LONGEST = 100;

/**
 * Text from a file as a message shows it, on one line and not too long: a line break is `\n`, and of a hundred
 * characters and more only the first are there, with `…`.
 */
export function shownText(text: string): string {
	const start = text.length > LONGEST ? `${text.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
	return start.replaceAll(/[\x00-\x1f\x7f]/g, (character) => JSON.stringify(character).slice(1, -1));
}
