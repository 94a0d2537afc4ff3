/** What a CI system calls the branch or tag a build runs for. Such names may hold a `/`. */
export interface RefName {
	/** The variable, property of a GitHub expression, or command: `CI_COMMIT_REF_NAME`, `github.ref_name`, `git branch …`. */
	readonly name: string;
	/** The variable of the same system that holds it fit for a tag: `CI_COMMIT_REF_SLUG` of GitLab. */
	readonly slug?: string;
	/** The same in the shell of a step: `$GITHUB_REF_NAME` for `github.ref_name`. */
	readonly inShell?: string;
	/** Whether it is empty outside pull requests. */
	readonly isOfPullRequests?: true;
}

/**
 * The names each CI system documents for branches: docs.gitlab.com/ci/variables/predefined_variables,
 * docs.github.com/actions/reference/contexts-reference, circleci.com/docs/variables, docs.travis-ci.com/user/environment-variables,
 * support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets, docs.drone.io/pipeline/environment/reference,
 * buildkite.com/docs/pipelines/environment-variables, learn.microsoft.com/azure/devops/pipelines/build/variables.
 */
export const refNames: readonly RefName[] = [
	{ name: 'github.ref_name', inShell: '$GITHUB_REF_NAME' },
	{ name: 'github.ref', inShell: '$GITHUB_REF' },
	{ name: 'github.head_ref', inShell: '$GITHUB_HEAD_REF', isOfPullRequests: true },
	{ name: 'github.base_ref', inShell: '$GITHUB_BASE_REF', isOfPullRequests: true },
	{ name: 'GITHUB_REF_NAME', inShell: '$GITHUB_REF_NAME' },
	{ name: 'GITHUB_REF', inShell: '$GITHUB_REF' },
	{ name: 'GITHUB_HEAD_REF', inShell: '$GITHUB_HEAD_REF', isOfPullRequests: true },
	{ name: 'CI_COMMIT_REF_NAME', slug: 'CI_COMMIT_REF_SLUG' },
	{ name: 'CI_COMMIT_BRANCH', slug: 'CI_COMMIT_REF_SLUG' },
	{ name: 'CI_MERGE_REQUEST_SOURCE_BRANCH_NAME' },
	{ name: 'CIRCLE_BRANCH' },
	{ name: 'TRAVIS_BRANCH' },
	{ name: 'BITBUCKET_BRANCH' },
	{ name: 'DRONE_BRANCH' },
	{ name: 'BUILDKITE_BRANCH' },
	{ name: 'CIRRUS_BRANCH' },
	{ name: 'BUILD_SOURCEBRANCH' },
	{ name: 'Build.SourceBranch' },
	{ name: 'env.BRANCH_NAME' },
	{ name: 'env.GIT_BRANCH' },
	{ name: 'git branch --show-current' },
	{ name: 'git rev-parse --abbrev-ref HEAD' },
];

/** What GitHub calls the repository and its owner, capitals kept, with the same in the shell of a step. */
export const repositoryNames: readonly RefName[] = [
	{ name: 'github.repository', inShell: '$GITHUB_REPOSITORY' },
	{ name: 'github.repository_owner', inShell: '$GITHUB_REPOSITORY_OWNER' },
	{ name: 'GITHUB_REPOSITORY', inShell: '$GITHUB_REPOSITORY' },
	{ name: 'GITHUB_REPOSITORY_OWNER', inShell: '$GITHUB_REPOSITORY_OWNER' },
];
