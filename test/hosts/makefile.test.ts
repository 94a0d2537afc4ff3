import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import makefile from '../../server/src/hosts/makefile.ts';
import { flagRows, readFixture, spanOfValue } from './flagRows.ts';

/** A makefile and its flags: direction, tool, line:column of the value, the value as written, what is special. */
const FILES: readonly (readonly [name: string, text: string, rows: readonly string[]])[] = [
	[
		'commands of recipes',
		'a:\n\t@docker buildx build --cache-to type=gha --cache-from=type=registry,ref=$(I):c .\n',
		['to buildx 2:34 type=gha', 'from buildx 2:56 type=registry,ref=$(I):c'],
	],
	[
		'options that follow a value without a space',
		'A = --cache-from type=gha,scope=$(N)$(if $(W), --cache-to type=inline)\na:\n\tdocker buildx build $(A) --cache-from r/$(if $(X),a,b) .\n',
		['from buildx 1:18 type=gha,scope=$(N)', 'to buildx 1:59 type=inline', 'from buildx 3:40 r/$(if $(X),a,b)'],
	],
	[
		'a variable that is a piece of shell',
		'S = ARGS="--cache-to type=local,dest=$(D)"; if $(X); then ARGS="--cache-from type=gha $$ARGS"; fi\na:\n\t$(S); docker buildx build $$ARGS .\n',
		['to buildx 1:22 type=local,dest=$(D)', 'from buildx 1:78 type=gha'],
	],
	['continued lines', 'a:\n\tdocker build \\\n\t\t--cache-to type=gha \\\n\t\t.\n', ['to docker 3:14 type=gha']],
	['a command behind a silencer', 'a:\n\t$(Q)docker build --cache-to type=gha .\n', ['to docker 2:30 type=gha']],
	['inline recipes', 'a: ; docker build --cache-to type=gha .\n', ['to docker 1:30 type=gha']],
	[
		'dollars of the shell',
		'a:\n\tbuildctl build --export-cache "type=gha,scope=$$B"\n',
		['to buildctl 2:33 type=gha,scope=$B'],
	],
	['overrides of bake', "a:\n\tdocker buildx bake --set '*.cache-to=type=gha'\n", ['to bake 2:39 type=gha']],
	[
		'canned recipes',
		'define B\n@docker build \\\n  --cache-to type=gha,scope=$(1) .\nendef\n',
		['to docker 3:14 type=gha,scope=$(1)'],
	],
	[
		'templates',
		'define T\na-$(1):\n\tdocker build --cache-to type=gha,scope=$(1) $$(X)\nendef\n$(eval $(call T,x))\n',
		['to docker 3:26 type=gha,scope=$(1)'],
	],
	[
		'both branches',
		'a:\nifdef X\n\tdocker build --cache-to type=gha .\nelse\n\tdocker build --cache-to type=s3 .\nendif\n',
		['to docker 3:26 type=gha', 'to docker 5:26 type=s3'],
	],
	[
		'.ONESHELL',
		'.ONESHELL:\na:\n\tC=type=gha\n\tdocker build --cache-to $$C .\n',
		['to docker 3:4 type=gha (variable)', 'to docker 4:26 $C (dynamic)'],
	],
	[
		'$(shell) and !=',
		'A := $(shell docker build --cache-to type=gha -q .)\nB != docker build --cache-to type=s3 -q .\n',
		['to docker 1:38 type=gha', 'to docker 2:30 type=s3'],
	],
	['CRLF', 'a:\r\n\tdocker build \\\r\n\t\t--cache-to type=gha\r\n', ['to docker 3:14 type=gha']],

	[
		'a variable for the value',
		'TO := type=gha,mode=max\na:\n\tdocker build --cache-to $(TO) .\n',
		['to docker 1:7 type=gha,mode=max (variable)', 'to docker 3:26 $(TO) (dynamic)'],
	],
	[
		'a variable in quotes and braces',
		'TO ?= type=gha\na:\n\tdocker build --cache-to "${TO}" .\n',
		['to docker 1:7 type=gha (variable)', 'to docker 3:27 ${TO} (dynamic)'],
	],
	[
		'a name with a dot',
		'c.to = type=gha\na:\n\tdocker build --cache-to $(c.to) .\n',
		['to docker 1:8 type=gha (variable)', 'to docker 3:26 $(c.to) (dynamic)'],
	],
	[
		'a variable that is another',
		'A = type=gha\nB = $(A)\na:\n\tdocker build --cache-to $(B) .\n',
		['to docker 1:5 type=gha (variable)', 'to docker 4:26 $(B) (dynamic)'],
	],
	[
		'a variable of each branch',
		'ifdef X\nT = type=gha\nelse\nT = type=s3\nendif\na:\n\tdocker build --cache-to $(T) .\n',
		['to docker 2:5 type=gha (variable)', 'to docker 4:5 type=s3 (variable)', 'to docker 7:26 $(T) (dynamic)'],
	],
	[
		'an exported variable',
		'export T = type=gha\na:\n\tdocker build --cache-to $$T .\n',
		['to docker 1:12 type=gha (variable)', 'to docker 3:26 $T (dynamic)'],
	],
	[
		'a variable of the target',
		'a: T = type=gha\na:\n\tdocker build --cache-to $(T) .\n',
		['to docker 1:8 type=gha (variable)', 'to docker 3:26 $(T) (dynamic)'],
	],
	[
		'a variable of $(eval)',
		'a:\n\t$(eval T := type=gha)\n\tdocker build --cache-to $(T) .\n',
		['to docker 2:14 type=gha (variable)', 'to docker 3:26 $(T) (dynamic)'],
	],
	[
		'a value put together in steps',
		'T = type=gha,\nT += mode=max\na:\n\tdocker build --cache-to $(T) .\n',
		['to docker 4:26 $(T) (dynamic)'],
	],
	['a variable no flag uses', 'T = type=gha\na:\n\techo $(T)\n', []],
	[
		'a variable that is itself',
		'T = $(T)\nU = --cache-to $(T) $(U)\na:\n\tdocker build $(U) .\n',
		['to docker 2:16 $(T) (dynamic)'],
	],

	[
		'options in a variable',
		'ARGS += --cache-to type=gha\na:\n\tbuildctl build $(ARGS)\n',
		['to buildctl 1:20 type=gha (--cache-to is --export-cache)'],
	],
	[
		'options of variables in variables',
		'A = --cache-to $(T)\nT = type=gha\nB = $(A) -q\na:\n\tpodman build $(B) .\n',
		['to podman 1:16 $(T) (dynamic)', 'to podman 2:5 type=gha (variable)'],
	],
	[
		'options of each branch',
		'ifdef X\nA = --cache-to type=gha\nelse\nA = --cache-to type=s3\nendif\na:\n\tpodman build $(A) .\n',
		['to podman 2:16 type=gha', 'to podman 4:16 type=s3'],
	],
	[
		'options in a variable with arguments',
		'f = --cache-to type=gha,scope=$(1)\na:\n\tpodman build $(call f,x) .\n',
		['to podman 1:16 type=gha,scope=$(1)'],
	],
	[
		'a program with options in a variable',
		'B := docker buildx build --cache-to type=gha\na:\n\t$(B) -t x .\n',
		['to buildx 1:37 type=gha'],
	],
	['a program in a variable', 'DOCKER ?= podman\na:\n\t$(DOCKER) build --cache-to x/y .\n', ['to podman 3:29 x/y']],
	[
		'options for a function, beside a command',
		'a:\n\t$(call build,x,--cache-from $(R)/x)\n\tpodman build .\n',
		['from podman 2:30 $(R)/x'],
	],
	['options for another make', 'a:\n\t$(MAKE) b ARGS="--cache-to type=gha"\n', ['to buildx 2:29 type=gha']],
	['options no command uses', 'BUILD_ARGS += --cache-to type=gha\n', ['to buildx 1:26 type=gha']],
	[
		'the variable of a loop',
		'L = type=registry,ref=$(I):a type=gha\na:\n\tbuildctl build $(foreach C,$(L),--import-cache $(C))\n',
		[
			'from buildctl 1:5 type=registry,ref=$(I):a (variable)',
			'from buildctl 1:30 type=gha (variable)',
			'from buildctl 3:49 $(C) (dynamic)',
		],
	],
	[
		'a loop through what loops make',
		'L ?= $(foreach r,$(R),$(foreach t,a b,type=registry,ref=$(r):$(t)))\na:\n\tbuildctl build $(foreach C,$(L) type=gha,--import-cache $(C))\n',
		[
			'from buildctl 1:39 type=registry,ref=$(r):$(t) (expression)',
			'from buildctl 3:34 type=gha (expression)',
			'from buildctl 3:58 $(C) (dynamic)',
		],
	],
	[
		'a loop whose variable is a part of the value, and one without a list',
		'R = a b\na:\n\tdocker build $(foreach r,$(R),--cache-from type=gha,scope=$(r)) $(foreach C,x/y,--cache-from $(C)) .\n',
		['from docker 3:45 type=gha,scope=$(r)', 'from docker 3:78 x/y (expression)', 'from docker 3:95 $(C) (dynamic)'],
	],
	[
		'a list whose words a command holds',
		'L = $(shell echo a b) "type=gha x"\na:\n\tdocker build $(foreach C,$(L),--cache-from $(C)) .\n',
		['from docker 1:5 $(shell echo a b) \\"type=gha x\\" (variable)', 'from docker 3:45 $(C) (dynamic)'],
	],
	['a command no recipe uses', 'B = docker build --cache-to type=gha .\n', ['to docker 1:29 type=gha']],

	['options in a function', 'a:\n\tpodman build $(if $(CI),--cache-to type=gha) .\n', ['to podman 2:37 type=gha']],
	[
		'options of either argument',
		'a:\n\tpodman build $(if $(CI),--cache-to type=gha,--cache-to type=s3) .\n',
		['to podman 2:37 type=gha', 'to podman 2:57 type=s3'],
	],
	[
		'a comma that splits arguments',
		'a:\n\tpodman build $(if $(CI),--cache-to type=gha,mode=max) .\n',
		['to podman 2:37 type=gha'],
	],
	[
		'a comma by name',
		'a:\n\tpodman build $(if $(CI),--cache-to type=gha$(comma)mode=max) .\n',
		['to podman 2:37 type=gha,mode=max'],
	],
	[
		'a value in a function',
		'a:\n\tpodman build --cache-to $(if $(CI),type=gha,type=s3) .\n',
		[
			'to podman 2:26 $(if $(CI),type=gha,type=s3) (dynamic)',
			'to podman 2:37 type=gha (expression)',
			'to podman 2:46 type=s3 (expression)',
		],
	],
	[
		'a value or another',
		'T = type=gha\na:\n\tpodman build --cache-to $(or $(T),type=s3) .\n',
		[
			'to podman 1:5 type=gha (variable)',
			'to podman 3:26 $(or $(T),type=s3) (dynamic)',
			'to podman 3:36 type=s3 (expression)',
		],
	],
	[
		'a function in a variable',
		'T = $(if $(CI),type=gha)\na:\n\tpodman build --cache-to $(T) .\n',
		['to podman 1:16 type=gha (expression)', 'to podman 3:26 $(T) (dynamic)'],
	],
	[
		'each of a list',
		'a:\n\tpodman build $(foreach t,$(TAGS),--cache-from type=registry,ref=$(t)) .\n',
		['from podman 2:48 type=registry,ref=$(t)'],
	],
	['arguments of a macro', 'a:\n\t$(call build,web,--cache-to type=gha)\n', ['to buildx 2:30 type=gha']],

	['a flag without value', 'a:\n\tdocker build --cache-to\n\techo\n', ['to docker 2:25 "" (no-value)']],
	[
		'an open quote',
		'a:\n\tdocker build --cache-to "type=\n\tdocker build --cache-to type=gha .\n',
		['to docker 2:27 type=', 'to docker 3:26 type=gha'],
	],
	['an open reference', 'a:\n\tdocker build --cache-to type=gha,scope=$(B\n', ['to docker 2:26 type=gha,scope=$(B']],
	[
		'a split value',
		'a:\n\tdocker build --cache-to type=gha, \\\n\t  mode=max .\n',
		['to docker 2:26 type=gha, (split-word)'],
	],
	[
		'a name of another tool',
		'a:\n\tbuildctl build --cache-to type=gha\n',
		['to buildctl 2:28 type=gha (--cache-to is --export-cache)'],
	],

	[
		'comments',
		'# docker build --cache-to type=gha .\nA = x # --cache-to type=gha\na:\n\t# docker build --cache-to type=gha .\n',
		[],
	],
	[
		'messages',
		'a:\n\t@echo docker build --cache-to type=gha\n$(info docker build --cache-to type=gha .)\n$(error use --cache-to type=gha)\n',
		[],
	],
	['a help text', 'define HELP\nusage: make TO=...\n  --cache-to type=gha   where to\nendef\n', []],
	[
		'recipes of another language',
		'SHELL = python3\n.ONESHELL:\na:\n\tx = "docker build --cache-to type=gha ."\n\tdocker build --cache-to type=gha\n',
		[],
	],
	['targets and prerequisites', 'docker build --cache-to type=gha: x\n--cache-to: type=gha\n', []],
];

