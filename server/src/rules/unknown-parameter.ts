import { removeAttribute } from '../cache/edits.ts';
import type { Attribute, CacheEntry } from '../cache/entry.ts';
import { readLookalike } from '../catalogue/catalogue.ts';
import type { BackendFact } from '../catalogue/facts.ts';
import { defineRule, type Fix, type Report } from './rule.ts';
import { meantParameter } from './shared/meantParameter.ts';
import { judgedBackend, readableAttributes } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';

function reportOf(entry: CacheEntry, backend: BackendFact, attribute: Attribute): Report {
	const written = shownText(attribute.key.text);
	const start = `\`${written}\` is not a parameter of \`type=${backend.type}\`; BuildKit ignores it`;
	const meant = meantParameter(entry, backend, attribute.name);
	const removal = removeAttribute(entry, attribute);
	const remove: readonly Fix[] =
		removal === undefined
			? []
			: [{ title: `Remove \`${written}=${shownText(attribute.value.written)}\``, safe: false, edits: [removal] }];
	if (meant === undefined) {
		const advice = readLookalike(backend, attribute.name, entry.direction)?.advice ?? 'Remove it.';
		const message = backend.parameters.some(({ name }) => name === attribute.name)
			? `\`${written}\` is read in cache sources only; here BuildKit ignores it silently. Remove it.`
			: `${start} silently. ${advice}`;
		return { span: attribute.key.span, message, severity: 'warning', fixes: remove };
	}
	const stops = !entry.isOpen && backend.required[entry.direction].includes(meant);
	const effect = stops ? ` and stops with \`${backend.requiredMessage[entry.direction]}\`` : ' silently';
	const rename: Fix = {
		title: `Rename \`${written}\` to \`${meant}\``,
		safe: false,
		edits: [{ span: attribute.key.span, text: meant }],
	};
	return {
		span: attribute.key.span,
		message: `${start}${effect}. Did you mean \`${meant}\`?`,
		fixes: [rename, ...remove],
	};
}

/** Whether the backend does not read the key here, and no other rule says so. */
function isForeign(entry: CacheEntry, backend: BackendFact, { name }: Attribute): boolean {
	const parameter = backend.parameters.find((fact) => fact.name === name);
	if (parameter === undefined) return true;
	// `src` for `dest` has a rule of its own, and so have parameters of exports on an import.
	return entry.direction === 'to' && !parameter.directions.includes('to') && name !== 'src';
}

