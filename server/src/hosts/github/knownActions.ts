import type { Tool } from '../../cache/build.ts';
import type { Direction } from '../../cache/flag.ts';

/*
 * What actions do that the host must know to see a build and its surroundings. It is no fact about BuildKit, which would
 * be the catalogue's: a rule never asks for an action, only for what the host saw through it.
 */

/** How an action takes cache entries. */
export interface BuildAction {
	readonly tool: Tool;
	/** Its inputs that are lists of entries; `undefined` for bake, which takes them through `set`. */
	readonly inputs: Readonly<Record<Direction, string>> | undefined;
	/** Whether names that look like those inputs are misspelt; not so for actions whose inputs we do not know. */
	readonly isKnown: boolean;
}

/** The inputs that docker/build-push-action has, and those that follow it. */
export const ENTRY_INPUTS = { to: 'cache-to', from: 'cache-from' } as const;

/** Actions that build images and take cache entries in BuildKit's grammar; each names them in its `action.yml`. */
const BUILD_ACTIONS: ReadonlyMap<string, BuildAction> = new Map([
	['docker/build-push-action', { tool: 'build-push-action', inputs: ENTRY_INPUTS, isKnown: true }],
	['depot/build-push-action', { tool: 'depot', inputs: ENTRY_INPUTS, isKnown: true }],
	['docker/bake-action', { tool: 'bake-action', inputs: undefined, isKnown: true }],
	['depot/bake-action', { tool: 'depot', inputs: undefined, isKnown: true }],
	['devcontainers/ci', { tool: 'devcontainer', inputs: { to: 'cacheto', from: 'cachefrom' }, isKnown: false }],
]);

/** The build action with this name, `owner/repository` in lower case, at a pin: `v6`. */
export function knownBuildAction(name: string, pin: string): BuildAction | undefined {
	const known = BUILD_ACTIONS.get(name);
	// Version 1 took image names in `cache_froms`: docker/build-push-action, README at v1.
	if (name === 'docker/build-push-action') return /^v?1(?:\.|$)/.test(pin) ? undefined : known;
	// Others carry the name on: useblacksmith/build-push-action, forks of one's own.
	return known ?? (/^[^/]+\/build-push-action$/.test(name) ? BUILD_ACTIONS.get('docker/build-push-action') : undefined);
}

/** Actions that bring a builder of their own to the job, and the service whose builder keeps its layers by itself. */
const BUILDER_ACTIONS: ReadonlyMap<string, { readonly keptBy: string | undefined }> = new Map([
	// Installs a program that later steps may or may not build with.
	['depot/setup-action', { keptBy: undefined }],
	['useblacksmith/setup-docker-builder', { keptBy: 'Blacksmith' }],
	['useblacksmith/build-push-action', { keptBy: 'Blacksmith' }],
	['namespacelabs/nscloud-setup-buildx-action', { keptBy: 'Namespace' }],
]);

/** What an action does to the builder of the job, when it brings one. */
export function knownBuilderAction(name: string): { readonly keptBy: string | undefined } | undefined {
	return BUILDER_ACTIONS.get(name);
}

/** Actions that set up no builder, hand on no cache token, log in nowhere else and keep no files but those they are told. */
const PLAIN_ACTIONS = new Set(
	(
		'docker/login-action docker/metadata-action docker/setup-qemu-action docker/build-push-action docker/bake-action ' +
		'docker/scout-action docker/setup-compose-action docker/setup-buildx-action docker/setup-docker-action ' +
		'actions/checkout actions/cache actions/cache/restore actions/cache/save actions/upload-artifact ' +
		'actions/download-artifact actions/upload-artifact/merge actions/github-script actions/attest ' +
		'actions/attest-build-provenance actions/attest-sbom actions/create-github-app-token actions/labeler actions/stale ' +
		'actions/configure-pages actions/deploy-pages actions/dependency-review-action ' +
		'actions/setup-node actions/setup-go actions/setup-python actions/setup-java actions/setup-dotnet ' +
		'aws-actions/configure-aws-credentials aws-actions/amazon-ecr-login aws-actions/amazon-ecs-deploy-task-definition ' +
		'azure/login azure/docker-login azure/setup-kubectl azure/setup-helm ' +
		'google-github-actions/auth google-github-actions/setup-gcloud google-github-actions/deploy-cloudrun ' +
		'hashicorp/vault-action hashicorp/setup-terraform sigstore/cosign-installer anchore/sbom-action anchore/scan-action ' +
		'aquasecurity/trivy-action github/codeql-action/upload-sarif github/codeql-action/init github/codeql-action/analyze ' +
		'dorny/paths-filter tj-actions/changed-files softprops/action-gh-release ncipollo/release-action ' +
		'step-security/harden-runner peter-evans/create-pull-request peter-evans/dockerhub-description ' +
		'hadolint/hadolint-action pnpm/action-setup oven-sh/setup-bun astral-sh/setup-uv ruby/setup-ruby ' +
		'gradle/actions/setup-gradle gradle/gradle-build-action dtolnay/rust-toolchain swatinem/rust-cache ' +
		'actions-rs/toolchain rlespinasse/github-slug-action crazy-max/ghaction-github-runtime crazy-max/ghaction-docker-meta ' +
		'codecov/codecov-action jlumbroso/free-disk-space easimon/maximize-build-space actions-rust-lang/setup-rust-toolchain ' +
		'slackapi/slack-github-action rtcamp/action-slack-notify 8398a7/action-slack paulhatch/semantic-version ' +
		'gittools/actions/gitversion/setup gittools/actions/gitversion/execute mikepenz/action-junit-report'
	).split(' '),
);

/**
 * Whether nothing but what its inputs say is to be expected of an action. Not so for composite actions of the repository
 * and for all we have not looked at: they may hold any step.
 */
export function isPlainAction(name: string): boolean {
	return PLAIN_ACTIONS.has(name);
}