describe('the flags of a makefile', () => {
	test.each(FILES)('%s', (_, text, rows) => {
		expect(flagRows(makefile, { path: 'Makefile', text })).toEqual(rows);
	});
});

test('builds know their target, their facts and where they stand', () => {
	const text = [
		'ARGS = --cache-from type=gha',
		'web api: lint',
		'\tdocker buildx create --use --driver docker-container',
		'\t@docker buildx build -t o/app:1 $(ARGS) \\',
		'\t\t--cache-to type=gha ./$@',
		'\tdocker push o/app:1',
	].join('\n');
	const flags = makefile.find({ path: 'Makefile', text }).flags;
	expect(flags.map(({ direction }) => direction)).toEqual(['from', 'to']);
	expect(flags[0]!.build).toBe(flags[1]!.build);
	const { name, span, isComplete, images, pushes, builder, context } = flags[0]!.build;
	expect([name, isComplete, pushes, builder.driver]).toEqual(['web', false, 'unknown', 'docker-container']);
	expect(images.map(({ written }) => written)).toEqual(['o/app:1']);
	expect(context?.written).toBe('$(ARGS)');
	expect(text.slice(span.start, span.end)).toMatch(/^docker buildx build [\s\S]*\.\/\$@$/);
});

test('options that exclude each other are not of one build', () => {
	const text =
		'ifdef X\nA = --cache-to type=gha\nelse\nA = --cache-to type=gha,mode=max\nendif\na:\n\tdocker build $(A) .\n';
	const [first, second] = makefile.find({ path: 'Makefile', text }).flags;
	expect(first!.build).not.toBe(second!.build);
	const appended = 'A = --cache-to type=gha\nA += --cache-from type=gha\na:\n\tdocker build $(A) .\n';
	const [to, from] = makefile.find({ path: 'Makefile', text: appended }).flags;
	expect(to!.build).toBe(from!.build);
});

