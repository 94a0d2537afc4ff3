import type { Tool } from '../../cache/build.ts';
import type { MappedText } from '../../text/mappedText.ts';
import type { ShellWord } from '../../text/shell/readShell.ts';

/** What a command asks of a build tool. */
export interface Call {
	readonly tool: Tool;
	/** `compose` is `docker compose build` and `up`; `create` and `use` are those of `docker buildx`, which set up a builder; `push` is `docker push`. */
	readonly action: 'build' | 'bake' | 'compose' | 'create' | 'use' | 'install' | 'push';
	/** The last word of the action, `build`. */
	readonly verb: ShellWord | undefined;
	/** The words behind the action, where its options stand. */
	readonly args: readonly ShellWord[];
	/** `--builder` before the action: `docker buildx --builder ci build`. */
	readonly builder: MappedText | undefined;
	/** Files named before the action: `docker compose -f ci.yml build`. */
	readonly files: readonly MappedText[];
	/** The words before the program: `sudo`, `env A=b`, `docker run moby/buildkit:v0.19`. */
	readonly before: readonly ShellWord[];
}

/** Programs that only print or search what they are given. */
const PRINTERS = new Set(
	'echo printf print cat grep egrep fgrep rg ag sed awk git gh man which type test [ [[ let export unset return read'.split(
		' ',
	),
);
/** Functions that scripts define to print. */
const PRINTING_FUNCTION =
	/^_*(?:log|info|warn|warning|err|error|die|fail|fatal|debug|notice|say|msg|message|note|usage|help|banner|header|title|step|abort|success|puts|out)(?:[._:-]?\w+)?$/i;
/** Programs with subcommands called `build` that are no image builders, though a variable may stand among their words. */
const OTHER_BUILDERS = new Set(
	'make npm pnpm yarn bun npx cargo go gradle gradlew mvn nx bazel just task deno dotnet'.split(' '),
);

/** Names of scripts and functions that hand what they are given to the build tool: `docker_buildx`, `./docker-build.sh`. */
const WRAPPER = /(?:^|[/_.-])(?:docker[_.-]?build\w*|buildx|buildkit|build[_.-]docker)(?:[_.-][^/]*)?$/i;

/** Options with a value that stand between the program and its action. */
const GLOBALS = new Set(
	'context c config host H log-level l tlscacert tlscert tlskey tlsservername builder addr timeout namespace n address a root storage-driver url connection f file p project-name project-directory profile env-file'.split(
		' ',
	),
);

/** What the variable in `$DOCKER build` may stand for, by its name. */
const PROGRAM_NAMES: readonly (readonly [RegExp, string])[] = [
	[/podman/i, 'podman'],
	[/buildah/i, 'buildah'],
	[/nerdctl/i, 'nerdctl'],
	[/buildctl/i, 'buildctl'],
	[/depot/i, 'depot'],
	[/buildx/i, 'buildx'],
];

/** Whether a command only prints its words, so that flags among them do nothing. */
export function isPrinter(words: readonly ShellWord[]): boolean {
	const head = words[0]?.value.text ?? '';
	return PRINTERS.has(head) || PRINTING_FUNCTION.test(head);
}

/**
 * The call of a build tool among the words of a command, wherever it stands: `sudo -E docker build .`, `retry 3 docker
 * buildx build .`, `docker run moby/buildkit buildctl build`. `undefined` when there is none.
 */
export function findCall(words: readonly ShellWord[]): Call | undefined {
	// `eval` is read as the text it makes of its words.
	if (isPrinter(words) || words[0]?.value.text === 'eval') return undefined;
	const isOther = OTHER_BUILDERS.has(words[0]?.value.text ?? '');
	for (const [index, word] of words.entries()) {
		const program = programOf(word, isOther);
		if (program === undefined) continue;
		const call = readCall(program, words.slice(index + 1));
		if (call === undefined) continue;
		const isGuess = call.tool === 'docker' && word.value.isOneExpansion;
		return {
			...call,
			tool: isGuess && hasBuildctlFlag(call.args) ? 'buildctl' : call.tool,
			before: words.slice(0, index),
		};
	}
	return undefined;
}

/** Whether flags that only buildctl has stand among words: `--export-cache`, `--import-cache=type=gha`. */
export function hasBuildctlFlag(words: readonly ShellWord[]): boolean {
	return words.some(({ value }) => /^--?(?:export|import)-cache(?:=|$)/.test(value.text));
}

/**
 * The build of a command that is no program we know, but named like a script or function that calls one:
 * `docker_buildx --cache-to type=gha`. Only `type=` behind the flag says that it is one of BuildKit.
 */
