import fc from 'fast-check';
import { expect, test } from 'vitest';
import host from '../../server/src/hosts/powershell.ts';
import { createCacheService } from '../../server/src/service.ts';
import { acceptAt, hoverAt } from './ciChecks.ts';
import { flagRows, readFixture } from './flagRows.ts';

const ROWS = [
	'to buildx 5:25 type=registry,ref=example.com/app:cache,mode=max (variable)',
	'from buildx 10:10 type=registry,ref=$image:cache (variable)',
	'from buildx 11:12 type=gha,scope={0} (variable)',
	'from buildx 17:19 type=registry,ref=${image}:cache',
	'from buildx 18:18 $from (dynamic)',
	'to buildx 19:16 $CacheTo (dynamic)',
	'from buildx 19:38 $format (dynamic)',
	'to buildx 20:17 type=gha,scope=$(git rev-parse HEAD),mode=max',
	'to docker 22:40 type=gha,mode=min',
	"from docker 22:72 it's é😀",
	'from docker 23:60 a\\"b,$($x.Name)/$env:TAG',
	'from buildx 27:22 type=local,src=$HOME/cache',
	'to buildx 28:17 type=local,dest=$HOME/cache',
	'to buildx 30:43 type=inline',
	'from docker 34:24 a/b',
	'to docker 35:46 type=gha',
	'from docker 36:39 c/d',
	'from docker 37:62 e/f',
	'from docker 38:66 g/h',
	'from docker 39:36 i/j:$tag',
	'from docker 40:38 k/l',
	'from docker 42:27 m/n:$image',
	'to bake 44:38 type=gha,scope=$($image)',
	'from bake 44:83 $env:CACHE_FROM (dynamic)',
	'from bake 45:20 type=s3,region=r,bucket=b (variable)',
	'from docker 46:27 $settings.From (dynamic)',
];

test('the cache flags of a script are found where they are written', () => {
	const { path, text } = readFixture('powershell/build.ps1');
	expect(flagRows(host, { path, text })).toEqual(ROWS);
	expect(flagRows(host, { path, text: text.replaceAll('\n', '\r\n') })).toEqual(ROWS);
});

