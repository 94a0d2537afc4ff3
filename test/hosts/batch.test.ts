import fc from 'fast-check';
import { expect, test } from 'vitest';
import host from '../../server/src/hosts/batch.ts';
import { createCacheService } from '../../server/src/service.ts';
import { acceptAt, hoverAt } from './ciChecks.ts';
import { flagRows, readFixture } from './flagRows.ts';

const ROWS = [
	'to buildx 6:12 type=registry,ref=%IMAGE%:cache,mode=max (variable)',
	'from docker 7:26 type=gha',
	'from buildx 10:19 type=registry,ref=%IMAGE%:cache',
	'from buildx 11:18 type=local,src=%TEMP%\\\\cache',
	'to buildx 11:57 %CACHE% (dynamic)',
	'to docker 13:29 type=gha,scope=!BRANCH!,mode=max',
	'from docker 14:35 é😀',
	'to docker 15:30 type=gha,scope=a&b',
	'from docker 15:81 c/d',
	'from docker 16:47 e/%%i',
	'from docker 17:27 type=local,src=x,tag=a b',
];

test('the cache flags of a script are found where they are written', () => {
	const { path, text } = readFixture('batch/build.cmd');
	expect(flagRows(host, { path, text })).toEqual(ROWS);
	expect(flagRows(host, { path, text: text.replaceAll('\n', '\r\n') })).toEqual(ROWS);
});

const TEXTS: readonly (readonly [name: string, text: string, ...rows: string[]])[] = [
	['a value being typed', 'docker build --cache-to ', 'to docker 1:25 "" (no-value)'],
	['a string being typed', 'docker build --cache-to "type=gha,\r\necho x', 'to docker 1:26 type=gha,'],
	['an empty value', 'docker build --cache-to "" .', 'to docker 1:26 ""'],
	['a silent command', '@docker build --cache-to a/b .', 'to docker 1:26 a/b'],
	['single quotes, which are no quotes', "docker build --cache-to 'a/b' .", "to docker 1:25 'a/b'"],
	['a path to the program', '"C:\\Program Files\\docker.exe" build --cache-to a/b .', 'to docker 1:48 a/b'],
	[
		'a variable with a default',
		'docker build --cache-to %TO:a=b% --cache-from a/%~dp0 .',
		'to docker 1:25 %TO:a=b% (dynamic)',
		'from docker 1:47 a/%~dp0',
	],
	[
		'a command behind a condition',
		'if exist x (docker build --cache-to a/b .) else (docker build --cache-to c/d .)',
		'to docker 1:37 a/b',
		'to docker 1:74 c/d',
	],
	['a percent sign', 'docker build --cache-to a%%b .', 'to docker 1:25 a%%b'],
	['legacy builds', 'set DOCKER_BUILDKIT=0\ndocker build --cache-from a/b .', 'from docker-legacy 2:27 a/b'],
	[
		'delayed variables',
		'set "TO=a/b"\ndocker build --cache-to !TO! .',
		'to docker 1:9 a/b (variable)',
		'to docker 2:25 !TO! (dynamic)',
	],
	['other tools', 'kaniko --cache-to x & earthly --cache-from y +b'],
];

test.each(TEXTS)('%s', (_, text, ...rows) => {
	expect(flagRows(host, { path: 'build.cmd', text })).toEqual(rows);
});

test('comments are read', () => {
	const text = 'rem one\r\n:: two\r\n@REM three\r\nremove x\r\n';
	expect(host.find({ path: 'a.bat', text }).comments.map((comment) => comment.text.trim())).toEqual([
		'one',
		'two',
		'three',
	]);
});

test('a fix changes nothing but the mistake', () => {
	const service = createCacheService();
	const text = 'rem 😀\r\ndocker buildx build ^\r\n  --cache-to "type=gha, mode=max,scope=%X%" .\r\n';
	expect(service.fixAll(service.read({ path: 'a.cmd', text })!)).toBe(text.replace(', mode', ',mode'));
});

