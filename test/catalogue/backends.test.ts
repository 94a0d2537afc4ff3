import { describe, expect, test } from 'vitest';
import { allBackends, catalogueOf, findBackend, findParameter } from '../../server/src/catalogue/catalogue.ts';
import type { ParameterFact } from '../../server/src/catalogue/facts.ts';
import { compareVersions, isAtLeast, type Version } from '../../server/src/catalogue/version.ts';
import { describeCatalogue } from '../../server/src/cli/catalogue.ts';
import { directionOf, type RecordedParameter, recorded, triple } from './facts.ts';

const versions: readonly Version[] = [
	[0, 8, 0],
	[0, 11, 0],
	[0, 12, 0],
	[0, 20, 0],
	[0, 21, 1],
	[0, 22, 0],
	[0, 32, 0],
];

const shapes = {
	ref: 'reference',
	enum: 'enum',
	bool: 'boolean',
	int: 'integer',
	path: 'path',
	string: 'text',
	digest: 'digest',
	url: 'url',
	duration: 'duration',
	list: 'list',
} as const;

const outcomes = {
	error: 'error',
	'silently-default': 'default',
	'silently-ignored': 'ignored',
	warning: 'warning',
	'not-validated': 'unchecked',
} as const;

const rows = recorded.backends.flatMap((backend) => backend.params.map((parameter) => ({ backend, parameter })));

