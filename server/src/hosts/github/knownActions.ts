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
