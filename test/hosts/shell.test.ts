import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Build } from '../../server/src/cache/build.ts';
import host from '../../server/src/hosts/shell.ts';
import { spellShell } from '../../server/src/text/shell/spellShell.ts';
import { flagRows, readFixture } from './flagRows.ts';

/** What it shows, the script, and its flags: direction, tool, place of the value, value. */
type Case = readonly [name: string, script: string, ...rows: string[]];

const FLAGS: readonly Case[] = [
	['docker buildx build', 'docker buildx build --cache-to type=gha .', 'to buildx 1:32 type=gha'],
	['its short name', 'docker buildx b --cache-from=type=gha .', 'from buildx 1:30 type=gha'],
	['docker build', 'docker build --cache-from o/app .', 'from docker 1:27 o/app'],
	['docker image build', 'docker image build --cache-from o/app .', 'from docker 1:33 o/app'],
	['docker builder build', 'docker builder build --cache-from o/app .', 'from docker 1:35 o/app'],
	['docker-buildx', 'docker-buildx build --cache-to type=gha .', 'to buildx 1:32 type=gha'],
	['buildx alone', 'buildx build --cache-to type=gha .', 'to buildx 1:25 type=gha'],
	['a path', '/usr/local/bin/docker build --cache-to type=gha .', 'to docker 1:40 type=gha'],
	['options of docker', 'docker --context x buildx --builder=y build --cache-to type=gha .', 'to buildx 1:56 type=gha'],
	['docker compose, which has no such flags', 'docker compose build --cache-to x; docker-compose build --cache-from y'],
	['docker run, whose image may have such flags', 'docker run app build --cache-to type=gha'],
	[
		'buildctl',
		'buildctl --addr=x build --export-cache type=gha --import-cache=type=gha',
		'to buildctl 1:40 type=gha',
		'from buildctl 1:64 type=gha',
	],
	['buildctl with one dash', 'buildctl build -export-cache type=gha', 'to buildctl 1:30 type=gha'],
	[
		'buildctl in a container',
		'docker run --rm moby/buildkit:v0.19.0 buildctl-daemonless.sh build --export-cache type=inline',
		'to buildctl 1:83 type=inline',
	],
	[
		'flags of buildx for buildctl',
		'buildctl build --cache-to type=gha',
		'to buildctl 1:27 type=gha (--cache-to is --export-cache)',
	],
	[
		'flags of buildctl for docker',
		'docker build --import-cache type=gha .',
		'from docker 1:29 type=gha (--import-cache is --cache-from)',
	],
	[
		'misspelt flags',
		'docker build --cache_to type=gha --cachefrom=type=gha .',
		'to docker 1:25 type=gha (--cache_to is --cache-to)',
		'from docker 1:46 type=gha (--cachefrom is --cache-from)',
	],
	['nerdctl', 'nerdctl -n x build --cache-to type=gha .', 'to nerdctl 1:31 type=gha'],
	[
		'podman',
		'podman build --cache-to quay.io/a/b .; podman buildx build --cache-from c/d .',
		'to podman 1:25 quay.io/a/b',
		'from podman 1:73 c/d',
	],
	[
		'buildah',
		'buildah bud --cache-from a/b .; buildah build --cache-to c/d',
		'from buildah 1:26 a/b',
		'to buildah 1:58 c/d',
	],
	[
		'depot',
		'depot build --cache-to type=registry,ref=a . && depot bake --set app.cache-from=b/c',
		'to depot 1:24 type=registry,ref=a',
		'from depot 1:81 b/c',
	],
	['devcontainer', 'devcontainer build --workspace-folder . --cache-from type=gha', 'from devcontainer 1:54 type=gha'],
	['the legacy builder', 'DOCKER_BUILDKIT=0 docker build --cache-from a,b .', 'from docker-legacy 1:45 a,b'],
	[
		'the legacy builder by export',
		'export DOCKER_BUILDKIT=0\ndocker build --cache-from a . && env DOCKER_BUILDKIT=1 docker build --cache-from b .',
		'from docker-legacy 2:27 a',
		'from docker 2:82 b',
	],
	[
		'the legacy builder is none of buildx',
		'export DOCKER_BUILDKIT=0\ndocker buildx build --cache-from a .',
		'from buildx 2:34 a',
	],

	[
		'bake',
		"docker buildx bake --set '*.cache-to=type=gha' --set=app.cache-from+=a/b",
		'to bake 1:38 type=gha',
		'from bake 1:70 a/b',
	],
	['bake, misspelt', 'docker buildx bake --set app.cache_to=type=gha', 'to bake 1:39 type=gha (cache_to is cache-to)'],
	['bake, emptied', "docker buildx bake --set '*.cache-to='", 'to bake 1:38 ""'],
	['bake, another key', 'docker buildx bake --set app.args.cache-to=x --set app.tags=cache-to=y'],

	['prefixes', 'sudo -E env A=b timeout 10 nohup docker build --cache-to type=gha .', 'to docker 1:58 type=gha'],
	[
		'keywords',
		'if ! time docker build --cache-to type=gha .; then exec docker build --cache-from type=gha .; fi',
		'to docker 1:35 type=gha',
		'from docker 1:83 type=gha',
	],
	['functions around it', 'retry 3 docker buildx build --cache-to type=gha .', 'to buildx 1:40 type=gha'],
	['a prompt', '$ docker build --cache-to type=gha .', 'to docker 1:27 type=gha'],
	[
		'a variable for the program',
		'$DOCKER buildx build --cache-to a/b .; "${DOCKER_CMD}" build --cache-from c/d .',
		'to buildx 1:33 a/b',
		'from docker 1:75 c/d',
	],
	[
		'a variable with a telling name',
		'$PODMAN build --cache-from a/b . && $BUILDX build --cache-to c/d .',
		'from podman 1:28 a/b',
		'to buildx 1:62 c/d',
	],
	['a variable set to a program', 'ENGINE=podman\n$ENGINE build --cache-from a/b .', 'from podman 2:28 a/b'],
	['a variable set to a command', 'B="sudo docker buildx build"\n$B --cache-to type=gha .', 'to buildx 2:15 type=gha'],
	['a variable among words of another program', 'npm run $X build --cache-to type=gha'],

	['ssh', "ssh -p 22 host 'cd x && docker build --cache-to type=gha .'", 'to docker 1:49 type=gha'],
	['bash -c', 'sudo bash -lc "docker build --cache-from=type=gha,scope=$S ."', 'from docker 1:42 type=gha,scope=$S'],
	['eval', 'eval "docker build --cache-to \'type=gha,scope=a b\'" .', 'to docker 1:32 type=gha,scope=a b'],
	['eval of several words', 'eval docker build --cache-to "\'type=gha\'" .', 'to docker 1:32 type=gha'],
	[
		'scripts in scripts in scripts',
		`ssh h "bash -c 'docker build --cache-to \\"type=gha\\" .'"`,
		'to docker 1:43 type=gha',
	],
	[
		'a script by here-document',
		"ssh host <<'EOF'\ndocker build --cache-to type=gha .\nEOF\ncat <<EOF | bash -s\ndocker build --cache-from $X .\nEOF",
		'to docker 2:25 type=gha',
		'from docker 5:27 $X (dynamic)',
	],
	['a text that is written to a file', "cat > build.sh <<'EOF'\ndocker build --cache-to type=gha .\nEOF"],
	['run functions', 'run_cmd "docker build --cache-to type=gha ."', 'to docker 1:34 type=gha'],
	[
		'substitutions',
		'ID=$(docker build -q --cache-to type=gha .); x="`docker build -q --cache-from type=gha .`"',
		'to docker 1:33 type=gha',
		'from docker 1:79 type=gha',
	],

	[
		'printed texts',
		'echo docker build --cache-to type=a; printf "%s" "docker build --cache-to type=a"; log_info "docker build --cache-to type=a ."; git commit -m "docker build --cache-to type=a"',
	],
	['comments', '# docker build --cache-to type=a .\ndocker build . # --cache-to type=a'],
	[
		'functions and scripts named like the tool they call',
		'docker_buildx --file x --cache-to type=gha .; ./docker-build.sh --cache-from=type=gha --cache-to "$TO"',
		'to buildx 1:35 type=gha',
		'from buildx 1:78 type=gha',
		'to buildx 1:99 $TO (dynamic)',
	],
	[
		'such names without an entry',
		'docker_buildx --cache-to; docker-machine --cache-from x; docker-compose run --cache-to type=x',
	],
	[
		'a variable that is buildctl in both cases',
		'if x; then B="buildctl --addr=a"; else B=buildctl-daemonless.sh; fi\n$B build --export-cache type=gha',
		'to buildctl 2:25 type=gha',
	],
	['a variable for buildctl, by its flags', '$TOOL build --import-cache type=gha', 'from buildctl 1:28 type=gha'],
	[
		'options of buildctl without a command',
		"ARGS='--export-cache type=inline --import-cache=type=gha'",
		'to buildctl 1:22 type=inline',
		'from buildctl 1:49 type=gha',
	],
	[
		'options that stand there where a variable is set',
		'docker build ${CI:+--cache-to "type=gha,scope=$S"} ${FROM:+--cache-from=$FROM} ${X+ --cache-to type=inline} .',
		'to docker 1:32 type=gha,scope=$S',
		'from docker 1:73 $FROM (dynamic)',
		'to docker 1:96 type=inline',
	],
	[
		'options that a command prints in their place',
		'docker build $([ -z "$C" ] || echo "--cache-to type=gha,scope=$C") $(if x; then echo --cache-from "$F"; fi) .',
		'to docker 1:48 type=gha,scope=$C',
		'from docker 1:100 $F (dynamic)',
	],
	[
		'what is printed there instead of options',
		'docker build $(echo cache-to; echo "x --cache-to type=a") -t "$(echo - --cache-to type=a)" .',
	],
	[
		'expansions with all that braces can hold',
		'docker build --cache-to "type=gha,scope=a${X:+,${X}},mode=max" --cache-from type=registry,ref=${I##*/}:${T?no tag given} .',
		'to docker 1:26 type=gha,scope=a${X:+,${X}},mode=max',
		'from docker 1:77 type=registry,ref=${I##*/}:${T?no tag given}',
	],
	[
		'options for a makefile',
		'make -C x build ARGS="--cache-to type=gha --cache-from=a/b" V=1 TO=type=gha; $MAKE "X=--cache-to $TO"; ninja X="--cache-to type=a"',
		'to buildx 1:34 type=gha',
		'from buildx 1:56 a/b',
		'to buildx 1:98 $TO (dynamic)',
	],
	['an alias', "alias db='docker buildx build --cache-to type=gha'", 'to buildx 1:42 type=gha'],
	[
		'flags of the same name of other tools',
		'/kaniko/executor --cache=true --cache-to type=gha; earthly --cache-from x/y +a; bazel build --cache-from=x/y //a; sccache --cache-to x/y; gradle build --build-cache --cache-to=x/y',
	],
	[
		'types of other options',
		'docker buildx build -o type=registry,ref=x --output=type=local,dest=y --mount type=cache,target=/x --secret id=a,type=file --attest type=sbom .',
	],
	[
		'texts that are written out',
		"cat <<EOF\ndocker build --cache-to type=a .\nEOF\necho '--cache-to type=a' >> args.txt",
	],
	['what stands there instead of a value', 'docker build ${X:+--no-cache} ${Y:+$Z} ${Y:---cache-to type=gha} .'],
	[
		'options of buildctl beside commands of docker',
		'docker push x\nARGS=("--export-cache=type=inline")\ndocker build .',
		'to buildctl 2:23 type=inline',
	],
	['other programs', './build.sh --cache-to type=a; my-build --cache-from=type=a'],
	[
		'option parsing',
		'while :; do case $1 in --cache-to) TO=$2; shift 2;; --cache-from=*) FROM=${1#*=};; esac; [ "$1" = --cache-to ] || break; done',
	],
	['a usage text', 'USAGE="usage: x [--cache-to type=a]"\nHELP="--cache-to VALUE"'],

	['no value', 'docker build . --cache-to', 'to docker 1:26 "" (no-value)'],
	['no value yet', 'docker build --cache-to --push .', 'to docker 1:25 "" (no-value)'],
	['an empty value', 'docker build --cache-to "" --cache-from= .', 'to docker 1:26 ""', 'from docker 1:41 ""'],
	['a swallowed flag', 'docker build --build-arg --cache-to type=gha .', 'to docker 1:37 type=gha (swallowed)'],
	[
		'a swallowed flag behind a short option',
		'docker build -t --cache-from=type=gha .',
		'from docker 1:30 type=gha (swallowed)',
	],
	[
		'a value that is cut',
		'docker build --cache-to type=s3,region=r,\\\n  bucket=b .',
		'to docker 1:25 type=s3,region=r, (split-word)',
	],
	[
		'a value cut before the comma',
		'docker build --cache-to type=s3,region=r \\\n  ,bucket=b .',
		'to docker 1:25 type=s3,region=r (split-word)',
	],
	['a value that is joined', 'docker build --cache-to type=s3,\\\nregion=r .', 'to docker 1:25 type=s3,region=r'],
	['options behind --', 'docker build -- --cache-to type=gha'],
	[
		'an open quote',
		'docker build --cache-to "type=\necho "a b" c\ndocker build --cache-from "type=gha" .\n',
		'to docker 1:26 type=',
		'from docker 3:28 type=gha',
	],

	[
		'an array',
		'ARGS=(--cache-to "type=gha")\nARGS+=("--cache-from=type=gha")\npodman build "${ARGS[@]}"',
		'to podman 1:19 type=gha',
		'from podman 2:22 type=gha',
	],
	['an array that nobody uses here', 'ARGS+=(--cache-to type=gha)', 'to buildx 1:19 type=gha'],
	[
		'an unused array where only buildctl builds',
		'A=(--export-cache type=gha)\nbuildctl build .',
		'to buildctl 1:19 type=gha',
	],
	['overrides in an array', 'A=(--set "*.cache-to=type=gha")\ndocker buildx bake "${A[@]}"', 'to bake 1:22 type=gha'],
	[
		'an array that holds itself',
		'A=(--cache-to type=gha)\nA=("${A[@]}" --push)\ndocker build "${A[@]}" .',
		'to docker 1:15 type=gha',
	],
	[
		'arrays that hold each other',
		'A=("${B[@]}" --cache-to a/b)\nB=("${A[@]}" --cache-from c/d)\ndocker build "${A[@]}" .',
		'to docker 1:25 a/b',
		'from docker 2:27 c/d',
	],
	[
		'a flag and its value apart',
		'A=(--cache-from)\nA+=("type=gha")\ndocker build "${A[@]}" .',
		'from docker 2:6 type=gha',
	],
	[
		'elements that hold an option and its value',
		'A+=("--cache-to type=gha,scope=$S")\nA+=(\'--cache-from a/b\' "-t c")\ndocker build ${A[@]} .',
		'to docker 1:17 type=gha,scope=$S',
		'from docker 2:19 a/b',
	],
	[
		'an element whose value holds a blank',
		'A=("--cache-to=type=local,dest=/tmp/a b")\ndocker build "${A[@]}" .',
		'to docker 1:16 type=local,dest=/tmp/a b',
	],
	[
		'a string that grows by options glued to it',
		'F="${F}--cache-from=$x "\nF="$F$G--cache-to=type=gha "\ndocker build $F .',
		'from docker 1:21 $x (dynamic)',
		'to docker 2:19 type=gha',
	],
	['arguments of sh', 'set -- "$@" --cache-to type=gha\ndocker build "$@" .', 'to docker 1:24 type=gha'],
	[
		'a string of options',
		'C="--cache-to type=gha --cache-from=a/b"\nnerdctl build $C .',
		'to nerdctl 1:15 type=gha',
		'from nerdctl 1:37 a/b',
	],
	['a string that grows', 'C="$C --cache-to type=gha"', 'to buildx 1:18 type=gha'],
	['a whole command in a string', 'C="docker build --cache-to type=gha ."\neval $C', 'to docker 1:28 type=gha'],

	[
		'a variable',
		'TO="type=gha,mode=max"\ndocker buildx build --cache-to "$TO" .',
		'to buildx 1:5 type=gha,mode=max (variable)',
		'to buildx 2:33 $TO (dynamic)',
	],
	[
		'a variable that is exported',
		"export FROM='a/b'\ndocker build --cache-from=${FROM} .",
		'from docker 1:14 a/b (variable)',
		'from docker 2:27 ${FROM} (dynamic)',
	],
	[
		'a variable with a default',
		'A=a/b\ndocker build --cache-to ${A:-type=gha} .',
		'to docker 1:3 a/b (variable)',
		'to docker 2:25 ${A:-type=gha} (dynamic)',
	],
	[
		'a variable of a variable',
		'A=a/b; B=$A\ndocker build --cache-to $B .',
		'to docker 1:3 a/b (variable)',
		'to docker 2:25 $B (dynamic)',
	],
	[
		'a variable put together in steps',
		'A=type=registry\nA+=,ref=a/b\nB=type=x; B="$B,y"\ndocker build --cache-to $A --cache-from $B .',
		'to docker 4:25 $A (dynamic)',
		'from docker 4:41 $B (dynamic)',
	],
	['a part of a value', 'A=type=gha\ndocker build --cache-to $A,mode=max .', 'to docker 2:25 $A,mode=max'],
	[
		'functions that use a name each for itself',
		[
			'a() {',
			'  local ARGS=(--cache-from a/b) FROM=a/c',
			'  docker build "${ARGS[@]}" --cache-from $FROM .',
			'}',
			'function b {',
			'  ARGS=(--cache-from c/d)',
			'  ARGS+=(--cache-to e/f)',
			'  x=$(podman build "${ARGS[@]}" .)',
			'}',
			'c() { local FROM=g/h; buildah bud --cache-from $FROM; }',
		].join('\n'),
		'from docker 2:28 a/b',
		'from docker 2:38 a/c (variable)',
		'from docker 3:42 $FROM (dynamic)',
		'from podman 6:22 c/d',
		'to podman 7:21 e/f',
		'from buildah 10:18 g/h (variable)',
		'from buildah 10:48 $FROM (dynamic)',
	],
	[
		'what one function sets for another',
		'a() { A=(--cache-from a/b); B=c/d; }\nb() { A+=(-q); podman build "${A[@]}" --cache-to $B .; }\na; b',
		'from podman 1:23 a/b',
		'to podman 1:31 c/d (variable)',
		'to podman 2:50 $B (dynamic)',
	],
	[
		'a local variable that a called function sees',
		'a() { local A=(--cache-from a/b); b; }\nb() { podman build "${A[@]}" .; }',
		'from podman 1:29 a/b',
	],
	[
		'both branches',
		'if x; then A=a/b; else A=c/d; fi\ndocker build --cache-to "$A" .',
		'to docker 1:14 a/b (variable)',
		'to docker 1:26 c/d (variable)',
		'to docker 2:26 $A (dynamic)',
	],
];

