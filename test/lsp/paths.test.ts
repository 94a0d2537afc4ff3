import { describe, expect, test } from 'vitest';
import { placeIn, placesIn, relativePath, uriIn } from '../../server/src/lsp/paths.ts';

describe('the place of a document in a folder', () => {
	test.each([
		['file:///w/a%20b/c.sh', 'file:///w', 'a b/c.sh'],
		['file:///w/a.sh', 'file:///w/', 'a.sh'],
		['file:///a.sh', 'file:///', 'a.sh'],
		['file:///c%3A/w/a.sh', 'file:///c%3A/w', 'a.sh'],
		['file:///C:/w/a.sh', 'file:///c%3A/w', 'a.sh'],
		['file:///c%3a/w/%C3%A4.sh', 'file:///C:/w', 'ä.sh'],
		['file:///w%20x/100%25.sh', 'file:///w x', '100%.sh'],
		['file:///w%20x/100%.sh', 'file:///w%20x', '100%.sh'],
		['vscode-vfs://github/o/r/a.sh', 'vscode-vfs://github/o/r', 'a.sh'],
	])('%s in %s', (uri, root, path) => {
		expect(placeIn(uri, [root])?.path).toBe(path);
	});

	test.each([
		['file:///ws/a.sh', 'file:///w'],
		['untitled:Untitled-1', 'file:///w'],
		['file:///w', 'file:///w'],
	])('%s is not in %s', (uri, root) => {
		expect(placeIn(uri, [root])).toBeUndefined();
	});

	test('the innermost folder comes first', () => {
		expect(placesIn('file:///w/in/a.sh', ['file:///w', 'file:///w/in', 'file:///other'])).toEqual([
			{ root: 'file:///w/in', path: 'a.sh' },
			{ root: 'file:///w', path: 'in/a.sh' },
		]);
	});

	test('leads back to a URI of the folder as the client writes it', () => {
		const root = 'file:///c%3A/w';
		expect(uriIn(placeIn('file:///C:/w/a b/100%25.sh', [root])!)).toBe('file:///c%3A/w/a%20b/100%25.sh');
	});

	test('is the whole path outside of all folders', () => {
		expect(relativePath('file:///x/a%20b.sh', ['file:///w'])).toBe('x/a b.sh');
		expect(relativePath('untitled:Untitled-1', ['file:///w'])).toBe('untitled:Untitled-1');
	});
});
