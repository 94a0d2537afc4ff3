import { remember } from '../../text/remember.ts';
import { asMap, asSequence, getPair, getValue, pairsOf, resolve } from '../../text/yaml/navigate.ts';
import type { YamlMap, YamlNode, YamlPair, YamlScalar } from '../../text/yaml/yamlNode.ts';

/** A job with the jobs it extends, nearest first: what it does not say itself they say. */
export interface Job {
	readonly name: string;
	readonly chain: readonly YamlMap[];
}

/** Keys at the top of a configuration that are no jobs. Source: GitLab, doc/ci/yaml/_index.md, "Global keywords". */
const NO_JOBS = new Set(
	'stages types variables workflow include default spec image services before_script after_script cache script'.split(
		' ',
	),
);
/** GitLab lets jobs extend eleven deep: doc/ci/yaml/yaml_optimization.md, "Use `extends`". */
const DEEPEST_EXTENDS = 11;
/** Lists of scripts may be nested ten deep: doc/ci/yaml/_index.md, "`!reference` tags". */
const DEEPEST_LIST = 10;
/** Most pieces of one list, aliases of aliases followed. */
const MOST_ITEMS = 3000;

/** The value under a key at the top of a configuration, which may have a thousand jobs that all ask. */
export function topValue(root: YamlNode, key: string): YamlNode | undefined {
	return indexTop(root).get(key);
}

const indexTop = remember(
	(root: YamlNode): ReadonlyMap<string, YamlNode | undefined> =>
		new Map(pairsOf(root).map(({ key, value }) => [key.value.text, value])),
);

/** The jobs of a configuration, those that run first and hidden ones, which others extend, behind them. */
export function readJobs(root: YamlNode): readonly Job[] {
	const jobs = pairsOf(root).flatMap(({ key, value }): readonly Job[] => {
		const name = key.value.written;
		const map = asMap(value);
		if (map === undefined || NO_JOBS.has(name)) return [];
		return [{ name, chain: chainOf(root, map) }];
	});
	return [...jobs.filter(({ name }) => !isHidden(name)), ...jobs.filter(({ name }) => isHidden(name))];
}

/** Whether a name at the top is that of a hidden job, which never runs itself: `.build`. */
export function isHidden(name: string): boolean {
	return name.startsWith('.');
}

/** The value that a job has under a key, its own or that of the nearest job it extends. */
export function valueIn({ chain }: Pick<Job, 'chain'>, key: string): YamlNode | undefined {
	return chain.map((map) => getPair(map, key)).find((pair) => pair !== undefined)?.value;
}

/** A job and what it extends; of several the last one is the nearest. */
function chainOf(root: YamlNode, job: YamlMap): readonly YamlMap[] {
	const chain: YamlMap[] = [];
	const visit = (map: YamlMap, depth: number) => {
		if (chain.includes(map) || depth > DEEPEST_EXTENDS) return;
		chain.push(map);
		for (const name of itemsOf(root, getPair(map, 'extends')?.value).toReversed()) {
			const parent = name.kind === 'scalar' ? asMap(topValue(root, name.value.text)) : undefined;
			if (parent !== undefined) visit(parent, depth + 1);
		}
	};
	visit(job, 0);
	return chain;
}

/**
 * The items of a list with the items of the lists in it, `!reference [.job, script]` followed. A scalar is a list of
 * itself.
 */
export function itemsOf(root: YamlNode, list: YamlNode | undefined): readonly (YamlScalar | YamlMap)[] {
	const items: (YamlScalar | YamlMap)[] = [];
	const visit = (node: YamlNode | undefined, depth: number) => {
		const found = resolve(node);
		if (found === undefined || depth > DEEPEST_LIST || items.length >= MOST_ITEMS) return;
		if (found.kind !== 'sequence') {
			if (found.kind === 'map' || !found.isAbsent) items.push(found);
		} else if (found.tag === '!reference') {
			const path = found.items.flatMap((item) => (item.kind === 'scalar' ? [item.value.text] : []));
			if (path.length > 0) visit(referenced(root, path), depth + 1);
		} else {
			for (const item of found.items) visit(item, depth + 1);
		}
	};
	visit(list, 0);
	return items;
}

/** What `!reference [.job, script]` means; the job may have it from one it extends. */
function referenced(root: YamlNode, [name = '', ...path]: readonly string[]): YamlNode | undefined {
	const [key, ...rest] = path;
	const job = asMap(topValue(root, name));
	if (job === undefined || key === undefined) return getValue(topValue(root, name), ...path);
	const value = valueIn({ chain: chainOf(root, job) }, key);
	return rest.length === 0 ? value : getValue(value, ...rest);
}

/** The pieces of shell under a key of a script, in the order they run. */
export function scriptOf(root: YamlNode, script: YamlNode | undefined): readonly YamlScalar[] {
	return itemsOf(root, script).flatMap((item) => (item.kind === 'scalar' ? [item] : []));
}

/** Keywords of jobs under which no script stands, for finding scripts under other keys of hidden ones. */
const NO_SCRIPTS = new Set(
	(
		'after_script allow_failure artifacts before_script cache coverage dast_configuration dependencies description ' +
		'environment except extends hooks id_tokens identity image inherit interruptible manual_confirmation needs only ' +
		'pages parallel release resource_group retry rules run script secrets services stage start_in tags timeout trigger ' +
		'variables when'
	).split(' '),
);

/**
 * Lists and blocks of a hidden entry that may be scripts which others take in by anchor or `!reference`: `.login: &login
 * [docker login]`, `.scripts: { build: [docker build .] }`.
 */
export function looseScripts(root: YamlNode): readonly { readonly name: string; readonly script: YamlNode }[] {
	return pairsOf(root).flatMap((pair) => {
		const name = pair.key.value.written;
		if (!isHidden(name)) return [];
		const own = asMap(pair.value) === undefined ? [pair] : pairsOf(pair.value).filter((part) => !isKeyword(part));
		return own.flatMap(({ value }) => {
			const script = resolve(value);
			const isScript = script?.kind === 'scalar' ? script.header !== undefined : asSequence(script) !== undefined;
			return script !== undefined && isScript ? [{ name, script }] : [];
		});
	});
}

function isKeyword({ key }: YamlPair): boolean {
	return NO_SCRIPTS.has(key.value.text);
}
