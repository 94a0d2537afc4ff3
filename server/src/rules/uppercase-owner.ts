import { type CacheEntry, refOf } from '../cache/entry.ts';
import { repositoryNames } from '../catalogue/refNames.ts';
import { defineRule } from './rule.ts';
import { repositoryOf } from './shared/cacheRef.ts';
import { cleaningFixes, type NamedExpansion, namedExpansions } from './shared/namedExpansions.ts';

/** The expansions in the name of an image that are the name of the repository or its owner. */
function ownersInName(entry: CacheEntry): readonly NamedExpansion[] {
	const ref = refOf(entry);
	return ref === undefined ? [] : namedExpansions(repositoryOf(ref), repositoryNames);
}

const cleaning = {
	id: 'image',
	output: 'name',
	operator: ',,',
	method: '.toLowerCase()',
	title: 'Use the output of a step that writes it in lower case',
};

export default defineRule({
	id: 'uppercase-owner',
	group: 'values',
	severity: 'warning',
	preset: 'recommended',
	summary: 'The name of the GitHub repository in a cache ref, where it may have capitals.',
	docs: `
\`github.repository\` keeps the capitals of \`Org/App\`, and the names of images have none. With capitals the export stops the
build, \`failed to configure registry cache exporter: invalid reference format: repository name (Org/App) must be lowercase\`,
and the import only logs it. A workflow that works in one repository breaks in a fork.

Write it in lower case first, \`\${GITHUB_REPOSITORY,,}\` in bash, or take the name from docker/metadata-action.

It speaks where the remote \`origin\` of the git repository is on GitHub and has capitals there, and with the option below everywhere. All versions
of BuildKit.
`,
	options: {
		assumeForks: {
			kind: 'boolean',
			default: false,
			description: 'Whether the repository may be forked by an owner with capitals, so that the name is never known.',
		},
	},
	bad: [
		{
			title: 'in a workflow',
			path: '.github/workflows/ci.yml',
			remote: 'Acme/Web',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/\${{ github.repository }}:cache
				                                                ^^^^^^^^^^^^^^^^^^^^^^^^ \`github.repository\` is \`Acme/Web\`; image names must be lower case. Write it in lower case first.
				          cache-to: type=registry,ref=ghcr.io/\${{ github.repository }}:cache,mode=max
				                                              ^^^^^^^^^^^^^^^^^^^^^^^^ \`github.repository\` is \`Acme/Web\`; image names must be lower case. Write it in lower case first.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - id: image
				        run: echo "name=\${GITHUB_REPOSITORY,,}" >> "$GITHUB_OUTPUT"
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/\${{ steps.image.outputs.name }}:cache
				          cache-to: type=registry,ref=ghcr.io/\${{ steps.image.outputs.name }}:cache,mode=max
			`,
		},
		{
			title: 'in a script',
			path: 'build.sh',
			remote: 'Acme/web',
			text: `
				docker buildx build --cache-to "type=registry,ref=ghcr.io/$GITHUB_REPOSITORY_OWNER/app:cache" .
				                                                          ^^^^^^^^^^^^^^^^^^^^^^^^ \`GITHUB_REPOSITORY_OWNER\` is \`Acme\`; image names must be lower case. Write it in lower case first.
			`,
			fixed: `
				docker buildx build --cache-to "type=registry,ref=ghcr.io/\${GITHUB_REPOSITORY_OWNER,,}/app:cache" .
			`,
		},
		{
			title: 'the owner in an override of bake',
			path: '.github/workflows/ci.yml',
			settings: { options: { 'uppercase-owner': { assumeForks: true } } },
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/bake-action@v6
				        with:
				          set: |
				            *.cache-from=type=registry,ref=ghcr.io/\${{ github.repository_owner }}/app:cache
				                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`github.repository_owner\` keeps the capitals of the repository; image names must be lower case. Write it in lower case first.
				            *.cache-to=type=registry,ref=ghcr.io/\${{ github.repository_owner }}/app:cache,mode=max
				                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`github.repository_owner\` keeps the capitals of the repository; image names must be lower case. Write it in lower case first.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - id: image
				        run: echo "name=\${GITHUB_REPOSITORY_OWNER,,}" >> "$GITHUB_OUTPUT"
				      - uses: docker/bake-action@v6
				        with:
				          set: |
				            *.cache-from=type=registry,ref=ghcr.io/\${{ steps.image.outputs.name }}/app:cache
				            *.cache-to=type=registry,ref=ghcr.io/\${{ steps.image.outputs.name }}/app:cache,mode=max
			`,
		},
	],
	good: [
		{
			title: 'an owner without capitals, whose repository has some',
			path: 'build.sh',
			remote: 'acme/Web',
			text: `
				docker buildx build --cache-to "type=registry,ref=ghcr.io/$GITHUB_REPOSITORY_OWNER/web:cache" .
			`,
		},
		{
			title: 'a name in lower case',
			path: 'build.sh',
			remote: 'acme/web',
			text: `
				docker buildx build --cache-to "type=registry,ref=ghcr.io/$GITHUB_REPOSITORY:cache" .
			`,
		},
		{
			title: 'a remote that is not known',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=registry,ref=ghcr.io/$GITHUB_REPOSITORY:cache" .
			`,
		},
		{
			title: 'in lower case',
			path: '.github/workflows/ci.yml',
			remote: 'Acme/Web',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - id: image
				        run: echo "name=\${GITHUB_REPOSITORY,,}" >> "$GITHUB_OUTPUT"
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/\${{ steps.image.outputs.name }}:cache,mode=max
			`,
		},
		{
			title: 'an output of docker/metadata-action',
			path: '.github/workflows/ci.yml',
			remote: 'Acme/Web',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: \${{ steps.meta.outputs.tags }}
				          cache-to: type=registry,ref=\${{ fromJSON(steps.meta.outputs.json).tags[0] }}-cache
			`,
		},
		{
			title: 'the scope of a gha cache',
			path: 'build.sh',
			remote: 'Acme/Web',
			text: `
				docker buildx build --cache-to "type=gha,scope=$GITHUB_REPOSITORY" .
			`,
		},
	],
	checkEntry(entry, context) {
		const { remote } = context.workspace;
		const assumesForks = context.option('assumeForks');
		const found = ownersInName(entry).flatMap((place) => {
			const { name } = place.names[0];
			const value = /owner$/i.test(name) ? remote?.split('/')[0] : remote;
			const hasCapitals = value !== undefined && value !== value.toLowerCase();
			return hasCapitals || assumesForks ? [{ place, name, value: hasCapitals ? value : undefined }] : [];
		});
		return found.map(({ place, name, value }) => ({
			span: place.span,
			message: `\`${name}\` ${value === undefined ? 'keeps the capitals of the repository' : `is \`${value}\``}; image names must be lower case. Write it in lower case first.`,
			fixes: cleaningFixes(place, entry, { context, cleaning, find: ownersInName }),
		}));
	},
});
