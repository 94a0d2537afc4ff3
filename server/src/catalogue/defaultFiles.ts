/**
 * The files that are read where none is named. Source: buildx, bake/bake.go, `defaultFilenames`; compose-go,
 * cli/options.go, `DefaultFileNames`, `DefaultOverrideFileNames`.
 */
const DEFAULT_COMPOSE_FILES: readonly string[] = [
	'compose.yaml',
	'compose.yml',
	'docker-compose.yml',
	'docker-compose.yaml',
];

const COMPOSE_OVERRIDES = [
	'compose.override.yaml',
	'compose.override.yml',
	'docker-compose.override.yml',
	'docker-compose.override.yaml',
];

/** What Compose looks for, overrides included. */
export const FILES_OF_COMPOSE: readonly string[] = [...DEFAULT_COMPOSE_FILES, ...COMPOSE_OVERRIDES];

/** What bake looks for; later files win. It reads no overrides of Compose. */
export const FILES_OF_BAKE: readonly string[] = [
	...DEFAULT_COMPOSE_FILES,
	'docker-bake.json',
	'docker-bake.hcl',
	'docker-bake.override.json',
	'docker-bake.override.hcl',
];