export default defineRule({
	id: 'unknown-parameter',
	group: 'parameters',
	severity: 'error',
	preset: 'recommended',
	summary: 'A key that the backend does not read, mostly a misspelled one.',
	docs: `
BuildKit hands every \`key=value\` of a cache entry but \`type\` to the backend, the backend looks up the keys it knows, and
nobody looks at the rest. With \`mod=max\` the build succeeds, prints nothing, and exports a \`min\` cache.

The finding is an error when it is clear which parameter was meant, and a warning when there is no such option at all:
caches have no \`push\`, \`platform\`, \`target\`, \`enable\` or \`ttl\`. Only where the missing parameter is required does the
build fail, as in \`type=registry,name=o/app:cache\`: \`registry cache exporter requires ref\`.

Parameters that are read but not documented, such as \`registry.insecure\`, are known. Keys are not case-sensitive in the
\`key=value\` form; in the object form of bake they are.

This holds for all versions of buildx and BuildKit up to buildx 0.36 and BuildKit 0.32. That a parameter is younger than
the BuildKit in use is another rule's matter: \`parameter-needs-newer-version\`.
`,
	options: {
		allow: {
			kind: 'strings',
			default: [],
			description:
				'Parameters that a BuildKit of your own reads besides, of one backend or of all: `[registry:push-timeout, team]`.',
		},
	},
	bad: [
		{
			title: 'a misspelled parameter',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,mod=max .
				                                                             ^^^ \`mod\` is not a parameter of \`type=registry\`; BuildKit ignores it silently. Did you mean \`mode\`?
			`,
			fixed: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,mode=max .
			`,
			otherwise: {
				'Remove `mod=max`': `
					docker buildx build --cache-to type=registry,ref=o/app:cache .
				`,
			},
		},
		{
			title: 'parameters of other backends, and of no backend',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,key=web
				                               ^^^ \`key\` is not a parameter of \`type=gha\`; BuildKit ignores it silently. Did you mean \`scope\`?
				          cache-to: |
				            type=gha,mode=max,ref=web
				                              ^^^ \`ref\` is not a parameter of \`type=gha\`; BuildKit ignores it silently. Did you mean \`scope\`?
				            type=registry,ref=o/app:cache,mode=max,push=true
				                                                   ^^^^ warning: \`push\` is not a parameter of \`type=registry\`; BuildKit ignores it silently. A cache is always exported; \`push\` belongs to \`--output\` or \`--push\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=web
				          cache-to: |
				            type=gha,mode=max,scope=web
				            type=registry,ref=o/app:cache,mode=max
			`,
		},
		{
			title: 'the object form, where keys are case-sensitive',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-from = ["type=registry,name=o/app:cache"]
				                               ^^^^ \`name\` is not a parameter of \`type=registry\`; BuildKit ignores it and stops with \`registry cache importer requires ref\`. Did you mean \`ref\`?
				  cache-to   = [{ type = "registry", ref = "o/app:cache", Mode = "max" }]
				                                                          ^^^^ \`Mode\` is not a parameter of \`type=registry\`; BuildKit ignores it silently. Did you mean \`mode\`?
				}
			`,
			fixed: `
				target "app" {
				  cache-from = ["type=registry,ref=o/app:cache"]
				  cache-to   = [{ type = "registry", ref = "o/app:cache", mode = "max" }]
				}
			`,
		},
		{
			title: 'a path that is neither src nor dest',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=local,path=/tmp/cache
				                     ^^^^ \`path\` is not a parameter of \`type=local\`; BuildKit ignores it and stops with \`local cache importer requires src\`. Did you mean \`src\`?
				      cache_to:
				        - type=local,dest=/tmp/cache,image_manifest=true
				                                     ^^^^^^^^^^^^^^ \`image_manifest\` is not a parameter of \`type=local\`; BuildKit ignores it silently. Did you mean \`image-manifest\`?
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=local,src=/tmp/cache
				      cache_to:
				        - type=local,dest=/tmp/cache,image-manifest=true
			`,
		},
		{
			title: 'a parameter of the other direction',
			path: 'Makefile',
			text: `
				image:
					docker buildx build --cache-to type=local,dest=/c,digest=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .
					                                                  ^^^^^^ warning: \`digest\` is read in cache sources only; here BuildKit ignores it silently. Remove it.
			`,
			fixed: `
				image:
					docker buildx build --cache-to type=local,dest=/c .
			`,
		},
	],
	good: [
		{
			title: 'the parameters of the backend',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,mode=max .
			`,
		},
		{
			title: 'keys in capitals',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to TYPE=registry,REF=o/app:cache,Mode=max .
			`,
		},
		{
			title: 'parameters that nobody documents but BuildKit reads',
			path: 'build.sh',
			text: `
				docker buildx build \\
				  --cache-from type=registry,ref=localhost:5000/app:cache,registry.insecure=true \\
				  --cache-from type=local,src=/c,tag=main \\
				  --cache-to type=local,dest=/c,tag=main,reset=true,compression=zstd,compression-level=3,force-compression=true \\
				  --cache-to type=gha,token=$T,url=$U,url_v2=$V,version=2,repository=o/app,ghtoken=$G,timeout=5m \\
				  --cache-to type=s3,region=r,bucket=b,prefix=p/,blobs_prefix=b/,manifests_prefix=m/,session_token=$S,retry_mode=adaptive,retry_max_attempts=5,disable_accept_encoding=true \\
				  --cache-to type=azblob,account_url=https://a.blob.core.windows.net,account_name=a .
			`,
		},
		{
			title: 'parameters of a BuildKit of your own',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=gha,team=web --cache-to type=registry,ref=o/app:cache,push-timeout=5m,team=web .
			`,
			settings: { options: { 'unknown-parameter': { allow: ['registry:push-timeout', 'team'] } } },
		},
		{
			title: 'keys nobody can know from the file',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,\${{ inputs.key }}=web,\${{ inputs.more }}
			`,
		},
		{
			title: 'an unknown backend, a space before the key, inline: other rules speak of them',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=gcs,bucket=b --cache-to 'type=gha, mode=max' --cache-to type=inline,mode=max .
			`,
		},
		{
			title: 'an option of podman',
			path: 'build.sh',
			text: `
				podman build --cache-to registry.example.com/app/cache .
			`,
		},
	],
	checkEntry(entry, context) {
		const backend = judgedBackend(entry);
		if (backend === undefined || backend.type === 'inline') return [];
		const allowed = context.option('allow');
		const isAllowed = ({ name }: Attribute) => allowed.includes(name) || allowed.includes(`${backend.type}:${name}`);
		return readableAttributes(entry)
			.filter((attribute) => isForeign(entry, backend, attribute) && !isAllowed(attribute))
			.map((attribute) => reportOf(entry, backend, attribute));
	},
});
