import fc from 'fast-check';
import { expect, test } from 'vitest';
import host from '../../server/src/hosts/jenkinsfile.ts';
import { createCacheService } from '../../server/src/service.ts';
import { acceptAt, hoverAt } from './ciChecks.ts';
import { flagRows, readFixture } from './flagRows.ts';

const ROWS = [
	'from docker 6:14 registry.example.com/team/app (variable)',
	'to buildx 7:16 type=registry,ref=registry.example.com/team/app:cache,mode=max (variable)',
	'from docker 8:29 type=registry,ref=${image}:cache',
	'to docker 8:73 type=inline',
	'from docker 9:45 a/b:c',
	'to buildx 10:43 type=local,dest=/tmp/${env.BRANCH_NAME}',
	'from docker 15:47 agent/image',
	'from docker 19:51 type=gha,scope=é😀 (variable)',
	'to docker 23:21 type=registry,ref=${IMAGE}:cache (variable)',
	'to buildx 30:53 type=gha,scope=$BRANCH',
	'to buildx 31:52 ${cacheTo} (dynamic)',
	'from buildx 31:78 type=registry,ref=${image}:$TAG',
	'from buildx 35:38 type=local,src=/tmp/cache',
	'to buildx 36:37 type=local,dest=/tmp/cache',
	'to docker 40:46 $CACHE_TO (dynamic)',
	'from docker 40:71 $env.CACHE_FROM (dynamic)',
	'from docker 41:38 type=registry,ref=${image}:${params.TAG ?: \\"a}b\\"}',
	'from docker 43:59 ${image}:cache',
	'to docker 43:101 type=inline',
	'from docker 44:71 c/d',
	'to docker 46:22 type=registry,ref=${image},mode=max',
	'from docker 48:59 e/f',
	`to docker 48:81 \${isMain ? \\"type=gha\\" : 'type=inline'} (dynamic)`,
	'to docker 48:93 type=gha (expression)',
	'to docker 48:106 type=inline (expression)',
	'from docker 49:49 ${params.CACHE_FROM} (dynamic)',
	'to docker 49:81 ${env.CACHE_TO} (dynamic)',
	'from docker 50:57 g/h',
	'to docker 51:46 type=batch',
	'from docker 52:32 type=s3,region=r,bucket=b (variable)',
	'from docker 53:51 $FROM (dynamic)',
	'from docker 56:88 ${image}:latest',
	'from docker 57:66 ${image} (dynamic)',
	'from docker 59:57 k/l',
	'from docker 60:53 m/n:$TAG',
];

test('the cache flags of a pipeline are found where they are written', () => {
	const { path, text } = readFixture('jenkins/Jenkinsfile');
	expect(flagRows(host, { path, text })).toEqual(ROWS);
	expect(flagRows(host, { path, text: text.replaceAll('\n', '\r\n') })).toEqual(ROWS);
});

