import { type CacheEntry, literalOf } from '../cache/entry.ts';
import { readGoInt } from '../catalogue/goValues.ts';
import { compressionLevels } from '../catalogue/layerParameters.ts';
import { defineRule, type Report } from './rule.ts';
import { consequenceOf, judgedAttributes, type KnownAttribute } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';

/** A level that the compression in use does not have: an error where the export fails, else an information. */
function checkLevel(entry: CacheEntry, { attribute }: KnownAttribute, level: bigint): readonly Report[] {
	const isSet = entry.isOpen || entry.attributes.some(({ name }) => name === 'compression');
	const compression = isSet ? literalOf(entry, 'compression') : 'gzip';
	const levels =
		compression === undefined || !Object.hasOwn(compressionLevels, compression)
			? undefined
			: compressionLevels[compression];
	if (levels?.documented === undefined) return [];
	const isOutside = ([least, greatest]: readonly [number, number]) => level < BigInt(least) || level > BigInt(greatest);
	if (!isOutside(levels.documented)) return [];
	const [least, greatest] = levels.documented;
	const fails = levels.accepted !== undefined && isOutside(levels.accepted);
	if (!fails && levels.accepted !== undefined) return [];
	return [
		{
			span: attribute.value.span,
			severity: fails ? 'error' : 'info',
			message: `\`compression-level=${attribute.value.text}\` is not a level of ${compression}; ${levels.otherwise}. Use ${least} to ${greatest}.`,
		},
	];
}

/** What to write instead, for a parameter. */
function advice({ parameter }: KnownAttribute): string {
	if (parameter.name === 'compression-level') return 'Use an integer: 0 to 9 for gzip and estargz, 0 to 22 for zstd.';
	const least = parameter.shape.kind === 'integer' ? parameter.shape.min : undefined;
	return least === undefined ? 'Use an integer.' : `Use an integer from ${least} on.`;
}

export default defineRule({
	id: 'invalid-number',
	group: 'values',
	severity: 'error',
	preset: 'recommended',
	summary: 'A value that is no number, or not one the parameter can have.',
	docs: `
\`compression-level\`, \`version\` of gha, \`upload_parallelism\` and \`retry_max_attempts\` of s3 are integers; the last two at least 1. Anything
else stops the build: \`non-integer value fast specified for compression-level: strconv.ParseInt: parsing "fast": invalid syntax\`,
\`upload_parallelism must be a positive integer\`.

Levels go from 0 to 9 for gzip (which also holds when there is no \`compression\`) and estargz. Others are only noticed when the
first layer is compressed, after the whole build: \`gzip: invalid compression level: 99\`. (-1, the default, and -2 are taken.) zstd
has 0 to 22 and takes any number, all from 10 on meaning the same: an information.

BuildKit 0.10 to 0.32.
`,
	bad: [
		{
			title: 'a word',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,compression=zstd,compression-level=fast .
				                                                                                                ^^^^ \`compression-level=fast\` is not an integer; the build stops with \`non-integer value fast specified for compression-level: strconv.ParseInt: parsing "fast": invalid syntax\`. Use an integer: 0 to 9 for gzip and estargz, 0 to 22 for zstd.
			`,
		},
		{
			title: 'numbers that are too small, or none',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = [
				    "type=s3,region=r,bucket=b,upload_parallelism=0",
				                                                  ^ \`upload_parallelism=0\` is too small; the build stops with \`upload_parallelism must be a positive integer\`. Use an integer from 1 on.
				    { type = "s3", region = "r", bucket = "b", retry_max_attempts = 0 },
				                                                                    ^ \`retry_max_attempts=0\` is too small; the build stops with \`retry_max_attempts must be a positive integer\`. Use an integer from 1 on.
				    "type=gha,version=v2",
				                      ^^ \`version=v2\` is not an integer; the build stops with \`failed to parse api version "v2", expected positive integer: strconv.ParseInt: parsing "v2": invalid syntax\`. Use an integer.
				    "type=local,dest=cache,compression-level=",
				                           ^^^^^^^^^^^^^^^^^^ \`compression-level=\` is not an integer; the build stops with \`non-integer value  specified for compression-level: strconv.ParseInt: parsing "": invalid syntax\`. Use an integer: 0 to 9 for gzip and estargz, 0 to 22 for zstd.
				  ]
				}
			`,
		},
		{
			title: 'levels there are not',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: |
				            type=local,dest=/c,compression-level=19
				                                                 ^^ \`compression-level=19\` is not a level of gzip; the export fails after the build. Use 0 to 9.
				            type=registry,ref=o/app:c,compression=estargz,compression-level=10
				                                                                            ^^ \`compression-level=10\` is not a level of estargz; the export fails after the build. Use 0 to 9.
				            type=registry,ref=o/app:d,compression=zstd,compression-level=99
				                                                                         ^^ info: \`compression-level=99\` is not a level of zstd; the nearest of four presets is used. Use 0 to 22.
			`,
		},
	],
	good: [
		{
			title: 'integers',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,compression=zstd,compression-level=22 \\
				  --cache-to type=local,dest=c,compression-level=+3 --cache-to type=local,dest=d,compression-level=-1 \\
				  --cache-to type=s3,region=r,bucket=b,upload_parallelism=4,retry_max_attempts=1 --cache-to type=gha,version=2 .
			`,
		},
		{
			title: 'a level of uncompressed, which is not looked at',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=local,dest=c,compression=uncompressed,compression-level=100 .
			`,
		},
		{
			title: 'a level for a compression from somewhere else',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=local,dest=c,compression=$KIND,compression-level=19" --cache-to "type=local,dest=c,compression-level=$LEVEL" .
			`,
		},
	],
	checkEntry(entry) {
		return judgedAttributes(entry, 'integer').flatMap((known) => {
			const { attribute, parameter } = known;
			const { value } = attribute;
			const reading = readGoInt(value.text);
			const least = parameter.shape.kind === 'integer' ? parameter.shape.min : undefined;
			const isTooSmall = reading.value !== undefined && least !== undefined && reading.value < BigInt(least);
			if (reading.value !== undefined && !isTooSmall) {
				return attribute.name === 'compression-level' ? checkLevel(entry, known, reading.value) : [];
			}
			const what = isTooSmall ? 'is too small' : 'is not an integer';
			return [
				{
					span: value.length === 0 ? attribute.span : value.span,
					message: `\`${attribute.key.text}=${shownText(value.text)}\` ${what}; ${consequenceOf(known, entry, { silent: 'it is ignored', reason: reading.error })}. ${advice(known)}`,
				},
			];
		});
	},
});
