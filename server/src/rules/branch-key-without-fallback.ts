import type { PipelineFacts } from '../cache/build.ts';
import { type Attribute, attributeOf, type CacheEntry } from '../cache/entry.ts';
import { type RefName, refNames } from '../catalogue/refNames.ts';
import type { MappedText } from '../text/mappedText.ts';
import { defineRule, type Edit, type Fix } from './rule.ts';
import { isSameLocation, locationOf } from './shared/location.ts';
import { type NamedExpansion, namedExpansions } from './shared/namedExpansions.ts';

/** Names of the branch that is built, cleaned ones too; the one a pull request goes to is a fallback itself. */
const BRANCHES: readonly RefName[] = [
	...refNames.filter(({ name }) => !/base_ref/i.test(name)),
	...refNames.flatMap(({ slug }) => (slug === undefined ? [] : [{ name: slug }])),
];

/** The branch in a value of an entry's place. */
interface BranchPart {
	readonly value: MappedText;
	readonly branch: NamedExpansion;
}

/** Where an entry's place holds the branch; `undefined` when it does not, or holds another expansion that may vary. */
function branchPartOf(entry: CacheEntry): BranchPart | undefined {
	for (const value of locationOf(entry)?.parts ?? []) {
		const [branch] = namedExpansions(value, BRANCHES);
		if (branch !== undefined) return { value, branch };
	}
	return undefined;
}

/**
 * Whether branches that are built for the first time are rare, or may be: one branch, tags only, a condition about the
 * ref, a workflow that others call for what they build.
 */
function hasFewBranches(pipeline: PipelineFacts | undefined): boolean {
	if (pipeline === undefined) return false;
	return (
		pipeline.events?.includes('workflow_call') === true ||
		pipeline.hasPlainRefsOnly ||
		pipeline.runsOnNamedBranchesOnly === true ||
		pipeline.runsOnTagsOnly === true ||
		pipeline.conditions.some(({ written }) => /\bref|branch|tag/i.test(written))
	);
}

/** The text of an entry with the branch replaced by the default one; `undefined` in the object form. */
function fallbackOf({ text }: CacheEntry, { branch }: BranchPart, defaultBranch: string): string | undefined {
	if (text === undefined) return undefined;
	const at = text.expansions.find(({ index }) => text.startOf(index) === branch.span.start)?.index;
	return at === undefined ? undefined : text.slice(0, at).written + defaultBranch + text.slice(at + 1).written;
}

/** The fix that adds the default branch as one more source. */
function addFallback(entry: CacheEntry, part: BranchPart, defaultBranch: string): readonly Fix[] {
	const { separator } = entry.flag.layout;
	const fallback = fallbackOf(entry, part, defaultBranch);
	if (separator === undefined || fallback === undefined) return [];
	const end = entry.span.end;
	const title = `Read the cache of \`${defaultBranch}\` as well`;
	return [{ title, safe: false, edits: [{ span: { start: end, end }, text: `${separator}${fallback}` }] }];
}

/** The fix that takes the branch out of gha scopes, with a dash before or behind it. */
function dropBranch(entries: readonly CacheEntry[]): readonly Fix[] {
	const edits = entries.flatMap((entry): readonly Edit[] => {
		const scope = attributeOf(entry, 'scope');
		const [branch] = scope === undefined ? [] : namedExpansions(scope.value, BRANCHES);
		return branch === undefined || scope === undefined ? [] : [dropFrom(scope, branch)];
	});
	const [first, ...others] = edits;
	return first === undefined
		? []
		: [{ title: 'Drop the branch from the scope', safe: false, edits: [first, ...others] }];
}

function dropFrom({ value }: Attribute, branch: NamedExpansion): Edit {
	const at = value.expansions.find(({ index }) => value.startOf(index) === branch.span.start)!.index;
	if (value.length === 1) return { span: value.span, text: 'buildkit' };
	const before = /[-_./:]$/.test(value.text.slice(0, at)) ? 1 : 0;
	const behind = before === 0 && /^[-_./:]/.test(value.text.slice(at + 1)) ? 1 : 0;
	return { span: value.spanOf(at - before, at + 1 + behind), text: '' };
}

