// Draws docs/images/icon.png: two layers of a build on a dark tile, and a squiggle under them.
//   node scripts/icon.mjs
import { writeFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';

const size = 256;
const samples = 4;

const tile = [0x12, 0x24, 0x38];
const upper = [0xf4, 0xf8, 0xfc];
const lower = [0x4f, 0xb0, 0xee];
const squiggle = [0xff, 0x6b, 0x5e];

/** Distance to a rounded box around (0, 0); negative inside. All lengths in parts of the icon's width. */
function boxDistance(x, y, half, radius) {
	const dx = Math.abs(x) - half + radius;
	const dy = Math.abs(y) - half + radius;
	return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
}

/** Distance to a flat rhombus around (0, cy), with rounded corners. */
function rhombusDistance(x, y, cy) {
	const [width, height, radius] = [0.33, 0.165, 0.02];
	const lean = Math.hypot(1 / width, 1 / height);
	return (Math.abs(x) / width + Math.abs(y - cy) / height - 1) / lean - radius;
}

/** The wave's vertical distance, corrected by its slope, so that the line is equally thick everywhere. */
function isOnSquiggle(x, y) {
	const [wave, height, half, end, middle] = [0.155, 0.028, 0.021, 0.31, 0.305];
	if (Math.abs(x) > end) return Math.hypot(Math.abs(x) - end, y - middle - height) < half;
	const phase = (x / wave) * 2 * Math.PI;
	const slope = height * ((2 * Math.PI) / wave) * Math.sin(phase);
	return Math.abs(y - middle - height * Math.cos(phase)) / Math.hypot(1, slope) < half;
}

/** The colour at a point, or nothing outside the tile. */
function colourAt(x, y) {
	if (boxDistance(x, y, 0.5, 0.11) > 0) return undefined;
	if (isOnSquiggle(x, y)) return squiggle;
	if (rhombusDistance(x, y, -0.19) < 0) return upper;
	// The gap between the layers is the upper one again, a little larger.
	if (rhombusDistance(x, y, -0.19) < 0.04) return tile;
	if (rhombusDistance(x, y, -0.045) < 0) return lower;
	return tile;
}

function pixelAt(column, row) {
	const sum = [0, 0, 0];
	let hits = 0;
	for (let i = 0; i < samples * samples; i++) {
		const x = (column + ((i % samples) + 0.5) / samples) / size - 0.5;
		const y = (row + (Math.floor(i / samples) + 0.5) / samples) / size - 0.5;
		const colour = colourAt(x, y);
		if (colour === undefined) continue;
		hits++;
		for (let c = 0; c < 3; c++) sum[c] += colour[c];
	}
	if (hits === 0) return [0, 0, 0, 0];
	return [...sum.map((value) => Math.round(value / hits)), Math.round((255 * hits) / samples ** 2)];
}

function chunk(type, data) {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	const sum = Buffer.alloc(4);
	sum.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, sum]);
}

const rows = Array.from({ length: size }, (_, row) => [
	0,
	...Array.from({ length: size }, (_, c) => pixelAt(c, row)).flat(),
]);
const header = Buffer.alloc(13);
header.writeUInt32BE(size, 0);
header.writeUInt32BE(size, 4);
header.set([8, 6, 0, 0, 0], 8);
const png = Buffer.concat([
	Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
	chunk('IHDR', header),
	chunk('IDAT', deflateSync(Buffer.from(rows.flat()), { level: 9 })),
	chunk('IEND', Buffer.alloc(0)),
]);
await writeFile(new URL('../docs/images/icon.png', import.meta.url), png);