test.each(FLAGS)('%s', (_, text, ...rows) => {
	expect(flagRows(host, { path: 'build.sh', text })).toEqual(rows);
});

const FILES: readonly (readonly [file: string, rows: readonly string[]])[] = [
	[
		'array-args.sh',
		[
			'to buildx 4:15 type=gha,mode=max',
			'from buildx 5:16 type=gha',
			'from buildx 10:22 type=registry,ref=${IMAGE}:cache',
		],
	],
	['bake-stdin.sh', ['to bake 2:56 type=gha,mode=max', 'from bake 7:41 type=gha', 'to bake 7:71 type=inline']],
	[
		'buildctl.sh',
		[
			'to buildctl 6:18 type=registry,ref=registry.local/app:cache,mode=max',
			'from buildctl 7:18 type=registry,ref=registry.local/app:cache',
			'to buildctl 8:70 type=local,dest=/c',
			'from buildctl 8:104 type=local,src=/c',
		],
	],
	['builder.sh', ['to buildx 4:67 type=local,dest=.cache', 'from buildx 4:103 type=local,src=.cache']],
	['case-menu.sh', ['from docker 4:31 type=registry,ref=a/b', 'to buildx 6:43 type=registry,ref=a/b:cache']],
	['fish-like.zsh', ['to docker 4:43 type=gha']],
	['functions.sh', ['to buildx 13:61 type=inline']],
	['legacy.sh', ['from docker-legacy 3:27 example.com/app:latest', 'from docker 4:81 example.com/app:latest']],
	[
		'handed-options.sh',
		[
			'from buildx 2:31 type=gha',
			'to buildx 2:51 type=gha,mode=max',
			'from buildx 3:38 type=registry,ref=acme/web:cache',
			'to buildx 6:27 type=local,dest=/tmp/cache',
		],
	],
	[
		'make-images.sh',
		[
			'to buildx 5:58 type=gha,scope=$arch',
			'from buildx 5:92 type=gha,scope=$arch',
			'from docker 8:33 type=registry,ref=x/y',
			'from docker 9:33 type=gha',
			'to docker 10:32 type=inline',
		],
	],
	[
		'nested.sh',
		['from docker 8:33 type=local,src=$HOME/.cache/$(basename \\"$PWD\\")', 'to docker 11:34 type=local,dest=c'],
	],
	['no-cache-flags.sh', []],
	[
		'podman.sh',
		[
			'to podman 2:34 quay.io/acme/cache',
			'from podman 2:66 quay.io/acme/cache',
			'from buildah 3:26 quay.io/acme/cache',
			'to nerdctl 4:26 type=registry,ref=a/b',
		],
	],
	[
		'quoting.sh',
		[
			'to docker 2:25 type=registry,ref=$IMG:cache,mode=max',
			"to docker 3:27 type=gha,scope=a'b",
			'to docker 4:26 type=local,dest=/tmp/\\"my\\" cache',
			'to docker 5:25 type=local,dest=/tmp/a b',
			'to docker 6:26 type=registry,ref=a/b',
			'to docker 8:26 type=registry,ref=${REG:-\\"ghcr.io/a b\\"}/x:$(git rev-parse --abbrev-ref \\"HEAD\\")',
			'to docker 9:26 type=gha,scope=`uname -m`',
			'from docker 10:36 type=gha',
		],
	],
	[
		'release.sh',
		[
			'from buildx 17:17 type=registry,ref=$REGISTRY/$service:buildcache',
			'to buildx 18:15 type=registry,ref=$REGISTRY/$service:buildcache,mode=max',
		],
	],
	[
		'remote.sh',
		[
			'to buildx 3:60 type=local,dest=/var/cache/app',
			'from docker 4:36 type=gha,scope=$SCOPE',
			'to docker 5:32 type=gha',
			'to docker 6:67 type=inline',
		],
	],
	[
		'string-args.sh',
		[
			'to buildx 3:24 type=local,dest=/tmp/cache,mode=max',
			'from buildx 3:73 type=local,src=/tmp/cache',
			'to buildx 4:11 type=registry,ref=example.com/app:cache (variable)',
			'from buildx 5:19 type=registry,ref=example.com/app:cache (variable)',
			'to buildx 7:33 $CACHE_TO (dynamic)',
			'from buildx 7:58 ${CACHE_FROM} (dynamic)',
		],
	],
];

