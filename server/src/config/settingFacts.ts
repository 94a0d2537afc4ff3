import type { Settings } from '../service.ts';

/** What a setting holds. */
export type SettingShape =
	| { readonly kind: 'choice'; readonly values: readonly string[] }
	| { readonly kind: 'version'; readonly of: 'buildkit' | 'buildx' | 'engine' }
	/** Strings; `of` says of what: `host names`. */
	| { readonly kind: 'list'; readonly of: string };

/** One setting besides `rules`: `buildkit` of a configuration file is `cachelint.buildkitVersion` of editors. */
export interface SettingFact {
	readonly setting: Exclude<keyof Settings, 'rules' | 'options'>;
	/** Its key in a configuration file. */
	readonly key: string;
	/** Its key in editors, after `cachelint.`. */
	readonly editorKey: string;
	readonly shape: SettingShape;
	/** One sentence, Markdown. */
	readonly description: string;
}

/** What a rule can be set to; `on` is its own severity. */
export const severities = ['off', 'on', 'hint', 'info', 'warning', 'error'] as const;

/** The settings by which files are judged, in the order in which they are shown. */
export const settingFacts: readonly SettingFact[] = [
	{
		setting: 'preset',
		key: 'preset',
		editorKey: 'preset',
		shape: { kind: 'choice', values: ['recommended', 'strict', 'security'] },
		description: 'Which rules are on.',
	},
	{
		setting: 'buildkit',
		key: 'buildkit',
		editorKey: 'buildkitVersion',
		shape: { kind: 'version', of: 'buildkit' },
		description: 'The version of BuildKit the builds run on, where the files do not say.',
	},
	{
		setting: 'buildx',
		key: 'buildx',
		editorKey: 'buildxVersion',
		shape: { kind: 'version', of: 'buildx' },
		description: 'The version of buildx, where the files do not say.',
	},
	{
		setting: 'engine',
		key: 'docker',
		editorKey: 'dockerVersion',
		shape: { kind: 'version', of: 'engine' },
		description: 'The version of Docker Engine, where the files do not say.',
	},
	{
		setting: 'builder',
		key: 'builder',
		editorKey: 'builder',
		shape: { kind: 'choice', values: ['docker-classic', 'docker-containerd', 'container', 'kubernetes', 'remote'] },
		description: 'The kind of builder, where the files do not show it.',
	},
	{
		setting: 'registries',
		key: 'registries',
		editorKey: 'registries',
		shape: { kind: 'list', of: 'host names' },
		description: 'More registries that reject caches stored as an image index, `*` for any characters.',
	},
	{
		setting: 'immutableRepositories',
		key: 'immutableRepositories',
		editorKey: 'immutableRepositories',
		shape: { kind: 'list', of: 'repositories' },
		description: 'Repositories whose tags cannot be overwritten, `*` for any characters.',
	},
];

/** What a configuration file has besides; editors have their own ways of leaving files out. */
export const excludeFact = {
	key: 'exclude',
	description: 'Globs of files and directories to leave out, relative to the directory of the configuration file.',
} as const;

/** Every key of a configuration file. */
export const configKeys: readonly string[] = [
	'$schema',
	...settingFacts.map(({ key }) => key),
	'rules',
	excludeFact.key,
];
