import type { Settings } from '../service.ts';
import { indexLines } from '../text/lines.ts';
import { type PlacedData, readJsonData, readYamlData } from './placedData.ts';
import { didYouMean, isListOfStrings, isRecord, readSettings } from './readSettings.ts';
import { configKeys, excludeFact } from './settingFacts.ts';

/** Something wrong in a configuration file. Line and column count from 1, columns in UTF-16 units. */
export interface ConfigProblem {
	readonly line: number;
	readonly column: number;
	/** `rules.unknown-tpye is no rule; did you mean unknown-type?` */
	readonly message: string;
}

/** A configuration file as it was read; what makes no sense is left out and named, the rest holds. */
export interface Config {
	readonly settings: Partial<Settings>;
	/** Globs of what to leave out. */
	readonly exclude: readonly string[];
	readonly problems: readonly ConfigProblem[];
}

/**
 * Reads the text of a configuration file; its name says whether it is JSON or YAML. `{"buildkit": "0.20"}` gives
 * `{settings: {buildkit: '0.20'}, exclude: [], problems: []}`.
 */
export function readConfig(text: string, name: string): Config {
	const content = text.replace(/^\uFEFF/, '');
	const data = /\.jsonc?$/.test(name) ? readJsonData(content) : readYamlData(content);
	const lines = indexLines(content);
	const problemAt = (offset: number, message: string): ConfigProblem => {
		const { line, column } = lines.positionOf(offset);
		return { line: line + 1, column: column + 1, message };
	};
	const { settings, exclude, problems } = readRoot(data);
	return {
		settings,
		exclude,
		problems: [
			...data.errors.map(({ offset, message }) => problemAt(offset, message)),
			...problems.map(({ path, message }) =>
				problemAt(data.offsetOf(path), [path.join('.'), message].join(' ').trim()),
			),
		].sort((a, b) => a.line - b.line || a.column - b.column),
	};
}

type Problem = { readonly path: readonly string[]; readonly message: string };

function readRoot({ value, errors }: PlacedData): Omit<Config, 'problems'> & { readonly problems: readonly Problem[] } {
	if (!isRecord(value)) {
		const isEmpty = value === undefined || value === null;
		const problems = isEmpty || errors.length > 0 ? [] : [{ path: [], message: 'the file must hold keys and values' }];
		return { settings: {}, exclude: [], problems };
	}
	const unknown = Object.keys(value)
		.filter((key) => !configKeys.includes(key))
		.map((key) => ({ path: [key], message: `is no setting${didYouMean(key, configKeys)}` }));
	const { settings, problems } = readSettings(value, ({ key }) => key);
	const exclude = value[excludeFact.key] ?? [];
	const globs = isListOfStrings(exclude) ? exclude : undefined;
	return {
		settings,
		exclude: globs ?? [],
		problems: [
			...unknown,
			...problems,
			...(globs === undefined ? [{ path: [excludeFact.key], message: 'must be a list of globs' }] : []),
		],
	};
}