test('comments of make and of recipes are reported, and new ones stand where make reads them', () => {
	const text =
		'# one\nA = 1 # two\na:\n\t# three\n\tdocker build \\\n\t\t--cache-to type=gha # four\ndefine M\n# five\nendef\n';
	const { comments, flags } = makefile.find({ path: 'Makefile', text });
	expect(comments.map((comment) => comment.text)).toEqual([' one', ' two', ' three', ' four', ' five']);
	expect(flags[0]!.layout.commentPlace).toEqual({ offset: text.indexOf('\tdocker'), indent: '' });
	expect(flags[0]!.layout.home).toBe('$(HOME)');
});

test.each<[path: string, languageId: string | undefined, claim: 'name' | undefined]>([
	['Makefile', undefined, 'name'],
	['a/makefile', undefined, 'name'],
	['GNUmakefile', undefined, 'name'],
	['make/docker.mk', undefined, 'name'],
	['x.make', undefined, 'name'],
	['Makefile.docker', undefined, 'name'],
	['build', 'makefile', 'name'],
	['build', 'make', 'name'],
	['Makefile.PL', undefined, undefined],
	['Makefile.md', undefined, undefined],
	['cmake/CMakeLists.txt', undefined, undefined],
	['remake.sh', undefined, undefined],
])('%s (%s)', (path, languageId, claim) => {
	expect(makefile.claim({ path, text: '', ...(languageId === undefined ? {} : { languageId }) })).toBe(claim);
});

