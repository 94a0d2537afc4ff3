import { type CacheEntry, refOf } from '../cache/entry.ts';
import type { MappedText } from '../text/mappedText.ts';
import { defineRule } from './rule.ts';
import { repositoryOf, tagOf } from './shared/cacheRef.ts';
import { judgedBackend } from './shared/parameters.ts';
import { isListedRepository } from './shared/repositoryPatterns.ts';
import { shownText } from './shared/shownText.ts';

/** The repository of an export with the same tag each time; a tag with an expansion may be another one in each build. */
function fixedRepository(entry: CacheEntry): MappedText | undefined {
	if (entry.direction !== 'to' || (entry.form !== 'ref' && judgedBackend(entry)?.type !== 'registry')) return undefined;
	const ref = refOf(entry);
	if (ref === undefined || ref.text.includes('@') || tagOf(ref)?.isDynamic) return undefined;
	const repository = repositoryOf(ref);
	return repository.isDynamic || repository.length === 0 ? undefined : repository;
}

export default defineRule({
	id: 'immutable-cache-tag',
	group: 'registries',
	severity: 'warning',
	preset: 'recommended',
	summary: 'A cache with a fixed tag in a repository whose tags cannot be overwritten.',
	docs: `
Some registries, Amazon ECR among them, can keep the tags of a repository from being overwritten. The first export of a cache to a
fixed tag there works, and every later one stops the build, after everything has been built:
\`The image tag 'buildcache' already exists in the 'app' repository and cannot be overwritten because the repository is immutable.\`

That a repository is immutable cannot be seen from files, so the rule only speaks of those in \`cachelint.immutableRepositories\`
(\`--immutable-repository\`), as \`123456789012.dkr.ecr.eu-west-1.amazonaws.com/app\` or with \`*\` for any characters. Keep the cache in a repository
of its own whose tags may change. A tag that an expansion makes different for each build is not reported. All versions of BuildKit.
`,
	bad: [
		{
			title: 'a cache beside the images',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:buildcache,mode=max .
				                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The tags of \`123456789012.dkr.ecr.eu-west-1.amazonaws.com/app\` cannot be overwritten, so the second export fails. Keep the cache in another repository.
			`,
			settings: { immutableRepositories: ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/app'] },
		},
		{
			title: 'a pattern',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = [{ type = "registry", ref = "registry.example.com/releases/app" }]
				                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The tags of \`registry.example.com/releases/app\` cannot be overwritten, so the second export fails. Keep the cache in another repository.
				}
			`,
			settings: { immutableRepositories: ['registry.example.com/releases/*'] },
		},
		{
			title: 'Docker Hub',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - o/app:cache
				          ^^^^^^^^^^^ The tags of \`o/app\` cannot be overwritten, so the second export fails. Keep the cache in another repository.
			`,
			settings: { immutableRepositories: ['docker.io/o/app'] },
		},
	],
	good: [
		{
			title: 'a repository for caches',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=registry.example.com/caches/app:main,mode=max .
			`,
			settings: { immutableRepositories: ['registry.example.com/releases/*'] },
		},
		{
			title: 'repositories that nobody called immutable',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:buildcache .
			`,
		},
		{
			title: 'imports, a tag of its own for each build, an unknown repository',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=registry,ref=registry.example.com/releases/app:cache .
				docker buildx build --cache-to "type=registry,ref=registry.example.com/releases/app:cache-$GITHUB_SHA" .
				docker buildx build --cache-to "type=registry,ref=$REPOSITORY:cache" .
			`,
			settings: { immutableRepositories: ['registry.example.com/releases/*'] },
		},
		{
			title: 'other backends, a digest',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=gha,ref=registry.example.com/releases/app:cache --cache-to type=registry,ref=registry.example.com/releases/app@sha256:aaaa .
			`,
			settings: { immutableRepositories: ['registry.example.com/releases/*'] },
		},
	],
	checkEntry(entry, { settings }) {
		const repository = fixedRepository(entry);
		if (repository === undefined || !isListedRepository(repository.text, settings.immutableRepositories)) return [];
		return [
			{
				span: refOf(entry)!.span,
				message: `The tags of \`${shownText(repository.text)}\` cannot be overwritten, so the second export fails. Keep the cache in another repository.`,
			},
		];
	},
});
