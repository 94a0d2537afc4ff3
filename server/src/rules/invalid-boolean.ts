import { isGoBool } from '../catalogue/goValues.ts';
import { defineRule } from './rule.ts';
import { consequenceOf, judgedAttributes, type KnownAttribute } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';

const meanings: Readonly<Record<string, string>> = {
	yes: 'true',
	y: 'true',
	on: 'true',
	enabled: 'true',
	no: 'false',
	n: 'false',
	off: 'false',
	disabled: 'false',
};

/** The boolean that was meant: `true` for `yes` and `tRUE`, `false` for an empty value that counts as false already. */
function meantOf({ attribute, parameter }: KnownAttribute): string | undefined {
	const plain = attribute.value.text.toLowerCase();
	if (plain === '') return parameter.onInvalid === 'error' ? undefined : 'false';
	if (plain === 'true' || plain === 'false') return plain;
	return Object.hasOwn(meanings, plain) ? meanings[plain] : undefined;
}

export default defineRule({
	id: 'invalid-boolean',
	group: 'values',
	severity: 'error',
	preset: 'recommended',
	summary: 'A value that is no boolean where one is wanted.',
	docs: `
BuildKit reads booleans with Go's \`strconv.ParseBool\`: \`1\`, \`t\`, \`T\`, \`true\`, \`True\`, \`TRUE\` and \`0\`, \`f\`, \`F\`, \`false\`, \`False\`, \`FALSE\`. \`yes\`, \`on\` and
\`tRUE\` are none, and what happens then differs:

- \`ignore-error\`, \`use_path_style\` and \`disable_accept_encoding\` count as false, and nobody says so;
- \`image-manifest\`, \`oci-mediatypes\`, \`force-compression\`, \`registry.insecure\` and \`reset\` stop the build, as in
  \`failed to parse image-manifest: strconv.ParseBool: parsing "yes": invalid syntax\`.

An empty value is no boolean either, but for \`force-compression=\`, which means true.

BuildKit up to 0.32; \`ignore-error\` from 0.11, \`image-manifest\` and \`registry.insecure\` from 0.12, \`reset\` from 0.31.
`,
	bad: [
		{
			title: 'one that counts as false in silence',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max,ignore-error=yes
				                                                   ^^^ \`ignore-error=yes\` is not a boolean; it is read as false. Use \`true\` or \`false\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max,ignore-error=true
			`,
		},
		{
			title: 'one that stops the build',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,image-manifest=on,oci-mediatypes=tRUE .
				                                                                            ^^ \`image-manifest=on\` is not a boolean; the build stops with \`failed to parse image-manifest: strconv.ParseBool: parsing "on": invalid syntax\`. Use \`true\` or \`false\`.
				                                                                                              ^^^^ \`oci-mediatypes=tRUE\` is not a boolean; the build stops with \`failed to parse oci-mediatypes: strconv.ParseBool: parsing "tRUE": invalid syntax\`. Use \`true\` or \`false\`.
			`,
			fixed: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,image-manifest=true,oci-mediatypes=true .
			`,
		},
		{
			title: 'empty and other values',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = [
				    "type=local,dest=cache,oci-mediatypes=,ignore-error=",
				                           ^^^^^^^^^^^^^^^ \`oci-mediatypes=\` is not a boolean; the build stops with \`failed to parse oci-mediatypes: strconv.ParseBool: parsing "": invalid syntax\`. Use \`true\` or \`false\`.
				                                           ^^^^^^^^^^^^^ \`ignore-error=\` is not a boolean; it is read as false. Use \`true\` or \`false\`.
				    { type = "s3", region = "r", bucket = "b", endpoint_url = "http://minio", use_path_style = "2" },
				                                                                                                ^ \`use_path_style=2\` is not a boolean; it is read as false. Use \`true\` or \`false\`.
				  ]
				}
			`,
			fixed: `
				target "app" {
				  cache-to = [
				    "type=local,dest=cache,oci-mediatypes=,ignore-error=false",
				    { type = "s3", region = "r", bucket = "b", endpoint_url = "http://minio", use_path_style = "2" },
				  ]
				}
			`,
		},
	],
	good: [
		{
			title: 'true and false',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,image-manifest=true,oci-mediatypes=true,ignore-error=false .
			`,
		},
		{
			title: 'the other forms of Go',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,image-manifest=1,oci-mediatypes=t,ignore-error=FALSE .
			`,
		},
		{
			title: 'booleans of HCL, and force-compression without value',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = [
				    { type = "registry", ref = "o/app:cache", ignore-error = true },
				    "type=local,dest=cache,force-compression=",
				  ]
				}
			`,
		},
		{
			title: 'a value from somewhere else',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,ignore-error=\${{ github.event_name == 'pull_request' }}
			`,
		},
	],
	checkEntry(entry) {
		return judgedAttributes(entry, 'boolean').flatMap((known) => {
			const { attribute, parameter } = known;
			const { value } = attribute;
			const emptyMeans = parameter.shape.kind === 'boolean' ? parameter.shape.emptyMeans : undefined;
			if (isGoBool(value.text) || (value.length === 0 && emptyMeans !== undefined)) return [];
			const meant = meantOf(known);
			return [
				{
					span: value.length === 0 ? attribute.span : value.span,
					message:
						`\`${attribute.key.text}=${shownText(value.text)}\` is not a boolean; ${consequenceOf(known, entry, { silent: 'it is read as false' })}. ` +
						'Use `true` or `false`.',
					fixes:
						meant === undefined
							? []
							: [{ title: `Write \`${meant}\``, safe: false, edits: [{ span: value.span, text: meant }] }],
				},
			];
		});
	},
});
