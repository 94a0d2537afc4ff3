import { grammarOf } from '../cache/build.ts';
import { HOLE } from '../text/mappedText.ts';
import { defineRule } from './rule.ts';
import { explicitRefFixes } from './shared/explicitRefs.ts';
import { isPlaceholder, isPlain, isReadAsMeant } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';

export default defineRule({
	id: 'prefer-explicit-registry',
	group: 'hygiene',
	severity: 'hint',
	preset: 'strict',
	summary: 'A registry cache written as a bare image reference.',
	docs: `
buildx takes a value without \`=\` for image references: \`o/app:cache\` is short for \`type=registry,ref=o/app:cache\`. Nothing can be added to
it; \`o/app:cache,mode=max\` stops the build with \`invalid value o/app:cache\`. The long form says what it is and takes options.

Nothing is wrong with the short one, so the rule is part of the \`strict\` preset only. devcontainer files, which have always been written
so, are left alone; of buildctl \`buildctl-legacy-ref\` speaks. All versions of buildx.
`,
	bad: [
		{
			title: 'a script',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from o/app:cache --cache-to "$REGISTRY/app:cache" .
				                                 ^^^^^^^^^^^ \`o/app:cache\` is short for \`type=registry,ref=…\`, to which options can be added.
				                                                         ^^^^^^^^^^^^^^^^^^^ \`$REGISTRY/app:cache\` is short for \`type=registry,ref=…\`, to which options can be added.
			`,
			fixed: `
				docker buildx build --cache-from type=registry,ref=o/app:cache --cache-to "type=registry,ref=$REGISTRY/app:cache" .
			`,
		},
		{
			title: 'a Compose file',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - ghcr.io/o/app:cache
				          ^^^^^^^^^^^^^^^^^^^ \`ghcr.io/o/app:cache\` is short for \`type=registry,ref=…\`, to which options can be added.
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=registry,ref=ghcr.io/o/app:cache
			`,
		},
		{
			title: 'a workflow',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            o/app:cache
				            ^^^^^^^^^^^ \`o/app:cache\` is short for \`type=registry,ref=…\`, to which options can be added.
				            type=gha
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            type=registry,ref=o/app:cache
				            type=gha
			`,
		},
	],
	good: [
		{
			title: 'the long form',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=registry,ref=o/app:cache .
			`,
		},
		{
			title: 'a word that is no image, a variable that may be anything',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to gha .
				docker buildx build --cache-to "$CACHE" --cache-from "$CACHE:main" .
			`,
		},
		{
			title: 'other tools',
			path: 'build.sh',
			text: `
				devcontainer build --cache-from ghcr.io/o/app:cache .
				podman build --layers --cache-from ghcr.io/o/app .
				buildctl build --frontend dockerfile.v0 --import-cache ghcr.io/o/app:cache
			`,
		},
	],
	checkEntry(entry) {
		const { flag, form, text } = entry;
		if (form !== 'ref' || text === undefined || entry.problems.length > 0) return [];
		if (grammarOf(flag.build.tool) !== 'buildx' || flag.build.tool === 'devcontainer') return [];
		// A word alone is a mistake of another kind, and `$A:b` may begin with a type.
		if (!/[./:]/.test(text.text) || new RegExp(`^${HOLE}(?!/)`).test(text.text)) return [];
		if (isPlaceholder(text.text) || !isPlain(text.text) || !isReadAsMeant(flag, text.span)) return [];
		return [
			{
				span: text.span,
				message: `\`${shownText(text.written)}\` is short for \`type=registry,ref=…\`, to which options can be added.`,
				fixes: explicitRefFixes(flag),
			},
		];
	},
});
