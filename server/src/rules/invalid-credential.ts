import type { CacheEntry } from '../cache/entry.ts';
import { refuseToken } from '../catalogue/goToken.ts';
import { defineRule } from './rule.ts';
import { isTrimmed, judgedBackend, readableAttributes } from './shared/parameters.ts';

/** What people write in the place of a secret: `<token>`, `xxx`, `***`, `…`. */
const PLACEHOLDER = /[<>*…]|^x{3,}|\.{3}|^your|changeme/i;

/** Why the daemon cannot use a credential that is written out, in its own words; `undefined` when it can. */
function refuse(
	entry: CacheEntry,
	name: string,
	value: string,
): { readonly what: string; readonly error: string } | undefined {
	if (entry.typeName === 'gha' && name === 'token') {
		const error = refuseToken(value);
		return error === undefined ? undefined : { what: 'no JSON Web Token, as the runtime token of Actions is', error };
	}
	if (entry.typeName === 'azblob' && name === 'secret_access_key') {
		if (/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)) return undefined;
		return {
			what: 'not base64, as account keys are',
			error: 'failed to create shared key: decode account key: illegal base64 data',
		};
	}
	return undefined;
}

export default defineRule({
	id: 'invalid-credential',
	group: 'values',
	severity: 'error',
	preset: 'recommended',
	summary: 'A credential that cannot be one: a gha token that is no JWT, an Azure account key that is not base64.',
	docs: `
\`token\` of \`type=gha\` is the runtime token of GitHub Actions, a JSON Web Token with three parts. \`GITHUB_TOKEN\` and personal tokens are not:
the export stops with \`failed to configure gha cache exporter: token is malformed: token contains an invalid number of segments\`, an import only
logs it. An action reads the right one from its environment, so the parameter is best left out.

\`secret_access_key\` of \`type=azblob\` is the key of the storage account, in base64; anything else stops the export with \`failed to create shared
key: decode account key: illegal base64 data\`.

This holds for every version that has these backends: gha since BuildKit 0.9, azblob since 0.11. Values with expansions, and placeholders, are
left alone.
`,
	bad: [
		{
			title: 'a personal token',
			path: 'build.sh',
			text: `
				buildctl build --export-cache type=gha,url=https://cache.example.com/,token=abc .
				                                                                            ^^^ \`token\` is no JSON Web Token, as the runtime token of Actions is; the export stops with \`token is malformed: token contains an invalid number of segments\`. Leave it out where \`ACTIONS_RUNTIME_TOKEN\` is set.
			`,
		},
		{
			title: 'a word in the place of a key',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = ["type=azblob,account_url=https://acme.blob.core.windows.net,secret_access_key=secret"]
				                                                                                            ^^^^^^ \`secret_access_key\` is not base64, as account keys are; the export stops with \`failed to create shared key: decode account key: illegal base64 data\`. Give the key as Azure shows it.
				}
			`,
		},
		{
			title: 'the token of the repository',
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
				          cache-from: type=gha,token=ghp_0123456789abcdefghijklmnopqrstuvwxyz
				                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`token\` is no JSON Web Token, as the runtime token of Actions is; the import fails, and the build goes on without it. Leave it out where \`ACTIONS_RUNTIME_TOKEN\` is set.
			`,
		},
	],
	good: [
		{
			title: 'from the environment',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=gha,mode=max .
			`,
		},
		{
			title: 'expansions and placeholders',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=gha,token=$ACTIONS_RUNTIME_TOKEN" --cache-from 'type=gha,token=<token>' .
			`,
		},
		{
			title: 'an empty value, which another rule speaks of',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=gha,token= .
			`,
		},
		{
			title: 'a key in base64',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=azblob,account_url=https://acme.blob.core.windows.net,secret_access_key=c2VjcmV0a2V5 --cache-to type=s3,region=r,bucket=b,secret_access_key=secret .
			`,
		},
	],
	*checkEntry(entry) {
		if (judgedBackend(entry) === undefined) return;
		for (const { name, value } of readableAttributes(entry)) {
			if (value.isDynamic || value.length === 0 || !isTrimmed(value.text) || PLACEHOLDER.test(value.text)) continue;
			const refused = refuse(entry, name, value.text);
			if (refused === undefined) continue;
			const happens =
				entry.direction === 'to'
					? `the export stops with \`${refused.error}\``
					: 'the import fails, and the build goes on without it';
			const advice =
				name === 'token' ? 'Leave it out where `ACTIONS_RUNTIME_TOKEN` is set.' : 'Give the key as Azure shows it.';
			yield { span: value.span, message: `\`${name}\` is ${refused.what}; ${happens}. ${advice}` };
		}
	},
});
