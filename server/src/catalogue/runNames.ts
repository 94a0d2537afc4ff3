/**
 * What CI systems call the run or the commit a build is for: another value for every run. Sources: the lists of variables
 * named at `refNames`; docs.github.com/actions/reference/contexts-reference, `github` context; jenkins.io/doc/book/pipeline/jenkinsfile.
 */
const RUN_NAMES: ReadonlySet<string> = new Set([
	'github.sha',
	'github.run_id',
	'github.run_number',
	'github.run_attempt',
	'github.event.after',
	'github.event.pull_request.head.sha',
	'github.event.head_commit.id',
	'GITHUB_SHA',
	'GITHUB_RUN_ID',
	'GITHUB_RUN_NUMBER',
	'GITHUB_RUN_ATTEMPT',
	'CI_COMMIT_SHA',
	'CI_COMMIT_SHORT_SHA',
	'CI_PIPELINE_ID',
	'CI_PIPELINE_IID',
	'CI_JOB_ID',
	'BUILD_NUMBER',
	'BUILD_ID',
	'GIT_COMMIT',
	'CIRCLE_SHA1',
	'CIRCLE_BUILD_NUM',
	'TRAVIS_COMMIT',
	'TRAVIS_BUILD_NUMBER',
	'BITBUCKET_COMMIT',
	'BITBUCKET_BUILD_NUMBER',
	'DRONE_COMMIT',
	'DRONE_COMMIT_SHA',
	'DRONE_BUILD_NUMBER',
	'BUILDKITE_COMMIT',
	'BUILDKITE_BUILD_NUMBER',
	'BUILD_SOURCEVERSION',
	'Build.SourceVersion',
	'Build.BuildId',
	'CODEBUILD_RESOLVED_SOURCE_VERSION',
	'SHORT_SHA',
	'COMMIT_SHA',
]);

/** A command that gives the time or the commit; `git rev-parse --abbrev-ref` gives the branch. */
const RUN_COMMAND = /^(?:\$\(|`)\s*(?:date\b|git rev-parse (?!.*--abbrev-ref)(?=.*\bHEAD\b))/;

/**
 * The name of what an expansion stands for, when it is another one for every run: `github.sha` of `${{ github.sha }}`,
 * `$CI_COMMIT_SHA` and `$(date +%s)` as they are written. `undefined` for anything that may last.
 */
export function perRunName(expansion: string): string | undefined {
	if (RUN_COMMAND.test(expansion)) return expansion;
	const property = /^\$\{\{\s*(?:env\.)?([\w.]+)\s*\}\}$/.exec(expansion)?.[1];
	if (property !== undefined) return RUN_NAMES.has(property) ? property : undefined;
	// A part of it, `${GITHUB_SHA::8}`, changes as often. Bake names its variables without a sign.
	const variable = /^(?:\$?([\w.]+)|\$\{([\w.]+)(?:\}|:\d*:).*|\$\(([\w.]+)\))$/.exec(expansion);
	const name = variable?.[1] ?? variable?.[2] ?? variable?.[3];
	return name !== undefined && RUN_NAMES.has(name) ? `$${name}` : undefined;
}