const TEXTS: readonly (readonly [name: string, text: string, ...rows: string[]])[] = [
	['a value being typed', 'docker build --cache-to ', 'to docker 1:25 "" (no-value)'],
	['a string being typed', 'docker build --cache-to "type=gha,', 'to docker 1:26 type=gha,'],
	['an empty value', "docker build --cache-to '' .", 'to docker 1:26 ""'],
	[
		'a name before a colon',
		'docker build --cache-to "type=registry,ref=$image:cache" .',
		'to docker 1:26 type=registry,ref=$image:cache',
	],
	[
		'quotes that are doubled',
		`docker build --cache-to "a""b$x" --cache-from 'c''d$x' .`,
		`to docker 1:26 a\\"b$x`,
		"from docker 1:48 c'd$x",
	],
	[
		'escapes',
		'docker build --cache-to "a`$b`t``" --cache-from c`,d` e .',
		'to docker 1:26 a$b\\t`',
		'from docker 1:49 c,d e',
	],
	['a path to the program', '& "C:\\Program Files\\docker.exe" build --cache-to a/b .', 'to docker 1:50 a/b'],
	['a variable for the program', '$d = "podman"\n& $d build --cache-to a/b .', 'to podman 2:23 a/b'],
	['arguments in brackets', 'docker build --cache-to ("type=" + $x) .', 'to docker 1:25 (\\"type=\\" + $x) (dynamic)'],
	['a list that is handed over', "docker @('build', '--cache-to', 'a/b', '.')", 'to docker 1:34 a/b'],
	['a list over lines', "$a = 'build',\n  '--cache-to',\n  'a/b'\ndocker @a", 'to buildx 3:4 a/b'],
	['options in a string', "$o = '--cache-to a/b'\ndocker build $o.Split(' ') .", 'to docker 1:18 a/b'],
	[
		'a variable of the environment',
		'${env:TO} = "a/b"\ndocker build --cache-to $env:TO .',
		'to docker 1:14 a/b (variable)',
		'to docker 2:25 $env:TO (dynamic)',
	],
	[
		'a variable of a scope',
		'$script:to = "a/b"\ndocker build --cache-to ${script:to} .',
		'to docker 1:15 a/b (variable)',
		'to docker 2:25 ${script:to} (dynamic)',
	],
	['a member of a variable', '$x = "a/b"\ndocker build --cache-to $x.To .', 'to docker 2:25 $x.To (dynamic)'],
	['a block', 'foreach ($i in 1..2) { docker build --cache-to a/$i . }', 'to docker 1:48 a/$i'],
	[
		'a pipe',
		'docker build --cache-to a/b . | Tee-Object log; docker build --cache-from c/d .',
		'to docker 1:25 a/b',
		'from docker 1:75 c/d',
	],
	['a here-string that is printed', `Write-Host @'\ndocker build --cache-to a/b .\n'@\n`],
	['legacy builds', '$env:DOCKER_BUILDKIT = 0\ndocker build --cache-from a/b .', 'from docker-legacy 2:27 a/b'],
	[
		'words of a string that is split',
		'$a = @()\n$a += -split "--import-cache type=registry,ref=$image"\nbuildctl build @a',
		'from buildctl 2:30 type=registry,ref=$image',
	],
	['a string in brackets', "$a = ('--cache-to a/b').Split(' ')\ndocker build @a .", 'to docker 1:19 a/b'],
	[
		'options on lines of their own',
		'$a = @"\n--cache-to\ntype=inline\n"@ -split "`n"\ndocker build @a .',
		'to docker 3:1 type=inline',
	],
	['lists that are put together', "$a = @('build') + @('--cache-to', 'a/b')\ndocker @a .", 'to buildx 1:36 a/b'],
	['a list behind a variable', "$b = $a + @('--cache-to', 'a/b')\ndocker @b .", 'to buildx 1:28 a/b'],
	[
		'elements that are added by a method',
		"$l.Add('--cache-from=a/b')\n[void]$l.AddRange([string[]]@('--cache-to', 'c/d'))\ndocker build @l .",
		'from docker 1:22 a/b',
		'to docker 2:46 c/d',
	],
	[
		'what a block gives',
		"$c = if ($ci) { '--cache-to=a/b' } else { '' }\ndocker build $(if ($x) { '--cache-from=c/d' }) $c .",
		'to docker 1:29 a/b',
		'from docker 2:40 c/d',
	],
	[
		'what a function gives',
		'function Get-Cache { return "--cache-to=a/b", "--pull" }\ndocker build (Get-Cache) .',
		'to docker 1:41 a/b',
	],
	['a command that is given back', 'return docker build --cache-to a/b .', 'to docker 1:32 a/b'],
	['a program in quotes', "& 'docker' build --cache-to a/b .", 'to docker 1:29 a/b'],
	['what is printed in brackets', 'Write-Host ("--cache-to=a/b" + $x)\nthrow $("--cache-from=c/d is wrong")'],
	[
		'keys and comparisons',
		"$h = @{ '--cache-to' = 'a/b' }\nif ($a -contains '--cache-from=c/d') { exit }\n'--cache-to' -in $a",
	],
	[
		'an option and its value added one by one',
		'$a = @("buildx", "build")\nif ($x) {\n  $a += "--cache-from"\n  $a += "type=gha,scope=$x"\n}\n& docker $a',
		'from buildx 4:10 type=gha,scope=$x',
	],
	[
		'such a list that is run in a way nobody sees',
		'$a = @("docker", "build")\n$a += "--cache-to"\n$a += "a/b"\n& $a[0] $a[1..3]',
		'to docker 3:8 a/b',
	],
	[
		'a program that is one or the other',
		'$c = "docker"\nif ($x) {\n  $c = "buildctl"\n  $a = -split "--export-cache type=inline"\n}\n& $c build $a',
		'to buildctl 4:31 type=inline',
	],
	[
		'a command in a string that grows',
		'docker buildx build --pull .\n$c = "docker build"\n$c += " --cache-from a/b"\niex $c',
		'from docker 3:22 a/b',
	],
	[
		'what a loop goes through',
		'$all = @("a/b", "c/d")\nforeach ($one in $all) { $a += "--cache-from", $one }\nforeach ($two in "e/f", "g/h") { docker build --cache-to $two . }',
		'from docker 1:11 a/b (variable)',
		'from docker 1:18 c/d (variable)',
		'from docker 2:48 $one (dynamic)',
		'to docker 3:19 e/f (variable)',
		'to docker 3:26 g/h (variable)',
		'to docker 3:58 $two (dynamic)',
	],
	[
		'a variable of two loops, which is either',
		'$f = @("a/b")\n$t = @("c/d")\nforeach ($x in $f) { docker build --cache-from $x . }\nforeach ($x in $t) { docker build --cache-to $x . }',
		'from docker 3:48 $x (dynamic)',
		'to docker 4:46 $x (dynamic)',
	],
	['other tools', 'kaniko --cache-to x; earthly --cache-from y +b; docker build --output type=local,dest=x .'],
];

