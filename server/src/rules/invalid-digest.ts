import { refuseDigest } from '../catalogue/goReference.ts';
import { defineRule } from './rule.ts';
import { judgedAttributes } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';

export default defineRule({
	id: 'invalid-digest',
	group: 'values',
	severity: 'error',
	preset: 'recommended',
	summary: 'The digest of a local cache that is none.',
	docs: `
\`digest\` of a \`type=local\` import is \`sha256:\` and 64 hex digits in lower case, the digest of a manifest in \`index.json\` of the
directory. With anything else the import is skipped, and the build goes on without cache: \`WARNING: local cache import at cache skipped:
digest … unavailable: … invalid checksum digest format\`. Before buildx 0.33 only the log of the daemon has it.

Leave the digest out to read the manifest with the tag \`latest\`. buildx 0.4 to 0.36.
`,
	bad: [
		{
			title: 'no algorithm',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,src=cache,digest=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .
				                                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`digest=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\` is not a digest; BuildKit skips the import and builds without cache. Write \`sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\`.
			`,
			fixed: `
				docker buildx build --cache-from type=local,src=cache,digest=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .
			`,
		},
		{
			title: 'too short, and no digest',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-from = ["type=local,src=cache,digest=sha256:e3b0c44298fc", { type = "local", src = "c", digest = "latest" }]
				                                             ^^^^^^^^^^^^^^^^^^^ \`digest=sha256:e3b0c44298fc\` is not a digest; BuildKit skips the import and builds without cache. Write \`sha256:<64 hex digits>\`.
				                                                                                                          ^^^^^^ \`digest=latest\` is not a digest; BuildKit skips the import and builds without cache. Write \`sha256:<64 hex digits>\`.
				}
			`,
		},
		{
			title: 'capitals',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=local,src=cache,digest=sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855
				                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`digest=sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855\` is not a digest; BuildKit skips the import and builds without cache. Write \`sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\`.
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=local,src=cache,digest=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
			`,
		},
	],
	good: [
		{
			title: 'a digest',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,src=cache,digest=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .
			`,
		},
		{
			title: 'a digest from somewhere else, or none',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "type=local,src=cache,digest=$DIGEST" --cache-from type=local,src=cache,digest= .
			`,
		},
		{
			title: 'an export, where it is not read',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=local,dest=cache,digest=x .
			`,
		},
	],
	checkEntry(entry) {
		return judgedAttributes(entry, 'digest').flatMap(({ attribute: { key, value } }) => {
			const { text } = value;
			if (text === '' || refuseDigest(text) === undefined) return [];
			const [, hex] = /^(?:sha256:)?([\da-f]{64})$/i.exec(text) ?? [];
			const mended = hex === undefined ? undefined : `sha256:${hex.toLowerCase()}`;
			return [
				{
					span: value.span,
					message: `\`${key.text}=${shownText(text)}\` is not a digest; BuildKit skips the import and builds without cache. Write \`${mended ?? 'sha256:<64 hex digits>'}\`.`,
					fixes:
						mended === undefined
							? []
							: [{ title: `Write \`${mended}\``, safe: false, edits: [{ span: value.span, text: mended }] }],
				},
			];
		});
	},
});
