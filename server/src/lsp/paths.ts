/** Where a document is in a workspace folder. */
export interface PlaceInFolder {
	/** URI of the folder, without a `/` at its end. */
	readonly root: string;
	/** Path below it, decoded: `.github/workflows/ci.yml`. */
	readonly path: string;
}

/**
 * Where a document is in each of the folders it is in, the innermost first. URIs that are escaped differently are the same:
 * `file:///c:/w` holds `file:///C%3A/w/a.sh`.
 */
export function placesIn(uri: string, roots: readonly string[]): readonly PlaceInFolder[] {
	const plain = plainUri(uri);
	return roots
		.map((candidate) => candidate.replace(/\/$/, ''))
		.map((root) => ({ root, start: `${plainUri(root)}/` }))
		.filter(({ start }) => plain.startsWith(start))
		.sort((a, b) => b.start.length - a.start.length)
		.map(({ root, start }) => ({ root, path: plain.slice(start.length) }));
}

/** The innermost of the folders that a document is in; `undefined` where it is in none. */
export function placeIn(uri: string, roots: readonly string[]): PlaceInFolder | undefined {
	return placesIn(uri, roots)[0];
}

/** A URI without escapes, the letter of a drive small. */
function plainUri(uri: string): string {
	const plain = uri.split('/').map(decodePath).join('/');
	return plain.replace(/^file:\/\/\/[A-Z]:/, (drive) => drive.toLowerCase());
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
