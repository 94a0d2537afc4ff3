import type { CacheFlag } from '../../cache/flag.ts';
import { asScalar, asSequence, getPair, pairsOf } from '../../text/yaml/navigate.ts';
import type { YamlMap, YamlNode, YamlPair, YamlScalar, YamlSequence } from '../../text/yaml/yamlNode.ts';
import type { CommandContext } from '../commands/findCommandFlags.ts';
import {
	type Argv,
	findArgvFlags,
	findOptionFlags,
	impliedWord,
	joinArgv,
	noArgv,
	readArgv,
	splitArgv,
} from './argv.ts';
import { isBuildCommand, isProseKey, isShellKey } from './keys.ts';

/** What the lists of words in a map give. */
export interface CommandLists {
	readonly flags: readonly CacheFlag[];
	/** Flags of options whose command is not there. */
	readonly loose: readonly CacheFlag[];
	/** The values that were read as words, so that nobody takes them for scripts. */
	readonly used: ReadonlySet<YamlNode>;
}

const PROGRAMS =
	/^(?:\S*\/)?(?:docker|docker-buildx|buildx|buildctl|buildctl-daemonless\.sh|podman|buildah|nerdctl|depot)$/;
/** Keys with a program, and those with its arguments. */
const ENTRY = /^(?:entrypoint|command|cmd|path|executable)$/i;
const ARGUMENTS = /^(?:args|argv|arguments)$/i;
/** Images of tools that build in ways of their own, with flags of their own. */
const OTHER_BUILDER = /kaniko|earthly|bazel|gradle|makisu|\bpack\b|source-to-image|\bko\b/i;

/** Images whose docker has long been one that does not build with BuildKit by itself: nobody can tell from the file. */
const OLD_DOCKER = /cloud-builders\/docker\b/;

/** The same flags for builds of which it is not known what builds them. */
function withUnknownBuilder(flags: readonly CacheFlag[]): readonly CacheFlag[] {
	const builds = new Map(
		flags.map(({ build }) => [build, { ...build, isComplete: build.isComplete && build.tool !== 'docker' }]),
	);
	return flags.map((flag) => ({ ...flag, build: builds.get(flag.build)! }));
}

/** The cache flags in commands of a map that are written as lists of words, in one key or in several. */
export function readCommandList(map: YamlMap, context: CommandContext): CommandLists {
	const used = new Set<YamlNode>();
	const flags: CacheFlag[] = [];
	const loose: CacheFlag[] = [];
	const whole = readParts(map, used);
	if (whole.argv.words.length > 0) {
		const found = findArgvFlags(whole.argv, context);
		flags.push(...found);
		if (found.length === 0 && !whole.hasEntry) readArguments(map, whole.argv, { context, flags, loose });
	}
	for (const pair of map.pairs) {
		const list = pair.value?.kind === 'sequence' ? pair.value : undefined;
		if (list === undefined || used.has(list) || isProseKey(pair.key.value.text)) continue;
		const scalars = scalarsIn(list);
		const argv = scalars === undefined ? noArgv : readArgv(list, scalars);
		const first = scalars?.[0]?.value.text ?? '';
		if (scalars !== undefined && scalars.length > 2 && PROGRAMS.test(first)) {
			used.add(list);
			flags.push(...findArgvFlags(argv, context));
		} else if (!isShellKey(pair.key.value.text) && scalars?.some(({ value }) => /^-/.test(value.text))) {
			used.add(list);
			loose.push(...findOptionFlags(argv, programFor(map, pair), context));
		}
	}
	return { flags, loose, used };
}