test('every literal of the fixtures is found in its place', () => {
	for (const name of readdirSync(new URL('../fixtures/make', import.meta.url))) {
		const file = readFixture(`make/${name}`);
		const { flags } = makefile.find(file);
		for (const flag of flags) {
			const { start, end } = spanOfValue(flag);
			const typed = file.text.slice(start, end).replaceAll('$$', '$').replaceAll('$(comma)', ',');
			expect(flag.value.form === 'text' && flag.value.text.written).toBe(typed);
		}
		const places = flags.map((flag) => spanOfValue(flag).start);
		const literals = [...file.text.matchAll(/(?:cache-(?:to|from)|(?:export|import)-cache)[= ]["']?(type=)/g)];
		expect(
			literals.filter(({ 0: all, index }) => !places.includes(index + all.length - 5)).map(({ 0: all }) => all),
		).toEqual([]);
	}
});

test('any text gives flags inside it, in order, and never an error', () => {
	const piece = fc.constantFrom(
		...[
			'a:',
			'\n',
			'\n\t',
			'\\\n\t',
			' ',
			',',
			')',
			'"',
			"'",
			'#',
			'$$',
			'$(',
			'A = ',
			'B += ',
			'A',
			'B',
			'$(A)',
			'$(B)',
			'${A}',
		],
		...[
			'$(if ',
			'$(call A,',
			'$(or $(B),',
			'$(shell ',
			'$(eval ',
			'define A\n',
			'\nendef\n',
			'ifdef A\n',
			'\nelse\n',
			'\nendif\n',
		],
		...[
			'docker build ',
			'$(DOCKER) build ',
			' --cache-to ',
			' --cache-from=',
			'type=gha',
			',mode=max',
			'.ONESHELL:\n',
			'😀',
		],
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
			const text = parts.join('');
			const { flags, comments } = makefile.find({ path: 'Makefile', text });
			let before = 0;
			for (const flag of flags) {
				const { start, end } = spanOfValue(flag);
				if (start < before || end < start || end > text.length) expect.fail(`${start}-${end}`);
				if (flag.build.span.end < flag.build.span.start) expect.fail('build');
				before = start;
			}
			for (const { span } of comments) expect(text[span.start - 1]).toBe('#');
		}),
		{ seed: 1, numRuns: 500 },
	);
});

test.each([
	['nested', `A = ${'$(if 1,--cache-to '.repeat(5000)}\na:\n\tdocker build $(A) .\n`],
	[
		'doubling',
		`${Array.from({ length: 200 }, (_, i) => `A${i} = $(A${i + 1}) $(A${i + 1})\n`).join('')}A200 = --cache-to type=gha\na:\n\tdocker build $(A0) .\n`,
	],
	['many assignments', `${'A += --cache-to type=gha\n'.repeat(500)}a:\n\tdocker build $(A) .\n`],
	['many recipes', `A = --cache-to type=gha\n${'a:\n\tdocker build $(A) .\n'.repeat(500)}`],
	[
		'many branches',
		`${'ifdef X\nA = --cache-to type=gha\nendif\n'.repeat(300)}${'a:\n\tdocker build $(A) .\n'.repeat(100)}`,
	],
])('%s makefiles are read', (_, text) => {
	expect(makefile.find({ path: 'Makefile', text }).flags.length).toBeGreaterThan(0);
});
