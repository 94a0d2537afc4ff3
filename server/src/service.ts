import type { Build } from './cache/build.ts';
import { type CacheEntry, parseEntries } from './cache/entry.ts';
import type { CacheFlag } from './cache/flag.ts';
import { checkDocument } from './features/check.ts';
import { completeAt, type Suggestion } from './features/complete.ts';
import { applyEdits, fixAll, tryFix } from './features/fixes.ts';
import { type Hover, hoverAt } from './features/hover.ts';
import { writeSuppression } from './features/suppress.ts';
import { type WatchedWorkspace, type WorkspaceFiles, watchWorkspace, workspaceAround } from './features/workspace.ts';
import { FLAG_WORDS, type HostLanguage, type HostReading, type SourceFile } from './hosts/host.ts';
import { hosts as allHosts } from './hosts/index.generated.ts';
import { rules as allRules } from './rules/index.generated.ts';
import type { BuildView, Edit, Finding, Fix, Rule, Settings } from './rules/rule.ts';
import { defaultSettings } from './rules/settings.ts';
import { readSuppressions, type Suppression } from './rules/suppressions/suppression.ts';
import { noWorkspace, type Workspace } from './rules/workspace.ts';
import { indexLines, type Lines } from './text/lines.ts';
import { overlaps, type Span } from './text/span.ts';

/** A file as the core understands it. Made by {@link CacheService.read}; plain data, valid for this text only. */
export interface CacheDocument {
	/** The path of the file, by which other files know it. */
	readonly path: string;
	readonly file: SourceFile;
	readonly host: HostLanguage;
	readonly reading: HostReading;
	readonly flags: readonly CacheFlag[];
	/** Every cache the file names, in the order of the file. */
	readonly entries: readonly CacheEntry[];
	readonly builds: readonly BuildView[];
	readonly suppressions: readonly Suppression[];
	readonly lines: Lines;
}

/** What the shells (language server, command line) use; nothing else of the core is theirs to import. */
export interface CacheService {
	readonly settings: Settings;
	readonly rules: readonly Rule[];
	/**
	 * Reads a file; `undefined` when no host claims it. A host that throws gives an empty document and a trouble. With an
	 * earlier document of the same file only what has changed may be read; the result is the same.
	 */
	read(file: SourceFile, previous?: CacheDocument): CacheDocument | undefined;
	/** Everything wrong in the file, in the order of the file; with the other files of its workspace, what they show too. */
	check(document: CacheDocument, workspace?: Workspace): readonly Finding[];
	/** The fixes of a finding that were tried: its finding is gone, every other entry is as before. */
	fixesOf(document: CacheDocument, finding: Finding, around?: Around): readonly Fix[];
	/** The findings that touch the span, with their tried fixes. */
	fixesAt(
		document: CacheDocument,
		span: Span,
		around?: Around,
	): readonly { readonly finding: Finding; readonly fixes: readonly Fix[] }[];
	/** The text with every fix applied that holds; only safe ones unless `unsafe`. Doing it again changes nothing. */
	fixAll(
		document: CacheDocument,
		options?: { readonly unsafe?: boolean; readonly workspace?: Workspace | undefined },
	): string;
	/** The edit that puts a comment above the place of a finding which silences it; none where comments cannot stand. */
	suppressionOf(document: CacheDocument, finding: Finding): Edit | undefined;
	complete(document: CacheDocument, offset: number, workspace?: Workspace): readonly Suggestion[];
	hover(document: CacheDocument, offset: number, workspace?: Workspace): Hover | undefined;
}

/** What is known around a document when its fixes are tried. */
export interface Around {
	/** The other files, if it was checked with them. */
	readonly workspace?: Workspace | undefined;
	/** All findings of the document, where they are at hand already. */
	readonly findings?: readonly Finding[] | undefined;
}

/** What went wrong inside: a rule or a host that threw. It is skipped and reported once to whoever runs the service. */
export interface Trouble {
	/** `rule unknown-type` or `host shell`. */
	readonly part: string;
	readonly error: unknown;
}

export interface ServiceOptions {
	readonly settings?: Partial<Settings>;
	readonly hosts?: readonly HostLanguage[];
	readonly rules?: readonly Rule[];
	/** Told of every {@link Trouble}; by default they are thrown away. */
	readonly onTrouble?: (trouble: Trouble) => void;
}

