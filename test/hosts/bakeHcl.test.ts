import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CacheFlag } from '../../server/src/cache/flag.ts';
import bakeHcl from '../../server/src/hosts/bakeHcl.ts';
import { rowsOf } from './bakeRows.ts';

/** What is shown, lines of the attribute or the file, and the flags: direction, line:column, value. */
const TARGETS: readonly (readonly [string, string, readonly string[]])[] = [
	['strings in a list', 'cache-to = ["type=gha", "type=inline"]', ['to 2:14 type=gha', 'to 2:26 type=inline']],
	['both directions', 'cache-from = ["a/b:c"]\ncache-to = ["type=gha"]', ['from 2:16 a/b:c', 'to 3:14 type=gha']],
	['a template', 'cache-to = ["type=registry,ref=${R}:c"]', ['to 2:14 type=registry,ref=${R}:c']],
	['an empty string', 'cache-to = [""]', ['to 2:14 <empty>']],
	['an empty list and null', 'cache-to = []\ncache-from = null', []],
	['null in a list', 'cache-from = [null, "type=gha"]', ['from 2:22 type=gha']],
	['an object', 'cache-to = [{ type = "gha", Mode = "max" }]', ['to 2:13 {type=gha Mode=max}']],
	[
		'objects and strings mixed',
		'cache-to = ["type=inline", { type: "gha" }]',
		['to 2:14 type=inline', 'to 2:28 {type=gha}'],
	],
	[
		'an object with values of all kinds',
		'cache-to = [{ type = "registry", "ref" = R, oci = true, level = 3, (K) = "x", m = c ? 1 : 2 }]',
		['to 2:13 {type=registry ref=R oci=true level=3 (K)=x m=c ? 1 : 2}'],
	],
	[
		'an object with an object',
		'cache-to = [{ type = "gha", attrs = { a = 1 } }]',
		['to 2:13 {type=gha attrs=?} (wrong-shape: a string)'],
	],
	[
		'an object with null',
		'cache-to = [{ type = "gha", mode = null }]',
		['to 2:13 {type=gha mode=?} (wrong-shape: a string)'],
	],
	['an object without value', 'cache-to = [{ type = }]', ['to 2:13 {type=}']],
	['a string for a list', 'cache-to = "type=gha"', ['to 2:13 type=gha (wrong-shape: a list)']],
	['an empty string for a list', 'cache-to = ""', ['to 2:13 <empty> (wrong-shape: a list)']],
	[
		'a string for a list on one branch',
		'cache-to = CI ? "type=gha" : []',
		['to 2:18 type=gha (expression) (wrong-shape: a list)'],
	],
	['an object for a list', 'cache-to = { type = "gha" }', ['to 2:12 {type=gha} (wrong-shape: a list)']],
	[
		'lists on both branches',
		'cache-to = CI ? ["type=gha"] : ["type=inline"]',
		['to 2:19 type=gha (expression)', 'to 2:34 type=inline (expression)'],
	],
	[
		'strings on both branches',
		'cache-to = [CI ? "type=gha" : ""]',
		['to 2:19 type=gha (expression)', 'to 2:32 <empty> (expression)'],
	],
	[
		'a condition is no value',
		'cache-to = [a == "type=gha" ? "type=inline" : b]',
		['to 2:32 type=inline (expression)', 'to 2:47 b (dynamic) (expression)'],
	],
	[
		'a conditional in a template',
		'cache-to = ["${CI ? "type=gha" : "type=s3"}"]',
		[
			'to 2:14 ${CI ? "type=gha" : "type=s3"} (dynamic)',
			'to 2:22 type=gha (expression)',
			'to 2:35 type=s3 (expression)',
		],
	],
	[
		'a string in part of a template',
		'cache-to = ["type=gha${CI ? ",mode=max" : ""}"]',
		['to 2:14 type=gha${CI ? ",mode=max" : ""}'],
	],
	[
		'a directive',
		'cache-to = ["type=gha%{ if CI },mode=max%{ endif }"]',
		['to 2:14 type=gha%{ if CI },mode=max%{ endif }'],
	],
	[
		'concat',
		'cache-to = concat(["type=gha"], X, CI ? ["type=inline"] : [])',
		['to 2:21 type=gha', 'to 2:33 X (dynamic)', 'to 2:43 type=inline (expression)'],
	],
	[
		'compact',
		'cache-to = compact(["type=gha", "", X])',
		['to 2:22 type=gha (expression)', 'to 2:34 <empty> (expression)', 'to 2:37 X (dynamic) (expression)'],
	],
	['flatten', 'cache-to = flatten([["type=gha"], "type=inline"])', ['to 2:23 type=gha', 'to 2:36 type=inline']],
	['merge', 'cache-to = [merge({ type = "gha" }, EXTRA)]', ['to 2:13 {type=gha EXTRA=?} (expression)']],
	[
		'format',
		'cache-to = [format("type=registry,ref=%s/%03d,x=%%", A, 1)]',
		['to 2:21 type=registry,ref=%s/%03d,x=% (expression)'],
	],
	['formatlist', 'cache-from = formatlist("type=gha,scope=%s", L)', ['from 2:26 type=gha,scope=%s']],
	['join', 'cache-to = [join(",", ["type=gha", "scope=${S}", X])]', ['to 2:25 type=gha,scope=${S},X (expression)']],
	['join of what is left', 'cache-to = [join(",", compact(["type=gha", ""]))]', ['to 2:33 type=gha (expression)']],
	['join of what is not known', 'cache-to = [join(",", L)]', ['to 2:13 join(",", L) (dynamic) (expression)']],
	['other functions', 'cache-to = [lower("type=gha")]', ['to 2:13 lower("type=gha") (dynamic) (expression)']],
	[
		'coalesce',
		'cache-to = [coalesce(X, "type=gha")]',
		['to 2:22 X (dynamic) (expression)', 'to 2:26 type=gha (expression)'],
	],
	[
		'for',
		'cache-from = [for b in ["x", "y"] : "type=gha,scope=${b}" if b != ""]',
		['from 2:38 type=gha,scope=${b} (expression)'],
	],
	[
		'for over literals',
		'cache-from = [for c in ["type=gha", "type=s3"] : c]',
		['from 2:26 type=gha (expression)', 'from 2:38 type=s3 (expression)', 'from 2:50 c (dynamic) (expression)'],
	],
	[
		'for in a call',
		'cache-from = concat([for b in L : "a/b:${b}"], ["x/y"])',
		['from 2:36 a/b:${b} (expression)', 'from 2:50 x/y'],
	],
	['a heredoc', 'cache-to = [<<EOT\ntype=gha\nEOT\n]', ['to 3:1 type=gha⏎']],
	['an indented heredoc', 'cache-to = [<<-EOT\n    type=gha\n    EOT\n]', ['to 3:5 type=gha⏎']],
	['a trimmed heredoc', 'cache-to = [trimspace(<<-EOT\n    type=gha\n    EOT\n)]', ['to 3:5 type=gha (expression)']],
	['parentheses', 'cache-to = (["type=gha"])', ['to 2:15 type=gha']],
	[
		'an element of a list',
		'cache-to = [L[0], M["a"].b, f()[0]]',
		['to 2:13 L[0] (dynamic)', 'to 2:19 M["a"].b (dynamic)', 'to 2:29 f()[0] (dynamic)'],
	],
	['underscores', 'cache_to = ["type=gha"]', ['to 2:14 type=gha (cache_to for cache-to)']],
	[
		'slips',
		'cachefrom = ["type=gha"]\ncache-form = ["a/b"]\ncaceh-to = ["c/d"]\nCache-To = ["e/f"]',
		[
			'from 2:15 type=gha (cachefrom for cache-from)',
			'from 3:16 a/b (cache-form for cache-from)',
			'to 4:14 c/d (caceh-to for cache-to)',
			'to 5:14 e/f (Cache-To for cache-to)',
		],
	],
	['other attributes', 'no-cache = true\ncontext = "cache-to"\ntags = ["type=gha"]\ncatch = ["x"]\ncache = ["x"]', []],
	['escapes', 'cache-to = ["type=local,\\"dest=a,b\\""]', ['to 2:14 type=local,"dest=a,b"']],
	['TYPING: an open string', 'cache-to = ["type=', ['to 2:14 type=']],
	['TYPING: an open string in its list', 'cache-to = ["type=\n]', ['to 2:14 type=']],
	[
		'TYPING: an open list',
		'cache-to = ["type=gha",\ncache-from = ["type=s3"]',
		['to 2:14 type=gha', 'from 3:16 type=s3'],
	],
	['TYPING: an open template', 'cache-to = ["type=registry,ref=${R"]', ['to 2:14 type=registry,ref=${R']],
	['TYPING: an open object', 'cache-to = [{ type = "gha", mode = "', ['to 2:13 {type=gha mode=}']],
];