describe('fixtures', () => {
	test.each(FILES)('%s', (file, rows) => {
		expect(flagRows(host, readFixture(`shell/${file}`))).toEqual(rows);
	});

	test('are all in the table', () => {
		const files = readdirSync(new URL('../fixtures/shell', import.meta.url));
		expect(FILES.map(([file]) => file).sort()).toEqual(files.sort());
	});
});

/** A script with one flag, and facts of its build as text. */
const FACTS: readonly (readonly [name: string, script: string, facts: Readonly<Record<string, unknown>>])[] = [
	[
		'images, file, target, context',
		'docker build -t a:1 --tag=b:2 -f x/Dockerfile --target dev --cache-to a/b ./ctx',
		{ images: 'a:1 b:2', file: 'x/Dockerfile', target: 'dev', context: './ctx', isComplete: true },
	],
	['no push, no load', 'docker buildx build --cache-to a/b .', { pushes: 'no', loads: 'no', noCache: 'no' }],
	[
		'push and load',
		'docker buildx build --push --load --no-cache --cache-to a/b .',
		{ pushes: 'yes', loads: 'yes', noCache: 'yes' },
	],
	['push=false', 'docker buildx build --push=false --cache-to a/b .', { pushes: 'no' }],
	[
		'a push by output',
		'docker buildx build -o type=image,name=a:1,push=true --cache-to a/b .',
		{ pushes: 'yes', images: 'a:1', outputs: 'type=image,name=a:1,push=true' },
	],
	['a push by another command', 'docker build --cache-to a/b .\ndocker push a', { pushes: 'unknown' }],
	[
		'hidden arguments',
		'docker build --cache-to a/b "$@"',
		{ isComplete: false, pushes: 'unknown', noCache: 'unknown' },
	],
	['hidden arguments in an unquoted variable', 'docker build $OPTIONS --cache-to a/b .', { isComplete: false }],
	[
		'a variable for the directory hides nothing',
		'docker build --cache-to a/b "$DIR"',
		{ isComplete: true, context: '$DIR' },
	],
	[
		'arguments of an array',
		'A=(--push -t x:1)\ndocker build --cache-to a/b "${A[@]}" .',
		{ isComplete: false, pushes: 'yes', images: 'x:1' },
	],
	[
		'platforms and build arguments',
		'docker build --platform linux/amd64,linux/arm64 --build-arg BUILDKIT_INLINE_CACHE=1 --cache-to a/b .',
		{ platforms: 'linux/amd64 linux/arm64', args: 'BUILDKIT_INLINE_CACHE=1' },
	],
	[
		'buildctl',
		'buildctl build --local context=. --opt target=dev --opt build-arg:A=1 --opt platform=linux/arm64 --output type=image,name=a:1,push=true --export-cache a/b',
		{ context: '.', target: 'dev', args: 'A=1', platforms: 'linux/arm64', images: 'a:1', pushes: 'yes' },
	],
	[
		'a builder that is created',
		'docker buildx create --use --driver-opt image=moby/buildkit:v0.19.0,network=host\ndocker buildx build --cache-to a/b .',
		{
			driver: 'docker-container',
			isSetUp: 'yes',
			builderOptions: 'image=moby/buildkit:v0.19.0 network=host',
			pins: 'buildkit v0.19.0 docker buildx create',
		},
	],
	[
		'a builder that is created later',
		'docker buildx build --cache-to a/b .\ndocker buildx create --use',
		{ driver: undefined, isSetUp: 'unknown' },
	],
	[
		'a builder that is named',
		'docker buildx create --name k --driver kubernetes\ndocker buildx build --builder k --cache-to a/b .',
		{ driver: 'kubernetes', isSetUp: 'yes' },
	],
	[
		'a builder that is chosen',
		'docker buildx create --name k --driver remote tcp://x\ndocker buildx use k\ndocker buildx build --cache-to a/b .',
		{ driver: 'remote', isSetUp: 'yes' },
	],
	[
		'a builder by variable',
		'docker buildx create --name k\nBUILDX_BUILDER=k docker build --cache-to a/b .',
		{ driver: 'docker-container', isSetUp: 'yes' },
	],
	[
		'docker build does not run on the builder in use',
		'docker buildx create --use\ndocker build --cache-to a/b .',
		{ driver: undefined, isSetUp: 'unknown' },
	],
	[
		'but it does once buildx is installed',
		'docker buildx install\ndocker buildx create --use\ndocker build --cache-to a/b .',
		{ driver: 'docker-container' },
	],
	[
		'the image of buildkit',
		'docker run moby/buildkit:v0.12.0 buildctl build --export-cache a/b',
		{ pins: 'buildkit v0.12.0 moby/buildkit image' },
	],
	['the target of an override', 'docker buildx bake --set "*.cache-to=a/b" --push', { name: '*', pushes: 'yes' }],
];

