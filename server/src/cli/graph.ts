import { type CacheDocument, createGraph, drawDot, drawMermaid, type LocationNode } from '../service.ts';
import { toPlaces } from './formats/format.ts';

/** The graph in the form of `--format`: `mermaid`, `dot`, `json`, or `text` for people. */
export function formatGraph(documents: readonly CacheDocument[], format: string): string {
	const graph = createGraph(documents);
	switch (format) {
		case 'mermaid':
			return drawMermaid(graph);
		case 'dot':
			return drawDot(graph);
		case 'json':
			return `${JSON.stringify(describeGraph(graph, documents), undefined, 2)}\n`;
		default:
			return graph.map(formatLocation).join('\n');
	}
}

function describeGraph(graph: readonly LocationNode[], documents: readonly CacheDocument[]) {
	const byPath = new Map(documents.map((document) => [document.file.path, document]));
	const describe = ({ path, span, build, entry }: LocationNode['writers'][number]) => ({
		path,
		...toPlaces(byPath.get(path)!, span),
		build,
		tool: entry.flag.build.tool,
	});
	return {
		version: 1,
		locations: graph.map(({ type, name, writers, readers }) => ({
			type,
			name,
			writers: writers.map(describe),
			readers: readers.map(describe),
		})),
	};
}

function formatLocation({ name, writers, readers }: LocationNode): string {
	const list = (verb: string, places: LocationNode['writers']) =>
		places.length === 0
			? [`  ${verb} by nobody\n`]
			: places.map(({ path, line, build }) => `  ${verb} by ${build} (${path}:${line})\n`);
	return [`${name}\n`, ...list('written', writers), ...list('read', readers)].join('');
}
