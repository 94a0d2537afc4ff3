import { describe, expect, it } from 'vitest';
import { type HclFile, readHcl, stringsIn } from '../../../server/src/text/hcl/readHcl.ts';
import { MappedText } from '../../../server/src/text/mappedText.ts';

/** Name, text with the exact place asked for between « and », decoded value with ‹expansions›, last name of the path. */
const CASES: readonly (readonly [string, string, string, string | undefined])[] = [
	['list item', 'target "x" {\n  cache-to = ["«type=registry,ref=x»"]\n}\n', 'type=registry,ref=x', 'cache-to'],
	[
		'template ${var}:cache',
		'target "x" {\n  cache-to = ["«type=registry,ref=${var}:cache»"]\n}\n',
		'type=registry,ref=‹${var}›:cache',
		'cache-to',
	],
	[
		'multi-line list, # // /* */ comments, trailing comma',
		'target "x" {\n  cache-from = [\n    "type=gha", # "a\n    // "b\n    /* "c\n */ "«type=s3»",\n  ]\n}\n',
		'type=s3',
		'cache-from',
	],
	[
		'object in list',
		'target "x" {\n  cache-to = [{ type = "registry", ref = "«x/y:${TAG}»" }]\n}\n',
		'x/y:‹${TAG}›',
		'ref',
	],
	['object with : and quoted key', 'target "x" {\n  cache-to = [{"type": "registry", "ref": "«x»"}]\n}\n', 'x', 'ref'],
	[
		'object, newline separated',
		'target "x" {\n  cache-to = [\n    {\n      type = "«gha»"\n      mode = "max"\n    }\n  ]\n}\n',
		'gha',
		'type',
	],
	['conditional', 'target "x" {\n  cache-to = CI != "" ? ["«type=gha»"] : []\n}\n', 'type=gha', 'cache-to'],
	['conditional strings', 'x = a == "b" ? "«type=gha»" : "type=s3"\n', 'type=gha', 'x'],
	['function call', 'target "x" {\n  cache-to = concat(["«type=gha»"], extra)\n}\n', 'type=gha', 'cache-to'],
	[
		'nested calls, many lines',
		'target "x" {\n  cache-to = [\n    join(",", [\n      "type=gha",\n      "«mode=max»"\n    ])\n  ]\n}\n',
		'mode=max',
		'cache-to',
	],
	['string inside ${ }', 'x = "a${equal("«type=gha»", b) ? "c" : ""}d"\n', 'type=gha', 'x'],
	[
		'quotes inside ${ } of the outer string',
		'x = "«type=registry,ref=${lookup(m, "a")}/x»"\n',
		'type=registry,ref=‹${lookup(m, "a")}›/x',
		'x',
	],
	['nested ${ "${ }" }', 'x = "«a=${foo("${b}}")}/c»"\n', 'a=‹${foo("${b}}")}›/c', 'x'],
	['escapes', 'x = "«a\\"b\\\\c\\u00e9\\n»"\n', 'a"b\\cé\n', 'x'],
	['$${ escape', 'x = "«$${a}/%%{b}»"\n', '${a}/%{b}', 'x'],
	['%{ if } directive', 'x = "«type=gha%{ if a }b%{ endif }»"\n', 'type=gha‹%{ if a }›b‹%{ endif }›', 'x'],
	['heredoc', 'x = <<EOT\n«type=registry,ref=${r}\nb\n»EOT\ny = 1\n', 'type=registry,ref=‹${r}›\nb\n', 'x'],
	[
		'heredoc <<- strips indent',
		'target "x" {\n  x = <<-EOT\n«    type=gha\n      "odd\n»    EOT\n}\n',
		'type=gha\n  "odd\n',
		'x',
	],
	[
		'for expression',
		'target "x" {\n  tags = [for t in x : "«type=registry,ref=${t}»" if t != ""]\n}\n',
		'type=registry,ref=‹${t}›',
		'tags',
	],
	['for object expression', 'x = { for k, v in m : k => "«${v}»" }\n', '‹${v}›', undefined],
	['index and attribute access', 'x = m["a"].b["«c»"]\n', 'c', 'x'],
	['variable default', 'variable "CACHE" {\n  type = string\n  default = "«type=gha»"\n}\n', 'type=gha', 'default'],
	['one line block', 'target "x" { cache-to = ["«type=gha»"] }\n', 'type=gha', 'cache-to'],
	[
		'function block',
		'function "f" {\n  params = [x]\n  variadic_params = y\n  result = "«type=gha,scope=${x}»"\n}\n',
		'type=gha,scope=‹${x}›',
		'result',
	],
	['CRLF', 'target "x" {\r\n  cache-to = [\r\n    "«type=gha»",\r\n  ]\r\n}\r\n', 'type=gha', 'cache-to'],
	[
		'unicode and surrogates',
		'# é😀\ntarget "日本" {\n  a = "😀"\n  cache-to = ["«type=registry,ref=é😀/x»"]\n}\n',
		'type=registry,ref=é😀/x',
		'cache-to',
	],
	['# and // inside a string', 'x = "«http://a#b»"\n', 'http://a#b', 'x'],
	['trailing and leading space kept', 'x = "« type=gha »"\n', ' type=gha ', 'x'],
	['empty string', 'x = "«»"\n', '', 'x'],
	[
		'nested block in block',
		'target "x" {\n  contexts = {\n    a = "b"\n  }\n}\nbuild "a" "b" {\n  sub {\n    cache = "«type=gha»"\n  }\n}\n',
		'type=gha',
		'cache',
	],
	['parenthesised, operators', 'x = (\n  a && !b ||\n  c == "d"\n) ? "«type=gha»" : null\n', 'type=gha', 'x'],
	['BOM', '\uFEFFx = "«type=gha»"\n', 'type=gha', 'x'],
	['TYPING: open string at end of file', 'target "x" {\n  cache-to = ["«type=»', 'type=', 'cache-to'],
	[
		'TYPING: open string in a list, own text',
		'target "x" {\n  cache-to = ["«type=registry,»\n  ]\n}\ntarget "y" {\n  a = "b"\n}\n',
		'type=registry,',
		'cache-to',
	],
	[
		'TYPING: after an open string',
		'target "x" {\n  cache-to = ["type=registry,\n  ]\n  b = 1\n}\ntarget "y" {\n  cache-from = ["«type=gha»"]\n}\n',
		'type=gha',
		'cache-from',
	],
	[
		'TYPING: open string and open list',
		'target "x" {\n  cache-to = ["type=\n  cache-from = ["«type=gha»"]\n}\n',
		'type=gha',
		'cache-from',
	],
	[
		'TYPING: open list, next attribute',
		'target "x" {\n  cache-to = ["type=gha",\n  cache-from = ["«type=s3»"]\n}\n',
		'type=s3',
		'cache-from',
	],
	[
		'TYPING: block without }, next block',
		'target "x" {\n  cache-to = ["type=gha"]\n\ntarget "y" {\n  cache-from = ["«type=s3»"]\n}\n',
		'type=s3',
		'cache-from',
	],
	[
		'TYPING: no value, next attribute',
		'target "x" {\n  cache-to = \n  cache-from = ["«type=s3»"]\n}\n',
		'type=s3',
		'cache-from',
	],
	[
		'TYPING: open ${ own text',
		'target "x" {\n  cache-to = ["«type=registry,ref=${REG»"]\n  a = "b"\n}\n',
		'type=registry,ref=‹${REG›',
		'cache-to',
	],
	[
		'TYPING: after an open ${',
		'target "x" {\n  cache-to = ["type=registry,ref=${REG"]\n  cache-from = ["«type=s3»"]\n}\n',
		'type=s3',
		'cache-from',
	],
	['TYPING: object value missing', 'target "x" {\n  cache-to = [{ type = , ref = "«x»" }]\n}\n', 'x', 'ref'],
	['TYPING: comma missing', 'target "x" {\n  cache-to = ["type=gha" "«type=s3»"]\n}\n', 'type=s3', 'cache-to'],
	['TYPING: open object at end', 'target "x" {\n  cache-to = [{ type = "«gha»", ', 'gha', 'type'],
	[
		'TYPING: open object, next attribute',
		'target "x" {\n  cache-to = [{ type = "gha"\n  \n}\ntarget "y" {\n  cache-from = ["«type=s3»"]\n}\n',
		'type=s3',
		'cache-from',
	],
	['TYPING: open heredoc', 'x = <<EOT\n«type=gha\n»', 'type=gha\n', 'x'],
	['TYPING: bare word line', 'target "x" {\n  cache-\n  cache-from = ["«type=s3»"]\n}\n', 'type=s3', 'cache-from'],
	// The same language, more of its corners.
	['two templates in one string', 'x = "«${A}/${B}»"\n', '‹${A}›/‹${B}›', 'x'],
	[
		'template over lines',
		'x = "«a${join(",", [\n  "b",\n  "c"\n])}d»"\ny = 1\n',
		'a‹${join(",", [\n  "b",\n  "c"\n])}›d',
		'x',
	],
	['string in a template over lines', 'x = "a${join(",", [\n  "b",\n  "«c»"\n])}d"\ny = 1\n', 'c', 'x'],
	['object in a template', 'x = "«a${merge({ a = "}" }, b)}c»"\n', 'a‹${merge({ a = "}" }, b)}›c', 'x'],
	['a dollar alone', 'x = "«$a $ 5% %»"\n', '$a $ 5% %', 'x'],
	['a dollar before a template', 'x = "«$${a}${b}»"\n', '${a}‹${b}›', 'x'],
	['an eight digit escape', 'x = "«\\U0001F600»"\n', '😀', 'x'],
	['an unknown escape is kept', 'x = "«\\d\\u12»"\n', '\\d\\u12', 'x'],
	[
		'heredoc with a template over lines',
		'x = <<EOT\n«a ${join(\n  "b"\n)} c\n»EOT\n',
		'a ‹${join(\n  "b"\n)}› c\n',
		'x',
	],
	['heredoc in a list', 'x = [\n  <<EOT\n«a\n»EOT\n  , "b"\n]\n', 'a\n', 'x'],
	['after a heredoc in a list', 'x = [\n  <<EOT\na\nEOT\n  , "«b»"\n]\n', 'b', 'x'],
	['heredoc <<- with a blank line', 'x = <<-EOT\n«    a\n\n      b\n»  EOT\n', 'a\n\n  b\n', 'x'],
	['heredoc with escapes left alone', 'x = <<EOT\n«a\\n"$${b}"\n»EOT\n', 'a\\n"${b}"\n', 'x'],
	['empty heredoc', 'x = <<EOT\n«»EOT\ny = 1\n', '', 'x'],
	['heredoc with CRLF', 'x = <<EOT\r\n«a\r\n»EOT\r\n', 'a\r\n', 'x'],
	['nested conditional', 'x = a ? "b" : c ? "d" : "«e»"\n', 'e', 'x'],
	['parentheses over lines', 'x = (\n  a\n  ? "b"\n  : "«c»"\n)\n', 'c', 'x'],
	['splat', 'x = [for p in list.*.name : "«${p}»"]\n', '‹${p}›', 'x'],
	['expanded argument', 'x = concat([["a"], ["«b»"]]...)\n', 'b', 'x'],
	['an object in an object', 'x = { a = { b = "«c»" } }\n', 'c', 'b'],
	['a key of an object in parentheses', 'x = { (a) = "«b»", c = 1 }\n', 'b', 'x'],
	['a comment after a value', 'x = "«a»" # "b"\ny = "c" // "d"\n', 'a', 'x'],
	['a comment in a string is none', 'x = "«a/*b*/#c»"\n', 'a/*b*/#c', 'x'],
	['TYPING: an operator without operand', 'x = a ==\ny = "«b»"\n', 'b', 'y'],
	['TYPING: a conditional without branches', 'x = a ?\ny = "«b»"\n', 'b', 'y'],
	['TYPING: half a conditional', 'x = a ? "«b»"\ny = 1\n', 'b', 'x'],
	['TYPING: an open call', 'x = concat(["a"],\ny = "«b»"\n', 'b', 'y'],
	['TYPING: an open call, next block', 'group "a" {\n  x = concat(["a"]\n}\ntarget "b" {\n  y = "«b»"\n}\n', 'b', 'y'],
	['TYPING: an open for', 'x = [for a in b :\ny = "«b»"\n', 'b', 'y'],
	['TYPING: an open object before a block', 'x = {\n  a = 1\n\ntarget "b" {\n  y = "«b»"\n}\n', 'b', 'y'],
	['TYPING: a wrong bracket', 'target "x" {\n  a = ["b"}\n  c = "d"\n}\ntarget "y" {\n  a = "«b»"\n}\n', 'b', 'a'],
	['TYPING: an open list at the block end', 'target "x" {\n  a = ["b"\n}\ntarget "y" {\n  c = "«d»"\n}\n', 'd', 'c'],
	['TYPING: open ${ in a list of lines', 'x = [\n  "${REG\n  "«a-${b}»",\n  "c"\n]\n', 'a-‹${b}›', 'x'],
	['TYPING: open ${ at the line end', 'x = ["«a${REG»\n]\ny = "${b}"\n', 'a‹${REG›', 'x'],
	['TYPING: open ${ in a heredoc', 'x = <<EOT\n«a ${b\nc\n»EOT\ny = "d"\n', 'a ‹${b›\nc\n', 'x'],
	['TYPING: words without value', 'cache-to\nx = "«a»"\n', 'a', 'x'],
	['TYPING: a string alone', '"cache-to"\nx = "«a»"\n', 'a', 'x'],
	['TYPING: a block without name', '{\n  a = "b"\n}\nx = "«a»"\n', 'a', 'x'],
];

