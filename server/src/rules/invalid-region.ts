import { defineRule } from './rule.ts';
import { judgedAttributes } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';

/**
 * What the AWS SDK takes for a region: one label of a host name.
 * Source: aws-sdk-go-v2 service/s3/endpoints.go (`bindRegion`), smithy-go endpoints/private/rulesfn/uri.go.
 */
const HOST_LABEL = /^(?!-)[a-z\d-]{1,63}(?<!-)$/i;

export default defineRule({
	id: 'invalid-region',
	group: 'values',
	severity: 'error',
	preset: 'recommended',
	summary: 'A region that cannot be part of a host name.',
	docs: `
The \`region\` of \`type=s3\` becomes a part of a host name: letters, digits and hyphens, at most 63. With anything else the first request
fails, which for an export is after the whole build: \`invalid input region us_east_1\`. An import only logs it. Whether there is such a
region is not checked, as services other than Amazon's take any word.

BuildKit 0.11 to 0.32.
`,
	bad: [
		{
			title: 'an underscore, and the name people say',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=us_east_1,bucket=b --cache-from "type=s3,region=EU (Ireland),bucket=b" .
				                                              ^^^^^^^^^ \`us_east_1\` cannot be a region; the export fails with \`invalid input region us_east_1\`. Write \`us-east-1\`.
				                                                                                              ^^^^^^^^^^^^ \`EU (Ireland)\` cannot be a region; the cache is not imported. Write its name, such as \`eu-west-1\`.
			`,
			fixed: `
				docker buildx build --cache-to type=s3,region=us-east-1,bucket=b --cache-from "type=s3,region=EU (Ireland),bucket=b" .
			`,
		},
		{
			title: 'a region in quotes of a list',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=s3,region=eu_central_1,bucket=layers,mode=max
				                         ^^^^^^^^^^^^ \`eu_central_1\` cannot be a region; the export fails with \`invalid input region eu_central_1\`. Write \`eu-central-1\`.
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=s3,region=eu-central-1,bucket=layers,mode=max
			`,
		},
		{
			title: 'an endpoint for a region',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-from = ["type=s3,region=s3.eu-west-1.amazonaws.com,bucket=layers"]
				                                ^^^^^^^^^^^^^^^^^^^^^^^^^^ \`s3.eu-west-1.amazonaws.com\` cannot be a region; the cache is not imported. Write its name, such as \`eu-west-1\`.
				  cache-to   = [{ type = "s3", region = "s3.eu-west-1.amazonaws.com", bucket = "layers" }]
				                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^ \`s3.eu-west-1.amazonaws.com\` cannot be a region; the export fails with \`invalid input region s3.eu-west-1.amazonaws.com\`. Write its name, such as \`eu-west-1\`.
				}
			`,
		},
		{
			title: 'nothing that is a host name',
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
				          cache-to: type=s3,region=eu west 1,bucket=layers
				                                   ^^^^^^^^^ \`eu west 1\` cannot be a region; the export fails with \`invalid input region eu west 1\`. Write its name, such as \`eu-west-1\`.
			`,
		},
	],
	good: [
		{
			title: 'regions of Amazon and of others',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=eu-west-1,bucket=b --cache-to type=s3,region=auto,bucket=c \\
				  --cache-from "type=s3,region=$REGION,bucket=b" --cache-from 'type=s3,region=<region>,bucket=b' .
			`,
		},
		{
			title: 'an empty one, which another rule speaks of',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=,bucket=b .
			`,
		},
		{
			title: 'keys of that name in other backends',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=gha,region=us_east_1 --cache-to type=s3,region=eu-west-1,bucket=my_layers .
			`,
		},
	],
	checkEntry(entry) {
		return judgedAttributes(entry, 'text').flatMap(({ attribute: { name, value }, backend }) => {
			const { text } = value;
			if (backend.type !== 's3' || name !== 'region' || text === '' || HOST_LABEL.test(text)) return [];
			const mended = /^[a-z]+(?:_[a-z]+)+_\d$/.test(text) ? text.replaceAll('_', '-') : undefined;
			const effect =
				entry.direction === 'to'
					? `the export fails with \`invalid input region ${shownText(text)}\``
					: 'the cache is not imported';
			const advice = mended === undefined ? 'Write its name, such as `eu-west-1`.' : `Write \`${mended}\`.`;
			return [
				{
					span: value.span,
					message: `\`${shownText(text)}\` cannot be a region; ${effect}. ${advice}`,
					fixes:
						mended === undefined
							? []
							: [{ title: `Write \`${mended}\``, safe: false, edits: [{ span: value.span, text: mended }] }],
				},
			];
		});
	},
});
