import { refOf } from '../cache/entry.ts';
import { defineRule } from './rule.ts';
import { repositoryOf } from './shared/cacheRef.ts';

export default defineRule({
	id: 'digest-in-export-ref',
	group: 'values',
	severity: 'error',
	preset: 'recommended',
	summary: 'A registry cache exported to a digest.',
	docs: `
A digest names something by its content, and the content of the cache is not known before it is built. BuildKit accepts
\`--cache-to type=registry,ref=o/app@sha256:…\` and uploads the cache, under the digest it turns out to have and without a tag. Importing
the ref as written answers \`not found\` ever after.

Export to a tag. At \`cache-from\` a digest is fine.

All versions of BuildKit, up to 0.32 at least.
`,
	bad: [
		{
			title: 'a digest',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=ghcr.io/o/app@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,mode=max .
				                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ A cache can not be exported to a digest; it would be stored where this ref never finds it. Use a tag, such as \`:buildcache\`.
			`,
			fixed: `
				docker buildx build --cache-to type=registry,ref=ghcr.io/o/app:buildcache,mode=max .
			`,
		},
		{
			title: 'a tag and a digest',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=registry,ref=o/web:1@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
				                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ A cache can not be exported to a digest; it would be stored where this ref never finds it. Use a tag, such as \`:buildcache\`.
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=registry,ref=o/web:buildcache
			`,
		},
		{
			title: 'the digest of an earlier step',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app@\${{ steps.first.outputs.digest }},mode=max
				                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ A cache can not be exported to a digest; it would be stored where this ref never finds it. Use a tag, such as \`:buildcache\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:buildcache,mode=max
			`,
		},
	],
	good: [
		{
			title: 'a tag',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=ghcr.io/o/app:buildcache,mode=max .
			`,
		},
		{
			title: 'importing a digest',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=registry,ref=ghcr.io/o/app@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .
			`,
		},
		{
			title: 'what is no reference at all: another mistake',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app@ --cache-to type=registry,ref=@sha256:aaaa --cache-to type=registry,ref=https://ci@ghcr.io/o/app .
			`,
		},
	],
	checkEntry(entry) {
		const ref = entry.direction === 'to' ? refOf(entry) : undefined;
		const at = ref?.text.indexOf('@') ?? -1;
		// Without text on both sides, or with a scheme (`https://user@host`), it is no reference: invalid-ref.
		if (ref === undefined || at < 1 || at === ref.length - 1 || ref.text.includes('://')) return [];
		const digest = ref.spanOf(at, ref.length);
		return [
			{
				span: digest,
				message:
					'A cache can not be exported to a digest; it would be stored where this ref never finds it. Use a tag, ' +
					'such as `:buildcache`.',
				fixes: [
					{
						title: 'Replace the digest with `:buildcache`',
						safe: false,
						edits: [{ span: ref.spanOf(repositoryOf(ref).length, ref.length), text: ':buildcache' }],
					},
				],
			},
		];
	},
});
