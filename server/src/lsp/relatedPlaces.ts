import type { Range } from 'vscode-languageserver';
import { type CacheDocument, type CachePlace, createGraph, findRelated, type LocationNode } from '../service.ts';
import type { OpenDocument } from './openDocuments.ts';
import { toRangeIn } from './protocol.ts';
import type { Workspaces } from './workspaces.ts';

/** A place that writes or reads a cache, as a client knows places. */
export interface RelatedLocation {
	readonly uri: string;
	readonly range: Range;
	readonly isWriter: boolean;
}

/** The places that name the same cache as the entry at an offset, in all files of the folder. */
export function relatedTo(
	{ uri, document }: OpenDocument,
	offset: number,
	workspaces: Workspaces,
): readonly RelatedLocation[] {
	if (document === undefined) return [];
	const documents = new Map(workspaces.documentsAround(uri)).set(document.path, document);
	const locate = locator(documents, (path) => (path === document.path ? uri : workspaces.uriOf(path, uri)));
	return findRelated(document, offset, createGraph([...documents.values()])).flatMap((place) => locate(place));
}

/** One cache with all that write and read it: what `cachelint/graph` answers with. */
export interface GraphedCache extends Pick<LocationNode, 'type' | 'name'> {
	readonly writers: readonly GraphedPlace[];
	readonly readers: readonly GraphedPlace[];
}

export interface GraphedPlace extends RelatedLocation {
	/** `.github/workflows/ci.yml`. */
	readonly path: string;
	/** Line from 1. */
	readonly line: number;
	/** Whose flag it is: `build`, `api (bake)`. */
	readonly build: string;
}

/** The graph of a folder of the workspace. */
export function graphOf(folder: string, workspaces: Workspaces): readonly GraphedCache[] {
	const inside = `${folder.replace(/\/$/, '')}/`;
	const documents = workspaces.documentsAround(inside);
	const locate = locator(documents, (path) => workspaces.uriOf(path, inside));
	const describe = (place: CachePlace) => {
		const { path, line, build } = place;
		return locate(place).map((location) => ({ ...location, path, line, build }));
	};
	return createGraph([...documents.values()]).map(({ type, name, writers, readers }) => ({
		type,
		name,
		writers: writers.flatMap(describe),
		readers: readers.flatMap(describe),
	}));
}

function locator(documents: ReadonlyMap<string, CacheDocument>, uriOf: (path: string) => string | undefined) {
	return ({ path, span, entry }: CachePlace): readonly RelatedLocation[] => {
		const document = documents.get(path);
		const uri = uriOf(path);
		if (document === undefined || uri === undefined) return [];
		return [{ uri, range: toRangeIn(document, span), isWriter: entry.direction === 'to' }];
	};
}