test.each(TEXTS)('%s', (_, text, ...rows) => {
	expect(flagRows(host, { path: 'build.ps1', text })).toEqual(rows);
});

test('comments are read', () => {
	const text = '# one\nx <# two #> # three\n$a = @(\n  "b" # four\n)\n';
	expect(host.find({ path: 'a.ps1', text }).comments.map((comment) => comment.text.trim())).toEqual([
		'one',
		'two',
		'three',
		'four',
	]);
});

test('a flag in a list is split and removed as elements', () => {
	const text = "$a = @('build', '--cache-to', 'type=gha', '.')\n$b = @(\"--cache-to=type=gha\", '-q')\n";
	const layouts = host.find({ path: 'a.ps1', text }).flags.map(({ layout }) => layout);
	expect(layouts.map(({ separator }) => separator)).toEqual(["', '--cache-to', '", '", "--cache-to=']);
	expect(layouts.map(({ removal }) => removal && text.slice(removal.start, removal.end))).toEqual([
		", '--cache-to', 'type=gha'",
		'"--cache-to=type=gha", ',
	]);
});

test('a flag among lines that are joined is removed with its line, and commented above them', () => {
	const text = 'if (1) {\r\n  docker build `\r\n    --cache-to "type=gha" `\r\n    .\r\n}\r\n';
	const [flag] = host.find({ path: 'a.ps1', text }).flags;
	const { removal, commentPlace } = flag!.layout;
	expect(text.slice(removal!.start, removal!.end)).toBe(' `\r\n    --cache-to "type=gha"');
	expect(commentPlace).toEqual({ offset: text.indexOf('  docker'), indent: '  ' });
});

test('a fix changes nothing but the mistake', () => {
	const service = createCacheService();
	const text = '# 😀\r\ndocker buildx build `\r\n  --cache-to "type=gha, mode=max,scope=$x" .\r\n';
	expect(service.fixAll(service.read({ path: 'a.ps1', text })!)).toBe(text.replace(', mode', ',mode'));
});

test('a backend is suggested in a list', () => {
	expect(acceptAt('a.ps1', "$a = @('-q', '--cache-to', '‸')\ndocker build @a .\n", 'type=registry')).toContain(
		"'--cache-to', 'type=registry",
	);
});

test('a parameter is explained in a variable', () => {
	expect(hoverAt('a.ps1', "$to = 'type=gha,mo‸de=max'\ndocker build --cache-to $to .\n")).toContain('**mode**');
});

