/** Where a document is in a workspace folder. */
export interface PlaceInFolder {
	/** URI of the folder, without a `/` at its end. */
	readonly root: string;
	/** Path below it, decoded: `.github/workflows/ci.yml`. */
	readonly path: string;
}

/** The innermost of the folders that a document is in; `undefined` where it is in none. */
export function placeIn(uri: string, roots: readonly string[]): PlaceInFolder | undefined {
	const [root] = roots
		.map((candidate) => candidate.replace(/\/$/, ''))
		.filter((candidate) => uri.startsWith(`${candidate}/`))
		.sort((a, b) => b.length - a.length);
	return root === undefined ? undefined : { root, path: decodePath(uri.slice(root.length + 1)) };
}

/** The path of a document below its workspace folder, or the whole path: `.github/workflows/ci.yml`. */
export function relativePath(uri: string, roots: readonly string[]): string {
	return placeIn(uri, roots)?.path ?? decodePath(uri.replace(/^[a-z][\w+.-]*:\/\/[^/]*\/?/i, ''));
}

/** The URI of a file in a folder: `file:///w/a%20b.sh` of `a b.sh` in `file:///w`. */
export function uriIn({ root, path }: PlaceInFolder): string {
	return `${root}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** A part of a URI as a path, `a b` of `a%20b`; as it is where it is escaped wrongly. */
export function decodePath(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}
