import { createBuild } from '../../cache/build.ts';
import type { CacheFlag } from '../../cache/flag.ts';
import { MappedText } from '../../text/mappedText.ts';
import { asMap, asScalar, asSequence, getPair, pairsOf, scalarsOf } from '../../text/yaml/navigate.ts';
import type { YamlMap, YamlNode } from '../../text/yaml/yamlNode.ts';
import { findOptionFlags, readArgv } from '../anyYaml/argv.ts';
import { readSettings } from '../anyYaml/entries.ts';
import { hideFilledIn } from '../anyYaml/expansions.ts';

/** The cache flags of `build` in a devcontainer.json, which the dev container command hands to `docker buildx build`. */
export function readDevcontainer(root: YamlNode, source: string): readonly CacheFlag[] {
	const map = asMap(getPair(root, 'build')?.value);
	if (map === undefined) return [];
	const build = createBuild({
		tool: 'devcontainer',
		span: map.span,
		name: textOf(root, 'name')?.written,
		// Features and the command line add arguments.
		isComplete: false,
		context: textOf(map, 'context'),
		file: textOf(map, 'dockerfile'),
		target: textOf(map, 'target'),
		args: readArgs(map),
	});
	const list = asSequence(getPair(map, 'options')?.value);
	const options =
		list === undefined
			? []
			: findOptionFlags(readArgv(list, scalarsOf(list)), ['devcontainer', 'build'], { document: source });
	return [...readSettings({ map, build }, source).map(correctName), ...options.map((flag) => ({ ...flag, build }))];
}

/** The file has `cacheFrom` alone; a cache is only written with an option of the command line. */
function correctName(flag: CacheFlag): CacheFlag {
	const isMisnamed = flag.direction === 'from' && flag.name.text !== 'cacheFrom';
	return isMisnamed ? { ...flag, name: { ...flag.name, correction: 'cacheFrom' } } : flag;
}

function textOf(node: YamlNode, key: string): MappedText | undefined {
	const scalar = asScalar(getPair(node, key)?.value);
	return scalar === undefined ? undefined : hideFilledIn(scalar.value);
}

/** `"args": {"NAME": "value"}` as `NAME=value`. */
function readArgs(map: YamlMap): readonly MappedText[] {
	return pairsOf(getPair(map, 'args')?.value).flatMap(({ key, value }) => {
		const text = asScalar(value);
		if (text === undefined) return [];
		const name = key.value;
		const builder = MappedText.builder(name.span.start).copy(name, 0, name.length);
		const hidden = hideFilledIn(text.value);
		const gap = { start: name.span.end, end: hidden.span.start };
		return [builder.write('=', gap).copy(hidden, 0, hidden.length).build()];
	});
}
