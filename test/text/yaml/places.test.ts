import { describe, expect, test } from 'vitest';
import { GITHUB_EXPRESSION } from '../../../server/src/text/githubExpression.ts';
import { MappedText } from '../../../server/src/text/mappedText.ts';
import { TEMPLATE_EXPRESSION } from '../../../server/src/text/templateExpression.ts';
import { walk } from '../../../server/src/text/yaml/navigate.ts';
import { readYaml } from '../../../server/src/text/yaml/readYaml.ts';

/** What it is, the YAML with « » around the text looked for, and the key it stands under. */
const CASES: readonly (readonly [name: string, input: string, key: string])[] = [
	['plain', 'a:\n  cache-to: «type=gha,mode=max»\n', 'cache-to'],
	['double quoted', 'cache-to: "«type=registry,ref=x»"\n', 'cache-to'],
	["single quoted with ''", "cache-to: 'type=gha,scope=it''s,«mode=max»'\n", 'cache-to'],
	['dq escapes before', 'cache-to: "a\\tb\\u00e9\\x41\\"«type=gha»"\n', 'cache-to'],
	['dq with backslash newline', 'cache-to: "type=registry,\\\n    «ref=x»"\n', 'cache-to'],
	['dq folded lines', 'cache-to: "type=registry,\n\n    «ref=x»"\n', 'cache-to'],
	['plain multi line', 'cache-to: type=gha,\n  «mode=max»\n  x\nb: 1\n', 'cache-to'],
	['literal block', 'a:\n  run: |\n    echo hi\n    docker build --cache-to «type=gha» .\n  b: 1\n', 'run'],
	[
		'literal block, continuation',
		'a:\n  run: |\n    docker build \\\n      --cache-to «type=gha,mode=max» \\\n      .\n',
		'run',
	],
	['literal block |2- indent indicator', 'run: |2-\n    docker x\n   --cache-to «type=gha»\n', 'run'],
	['literal block |+ comment in header', 'run: |+ # c\n  docker --cache-to «type=gha»\n\n\nb: 1\n', 'run'],
	['folded >-', 'run: >-\n  docker buildx build\n  --cache-to «type=gha,mode=max»\n  .\n', 'run'],
	[
		'folded > with continuation backslashes',
		'run: >\n  docker buildx build \\\n  --cache-to «type=gha» \\\n  .\n',
		'run',
	],
	['folded >- more indented and blank lines', 'run: >-\n  a\n\n    b\n  c\n\n\n  --cache-to «type=gha»\n', 'run'],
	['block with leading blank lines and tabs', 'run: |\n\n  a\n\n  \t--cache-to «type=gha»\n', 'run'],
	['flow sequence', 'cache-to: [ type=s3, "«type=gha»" , x ]\n', 'cache-to'],
	['flow sequence: commas split a plain scalar', 'cache-to: [«type=gha»,mode=max]\n', 'cache-to'],
	['flow map in flow seq', 'x: {build: {cache_to: ["«type=gha,mode=max»"]}}\n', 'cache_to'],
	['block sequence', 'build:\n  cache_to:\n    - type=s3\n    - «type=gha»\n', 'cache_to'],
	['sequence at parent indent', 'cache_to:\n- «type=gha»\nb: 1\n', 'cache_to'],
	['anchor and alias', 'x: &c «type=gha»\ny:\n  cache-to: *c\n', 'x'],
	['tag and anchor before block', 'x: !!str &c |-\n  «type=gha»\n', 'x'],
	['merge key', 'a: &a\n  cache-to: «type=gha»\nb:\n  <<: *a\n', 'cache-to'],
	['multi documents', 'a: 1\n---\ncache-to: «type=gha»\n...\n---\nb: 2\n', 'cache-to'],
	['comments around', '# c\ncache-to: # d\n  # e\n  «type=gha» # f\n', 'cache-to'],
	['# inside plain', 'cache-to: «type=local,dest=a#b»\n', 'cache-to'],
	['GitHub with ${{ }} in plain', 'with:\n  cache-to: type=registry,ref=${{ env.R }},«mode=max»\n', 'cache-to'],
	['GitHub multi-line list', 'with:\n  cache-to: |\n    type=gha\n    «type=registry,ref=${{ x }}»\n', 'cache-to'],
	[
		'GitLab script list with colon in plain',
		"job:\n  script:\n    - docker build --cache-to «type=gha» .\n    - 'echo a: b'\n",
		'script',
	],
	['CRLF literal', 'run: |\r\n  docker build \\\r\n    --cache-to «type=gha»\r\nb: 1\r\n', 'run'],
	['BOM', '\uFEFFcache-to: «type=gha»\n', 'cache-to'],
	['unicode and surrogates before', '"é😀": "日本😀\\U0001F600"\ncache-to: "😀«type=gha»"\n', 'cache-to'],
	['explicit ? key', '? cache-to\n: «type=gha»\n', 'cache-to'],
	['duplicate keys', 'cache-to: a\ncache-to: «type=gha»\n', 'cache-to'],
	['TYPING: open dq at end of file', 'a: 1\ncache-to: "«type=»', 'cache-to'],
	['TYPING: open sq at end of file', "cache-to: '«type=registry,re»", 'cache-to'],
	['TYPING: open dq, later lines still parse', 'cache-to: "type=\nb: 1\nrun: |\n  «type=gha»\n', 'run'],
	[
		'TYPING: open dq nested, later lines still parse',
		'a:\n  cache-to: "type=\n  b: 1\n  run: |\n    «type=gha»\n',
		'run',
	],
	['TYPING: open dq nested keeps its own text', 'a:\n  cache-to: "«type=»\n  b: 1\n', 'cache-to'],
	['TYPING: open dq, later lines have quotes', 'cache-to: "type=\nb: "x y"\nc:\n  d: «type=gha»\n', 'd'],
	['TYPING: open flow seq at end', 'cache-to: ["«type=gha»", ', 'cache-to'],
	['TYPING: open flow seq and open string', 'cache-to: ["«type=»', 'cache-to'],
	['TYPING: open flow seq, later lines', 'cache-to: [ "«type=gha»",\nb: 1\nc:\n  d: x\n', 'cache-to'],
	['TYPING: after open flow seq', 'cache-to: [ "type=gha",\nb: 1\nc:\n  d: «type=s3»\n', 'd'],
	['TYPING: key without value, next found', 'cache-to:\nb: «x»\n', 'b'],
	['TYPING: key without colon, next found', 'a: 1\ncache-to\nb: «x»\n', 'b'],
	['TYPING: a: b: c', 'cache-to: type: x\nb: «y»\n', 'b'],
	['TYPING: tab indent', 'a:\n\tx: 1\nb: «y»\n', 'b'],
	['TYPING: bad indent', 'a:\n    b: 1\n  c: «y»\nd: 2\n', 'c'],
	['TYPING: block header only', 'a:\n  run: |\n  b: «y»\n', 'b'],
	['TYPING: under-indented block line', 'run: |\n    «type=gha»\n  x y\nb: 1\n', 'run'],
	['unresolved alias, later found', 'a: *nope\nb: «y»\n', 'b'],
	['Helm style {{ }} line', 'a:\n{{- if .x }}\n  b: «y»\n{{- end }}\n', 'b'],
	['starts with @ or %', 'a: @x\nb: «y»\n', 'b'],
];

