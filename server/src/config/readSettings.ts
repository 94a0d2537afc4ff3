import { allRules, isVersionText, nearest, objectionTo, type Rule, type Settings } from '../service.ts';
import { type SettingFact, type SettingShape, settingFacts, severities } from './settingFacts.ts';

/** What is wrong with a setting: `['rules', 'unknown-type', 'extraTypes']` with `must be a list of strings`. */
export interface SettingProblem {
	/** The keys that lead to it. */
	readonly path: readonly string[];
	/** Goes on after the path, as its predicate. */
	readonly message: string;
}

/** Settings as they were written, checked: what makes no sense is left out and named, the rest holds. */
export interface CheckedSettings {
	readonly settings: Partial<Settings>;
	readonly problems: readonly SettingProblem[];
}

type Problems = SettingProblem[];

/** Checks plain data against the settings there are. `keyOf` names the key a setting has there. */
export function readSettings(
	source: Readonly<Record<string, unknown>>,
	keyOf: (fact: SettingFact) => string,
): CheckedSettings {
	const problems: Problems = [];
	const settings: Record<string, unknown> = {};
	for (const fact of settingFacts) {
		const key = keyOf(fact);
		const value = source[key];
		if (value === undefined || value === null || value === '') continue;
		const objection = objectionToShape(fact.shape, value);
		if (objection === undefined) settings[fact.setting] = value;
		else problems.push({ path: [key], message: objection });
	}
	return { settings: { ...settings, ...readRules(source['rules'], problems) }, problems };
}

/** Why a value is not of the shape; `undefined` when it is. */
function objectionToShape(shape: SettingShape, value: unknown): string | undefined {
	if (shape.kind === 'list') return isListOfStrings(value) ? undefined : `must be a list of ${shape.of}`;
	if (typeof value !== 'string') return shape.kind === 'version' ? 'must be a version in quotes' : 'must be a string';
	if (shape.kind === 'choice') {
		return shape.values.includes(value) ? undefined : `must be one of ${shape.values.join(', ')}, not "${value}"`;
	}
	return isVersionText(value, shape.of)
		? undefined
		: `must be a version such as 0.21.0 or v0.21, or latest, not "${value}"`;
}

/** Severities and options of rules: `{'unknown-type': 'off'}`, `{'unknown-type': {severity: 'off', extraTypes: […]}}`. */
function readRules(value: unknown, problems: Problems): Partial<Pick<Settings, 'rules' | 'options'>> {
	if (value === undefined || value === null) return {};
	if (!isRecord(value)) {
		problems.push({ path: ['rules'], message: 'must hold rule ids with severities' });
		return {};
	}
	const rules: [string, Settings['rules'][string]][] = [];
	const options: [string, Settings['options'][string]][] = [];
	for (const [id, set] of Object.entries(value)) {
		if (set === undefined || set === null) continue;
		const rule = allRules.find((candidate) => candidate.id === id);
		if (rule === undefined) {
			const ids = allRules.map((candidate) => candidate.id);
			problems.push({ path: ['rules', id], message: `is no rule${didYouMean(id, ids)}` });
			continue;
		}
		const { severity, ...others } = isRecord(set) ? set : { severity: set };
		if (isSeverity(severity)) rules.push([id, severity]);
		else if (severity !== undefined && severity !== null) {
			const path = isRecord(set) ? ['rules', id, 'severity'] : ['rules', id];
			problems.push({ path, message: `must be one of ${severities.join(', ')}` });
		}
		const ownOptions = readOptions(rule, others, problems);
		if (Object.keys(ownOptions).length > 0) options.push([id, ownOptions]);
	}
	return {
		...(rules.length > 0 ? { rules: Object.fromEntries(rules) } : {}),
		...(options.length > 0 ? { options: Object.fromEntries(options) } : {}),
	};
}

function readOptions(
	rule: Rule,
	source: Readonly<Record<string, unknown>>,
	problems: Problems,
): Settings['options'][string] {
	const known = rule.options ?? {};
	const names = Object.keys(known);
	const read: [string, Settings['options'][string][string]][] = [];
	for (const [name, value] of Object.entries(source)) {
		if (value === undefined || value === null) continue;
		const option = Object.hasOwn(known, name) ? known[name] : undefined;
		const path = ['rules', rule.id, name];
		if (option === undefined) {
			const all = names.length === 0 ? 'the rule has none' : `there is ${names.join(', ')}`;
			problems.push({ path, message: `is no option: ${all}${didYouMean(name, ['severity', ...names])}` });
			continue;
		}
		const objection = objectionTo(option, value);
		if (objection === undefined) read.push([name, value as Settings['options'][string][string]]);
		else problems.push({ path, message: objection });
	}
	return Object.fromEntries(read);
}

/** `; did you mean mode?`, or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
	const near = nearest(word, candidates);
	return near === undefined ? '' : `; did you mean ${near}?`;
}

export function isSeverity(value: unknown): value is (typeof severities)[number] {
	return (severities as readonly unknown[]).includes(value);
}

export function isListOfStrings(value: unknown): value is readonly string[] {
	return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Both settings; where they differ, those of `over` hold. Rules and their options are taken one by one. */
export function layerSettings(base: Partial<Settings>, over: Partial<Settings>): Partial<Settings> {
	const rules = { ...base.rules, ...over.rules };
	const options: Record<string, Settings['options'][string]> = { ...base.options };
	for (const [id, set] of Object.entries(over.options ?? {})) options[id] = { ...options[id], ...set };
	return {
		...base,
		...over,
		...(Object.keys(rules).length > 0 ? { rules } : {}),
		...(Object.keys(options).length > 0 ? { options } : {}),
	};
}
