import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import host from '../../server/src/hosts/markdown.ts';
import { applyEdits, createCacheService } from '../../server/src/service.ts';
import { acceptAt, hoverAt } from './ciChecks.ts';
import { flagRows, readFixture } from './flagRows.ts';

const FILES: readonly (readonly [file: string, rows: readonly string[]])[] = [
	[
		'readme.md',
		[
			'from buildx 10:16 type=registry,ref=<registry>/app:cache',
			'to buildx 11:15 type=registry,ref=<registry>/app:cache,mode=max',
			'from buildx 20:18 type=local,src=.cache',
			'from docker 22:42 your-registry/{name}',
			'from docker 29:30 a/b:😀',
			'to docker 32:28 type=inline',
			'from docker 38:34 type=gha,...',
			'from docker 47:29 c/d',
			'to docker 48:16 type=gha',
			'from docker 69:27 e/f',
		],
	],
	[
		'files.mdx',
		[
			'from build-push-action 12:23 type=gha',
			'to build-push-action 13:21 type=gha,mode=max',
			'to build-push-action 23:9 type=registry,ref=user/app:cache',
			'to build-push-action 24:9 type=inline',
			'from build-push-action 30:23 type=registry,ref=YOUR_USER/app',
			'to build-push-action 31:21 type=inline',
			'from compose 38:21 type=registry,ref=a/b',
			'to compose 45:7 type=local,dest=.cache',
			'from docker 52:38 $CI_REGISTRY_IMAGE (dynamic)',
			'to bake 57:16 type=registry,ref=${TAG}',
			'to bake 57:44 type=xxx',
			'from bake 62:40 type=gha',
			'to docker 67:26 $(CACHE) (dynamic)',
			'to docker 76:8 type=registry,ref=<user>/app:cache (variable)',
			'to docker 78:14 $to (dynamic)',
			'from docker 83:16 %IMAGE% (dynamic)',
			'to docker 88:31 {{to}} (dynamic)',
			'from docker 92:31 ${image}:cache',
		],
	],
];

describe('the cache flags of code blocks are found where they are written', () => {
	test.each(FILES)('%s', (file, rows) => {
		expect(flagRows(host, readFixture(`markdown/${file}`))).toEqual(rows);
	});

	test('in a file with CRLF too', () => {
		const { path, text } = readFixture('markdown/readme.md');
		expect(flagRows(host, { path, text: text.replaceAll('\n', '\r\n') })).toEqual(FILES[0]![1]);
	});
});

const TEXTS: readonly (readonly [name: string, text: string, ...rows: string[]])[] = [
	['a block that is being typed', '```sh\ndocker build --cache-to ', 'to docker 2:25 "" (no-value)'],
	['a block with nothing in it', '```sh\n```\n'],
	['a fence with text like a fence', '```sh`\ndocker build --cache-to a .\n```\n'],
	['inline code with three signs', 'Use ```docker build --cache-to a .``` for it.\n'],
	[
		'lines without the indentation',
		'  - ```sh\n    docker build \\\n  --cache-to a/b .\n    ```\n',
		'to docker 3:14 a/b',
	],
	['tabs', '-\t```sh\n\tdocker build --cache-to a/b .\n\t```\n', 'to docker 2:26 a/b'],
	['a quotation that ends in a block', '> ```sh\ndocker build --cache-to a/b .\n'],
	['a redirection', '```sh\ndocker build --cache-to a/b - <in>out\n```\n', 'to docker 2:25 a/b'],
	['a console without prompts', '```console\ndocker build --cache-to a/b .\n```\n', 'to docker 2:25 a/b'],
	['a prompt in a script', '```bash\n$ docker build --cache-to a/b .\nc\n```\n', 'to docker 2:27 a/b'],
	['a prompt of a virtual environment', '```console\n(x) $ docker build --cache-to a/b .\n```\n', 'to docker 2:31 a/b'],
];

test.each(TEXTS)('%s', (_, text, ...rows) => {
	expect(flagRows(host, { path: 'docs/a.md', text })).toEqual(rows);
});

const service = createCacheService();
const check = (text: string) => {
	const document = service.read({ path: 'README.md', text })!;
	return service.check(document).map(({ rule }) => rule);
};
const inShell = (options: string) => `\`\`\`sh\ndocker buildx build ${options} .\n\`\`\`\n`;

test.each([
	['how an entry is written', inShell('--cache-to type=gha,mod=max'), ['unknown-parameter']],
	['types', inShell('--cache-to type=registri,ref=a/b'), ['unknown-type']],
	['values', inShell('--cache-to type=gha,mode=all'), ['invalid-mode']],
])('examples are checked for %s', (_, text, rules) => {
	expect(check(text)).toEqual(rules);
});

test.each([
	['what is around the build', inShell('--no-cache --cache-from a/b')],
	['other entries', inShell('--cache-from a/b --cache-to type=inline --cache-to type=inline')],
	['a placeholder in angles', inShell('--cache-to type=registry,ref=<your registry>/<Image>:<tag>,mode=<min|max>')],
	['a placeholder in braces', inShell('--cache-to type=registry,ref={user}/{image},mode={mode}')],
	['dots', inShell('--cache-to type=registry,...')],
	['a placeholder in words', inShell('--cache-to type=s3,bucket=XXXX,region=your_region,mode=xxx')],
])('examples are not checked for %s', (_, text) => {
	expect(check(text)).toEqual([]);
});

