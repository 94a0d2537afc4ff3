import type { CacheEntry } from '../cache/entry.ts';
import { defineRule, type Report } from './rule.ts';
import { isPlaceholder, type KnownAttribute, knownAttributes } from './shared/parameters.ts';
import { whereItShows } from './shared/secretAdvice.ts';

/** User and password of an address; a user alone, or one expansion that may be just that, does not count. */
const USER_AND_PASSWORD = /^[a-z][a-z0-9+.-]*:\/\/([^/?#@:]*:[^/?#]+)@/i;

/** Where the credentials belong, by backend. */
const ADVICE: Readonly<Record<string, string>> = {
	s3: 'Set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` in the environment instead.',
	azblob: 'Give BuildKit the credentials of Azure in its own environment instead.',
};

function reportOf({ attribute, backend }: KnownAttribute, entry: CacheEntry): Report | undefined {
	const { value } = attribute;
	const found = USER_AND_PASSWORD.exec(value.text)?.[1];
	if (found === undefined || isPlaceholder(found)) return undefined;
	const start = value.text.indexOf(found);
	const userinfo = value.slice(start, start + found.length);
	const password = userinfo.slice(userinfo.text.indexOf(':') + 1);
	const advice = ADVICE[backend.type] ?? 'Take it out of the address.';
	return {
		span: userinfo.span,
		message: `\`${attribute.key.text}\` has a password in it, which ends up in ${whereItShows(entry.flag.build)}. ${advice}`,
		severity: password.isDynamic ? 'warning' : 'error',
	};
}

export default defineRule({
	id: 'credentials-in-url',
	group: 'security',
	severity: 'error',
	preset: 'recommended',
	summary: 'A password inside the address of a cache service.',
	docs: `
An address such as \`https://user:password@host\` in \`endpoint_url\`, \`account_url\`, \`url\` or \`url_v2\` is seen by everybody who sees the
file, the list of processes, the log of a script that prints its commands, or the output of \`docker buildx bake --print\`.

Requests to s3 and azblob are not signed with it. Their credentials come from the environment: of buildx
(\`AWS_ACCESS_KEY_ID\`, \`AWS_SECRET_ACCESS_KEY\`), or of BuildKit itself. A password that comes from a variable is a warning.

A user without a password is not reported. This holds for all versions of buildx and BuildKit.
`,
	bad: [
		{
			title: 'an S3 service',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=r,bucket=b,use_path_style=true,endpoint_url=https://ci:hunter2@minio.corp.example .
				                                                                                                  ^^^^^^^^^^ \`endpoint_url\` has a password in it, which ends up in process lists and logs. Set \`AWS_ACCESS_KEY_ID\` and \`AWS_SECRET_ACCESS_KEY\` in the environment instead.
			`,
		},
		{
			title: 'in a bake file, with a variable',
			path: 'docker-bake.hcl',
			text: `
				variable "PASSWORD" {}
				target "app" {
				  cache-from = ["type=s3,region=r,bucket=b,endpoint_url=https://ci:\${PASSWORD}@minio.corp.example"]
				                                                                ^^^^^^^^^^^^^^ warning: \`endpoint_url\` has a password in it, which ends up in process lists, logs and \`bake --print\`. Set \`AWS_ACCESS_KEY_ID\` and \`AWS_SECRET_ACCESS_KEY\` in the environment instead.
				}
			`,
		},
		{
			title: 'a cache server for Actions',
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
				          cache-to: type=gha,url=https://ci:hunter2@cache.example.com/
				                                         ^^^^^^^^^^ \`url\` has a password in it, which ends up in process lists and logs. Take it out of the address.
			`,
		},
	],
	good: [
		{
			title: 'keys in the environment',
			path: 'build.sh',
			text: `
				export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
				docker buildx build --cache-to type=s3,region=r,bucket=b,use_path_style=true,endpoint_url=https://minio.corp.example .
			`,
		},
		{
			title: 'a user alone, a port, a placeholder, an expansion that may be a user',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=r,bucket=b,endpoint_url=https://ci@minio.corp.example:9000 .
				docker buildx build --cache-to "type=s3,region=r,bucket=b,endpoint_url=https://<user>:<password>@host" .
				docker buildx build --cache-to "type=s3,region=r,bucket=b,endpoint_url=https://$USERINFO@minio.corp.example" .
				docker buildx build --cache-to type=s3,region=r,bucket=b,endpoint_url=https://minio.corp.example:9000/a@b .
			`,
		},
	],
	checkEntry(entry) {
		return knownAttributes(entry, 'url').flatMap((known) => reportOf(known, entry) ?? []);
	},
});