/** The command that `entrypoint`, `command` and `args` make together; a list of whole commands is none. */
function readParts(map: YamlMap, used: Set<YamlNode>): { readonly argv: Argv; readonly hasEntry: boolean } {
	const args = map.pairs.filter(({ key }) => ARGUMENTS.test(key.value.text));
	// What a merge brings is read where it is written, but a program may come from there.
	const entries = (args.length > 0 ? pairsOf(map) : map.pairs).filter(({ key }) => ENTRY.test(key.value.text));
	const hasArguments = args.some(({ value }) => value !== undefined);
	const parts: Argv[] = [];
	// `entrypoint` comes before `command`, wherever they stand.
	const ordered = [...entries.filter(isEntrypoint), ...entries.filter((pair) => !isEntrypoint(pair)), ...args];
	for (const { value } of ordered) {
		const list = asSequence(value);
		const scalars = list && scalarsIn(list);
		if (list !== undefined && scalars !== undefined && !isListOfCommands(scalars)) {
			parts.push(readArgv(list, scalars));
			if (value !== undefined) used.add(value);
			continue;
		}
		const scalar = asScalar(value);
		// Alone, one string is a script.
		if (scalar === undefined || !hasArguments) continue;
		parts.push(splitArgv(scalar));
		if (args.some((pair) => pair.value === value)) used.add(scalar);
	}
	return { argv: joinArgv(...parts), hasEntry: entries.length > 0 };
}

function isEntrypoint({ key }: YamlPair): boolean {
	return key.value.text.toLowerCase() === 'entrypoint';
}

/** The strings of a list of nothing else. */
function scalarsIn(list: YamlSequence): readonly YamlScalar[] | undefined {
	const scalars = list.items.flatMap((item) => (item.kind === 'scalar' ? [item] : []));
	return scalars.length === list.items.length && scalars.length > 0 ? scalars : undefined;
}

/** Whether the strings are commands of their own, as `command:` of Buildkite has them: `[make, docker build .]`. */
function isListOfCommands(scalars: readonly YamlScalar[]): boolean {
	return scalars.some(
		(scalar, index) => isBuildCommand(scalar) && !/^-\w*c$/.test(scalars[index - 1]?.value.text ?? ''),
	);
}

/** Reads arguments whose program only an image says, or nobody. */
function readArguments(
	map: YamlMap,
	argv: Argv,
	{
		context,
		flags,
		loose,
	}: { readonly context: CommandContext; readonly flags: CacheFlag[]; readonly loose: CacheFlag[] },
): void {
	const image = asScalar((getPair(map, 'image') ?? getPair(map, 'name') ?? getPair(map, 'uses'))?.value)?.value;
	if (OTHER_BUILDER.test(image?.written ?? '')) return;
	const [first] = argv.words;
	const program = programOf(image?.written ?? '', first!.value.text);
	if (program !== undefined) {
		const word = impliedWord(program, first!.span.start);
		const found = findArgvFlags({ ...argv, words: [word, ...argv.words] }, context);
		flags.push(...(OLD_DOCKER.test(image?.written ?? '') ? withUnknownBuilder(found) : found));
	} else if (/^-/.test(first!.value.text)) loose.push(...findOptionFlags(argv, [], context));
}

/** The program an image runs: the last part of its name, `docker` of `gcr.io/cloud-builders/docker:24`. */
function programOf(image: string, verb: string): string | undefined {
	const name = /([^/:@]+)(?:[:@][^/]*)?$/.exec(image)?.[1] ?? '';
	if (PROGRAMS.test(name)) return name === 'buildx' && verb === 'buildx' ? 'docker' : name;
	return /^(?:build|buildx|bake)$/.test(verb) ? 'docker' : undefined;
}

/** The command that options under a key are for, where the key is known. */
function programFor(map: YamlMap, { key }: YamlPair): readonly string[] {
	const use = asScalar(getPair(map, 'use')?.value)?.value.text ?? 'docker';
	switch (key.value.text) {
		// https://goreleaser.com/customization/docker/
		case 'build_flag_templates':
			return use === 'buildx'
				? ['docker', 'buildx', 'build']
				: use === 'podman'
					? ['podman', 'build']
					: ['docker', 'build'];
		// https://skaffold.dev/docs/references/yaml/
		case 'cliFlags':
			return ['docker', 'build'];
		default:
			return [];
	}
}
