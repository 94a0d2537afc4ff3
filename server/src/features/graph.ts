import type { CacheEntry } from '../cache/entry.ts';
import { locationOf } from '../rules/shared/location.ts';
import type { Lines } from '../text/lines.ts';
import type { Span } from '../text/span.ts';

/** What of a document the graph is made of. */
export interface Mappable {
	readonly file: { readonly path: string };
	readonly entries: readonly CacheEntry[];
	readonly lines: Lines;
}

/** One entry as a place that writes or reads a cache. */
export interface CachePlace {
	readonly path: string;
	readonly span: Span;
	readonly entry: CacheEntry;
	/** Whose cache flag it is, for people: `build`, `api (bake)`, `docker buildx build`. */
	readonly build: string;
	/** Line from 1. */
	readonly line: number;
}

/** A place where caches are kept, with all that write to it and read from it. */
export interface LocationNode {
	readonly key: string;
	/** `registry`, `gha` … */
	readonly type: string;
	/** `ghcr.io/o/app:cache`, `gha scope web`. */
	readonly name: string;
	readonly writers: readonly CachePlace[];
	readonly readers: readonly CachePlace[];
}

/**
 * Who writes and who reads which cache location in some files, in the order of the first place of each. Locations with
 * expansions are one when their text is; entries whose location cannot be known are left out.
 */
export function createGraph(documents: readonly Mappable[]): readonly LocationNode[] {
	const nodes = new Map<string, { type: string; name: string; writers: CachePlace[]; readers: CachePlace[] }>();
	for (const { file, entries, lines } of documents) {
		for (const entry of entries) {
			// A flag that its tool does not know neither writes nor reads.
			const location = entry.flag.name.correction === undefined ? locationOf(entry) : undefined;
			for (const key of location?.keys ?? []) {
				let node = nodes.get(key);
				if (node === undefined) {
					node = { type: location!.type, name: location!.name, writers: [], readers: [] };
					nodes.set(key, node);
				}
				const place = {
					path: file.path,
					span: entry.span,
					entry,
					build: nameOfBuild(entry),
					line: lines.lineOf(entry.span.start) + 1,
				};
				(entry.direction === 'to' ? node.writers : node.readers).push(place);
			}
		}
	}
	return [...nodes].map(([key, node]) => ({ key, ...node }));
}

function nameOfBuild({ flag: { build } }: CacheEntry): string {
	const job = build.pipeline?.job;
	if (build.name === undefined) return job === undefined ? build.tool : `${job} (${build.tool})`;
	return job === undefined || job === build.name ? build.name : `${job}: ${build.name}`;
}

/** The places that name the same location as the one at an offset of a document; itself among them. */
export function findRelated(
	document: Mappable,
	offset: number,
	graph: readonly LocationNode[] = createGraph([document]),
): readonly CachePlace[] {
	const entry = document.entries.find(({ span }) => span.start <= offset && offset <= span.end);
	if (entry === undefined) return [];
	const places = graph
		.map(({ writers, readers }) => [...writers, ...readers])
		.filter((all) => all.some((place) => place.path === document.file.path && place.span.start === entry.span.start));
	return [...new Set(places.flat())];
}

/** The graph as Mermaid: builds are boxes, locations cylinders, and the arrows go the way the cache goes. */
export function drawMermaid(graph: readonly LocationNode[]): string {
	const lines = ['flowchart LR'];
	forEachNode(graph, {
		build: (id, label) => lines.push(`  ${id}["${escapeMermaid(label)}"]`),
		location: (id, node) => {
			lines.push(`  ${id}[("${escapeMermaid(node.name)}")]`);
			if (node.writers.length === 0) lines.push(`  class ${id} unwritten`);
			if (node.readers.length === 0) lines.push(`  class ${id} unread`);
		},
		arrow: (from, to) => lines.push(`  ${from} --> ${to}`),
	});
	lines.push('  classDef unwritten stroke-dasharray: 4 3', '  classDef unread stroke:#d33');
	return `${lines.join('\n')}\n`;
}

/** The graph in the language of Graphviz. */
export function drawDot(graph: readonly LocationNode[]): string {
	const lines = ['digraph caches {', '  rankdir=LR;', '  node [shape=box];'];
	const quote = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
	forEachNode(graph, {
		build: (id, label) => lines.push(`  ${id} [label=${quote(label)}];`),
		location: (id, node) => {
			const style = node.writers.length === 0 ? ', style=dashed' : node.readers.length === 0 ? ', color=red' : '';
			lines.push(`  ${id} [label=${quote(node.name)}, shape=cylinder${style}];`);
		},
		arrow: (from, to) => lines.push(`  ${from} -> ${to};`),
	});
	return `${[...lines, '}'].join('\n')}\n`;
}

function escapeMermaid(text: string): string {
	return text
		.replaceAll('&', '&amp;')
		.replaceAll('"', '&quot;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('\n', ' ');
}

/** Names builds `b1`, `b2` … and locations `c1`, `c2` …; a build is the same wherever it stands. */
function forEachNode(
	graph: readonly LocationNode[],
	draw: {
		build(id: string, label: string): void;
		location(id: string, node: LocationNode): void;
		arrow(from: string, to: string): void;
	},
): void {
	const ids = new Map<object, string>();
	const idOf = (place: CachePlace): string => {
		const { build } = place.entry.flag;
		let id = ids.get(build);
		if (id === undefined) {
			id = `b${ids.size + 1}`;
			ids.set(build, id);
			draw.build(id, `${place.path}: ${place.build}`);
		}
		return id;
	};
	for (const [index, node] of graph.entries()) {
		const id = `c${index + 1}`;
		draw.location(id, node);
		const drawn = new Set<string>();
		const once = (from: string, to: string) => {
			if (!drawn.has(`${from} ${to}`)) draw.arrow(from, to);
			drawn.add(`${from} ${to}`);
		};
		for (const writer of node.writers) once(idOf(writer), id);
		for (const reader of node.readers) once(id, idOf(reader));
	}
}