test.each(FACTS)('knows of the build: %s', (_, text, facts) => {
	const { build } = host.find({ path: 'build.sh', text }).flags[0]!;
	const shown = showFacts(build);
	expect(Object.fromEntries(Object.keys(facts).map((key) => [key, shown[key]]))).toEqual(facts);
});

function showFacts(build: Build): Readonly<Record<string, unknown>> {
	const show = (texts: readonly { readonly written: string }[]) => texts.map(({ written }) => written).join(' ');
	const { builder, pins } = build;
	return {
		...build,
		images: show(build.images),
		outputs: show(build.outputs),
		platforms: show(build.platforms),
		args: show(build.args),
		file: build.file?.written,
		target: build.target?.written,
		context: build.context?.written,
		driver: builder.driver,
		isSetUp: builder.isSetUp,
		builderOptions: show(builder.options),
		pins: pins.map(({ of, text, by }) => `${of} ${text.written} ${by}`).join(' '),
	};
}

/** A script, the text that is typed between two entries of its first flag, and the script without that flag. */
const LAYOUTS: readonly (readonly [script: string, separator: string | undefined, without: string | undefined])[] = [
	['docker build --cache-to a/b .', ' --cache-to ', 'docker build .'],
	['docker build --cache-to=a/b .', ' --cache-to=', 'docker build .'],
	['docker build --cache-to "a/b" .', '" --cache-to "', 'docker build .'],
	["docker build --cache-to='a/b' .", "' --cache-to='", 'docker build .'],
	['docker build "--cache-to=a/b" .', '" "--cache-to=', 'docker build .'],
	['docker build \\\n  --cache-to a/b \\\n  .', ' --cache-to ', 'docker build \\\n  .'],
	['docker build --cache-to a/"$B" .', undefined, 'docker build .'],
	['A=(\n  -q # x\n  --cache-to a/b\n)', ' --cache-to ', undefined],
	['docker buildx bake --set x.cache-to=a/b x', ' --set x.cache-to=', 'docker buildx bake x'],
];

