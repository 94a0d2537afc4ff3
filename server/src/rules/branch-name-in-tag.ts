import type { PipelineFacts } from '../cache/build.ts';
import { type CacheEntry, refOf } from '../cache/entry.ts';
import { refNames } from '../catalogue/refNames.ts';
import { defineRule } from './rule.ts';
import { tagOf } from './shared/cacheRef.ts';
import { cleaningFixes, type NamedExpansion, namedExpansions } from './shared/namedExpansions.ts';

/** The expansions in the tag of a ref that are the name of a branch. */
function branchesInTag(entry: CacheEntry): readonly NamedExpansion[] {
	const ref = refOf(entry);
	const tag = ref === undefined ? undefined : tagOf(ref);
	return tag === undefined ? [] : namedExpansions(tag, refNames, entry.flag.build);
}

/** Whether what is known of the pipeline keeps names with `/` away from the build. */
function hasPlainNames(pipeline: PipelineFacts | undefined): boolean {
	if (pipeline === undefined) return false;
	if (pipeline.hasPlainRefsOnly) return true;
	const gate = /(?:github\.ref|github\.ref_name|CI_COMMIT_BRANCH|CI_COMMIT_REF_NAME|BRANCH_NAME)\s*==|default_branch/;
	return pipeline.conditions.some((condition) => gate.test(condition.written) && !condition.written.includes('||'));
}

/** The note about names that are empty outside pull requests, where that can happen. */
function emptinessNote({ names: [name], isAlone }: NamedExpansion, pipeline: PipelineFacts | undefined): string {
	const events = pipeline?.events;
	if (name.isOfPullRequests !== true || !isAlone || events === undefined) return '';
	return events.some((event) => !event.startsWith('pull_request')) ? ' It is also empty outside pull requests.' : '';
}

const cleaning = {
	id: 'slug',
	output: 'ref',
	operator: '//\\//-',
	method: ".replaceAll('/', '-')",
	title: 'Use the output of a step that replaces `/` by `-`',
};