test('a flag among lines that are joined is removed with its line, and commented above them', () => {
	const text = '(\r\n  docker build ^\r\n    --cache-to "type=gha" ^\r\n    .\r\n)\r\n';
	const [flag] = host.find({ path: 'a.cmd', text }).flags;
	const { removal, commentPlace } = flag!.layout;
	expect(text.slice(removal!.start, removal!.end)).toBe(' ^\r\n    --cache-to "type=gha"');
	expect(commentPlace).toEqual({ offset: text.indexOf('  docker'), indent: '  ' });
});

test('a finding is silenced by the comment that is offered for it', () => {
	const service = createCacheService();
	const text = '@echo off\r\ndocker build ^\r\n  --cache-to type=gha,mod=max .\r\n';
	const document = service.read({ path: 'a.cmd', text })!;
	const finding = service.check(document).find(({ rule }) => rule === 'unknown-parameter')!;
	const edit = service.suppressionOf(document, finding)!;
	expect(edit.text).toBe('rem cachelint: ignore[unknown-parameter]\r\n');
	const silenced = text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
	const rules = service.check(service.read({ path: 'a.cmd', text: silenced })!).map(({ rule }) => rule);
	expect(rules).not.toContain('unknown-parameter');
});

test('a backend is suggested', () => {
	expect(acceptAt('a.cmd', 'docker build ^\r\n  --cache-to ‸\r\n', 'type=registry')).toContain(
		'  --cache-to type=registry',
	);
});

test('a parameter is explained in a variable', () => {
	expect(hoverAt('a.cmd', 'set TO=type=gha,mo‸de=max\r\ndocker build --cache-to %TO% .\r\n')).toContain('**mode**');
});

test('any value in any quotes is found as the same value', () => {
	const value = fc
		.array(fc.constantFrom('gha', ',', 'scope=', 'a b', '"', "'", '/', 'é😀', '#', ';', '&', '|', '(', '*', '='), {
			minLength: 1,
			maxLength: 8,
		})
		.map((parts) => `type=x${parts.join('')}`);
	const spell = fc.constantFrom(
		(text: string) => `"${text.replaceAll('"', '\\"')}"`,
		(text: string) => text.replace(/[^\w=/.,é😀"-]/gu, '^$&').replaceAll('"', '\\"'),
	);
	const write = fc.constantFrom(
		(word: string) => `docker build --cache-to ${word} .\r\n`,
		(word: string) => `if x (\r\n  docker buildx build ^\r\n    --cache-to=${word} ^\r\n    .\r\n)\r\n`,
	);
	fc.assert(
		fc.property(value, spell, write, (text, quote, place) => {
			const file = { path: 'a.cmd', text: place(quote(text)) };
			const [flag] = host.find(file).flags;
			if (flag?.value.form !== 'text') return expect.fail(file.text);
			expect(flag.value.text.written, file.text).toBe(text);
			for (let index = 0; index < text.length; index++) {
				const typed = file.text.slice(flag.value.text.startOf(index), flag.value.text.endOf(index));
				if (!typed.endsWith(text[index]!)) expect.fail(`${text[index]} at ${typed}`);
			}
		}),
		{ seed: 1, numRuns: 300 },
	);
});

test('broken files are read as far as they go', () => {
	const piece = fc.constantFrom(
		...['%X%', '%', '!', '"', '^', '^\r\n', '\r\n', '(', ')', '&', '|', '@', 'rem ', '::', 'set X=', 'set "X='],
		...['docker build --cache-to ', 'type=gha', ' ', 'else', '>', '\\"', 'a'],
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
			const text = parts.join('');
			for (const { value } of host.find({ path: 'a.cmd', text }).flags) {
				if (value.form === 'text' && value.text.span.end > text.length) expect.fail(text);
			}
		}),
		{ seed: 1, numRuns: 500 },
	);
	for (const text of [
		'('.repeat(100_000),
		'%a'.repeat(50_000),
		'"'.repeat(100_001),
		'^\n'.repeat(50_000),
		'set "X='.repeat(20_000),
	])
		expect(host.find({ path: 'a.cmd', text }).flags).toEqual([]);
});

test.each([
	['build.cmd', undefined, 'name'],
	['BUILD.BAT', undefined, 'name'],
	['x', 'bat', 'name'],
	['build.command', undefined, undefined],
])('%s as %s is its own by %s', (path, languageId, claim) => {
	expect(host.claim({ path, text: '', ...(languageId === undefined ? {} : { languageId }) })).toBe(claim);
});
