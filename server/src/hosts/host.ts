import type { Bakefile } from '../cache/bakefile.ts';
import type { Build, Seen } from '../cache/build.ts';
import type { Dockerfile } from '../cache/dockerfile.ts';
import type { CacheFlag } from '../cache/flag.ts';
import type { MappedText } from '../text/mappedText.ts';

/** A file as a shell gives it to the core. */
export interface SourceFile {
	/** Path with `/` between its parts, relative to the workspace where there is one: `.github/workflows/ci.yml`. */
	readonly path: string;
	/** The editor's language id, when there is an editor; only a hint: `shellscript`, `yaml.docker-compose`. */
	readonly languageId?: string;
	readonly text: string;
}

/** What a host found in a file. */
export interface HostReading {
	/** Every cache flag, in the order of the file. */
	readonly flags: readonly CacheFlag[];
	/** The texts of the comments with their places, without the comment sign; suppressions are read from them. */
	readonly comments: readonly MappedText[];
	/** The parts it was read in, where the host can read them one by one when only some have changed. */
	readonly parts?: readonly ReadPart[];
	/**
	 * Whether the file only shows how things are written, as documentation does: what is around its builds is not there,
	 * so only the entries themselves are checked.
	 */
	readonly isExample?: boolean;
	/** Builds it starts whose caches another file names: `docker buildx bake`, `docker compose build`, bake-action. */
	readonly calls?: readonly Build[];
	/** What it does to the job that calls it, if it is a composite action. */
	readonly action?: ActionFacts;
	/** What it says as a bake file, if it is one. */
	readonly bakefile?: Bakefile;
	/** What it says as a Dockerfile, if it is one. */
	readonly dockerfile?: Dockerfile | undefined;
}

/** What a composite action leaves behind for the steps after it. */
export interface ActionFacts {
	readonly setsUpBuilder: Seen;
	/** Whether it hands the token of the Actions cache to scripts. */
	readonly exportsToken: Seen;
}

/** A stretch of a file that says the same wherever it stands, as a job of a workflow does, with what was found in it. */
export interface ReadPart {
	readonly text: string;
	/** Where it began. */
	readonly start: number;
	/** What besides the text the reading depends on: the rest of the file that is no part. */
	readonly context: string;
	readonly flags: readonly CacheFlag[];
	readonly comments: readonly MappedText[];
	readonly calls: readonly Build[];
}

/**
 * How sure a host is that a file is its own: `name` by path or language id, `content` by what is in it, `fallback` when
 * it can read it should nobody else. A stronger claim beats a weaker one; `undefined` means no.
 */
export type Claim = 'name' | 'content' | 'fallback' | undefined;

/** A language in which people write cache flags. One file in this folder each; adding one edits no other file. */
export interface HostLanguage {
	/** Kebab-case, the name of the file: `github-workflow`. */
	readonly id: string;
	/** How a one-line comment begins, so that suppressions can be written; JSON has none. */
	readonly comment: string | undefined;
	/** Texts without any of these words hold nothing for this host and are not read; by default those of flags. */
	readonly words?: RegExp;
	/** Whether the file is written in this language; cheap, called for every file. */
	claim(file: SourceFile): Claim;
	/**
	 * Every cache flag in the file. Never throws; what it cannot read it leaves out. `previous` is what it gave for an
	 * earlier text of the same file: a host may take over parts that are the same, and must give what it would without.
	 */
	find(file: SourceFile, previous?: HostReading): HostReading;
}

/** Texts in which nothing of this can be hold no flag: none is written without one of these words. */
export const FLAG_WORDS = /cache[-_]?(?:to|from)|(?:ex|im)port[-_]cache|cache-form/i;

/**
 * Whether a text that no host reads names a cache export all the same, as a program that builds by itself does,
 * `run("--cache-to=type=gha")`. Beside such a file a workspace is not whole.
 */
export function mayExportUnseen(text: string): boolean {
	return /(?<!\w)(?:cache[-_]?to|export-cache)(?!\w)/i.test(text);
}

/** Without one of these words nothing calls another file: `docker buildx bake`, `docker compose build`. */
export const CALL_WORDS = /\bbake\b|\bcompose\b/;

/** The words of files that hold flags or may call others. */
export const FLAG_OR_CALL = new RegExp(`${FLAG_WORDS.source}|${CALL_WORDS.source}`, 'i');

/** Gives the argument back; hosts are written `export default defineHost({ … })`. */
export function defineHost(host: HostLanguage): HostLanguage {
	return host;
}