const TEXTS: readonly (readonly [name: string, text: string, ...rows: string[]])[] = [
	['a value being typed', "sh 'docker build --cache-to '\n", 'to docker 1:29 "" (no-value)'],
	['a string being typed', "sh 'docker build --cache-to type=\nsh 'ls'\n", 'to docker 1:29 type='],
	['a block being typed', "sh '''\n  docker build --cache-to a/b", 'to docker 2:27 a/b'],
	[
		'escapes',
		String.raw`sh 'docker build --cache-to \'type=gha,scope=a b\u00e9\\\'\''`,
		String.raw`to docker 1:31 type=gha,scope=a bé\\`,
	],
	['a step of another object', "steps.sh('docker build --cache-to a/b .')", 'to docker 1:35 a/b'],
	[
		'an environment variable that is set',
		"env.C = 'a/b'\nsh 'docker build --cache-to $C .'",
		'to docker 1:10 a/b (variable)',
		'to docker 2:29 $C (dynamic)',
	],
	[
		'a variable put together',
		"def c = 'a'\nc += '/b'\nsh \"docker build --cache-to $c .\"",
		'to docker 3:29 $c (dynamic)',
	],
	['options put together', "def o = '-q'\no += ' --cache-to a/b'\nsh \"docker build $o .\"", 'to docker 2:19 a/b'],
	[
		'a parameter of a method',
		'def call(String c = \'a/b\') {\n  sh "docker build --cache-to ${c} ."\n}',
		'to docker 1:22 a/b (variable)',
		'to docker 2:31 ${c} (dynamic)',
	],
	[
		'a builder of an earlier step',
		"sh 'docker buildx create --use'\nsh 'docker buildx build --cache-to a/b .'",
		'to buildx 2:36 a/b',
	],
	[
		'a regular expression',
		"if (x =~ /docker build --cache-to a/) { }\nsh 'docker build --cache-to a/b .'",
		'to docker 2:29 a/b',
	],
	['a division', "def a = b / 2; sh 'docker build --cache-to a/b .'", 'to docker 1:44 a/b'],
	[
		'printed texts',
		"echo 'docker build --cache-to a'\nprintln('docker build --cache-to a')\nerror \"docker build --cache-to a\"",
	],
	[
		'other tools',
		"sh 'kaniko --cache-to x && earthly --cache-from x +b'\nsh 'docker build --output type=local,dest=x .'",
	],
	[
		'a step of PowerShell',
		"pwsh '''\n  docker build `\n    --cache-to $env:TO .\n'''\npowershell(script: 'docker build --cache-to a/b .')",
		'to docker 3:16 $env:TO (dynamic)',
		'to docker 5:45 a/b',
	],
	['what cmd runs', "bat '''\n  docker build ^\n    --cache-to a/b:%TAG% .\n'''", 'to docker 3:16 a/b:%TAG%'],
];

test.each(TEXTS)('%s', (_, text, ...rows) => {
	expect(flagRows(host, { path: 'Jenkinsfile', text })).toEqual(rows);
});

test('a build knows the builder of an earlier step, and the image that docker.build names', () => {
	const text =
		"sh 'docker buildx create --use'\nsh 'docker buildx build --cache-to a/b .'\ndocker.build('o/app', '--cache-from a/b .')";
	const [first, second] = host.find({ path: 'Jenkinsfile', text }).flags;
	expect(first?.build.builder.driver).toBe('docker-container');
	expect(second?.build.images.map(({ written }) => written)).toEqual(['o/app']);
});

test('a comment is one of Groovy above a step, and one of the shell in its script', () => {
	const text =
		'sh \'docker build --cache-to type=gha,mod=max .\'\nsh """\n  docker build --cache-to type=gha,mod=max .\n"""\n';
	const service = createCacheService();
	const document = service.read({ path: 'Jenkinsfile', text })!;
	const edits = service
		.check(document)
		.flatMap((finding) => (finding.rule === 'unknown-parameter' ? [service.suppressionOf(document, finding)] : []));
	expect(edits.map((edit) => edit?.text)).toEqual([
		'// cachelint: ignore[unknown-parameter]\n',
		'  # cachelint: ignore[unknown-parameter]\n',
	]);
	const [first, second] = edits;
	const silenced =
		text.slice(0, first!.span.start) +
		first!.text +
		text.slice(first!.span.start, second!.span.start) +
		second!.text +
		text.slice(second!.span.start);
	const rules = service.check(service.read({ path: 'Jenkinsfile', text: silenced })!).map(({ rule }) => rule);
	expect(rules).not.toContain('unknown-parameter');
});

test('a backend is suggested in a script', () => {
	expect(acceptAt('Jenkinsfile', "sh '''\n  docker build --cache-to ‸\n'''\n", 'type=registry')).toContain(
		'  docker build --cache-to type=registry',
	);
});

test('a parameter is explained in a variable', () => {
	const text = 'def c = "type=gha,mo‸de=max"\nsh "docker build --cache-to ${c} ."\n';
	expect(hoverAt('Jenkinsfile', text)).toContain('**mode**');
});

test('a fix changes nothing but the mistake', () => {
	const service = createCacheService();
	const text =
		'stage("😀") {\r\n  sh """\r\n    docker buildx build \\\r\n      --cache-to "type=gha, mode=max,scope=${x}" .\r\n  """\r\n}\r\n';
	expect(service.fixAll(service.read({ path: 'Jenkinsfile', text })!)).toBe(text.replace(', mode', ',mode'));
});