export function findWrappedCall(words: readonly ShellWord[]): Call | undefined {
	const [head, ...args] = words;
	if (head === undefined || isPrinter(words) || !WRAPPER.test(head.value.text)) return undefined;
	// `docker run image build --cache-to …` is up to the image.
	if (programOf(head, false) !== undefined) return undefined;
	const hasEntry = args.some(({ value }, index) => {
		const flag = /^--(?:cache-(?:to|from)|(?:export|import)-cache)(=?)/.exec(value.text);
		if (flag === null) return false;
		if (flag[1] === '=') return value.text.startsWith('type=', flag[0].length);
		return flag[0].length === value.length && (args[index + 1]?.value.text.startsWith('type=') ?? false);
	});
	if (!hasEntry) return undefined;
	const tool = hasBuildctlFlag(args) ? 'buildctl' : 'buildx';
	return { tool, action: 'build', verb: head, args, builder: undefined, files: [], before: [] };
}

/** The build tool a word names, by a path too: `docker` for `/usr/bin/docker`; by its name where it is a variable. */
function programOf(word: ShellWord, isOther: boolean): string | undefined {
	const { value } = word;
	if (value.isOneExpansion) {
		if (isOther) return undefined;
		const { text } = value.expansions[0]!;
		return PROGRAM_NAMES.find(([pattern]) => pattern.test(text))?.[1] ?? 'docker';
	}
	if (value.length > 200) return undefined;
	const name = /[^/\\]*$/.exec(value.text)![0].replace(/\.exe$/i, '');
	return Object.hasOwn(ACTIONS, name) ? name : undefined;
}

type Finding = Pick<Call, 'tool' | 'action'>;

const BUILDX: Readonly<Record<string, Finding>> = {
	build: { tool: 'buildx', action: 'build' },
	b: { tool: 'buildx', action: 'build' },
	bake: { tool: 'bake', action: 'bake' },
	f: { tool: 'bake', action: 'bake' },
	create: { tool: 'buildx', action: 'create' },
	use: { tool: 'buildx', action: 'use' },
	install: { tool: 'buildx', action: 'install' },
};

function builds(tool: Tool, ...paths: readonly string[]): Readonly<Record<string, Finding>> {
	return Object.fromEntries(paths.map((path) => [path, { tool, action: 'build' }]));
}

const COMPOSE: Readonly<Record<string, Finding>> = {
	build: { tool: 'compose', action: 'compose' },
	up: { tool: 'compose', action: 'compose' },
};

/** The actions of each program by the words that ask for them. */
const ACTIONS: Readonly<Record<string, Readonly<Record<string, Finding>>>> = {
	docker: {
		...builds('docker', 'build', 'image build', 'builder build'),
		...Object.fromEntries(Object.entries(BUILDX).map(([name, finding]) => [`buildx ${name}`, finding])),
		push: { tool: 'docker', action: 'push' },
		'image push': { tool: 'docker', action: 'push' },
		bake: { tool: 'bake', action: 'bake' },
		...Object.fromEntries(Object.entries(COMPOSE).map(([name, finding]) => [`compose ${name}`, finding])),
	},
	'docker-compose': COMPOSE,
	'docker-buildx': BUILDX,
	buildx: BUILDX,
	buildctl: builds('buildctl', 'build', 'b'),
	'buildctl-daemonless.sh': builds('buildctl', 'build', 'b'),
	nerdctl: { ...builds('nerdctl', 'build', 'image build', 'builder build'), push: { tool: 'nerdctl', action: 'push' } },
	podman: {
		...builds('podman', 'build', 'image build', 'buildx build', 'farm build'),
		push: { tool: 'podman', action: 'push' },
	},
	buildah: {
		...builds('buildah', 'build', 'bud', 'build-using-dockerfile'),
		push: { tool: 'buildah', action: 'push' },
	},
	depot: { ...builds('depot', 'build'), bake: { tool: 'depot', action: 'bake' } },
	devcontainer: builds('devcontainer', 'build', 'up'),
};

/** Reads the action behind a program, past options of the program itself. */
function readCall(program: string, rest: readonly ShellWord[]): Omit<Call, 'before'> | undefined {
	const actions = ACTIONS[program]!;
	let path = '';
	let builder: MappedText | undefined;
	const files: MappedText[] = [];
	for (let index = 0; index < rest.length; index++) {
		const { value } = rest[index]!;
		const option = /^--?([A-Za-z][\w-]*)(=?)/.exec(value.text);
		if (option !== null) {
			const [whole, name = '', equals] = option;
			const given = equals ? value.slice(whole.length) : rest[index + 1]?.value;
			if (name === 'builder') builder = given;
			if ((name === 'f' || name === 'file') && given !== undefined) files.push(given);
			if (GLOBALS.has(name) && !equals) index++;
			continue;
		}
		path = path === '' ? value.text : `${path} ${value.text}`;
		const finding = Object.hasOwn(actions, path) ? actions[path] : undefined;
		if (finding !== undefined) return { ...finding, verb: rest[index], args: rest.slice(index + 1), builder, files };
		if (!Object.keys(actions).some((known) => known.startsWith(`${path} `))) return undefined;
	}
	return undefined;
}