/** Whole files. */
const FILES: readonly (readonly [string, string, readonly string[]])[] = [
	[
		'a variable in a list',
		'variable "CACHE" {\n  default = "type=gha"\n}\ntarget "a" {\n  cache-to = [CACHE]\n}\n',
		['to 2:14 type=gha (variable)', 'to 5:15 CACHE (dynamic)'],
	],
	[
		'a variable in a template',
		'variable "CACHE" {\n  default = "type=gha"\n}\ntarget "a" {\n  cache-to = ["${CACHE}"]\n}\n',
		['to 2:14 type=gha (variable)', 'to 5:16 ${CACHE} (dynamic)'],
	],
	[
		'a variable that more attributes are joined to',
		'variable "C" {\n  default = "type=registry"\n}\ntarget "a" {\n  cache-to = ["${C},ref=x"]\n  cache-from = [join(",", [C, "ref=x"])]\n}\n',
		[
			'to 2:14 type=registry (variable) (joined)',
			'from 2:14 type=registry (variable) (joined)',
			'to 5:16 ${C},ref=x',
			'from 6:28 C,ref=x (expression)',
		],
	],
	[
		'a variable in part of a value, which is no entry of its own',
		'variable "C" {\n  default = "type=gha"\n}\nvariable "E" {\n  default = ""\n}\nR = "a/b"\ntarget "a" {\n  cache-to = ["${C}x", "mode=max,${C}", join("", [C, "x"]), "${E},mode=max", "${R},b"]\n}\n',
		['to 9:16 ${C}x', 'to 9:25 mode=max,${C}', 'to 9:51 Cx (expression)', 'to 9:62 ${E},mode=max', 'to 9:79 ${R},b'],
	],
	[
		'a list as a variable',
		'variable "L" {\n  default = ["type=gha", { type = "inline" }]\n}\ntarget "a" {\n  cache-to = L\n}\n',
		['to 2:15 type=gha (variable)', 'to 2:26 {type=inline} (variable)', 'to 5:14 L (dynamic)'],
	],
	[
		'a variable for both directions, used twice',
		'C = "type=gha"\ntarget "a" {\n  cache-to = [C]\n  cache-from = [C]\n}\ntarget "b" {\n  cache-to = [C]\n}\n',
		[
			'to 1:6 type=gha (variable)',
			'from 1:6 type=gha (variable)',
			'to 3:15 C (dynamic)',
			'from 4:17 C (dynamic)',
			'to 7:15 C (dynamic)',
		],
	],
	[
		'a variable that is empty',
		'variable "C" { default = "" }\ntarget "a" { cache-to = [C] }\n',
		['to 2:26 C (dynamic)'],
	],
	['a variable that no flag uses', 'variable "C" { default = "type=gha" }\ntarget "a" { tags = [C] }\n', []],
	[
		'a variable that names a variable',
		'A = B\nB = "${C}"\nC = CI ? "type=gha" : A\ntarget "a" { cache-to = [A] }\n',
		['to 3:11 type=gha (variable)', 'to 4:26 A (dynamic)'],
	],
	[
		'a function',
		'function "f" {\n  params = [n]\n  result = "type=gha,scope=${n}"\n}\ntarget "a" {\n  cache-to = [f("x")]\n}\n',
		['to 3:13 type=gha,scope=${n} (variable)', 'to 6:15 f("x") (dynamic) (expression)'],
	],
	[
		'a function that gives a list',
		'function "f" {\n  params = []\n  result = ["type=gha"]\n}\ntarget "a" {\n  cache-to = f()\n}\n',
		['to 3:14 type=gha (variable)', 'to 6:14 f() (dynamic)'],
	],
	[
		'a matrix',
		'target "a" {\n  matrix = {\n    item = [{ cache = "type=gha" }, { cache = "type=s3" }]\n    c = ["type=inline"]\n  }\n  cache-to = [item.cache, c]\n}\n',
		[
			'to 3:24 type=gha (expression)',
			'to 3:48 type=s3 (expression)',
			'to 4:11 type=inline (expression)',
			'to 6:15 item.cache (dynamic)',
			'to 6:27 c (dynamic)',
		],
	],
	[
		'a target that an unclosed one swallowed',
		'target "a" {\n  tags = ["x"]\n\ntarget "b" {\n  cache-to = ["type=gha"]\n}\n',
		['to 5:16 type=gha'],
	],
	['blocks that are no targets', 'group "a" {\n  cache-to = ["type=gha"]\n}\ncache-to = ["type=gha"]\n', []],
	['one line', 'target "a" { cache-to = ["type=gha"] }\n', ['to 1:27 type=gha']],
	[
		'CRLF and a byte order mark',
		'\uFEFFtarget "a" {\r\n  cache-to = [\r\n    "type=gha",\r\n  ]\r\n}\r\n',
		['to 3:6 type=gha'],
	],
	[
		'characters of two units',
		'# 😀\ntarget "😀" { cache-to = ["type=registry,ref=😀"] }\n',
		['to 2:28 type=registry,ref=😀'],
	],
];

