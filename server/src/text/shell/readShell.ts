import type { MappedText } from '../mappedText.ts';
import { readList } from './commands.ts';
import { DEEPEST, type LongString, type Scan } from './scan.ts';
import type { ShellScript } from './shellScript.ts';

export type { ShellAssignment, ShellCommand, ShellHeredoc, ShellQuote, ShellScript, ShellWord } from './shellScript.ts';

/** A reading of the whole text, and how little it looks like what somebody meant. */
interface Reading {
	readonly script: ShellScript;
	readonly longStrings: readonly LongString[];
	readonly hasOpenString: boolean;
	readonly badness: number;
}

/** At most so many strings are tried as the one being typed. */
const MOST_TRIES = 12;
/** At most so many characters are read again for that, in all. */
const MOST_READ_AGAIN = 300_000;

/**
 * Reads a piece of shell: a script, a `run:` block, one recipe line, or the string given to `eval`. Bash, sh, dash, ksh
 * and zsh are read alike, and what is broken or cut off is read as far as it goes.
 *
 * When a quote is never closed, as while typing, the string that best explains it ends with its line, and the lines
 * behind it are read as if it were closed: of the strings that run over a line, each is cut in turn, and the reading that
 * looks best counts (of equals, the later cut). `echo "a⏎docker build .` gives `echo a` and `docker build .`.
 */
export function readShell(source: MappedText): ShellScript {
	return readAtDepth(source, 0);
}

function readAtDepth(source: MappedText, depth: number): ShellScript {
	let cuts: ReadonlySet<number> = new Set();
	let reading = read(source, depth, cuts);
	let budget = Math.floor(MOST_READ_AGAIN / (source.length + 1));
	while (reading.hasOpenString && budget >= 2) {
		const candidates = chooseCandidates(reading.longStrings, Math.min(budget, MOST_TRIES));
		budget -= candidates.length;
		let best: { readonly cuts: ReadonlySet<number>; readonly reading: Reading } | undefined;
		for (const { start } of candidates) {
			const tried = new Set(cuts).add(start);
			const attempt = read(source, depth, tried);
			if (best === undefined || attempt.badness <= best.reading.badness) best = { cuts: tried, reading: attempt };
		}
		({ cuts, reading } = best!);
	}
	return reading.hasOpenString ? read(source, depth, 'all').script : reading.script;
}

/** The strings that may be the one being typed: the first ones, and the last, which is the open one. */
function chooseCandidates(strings: readonly LongString[], most: number): readonly LongString[] {
	return strings.length <= most ? strings : [...strings.slice(0, most - 1), strings.at(-1)!];
}

function read(source: MappedText, depth: number, cuts: ReadonlySet<number> | 'all'): Reading {
	const scan: Scan = {
		source,
		text: source.text,
		pos: 0,
		end: source.length,
		depth,
		scope: undefined,
		commands: [],
		comments: [],
		pendingHeredocs: [],
		longStrings: [],
		cuts,
		braces: { depth: 0, hasRunOut: false, patience: 5 },
		patience: 50,
		readList,
		readApart,
	};
	readList(scan, false);
	return {
		script: scan,
		longStrings: scan.longStrings,
		hasOpenString: scan.longStrings.some(({ isClosed }) => !isClosed),
		badness: scan.longStrings.reduce((sum, string) => sum + judge(source.text, string), 0),
	};
}

/**
 * How little a long string looks like one: when a quote is missing, what stands between the real strings is taken for
 * strings, so the quotes touch words on their wrong sides.
 */
function judge(text: string, { start, end, isClosed }: LongString): number {
	if (!isClosed) return 10;
	const opensBehindWord = start > 0 && /[^\s=(,:[{$|&;<>+-]/.test(text[start - 1]!);
	const closesBeforeWord = end < text.length && /[^\s;)&|<>,:\]}]/.test(text[end]!);
	return 1 + (opensBehindWord ? 3 : 0) + (closesBeforeWord ? 3 : 0);
}

function readApart(scan: Scan, body: MappedText): void {
	if (scan.depth >= DEEPEST) return;
	const { commands, comments } = readAtDepth(body, scan.depth + 1);
	for (const command of commands as readonly Scan['commands'][number][]) {
		command.scope ??= scan.scope;
		scan.commands.push(command);
	}
	for (const comment of comments) scan.comments.push(comment);
}
