import type { Tool } from '../../cache/build.ts';
import type { CacheFlag, FlagNote } from '../../cache/flag.ts';
import { asMap, asScalar, getPair, pairsOf } from '../../text/yaml/navigate.ts';
import type { YamlMap } from '../../text/yaml/yamlNode.ts';
import { buildOf, readSettings } from './entries.ts';

/** Images of the plugins for Drone and Woodpecker that run `docker build` or `docker buildx build`. */
const PLUGIN_IMAGE =
	/(?:^|\/)(?:plugins\/(?:docker|ecr|gcr|acr|gar|heroku)|drone-(?:docker|ecr|gcr)|[\w.-]*buildx)(?:[:@-]|$)/i;
/** Those that keep a comma behind a backslash: https://github.com/thegeeklab/wp-docker-buildx */
const ESCAPING_IMAGE = /(?:^|\/)(?:thegeeklab\/(?:drone|wp)|woodpeckerci\/plugin)-docker-buildx(?:[:@]|$)/;
/** Those that read a list with commas and nothing else: https://github.com/drone-plugins/drone-docker */
const CUTTING_IMAGE = /(?:^|\/)plugins\/(?:docker|ecr|gcr|acr)(?:[:@]|$)/;
/** Executors of Nx with the inputs of docker/build-push-action: https://github.com/gperdomor/nx-tools */
const NX_EXECUTOR = /^@(?:nx-tools\/nx-(?:container|docker)|gperdomor\/nx-(?:container|docker)):build$/;
const OTHER_BUILDER = /kaniko|buildah|podman|earthly/i;
/** Plugins of Buildkite, as they are named in a pipeline: `docker-compose#v5.2.0`, with the owner before where it is another's. */
const COMPOSE_PLUGIN = /(?:^|\/)docker-compose(?:-buildkite-plugin)?(?:\.git)?#/;
/** The service before an entry, `web:` of `web:acme/web:cache`; older plugins take a group behind the tag, which is no entry. */
const SERVICE = /^[^\s:/=,]+:(?=type=|[^\s:=,/]+(?::\d+(?=\/))?(?:\/[^\s:/]+)*(?::[^\s:/]+)?$)/;
const BUILD_PLUGIN = /(?:^|\/)docker-(?:build|buildx|image)[\w.-]*#/;

/**
 * The cache flags in settings of tools we know, among the keys of a map that stands under the key `parent`: plugins of
 * Drone, Woodpecker and Buildkite, `docker_image_build` of Ansible, `docker` of an artifact of Skaffold, build steps of
 * Codefresh, executors of Nx.
 */
export function readTools(map: YamlMap, parent: string, source: string): readonly CacheFlag[] {
	const flags: CacheFlag[] = [];
	const image = asScalar(getPair(map, 'image')?.value)?.value;
	if (image !== undefined && PLUGIN_IMAGE.test(image.written) && !OTHER_BUILDER.test(image.written)) {
		const tool: Tool = /buildx/i.test(image.written) ? 'buildx' : 'docker';
		const build = buildOf(tool, map);
		const settings = asMap(getPair(map, 'settings')?.value);
		for (const place of settings === undefined ? [map] : [map, settings]) {
			flags.push(...readSettings({ map: place, build, splitsCommas: cutOf(image.written) ?? true }, source));
		}
	}
	const isCodefresh = textOf(map, 'type') === 'build' && getPair(map, 'image_name') !== undefined;
	if (isCodefresh) flags.push(...readSettings({ map, build: buildOf('docker', map) }, source));
	if (NX_EXECUTOR.test(textOf(map, 'executor'))) {
		const build = buildOf('buildx', map);
		const configurations = pairsOf(getPair(map, 'configurations')?.value).map(({ value }) => asMap(value));
		for (const options of [asMap(getPair(map, 'options')?.value), ...configurations]) {
			if (options !== undefined) flags.push(...readSettings({ map: options, build }, source));
		}
	}
	for (const { key, value } of map.pairs) {
		const name = key.value.text;
		const inner = asMap(value);
		if (inner === undefined) continue;
		if (COMPOSE_PLUGIN.test(name)) {
			flags.push(...readSettings({ map: inner, build: buildOf('compose', inner), prefix: SERVICE }, source));
		} else if (BUILD_PLUGIN.test(name)) {
			flags.push(...readSettings({ map: inner, build: buildOf('buildx', inner), prefix: /^(?=type=)/ }, source));
		} else if (/(?:^|\.)docker_image_build$/.test(name)) {
			flags.push(...readSettings({ map: inner, build: buildOf('buildx', map) }, source));
		} else if (/(?:^|\.)docker_image$/.test(name)) {
			// It asks the engine to build, without BuildKit.
			const options = asMap(getPair(inner, 'build')?.value);
			if (options !== undefined) {
				flags.push(...readSettings({ map: options, build: buildOf('docker-legacy', map) }, source));
			}
		} else if (parent === 'artifacts' && name === 'docker') {
			flags.push(...readSettings({ map: inner, build: buildOf('docker', map) }, source));
		}
	}
	return flags;
}

/** What the plugin of an image makes of commas, where it is known. */
function cutOf(image: string): FlagNote | undefined {
	const wrapper = `the plugin ${image.replace(/^.*\/(?=[^/]+\/)|[:@].*$/g, '')}`;
	if (ESCAPING_IMAGE.test(image)) return { code: 'cut-at-commas', wrapper, pieces: 'passed', escape: '\\,' };
	if (CUTTING_IMAGE.test(image)) return { code: 'cut-at-commas', wrapper, pieces: 'passed', escape: undefined };
	return undefined;
}

function textOf(map: YamlMap, key: string): string {
	return asScalar(getPair(map, key)?.value)?.value.written ?? '';
}