test('any value in any string is found as the same value', () => {
	const value = fc
		.array(fc.constantFrom('gha', ',', 'scope=', 'a b', '"', "'", '/', 'é😀', '#', ';', '(', '*', '=', '}', '{'), {
			minLength: 1,
			maxLength: 8,
		})
		.map((parts) => `type=x${parts.join('')}`);
	const inShell = (text: string) => `"${text.replace(/["]/g, '\\$&')}"`;
	const inGroovy = (text: string, quote: string) =>
		text.replace(/[\\'"$]/g, (sign) => (sign === '$' && quote === "'" ? sign : `\\${sign}`));
	const write = fc.constantFrom(
		...["'", '"', "'''", '"""'].flatMap((quote) => [
			(text: string) => `sh ${quote}${inGroovy(`docker build --cache-to ${inShell(text)} .`, quote)}${quote}\n`,
			(text: string) =>
				`sh(script: ${quote}docker ${quote} + ${quote}build --cache-to=${inGroovy(inShell(text), quote)}${quote} + ' .', returnStdout: true)\n`,
			(text: string) => `def c = ${quote}${inGroovy(text, quote)}${quote}\nsh "docker build --cache-to '\${c}' ."\n`,
			(text: string) => `docker.build('a', ${quote}--cache-to ${inGroovy(inShell(text), quote)} .${quote})\n`,
		]),
	);
	fc.assert(
		fc.property(value, write, (text, spell) => {
			const file = { path: 'Jenkinsfile', text: spell(text) };
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
			'sh ',
			"'",
			'"',
			"'''",
			'"""',
			'$/',
			'/$',
			'/',
			'${',
			'}',
			'{',
			'(',
			')',
			'[',
			']',
			',',
			'+',
			'?',
			':',
			'=',
			'.',
		],
		...[
			'\n',
			'\\',
			'//',
			'/*',
			'*/',
			'def x',
			'docker',
			'.build',
			'docker build --cache-to ',
			'type=gha',
			'$x',
			'.join',
			'script',
		],
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
			const text = parts.join('');
			for (const { value } of host.find({ path: 'Jenkinsfile', text }).flags) {
				if (value.form === 'text' && value.text.span.end > text.length) expect.fail(text);
			}
		}),
		{ seed: 1, numRuns: 500 },
	);
	for (const text of [
		`x = ${'('.repeat(50_000)} cache`,
		`${'sh('.repeat(20_000)}'cache'${')'.repeat(20_000)}`,
		`${"sh 'cache', ".repeat(10_000)}`,
		`x = ${"'a' + ".repeat(20_000)}'cache'`,
		`x = ${'a ? '.repeat(20_000)}'cache'`,
		`sh "${'${"'.repeat(5_000)}cache`,
		`sh "${'${a'.repeat(20_000)}cache`,
		`${'[({'.repeat(20_000)}${'}'.repeat(20_000)} cache`,
		`sh '''${'\n'.repeat(100_000)}cache`,
	])
		expect(host.find({ path: 'Jenkinsfile', text }).flags.length).toBeLessThan(2);
});

test.each([
	['Jenkinsfile', '', undefined, 'name'],
	['ci/Jenkinsfile.release', '', undefined, 'name'],
	['ci/release.jenkinsfile', '', undefined, 'name'],
	['ci/docker.Jenkinsfile', '', undefined, 'name'],
	['x', '', 'jenkinsfile', 'name'],
	['vars/build.groovy', 'def call() { sh "make" }', undefined, 'content'],
	['a.groovy', 'pipeline { agent any }', undefined, 'content'],
	['build.groovy', 'class A { }', undefined, undefined],
	['build.gradle', 'def a = ["docker", "build", "--cache-from", "a/b"]', undefined, 'content'],
	['build.gradle', 'buildCache { local { enabled = true } }', undefined, undefined],
	['Jenkinsfile.md', '', undefined, undefined],
])('%s with %j as %s is its own by %s', (path, text, languageId, claim) => {
	expect(host.claim({ path, text, ...(languageId === undefined ? {} : { languageId }) })).toBe(claim);
});
