import type { Rule, Settings } from '../service.ts';
import { formatRulePage, nearest, ruleUrl, severityOf } from '../service.ts';
import { UsageError } from './terminal.ts';

/** The page of a rule. */
export function explain(id: string, rules: readonly Rule[]): string {
	const rule = rules.find((candidate) => candidate.id === id);
	if (rule === undefined) {
		const near = nearest(
			id,
			rules.map((candidate) => candidate.id),
		);
		throw new UsageError(`unknown rule "${id}"${near === undefined ? '' : `; did you mean ${near}?`}`);
	}
	return formatRulePage(rule);
}

/** What `cachelint rules --format json` prints. */
export function describeRules(rules: readonly Rule[], settings: Settings) {
	return {
		version: 1,
		rules: rules.map((rule) => ({
			id: rule.id,
			group: rule.group,
			severity: rule.severity,
			preset: rule.preset,
			enabled: severityOf(rule, settings) !== undefined,
			fixable: rule.bad.some(({ fixed }) => fixed !== undefined),
			options: rule.options ?? {},
			summary: rule.summary,
			url: ruleUrl(rule.id),
		})),
	};
}

/** The rules for people, a line each. */
export function formatRules(rules: readonly Rule[], settings: Settings): string {
	const width = Math.max(0, ...rules.map(({ id }) => id.length));
	return rules
		.map((rule) => `${rule.id.padEnd(width)}  ${(severityOf(rule, settings) ?? 'off').padEnd(7)}  ${rule.summary}\n`)
		.join('');
}
