import { readGoUrl } from '../catalogue/goUrl.ts';
import { defineRule } from './rule.ts';
import { judgedAttributes } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';

/** Whether the AWS SDK takes an address: http or https, and no query. Source: smithy-go endpoints/private/rulesfn/uri.go. */
function isEndpoint(text: string): boolean {
	const { url } = readGoUrl(text);
	return url !== undefined && /^https?$/.test(url.scheme) && url.host !== '' && !/\?[^#]/.test(text);
}

export default defineRule({
	id: 's3-endpoint-scheme',
	group: 'values',
	severity: 'error',
	preset: 'recommended',
	summary: 'The address of an S3 service that is no URL.',
	docs: `
\`endpoint_url\` of \`type=s3\` is a URL that begins with \`http://\` or \`https://\`. With anything else the first request fails, which for an
export is after the whole build: \`Custom endpoint \\\`minio:9000\\\` was not a valid URI\`. An import only logs it.

BuildKit 0.11 to 0.32.
`,
	bad: [
		{
			title: 'a host',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=r,bucket=b,use_path_style=true,endpoint_url=minio.example.com .
				                                                                                          ^^^^^^^^^^^^^^^^^ \`endpoint_url=minio.example.com\` is no URL; requests fail with \`Custom endpoint … was not a valid URI\`. Write \`https://minio.example.com\`.
			`,
			fixed: `
				docker buildx build --cache-to type=s3,region=r,bucket=b,use_path_style=true,endpoint_url=https://minio.example.com .
			`,
		},
		{
			title: 'a host with a port, and another scheme',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = [
				    "type=s3,region=r,bucket=b,use_path_style=true,endpoint_url=minio:9000",
				                                                                ^^^^^^^^^^ \`endpoint_url=minio:9000\` is no URL; requests fail with \`Custom endpoint … was not a valid URI\`. Write \`https://<host>\`.
				    { type = "s3", region = "r", bucket = "b", endpoint_url = "s3://example" },
				                                                               ^^^^^^^^^^^^ \`endpoint_url=s3://example\` is no URL; requests fail with \`Custom endpoint … was not a valid URI\`. Write \`https://<host>\`.
				  ]
				}
			`,
		},
		{
			title: 'a host in a workflow',
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
				          cache-from: type=s3,region=auto,bucket=layers,endpoint_url=account.r2.cloudflarestorage.com
				                                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`endpoint_url=account.r2.cloudflarestorage.com\` is no URL; requests fail with \`Custom endpoint … was not a valid URI\`. Write \`https://account.r2.cloudflarestorage.com\`.
				          cache-to: type=s3,region=auto,bucket=layers,endpoint_url=account.r2.cloudflarestorage.com,mode=max
				                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`endpoint_url=account.r2.cloudflarestorage.com\` is no URL; requests fail with \`Custom endpoint … was not a valid URI\`. Write \`https://account.r2.cloudflarestorage.com\`.
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
				          cache-from: type=s3,region=auto,bucket=layers,endpoint_url=https://account.r2.cloudflarestorage.com
				          cache-to: type=s3,region=auto,bucket=layers,endpoint_url=https://account.r2.cloudflarestorage.com,mode=max
			`,
		},
	],
	good: [
		{
			title: 'URLs',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=r,bucket=b,use_path_style=true,endpoint_url=http://minio:9000 \\
				  --cache-from type=s3,region=r,bucket=b,endpoint_url=https://s3.example.com/x .
			`,
		},
		{
			title: 'an address from somewhere else, or none',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=s3,region=r,bucket=b,endpoint_url=$URL" --cache-to type=s3,region=r,bucket=b,endpoint_url= .
			`,
		},
	],
	checkEntry(entry) {
		return judgedAttributes(entry, 'url')
			.filter(({ backend, attribute }) => {
				const { value } = attribute;
				return backend.type === 's3' && value.length > 0 && !isEndpoint(value.text);
			})
			.map(({ attribute: { key, value } }) => {
				const isHost = /^[\w-]+(?:\.[\w-]+)*\.[a-z]+(?::\d+)?(?:\/[\w./-]*)?$/i.test(value.text);
				const address = isHost ? `https://${value.text}` : undefined;
				return {
					span: value.span,
					message: `\`${key.text}=${shownText(value.text)}\` is no URL; requests fail with \`Custom endpoint … was not a valid URI\`. Write \`${shownText(address ?? 'https://<host>')}\`.`,
					fixes:
						address === undefined
							? []
							: [
									{
										title: `Write \`${shownText(address)}\``,
										safe: false,
										edits: [{ span: value.span, text: address }],
									},
								],
				};
			});
	},
});
