/** Whether a repository is one of those in a setting, `*.example.com/*`; `*` stands for any characters, and Docker Hub needs no host. */
export function isListedRepository(repository: string, patterns: readonly string[]): boolean {
	const plain = (name: string) =>
		name.trim().replace(/^(?:https?:\/\/)?(?:(?:index\.)?docker\.io\/)?(?:library\/)?/, '');
	return patterns.some((pattern) => matches(plain(repository), plain(pattern).split('*')));
}

/** Whether a text is these parts in this order, with anything between them. */
function matches(text: string, [first = '', ...rest]: readonly string[]): boolean {
	const last = rest.pop();
	if (last === undefined) return text === first;
	if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
	let at = first.length;
	for (const part of rest) {
		const found = text.indexOf(part, at);
		if (found === -1 || found + part.length > text.length - last.length) return false;
		at = found + part.length;
	}
	return true;
}
