import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

const HOSTS: Readonly<Record<string, string>> = {
	'source.shell': 'shell',
	'source.yaml': 'yaml',
	'source.makefile': 'make',
	'source.hcl': 'hcl',
	'source.json': 'json',
};

/** What a token is to cachelint, in a letter. */
const KINDS: Readonly<Record<string, string>> = {
	'entity.other.attribute-name.cachelint': 'k',
	'keyword.operator.assignment.cachelint': 'o',
	'support.type.backend.cachelint': 'b',
	'string.unquoted.value.cachelint': 'v',
	'constant.language.cachelint': 'c',
	'constant.numeric.cachelint': 'n',
	'variable.other.expansion.cachelint': 'e',
	'punctuation.separator.attribute.cachelint': 's',
	'punctuation.definition.string.begin.cachelint': 'q',
	'punctuation.definition.string.end.cachelint': 'q',
};

const registry = createRegistry(['cachelint.injection']);
const plainRegistry = createRegistry([]);

describe.each<[host: string, cases: readonly (readonly [typed: string, coloured: string])[]]>([
	[
		'source.shell',
		[
			[
				'docker build --cache-to type=gha,mode=max .',
				'docker build --cache-to k(type)o(=)b(gha)s(,)k(mode)o(=)c(max) .',
			],
			['a --cache-from="type=registry,ref=$R:c"', 'a --cache-from="k(type)o(=)b(registry)s(,)k(ref)o(=)e($R)v(:c)"'],
			[
				'a --export-cache type=s3,region=$(get a (b)),x=1 b',
				'a --export-cache k(type)o(=)b(s3)s(,)k(region)o(=)e($(get a (b)))s(,)k(x)o(=)n(1) b',
			],
			[
				'a --import-cache \'type=gha,"scope=a,b"\' c',
				'a --import-cache \'k(type)o(=)b(gha)s(,)q(")k(scope)o(=)v(a,b)q(")\' c',
			],
			[
				'a --cache-to "type=gha,\\"scope=a,b\\"" c',
				'a --cache-to "k(type)o(=)b(gha)s(,)q(\\")k(scope)o(=)v(a,b)q(\\")" c',
			],
			[
				'sh -c "a --cache-to \\"type=gha,timeout=10s\\" ."',
				'sh -c "a --cache-to \\"k(type)o(=)b(gha)s(,)k(timeout)o(=)n(10s)\\" ."',
			],
			["bake --set '*.cache-to=type=inline' x", "bake --set '*.cache-to=k(type)o(=)b(inline)' x"],
			['a --cache-to mode=min,type=other', 'a --cache-to k(mode)o(=)c(min)s(,)k(type)o(=)v(other)'],
			['CACHE_TO="type=local,dest=${D:-{x}}/c"', 'CACHE_TO="k(type)o(=)b(local)s(,)k(dest)o(=)e(${D:-{x}})v(/c)"'],
			[
				'a --cache-to type=gha,ignore-error=true \\\n  --push',
				'a --cache-to k(type)o(=)b(gha)s(,)k(ignore-error)o(=)c(true) \\\n  --push',
			],
			['a --cache-to type=registry,ref=${X\nb "c"', 'a --cache-to k(type)o(=)b(registry)s(,)k(ref)o(=)e(${X)\nb "c"'],
			['# a --cache-to type=gha', '# a --cache-to type=gha'],
			['a # --cache-to type=gha', 'a # --cache-to type=gha'],
			[
				'a -o type=local,dest=out --mount=type=cache,target=/x',
				'a -o type=local,dest=out --mount=type=cache,target=/x',
			],
			[
				'a --cache-from acme/app:cache --no-cache prototype=gha',
				'a --cache-from acme/app:cache --no-cache prototype=gha',
			],
		],
	],
	[
		'source.yaml',
		[
			['cache-to: type=gha,mode=max # type=gha', 'cache-to: k(type)o(=)b(gha)s(,)k(mode)o(=)c(max) # type=gha'],
			[
				'cache_from: ["type=gha", \'type=local,src=x\']',
				'cache_from: ["k(type)o(=)b(gha)", \'k(type)o(=)b(local)s(,)k(src)o(=)v(x)\']',
			],
			['cache-from: [type=gha, type=s3]', 'cache-from: [k(type)o(=)b(gha), k(type)o(=)b(s3)]'],
			[
				'cache-to: |\n  type=registry,ref=${{ env.R }}/x:c\n  type=gha',
				'cache-to: |\n  k(type)o(=)b(registry)s(,)k(ref)o(=)e(${{ env.R }})v(/x:c)\n  k(type)o(=)b(gha)',
			],
			[
				'run: |\n  # a --cache-to type=gha\n  a --cache-to type=gha',
				'run: |\n  # a --cache-to type=gha\n  a --cache-to k(type)o(=)b(gha)',
			],
			[
				'cache_to:\n  - type=local,dest=x,mode=max',
				'cache_to:\n  - k(type)o(=)b(local)s(,)k(dest)o(=)v(x)s(,)k(mode)o(=)c(max)',
			],
			[
				"cache-to: ${{ x && 'type=gha,mode=max' || '' }}",
				"cache-to: ${{ x && 'k(type)o(=)b(gha)s(,)k(mode)o(=)c(max)' || '' }}",
			],
			['outputs: type=local,dest=out\ntags:\n  - type=sha', 'outputs: type=local,dest=out\ntags:\n  - type=sha'],
			[
				'outputs:\n  - type=registry,name=x\n  - type=local,dest=out',
				'outputs:\n  - type=registry,name=x\n  - type=local,dest=out',
			],
		],
	],
	[
		'source.makefile',
		[
			[
				'CACHE_TO ?= type=registry,ref=$(IMAGE):c # type=gha',
				'CACHE_TO ?= k(type)o(=)b(registry)s(,)k(ref)o(=)e($(IMAGE))v(:c) # type=gha',
			],
			[
				'\ta $(if $(CI),--cache-to type=gha$(comma)mode=max) .',
				'\ta $(if $(CI),--cache-to k(type)o(=)b(gha)s($(comma))k(mode)o(=)c(max)) .',
			],
			[
				'\ta --cache-to "type=gha,scope=$$BRANCH-$@"',
				'\ta --cache-to "k(type)o(=)b(gha)s(,)k(scope)o(=)e($$BRANCH)v(-)e($@)"',
			],
			['\t# a --cache-to type=gha', '\t# a --cache-to type=gha'],
		],
	],
	[
		'source.hcl',
		[
			[
				'cache-to = ["type=registry,ref=${R}/x,mode=max"]',
				'cache-to = ["k(type)o(=)b(registry)s(,)k(ref)o(=)e(${R})v(/x)s(,)k(mode)o(=)c(max)"]',
			],
			['cache-from = [\n  "type=s3,region=x",\n]', 'cache-from = [\n  "k(type)o(=)b(s3)s(,)k(region)o(=)v(x)",\n]'],
			[
				'cache-to = [CI ? "type=gha,scope=${f("a")}" : ""]',
				'cache-to = [CI ? "k(type)o(=)b(gha)s(,)k(scope)o(=)e(${f("a")})" : ""]',
			],
			['// cache-to = ["type=gha"]', '// cache-to = ["type=gha"]'],
			['/*\ncache-to = ["type=gha"]\n*/', '/*\ncache-to = ["type=gha"]\n*/'],
			['output = ["type=local,dest=out"]', 'output = ["type=local,dest=out"]'],
		],
	],
	[
		'source.json',
		[
			['{"cache-to": ["type=gha,mode=max"]}', '{"cache-to": ["k(type)o(=)b(gha)s(,)k(mode)o(=)c(max)"]}'],
			['{"b": "a --cache-to \\"type=gha\\" ."}', '{"b": "a --cache-to \\"k(type)o(=)b(gha)\\" ."}'],
			['// "type=gha"', '// "type=gha"'],
			['{"output": ["type=registry"]}', '{"output": ["type=registry"]}'],
		],
	],
])('%s', (scope, cases) => {
	test.each(cases)('%s', async (typed, coloured) => {
		expect((await colour(scope, typed)).join('\n')).toBe(coloured);
		expect(await scopesAfter(registry, scope, typed)).toEqual(await scopesAfter(plainRegistry, scope, typed));
	});
});

