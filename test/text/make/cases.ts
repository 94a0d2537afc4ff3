/**
 * What a reader of makefiles must find: a name, the file with « » around every shell word asked for, and the values of
 * those words, expansions in ‹ ›. `undefined`: there must be no word.
 */
export const CASES: readonly (readonly [name: string, file: string, values: readonly (string | undefined)[]])[] = [
	['recipe', 'build: a b\n\tdocker build --cache-to «type=gha» .\n', ['type=gha']],
	['@ - + prefixes', 'build: a b\n\t@-+ docker build --cache-to «type=gha» .\n', ['type=gha']],
	[
		'$(VAR)',
		'build: a b\n\tdocker build --cache-to «type=registry,ref=$(IMG):c» .\n',
		['type=registry,ref=‹$(IMG)›:c'],
	],
	[
		'${VAR} in dq',
		'build: a b\n\tdocker build --cache-to «"type=registry,ref=${IMG}:c"» .\n',
		['type=registry,ref=‹${IMG}›:c'],
	],
	[
		"$$VAR is the shell's",
		'build: a b\n\tdocker build --cache-to «"type=registry,ref=$$IMG:c"» .\n',
		['type=registry,ref=‹$IMG›:c'],
	],
	[
		'$${VAR:-x y}',
		'build: a b\n\tdocker build --cache-to «"type=gha,scope=$${S:-"a b"}"» .\n',
		['type=gha,scope=‹${S:-"a b"}›'],
	],
	[
		'$$(cmd) and $$((1+1))',
		'build: a b\n\tdocker build --cache-to «type=gha,scope=$$(id -u)$$((1+1))» .\n',
		['type=gha,scope=‹$(id -u)›‹$((1+1))›'],
	],
	['continuation, tab', 'build: a b\n\tdocker build \\\n\t\t--cache-to «type=gha» \\\n\t\t.\n', ['type=gha']],
	[
		'continuation inside dq drops one tab',
		'build: a b\n\tdocker build --cache-to «"type=gha,\\\n\tmode=max"» .\n',
		['type=gha,mode=max'],
	],
	[
		'continuation inside a word',
		'build: a b\n\tdocker build --cache-to «type=gha,\\\n\tmode=max» .\n',
		['type=gha,mode=max'],
	],
	[
		'continuation inside sq stays',
		"build: a b\n\tdocker build --cache-to «'type=gha,\\\n\tmode=max'» .\n",
		['type=gha,\\\nmode=max'],
	],
	['variable :=', 'CACHE_TO := «type=registry,ref=$(IMG)»\n', ['type=registry,ref=‹$(IMG)›']],
	[
		'variable += ?= ::= =',
		'A += --cache-to «type=gha»\nB ?= «type=s3»\nC ::= «type=a»\nD=«type=b»\n',
		['type=gha', 'type=s3', 'type=a', 'type=b'],
	],
	[
		'variable, continuation folds to a space',
		'ARGS = --cache-to «type=gha» \\\n       --cache-from «type=s3»\n',
		['type=gha', 'type=s3'],
	],
	['!= shell assignment', 'X != docker build --cache-to «type=gha» -q .\n', ['type=gha']],
	[
		'define',
		'define BUILD\n@docker build \\\n  --cache-to «"type=gha,scope=$(1)"» .\nendef\n',
		['type=gha,scope=‹$(1)›'],
	],
	['target-specific variable', 'build: CACHE = «type=gha»\nbuild:\n\techo «x»\n', ['type=gha', 'x']],
	['inline recipe', 'build: a ; docker build --cache-to «type=gha» .\n', ['type=gha']],
	['$(shell ...)', 'ID := $(shell docker build --cache-to «type=gha» -q .)\n', ['type=gha']],
	['$(if ...) argument', 'build: a b\n\tdocker build $(if $(CI),--cache-to «type=gha») .\n', ['type=gha']],
	['comment line', '# docker build --cache-to «type=gha»\nA = «x»\n', [undefined, 'x']],
	['comment after a value', 'A = «type=gha» # --cache-to «x»\n', ['type=gha', undefined]],
	['shell comment in a recipe', 'build: a b\n\t# docker build --cache-to «type=gha»\n\techo «x»\n', [undefined, 'x']],
	['\\# in a value', 'A = «type=local,dest=a\\#b»\n', ['type=local,dest=a#b']],
	[
		'ifeq around values and recipes',
		'ifeq ($(CI),true)\nA = «type=gha»\nelse\nA = «type=local»\nendif\nbuild:\nifdef X\n\tdocker build --cache-to «type=s3» .\nendif\n',
		['type=gha', 'type=local', 'type=s3'],
	],
	['CRLF', 'build:\r\n\tdocker build \\\r\n\t  --cache-to «type=gha»\r\nA = «x»\r\n', ['type=gha', 'x']],
	[
		'unicode and surrogates',
		'# é😀\nbuild:\n\techo "日本😀"; docker build --cache-to «"type=registry,ref=é😀/x"» .\n',
		['type=registry,ref=é😀/x'],
	],
	['.RECIPEPREFIX', '.RECIPEPREFIX = >\nbuild:\n>docker build \\\n>--cache-to «type=gha» .\n', ['type=gha']],
	[
		'.ONESHELL, quote over lines',
		'.ONESHELL:\nbuild:\n\tdocker build --cache-to «"type=gha,\n\tmode=max"» .\n',
		['type=gha,\nmode=max'],
	],
	['export and override', 'export A = «type=gha»\noverride B := «type=s3»\n', ['type=gha', 'type=s3']],
	[
		'pattern, double colon, grouped targets',
		'%.o: %.c\n\techo «a»\nx y &: z\n\techo «b»\nw:: v\n\techo «c»\n',
		['a', 'b', 'c'],
	],
	[
		'automatic variables',
		'build: a b\n\tdocker build --cache-to «type=gha,scope=$@-$(@D)-$<» .\n',
		['type=gha,scope=‹$@›-‹$(@D)›-‹$<›'],
	],
	['colon in a value', 'A = --cache-to «type=registry,ref=x:y»\n', ['type=registry,ref=x:y']],
	[
		'nested references',
		'build: a b\n\tdocker build --cache-to «type=registry,ref=$(IMG_$(ARCH)):$(or $(TAG),latest)» .\n',
		['type=registry,ref=‹$(IMG_$(ARCH))›:‹$(or $(TAG),latest)›'],
	],
	['$(eval) and $(call)', '$(eval $(call tmpl,x))\nA = «x»\n', ['x']],
	['; in recipe and subshell', 'build: a b\n\tset -e; (cd x && docker build --cache-to «type=gha» .)\n', ['type=gha']],
	['tab line after a variable is no recipe', 'A = 1\n\nifdef B\n\tC = «type=gha»\nendif\n', ['type=gha']],
	[
		'TYPING: open dq, next recipe line',
		'build: a b\n\tdocker build --cache-to «"type=»\n\techo «"a"»\n',
		['type=', 'a'],
	],
	['TYPING: open sq at end of file', "build: a b\n\tdocker build --cache-to «'type=»", ['type=']],
	[
		'TYPING: open $( in a recipe',
		'build: a b\n\tdocker build --cache-to «type=registry,ref=$(IMG»\n\techo «x»\n',
		['type=registry,ref=‹$(IMG›', 'x'],
	],
	['TYPING: open $( in a value', 'A = «type=registry,ref=$(IMG»\nB = «x»\n', ['type=registry,ref=‹$(IMG›', 'x']],
	['TYPING: no value', 'build: a b\n\tdocker build «--cache-to»\n\techo «x»\n', ['--cache-to', 'x']],
	['TYPING: missing separator', 'foo bar\nbuild:\n\techo «x»\n', ['x']],
	['TYPING: open define', 'A = «y»\ndefine X\n--cache-to «type=gha»\n', ['y', 'type=gha']],
	['TYPING: backslash at end of file', 'build: a b\n\tdocker build --cache-to «type=gha» \\', ['type=gha']],
	[
		'TYPING: trailing backslash eats the next line',
		'build: a b\n\tdocker build --cache-to «type=gha» \\\n\nA = «x»\n',
		['type=gha', 'x'],
	],
	['TYPING: spaces instead of a tab', 'build:\n    docker build --cache-to x .\nb:\n\techo «x»\n', ['x']],
];
