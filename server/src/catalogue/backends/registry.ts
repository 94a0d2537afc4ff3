import { ignoreError, modeSince } from '../exportParameters.ts';
import type { BackendFact } from '../facts.ts';
import { layerLookalikes, layerParameters } from '../layerParameters.ts';
import { defineParameter, foreignAdvice, foreignKeys, respell } from '../parameters.ts';

/** A cache in a container registry, under an image reference of its own. */
const registry: BackendFact = {
	type: 'registry',
	rank: 1,
	directions: ['to', 'from'],
	since: [0, 4, 0],
	required: { to: ['ref'], from: ['ref'] },
	requiredMessage: {
		to: 'registry cache exporter requires ref',
		from: 'registry cache importer requires ref',
	},
	summary: 'Keeps the cache in a container registry, as an image of its own beside the one you build.',
	notes:
		'The backend for teams: every machine that may pull can use the cache. Give it a `ref` that is not the tag of the ' +
		'image, because the cache manifest would replace the image.\n\nA missing `ref` stops the build in both directions ' +
		'since buildx 0.10; before, it was ignored.',
	source: 'cmd/buildkitd/main.go@v0.4.0',
	parameters: [
		defineParameter({
			name: 'ref',
			shape: { kind: 'reference' },
			since: [0, 4, 0],
			onInvalid: 'error',
			invalidMessage: 'failed to configure registry cache exporter: invalid reference format',
			onInvalidImport: 'an error line in the log; the build goes on without cache',
			onEmpty: 'the build stops in both directions: registry cache exporter/importer requires ref',
			summary: 'The image reference under which the cache is stored: `ghcr.io/acme/app:buildcache`.',
			notes:
				'Without a tag it is `:latest`, without a host Docker Hub. No scheme (`https://`), no capitals in the ' +
				'repository, no `/` in the tag, at most 128 characters of tag.\n\nA digest works for importing only: an ' +
				'export is stored under its own digest, where this reference never finds it.',
			source: 'cache/remotecache/registry/registry.go@v0.4.0:31',
			usage: 9,
		}),
		modeSince([0, 4, 0], 'control/control.go@v0.4.0:256'),
		...layerParameters({
			backend: 'registry',
			ociMediaTypes: 'cache/remotecache/registry/registry.go@v0.8.0:33',
			imageManifest: 'cache/remotecache/registry/registry.go@v0.12.0:39',
			compression: 'cache/remotecache/registry/registry.go@v0.10.0:38',
			compressionLevel: 'cache/remotecache/registry/registry.go@v0.10.0:40',
			forceCompression: 'cache/remotecache/registry/registry.go@v0.10.0:39',
		}),
		ignoreError,
		defineParameter({
			name: 'registry.insecure',
			shape: { kind: 'boolean' },
			since: [0, 12, 0],
			defaults: [{ since: [0, 12, 0], value: 'false' }],
			onInvalid: 'error',
			invalidMessage:
				'failed to configure registry cache exporter: failed to parse registry.insecure: strconv.ParseBool: parsing "VALUE": invalid syntax',
			onInvalidImport: 'an error line in the log; the build goes on without cache',
			onEmpty: 'error',
			documentedIn: [],
			summary: 'Whether the registry is spoken to over plain HTTP or without checking its certificate.',
			notes:
				'Not documented for caches. With `true` the mirrors and certificates that the configuration of the daemon ' +
				'has for this host are not used. `insecure=true`, without the prefix, is ignored.',
			source: 'cache/remotecache/registry/registry.go@v0.12.0:41',
			usage: 2,
		}),
	],
	lookalikes: {
		...foreignKeys,
		...layerLookalikes,
		...respell('oci-mediatypes', 'image-manifest', 'compression-level', 'force-compression', 'ignore-error'),
		'ignore-errors': 'ignore-error',
		ignore_errors: 'ignore-error',
		name: 'ref',
		image: 'ref',
		repo: 'ref',
		repository: 'ref',
		reference: 'ref',
		url: 'ref',
		insecure: 'registry.insecure',
		'registry-insecure': 'registry.insecure',
		scope: undefined,
		tag: undefined,
		prefix: undefined,
		registry: undefined,
		token: undefined,
		timeout: undefined,
		dest: undefined,
		src: undefined,
		digest: undefined,
		reset: undefined,
		username: undefined,
		password: undefined,
	},
	advice: {
		...foreignAdvice,
		scope: 'Only `type=gha` has scopes; put the name in the tag of `ref`.',
		tag: 'The tag is part of `ref`: `ref=ghcr.io/acme/app:buildcache`.',
		prefix: 'Put it in `ref`.',
		registry: 'The host is part of `ref`: `ref=ghcr.io/acme/app:buildcache`.',
		token: 'Credentials come from `docker login`.',
		username: 'Credentials come from `docker login`.',
		password: 'Credentials come from `docker login`.',
		dest: '`dest` belongs to `type=local`; a registry cache is named by `ref`.',
		src: '`src` belongs to `type=local`; a registry cache is named by `ref`.',
		digest: 'The digest is part of `ref`: `ref=ghcr.io/acme/app@sha256:…`.',
		reset: '`reset` belongs to `type=local`.',
		timeout: '`timeout` belongs to `type=gha`.',
	},
};

export default registry;
