import { describe, expect, test } from 'vitest';
import { accountNameOf, readGoUrl } from '../../server/src/catalogue/goUrl.ts';

describe("Go's addresses", () => {
	test.each([
		['https://acme.blob.core.windows.net', 'https', 'acme.blob.core.windows.net', ''],
		['HTTPS://acme.blob.core.windows.net/', 'https', 'acme.blob.core.windows.net', '/'],
		['http://127.0.0.1:10000/devstoreaccount1', 'http', '127.0.0.1:10000', '/devstoreaccount1'],
		['acme.blob.core.windows.net', '', '', 'acme.blob.core.windows.net'],
		['//acme.example/x', '', 'acme.example', '/x'],
		['///x', '', '', '///x'],
		['https:///x', 'https', '', '/x'],
		['https:acme', 'https', '', ''],
		['https://user:pw@acme.example?x=%zz', 'https', 'acme.example', ''],
		['http://[::1]:9000/x', 'http', '[::1]:9000', '/x'],
		['http://a:', 'http', 'a:', ''],
		['', '', '', ''],
		['*', '', '', '*'],
		['minio:9000', 'minio', '', ''],
		['a/b:c', '', '', 'a/b:c'],
		['http://ä.example', 'http', 'ä.example', ''],
		['http://a%C3%A4', 'http', 'a%C3%A4', ''],
	])('have %j as %j, %j, %j', (text, scheme, host, path) => {
		expect(readGoUrl(text)).toEqual({ url: { scheme, host, path }, error: undefined });
	});

	test.each([
		[':9000', 'missing protocol scheme'],
		['localhost_1:9000', 'first path segment in URL cannot contain colon'],
		['127.0.0.1:9000', 'first path segment in URL cannot contain colon'],
		['http://a:x', 'invalid port ":x" after host'],
		['http://[::1', "missing ']' in host"],
		['http://[::1]x', 'invalid port "x" after host'],
		['http://a b', 'invalid character " " in host name'],
		['http://a/%zz', 'invalid URL escape "%zz"'],
		['http://a%zz', 'invalid URL escape "%zz"'],
		['http://a%41', 'invalid URL escape "%41"'],
		['http://a#%z', 'invalid URL escape "%z"'],
		['http://u ser@a', 'net/url: invalid userinfo'],
		['http://a\n', 'net/url: invalid control character in URL'],
	])('refuse %j: %s', (text, error) => {
		expect(readGoUrl(text)).toEqual({ url: undefined, error: `parse ${JSON.stringify(text)}: ${error}` });
	});

	test('give the name of a storage account', () => {
		expect(accountNameOf(readGoUrl('https://acme.blob.core.windows.net').url!)).toBe('acme');
		expect(accountNameOf(readGoUrl('http://localhost:10000/acme').url!)).toBe('localhost');
		expect(accountNameOf(readGoUrl('acme.blob.core.windows.net').url!)).toBe('');
	});
});
