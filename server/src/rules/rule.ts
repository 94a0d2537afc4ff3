import type { Build } from '../cache/build.ts';
import type { BuildView, CacheEntry } from '../cache/entry.ts';
import type { CacheFlag } from '../cache/flag.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { KnownVersion, KnownVersions } from '../catalogue/versions.ts';
import type { SourceFile } from '../hosts/host.ts';
import type { Span } from '../text/span.ts';
import type { NoOptions, OptionValue, RuleOptions } from './options.ts';

export type { BuildView, KnownVersion, KnownVersions };

import type { Suppression } from './suppressions/suppression.ts';
import type { Workspace } from './workspace.ts';

/** `error`: fails, or certainly does something else than written. `warning`: very likely harmful. Others: advice. */
export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** Puts `text` in the place of `span`; an empty span inserts. Spans are of the text as it was checked. */
export interface Edit {
	readonly span: Span;
	readonly text: string;
}

/** One way to mend a finding. A safe one is applied by `--fix` and on save; the others are only offered. */
export interface Fix {
	/** What it does, for a menu: `Remove the space`. */
	readonly title: string;
	readonly safe: boolean;
	readonly edits: readonly [Edit, ...Edit[]];
}

/** Another place that a finding is about. */
export interface RelatedPlace {
	/** The file it is in, as the workspace names it, when that is another one. */
	readonly path?: string;
	readonly span: Span;
	readonly message: string;
}

/** Something wrong at a place. */
export interface Finding {
	/** Rule id: `unknown-parameter`. */
	readonly rule: string;
	readonly severity: Severity;
	/** What is written, what BuildKit does with it, what to write instead. */
	readonly message: string;
	readonly span: Span;
	readonly related: readonly RelatedPlace[];
	/** Ways to mend it, best first, not yet tried: the service's `fixesOf` tries them. */
	readonly fixes: readonly Fix[];
	/** `unnecessary` greys the text out in editors; `deprecated` strikes it through. */
	readonly tags: readonly ('unnecessary' | 'deprecated')[];
}

/** What a rule says; the harness around it adds the id and the default severity. */
export interface Report {
	readonly span: Span;
	readonly message: string;
	/** When it differs from the rule's own. */
	readonly severity?: Severity;
	readonly fixes?: readonly Fix[];
	readonly related?: readonly RelatedPlace[];
	readonly tags?: readonly ('unnecessary' | 'deprecated')[];
}

/** What the user set; every field has a value (see `defaultSettings`). */
export interface Settings {
	/** `0.19.0`, `latest`; `undefined` when not set. */
	readonly buildkit: string | undefined;
	readonly buildx: string | undefined;
	/** Docker Engine, mapped to the BuildKit inside it. */
	readonly engine: string | undefined;
	/** Driver of the builder in use, for rules that need it. */
	readonly builder: 'docker-classic' | 'docker-containerd' | 'container' | 'kubernetes' | 'remote' | undefined;
	/** Which rules are on: `recommended`, `strict` (more of them), `security` (only those of security, besides recommended). */
	readonly preset: 'recommended' | 'strict' | 'security';
	/** Severity by rule id, or `off`. */
	readonly rules: Readonly<Record<string, Severity | 'off' | 'on'>>;
	/** What options of rules are set to: `{'unknown-type': {extraTypes: ['nydus']}}`. */
	readonly options: Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;
	/** More registry hosts that reject BuildKit's index-style cache manifest: `artifactory.example.com`, `*.corp.example`. */
	readonly registries: readonly string[];
	/** Repositories whose tags cannot be overwritten: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/app`, `*.example.com/*`. */
	readonly immutableRepositories: readonly string[];
}

