import type { MappedText } from '../../text/mappedText.ts';
import type { ShellWord } from '../../text/shell/readShell.ts';
import type { Call } from './programs.ts';

/** One option of a command with its value. */
export interface CommandOption {
	/** Without dashes, the long name where a short one was typed: `tag` for `-t`. */
	readonly name: string;
	/** As typed, dashes included: `--cache-to`. */
	readonly typed: MappedText;
	/** `undefined` where there is none: at the end of the command, or for an option that takes none. */
	readonly value: MappedText | undefined;
	/** The word the name stands in, and the one that ends the option. */
	readonly word: ShellWord;
	readonly last: ShellWord;
	/** The word before it and the one behind it. */
	readonly previous: ShellWord | undefined;
	readonly next: ShellWord | undefined;
	/** The option that takes this one for its value. */
	readonly swallowedBy: MappedText | undefined;
}

/** What the arguments of a command say. */
export interface Arguments {
	readonly options: readonly CommandOption[];
	readonly positionals: readonly MappedText[];
	/** Whether more may hide in an expansion. */
	readonly isComplete: boolean;
}

/** Gives the words that a word which is one expansion stands for: the elements of `"${ARGS[@]}"`. */
export type Spread = (word: ShellWord) => readonly ShellWord[] | undefined;

/** Any spelling of a cache flag: `cache-to`, `cache_from`, `export-cache`. */
const CACHE_NAME = /^(?:cache[-_]?(?:to|from)s?|(?:export|import)[-_]?caches?)$/i;

const BUILD_OPTIONS = new Set(
	(
		'add-host allow annotation attest build-arg build-context builder cache-from cache-to call cgroup-parent cpu-period ' +
		'cpu-quota cpu-shares cpuset-cpus cpuset-mems file iidfile invoke isolation label memory memory-swap metadata-file ' +
		'network no-cache-filter output platform policy print progress provenance root sbom secret security-opt server-config ' +
		'shm-size ssh tag target ulimit ' +
		// podman and buildah
		'authfile creds cert-dir volume ignorefile jobs logfile os arch variant device dns env from runtime userns timestamp ' +
		// depot, nerdctl, devcontainer
		'project token build-platform save-tag buildkit-host workspace-folder image-name config'
	).split(' '),
);
const BAKE_OPTIONS = new Set(
	'file set builder metadata-file progress provenance sbom call allow list var project token'.split(' '),
);
const BUILDCTL_OPTIONS = new Set(
	'output progress trace local oci-layout frontend opt export-cache import-cache secret allow ssh metadata-file source-policy-file ref-file registry-auth-tlscontext exporter exporter-opt export-cache-opt'.split(
		' ',
	),
);
const CREATE_OPTIONS = new Set(
	'name driver driver-opt buildkitd-flags config buildkitd-config node platform append'.split(' '),
);

const SHORT: Readonly<Record<string, string>> = {
	t: 'tag',
	f: 'file',
	o: 'output',
	m: 'memory',
	c: 'cpu-shares',
	v: 'volume',
};

/** Reads the arguments of a call as its program does. `spread` looks into variables. */
export function readArguments(
	{ tool, action, verb, args }: Pick<Call, 'tool' | 'action' | 'verb' | 'args'>,
	spread: Spread,
): Arguments {
	const valued = optionsOf(tool, action);
	const words = [...args];
	const options: CommandOption[] = [];
	const positionals: MappedText[] = [];
	let isComplete = true;
	/** Words put in the place of a variable; an end to variables that hold each other. */
	let fuel = 300;
	for (let index = 0; index < words.length; index++) {
		const word = words[index]!;
		const { value } = word;
		const content = value.isOneExpansion ? spread(word) : undefined;
		if (content !== undefined && fuel > 0) {
			fuel -= content.length + 1;
			words.splice(index, 1, ...content.slice(0, 200));
			index--;
			isComplete = false;
			continue;
		}
		if (value.text === '--') {
			positionals.push(...words.slice(index + 1).map((rest) => rest.value));
			break;
		}
		const option = nameOf(value, tool === 'buildctl');
		if (option === undefined) {
			if (mayHideArguments(word)) isComplete = false;
			positionals.push(value);
			continue;
		}
		const { name, typed, inline } = option;
		const isCache = CACHE_NAME.test(name);
		const previous = words[index - 1] ?? verb;
		const common = { name, typed, word, previous, swallowedBy: undefined };
		const next = words[index + 1];
		if (inline !== undefined || (!isCache && !valued.has(name)) || next === undefined) {
			options.push({ ...common, value: inline, last: word, next });
			continue;
		}
		if (isCache && next.value.text.startsWith('-')) {
			options.push({ ...common, value: undefined, last: word, next });
			continue;
		}
		index++;
		options.push({ ...common, value: next.value, last: next, next: words[index + 1] });
		const swallowed = isCache ? undefined : nameOf(next.value, false);
		if (swallowed === undefined || !CACHE_NAME.test(swallowed.name)) continue;
		const behind = words[index + 1];
		const takesNext = swallowed.inline === undefined && behind !== undefined && !behind.value.text.startsWith('-');
		if (takesNext) index++;
		options.push({
			name: swallowed.name,
			typed: swallowed.typed,
			value: takesNext ? behind.value : swallowed.inline,
			word: next,
			last: takesNext ? behind : next,
			previous: word,
			next: words[index + 1],
			swallowedBy: typed,
		});
	}
	return { options, positionals, isComplete };
}

function optionsOf(tool: Call['tool'], action: Call['action']): ReadonlySet<string> {
	if (action === 'create') return CREATE_OPTIONS;
	if (action === 'bake') return BAKE_OPTIONS;
	return tool === 'buildctl' ? BUILDCTL_OPTIONS : BUILD_OPTIONS;
}

/** The option that a word begins with: `--tag=x`, `-t`, `-tx`. Go's own flags, as of buildctl, may have one dash. */
function nameOf(
	value: MappedText,
	hasShortDash: boolean,
): { readonly name: string; readonly typed: MappedText; readonly inline: MappedText | undefined } | undefined {
	const long =
		/^--([A-Za-z][\w-]*)(=?)/.exec(value.text) ?? /^-((?:cache|export|import)[-_]?\w+)(=?)/i.exec(value.text);
	const match = long ?? (hasShortDash ? /^-([A-Za-z][\w-]+)(=?)/.exec(value.text) : null);
	if (match !== null) {
		const [whole, name = '', equals] = match;
		if (!equals && whole.length < value.length) return undefined;
		const typed = value.slice(0, whole.length - (equals ? 1 : 0));
		return { name, typed, inline: equals ? value.slice(whole.length) : undefined };
	}
	const short = /^-([A-Za-z])(=?)/.exec(value.text);
	if (short === null) return undefined;
	const name = SHORT[short[1]!];
	// `-qt name`: flags without value before the one that has one.
	if (name === undefined) {
		const last = /^-[A-Za-z]+$/.test(value.text) ? SHORT[value.text.at(-1)!] : undefined;
		return { name: last ?? short[1]!, typed: value, inline: undefined };
	}
	return { name, typed: value.slice(0, 2), inline: value.length > 2 ? value.slice(short[0].length) : undefined };
}

/** Whether more than one argument may come of a word: an expansion at its beginning that is not quoted, or `"$@"`. */
function mayHideArguments({ value, quote }: ShellWord): boolean {
	const first = value.expansionAt(0);
	if (first === undefined) return false;
	return quote === undefined || /^\$(?:@|\{@|\{\w+\[@\])/.test(first.text);
}