test('a finding is silenced by a comment in the block or in the page', () => {
	const block = inShell('--cache-to type=gha,mod=max');
	expect(check(block.replace('docker', '# cachelint: ignore\ndocker'))).toEqual([]);
	expect(check(`<!-- cachelint: ignore-file -->\n\n${block}`)).toEqual([]);
});

test('a fix changes nothing but the mistake', () => {
	const text = `> - 😀\r\n>   ${inShell('--cache-to "type=gha, mode=max"').replaceAll('\n', '\r\n>   ')}\r\n`;
	expect(service.fixAll(service.read({ path: 'a.md', text })!)).toBe(text.replace(', mode', ',mode'));
});

test('no comment is put into a quotation or among the lines of a console', () => {
	const places = (text: string) => host.find({ path: 'a.md', text }).flags.map(({ layout }) => layout.commentPlace);
	expect(places('> ```sh\n> docker build --cache-to a/b .\n> ```\n')).toEqual([undefined]);
	expect(places('```console\n$ docker build --cache-to a/b .\n```\n')).toEqual([undefined]);
	expect(places('- ```sh\n  docker build --cache-to a/b .\n  ```\n')).toEqual([{ offset: 8, indent: '  ' }]);
});

test('a backend is suggested in a block', () => {
	expect(acceptAt('a.md', '- ```sh\n  docker build --cache-to ‸\n  ```\n', 'type=registry')).toContain(
		'  docker build --cache-to type=registry',
	);
});

test('a parameter is explained in a block', () => {
	expect(hoverAt('a.md', '```yaml\ncache-to: type=gha,mo‸de=max\n```\n')).toContain('**mode**');
});

test('any entry in any block is found as the same value', () => {
	const value = fc
		.array(fc.constantFrom('gha', ',', 'scope=', '/', 'é😀', '#', '=', '~', ':'), { minLength: 1, maxLength: 8 })
		.map((parts) => `type=x${parts.join('')}`);
	const block = fc.constantFrom(
		(text: string) => `\`\`\`sh\ndocker build --cache-to '${text}' .\n\`\`\``,
		(text: string) => `~~~console\n$ docker build \\\n  --cache-to "${text}" .\nout\n~~~`,
		(text: string) => `\`\`\`yaml\nservices:\n  a:\n    build:\n      cache_to: ["${text}"]\n\`\`\``,
		(text: string) => `\`\`\`yaml\n- uses: docker/build-push-action@v6\n  with:\n    cache-to: '${text}'\n\`\`\``,
		(text: string) => `\`\`\`hcl\ntarget "a" {\n  cache-to = ["${text}"]\n}\n\`\`\``,
		(text: string) => `\`\`\`json\n{"target": {"a": {"cache-to": ["${text}"]}}}\n\`\`\``,
	);
	const around = fc.constantFrom('', '> ', '   ', '>   ', '> > ');
	const eol = fc.constantFrom('\n', '\r\n');
	fc.assert(
		fc.property(value, block, around, eol, (text, write, prefix, end) => {
			const lines = write(text).split('\n');
			const file = { path: 'a.md', text: lines.map((line) => prefix + line).join(end) };
			const [flag, ...others] = host.find(file).flags;
			if (flag?.value.form !== 'text') return expect.fail(file.text);
			expect(others).toEqual([]);
			expect(flag.value.text.written, file.text).toBe(text);
			const { start } = flag.value.text.span;
			expect(file.text.slice(start, flag.value.text.span.end)).toBe(text);
			const edited = applyEdits(file.text, [{ span: flag.value.text.span, text: 'type=other' }]);
			const again = host.find({ path: 'a.md', text: edited }).flags[0];
			expect(again?.value.form === 'text' && again.value.text.written).toBe('type=other');
		}),
		{ seed: 1, numRuns: 300 },
	);
});

test('broken files are read quickly as far as they go', () => {
	for (const text of [
		'```sh\n'.repeat(20_000),
		'> '.repeat(50_000),
		`${'- '.repeat(50_000)}\`\`\`sh\ndocker build --cache-to a`,
		'<!--'.repeat(50_000),
		`\`\`\`sh\n${'<a'.repeat(50_000)} cache`,
		`\`\`\`console\n${'x'.repeat(50_000)}\n${'[~]'.repeat(50_000)} cache\n`,
		'```yaml\ncache-from: {\n```\n'.repeat(500),
		'\u0000\uFFFD```sh\u0001cache',
	])
		expect(host.find({ path: 'a.md', text }).flags.length).toBeLessThan(2);
});

test.each([
	['README.md', undefined, 'name'],
	['docs/a.markdown', undefined, 'name'],
	['x', 'markdown', 'name'],
	['Makefile.md', undefined, 'name'],
	['a.mdx', undefined, 'name'],
	['a.txt', undefined, undefined],
])('%s as %s is its own by %s', (path, languageId, claim) => {
	expect(host.claim({ path, text: '', ...(languageId === undefined ? {} : { languageId }) })).toBe(claim);
});
