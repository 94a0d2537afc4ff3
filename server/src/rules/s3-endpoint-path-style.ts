import { addAttribute } from '../cache/edits.ts';
import { attributeOf } from '../cache/entry.ts';
import { defineRule, type Report } from './rule.ts';
import { judgedAttributes } from './shared/parameters.ts';

/** Services that take the bucket as part of the host name, so that nothing need be said. */
const hostStyle = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|r2\.cloudflarestorage\.com)$/i;

export default defineRule({
	id: 's3-endpoint-path-style',
	group: 'values',
	severity: 'info',
	preset: 'off',
	summary: 'An S3 service of one’s own without `use_path_style=true`.',
	docs: `
With \`endpoint_url\` the AWS SDK puts the bucket before the host, \`bucket.minio.example.com\`, unless it is told otherwise. MinIO
and most other services want it in the path, and the export fails with \`no such host\` or \`SignatureDoesNotMatch\`. Write
\`use_path_style=true\`; for Google Cloud Storage \`disable_accept_encoding=true\` (BuildKit 0.30 and later) as well.

Nothing is said of Amazon itself and Cloudflare R2. Off by default, as the service may be set up for host names.

BuildKit 0.11 to 0.32.
`,
	bad: [
		{
			title: 'MinIO',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=local,bucket=b,endpoint_url=http://minio:9000 .
				                                                                          ^^^^^^^^^^^^^^^^^ Custom S3 endpoints usually need \`use_path_style=true\` (the bucket becomes a host name otherwise). Add it.
			`,
			fixed: `
				docker buildx build --cache-to type=s3,region=local,bucket=b,endpoint_url=http://minio:9000,use_path_style=true .
			`,
		},
		{
			title: 'the object form',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-from = [{ type = "s3", region = "r", bucket = "b", endpoint_url = "https://s3.example.com" }]
				                                                                           ^^^^^^^^^^^^^^^^^^^^^^ Custom S3 endpoints usually need \`use_path_style=true\` (the bucket becomes a host name otherwise). Add it.
				}
			`,
			fixed: `
				target "app" {
				  cache-from = [{ type = "s3", region = "r", bucket = "b", endpoint_url = "https://s3.example.com", use_path_style = "true" }]
				}
			`,
		},
		{
			title: 'a service in a workflow',
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
				          cache-from: type=s3,region=nbg1,bucket=layers,name=web,endpoint_url=https://nbg1.objects.example.com
				                                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Custom S3 endpoints usually need \`use_path_style=true\` (the bucket becomes a host name otherwise). Add it.
				          cache-to: type=s3,region=nbg1,bucket=layers,name=web,endpoint_url=https://nbg1.objects.example.com,mode=max
				                                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Custom S3 endpoints usually need \`use_path_style=true\` (the bucket becomes a host name otherwise). Add it.
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
				          cache-from: type=s3,region=nbg1,bucket=layers,name=web,endpoint_url=https://nbg1.objects.example.com,use_path_style=true
				          cache-to: type=s3,region=nbg1,bucket=layers,name=web,endpoint_url=https://nbg1.objects.example.com,mode=max,use_path_style=true
			`,
		},
	],
	good: [
		{
			title: 'use_path_style',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=local,bucket=b,endpoint_url=http://minio:9000,use_path_style=true .
			`,
		},
		{
			title: 'said to be off',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=r,bucket=b,endpoint_url=https://s3.example.com,use_path_style=false .
			`,
		},
		{
			title: 'Amazon and R2',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=r,bucket=b,endpoint_url=https://s3.eu-west-1.amazonaws.com \\
				  --cache-to type=s3,region=auto,bucket=b,endpoint_url=https://1234.r2.cloudflarestorage.com .
			`,
		},
		{
			title: 'an expansion that may hold it',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=s3,region=r,bucket=b,endpoint_url=http://minio:9000,$MORE" .
			`,
		},
	],
	*checkEntry(entry): Iterable<Report> {
		if (entry.isOpen || attributeOf(entry, 'use_path_style') !== undefined) return;
		for (const { attribute, backend } of judgedAttributes(entry, 'url')) {
			const host = /^https?:\/\/([^/:?#]+)/i.exec(attribute.value.text)?.[1];
			if (backend.type !== 's3' || attribute.name !== 'endpoint_url' || host === undefined || hostStyle.test(host))
				continue;
			const addition = addAttribute(entry, 'use_path_style', 'true');
			yield {
				span: attribute.value.span,
				message:
					'Custom S3 endpoints usually need `use_path_style=true` (the bucket becomes a host name otherwise). Add it.',
				fixes: addition === undefined ? [] : [{ title: 'Add `use_path_style=true`', safe: false, edits: [addition] }],
			};
		}
	},
});
