/** The path of a document below its workspace folder, or the whole path: `.github/workflows/ci.yml`. */
export function relativePath(uri: string, roots: readonly string[]): string {
	const root = roots
		.filter((candidate) => uri.startsWith(`${candidate.replace(/\/$/, '')}/`))
		.sort((a, b) => b.length - a.length)[0];
	return decodePath(
		root === undefined
			? uri.replace(/^[a-z][\w+.-]*:\/\/[^/]*\/?/i, '')
			: uri.slice(root.replace(/\/$/, '').length + 1),
	);
}

/** A part of a URI as a path, `a b` of `a%20b`; as it is where it is escaped wrongly. */
export function decodePath(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}