test('any value in any string is found as the same value', () => {
	const value = fc
		.array(
			fc.constantFrom('gha', ',', 'scope=', 'a b', '"', "'", '\\', '/', '`', '$', 'é😀', '#', ';', '(', '{', '*', '='),
			{ minLength: 1, maxLength: 8 },
		)
		.map((parts) => `type=x${parts.join('')}`);
	const spell = fc.constantFrom(
		(text: string) => `'${text.replaceAll("'", "''")}'`,
		(text: string) => `"${text.replace(/["`$]/g, '`$&')}"`,
		(text: string) => text.replace(/[^\w=/.,é😀-]/gu, '`$&'),
	);
	const write = fc.constantFrom(
		(word: string) => `docker build --cache-to ${word} .\n`,
		(word: string) => `if ($x) {\n  & docker buildx build \`\n    --cache-to ${word} \`\n    .\n}\n`,
		(word: string) =>
			`$to = ${word.startsWith('t') ? `'x'; docker build --cache-to ${word} .` : `${word}\ndocker build --cache-to $to .`}\n`,
		(word: string) =>
			word.startsWith('t') ? `docker build --cache-to=${word} .` : `$a = @('--cache-to', ${word})\ndocker build @a .\n`,
	);
	fc.assert(
		fc.property(value, spell, write, (text, quote, place) => {
			const file = { path: 'a.ps1', text: place(quote(text)) };
			const [flag] = host.find(file).flags;
			if (flag?.value.form !== 'text') return expect.fail(file.text);
			expect(flag.value.text.written, file.text).toBe(text);
			for (let index = 0; index < text.length; index++) {
				const typed = file.text.slice(flag.value.text.startOf(index), flag.value.text.endOf(index));
				if (!typed.endsWith(text[index]!)) expect.fail(`${text[index]} at ${typed}`);
			}
		}),
		{ seed: 1, numRuns: 400 },
	);
});

test('broken files are read as far as they go', () => {
	const piece = fc.constantFrom(
		...[
			'$x',
			' = ',
			'+=',
			'@(',
			'@{',
			'@"\n',
			'\n"@',
			"@'",
			'"',
			"'",
			'$(',
			'(',
			')',
			'{',
			'}',
			',',
			';',
			'`',
			'\n',
			'\r\n',
		],
		...['#', '<#', '#>', '|', '&', 'docker build --cache-to ', 'type=gha', '-f ', '+', '@a', 'iex ', '$env:', ' '],
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
			const text = parts.join('');
			for (const { value } of host.find({ path: 'a.ps1', text }).flags) {
				if (value.form === 'text' && value.text.span.end > text.length) expect.fail(text);
			}
		}),
		{ seed: 1, numRuns: 500 },
	);
	for (const text of [
		`${'$('.repeat(50_000)}cache`,
		`a ${'('.repeat(50_000)}cache`,
		`a ${'"'.repeat(50_001)}cache`,
		`$a = ${'@('.repeat(50_000)}cache`,
		`$a = ${"'a', ".repeat(20_000)}'cache'`,
		`$a = ${"'a' + ".repeat(20_000)}'cache'`,
		`${'@"\n'.repeat(20_000)}cache`,
		`${'[a]'.repeat(20_000)}$cache`,
		`${'<#'.repeat(50_000)}cache`,
		`${'`\n'.repeat(50_000)}cache`,
	])
		expect(host.find({ path: 'a.ps1', text }).flags.length).toBeLessThan(2);
});

test.each([
	['build.ps1', '', undefined, 'name'],
	['Build.PSM1', '', undefined, 'name'],
	['x', '', 'powershell', 'name'],
	['build', '#!/usr/bin/env pwsh\n', undefined, 'content'],
	['build.sh', '', undefined, undefined],
])('%s with %j as %s is its own by %s', (path, text, languageId, claim) => {
	expect(host.claim({ path, text, ...(languageId === undefined ? {} : { languageId }) })).toBe(claim);
});