export default defineRule({
	id: 'branch-key-without-fallback',
	group: 'combinations',
	severity: 'warning',
	preset: 'recommended',
	summary: 'A cache kept for each branch, with none to begin with on a new branch.',
	docs: `
The place of a cache is an exact name. When it holds the branch and nothing else is imported, the first build of every branch and pull request
starts without any cache, though the default branch has one.

Import that one as a second source: \`type=registry,ref=o/app:cache-main\`; BuildKit tries all sources. For \`type=gha\` the branch need not be in the
\`scope\` at all: GitHub keeps the caches of branches apart by itself, and lets a branch read those of the default branch.

Nothing is said where another source, or one keyed by the base branch, is there; where the workflow runs for given branches or tags only, or under a
condition about the ref; where other workflows call this one, for branches of theirs; and where the build does not write the cache it reads. All versions of BuildKit.
`,
	options: {
		defaultBranch: {
			kind: 'string',
			default: 'main',
			description: 'The branch whose cache is to be read as well.',
		},
	},
	bad: [
		{
			title: 'the branch as the scope',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=web-\${{ github.ref_name }}
				                                         ^^^^^^^^^^^^^^^^^^^^^^ Every new branch starts cold: the only source is keyed by branch. Add a second source for \`main\`, or drop the branch from \`scope\`; GitHub already isolates branches and falls back to the default branch.
				          cache-to: type=gha,scope=web-\${{ github.ref_name }},mode=max
			`,
			fixed: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=web
				          cache-to: type=gha,scope=web,mode=max
			`,
		},
		{
			title: 'a slug of GitLab in a tag',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "type=registry,ref=$CI_REGISTRY_IMAGE/cache:$CI_COMMIT_REF_SLUG" \\
				                                                                             ^^^^^^^^^^^^^^^^^^^ Every new branch starts cold: the only source is keyed by branch. Add a second source for \`main\`.
				  --cache-to "type=registry,ref=$CI_REGISTRY_IMAGE/cache:$CI_COMMIT_REF_SLUG,mode=max" .
			`,
			fixed: `
				docker buildx build --cache-from "type=registry,ref=$CI_REGISTRY_IMAGE/cache:$CI_COMMIT_REF_SLUG" --cache-from "type=registry,ref=$CI_REGISTRY_IMAGE/cache:main" \\
				  --cache-to "type=registry,ref=$CI_REGISTRY_IMAGE/cache:$CI_COMMIT_REF_SLUG,mode=max" .
			`,
		},
		{
			title: 'in a block',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            type=gha,scope=\${{ github.head_ref || github.ref_name }}
				                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Every new branch starts cold: the only source is keyed by branch. Add a second source for \`main\`, or drop the branch from \`scope\`; GitHub already isolates branches and falls back to the default branch.
				          cache-to: type=gha,scope=\${{ github.head_ref || github.ref_name }},mode=max
			`,
			fixed: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            type=gha,scope=\${{ github.head_ref || github.ref_name }}
				            type=gha,scope=main
				          cache-to: type=gha,scope=\${{ github.head_ref || github.ref_name }},mode=max
			`,
			otherwise: {
				'Drop the branch from the scope': `
					on: [push, pull_request]
					jobs:
					  build:
					    runs-on: ubuntu-latest
					    steps:
					      - uses: docker/build-push-action@v6
					        with:
					          cache-from: |
					            type=gha,scope=buildkit
					          cache-to: type=gha,scope=buildkit,mode=max
				`,
			},
		},
		{
			title: 'another default branch',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "o/app:cache-$CI_COMMIT_REF_SLUG" --cache-to "o/app:cache-$CI_COMMIT_REF_SLUG" .
				                                              ^^^^^^^^^^^^^^^^^^^ Every new branch starts cold: the only source is keyed by branch. Add a second source for \`trunk\`.
			`,
			fixed: `
				docker buildx build --cache-from "o/app:cache-$CI_COMMIT_REF_SLUG" --cache-from "o/app:cache-trunk" --cache-to "o/app:cache-$CI_COMMIT_REF_SLUG" .
			`,
			settings: { options: { 'branch-key-without-fallback': { defaultBranch: 'trunk' } } },
		},
		{
			title: 'before another part of the scope, in a job with another condition',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  build:
				    if: github.repository == 'o/app'
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [api, web] } }
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=\${{ github.head_ref || github.ref_name }}-\${{ matrix.app }}
				                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Every new branch starts cold: the only source is keyed by branch. Add a second source for \`main\`, or drop the branch from \`scope\`; GitHub already isolates branches and falls back to the default branch.
				          cache-to: type=gha,scope=\${{ github.head_ref || github.ref_name }}-\${{ matrix.app }},mode=max
			`,
			fixed: `
				on: [push, pull_request]
				jobs:
				  build:
				    if: github.repository == 'o/app'
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [api, web] } }
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=\${{ matrix.app }}
				          cache-to: type=gha,scope=\${{ matrix.app }},mode=max
			`,
		},
	],
	good: [
		{
			title: 'the default branch as a second source',
			path: '.github/workflows/ci.yml',
			text: `
				on: [push, pull_request]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            type=gha,scope=web-\${{ github.ref_name }}
				            type=gha,scope=web-main
				          cache-to: type=gha,scope=web-\${{ github.ref_name }},mode=max
			`,
		},
		{
			title: 'branches that are named in full, and by hand',
			path: '.github/workflows/release.yml',
			text: `
				on:
				  push:
				    branches: [main, release/next]
				  workflow_dispatch: {}
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=web-\${{ github.ref_name }}
				          cache-to: type=gha,scope=web-\${{ github.ref_name }},mode=max
			`,
		},
		{
			title: 'the base branch, and sources that are not known',
			path: '.github/workflows/ci.yml',
			text: `
				on: pull_request
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            type=gha,scope=\${{ github.head_ref }}
				            type=gha,scope=\${{ github.base_ref }}
				          cache-to: type=gha,scope=\${{ github.head_ref }},mode=max
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            type=gha,scope=\${{ github.head_ref }}
				            \${{ inputs.cache }}
				          cache-to: type=gha,scope=\${{ github.head_ref }},mode=max
			`,
		},
		{
			title: 'a workflow for the default branch',
			path: '.github/workflows/ci.yml',
			text: `
				on:
				  push:
				    branches: [main]
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=\${{ github.ref_name }}
				          cache-to: type=gha,scope=\${{ github.ref_name }},mode=max
			`,
		},
		{
			title: 'a job under a condition',
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
				          cache-from: type=gha,scope=\${{ github.ref_name }}
				          cache-to: type=gha,scope=\${{ github.ref_name }},mode=max
			`,
		},
		{
			title: 'the image of the branch, and a cache that is written elsewhere',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "o/app:cache-$CI_COMMIT_REF_SLUG" --cache-from o/app:latest \\
				  --cache-to "o/app:cache-$CI_COMMIT_REF_SLUG" .
				docker buildx build --cache-from "o/app:cache-$CI_COMMIT_REF_SLUG" .
			`,
		},
		{
			title: 'the branch that a pull request goes to, tags only',
			path: '.github/workflows/ci.yml',
			text: `
				on:
				  push:
				    tags: ['v*']
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=\${{ github.ref_name }}
				          cache-to: type=gha,scope=\${{ github.ref_name }}
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=\${{ github.base_ref }}
				          cache-to: type=gha,scope=\${{ github.base_ref }}
			`,
		},
		{
			title: 'a command that is not seen as a whole, another place that is written',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "o/app:cache-$CI_COMMIT_REF_SLUG" --cache-to "o/app:cache-$CI_COMMIT_REF_SLUG" $MORE .
				docker buildx build --cache-from "o/app:cache-$CI_COMMIT_REF_SLUG" --cache-to o/app:next .
			`,
		},
		{
			title: 'a workflow that others call, for a release perhaps',
			path: '.github/workflows/build.yml',
			text: `
				on: workflow_call
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=\${{ github.ref_name }}
				          cache-to: type=gha,scope=\${{ github.ref_name }}
			`,
		},
		{
			title: 'releases',
			path: '.github/workflows/release.yml',
			text: `
				on: release
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=\${{ github.ref_name }}
				          cache-to: type=gha,scope=\${{ github.ref_name }}
			`,
		},
	],
	*checkBuild({ build, entries }, context) {
		const readers = entries.filter(({ direction }) => direction === 'from');
		const parts = readers.map(branchPartOf);
		const [reader, part] = [readers[0], parts[0]];
		if (reader === undefined || part === undefined || parts.includes(undefined)) return;
		if (!build.isComplete || hasFewBranches(build.pipeline)) return;
		const location = locationOf(reader)!;
		const isWritten = entries.some((entry) => {
			const other = entry.direction === 'to' ? locationOf(entry) : undefined;
			return other !== undefined && isSameLocation(location, other) === 'yes';
		});
		if (!isWritten) return;
		const isGha = location.type === 'gha';
		const defaultBranch = context.option('defaultBranch');
		const drop =
			', or drop the branch from `scope`; GitHub already isolates branches and falls back to the default branch';
		yield {
			span: part.branch.span,
			message:
				'Every new branch starts cold: the only source is keyed by branch. Add a second source for ' +
				`\`${defaultBranch}\`${isGha ? drop : ''}.`,
			fixes: [...addFallback(reader, part, defaultBranch), ...(isGha ? dropBranch(entries) : [])],
		};
	},
});