/** The lines with what cachelint colours written as `k(type)`. */
async function colour(scope: string, text: string): Promise<readonly string[]> {
	const grammar = (await registry.loadGrammar(scope))!;
	let stack = textmate.INITIAL;
	return text.split('\n').map((line) => {
		const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
		stack = ruleStack;
		let shown = '';
		let open: string | undefined;
		for (const { startIndex, endIndex, scopes } of tokens) {
			const kind = scopes.map((name) => KINDS[name]).find((it) => it !== undefined);
			if (open !== kind) shown += `${open === undefined ? '' : ')'}${kind === undefined ? '' : `${kind}(`}`;
			shown += line.slice(startIndex, endIndex);
			open = kind;
		}
		return open === undefined ? shown : `${shown})`;
	});
}

/** The scopes of a line typed after the text: the injection must leave the host where it would be without it. */
async function scopesAfter(from: textmate.Registry, scope: string, text: string): Promise<readonly string[]> {
	const grammar = (await from.loadGrammar(scope))!;
	let stack = textmate.INITIAL;
	for (const line of text.split('\n')) stack = grammar.tokenizeLine(line, stack).ruleStack;
	return grammar.tokenizeLine('z', stack).tokens.flatMap(({ scopes }) => scopes);
}

function createRegistry(injections: string[]): textmate.Registry {
	const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
	return new textmate.Registry({
		onigLib: oniguruma.loadWASM(wasm).then(() => ({
			createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
			createOnigString: (text) => new oniguruma.OnigString(text),
		})),
		loadGrammar: async (scope) => {
			const host = HOSTS[scope];
			const path = host === undefined ? '../../syntaxes/cachelint' : `../fixtures/syntaxes/${host}`;
			const url = new URL(`${path}.tmLanguage.json`, import.meta.url);
			return textmate.parseRawGrammar(readFileSync(url, 'utf8'), url.pathname);
		},
		getInjections: (scope) => (HOSTS[scope] === undefined ? [] : injections),
	});
}
