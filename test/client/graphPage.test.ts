import { expect, test } from 'vitest';
import { drawGraphPage, type GraphedCache } from '../../client/src/graphPage.ts';

const place = (path: string, build: string) => ({
	uri: `file:///w/${path}`,
	range: { start: { line: 2, character: 0 }, end: { line: 2, character: 4 } },
	path,
	line: 3,
	build,
});
const cache = (over: Partial<GraphedCache>): GraphedCache => ({
	type: 'gha',
	name: 'gha scope web',
	writers: [place('a.sh', 'buildx')],
	readers: [place('b.sh', 'web')],
	...over,
});

test('a row shows writers, cache and readers in the order the cache goes', () => {
	const page = drawGraphPage([cache({})], 'n');
	const [writer, name, reader] = ['a.sh:3', 'gha scope web', 'b.sh:3'].map((text) => page.indexOf(text));
	expect(writer).toBeGreaterThan(0);
	expect(name).toBeGreaterThan(writer!);
	expect(reader).toBeGreaterThan(name!);
	expect(page).toContain('data-cache="0" data-side="readers" data-place="0"');
});

test('what nobody writes or reads is marked', () => {
	expect(drawGraphPage([cache({ writers: [] })], 'n')).toContain('class="cache unwritten"');
	expect(drawGraphPage([cache({ readers: [] })], 'n')).toContain('class="cache unread"');
	expect(drawGraphPage([], 'n')).toContain('No cache is named');
});

test('text of files is text, and only the scripts and styles of the page itself run', () => {
	const page = drawGraphPage([cache({ name: '<img src=x onerror="alert(1)">' })], 'abc');
	expect(page).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;');
	expect(page).not.toContain('<img');
	expect(page).toContain("default-src 'none'; style-src 'nonce-abc'; script-src 'nonce-abc'");
	expect(page).not.toMatch(/ style="/);
});
