import type { BackendFact } from '../facts.ts';
import { layerKeysElsewhere } from '../layerParameters.ts';

const ADVICE = '`type=inline` reads no parameters; use `type=registry` when you need one.';

/** Keys that other backends read and people write here. */
const ignoredKeys = ['mode', 'ignore-error', 'ref', 'scope', 'dest', ...layerKeysElsewhere];

/** Cache metadata inside the image that is built. */
const inline: BackendFact = {
	type: 'inline',
	rank: 4,
	directions: ['to'],
	since: [0, 4, 0],
	required: { to: [], from: [] },
	requiredMessage: { to: '', from: '' },
	summary: 'Writes the cache into the image that is built; it is found again with `type=registry,ref=IMAGE`.',
	notes:
		'Covers the layers of the resulting image only, as `mode=min` does, and reads no parameter at all. It does nothing ' +
		'unless the result is an image (`--push`, `--load`, `type=image`, `type=docker`, `type=oci`).\n\n' +
		'There is no import of that name: `--cache-from type=inline` logs `unknown cache importer: inline` and the build ' +
		'runs without cache. The build argument `BUILDKIT_INLINE_CACHE=1` is another way to turn it on with buildx.',
	source: 'cmd/buildkitd/main.go@v0.4.0',
	parameters: [],
	lookalikes: Object.fromEntries(ignoredKeys.map((key) => [key, undefined])),
	advice: {
		...Object.fromEntries(ignoredKeys.map((key) => [key, ADVICE])),
		mode: 'Inline cache always covers the final image only; use `type=registry` for `mode=max`.',
		ref: 'Inline cache goes into the image that is built; it has no reference of its own.',
		compression: 'Layers are compressed as the image is: set it in `--output type=image,compression=…`.',
	},
};

export default inline;