/** The default as written, without the remarks that the recorded one has behind it. */
function plainDefault(text: string): string {
	return text.replace(/(?: \(|, |: ).*$/s, '');
}

/** The first version with the parameter in a direction; the client's, for what the client handles. */
function firstOf(parameter: RecordedParameter, direction: 'export' | 'import'): Version {
	return triple(parameter.sinceClient?.[direction]?.buildkitClient ?? parameter.sinceBuildkit);
}

describe('The catalogue', () => {
	test('has the recorded backends and no others, the most used first', () => {
		expect(allBackends.map(({ type }) => type)).toEqual(['registry', 'gha', 'local', 'inline', 's3', 'azblob']);
		expect(allBackends.map(({ type }) => type).sort()).toEqual(recorded.backends.map(({ type }) => type).sort());
	});

	test.each(recorded.backends)(
		'has of $type the directions, the version, what is required and the parameters',
		(backend) => {
			const fact = findBackend(backend.type)!;
			expect(fact.directions).toEqual(backend.directions.map(directionOf));
			expect(fact.since).toEqual(triple(backend.sinceBuildkit));
			const required = (direction: 'export' | 'import') => (backend.type === 'gha' ? [] : backend.required[direction]);
			expect(fact.required).toEqual({ to: required('export'), from: required('import') });
			expect(fact.parameters.map(({ name }) => name).sort()).toEqual(backend.params.map(({ name }) => name).sort());
			for (const direction of backend.directions) {
				const isRequired = fact.required[directionOf(direction)].length > 0;
				expect(fact.requiredMessage[directionOf(direction)] !== '').toBe(isRequired);
			}
		},
	);

	test.each(versions.map((version) => ({ name: version.join('.'), version })))(
		'of BuildKit $name has the backends of that version',
		({ version }) => {
			const expected = recorded.backends.filter((backend) => isAtLeast(version, triple(backend.sinceBuildkit)));
			expect(
				catalogueOf(version)
					.backends.map(({ type }) => type)
					.sort(),
			).toEqual(expected.map(({ type }) => type).sort());
		},
	);

	test.each(rows)('has $parameter.name of $backend.type in the versions and directions that have it', (row) => {
		const { backend, parameter } = row;
		for (const version of versions) {
			const catalogue = catalogueOf(version);
			for (const direction of ['export', 'import'] as const) {
				const isThere = parameter.directions.includes(direction) && isAtLeast(version, firstOf(parameter, direction));
				const found = catalogue.parameter(backend.type, parameter.name, directionOf(direction));
				expect(found?.name, `${version.join('.')} ${direction}`).toBe(isThere ? parameter.name : undefined);
				const listed = catalogue.parameters(backend.type, directionOf(direction));
				expect(listed.some(({ name }) => name === parameter.name)).toBe(isThere);
			}
			const expected = parameter.default?.findLast(({ since }) => isAtLeast(version, triple(since)))?.value;
			const actual = catalogue.defaultOf(findParameter(backend.type, parameter.name)!);
			expect(actual, version.join('.')).toBe(expected === undefined ? undefined : plainDefault(expected));
		}
	});

	test.each(versions.map((version) => ({ name: version.join('.'), version })))(
		'is printed for BuildKit $name with the recorded parameters, directions and defaults',
		({ version }) => {
			const printed = describeCatalogue(version).backends.flatMap(({ type, parameters }) =>
				parameters.map((parameter) => ({
					type,
					name: parameter.name,
					directions: parameter.directions.toSorted(),
					default: parameter.default,
				})),
			);
			const expected = rows
				.filter(({ backend }) => isAtLeast(version, triple(backend.sinceBuildkit)))
				.map(({ backend, parameter }) => {
					const fallback = parameter.default?.findLast(({ since }) => isAtLeast(version, triple(since)))?.value;
					return {
						type: backend.type,
						name: parameter.name,
						directions: parameter.directions
							.filter((direction) => isAtLeast(version, firstOf(parameter, direction)))
							.map(directionOf)
							.toSorted(),
						default: fallback === undefined ? undefined : plainDefault(fallback),
					};
				})
				.filter(({ directions }) => directions.length > 0);
			const key = (row: { readonly type: string; readonly name: string }) => `${row.type} ${row.name}`;
			const sorted = <T extends { readonly type: string; readonly name: string }>(list: readonly T[]) =>
				list.toSorted((a, b) => key(a).localeCompare(key(b)));
			expect(sorted(printed)).toEqual(sorted(expected));
		},
	);

	test.each(rows)('has the facts of $parameter.name of $backend.type', ({ backend, parameter }) => {
		const fact = findParameter(backend.type, parameter.name)!;
		expect(fact.directions).toEqual(parameter.directions.map(directionOf));
		expect(fact.shape.kind).toBe(shapes[parameter.type]);
		expect(fact.since).toEqual(triple(parameter.sinceBuildkit));
		expect(fact.handledBy).toBe(parameter.handledBy === 'client' ? 'client' : 'daemon');
		expect(fact.isSecret).toBe(parameter.secret);
		expect(fact.source).toBe(parameter.source);
		expect(fact.onInvalid).toBe(outcomes[parameter.onInvalid]);
		expect(fact.environment.map(({ name }) => name)).toEqual((parameter.envFallback ?? []).map(({ env }) => env));
		expect(fact.documentedIn).toEqual(
			parameter.documentedIn.map((place) => (place === 'buildkit-readme' ? 'buildkit' : 'docker')),
		);
		expect(fact.defaults.map(({ since, value }) => ({ since, value }))).toEqual(
			(parameter.default ?? []).map(({ since, value }) => ({ since: triple(since), value: plainDefault(value) })),
		);
		expect(fact.onEmpty === undefined).toBe(parameter.emptyValue === null);
		expect(fact.onInvalidImport === undefined).toBe(parameter.onInvalidImport === null);
	});

	test.each(rows)('has the values and messages of $parameter.name of $backend.type', ({ backend, parameter }) => {
		const fact = findParameter(backend.type, parameter.name)!;
		if (fact.shape.kind === 'enum') expect(fact.shape.values).toEqual(parameter.values);
		if (fact.shape.kind === 'boolean') expect(fact.shape.emptyMeans === 'true').toBe(parameter.values?.includes(''));
		if (fact.shape.kind === 'integer') {
			expect(fact.shape.min).toBe(parameter.min);
			expect(fact.shape.usual ?? null).toEqual(parameter.values);
		}
		expect(fact.invalidMessage === undefined).toBe(parameter.errorText === null);
		if (fact.invalidMessage !== undefined) {
			// The recorded text is that of one oracle run: with the value "10", and at times without what is put before it.
			const core = fact.invalidMessage.replace(/^failed to configure \w+ cache exporter: /, '').replace('VALUE', '§');
			const text = parameter.errorText!.replace(/VALUE|10/, '§');
			expect(text).toContain(core);
		}
		const sinceClient = parameter.sinceClient ?? {};
		for (const direction of ['export', 'import'] as const) {
			const expected = sinceClient[direction];
			expect(fact.sinceClient?.[directionOf(direction)]).toEqual(
				expected === undefined
					? undefined
					: { client: triple(expected.buildkitClient), buildx: triple(expected.buildx) },
			);
		}
		for (const { env, readBy } of parameter.envFallback ?? []) {
			const readers = fact.environment.filter(({ name }) => name === env).map((item) => item.readBy);
			for (const reader of readBy) {
				const [, program, version] = /^(\w+)(?:>=v([\d.]+))?/.exec(reader)!;
				const wanted = version === undefined ? program! : `${program} ≥ ${version}`;
				expect(readers.some((text) => text.includes(wanted))).toBe(true);
			}
		}
	});

	test('says where compression was taken for gzip silently', () => {
		const recordedRow = rows.find(({ parameter }) => parameter.name === 'compression')!.parameter;
		expect(recordedRow.onInvalidByVersion).toEqual([
			{ since: 'v0.10.0', value: 'silently-default (gzip)' },
			{ since: 'v0.11.0', value: 'error' },
		]);
		expect(findParameter('registry', 'compression')?.onInvalidBefore).toEqual([
			{ since: [0, 10, 0], until: [0, 11, 0], outcome: 'default' },
		]);
	});
});

const parameters: readonly (ParameterFact & { readonly type: string })[] = allBackends.flatMap((backend) =>
	backend.parameters.map((parameter) => ({ ...parameter, type: backend.type })),
);

describe('Every parameter', () => {
	test.each(parameters)('$name of $type is described in whole sentences', (parameter) => {
		expect(parameter.summary).toMatch(/^[A-Z].*\.$/s);
		expect(parameter.summary.length).toBeLessThan(140);
		expect(parameter.notes).toMatch(/^$|[.)]$/);
		expect(parameter.usage).toBeGreaterThanOrEqual(0);
		expect(parameter.usage).toBeLessThanOrEqual(9);
	});

	test.each(parameters)('$name of $type has defaults in the order of versions, which its shape allows', (parameter) => {
		const sorted = parameter.defaults.toSorted((a, b) => compareVersions(a.since, b.since));
		expect(parameter.defaults).toEqual(sorted);
		const { shape } = parameter;
		for (const { value, isDescribed } of parameter.defaults) {
			if (isDescribed) continue;
			if (shape.kind === 'enum') expect(shape.values).toContain(value);
			if (shape.kind === 'boolean') expect(['true', 'false']).toContain(value);
			if (shape.kind === 'integer') expect(value).toMatch(/^\d+$/);
			if (shape.kind === 'duration') expect(value).toMatch(/^\d+[smh]$/);
		}
	});

	test('of a backend has a name of its own', () => {
		for (const backend of allBackends) {
			const names = backend.parameters.map(({ name }) => name);
			expect(new Set(names).size).toBe(names.length);
		}
	});
});
