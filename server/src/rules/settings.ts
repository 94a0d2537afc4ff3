import type { Rule, Settings, Severity } from './rule.ts';

/** What holds when the user set nothing. */
export const defaultSettings: Settings = {
	buildkit: undefined,
	buildx: undefined,
	engine: undefined,
	builder: undefined,
	preset: 'recommended',
	rules: {},
	options: {},
	registries: [],
	immutableRepositories: [],
};

/** The severity a rule has under the settings, or `undefined` when it is off; `on` means the rule's own. */
export function severityOf(rule: Rule, settings: Settings): Severity | undefined {
	const set = settings.rules[rule.id];
	if (set === 'off') return undefined;
	if (set === 'on') return rule.severity;
	if (set !== undefined) return set;
	return isInPreset(rule, settings.preset) ? rule.severity : undefined;
}

function isInPreset(rule: Rule, preset: Settings['preset']): boolean {
	if (rule.preset === 'recommended') return true;
	return rule.preset === preset;
}