export default defineRule({
	id: 'branch-name-in-tag',
	group: 'values',
	severity: 'warning',
	preset: 'recommended',
	summary: 'The name of a branch in the tag of a registry cache.',
	docs: `
Branches may be called \`feat/x\`, and tags of images hold no \`/\`. Everything works on \`main\`; on such a branch the export stops the
build, \`failed to configure registry cache exporter: invalid reference format\`, and the import only writes that into the log
and goes on without cache. For pull requests \`github.ref_name\` is \`123/merge\`, which always holds one, and \`github.head_ref\` is
empty for all other events.

Use a name without slashes: \`$CI_COMMIT_REF_SLUG\` in GitLab; on GitHub the output of a step that does
\`\${GITHUB_REF_NAME//\\//-}\`; \`env.BRANCH_NAME.replaceAll('/', '-')\` in Jenkins. The scope of a gha cache, the name of an s3 or
azblob cache and directories may hold slashes.

Nothing is said where the triggers of the workflow or a condition only let names without \`/\` through, and where the name
passes through a replacement. All versions of BuildKit.
`,
	options: {
		safeVariables: {
			kind: 'strings',
			default: [],
			description: 'Names that never hold a `/` here, because all branches are named so: `[github.ref_name]`.',
		},
	},
	bad: [
		{
			title: 'on GitHub',
			path: '.github/workflows/ci.yml',
			text: `
				on:
				  push:
				    branches: ['**']
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:cache-\${{ github.ref_name }}
				                                                            ^^^^^^^^^^^^^^^^^^^^^^ \`github.ref_name\` may contain \`/\`, which is not allowed in a tag (\`feat/x\` breaks the export and silently disables the import). Use a slug.
				          cache-to: type=registry,ref=ghcr.io/o/app:cache-\${{ github.ref_name }},mode=max
				                                                          ^^^^^^^^^^^^^^^^^^^^^^ \`github.ref_name\` may contain \`/\`, which is not allowed in a tag (\`feat/x\` breaks the export and silently disables the import). Use a slug.
			`,
			fixed: `
				on:
				  push:
				    branches: ['**']
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - id: slug
				        run: echo "ref=\${GITHUB_REF_NAME//\\//-}" >> "$GITHUB_OUTPUT"
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:cache-\${{ steps.slug.outputs.ref }}
				          cache-to: type=registry,ref=ghcr.io/o/app:cache-\${{ steps.slug.outputs.ref }},mode=max
			`,
		},
		{
			title: 'in a script of GitLab',
			path: 'ci/build.sh',
			text: `
				docker buildx build --cache-to "type=registry,ref=$CI_REGISTRY_IMAGE:\${CI_COMMIT_REF_NAME},mode=max" .
				                                                                     ^^^^^^^^^^^^^^^^^^^^^ \`CI_COMMIT_REF_NAME\` may contain \`/\`, which is not allowed in a tag (\`feat/x\` breaks the export and silently disables the import). Use \`$CI_COMMIT_REF_SLUG\`.
			`,
			fixed: `
				docker buildx build --cache-to "type=registry,ref=$CI_REGISTRY_IMAGE:\${CI_COMMIT_REF_SLUG},mode=max" .
			`,
		},
		{
			title: 'in a script',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "ghcr.io/o/app:$GITHUB_REF_NAME" .
				                                                ^^^^^^^^^^^^^^^^ \`GITHUB_REF_NAME\` may contain \`/\`, which is not allowed in a tag (\`feat/x\` breaks the export and silently disables the import). Use a slug.
			`,
			fixed: `
				docker buildx build --cache-from "ghcr.io/o/app:\${GITHUB_REF_NAME////-}" .
			`,
		},
		{
			title: 'the branch that git has checked out',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=registry,ref=o/app:$(git branch --show-current),mode=max" .
				                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`git branch --show-current\` may contain \`/\`, which is not allowed in a tag (\`feat/x\` breaks the export and silently disables the import). Use a slug.
			`,
		},
		{
			title: 'a name that is empty outside pull requests',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:\${{ github.head_ref }}
				                                                      ^^^^^^^^^^^^^^^^^^^^^^ \`github.head_ref\` may contain \`/\`, which is not allowed in a tag (\`feat/x\` breaks the export and silently disables the import). Use a slug. It is also empty outside pull requests.
			`,
			fixed: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - id: slug
				        run: echo "ref=\${GITHUB_HEAD_REF//\\//-}" >> "$GITHUB_OUTPUT"
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:\${{ steps.slug.outputs.ref }}
			`,
		},
		{
			title: 'in a pipeline of Jenkins',
			path: 'Jenkinsfile',
			text: `
				pipeline {
				  agent any
				  stages {
				    stage('Build') {
				      steps {
				        sh "docker buildx build --cache-to type=registry,ref=o/app:cache-\${env.BRANCH_NAME},mode=max ."
				                                                                         ^^^^^^^^^^^^^^^^^^ \`env.BRANCH_NAME\` may contain \`/\`, which is not allowed in a tag (\`feat/x\` breaks the export and silently disables the import). Use a slug.
				      }
				    }
				  }
				}
			`,
			fixed: `
				pipeline {
				  agent any
				  stages {
				    stage('Build') {
				      steps {
				        sh "docker buildx build --cache-to type=registry,ref=o/app:cache-\${env.BRANCH_NAME.replaceAll('/', '-')},mode=max ."
				      }
				    }
				  }
				}
			`,
		},
		{
			title: 'a branch or the name of the pull request; conditions that let all branches through',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  build:
				    if: github.ref == 'refs/heads/main' || github.event_name == 'pull_request'
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        if: github.actor != 'dependabot[bot]'
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:\${{ github.head_ref || github.ref_name }}
				                                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`github.head_ref\` may contain \`/\`, which is not allowed in a tag (\`feat/x\` breaks the export and silently disables the import). Use a slug.
			`,
			fixed: `
				on: [push, pull_request]
				jobs:
				  build:
				    if: github.ref == 'refs/heads/main' || github.event_name == 'pull_request'
				    runs-on: ubuntu-latest
				    steps:
				      - id: slug
				        run: |
				          value="\${GITHUB_HEAD_REF:-$GITHUB_REF_NAME}"
				          echo "ref=\${value//\\//-}" >> "$GITHUB_OUTPUT"
				      - uses: docker/build-push-action@v6
				        if: github.actor != 'dependabot[bot]'
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:\${{ steps.slug.outputs.ref }}
			`,
		},
		{
			title: 'a workflow for pull requests alone',
			path: '.github/workflows/ci.yml',
			text: `
				on: pull_request
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:\${{ github.head_ref }}
				                                                      ^^^^^^^^^^^^^^^^^^^^^^ \`github.head_ref\` may contain \`/\`, which is not allowed in a tag (\`feat/x\` breaks the export and silently disables the import). Use a slug.
			`,
			fixed: `
				on: pull_request
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - id: slug
				        run: echo "ref=\${GITHUB_HEAD_REF//\\//-}" >> "$GITHUB_OUTPUT"
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:\${{ steps.slug.outputs.ref }}
			`,
		},
		{
			title: 'one of two names is known to hold no slash',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:\${{ github.head_ref || github.ref_name }}
				                                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`github.ref_name\` may contain \`/\`, which is not allowed in a tag (\`feat/x\` breaks the export and silently disables the import). Use a slug.
			`,
			fixed: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - id: slug
				        run: |
				          value="\${GITHUB_HEAD_REF:-$GITHUB_REF_NAME}"
				          echo "ref=\${value//\\//-}" >> "$GITHUB_OUTPUT"
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:\${{ steps.slug.outputs.ref }}
			`,
			settings: { options: { 'branch-name-in-tag': { safeVariables: ['github.head_ref'] } } },
		},
		{
			title: 'in a string of JSON',
			path: 'package.json',
			text: `
				{
				  "scripts": {
				    "image": "docker buildx build --cache-from \\"ghcr.io/o/app:$GITHUB_REF_NAME\\" ."
				                                                               ^^^^^^^^^^^^^^^^ \`GITHUB_REF_NAME\` may contain \`/\`, which is not allowed in a tag (\`feat/x\` breaks the export and silently disables the import). Use a slug.
				  }
				}
			`,
			fixed: `
				{
				  "scripts": {
				    "image": "docker buildx build --cache-from \\"ghcr.io/o/app:\${GITHUB_REF_NAME////-}\\" ."
				  }
				}
			`,
		},
	],
	good: [
		{
			title: 'a name that the script has made one without slashes',
			path: 'build.sh',
			text: `
				CI_COMMIT_BRANCH=$(echo "$CI_COMMIT_BRANCH" | tr / -)
				docker buildx build --cache-to type=registry,ref=ghcr.io/o/app:cache-$CI_COMMIT_BRANCH .
				ARGS+=("--cache-from=type=registry,ref=ghcr.io/o/app:cache-\${CI_COMMIT_BRANCH}")
			`,
		},
		{
			title: 'a slug',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - id: slug
				        run: echo "ref=\${GITHUB_REF_NAME//\\//-}" >> "$GITHUB_OUTPUT"
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache-\${{ steps.slug.outputs.ref }},mode=max
			`,
		},
		{
			title: 'a slug of GitLab',
			path: 'ci/build.sh',
			text: `
				docker buildx build --cache-to "type=registry,ref=$CI_REGISTRY_IMAGE:$CI_COMMIT_REF_SLUG,mode=max" .
			`,
		},
		{
			title: 'scopes, names and directories',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=gha,scope=$GITHUB_REF_NAME" --cache-to "type=local,dest=/c/$GITHUB_REF_NAME" \\
				  --cache-to "type=s3,region=r,bucket=b,name=$GITHUB_REF_NAME" .
			`,
		},
		{
			title: 'in the path of the image, where slashes are fine',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=registry,ref=ghcr.io/o/app/$CI_COMMIT_BRANCH:cache" .
			`,
		},
		{
			title: 'after a replacement',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=registry,ref=ghcr.io/o/app:\${GITHUB_REF_NAME//\\//-}" .
			`,
		},
		{
			title: 'a name that is known to hold no slash',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache-\${{ github.ref_name }},mode=max
			`,
			settings: { options: { 'branch-name-in-tag': { safeVariables: ['github.ref_name'] } } },
		},
		{
			title: 'triggers that let no slash through',
			path: '.github/workflows/ci.yml',
			text: `
				on:
				  push:
				    branches: [main, develop]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache-\${{ github.ref_name }},mode=max
			`,
		},
		{
			title: 'a job for one branch',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    if: github.ref == 'refs/heads/main'
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache-\${{ github.ref_name }},mode=max
			`,
		},
		{
			title: 'a pipeline of Jenkins that replaces the slash',
			path: 'Jenkinsfile',
			text: `
				pipeline {
				  agent any
				  stages {
				    stage('Build') {
				      steps {
				        sh "docker buildx build --cache-to type=registry,ref=o/app:cache-\${env.BRANCH_NAME.replaceAll('/', '-')},mode=max ."
				      }
				    }
				  }
				}
			`,
		},
		{
			title: 'runs of a schedule, which has one branch',
			path: '.github/workflows/ci.yml',
			text: `
				on: { schedule: [{ cron: '0 3 * * *' }] }
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache-\${{ github.ref_name }},mode=max
			`,
		},
	],
	checkEntry(entry, context) {
		const { pipeline } = entry.flag.build;
		if (hasPlainNames(pipeline)) return [];
		const safe = context.option('safeVariables');
		const find = (other: CacheEntry) =>
			branchesInTag(other).filter(({ names }) => !names.every((name) => safe.includes(name.name)));
		return find(entry).map((place) => {
			const name = place.names.find((candidate) => !safe.includes(candidate.name)) ?? place.names[0];
			const instead = name.slug === undefined ? 'Use a slug.' : `Use \`$${name.slug}\`.`;
			return {
				span: place.span,
				message:
					`\`${name.name}\` may contain \`/\`, which is not allowed in a tag (\`feat/x\` breaks the export and silently ` +
					`disables the import). ${instead}${emptinessNote(place, pipeline)}`,
				fixes: cleaningFixes(place, entry, { context, cleaning, find }),
			};
		});
	},
});
