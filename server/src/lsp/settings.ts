import type { Settings } from '../service.ts';

/** What an editor can set, checked: `cachelint.*` of VS Code, `initializationOptions` elsewhere. */
export interface EditorSettings {
	readonly isEnabled: boolean;
	readonly settings: Partial<Settings>;
	/** What was not understood, one clear line each; the rest still holds. */
	readonly problems: readonly string[];
}

const SEVERITIES: ReadonlySet<string> = new Set(['off', 'on', 'hint', 'info', 'warning', 'error']);
const BUILDERS: ReadonlySet<string> = new Set([
	'docker-classic',
	'docker-containerd',
	'container',
	'kubernetes',
	'remote',
]);
const PRESETS: ReadonlySet<string> = new Set(['recommended', 'strict', 'security']);

/**
 * Reads settings as editors send them, `{ buildkitVersion: '0.20', rules: { 'local-cache-grows': 'off' } }`, also when
 * they come wrapped in `{ cachelint: … }` or `{ settings: … }`. Anything of a wrong shape is left out and named.
 */
export function readEditorSettings(sent: unknown): EditorSettings {
	const source = unwrap(sent);
	const problems: string[] = [];
	const text = (key: string): string | undefined => {
		const value = source[key];
		if (value === undefined || value === null || value === '') return undefined;
		if (typeof value === 'string') return value;
		problems.push(`cachelint.${key} must be a string`);
		return undefined;
	};
	const oneOf = (key: string, values: ReadonlySet<string>): string | undefined => {
		const value = text(key);
		if (value === undefined || values.has(value)) return value;
		problems.push(`cachelint.${key} is "${value}"; it must be one of ${[...values].join(', ')}`);
		return undefined;
	};
	const readList = (key: string, items: string): readonly string[] | undefined => {
		const value = source[key];
		if (value === undefined || value === null) return undefined;
		if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
		problems.push(`cachelint.${key} must be a list of ${items}`);
		return undefined;
	};
	const settings: Record<string, unknown> = {
		buildkit: text('buildkitVersion'),
		buildx: text('buildxVersion'),
		engine: text('dockerVersion'),
		builder: oneOf('builder', BUILDERS),
		preset: oneOf('preset', PRESETS),
		rules: readRules(source['rules'], problems),
		registries: readList('registries', 'host names'),
		immutableRepositories: readList('immutableRepositories', 'repositories'),
	};
	for (const key of Object.keys(settings)) if (settings[key] === undefined) delete settings[key];
	return { isEnabled: source['enable'] !== false, settings: settings as Partial<Settings>, problems };
}

function unwrap(sent: unknown): Readonly<Record<string, unknown>> {
	if (typeof sent !== 'object' || sent === null) return {};
	const record = sent as Record<string, unknown>;
	return isRecord(record['cachelint'])
		? record['cachelint']
		: isRecord(record['settings'])
			? unwrap(record['settings'])
			: record;
}

function readRules(value: unknown, problems: string[]): Settings['rules'] | undefined {
	if (value === undefined || value === null) return undefined;
	if (!isRecord(value)) {
		problems.push('cachelint.rules must be an object of rule ids and severities');
		return undefined;
	}
	const rules: Record<string, Settings['rules'][string]> = {};
	for (const [id, severity] of Object.entries(value)) {
		if (typeof severity === 'string' && SEVERITIES.has(severity)) rules[id] = severity as Settings['rules'][string];
		else problems.push(`cachelint.rules["${id}"] must be one of ${[...SEVERITIES].join(', ')}`);
	}
	return rules;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
