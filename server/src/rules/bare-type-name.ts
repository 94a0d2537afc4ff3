import type { CacheEntry } from '../cache/entry.ts';
import { findBackend } from '../catalogue/catalogue.ts';
import { defineRule, type Fix, type Report } from './rule.ts';
import { isBeforeComment } from './shared/commentIn.ts';
import { adviceForWord } from './shared/wordsForCaches.ts';

function reportOf(entry: CacheEntry, word: string): Report | undefined {
	const start = `\`${word}\` alone means the image \`docker.io/library/${word}:latest\`.`;
	const type = word.toLowerCase();
	if (findBackend(type) !== undefined) {
		const fix: Fix = {
			title: `Write \`type=${type}\``,
			safe: false,
			edits: [{ span: entry.span, text: `type=${type}` }],
		};
		// Among other image names it cannot become `key=value`.
		const isAlone = entry.flag.value.form === 'text' && !entry.flag.value.text.text.includes(',');
		return { span: entry.span, message: `${start} Did you mean \`type=${type}\`?`, fixes: isAlone ? [fix] : [] };
	}
	const advice = adviceForWord(word);
	return advice === undefined ? undefined : { span: entry.span, message: `${start} ${advice}` };
}

export default defineRule({
	id: 'bare-type-name',
	group: 'syntax',
	severity: 'error',
	preset: 'recommended',
	summary: 'The name of a backend without `type=`, which is taken for an image.',
	docs: `
A value without \`=\` is short for \`type=registry,ref=<value>\`. \`cache-to: inline\` writes a cache to
\`docker.io/library/inline:latest\`, which fails with \`401 Unauthorized\`; \`cache-from: gha\` looks for an image of that name,
and the build goes on without a cache. The same goes for \`true\`, \`false\`, \`none\`, \`min\` and \`max\`.

Write \`type=inline\`. Other words are left alone, since they may be names of images.

This holds for all versions of buildx (up to 0.36) and of buildctl (up to 0.32).
`,
	options: {
		allow: {
			kind: 'strings',
			default: [],
			description: 'Words that really are names of images here: `[local]`.',
		},
	},
	bad: [
		{
			title: 'the type without type=',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: gha
				                      ^^^ \`gha\` alone means the image \`docker.io/library/gha:latest\`. Did you mean \`type=gha\`?
				          cache-to: inline
				                    ^^^^^^ \`inline\` alone means the image \`docker.io/library/inline:latest\`. Did you mean \`type=inline\`?
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: type=inline
			`,
		},
		{
			title: 'in compose',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - inline
				          ^^^^^^ \`inline\` alone means the image \`docker.io/library/inline:latest\`. Did you mean \`type=inline\`?
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=inline
			`,
		},
		{
			title: 'in a list of images, in capitals, and another word',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from o/app:cache,GHA --cache-to max .
				                                             ^^^ \`GHA\` alone means the image \`docker.io/library/GHA:latest\`. Did you mean \`type=gha\`?
				                                                            ^^^ \`max\` alone means the image \`docker.io/library/max:latest\`. Write the cache with its mode, as in \`type=gha,mode=max\`.
			`,
		},
	],
	good: [
		{
			title: 'with type=',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: type=inline
			`,
		},
		{
			title: 'names of images',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from alpine --cache-from o/inline --cache-from local:1 --cache-from s3.example.com/gha .
			`,
		},
		{
			title: 'expansions',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "$CACHE" --cache-to "\${TYPE}inline" .
			`,
		},
		{
			title: 'an image that is called so',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from local .
			`,
			settings: { options: { 'bare-type-name': { allow: ['local'] } } },
		},
		{
			title: 'a repository of podman',
			path: 'build.sh',
			text: `
				podman build --cache-from local .
			`,
		},
	],
	checkEntry(entry, context) {
		if (entry.form !== 'ref' || entry.text === undefined || entry.text.isDynamic) return [];
		if (!isBeforeComment(entry.flag, entry.span) || context.option('allow').includes(entry.text.text)) return [];
		const report = reportOf(entry, entry.text.text);
		return report === undefined ? [] : [report];
	},
});
