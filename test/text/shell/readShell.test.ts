import { describe, expect, test } from 'vitest';
import { hideExpansions, MappedText } from '../../../server/src/text/mappedText.ts';
import { readShell, type ShellScript, type ShellWord } from '../../../server/src/text/shell/readShell.ts';

/** Name, shell with the exact ranges of the words between « », and their values with expansions between ‹ ›. */
type Case = readonly [name: string, marked: string, values: readonly (string | undefined)[]];

const GITHUB_EXPRESSION = /\$\{\{(?:'[^'\n]*'|(?!\}\})[^\n])*(?:\}\})?/g;

const CASES: readonly Case[] = [
	['two words', 'docker buildx build --cache-to «type=registry,ref=x,mode=max» .\n', ['type=registry,ref=x,mode=max']],
	['= joined', 'docker buildx build «--cache-to=type=registry,ref=x» .\n', ['--cache-to=type=registry,ref=x']],
	[
		'double quoted with $VAR',
		'docker buildx build --cache-to «"type=registry,ref=$X/y:z,mode=max"» .\n',
		['type=registry,ref=‹$X›/y:z,mode=max'],
	],
	['single quoted, $ literal', "docker buildx build --cache-to «'type=registry,ref=$X'» .\n", ['type=registry,ref=$X']],
	[
		'mixed quoting in one word',
		'docker buildx build --cache-to «type=registry,ref="$IMG":cache\',mode=max\'» .\n',
		['type=registry,ref=‹$IMG›:cache,mode=max'],
	],
	[
		'${VAR:-"x y"} in dq',
		'docker buildx build --cache-to «"type=registry,ref=${REG:-"ghcr.io/a b"}/x"» .\n',
		['type=registry,ref=‹${REG:-"ghcr.io/a b"}›/x'],
	],
	[
		'$(cmd "q") in dq',
		'docker buildx build --cache-to «"type=registry,ref=$(get "a b")/x"» .\n',
		['type=registry,ref=‹$(get "a b")›/x'],
	],
	['backticks', 'docker buildx build --cache-to «type=local,dest=`pwd`/c» .\n', ['type=local,dest=‹`pwd`›/c']],
	[
		'continuation between words',
		'docker buildx build \\\n  --cache-to \\\n  «type=gha,mode=max» \\\n  .\n',
		['type=gha,mode=max'],
	],
	[
		'continuation inside a word',
		'docker buildx build --cache-to «type=registry,\\\nref=x» .\n',
		['type=registry,ref=x'],
	],
	['continuation inside dq', 'docker buildx build --cache-to «"type=registry,\\\nref=x"» .\n', ['type=registry,ref=x']],
	[
		'backslash newline in sq is literal',
		"docker buildx build --cache-to «'type=registry,\\\nref=x'» .\n",
		['type=registry,\\\nref=x'],
	],
	['escaped space', 'docker buildx build --cache-to «type=local,dest=/tmp/a\\ b» .\n', ['type=local,dest=/tmp/a b']],
	[
		'escaped $ and " in dq',
		'docker buildx build --cache-to «"type=local,dest=\\$X\\"y"» .\n',
		['type=local,dest=$X"y'],
	],
	[
		'backslash kept in dq',
		'docker buildx build --cache-to «"type=local,dest=C:\\cache\\x"» .\n',
		['type=local,dest=C:\\cache\\x'],
	],
	[
		'array with comment',
		'ARGS=(\n  --cache-to «"type=gha,mode=max"» # a "c\n  --cache-from «type=gha»\n)\ndocker build "${ARGS[@]}" «.»\n',
		['type=gha,mode=max', 'type=gha', '.'],
	],
	['array +=', 'args+=(--cache-to «type=gha» «"--cache-from=type=gha"»)\n', ['type=gha', '--cache-from=type=gha']],
	['comment ignored', '# docker build --cache-to «type=gha» .\necho «x»\n', [undefined, 'x']],
	['apostrophe in comment', "# don't\ndocker buildx build --cache-to «type=gha» .\n", ['type=gha']],
	['# inside a word', 'docker buildx build --cache-to «type=local,dest=a#b» .\n', ['type=local,dest=a#b']],
	[
		'heredoc body is not words',
		'cat > f <<EOF\ndocker build --cache-to «type=gha» .\nEOF\ndocker buildx build --cache-to «type=inline» .\n',
		[undefined, 'type=inline'],
	],
	[
		'quoted heredoc with odd quote',
		"cat <<'EOF'\nit's \"odd\nEOF\ndocker buildx build --cache-to «type=inline» .\n",
		['type=inline'],
	],
	[
		'<<- heredoc, tabs',
		'if a; then\n\tcat <<-E | sh\n\t\tx "y\n\tE\n\tdocker buildx build --cache-to «type=inline» .\nfi\n',
		['type=inline'],
	],
	['function, if, &&', 'f() {\n  if ok && docker build --cache-to «type=gha» . ; then echo; fi\n}\n', ['type=gha']],
	[
		'case pattern',
		'case "$1" in\n  a|b) docker build --cache-to «type=gha» . ;;\n  (c) docker build --cache-to «type=s3» . ;;\nesac\n',
		['type=gha', 'type=s3'],
	],
	['for/while/do', 'for a in x y; do docker build --cache-to «type=gha,scope=$a» .; done\n', ['type=gha,scope=‹$a›']],
	['subshell and pipe', '(cd x && docker build --cache-to «type=gha» . | tee log) 2>&1\n', ['type=gha']],
	['command in $( )', 'ID=$(docker build --cache-to «type=gha» -q .)\n', ['type=gha']],
	['command in "$( )"', 'ID="$(docker build --cache-to «"type=gha,scope=$S"» -q .)"\n', ['type=gha,scope=‹$S›']],
	['env prefix', 'DOCKER_BUILDKIT=1 docker build --cache-to «type=gha» .\n', ['type=gha']],
	['assignment value', '«CACHE="type=registry,ref=$X"»\n', ['CACHE=type=registry,ref=‹$X›']],
	['export', "export «CACHE_TO='type=gha'»\n", ['CACHE_TO=type=gha']],
	["ANSI-C $'..'", "docker buildx build --cache-to «$'type=gha,scope=a\\'b'» .\n", ["type=gha,scope=a'b"]],
	['TYPING: open dq at end of file', 'docker buildx build --cache-to «"type=»', ['type=']],
	['TYPING: open sq at end of file', "docker buildx build --cache-to «'type=registry,re»", ['type=registry,re']],
	['TYPING: open dq mid file, no later quote', 'docker buildx build --cache-to «"type=»\necho «hi»\n', ['type=', 'hi']],
	[
		'TYPING: open dq mid file, later quotes',
		'docker buildx build --cache-to «"type=»\necho "a b" c\ndocker build --cache-from «"type=gha"» .\n',
		['type=', 'type=gha'],
	],
	['TYPING: no value yet', 'docker build «--cache-to» \necho «hi»\n', ['--cache-to', 'hi']],
	['TYPING: open $( in dq', 'docker buildx build «--cache-to» "type=registry,ref=$(git rev', ['--cache-to']],
	[
		'TYPING: open ${ unquoted',
		'docker buildx build --cache-to «type=registry,ref=${REG»',
		['type=registry,ref=‹${REG›'],
	],
	['TYPING: if without fi', 'if [ -f x ]; then\n  docker build --cache-to «type=gha» .\n', ['type=gha']],
	['TYPING: stray )', 'echo a)\ndocker build --cache-to «type=gha» .\n', ['type=gha']],
	['TYPING: stray done and }', 'done\n}\ndocker build --cache-to «type=gha» .\n', ['type=gha']],
	['TYPING: backslash at end of file', 'docker buildx build --cache-to «type=gha» \\', ['type=gha']],
	['TYPING: open $( at end holds a command', 'X=$(docker build --cache-to «type=g»', ['type=g']],
	[
		'CRLF continuation',
		'docker buildx build \\\r\n  --cache-to «"type=gha"» \\\r\n  --cache-from «type=gha»\r\necho «x»\r\n',
		['type=gha', 'type=gha', 'x'],
	],
	['tabs', 'docker\tbuild\t--cache-to\t«type=gha»\t.\n', ['type=gha']],
	[
		'unicode and surrogates',
		'# é😀\necho \'日本😀\' && docker build --cache-to «"type=registry,ref=é😀/x:z"» .\n',
		['type=registry,ref=é😀/x:z'],
	],
	[
		'GitHub ${{ }} unquoted with spaces',
		'docker buildx build --cache-to «type=registry,ref=${{ env.REG }}/x:y» .\n',
		['type=registry,ref=‹${{ env.REG }}›/x:y'],
	],
	[
		"GitHub ${{ a || 'b' }} in dq",
		'docker buildx build --cache-to «"type=registry,ref=${{ env.A || \'b}}\' }}/x"» .\n',
		["type=registry,ref=‹${{ env.A || 'b}}' }}›/x"],
	],
	[
		'GitHub ${{ }} unquoted, odd apostrophes and pipes',
		"docker buildx build --cache-to «type=gha,scope=${{ format('it''s {0}', github.ref) }}» . # x\n",
		["type=gha,scope=‹${{ format('it''s {0}', github.ref) }}›"],
	],
	['[[ =~ ]] regex', '[[ $a =~ ^(x|y)$ ]] && docker build --cache-to «type=gha» .\n', ['type=gha']],
	[
		'arithmetic',
		'(( i++ )); n=$((1+2)); docker build --cache-to «type=gha,scope=$((n*2))» .\n',
		['type=gha,scope=‹$((n*2))›'],
	],
	['process substitution', 'diff <(docker build --cache-to «type=gha» .) x\n', ['type=gha']],
	['! time { }', '! time { docker build --cache-to «type=gha» .; }\n', ['type=gha']],
	[
		'; and && right after',
		'docker build --cache-to «type=gha»;docker build --cache-to «type=s3»&&echo\n',
		['type=gha', 'type=s3'],
	],
	['redirects after', 'docker build . --cache-to «type=gha»>log 2>&1 <in\n', ['type=gha']],
	['eval string', 'eval «"docker build --cache-to \'type=gha\'"»\n', ["docker build --cache-to 'type=gha'"]],
	[
		'zsh ${(f)x} and glob qualifier',
		'a=(${(f)"$(ls)"}); for f in *(.N); do :; done\ndocker build --cache-to «type=gha» .\n',
		['type=gha'],
	],
	[
		'zsh always, short if',
		'{ a } always { b }\nif [[ -n $x ]] { docker build --cache-to «type=gha» . }\n',
		['type=gha'],
	],
];

const FRAGMENTS: readonly Case[] = [
	['then … (GitLab script item)', 'then docker build --cache-to «type=gha» .', ['type=gha']],
	['else …', 'else docker build --cache-to «type=gha» .', ['type=gha']],
	['if …; then on its own', 'if [ -f x ]; then docker build --cache-to «type=gha» .', ['type=gha']],
	['fi && …', 'fi && docker build --cache-to «type=gha» .', ['type=gha']],
	['elif', 'elif docker build --cache-to «type=gha» .; then', ['type=gha']],
	['do …', 'do docker build --cache-to «type=gha» .', ['type=gha']],
	['case arm a)', 'a) docker build --cache-to «type=gha» . ;;', ['type=gha']],
	[';; first', ';; \nb) docker build --cache-to «type=gha» .', ['type=gha']],
	['prompt $', '$ docker build --cache-to «type=gha» .', ['type=gha']],
	['prompt >', '> docker build --cache-to «type=gha» .', ['type=gha']],
	['<placeholder> after', 'docker build --cache-to «type=gha» <registry>/<image> .', ['type=gha']],
	['... and [options]', 'docker build [OPTIONS] --cache-to «type=gha» ... | -', ['type=gha']],
	['&& at start', '&& docker build --cache-to «type=gha» .', ['type=gha']],
	['| at end', 'docker build --cache-to «type=gha» . |', ['type=gha']],
	['( unclosed', '(docker build --cache-to «type=gha» .\necho «b»', ['type=gha', 'b']],
	[') at start', ') docker build --cache-to «type=gha» .', ['type=gha']],
	['}} jinja', 'docker build {{ opts }} --cache-to «type=gha» {% if a %}-q{% endif %} .', ['type=gha']],
	['@@ & %VAR%', 'docker build %ARGS% --cache-to «type=gha» @x .', ['type=gha']],
	['function body half', 'docker build --cache-to «type=gha» .; }', ['type=gha']],
	['esac', 'esac\ndocker build --cache-to «type=gha» .', ['type=gha']],
	['Groovy \\$', 'docker build --cache-to «type=gha,scope=\\$X» .', ['type=gha,scope=$X']],
	['until do while mix', 'while docker build --cache-to «type=gha» .; fi', ['type=gha']],
	['[[ unclosed', '[[ -f x && docker build --cache-to «type=gha» .', ['type=gha']],
	['(( unclosed', '((i++ ; docker build --cache-to «type=gha» .', ['type=gha']],
	['for without do', 'for i in a b\ndocker build --cache-to «type=gha» .', ['type=gha']],
	['function without name', 'function {\n docker build --cache-to «type=gha» .\n}', ['type=gha']],
	['; ; ;', '; ; docker build --cache-to «type=gha» . ; ;', ['type=gha']],
];

describe('scripts, whole and half-typed', () => {
	test.each(CASES)('%s', check);
});

describe('fragments of scripts', () => {
	test.each(FRAGMENTS)('%s', check);
});

function check(_: string, marked: string, values: readonly (string | undefined)[]): void {
	const { text, spans } = readMarks(marked);
	const words = wordsOf(readShell(hideExpansions(MappedText.verbatim(text), GITHUB_EXPRESSION)));
	expect(spans.map(({ start, end }) => words.get(`${start}-${end}`))).toEqual(values);
}

/** The text without the marks « », and what stood between them. */
function readMarks(marked: string) {
	const spans: { start: number; end: number }[] = [];
	let text = '';
	for (const part of marked.split(/(?=[«»])/)) {
		if (part.startsWith('«')) spans.push({ start: text.length, end: text.length });
		if (part.startsWith('»')) spans.at(-1)!.end = text.length;
		text += part.replace(/^[«»]/, '');
	}
	return { text, spans };
}

/** The values of all words, array elements and assignments by their place. */
function wordsOf({ commands }: ShellScript): Map<string, string> {
	const words = new Map<string, string>();
	const add = ({ span, value }: Pick<ShellWord, 'span' | 'value'>, before = '') =>
		words.set(`${span.start}-${span.end}`, before + show(value));
	for (const { words: plain, assignments } of commands) {
		for (const word of plain) add(word);
		for (const { name, value, array, span } of assignments) {
			for (const element of array ?? []) add(element);
			if (value !== undefined) {
				add(value);
				add({ span, value: value.value }, `${name}=`);
			}
		}
	}
	return words;
}

function show(value: MappedText): string {
	return [...value.text]
		.map((character, index) => {
			const expansion = value.expansionAt([...value.text].slice(0, index).join('').length);
			return expansion === undefined ? character : `‹${expansion.text}›`;
		})
		.join('');
}
