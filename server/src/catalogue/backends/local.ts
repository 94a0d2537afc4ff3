import { ignoreError, modeSince } from '../exportParameters.ts';
import type { BackendFact } from '../facts.ts';
import { layerLookalikes, layerParameters } from '../layerParameters.ts';
import { defineParameter, foreignAdvice, foreignKeys, respell } from '../parameters.ts';

/** A cache in a directory of the machine that runs buildx or buildctl. */
const local: BackendFact = {
	type: 'local',
	rank: 3,
	directions: ['to', 'from'],
	since: [0, 4, 0],
	required: { to: ['dest'], from: ['src'] },
	requiredMessage: {
		to: 'local cache exporter requires dest',
		from: 'local cache importer requires src',
	},
	summary: 'Keeps the cache in a directory of the machine that starts the build, as an OCI image layout.',
	notes:
		'For CI systems that keep directories between runs. Nothing is ever deleted from the directory unless `reset=true`.\n\n' +
		'With several exports in one build the index of every `dest` gets the manifest of the last registry or local ' +
		'export, so put `type=local` last and use it once (client/solve.go).',
	source: 'cmd/buildkitd/main.go@v0.4.0',
	parameters: [
		defineParameter({
			name: 'dest',
			directions: ['to'],
			shape: { kind: 'path' },
			since: [0, 4, 0],
			handledBy: 'client',
			onInvalid: 'error',
			invalidMessage: 'local cache exporter requires dest',
			onEmpty: 'error',
			summary: 'The directory to write the cache to; it is created when it is missing.',
			notes:
				'Relative to the working directory of the client. buildx expands neither `~` nor variables: what the shell ' +
				'leaves as `~` becomes a directory of that name.\n\nBake asks for `--allow fs.write=…` when the directory is ' +
				'outside of its own (a warning in buildx 0.19, an error since 0.20).',
			source: 'client/solve.go@v0.4.0:362',
			usage: 9,
		}),
		defineParameter({
			name: 'src',
			directions: ['from'],
			shape: { kind: 'path' },
			since: [0, 4, 0],
			handledBy: 'client',
			onInvalid: 'warning',
			invalidMessage: 'WARNING: local cache import at SRC skipped due to err: could not read SRC/index.json: ...',
			onEmpty: 'the build stops: local cache importer requires src',
			summary: 'The directory to read the cache from.',
			notes: 'A missing directory is created, and the import is skipped with a warning.',
			source: 'client/solve.go@v0.4.0:395',
			usage: 9,
		}),
		defineParameter({
			name: 'tag',
			shape: { kind: 'text' },
			since: [0, 7, 0],
			sinceClient: {
				from: { client: [0, 7, 0], buildx: [0, 4, 0] },
				to: { client: [0, 11, 0], buildx: [0, 10, 0] },
			},
			defaults: [
				{ since: [0, 7, 0], value: 'latest', note: 'import' },
				{ since: [0, 11, 0], value: 'latest', note: 'import and export' },
			],
			handledBy: 'client',
			onInvalidImport:
				'an unknown tag is skipped with a warning since client 0.29 (buildx 0.33) and stops the build before',
			onEmpty: 'the import stops the build; the export writes an empty tag',
			documentedIn: ['buildkit'],
			summary: 'The tag under which the cache stands in the index of the directory.',
			notes:
				'Exporting knows it since buildx 0.10; older ones always write `latest`. Not read on import when `digest` is ' +
				'given. See [moby/buildkit#6536](https://github.com/moby/buildkit/issues/6536) for unknown tags.',
			source: 'client/solve.go@v0.7.0:438',
			usage: 1,
		}),
		defineParameter({
			name: 'digest',
			directions: ['from'],
			shape: { kind: 'digest' },
			since: [0, 4, 0],
			handledBy: 'client',
			onInvalid: 'warning',
			invalidMessage:
				'WARNING: local cache import at SRC skipped: digest VALUE unavailable: calculating blob info path: cannot calculate blob path from invalid digest: invalid checksum digest format: invalid argument',
			onEmpty: 'treated as unset (the tag is used)',
			summary: 'The digest of the cache manifest in the directory: `sha256:` and 64 hex digits.',
			notes: 'Without it the manifest with `tag` is read. An unknown one is skipped with a warning since buildx 0.33.',
			source: 'client/solve.go@v0.4.0:409',
			usage: 1,
		}),
		defineParameter({
			name: 'reset',
			directions: ['to'],
			shape: { kind: 'boolean' },
			since: [0, 31, 0],
			sinceClient: { to: { client: [0, 31, 0], buildx: [0, 35, 0] } },
			defaults: [{ since: [0, 31, 0], value: 'false' }],
			handledBy: 'client',
			onInvalid: 'error',
			invalidMessage: 'failed to parse reset attribute: strconv.ParseBool: parsing "VALUE": invalid syntax',
			onEmpty: 'error',
			documentedIn: ['buildkit'],
			summary: 'Whether blobs that the new cache does not use are deleted from the directory after the export.',
			notes: 'Done by buildx (0.35 and later) or buildctl (0.31 and later), whatever the daemon; older ones ignore it.',
			source: 'client/solve.go@v0.31.0:577',
			usage: 2,
		}),
		modeSince([0, 4, 0], 'control/control.go@v0.4.0:256'),
		...layerParameters({
			backend: 'local',
			ociMediaTypes: 'cache/remotecache/local/local.go@v0.8.0:21',
			imageManifest: 'cache/remotecache/local/local.go@v0.12.0:22',
			compression: 'cache/remotecache/local/local.go@v0.10.0:24',
			compressionLevel: 'cache/remotecache/local/local.go@v0.10.0:26',
			forceCompression: 'cache/remotecache/local/local.go@v0.10.0:25',
		}),
		ignoreError,
	],
	lookalikes: {
		...foreignKeys,
		...layerLookalikes,
		...respell('oci-mediatypes', 'image-manifest', 'compression-level', 'force-compression', 'ignore-error'),
		'ignore-errors': 'ignore-error',
		ignore_errors: 'ignore-error',
		path: 'dest|src',
		dir: 'dest|src',
		directory: 'dest|src',
		folder: 'dest|src',
		store: 'dest|src',
		location: 'dest|src',
		dst: 'dest',
		destination: 'dest',
		source: 'src',
		sha256: 'digest',
		clean: 'reset',
		prune: 'reset',
		ref: undefined,
		scope: undefined,
		name: undefined,
		prefix: undefined,
		key: undefined,
		'registry.insecure': undefined,
	},
	advice: {
		...foreignAdvice,
		ref: '`ref` belongs to `type=registry`; a local cache is named by its directory.',
		scope: 'Only `type=gha` has scopes; use another directory, or `tag`.',
		name: 'Use another directory, or `tag`.',
		prefix: 'Put it in the directory.',
		key: 'Use another directory, or `tag`.',
		'registry.insecure': '`registry.insecure` belongs to `type=registry`.',
	},
};

export default local;
