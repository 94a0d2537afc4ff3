import type { ParameterFact } from './facts.ts';
import { defineParameter } from './parameters.ts';

/** What a compression does with a level. Source: util/compression/gzip.go, estargz.go, zstd.go of BuildKit 0.32. */
export interface CompressionLevels {
	/** The levels the README of BuildKit names, both included: `[0, 9]` of gzip. */
	readonly documented: readonly [least: number, greatest: number] | undefined;
	/** The levels that work, both included; `undefined` when every integer does. */
	readonly accepted: readonly [least: number, greatest: number] | undefined;
	/** What another level does, in words. */
	readonly otherwise: string;
}

/** Levels by value of `compression`; gzip's hold when it is not written. */
export const compressionLevels: Readonly<Record<string, CompressionLevels>> = {
	gzip: { documented: [0, 9], accepted: [-2, 9], otherwise: 'the export fails after the build' },
	estargz: { documented: [0, 9], accepted: [-2, 9], otherwise: 'the export fails after the build' },
	zstd: { documented: [0, 22], accepted: undefined, otherwise: 'the nearest of four presets is used' },
	uncompressed: { documented: undefined, accepted: undefined, otherwise: 'the level is ignored' },
};

/** The lines of cache/remotecache that read each parameter, for one of the two backends that have them. */
interface Sources {
	readonly backend: 'registry' | 'local';
	readonly ociMediaTypes: string;
	readonly imageManifest: string;
	readonly compression: string;
	readonly compressionLevel: string;
	readonly forceCompression: string;
}

/** The parameters of exports that write layers into a registry or an OCI layout: `registry` and `local`. */
export function layerParameters(sources: Sources): readonly ParameterFact[] {
	const failed = `failed to configure ${sources.backend} cache exporter: `;
	return [
		defineParameter({
			name: 'oci-mediatypes',
			directions: ['to'],
			shape: { kind: 'boolean' },
			since: [0, 8, 0],
			defaults: [{ since: [0, 8, 0], value: 'true' }],
			onInvalid: 'error',
			invalidMessage: `${failed}failed to parse oci-mediatypes: strconv.ParseBool: parsing "VALUE": invalid syntax`,
			onEmpty: 'error',
			summary: 'Whether the cache manifest has OCI media types; with `false` it is a Docker manifest list.',
			notes:
				'Needed by `image-manifest`. BuildKit 0.21.0 and 0.21.1 fail on `oci-mediatypes=false` alone ' +
				'([moby/buildkit#5965](https://github.com/moby/buildkit/issues/5965)).\n\n' +
				'Before 0.8.0 the key is unknown and the manifest is always a Docker one.',
			source: sources.ociMediaTypes,
			usage: 6,
		}),
		defineParameter({
			name: 'image-manifest',
			directions: ['to'],
			shape: { kind: 'boolean' },
			since: [0, 12, 0],
			defaults: [
				{ since: [0, 12, 0], value: 'false' },
				{ since: [0, 21, 0], value: 'true' },
				{ since: [0, 22, 0], value: 'true', note: 'false when oci-mediatypes=false is written' },
			],
			onInvalid: 'error',
			invalidMessage: `${failed}failed to parse image-manifest: strconv.ParseBool: parsing "VALUE": invalid syntax`,
			onEmpty: 'error',
			summary: 'Whether the cache is written as an image manifest, which every registry takes, and not as an index.',
			notes:
				'Amazon ECR and some others reject the index that was the default before BuildKit 0.21.\n\n' +
				'Together with `oci-mediatypes=false` the export fails after the build: ' +
				'`invalid configuration for remote cache`. Importing finds out by itself which of the two it reads.',
			source: sources.imageManifest,
			usage: 6,
		}),
		defineParameter({
			name: 'compression',
			directions: ['to'],
			shape: { kind: 'enum', values: ['uncompressed', 'gzip', 'estargz', 'zstd'] },
			since: [0, 10, 0],
			defaults: [{ since: [0, 10, 0], value: 'gzip' }],
			onInvalid: 'error',
			onInvalidBefore: [{ since: [0, 10, 0], until: [0, 11, 0], outcome: 'default' }],
			invalidMessage: `${failed}unsupported compression type VALUE`,
			onEmpty: 'error (unsupported compression type )',
			summary: 'How layers are compressed that are not compressed yet.',
			notes:
				'Layers that exist already keep their compression unless `force-compression=true`. The value is ' +
				'case-sensitive; BuildKit 0.10 took every unknown value for `gzip`, later ones fail.',
			source: sources.compression,
			usage: 4,
		}),
		defineParameter({
			name: 'compression-level',
			directions: ['to'],
			shape: { kind: 'integer' },
			since: [0, 10, 0],
			onInvalid: 'error',
			invalidMessage: `${failed}non-integer value VALUE specified for compression-level: strconv.ParseInt: parsing "VALUE": invalid syntax`,
			onEmpty: 'error',
			summary: 'How hard to compress: 0 to 9 for gzip and estargz, 0 to 22 for zstd.',
			notes:
				'Whether the level exists is only seen when the first layer is compressed: gzip and estargz fail after ' +
				'the build on less than -2 or more than 9. zstd has four presets (below 3, 3 to 5, 6 to 9, from 10) and ' +
				'takes any number.',
			source: sources.compressionLevel,
			usage: 2,
		}),
		defineParameter({
			name: 'force-compression',
			directions: ['to'],
			shape: { kind: 'boolean', emptyMeans: 'true' },
			since: [0, 10, 0],
			defaults: [{ since: [0, 10, 0], value: 'false' }],
			onInvalid: 'error',
			invalidMessage: `${failed}non-bool value VALUE specified for force-compression: strconv.ParseBool: parsing "VALUE": invalid syntax`,
			onEmpty: 'true',
			summary: 'Whether layers that are compressed otherwise, such as those of the base image, are compressed anew.',
			notes: 'The only boolean for which an empty value, `force-compression=`, means `true`.',
			source: sources.forceCompression,
			usage: 2,
		}),
	];
}

/** Wrong names of those parameters, beside other spellings of the same letters. */
export const layerLookalikes: Readonly<Record<string, string>> = {
	'oci-media-types': 'oci-mediatypes',
	'oci-mediatype': 'oci-mediatypes',
	oci: 'oci-mediatypes',
	image_manifest: 'image-manifest',
	'image-manifests': 'image-manifest',
	compress: 'compression',
	level: 'compression-level',
	'force-compress': 'force-compression',
};

/** What to say of layer parameters where a backend always compresses with gzip and does not read them. */
export const layerKeysElsewhere: readonly string[] = [
	'compression',
	'compression-level',
	'force-compression',
	'oci-mediatypes',
	'image-manifest',
];
