import { addAttribute } from '../cache/edits.ts';
import { attributeOf, type CacheEntry, literalOf } from '../cache/entry.ts';
import type { BackendFact } from '../catalogue/facts.ts';
import { readGoUrl } from '../catalogue/goUrl.ts';
import { defineRule, type Report } from './rule.ts';
import { cacheRefFor } from './shared/cacheRef.ts';
import { emptyReports } from './shared/emptyValues.ts';
import { meantParameter } from './shared/meantParameter.ts';
import { judgedBackend } from './shared/parameters.ts';

/** The variables the daemon reads when a parameter is not written: `AWS_REGION` of `region`. */
function variablesOf(backend: BackendFact, name: string): readonly string[] {
	return backend.parameters.find((fact) => fact.name === name)?.environment.map((variable) => variable.name) ?? [];
}

/** Whether another rule already says how to get the parameter: a key that should be renamed to it, or has a space. */
function isMisspelled(entry: CacheEntry, backend: BackendFact, name: string): boolean {
	return entry.attributes.some((attribute) => {
		if (attribute.name === name || attribute.name === 'type') return false;
		if (attribute.name.trim() === name) return true;
		// With both of them one is empty, and no key is to be renamed.
		if (['src', 'dest'].includes(attribute.name)) return attributeOf(entry, name) === undefined;
		return meantParameter(entry, backend, attribute.name) === name;
	});
}

/**
 * An Azure account without TLS and without its key: the SDK sends tokens over https alone.
 * Source: Azure/azure-sdk-for-go sdk/azcore/runtime/policy_bearer_token.go (`checkHTTPSForAuth`).
 */
function keyReports(entry: CacheEntry): readonly Report[] {
	const url = literalOf(entry, 'account_url');
	const address = entry.typeName === 'azblob' && url !== undefined ? readGoUrl(url).url : undefined;
	if (address?.scheme !== 'http' || address.host === '') return [];
	if ((attributeOf(entry, 'secret_access_key')?.value.length ?? 0) > 0) return [];
	const effect =
		entry.direction === 'to'
			? 'the build stops with `authenticated requests are not permitted for non TLS protected (https) endpoints`'
			: 'the cache is not imported';
	return [
		{
			span: attributeOf(entry, 'account_url')!.value.span,
			message: `Over \`http://\` BuildKit only logs in with \`secret_access_key=…\`, which is missing; ${effect}.`,
		},
	];
}

function reportOf(entry: CacheEntry, backend: BackendFact, name: string): Report {
	const empty = attributeOf(entry, name);
	const span = empty?.span ?? attributeOf(entry, 'type')?.span ?? entry.span;
	const [variable] = variablesOf(backend, name);
	if (variable !== undefined && empty !== undefined) {
		const effect = entry.direction === 'to' ? 'the export fails' : 'the cache is not imported';
		return {
			span,
			message: `\`${name}\` is empty, so BuildKit does not look for \`$${variable}\` either, and ${effect}. Write \`${name}=…\`.`,
		};
	}
	if (variable !== undefined) {
		return {
			span,
			severity: 'warning',
			message: `\`${name}\` is missing; BuildKit then needs \`$${variable}\` in the environment of the daemon, not in this shell. Write \`${name}=…\`.`,
		};
	}
	const example = name === 'ref' ? '<image:tag>' : '<directory>';
	const ref = name === 'ref' ? cacheRefFor(entry.flag.build.images) : undefined;
	const edit =
		ref === undefined
			? undefined
			: empty === undefined
				? addAttribute(entry, name, ref)
				: { span: empty.value.span, text: ref };
	return {
		span,
		message: `\`type=${backend.type}\` needs \`${name}=${example}\`; the build stops with \`${backend.requiredMessage[entry.direction]}\`.`,
		fixes: edit === undefined ? [] : [{ title: `Add \`ref=${ref}\``, safe: false, edits: [edit] }],
	};
}

