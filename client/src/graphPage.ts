/** A build that writes or reads a cache, as the server answers `cachelint/graph` with. */
export interface GraphedPlace {
	readonly uri: string;
	readonly range: { readonly start: Position; readonly end: Position };
	/** `.github/workflows/ci.yml`. */
	readonly path: string;
	/** Line from 1. */
	readonly line: number;
	/** `build`, `api (bake)`. */
	readonly build: string;
}

interface Position {
	readonly line: number;
	readonly character: number;
}

/** A cache with all that write and read it. */
export interface GraphedCache {
	/** Its backend: `gha`. */
	readonly type: string;
	/** `ghcr.io/o/app:cache`, `gha scope web`. */
	readonly name: string;
	readonly writers: readonly GraphedPlace[];
	readonly readers: readonly GraphedPlace[];
}

/** What the page tells when a place is clicked: which one of `graph[cache][side]`. */
export interface PickedPlace {
	readonly cache: number;
	readonly side: 'writers' | 'readers';
	readonly place: number;
}

/** Height of a box with the gap below it, in pixels: the curves are drawn for it. */
const ROW = 52;
const BOX = 44;
const CURVES = 48;

/** The page that shows a graph: a row for each cache, its writers to the left, its readers to the right. */
export function drawGraphPage(graph: readonly GraphedCache[], nonce: string): string {
	const content =
		graph.length === 0
			? '<p class="empty">No cache is named in this folder.</p>'
			: `<div class="row head"><span>written by</span><span></span><span>cache</span><span></span><span>read by</span></div>${graph.map(drawCache).join('')}`;
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}';">
<title>Cache Graph</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>${content}</main>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>
`;
}

function drawCache({ type, name, writers, readers }: GraphedCache, index: number): string {
	const rows = Math.max(writers.length, readers.length, 1);
	const state = writers.length === 0 ? ' unwritten' : readers.length === 0 ? ' unread' : '';
	return `<section class="row">
${drawPlaces(writers, 'writers', index)}
${drawCurves(writers.length, rows, 'writers')}
<div class="cache${state}" title="${escapeHtml(name)}"><span class="name">${escapeHtml(name)}</span><span class="type">${escapeHtml(type)}</span></div>
${drawCurves(readers.length, rows, 'readers')}
${drawPlaces(readers, 'readers', index)}
</section>`;
}

function drawPlaces(places: readonly GraphedPlace[], side: PickedPlace['side'], cache: number): string {
	if (places.length === 0) return `<div class="places"><div class="nobody">nobody</div></div>`;
	const boxes = places.map(
		({ build, path, line }, place) =>
			`<button class="place" data-cache="${cache}" data-side="${side}" data-place="${place}" title="${escapeHtml(`${build}, ${path}:${line}`)}"><span class="name">${escapeHtml(build)}</span><span class="path"><bdi>${escapeHtml(path)}:${line}</bdi></span></button>`,
	);
	return `<div class="places">${boxes.join('')}</div>`;
}

/** The curves between the boxes of a side, which are centred beside the cache, and the cache. */
function drawCurves(count: number, rows: number, side: PickedPlace['side']): string {
	const height = rows * ROW;
	const top = (height - Math.max(count, 1) * ROW) / 2;
	const middle = height / 2;
	const paths = Array.from({ length: Math.max(count, 1) }, (_, index) => {
		const y = top + index * ROW + ROW / 2;
		const [from, to] = side === 'writers' ? [y, middle] : [middle, y];
		return `<path${count === 0 ? ' class="missing"' : ''} d="M0 ${from} C${CURVES / 2} ${from} ${CURVES / 2} ${to} ${CURVES - 6} ${to}"/>`;
	});
	const heads = Array.from({ length: count === 0 ? 0 : count }, (_, index) => {
		const y = side === 'writers' ? middle : top + index * ROW + ROW / 2;
		return `<path class="head" d="M${CURVES - 7} ${y - 4} L${CURVES} ${y} L${CURVES - 7} ${y + 4} Z"/>`;
	});
	return `<svg width="${CURVES}" height="${height}" viewBox="0 0 ${CURVES} ${height}" aria-hidden="true">${paths.join('')}${heads.join('')}</svg>`;
}

function escapeHtml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const STYLE = `
body { color: var(--vscode-foreground); font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); padding: 16px; }
main { max-width: 1100px; margin: 0 auto; }
.row { display: grid; grid-template-columns: minmax(0, 1fr) ${CURVES}px minmax(0, 1.5fr) ${CURVES}px minmax(0, 1fr); align-items: center; padding: 6px 0; }
.head span { color: var(--vscode-descriptionForeground); font-size: 0.85em; text-transform: uppercase; letter-spacing: 0.06em; padding-left: 2px; }
section + section { border-top: 1px solid var(--vscode-widget-border, rgba(128, 128, 128, 0.2)); }
.places { display: flex; flex-direction: column; }
.place, .nobody, .cache { box-sizing: border-box; height: ${BOX}px; margin: ${(ROW - BOX) / 2}px 0; padding: 4px 10px; border-radius: 4px; display: flex; flex-direction: column; justify-content: center; text-align: left; overflow: hidden; }
.place { color: inherit; font: inherit; background: var(--vscode-editorWidget-background); border: 1px solid var(--vscode-widget-border, rgba(128, 128, 128, 0.35)); cursor: pointer; width: 100%; }
.place:hover, .place:focus-visible { border-color: var(--vscode-focusBorder); outline: none; }
.nobody { color: var(--vscode-descriptionForeground); border: 1px dashed var(--vscode-descriptionForeground); font-style: italic; }
.cache { border-radius: 22px; border: 1.5px solid var(--vscode-charts-blue, #3794ff); padding: 4px 18px; align-items: center; }
.cache span { max-width: 100%; }
.cache.unwritten { border-color: var(--vscode-charts-red, #f14c4c); border-style: dashed; }
.cache.unread { border-color: var(--vscode-charts-yellow, #cca700); border-style: dashed; }
.name { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.path, .type { color: var(--vscode-descriptionForeground); font-size: 0.85em; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
/* The end of a path says more than its beginning. */
.path { direction: rtl; text-align: left; }
svg { display: block; }
svg path { fill: none; stroke: var(--vscode-descriptionForeground); stroke-width: 1.3; }
svg path.head { fill: var(--vscode-descriptionForeground); stroke: none; }
svg path.missing { stroke-dasharray: 3 4; opacity: 0.6; }
.empty { color: var(--vscode-descriptionForeground); }
`;

const SCRIPT = `
const vscode = acquireVsCodeApi();
addEventListener('click', (event) => {
	const place = event.target.closest('.place');
	if (place === null) return;
	vscode.postMessage({ cache: Number(place.dataset.cache), side: place.dataset.side, place: Number(place.dataset.place) });
});
`;