/** The service with these settings. It has no state: the same document gives the same answers. */
export function createCacheService(options: ServiceOptions = {}): CacheService {
	const settings: Settings = { ...defaultSettings, ...options.settings };
	const hosts = options.hosts ?? allHosts;
	const rules = options.rules ?? allRules;
	const onTrouble = options.onTrouble ?? (() => {});

	const read = (file: SourceFile, previous?: CacheDocument): CacheDocument | undefined => {
		// Asking every host again at each keystroke takes longer than reading what was typed.
		const isSame = previous?.file.path === file.path && previous.host.claim(file) === 'name';
		const host = isSame ? previous.host : findHost(hosts, file, onTrouble);
		if (host === undefined) return undefined;
		return readWith(host, file, { onTrouble, previous: previous?.host === host ? previous.reading : undefined });
	};
	const check = (document: CacheDocument, workspace: Workspace = noWorkspace): readonly Finding[] =>
		checkDocument(document, { rules, settings, workspace, onTrouble });
	const fixesOf = (document: CacheDocument, finding: Finding, { workspace, findings }: Around = {}): readonly Fix[] => {
		if (finding.fixes.length === 0) return [];
		const all = findings ?? check(document, workspace);
		const reread = { read, check: (changed: CacheDocument) => check(changed, workspace) };
		return finding.fixes.filter((fix) => tryFix(document, { finding, findings: all, fix }, reread));
	};

	return {
		settings,
		rules,
		read,
		check,
		fixesOf,
		fixesAt: (document, span, { workspace, findings = check(document, workspace) } = {}) =>
			findings
				.filter((finding) => overlaps(finding.span, span))
				.map((finding) => ({ finding, fixes: fixesOf(document, finding, { workspace, findings }) })),
		fixAll: (document, { unsafe = false, workspace } = {}) =>
			fixAll(document, {
				unsafe,
				read,
				check: (changed) => check(changed, workspace),
				fixesOf: (changed, finding, findings) => fixesOf(changed, finding, { workspace, findings }),
			}),
		suppressionOf: writeSuppression,
		complete: (document, offset, workspace = noWorkspace) => completeAt(document, offset, { settings, workspace }),
		hover: (document, offset, workspace = noWorkspace) => hoverAt(document, offset, { settings, workspace }),
	};
}

function findHost(
	hosts: readonly HostLanguage[],
	file: SourceFile,
	onTrouble: (trouble: Trouble) => void,
): HostLanguage | undefined {
	let byContent: HostLanguage | undefined;
	let fallback: HostLanguage | undefined;
	for (const host of hosts) {
		try {
			const claim = host.claim(file);
			if (claim === 'name') return host;
			if (claim === 'content') byContent ??= host;
			if (claim === 'fallback') fallback ??= host;
		} catch (error) {
			onTrouble({ part: `host ${host.id}`, error });
		}
	}
	return byContent ?? fallback;
}

function readWith(
	host: HostLanguage,
	file: SourceFile,
	options: { readonly onTrouble: (trouble: Trouble) => void; readonly previous: HostReading | undefined },
): CacheDocument {
	let reading: HostReading = { flags: [], comments: [] };
	if ((host.words ?? FLAG_WORDS).test(file.text)) {
		try {
			reading = host.find(file, options.previous);
		} catch (error) {
			options.onTrouble({ part: `host ${host.id}`, error });
		}
	}
	const { flags } = reading;
	const entries = flags.flatMap(parseEntries);
	return {
		path: file.path,
		file,
		host,
		reading,
		flags,
		entries,
		builds: groupByBuild(entries),
		suppressions: readSuppressions(reading.comments),
		lines: indexLines(file.text),
	};
}

function groupByBuild(entries: readonly CacheEntry[]): readonly BuildView[] {
	const views = new Map<Build, CacheEntry[]>();
	for (const entry of entries) {
		const { build } = entry.flag;
		const view = views.get(build);
		if (view === undefined) views.set(build, [entry]);
		else view.push(entry);
	}
	return [...views].map(([build, entries]) => ({ build, entries }));
}

export type { Tool } from './cache/build.ts';
export { attributesOf, type ParsedValue, parseValue } from './cache/parse.ts';
export { buildxTraits } from './catalogue/buildxTraits.ts';
export { catalogueOf } from './catalogue/catalogue.ts';
export { formatVersion, parseVersion, type Version } from './catalogue/version.ts';
export { isVersionText, readVersionText } from './catalogue/versionText.ts';
export {
	type CachePlace,
	createGraph,
	drawDot,
	drawMermaid,
	findRelated,
	type LocationNode,
} from './features/graph.ts';
export { mayExportUnseen } from './hosts/host.ts';
export { objectionTo, optionOf, type RuleOption } from './rules/options.ts';
export { formatRulePage, ruleUrl } from './rules/rulePage.ts';
export { defaultSettings, severityOf } from './rules/settings.ts';
export { nearest } from './text/nearest.ts';
export type {
	Finding,
	Fix,
	Hover,
	Rule,
	Settings,
	SourceFile,
	Span,
	Suggestion,
	WatchedWorkspace,
	Workspace,
	WorkspaceFiles,
};
export { allRules, applyEdits, noWorkspace, watchWorkspace, workspaceAround };