export default defineRule({
	id: 'missing-required-parameter',
	group: 'parameters',
	severity: 'error',
	preset: 'recommended',
	summary: 'A parameter without which the backend does not work.',
	docs: `
\`type=registry\` needs \`ref\`, \`type=local\` needs \`src\` to read and \`dest\` to write. Without them, or with an empty one, the build
stops before anything runs: \`registry cache exporter requires ref\`, \`registry cache importer requires ref\`,
\`local cache exporter requires dest\`, \`local cache importer requires src\`. Before buildx 0.10 an import without \`ref\` was
ignored in silence.

\`type=s3\` needs \`bucket\` and \`region\`, \`type=azblob\` needs \`account_url\`. These may come from \`AWS_BUCKET\`, \`AWS_REGION\` and
\`BUILDKIT_AZURE_STORAGE_ACCOUNT_URL\`, but it is the BuildKit daemon that reads them, in its own container, and not buildx:
setting them beside the command does nothing. An export then stops with \`region ($AWS_REGION) not set for s3 cache\`, an
import only logs it. This is a warning; variables that the daemon does have go into \`daemonEnv\`. An empty one is an error: the
variables are not looked for then.

An azblob account over \`http://\`, as Azurite is, needs \`secret_access_key\` too: other credentials are not sent without TLS.

A few others may be left out and may not be empty: \`tag\` of a local import, \`account_name\` of azblob, \`token\` and \`url\` of gha.

Nothing is required of \`type=gha\` (buildx takes its token and address from the environment) and \`name\` of s3 and azblob
has a default. Versions: BuildKit up to 0.32, buildx 0.10 to 0.36.
`,
	options: {
		daemonEnv: {
			kind: 'strings',
			default: [],
			description: 'Variables that are set in the environment of the BuildKit daemon: `[AWS_REGION, AWS_BUCKET]`.',
		},
	},
	bad: [
		{
			title: 'a registry cache without place',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          tags: ghcr.io/o/app:latest
				          cache-from: type=registry
				                      ^^^^^^^^^^^^^ \`type=registry\` needs \`ref=<image:tag>\`; the build stops with \`registry cache importer requires ref\`.
				          cache-to: type=registry,mode=max
				                    ^^^^^^^^^^^^^ \`type=registry\` needs \`ref=<image:tag>\`; the build stops with \`registry cache exporter requires ref\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          push: true
				          tags: ghcr.io/o/app:latest
				          cache-from: type=registry,ref=ghcr.io/o/app:buildcache
				          cache-to: type=registry,mode=max,ref=ghcr.io/o/app:buildcache
			`,
		},
		{
			title: 'a local cache without directory',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local --cache-to type=local,dest=,mode=max .
				                                 ^^^^^^^^^^ \`type=local\` needs \`src=<directory>\`; the build stops with \`local cache importer requires src\`.
				                                                                  ^^^^^ \`type=local\` needs \`dest=<directory>\`; the build stops with \`local cache exporter requires dest\`.
			`,
		},
		{
			title: 'one that may not be empty',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=local,src=cache,tag=
				                               ^^^^ \`tag=\` is empty; the build stops with \`local cache importer requires either explicit digest, "latest" tag or custom tag on index.json\`. Give it a value or leave it out.
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=local,src=cache
			`,
		},
		{
			title: 's3 without region',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = ["type=s3,bucket=b,mode=max", "type=azblob,name=app"]
				               ^^^^^^^ warning: \`region\` is missing; BuildKit then needs \`$AWS_REGION\` in the environment of the daemon, not in this shell. Write \`region=…\`.
				                                            ^^^^^^^^^^^ warning: \`account_url\` is missing; BuildKit then needs \`$BUILDKIT_AZURE_STORAGE_ACCOUNT_URL\` in the environment of the daemon, not in this shell. Write \`account_url=…\`.
				}
			`,
		},
		{
			title: 'empty ones, for which no variable is looked up, and Azurite without its key',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = ["type=s3,bucket=b,region=", "type=azblob,account_url=http://localhost:10000/devstoreaccount1"]
				                                ^^^^^^^ \`region\` is empty, so BuildKit does not look for \`$AWS_REGION\` either, and the export fails. Write \`region=…\`.
				                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Over \`http://\` BuildKit only logs in with \`secret_access_key=…\`, which is missing; the build stops with \`authenticated requests are not permitted for non TLS protected (https) endpoints\`.
				}
			`,
		},
		{
			title: 'sources: an empty ref, an empty region, Azurite',
			path: 'build.sh',
			text: `
				docker buildx build -t o/app:1 --cache-from type=registry,ref= --cache-from type=s3,bucket=b,region= --cache-from type=azblob,account_url=http://localhost:10000/devstoreaccount1 .
				                                                          ^^^^ \`type=registry\` needs \`ref=<image:tag>\`; the build stops with \`registry cache importer requires ref\`.
				                                                                                             ^^^^^^^ \`region\` is empty, so BuildKit does not look for \`$AWS_REGION\` either, and the cache is not imported. Write \`region=…\`.
				                                                                                                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Over \`http://\` BuildKit only logs in with \`secret_access_key=…\`, which is missing; the cache is not imported.
			`,
			fixed: `
				docker buildx build -t o/app:1 --cache-from type=registry,ref=o/app:buildcache --cache-from type=s3,bucket=b,region= --cache-from type=azblob,account_url=http://localhost:10000/devstoreaccount1 .
			`,
		},
	],
	good: [
		{
			title: 'all that is needed',
			path: 'build.sh',
			text: `
				docker buildx build \\
				  --cache-from type=local,src=/c --cache-to type=local,dest=/c \\
				  --cache-to type=registry,ref=ghcr.io/o/app:buildcache,mode=max \\
				  --cache-to type=s3,region=eu-west-1,bucket=b \\
				  --cache-to type=azblob,account_url=https://a.blob.core.windows.net .
			`,
		},
		{
			title: 'an expansion that may hold it',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=registry,$REST" --cache-to "type=s3,bucket=b$MORE" --cache-from "type=registry,ref=$REF" .
			`,
		},
		{
			title: 'a variable that it is joined to where it is used',
			path: 'docker-bake.hcl',
			text: `
				variable "CACHE" {
				  default = "type=registry"
				}
				target "app" {
				  cache-from = ["\${CACHE},ref=ghcr.io/o/app:buildcache"]
				}
			`,
		},
		{
			title: 'gha and inline need nothing, s3 has a default name, an exported tag may be empty',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=gha --cache-to type=inline --cache-to type=s3,region=r,bucket=b \\
				  --cache-to type=local,dest=c,tag= .
			`,
		},
		{
			title: 'variables that the daemon has',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-from = ["type=s3,bucket=b"]
				  cache-to = ["type=s3,bucket=b,mode=max"]
				}
			`,
			settings: { options: { 'missing-required-parameter': { daemonEnv: ['AWS_REGION'] } } },
		},
		{
			title: 'a misnamed one is reported as that',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,name=o/app:cache --cache-from type=local,dest=/c --cache-to 'type=registry, ref=o/app:c' .
			`,
		},
		{
			title: 'Azurite with its key, what the shell has split off',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=azblob,account_url=http://localhost:10000/devstoreaccount1,secret_access_key=a2V5 .
				docker buildx build --cache-to type=s3,bucket=b,\\
				  region=r .
				docker buildx build --cache-to type=registry,o/app:cache .
			`,
		},
	],
	checkEntry(entry, context) {
		const backend = judgedBackend(entry);
		if (backend === undefined || !backend.directions.includes(entry.direction)) return [];
		// A part without `=`, or one that the shell split off, may be what was meant; other rules speak of it.
		const isBroken = entry.bareFields.length > 0 || entry.flag.notes.some(({ code }) => code === 'split-word');
		if (entry.isOpen || isBroken) return emptyReports(entry);
		const daemonEnv = context.option('daemonEnv');
		const missing = backend.required[entry.direction]
			.map((names) => names.split('|'))
			.filter((names) => names.every((name) => (attributeOf(entry, name)?.value.length ?? 0) === 0))
			.filter((names) => !names.some((name) => isMisspelled(entry, backend, name)))
			.filter(
				(names) =>
					!names.some((name) => {
						// A parameter that is written, if only as nothing, keeps the daemon from looking for its variable.
						const isWritten = attributeOf(entry, name) !== undefined;
						return !isWritten && variablesOf(backend, name).some((variable) => daemonEnv.includes(variable));
					}),
			)
			.map((names) => reportOf(entry, backend, names[0]!));
		return [...missing, ...emptyReports(entry), ...keyReports(entry)];
	},
});