test.each(LAYOUTS)('tells how to separate and remove in %j', (text, separator, without) => {
	const { layout } = host.find({ path: 'build.sh', text }).flags[0]!;
	expect(layout.separator).toBe(separator);
	const { removal } = layout;
	expect(removal && text.slice(0, removal.start) + text.slice(removal.end)).toBe(without);
});

test('a comment can stand above the whole command, and the home is written where it is expanded', () => {
	const text = "x\n  docker build \\\n    --cache-to a/b \\\n    --cache-from 'c/d' .";
	const [to, from] = host.find({ path: 'build.sh', text }).flags;
	expect([to, from].map((flag) => flag!.layout.commentPlace)).toEqual([
		{ offset: 2, indent: '  ' },
		{ offset: 2, indent: '  ' },
	]);
	expect([to!.layout.home, from!.layout.home]).toEqual(['$HOME', undefined]);
});

test('flags of one command share their build', () => {
	const { flags } = host.find({
		path: 'a.sh',
		text: 'docker build --cache-to a --cache-from b . && docker build --cache-to c .',
	});
	expect(flags.map(({ build }) => flags.findIndex((flag) => flag.build === build))).toEqual([0, 0, 2]);
});

test.each([
	['build.sh', '', undefined, 'name'],
	['.envrc', '', undefined, 'name'],
	['x/build.fish', '#!/bin/sh', undefined, undefined],
	['build', '#!/usr/bin/env bash\n', undefined, 'content'],
	['build', '#!/bin/sh -e\n', undefined, 'content'],
	['build', '#!/usr/bin/env python\n# sh', undefined, undefined],
	['build', '', 'shellscript', 'name'],
	['build.txt', 'docker build --cache-to a', undefined, undefined],
])('%s with %j as %s is its own by %s', (path, text, languageId, claim) => {
	expect(host.claim({ path, text, ...(languageId === undefined ? {} : { languageId }) })).toBe(claim);
});