/** Everything a rule can see besides what it is asked about. */
export interface RuleContext<O extends RuleOptions = NoOptions> {
	/** What the known or newest BuildKit accepts, for the build in question. */
	readonly catalogue: Catalogue;
	readonly versions: KnownVersions;
	readonly settings: Settings;
	/** What an option of the rule is set to, or its default: `context.option('extraTypes')`. */
	option<K extends keyof O & string>(name: K): OptionValue<O[K]>;
	/** The entries of the same build, itself among them. */
	readonly siblings: readonly CacheEntry[];
	/** Every build of the file that has flags. */
	readonly builds: readonly BuildView[];
	/** The builds of the file whose caches stand in bake and Compose files. */
	readonly calls: readonly Build[];
	readonly file: SourceFile;
	/** Whether the file is documentation, whose names are often stand-ins: `REGISTRY/REPOSITORY:TAG`. */
	readonly isExample: boolean;
	/** The other files of the workspace; none where a file is checked alone. */
	readonly workspace: Workspace;
	/** Line of an offset, from 1, for messages that name another place. */
	lineOf(offset: number): number;
	/**
	 * What `make` gives for the file, worked out once for all calls: an index of the images that are built, say, which
	 * every entry is looked up in. `make` must be the same function each time, and depend on the builds and the file only.
	 */
	once<T>(make: (context: Pick<RuleContext, 'builds' | 'file' | 'settings'>) => T): T;
}

/**
 * A file with mistakes or without. Under a line with mistakes stands a line of carets, a message after the last of
 * them; the harness takes those lines out before it reads the text:
 *
 *     docker buildx build --cache-to type=gha,mod=max .
 *                                             ^^^ `mod` is not a parameter of `type=gha`; …
 *
 * A severity other than the rule's own stands before the message: `^^^ hint: …`.
 * Which host reads it is decided by the path. Indentation common to all lines is taken away.
 */
export interface Example {
	readonly path: string;
	readonly text: string;
	/** The text after the first fix of every finding of this rule (for `bad` ones that have fixes). */
	readonly fixed?: string;
	/** The text after another fix, by its title: that of the first finding which offers it. */
	readonly otherwise?: Readonly<Record<string, string>>;
	readonly settings?: Partial<Settings>;
	/** The other files of the workspace, text by path; with them it is whole. */
	readonly others?: Readonly<Record<string, string>>;
	/** The repository on GitHub it is from: `Acme/web`. */
	readonly remote?: string;
	/** What the example shows, as a heading for the rule's page. */
	readonly title?: string;
}

/** A check with its documentation. One file each; `rules/<id>.ts` has it as default export. */
export interface Rule<O extends RuleOptions = RuleOptions> {
	/** Kebab-case, the name of the file. */
	readonly id: string;
	readonly group:
		| 'syntax'
		| 'types'
		| 'parameters'
		| 'values'
		| 'combinations'
		| 'registries'
		| 'versions'
		| 'workflow'
		| 'security'
		| 'hygiene';
	readonly severity: Severity;
	/** The smallest preset it is part of; `off` when it has to be turned on by name. */
	readonly preset: 'recommended' | 'strict' | 'security' | 'off';
	/** One sentence: what it finds. */
	readonly summary: string;
	/** Markdown: what goes wrong, what the tools print, what to write; which versions it speaks of. */
	readonly docs: string;
	/** What can be set of it, for what no file shows: names that are right in this project, say. */
	readonly options?: O;
	readonly bad: readonly [Example, ...Example[]];
	/** Starting with the mended form of what is bad; then everything it must not flag. */
	readonly good: readonly [Example, ...Example[]];
	/** Called for every entry. */
	checkEntry?(entry: CacheEntry, context: RuleContext<O>): Iterable<Report>;
	/** Called for every flag, whatever it holds. */
	checkFlag?(flag: CacheFlag, context: RuleContext<O>): Iterable<Report>;
	/** Called for every build that has flags. */
	checkBuild?(view: BuildView, context: RuleContext<O>): Iterable<Report>;
	/** Called for every build of the file whose caches stand in another one. */
	checkCall?(call: Build, context: RuleContext<O>): Iterable<Report>;
	/** Called once a file, for what concerns several builds. */
	checkFile?(context: RuleContext<O>): Iterable<Report>;
	/** Called last, with the suppression comments that silenced nothing though all their rules are on. */
	checkSuppressions?(unused: readonly Suppression[], context: RuleContext<O>): Iterable<Report>;
}

/** Gives the argument back; rules are written `export default defineRule({ … })`. */
export function defineRule<const O extends RuleOptions = NoOptions>(rule: Rule<O>): Rule {
	return rule;
}
