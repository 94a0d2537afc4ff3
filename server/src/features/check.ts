import type { Build } from '../cache/build.ts';
import type { CacheEntry } from '../cache/entry.ts';
import type { CacheFlag } from '../cache/flag.ts';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { resolveVersions } from '../catalogue/versions.ts';
import type { HostReading, SourceFile } from '../hosts/host.ts';
import { optionOf, type RuleOptions } from '../rules/options.ts';
import type { BuildView, Finding, KnownVersions, Report, Rule, RuleContext, Settings } from '../rules/rule.ts';
import { severityOf } from '../rules/settings.ts';
import type { Suppression } from '../rules/suppressions/suppression.ts';
import type { Workspace } from '../rules/workspace.ts';
import type { Lines } from '../text/lines.ts';
import { contains, type Span } from '../text/span.ts';
import { versionsOfBuild } from './versionsOfBuild.ts';

/** What of a document the rules are asked about. */
export interface Checkable {
	readonly file: SourceFile;
	readonly flags: readonly CacheFlag[];
	readonly entries: readonly CacheEntry[];
	readonly builds: readonly BuildView[];
	readonly suppressions: readonly Suppression[];
	readonly lines: Lines;
	readonly reading?: Pick<HostReading, 'isExample' | 'calls'>;
}

export interface CheckOptions {
	readonly rules: readonly Rule[];
	readonly settings: Settings;
	readonly workspace: Workspace;
	readonly onTrouble: (trouble: { readonly part: string; readonly error: unknown }) => void;
}

/** A finding and the offsets a suppression above it may belong to: its own, its flag's, its command's. */
interface Anchored {
	readonly finding: Finding;
	readonly anchors: readonly number[];
}

/** Rules of these groups look at entries alone; they are the ones that examples in documentation are checked with. */
const ENTRY_GROUPS: ReadonlySet<Rule['group']> = new Set(['syntax', 'types', 'parameters', 'values']);

/** Runs the rules that are on over a document. The findings come in the order of the file, suppressed ones left out. */
export function checkDocument(document: Checkable, all: CheckOptions): readonly Finding[] {
	const isLeftOut = (rule: Rule) => document.reading?.isExample === true && !ENTRY_GROUPS.has(rule.group);
	const options = { ...all, rules: all.rules.filter((rule) => !isLeftOut(rule)) };
	const { settings } = options;
	const found: Anchored[] = [];
	const shared = createContexts(document, options);
	for (const rule of options.rules) {
		const severity = severityOf(rule, settings);
		if (severity === undefined) continue;
		const contexts = contextsFor(rule, shared, settings);
		const isSet = settings.rules[rule.id] !== undefined && settings.rules[rule.id] !== 'on';
		const add = (reports: Iterable<Report> | undefined, anchors: readonly number[]) => {
			for (const report of reports ?? []) {
				const finding = toFinding(rule, isSet ? severity : (report.severity ?? severity), report);
				found.push({ finding, anchors: [finding.span.start, ...anchors] });
			}
		};
		try {
			for (const flag of rule.checkFlag === undefined ? [] : document.flags) {
				add(rule.checkFlag?.(flag, contexts.of(flag.build)), [...anchorsOf(flag), flag.build.span.start]);
			}
			for (const entry of rule.checkEntry === undefined ? [] : document.entries) {
				const { flag } = entry;
				add(rule.checkEntry?.(entry, contexts.of(flag.build)), [
					entry.span.start,
					...anchorsOf(flag),
					flag.build.span.start,
				]);
			}
			for (const view of rule.checkBuild === undefined ? [] : document.builds) {
				for (const report of rule.checkBuild?.(view, contexts.of(view.build)) ?? []) {
					add([report], [view.build.span.start, ...namesAround(report.span, view, document)]);
				}
			}
			for (const call of rule.checkCall === undefined ? [] : (document.reading?.calls ?? [])) {
				add(rule.checkCall?.(call, contexts.of(call)), [call.span.start]);
			}
			add(rule.checkFile?.(contexts.ofFile), []);
		} catch (error) {
			options.onTrouble({ part: `rule ${rule.id}`, error });
		}
	}
	const findings = suppress(document, found, options, shared.ofFile);
	return findings.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : 1));
}

/** Where a flag's name begins, and the line above which a comment about it can stand: that of the key of a folded script. */
function anchorsOf({ name, layout }: CacheFlag): readonly number[] {
	return [name.span.start, ...(layout.commentPlace === undefined ? [] : [layout.commentPlace.offset])];
}

/** Where the names of the flags begin in which a finding of a build lies; only suppressions ask for them. */
function namesAround(span: Span, { entries }: BuildView, { suppressions }: Checkable): readonly number[] {
	if (suppressions.length === 0) return [];
	return entries.flatMap(({ flag }) => (contains(flag.span, span) ? anchorsOf(flag) : []));
}