describe('bake in HCL', () => {
	it.each(TARGETS)('finds in a target: %s', (_, attributes, rows) => {
		expect(rowsOf(bakeHcl, `target "a" {\n${attributes}\n}\n`, 'docker-bake.hcl')).toEqual(rows);
	});

	it.each(FILES)('finds: %s', (_, text, rows) => {
		expect(rowsOf(bakeHcl, text, 'docker-bake.hcl')).toEqual(rows);
	});

	it.each([
		['docker-bake.hcl', '', 'name'],
		['a/b/docker-bake.override.hcl', '', 'name'],
		['ci.bake.hcl', '', 'name'],
		['bake.hcl', '', 'name'],
		['docker-bake-dev.hcl', '', 'name'],
		['bakery.hcl', '', undefined],
		['docker-bake.json', '', undefined],
		['build.hcl', 'target "a" {\n  cache-to = []\n}', 'content'],
		['build.hcl', 'target "a" {\n  tags = []\n}', undefined],
		['main.tf', 'target "a" {\n  cache-to = []\n}', undefined],
	] as const)('takes %s with %j for its own: %s', (path, text, claim) => {
		expect(bakeHcl.claim({ path, text })).toBe(claim);
	});

	it('trusts the language id of an editor', () => {
		expect(bakeHcl.claim({ path: 'x', languageId: 'dockerbake', text: '' })).toBe('name');
	});

	it('gives the comments', () => {
		const { comments } = bakeHcl.find({ path: 'docker-bake.hcl', text: '# cachelint-disable\n' });
		expect(comments.map(({ text }) => text)).toEqual([' cachelint-disable']);
	});

	it('collects what a target says about its build, with what it inherits', () => {
		const { build } = first(`
			target "base" {
				tags = ["o/base"]
				platforms = ["linux/amd64", "linux/\${ARCH}"]
				dockerfile = "Dockerfile.base"
				no-cache = false
				args = { A = "1", B = X, C = true }
			}
			target "app" {
				inherits = ["base"]
				context = "./app"
				tags = ["o/app:1", ""]
				target = "run"
				output = ["type=image,push=true", { type = "local", dest = "out" }]
				cache-to = ["type=gha"]
			}`);
		const written = (texts: readonly { readonly written: string }[]) => texts.map((text) => text.written);
		expect(build).toMatchObject({
			tool: 'bake',
			name: 'app',
			isComplete: true,
			pushes: 'yes',
			loads: 'unknown',
			noCache: 'no',
		});
		expect(written(build.images)).toEqual(['o/app:1']);
		expect(written(build.outputs)).toEqual(['type=image,push=true', 'type=local,dest=out']);
		expect(written(build.platforms)).toEqual(['linux/amd64', 'linux/${ARCH}']);
		expect(written(build.args)).toEqual(['A=1', 'B=X', 'C=true']);
		expect([build.context?.text, build.file?.text, build.target?.text]).toEqual(['./app', 'Dockerfile.base', 'run']);
	});

	it.each([
		['a target that is not there', 'inherits = ["x"]', ''],
		['a target to be filled from elsewhere', 'inherits = ["meta"]', 'target "meta" {}'],
		['a target of a name not known', 'inherits = ["${X}"]', ''],
	])('does not call a build complete that inherits from %s', (_, inherits, other) => {
		expect(first(`${other}\ntarget "a" {\n${inherits}\ncache-to = ["type=gha"]\n}`).build.isComplete).toBe(false);
	});

	it('ends where targets inherit from each other', () => {
		expect(
			first('target "a" {\ninherits = ["b"]\ncache-to = [""]\n}\ntarget "b" { inherits = ["a"] }').build.name,
		).toBe('a');
	});

	it.each([
		['the first of two', '["a", "b"]', 0, '["b"]'],
		['the last of two', '["a", "b"]', 1, '["a"]'],
		['the only one', '["a"]', 0, '[]'],
		['one on a line of its own', '[\n    "a",\n    "b",\n  ]', 0, '[\n    "b",\n  ]'],
		['the last on a line of its own', '[\n    "a",\n    "b"\n  ]', 1, '[\n    "a",\n  ]'],
		['an object', '[{ type = "gha" }, "b"]', 0, '["b"]'],
	])('says what to delete for %s', (_, list, index, after) => {
		const text = `target "a" {\n  cache-to = ${list}\n}\n`;
		const { removal } = bakeHcl.find({ path: 'docker-bake.hcl', text }).flags[index]!.layout;
		expect(text.slice(0, removal!.start) + text.slice(removal!.end)).toBe(`target "a" {\n  cache-to = ${after}\n}\n`);
	});

	it('deletes no comments', () => {
		expect(first('target "a" {\n cache-to = ["a", # why\n "b"]\n}').layout.removal).toBeUndefined();
	});

	it('says how two entries are parted and where a comment can stand', () => {
		expect(first('target "a" {\n  cache-to = ["a"]\n}').layout).toMatchObject({
			separator: '", "',
			commentPlace: { offset: 13, indent: '  ' },
		});
		expect(first('target "a" {\n  cache-to = [\n    "a"\n  ]\n}').layout.separator).toBe('",\n    "');
		expect(first('target "a" {\n  cache-to = [{}]\n}').layout).toMatchObject({ objectStyle: 'hcl' });
	});

	it('knows the home directory where the file declares it', () => {
		expect(first('target "a" { cache-to = ["a"] }').layout.home).toBeUndefined();
		expect(first('variable "HOME" { default = "" }\ntarget "a" { cache-to = ["a"] }').layout.home).toBe('${HOME}');
	});

	it('puts a list around a string that stands for one', () => {
		const text = 'target "a" { cache-to = "type=gha" }';
		const [note] = first(text).notes;
		expect(note?.code === 'wrong-shape' && note.edits.map(({ span, text }) => [span.start, text])).toEqual([
			[24, '['],
			[34, ']'],
		]);
	});

	it('gives back every entry that was written into a file, each character at its place', () => {
		const entry = fc.stringMatching(/^[ -~]{0,30}$/).filter((text) => !/^[$%]\{|[$%]$/.test(text));
		const wraps: readonly (readonly [string, string])[] = [
			['[', ']'],
			['["type=s3", ', ', { type = "gha" }]'],
			['CI == "x" ? [', '] : []'],
			['concat(["a/b"], [', '])'],
			['[\n    # "why\n    ', ', // "because"\n  ]'],
			['(\n  [', ']\n)'],
			['"${[', ']}"'],
		];
		fc.assert(
			fc.property(entry, fc.constantFrom(...wraps), fc.constantFrom('\n', '\r\n'), (value, [before, after], end) => {
				const head = `target "a" {\n  tags = ["\${X}"]\n  cache-to = ${before}"`.replaceAll('\n', end);
				const written = value
					.replace(/\\/g, '\\\\')
					.replace(/"/g, '\\"')
					.replace(/([$%])(?=\{)/g, '$1$1');
				const text = `${head}${written}"${after.replaceAll('\n', end)}${end}}${end}`;
				const { flags } = bakeHcl.find({ path: 'docker-bake.hcl', text });
				const found = flags.find((flag) => flag.value.form === 'text' && flag.value.text.span.start === head.length);
				const value_ = found?.value.form === 'text' ? found.value.text : undefined;
				expect(value_?.written).toBe(value);
				expect(value_?.span).toEqual({ start: head.length, end: head.length + written.length });
				for (let index = 0; index < value.length; index++) {
					const { start, end } = value_!.spanOf(index, index + 1);
					if (end - start === 1) expect(text[start]).toBe(value[index]);
				}
			}),
			{ seed: 1, numRuns: 1_000 },
		);
	});

	it('never throws and stays in the file, whatever is cut from it', () => {
		const folder = new URL('../fixtures/bake/', import.meta.url);
		const files = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
		fc.assert(
			fc.property(fc.constantFrom(...files), fc.nat(), fc.nat(60), (file, at, length) => {
				const start = at % file.length;
				const text = file.slice(0, start) + file.slice(start + length);
				for (const { span } of bakeHcl.find({ path: 'docker-bake.hcl', text }).flags) {
					expect(span.start).toBeLessThanOrEqual(span.end);
					expect(span.end).toBeLessThanOrEqual(text.length);
				}
			}),
			{ seed: 1, numRuns: 500 },
		);
	});

	it.each([
		['loops in loops', `target "a" { cache-to = ${'[for a in [a, a] : '.repeat(90)}a${']'.repeat(90)} }`],
		['a chain of variables', `${range(5_000, (n) => `v${n} = [v${n + 1}, v${n + 1}]`)}\ntarget "a" { cache-to = v0 }`],
		['variables in a circle', 'a = b\nb = a\ntarget "a" { cache-to = [a, b] }'],
		['functions in a circle', 'function "f" { result = f() }\ntarget "a" { cache-to = f() }'],
		['targets in a row', range(2_000, (n) => `target "t${n}" {\ninherits = ["t${n + 1}"]\ncache-to = ["x"]\n}`)],
	])('survives %s', (_, text) => {
		expect(bakeHcl.find({ path: 'docker-bake.hcl', text }).flags.length).toBeGreaterThan(0);
	});
});

function first(text: string): CacheFlag {
	return bakeHcl.find({ path: 'docker-bake.hcl', text }).flags[0]!;
}

function range(count: number, line: (index: number) => string): string {
	return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}
