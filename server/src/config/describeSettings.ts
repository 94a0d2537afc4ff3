import { allRules, defaultSettings, optionOf, type Settings, severityOf } from '../service.ts';
import { settingFacts } from './settingFacts.ts';

/**
 * What holds under the settings, in the form of a configuration file: every setting that has a value, and every rule
 * with its severity, or `off`, and its options.
 */
export function describeSettings(set: Partial<Settings>): Readonly<Record<string, unknown>> {
	const settings: Settings = { ...defaultSettings, ...set };
	const rules = allRules.map((rule) => {
		const severity = severityOf(rule, settings) ?? 'off';
		const names = Object.keys(rule.options ?? {});
		if (names.length === 0) return [rule.id, severity];
		return [rule.id, { severity, ...Object.fromEntries(names.map((name) => [name, optionOf(rule, name, settings)])) }];
	});
	return {
		...Object.fromEntries(
			settingFacts.flatMap(({ key, setting }) => (settings[setting] === undefined ? [] : [[key, settings[setting]]])),
		),
		rules: Object.fromEntries(rules),
	};
}