function toFinding(rule: Rule, severity: Finding['severity'], report: Report): Finding {
	return {
		rule: rule.id,
		severity,
		message: report.message,
		span: report.span,
		related: report.related ?? [],
		fixes: report.fixes ?? [],
		tags: report.tags ?? [],
	};
}

/** The contexts that rules are given: of a build and of the file. */
interface Contexts {
	readonly ofFile: RuleContext<RuleOptions>;
	of(build: Build): RuleContext<RuleOptions>;
}

/** The contexts in which a rule reads its own options; those of all rules where it has none. */
function contextsFor(rule: Rule, shared: Contexts, settings: Settings): Contexts {
	if (rule.options === undefined) return shared;
	const option: RuleContext<RuleOptions>['option'] = (name) => optionOf(rule, name, settings)!;
	const made = new Map<Build, RuleContext<RuleOptions>>();
	return {
		ofFile: { ...shared.ofFile, option },
		of: (build) => {
			let context = made.get(build);
			if (context === undefined) {
				context = { ...shared.of(build), option };
				made.set(build, context);
			}
			return context;
		},
	};
}

/** A rule can only name options it has declared, or it does not compile. */
function noOption(): never {
	throw new Error('the rule has no options');
}

/** The contexts of the builds, each made once. */
function createContexts(document: Checkable, { settings, workspace }: CheckOptions): Contexts {
	const lineOf = (offset: number) => document.lines.lineOf(offset) + 1;
	const made = new Map<unknown, unknown>();
	const shared = { builds: document.builds, file: document.file, settings };
	const once = <T>(make: (context: typeof shared) => T): T => {
		if (!made.has(make)) made.set(make, make(shared));
		return made.get(make) as T;
	};
	const contextFor = (versions: KnownVersions, siblings: readonly CacheEntry[]): RuleContext<RuleOptions> => ({
		catalogue: catalogueOf(versions.buildkit?.version),
		versions,
		settings,
		option: noOption,
		siblings,
		builds: document.builds,
		calls: document.reading?.calls ?? [],
		file: document.file,
		workspace,
		isExample: document.reading?.isExample === true,
		lineOf,
		once,
	});
	const contexts = new Map<Build, RuleContext<RuleOptions>>();
	const views = new Map(document.builds.map((view) => [view.build, view.entries]));
	return {
		ofFile: contextFor(resolveVersions({ pins: [], settings, lineOf }), []),
		of: (build) => {
			let context = contexts.get(build);
			if (context === undefined) {
				const versions = versionsOfBuild(
					build,
					{ path: document.file.path, lines: document.lines },
					{ settings, workspace },
				);
				context = contextFor(versions, views.get(build) ?? []);
				contexts.set(build, context);
			}
			return context;
		},
	};
}

/** Leaves out what comments silence, and has the suppressions that silenced nothing reported. */
function suppress(
	document: Checkable,
	found: readonly Anchored[],
	options: CheckOptions,
	context: RuleContext,
): Finding[] {
	const { suppressions, lines } = document;
	if (suppressions.length === 0) return found.map(({ finding }) => finding);
	const covered = suppressions.map((suppression) => coveredLines(suppression, suppressions, lines, document.file.text));
	const used = new Set<Suppression>();
	const kept: Finding[] = [];
	for (const { finding, anchors } of found) {
		const by = suppressions.filter((suppression, index) => {
			if (suppression.rules.length > 0 && !suppression.rules.some(({ id }) => id === finding.rule)) return false;
			return suppression.scope === 'file' || anchors.some((anchor) => covered[index]!.includes(lines.lineOf(anchor)));
		});
		for (const suppression of by) used.add(suppression);
		if (by.length === 0) kept.push(finding);
	}
	const isOn = (id: string) => {
		const rule = options.rules.find((rule) => rule.id === id);
		return rule === undefined || severityOf(rule, options.settings) !== undefined;
	};
	const unused = suppressions.filter(
		(suppression) => !used.has(suppression) && suppression.rules.every(({ id }) => isOn(id)),
	);
	for (const rule of unused.length === 0 ? [] : options.rules) {
		const severity = severityOf(rule, options.settings);
		if (severity === undefined) continue;
		for (const report of rule.checkSuppressions?.(unused, context) ?? []) {
			kept.push(toFinding(rule, report.severity ?? severity, report));
		}
	}
	return kept;
}

/** The lines a suppression speaks of: its own, or the next one that is no suppression when it stands alone on its line. */
function coveredLines(
	suppression: Suppression,
	all: readonly Suppression[],
	lines: Lines,
	text: string,
): readonly number[] {
	const own = lines.lineOf(suppression.span.start);
	const before = text.slice(lines.startOf(own), suppression.span.start);
	if (/[^\s#/*;-]/.test(before.replace(/^\s*rem\b/i, ''))) return [own];
	let next = own + 1;
	while (
		all.some(({ span }) => lines.lineOf(span.start) === next) ||
		(next < lines.count && /^\s*(?:#|\/\/|$)/.test(lines.textOf(next)))
	) {
		next++;
	}
	return [own, next];
}