describe('any value in any quotes', () => {
	const value = fc
		.array(
			fc.constantFrom('type=', 'gha', ',', 'scope=', 'a b', '"', "'", '\\', '/', '~', 'é😀', '#', ';', '(', '*', '='),
			{ minLength: 1, maxLength: 8 },
		)
		.map((parts) => `type=x${parts.join('')}`);
	const quote = fc.constantFrom('"' as const, "'" as const, "$'" as const, undefined);
	const form = fc.constantFrom(
		(word: string) => `docker build --cache-to ${word} .`,
		(word: string) => `docker buildx build -t x \\\n\t--cache-to=${word} . | tee log`,
		(word: string) => `if x; then sudo docker build --cache-to ${word} .; fi`,
		(word: string) => `ARGS=(\n--cache-to ${word}\n)`,
		(word: string) => `X=$(docker build --cache-to ${word} -q .)`,
		(word: string) => `bash -c '${spellShell(`docker build --cache-to ${word} .`, "'")}'`,
	);

	test('is found as the same value', () => {
		fc.assert(
			fc.property(value, quote, form, (text, quoted, write) => {
				const word = `${quoted ?? ''}${spellShell(text, quoted)}${quoted?.at(-1) ?? ''}`;
				const { flags } = host.find({ path: 'a.sh', text: write(word) });
				expect(flags.map((flag) => flag.value.form === 'text' && flag.value.text.written)).toEqual([text]);
			}),
			{ seed: 1, numRuns: 1000 },
		);
	});
});

