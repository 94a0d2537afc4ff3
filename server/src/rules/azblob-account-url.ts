import { attributeOf } from '../cache/entry.ts';
import { accountNameOf, readGoUrl } from '../catalogue/goUrl.ts';
import { defineRule } from './rule.ts';
import { judgedAttributes } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';

/** The address that was meant by one without scheme: by an account's name, or by a host. */
function addressOf(written: string): string | undefined {
	const host = written.replace(/^[a-z]*:?\/+/i, '');
	if (!/^[\w.-]+(?::\d+)?(?:\/.*)?$/.test(host)) return undefined;
	return /[.:/]/.test(host) ? `https://${host}` : `https://${host}.blob.core.windows.net`;
}

export default defineRule({
	id: 'azblob-account-url',
	group: 'values',
	severity: 'error',
	preset: 'recommended',
	summary: 'The address of an Azure storage account that is no URL.',
	docs: `
\`account_url\` of \`type=azblob\` is a URL with its scheme, \`https://acct.blob.core.windows.net\`. BuildKit takes the name of the account
from the first part of its host. Without a scheme there is no host, and the export stops with \`failed to create azblob config:
unable to retrieve account name from account url or \${BUILDKIT_AZURE_STORAGE_ACCOUNT_NAME} or account_name attribute for azblob
cache\`, or with \`no Host in request URL\` when \`account_name\` is written too. An import only logs it.

\`http://\` is fine, for Azurite, which needs \`secret_access_key\` too. BuildKit 0.12 to 0.32 (azblob exists since 0.11).
`,
	bad: [
		{
			title: 'a host',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=azblob,account_url=acct.blob.core.windows.net,name=app .
				                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^ \`account_url=acct.blob.core.windows.net\` has no scheme and host, so BuildKit finds no account in it. Write \`https://acct.blob.core.windows.net\`.
			`,
			fixed: `
				docker buildx build --cache-to type=azblob,account_url=https://acct.blob.core.windows.net,name=app .
			`,
		},
		{
			title: 'a scheme without host, and a name',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-from = ["type=azblob,name=app,account_url=acct"]
				                                                  ^^^^ \`account_url=acct\` has no scheme and host, so BuildKit finds no account in it. Write \`https://acct.blob.core.windows.net\`.
				  cache-to   = [{ type = "azblob", account_url = "https://" }]
				                                                  ^^^^^^^^ \`account_url=https://\` has no scheme and host, so BuildKit finds no account in it. Write \`https://<account>.blob.core.windows.net\`.
				}
			`,
			fixed: `
				target "app" {
				  cache-from = ["type=azblob,name=app,account_url=https://acct.blob.core.windows.net"]
				  cache-to   = [{ type = "azblob", account_url = "https://" }]
				}
			`,
		},
		{
			title: 'another scheme',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=azblob,account_url=abfss://acct.dfs.core.windows.net,name=app .
				                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`account_url=abfss://acct.dfs.core.windows.net\` is no address of the web, so nothing can be stored there. Write \`https://acct.dfs.core.windows.net\`.
			`,
			fixed: `
				docker buildx build --cache-to type=azblob,account_url=https://acct.dfs.core.windows.net,name=app .
			`,
		},
	],
	good: [
		{
			title: 'a URL',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=azblob,account_url=https://acct.blob.core.windows.net,name=app .
			`,
		},
		{
			title: 'Azurite',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=azblob,account_url=http://localhost:10000/devstoreaccount1,secret_access_key=a2V5 .
			`,
		},
		{
			title: 'an address from somewhere else',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=azblob,account_url=$URL" --cache-from "type=azblob,account_url=acct$SUFFIX" .
			`,
		},
		{
			title: 'addresses of other backends, and an empty one',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=gha,url=cache.example.com,token=a.b.c --cache-from type=azblob,account_url=,name=app .
			`,
		},
	],
	checkEntry(entry) {
		return judgedAttributes(entry, 'url')
			.filter(({ backend, attribute }) => {
				if (backend.type !== 'azblob' || attribute.value.length === 0) return false;
				const { url } = readGoUrl(attribute.value.text);
				if (url === undefined || url.host === '' || !/^https?$/.test(url.scheme)) return true;
				return accountNameOf(url) === '' && attributeOf(entry, 'account_name') === undefined;
			})
			.map(({ attribute: { value } }) => {
				const address = addressOf(value.text);
				const scheme = readGoUrl(value.text).url?.scheme ?? '';
				const flaw = /^(?:https?)?$/.test(scheme)
					? 'has no scheme and host, so BuildKit finds no account in it'
					: 'is no address of the web, so nothing can be stored there';
				const instead = address ?? 'https://<account>.blob.core.windows.net';
				return {
					span: value.span,
					message: `\`account_url=${shownText(value.text)}\` ${flaw}. Write \`${shownText(instead)}\`.`,
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
