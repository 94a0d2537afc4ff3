import type { Direction } from '../cache/flag.ts';
import type { ParameterFact } from './facts.ts';
import { defineParameter } from './parameters.ts';
import type { Version } from './version.ts';

const exportOnly: readonly Direction[] = ['to'];

/** `mode`, which the daemon reads for every export but inline's. `from` is the first version with the backend. */
export function modeSince(since: Version, source: string): ParameterFact {
	return defineParameter({
		name: 'mode',
		directions: exportOnly,
		shape: { kind: 'enum', values: ['min', 'max'] },
		since,
		defaults: [{ since, value: 'min' }],
		onInvalid: 'default',
		onEmpty: 'treated as unset (min)',
		summary: 'Which layers are exported: those of the resulting image (`min`) or those of all stages (`max`).',
		notes:
			'`min` makes a small cache; `max` is the one to use for a Dockerfile with several stages.\n\n' +
			'The value is case-sensitive. Anything else, such as `MAX` or `full`, only leaves a debug line in the log of ' +
			'the daemon and counts as `min`.',
		source,
		usage: 9,
	});
}

/** `ignore-error`, the same for all exports but inline's. Source: control/control.go@v0.11.0. */
export const ignoreError: ParameterFact = defineParameter({
	name: 'ignore-error',
	directions: exportOnly,
	shape: { kind: 'boolean' },
	since: [0, 11, 0],
	defaults: [{ since: [0, 11, 0], value: 'false' }],
	onInvalid: 'default',
	onEmpty: 'invalid, so false',
	summary: 'Whether the build succeeds although exporting the cache failed.',
	notes:
		'It covers the export itself. Mistakes in the flag, such as an invalid `ref` or boolean, are found before the ' +
		'build and still stop it.\n\nWhat is no boolean (`yes`, `on`) counts as `false` without a word.',
	source: 'control/control.go@v0.11.0:372',
	usage: 6,
});