test('any text is read without failing', () => {
	const pieces =
		'docker|buildx|build|bake|--set|a.cache-to=|--cache-to|--cache-from=|type=gha|A=|A+=(|)|"${A[@]}"|$A|eval|bash -c|ssh|"|\'|\\|\n| | |;|<<E|E\n|$(|`|sudo|--|-t|export |DOCKER_BUILDKIT=0|podman'.split(
			'|',
		);
	fc.assert(
		fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (parts) => {
			const text = parts.join('');
			for (const { span, value, name } of host.find({ path: 'a.sh', text }).flags) {
				for (const place of [span, name.span, value.form === 'text' ? value.text.span : value.span]) {
					if (!(0 <= place.start && place.start <= place.end && place.end <= text.length))
						throw new Error('out of bounds');
				}
			}
		}),
		{ seed: 1, numRuns: 2000 },
	);
});

test.each([
	['builds', 'docker build --cache-to $A -t x .\nA=$B\nB=$A\n'],
	[
		'arrays that hold each other',
		'A=("${B[@]}" --cache-to x/y "${B[@]}")\nB=("${A[@]}" "${A[@]}")\ndocker build "${A[@]}"\n',
	],
	['scripts in strings', 'bash -c "docker build --cache-to a/b ."\n'],
])('a thousand times %s are read', (_, text) => {
	host.find({ path: 'a.sh', text: text.repeat(1000) });
});