const EXPRESSIONS = new RegExp(`${GITHUB_EXPRESSION.source}|${TEMPLATE_EXPRESSION.source}`, 'g');

/** Every scalar of the text whose value has exactly these places, with the nearest key above it. */
function scalarsAt(source: string, start: number, end: number): readonly (readonly [key: string, written: string])[] {
	const found: (readonly [string, string])[] = [];
	for (const document of readYaml(MappedText.verbatim(source), { expansions: EXPRESSIONS }).documents) {
		for (const { node, path } of walk(document)) {
			if (node.kind !== 'scalar') continue;
			const from = node.value.offsetAt(start);
			const to = node.value.offsetAt(end);
			if (from === undefined || to === undefined) continue;
			const part = node.value.slice(from, to);
			expect(part.span).toEqual({ start, end });
			found.push([String(path.findLast((step) => typeof step === 'string')), part.written]);
		}
	}
	return found;
}

describe('a marked text is found with its exact place', () => {
	for (const [name, input, key] of CASES) {
		for (const newline of ['\n', '\r\n']) {
			if (newline === '\r\n' && input.includes('\r')) continue;
			test(newline === '\n' ? name : `${name}, with CRLF`, () => {
				const text = input.replaceAll('\n', newline);
				const start = text.indexOf('«');
				const end = text.indexOf('»') - 1;
				const source = text.replace('«', '').replace('»', '');
				expect(scalarsAt(source, start, end)).toContainEqual([key, source.slice(start, end)]);
			});
		}
	}
});