describe('readHcl', () => {
	it.each(CASES)('finds the string: %s', (_, marked, value, key) => {
		const start = marked.indexOf('«');
		const end = marked.indexOf('»') - 1;
		const text = marked.replace(/[«»]/g, '');
		const found = stringsIn(read(text).body).map(({ string, path }) => ({
			start: string.value.span.start,
			end: string.value.span.end,
			value: show(string.value),
			...(key === undefined ? {} : { key: path.at(-1) }),
		}));
		expect(found).toContainEqual({ start, end, value, ...(key === undefined ? {} : { key }) });
	});

	it('gives blocks with labels and attributes with their places', () => {
		const text = 'target "app" {\n  cache-to = ["type=gha"]\n}\n';
		const [block] = read(text).body.blocks;
		const [attribute] = block!.body.attributes;
		expect(block!.type).toBe('target');
		expect(block!.labels.map((label) => [label.text, label.span])).toEqual([['app', { start: 8, end: 11 }]]);
		expect(block!.span).toEqual({ start: 0, end: text.length - 1 });
		expect(cut(text, attribute!.nameSpan)).toBe('cache-to');
		expect(cut(text, attribute!.span)).toBe('cache-to = ["type=gha"]');
		expect(cut(text, attribute!.value.span)).toBe('["type=gha"]');
	});

	it.each([
		['"a"', 'string'],
		['<<E\na\nE', 'heredoc'],
		['["a"]', 'list'],
		['{ a = 1 }', 'object'],
		['a ? b : c', 'conditional'],
		['concat(a, b)', 'call'],
		['[for a in b : c]', 'for'],
		['{for a in b : c => d if e}', 'for'],
		['var.x', 'reference'],
		['m["a"].b', 'reference'],
		['f(x)[0].y', 'access'],
		['(a)', 'parenthesised'],
		['a == b', 'operation'],
		['!a', 'operation'],
		['-1.5e3', 'operation'],
		['12', 'literal'],
		['null', 'literal'],
	])('knows what %s is', (text, kind) => {
		const [attribute] = read(`x = ${text}\ny = 1\n`).body.attributes;
		expect(attribute!.value.kind).toBe(kind);
		expect(cut(`x = ${text}`, attribute!.value.span)).toBe(text);
	});

	it('gives a missing value the place where it would be typed', () => {
		const { attributes } = read('a = \nb = 1\n').body;
		expect(attributes.map(({ name, value }) => [name, value.kind])).toEqual([
			['a', 'missing'],
			['b', 'literal'],
		]);
	});

	it('tells open strings and lists from closed ones', () => {
		const { attributes } = read('a = ["b\nc = ["d"]\n').body;
		const lists = attributes.map(({ value }) => (value.kind === 'list' ? value : undefined));
		expect(lists.map((list) => list?.isClosed)).toEqual([false, true]);
		expect(lists.map((list) => list?.items.map((item) => item.kind === 'string' && item.isClosed))).toEqual([
			[false],
			[true],
		]);
	});

	it('gives every comment once, without its marks', () => {
		const text = '# one\r\nx = a # two\ny = ["b", // three\n /* four\n4 */ "c"] /* five';
		const { comments } = read(text);
		expect(comments.map(({ value }) => value.text)).toEqual([' one', ' two', ' three', ' four\n4 ', ' five']);
		expect(comments.map(({ span }) => cut(text, span))).toEqual([
			'# one',
			'# two',
			'// three',
			'/* four\n4 */',
			'/* five',
		]);
	});

	it('carries the places of text that was decoded before', () => {
		const source = MappedText.builder(10)
			.copy(MappedText.verbatim('x = "a', 10), 0, 6)
			.write('b', { start: 16, end: 22 })
			.hole('{{ c }}', { start: 22, end: 29 })
			.copy(MappedText.verbatim('d"', 29), 0, 2)
			.build();
		const string = stringsIn(readHcl(source).body)[0]!.string;
		expect(string.value.written).toBe('ab{{ c }}d');
		expect(string.value.span).toEqual({ start: 15, end: 30 });
		expect(string.value.spanOf(2, 3)).toEqual({ start: 22, end: 29 });
	});

	it.each([
		['lists', '['.repeat(20_000)],
		['templates', 'x = '.concat('"${'.repeat(20_000))],
		['closed templates', `x = ${'"${'.repeat(20_000)}${'}"'.repeat(20_000)}`],
		['objects', `x = ${'{a='.repeat(20_000)}`],
		['object keys', `x = ${'{'.repeat(20_000)}`],
		['calls', `x = ${'f('.repeat(20_000)}`],
		['parentheses', `x = ${'('.repeat(20_000)}`],
		['closed lists', `x = ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
		['blocks', 'a {'.repeat(20_000)],
		['conditionals', `x = ${'a ? '.repeat(20_000)}`],
		['alternatives', `x = ${'a ? b : '.repeat(20_000)}`],
		['operators', `x = ${'!'.repeat(20_000)}`],
		['sums', `x = ${'a + '.repeat(20_000)}`],
		['for expressions', `x = ${'[for a in '.repeat(20_000)}`],
		['indices', `x = ${'a['.repeat(20_000)}`],
		['heredocs', '<<A\n'.repeat(20_000)],
		['assigned heredocs', 'x = <<A\n'.repeat(20_000)],
		['open templates by line', 'x = "${a\n'.repeat(20_000)],
		['open braces in templates', '"${ {\n'.repeat(20_000)],
		['templates side by side', `x = ${'"${a""'.repeat(20_000)}`],
		['comments in templates', `x = "${'${#}'.repeat(20_000)}`],
		['open labels', 'a "\n'.repeat(20_000)],
		['quotes', '"'.repeat(100_001)],
		['backslashes', `"${'\\'.repeat(100_001)}`],
		['names', 'ab '.repeat(50_000)],
		['names in a list', `x = [${'\nab cd'.repeat(20_000)}`],
		['blanks in lists', `x = ${`[${' '.repeat(500)}`.repeat(200)}`],
	])('survives deep or endless %s', (_, text) => {
		expect(read(text).body.span.end).toBe(text.length);
	});

	it('keeps what follows deep nesting', () => {
		const text = `x = ${'['.repeat(5_000)}${']'.repeat(5_000)}\ny = "after"\n`;
		expect(stringsIn(read(text).body).map(({ string }) => string.value.text)).toContain('after');
	});
});

function read(text: string): HclFile {
	return readHcl(MappedText.verbatim(text));
}

function show(value: MappedText): string {
	let out = '';
	for (let index = 0; index < value.length; index++) {
		const expansion = value.expansionAt(index);
		out += expansion === undefined ? value.text[index] : `‹${expansion.text}›`;
	}
	return out;
}

function cut(text: string, span: { readonly start: number; readonly end: number }): string {
	return text.slice(span.start, span.end);
}
