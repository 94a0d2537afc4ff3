import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseValue } from '../../server/src/cache/parse.ts';
import { findParameter } from '../../server/src/catalogue/catalogue.ts';
import type { ParameterFact } from '../../server/src/catalogue/facts.ts';
import { readReference } from '../../server/src/catalogue/goReference.ts';
import { isGoBool, readGoDuration, readGoInt } from '../../server/src/catalogue/goValues.ts';

interface Verdict {
	readonly direction: 'to' | 'from';
	readonly value: string;
	readonly outcome: 'accepted' | 'rejected' | 'network' | 'needs-environment';
	readonly error: string;
}

const verdicts = readFileSync(new URL('../fixtures/oracle/verdicts.jsonl', import.meta.url), 'utf8')
	.trim()
	.split('\n')
	.map((line) => JSON.parse(line) as Verdict);

/** What the catalogue says BuildKit prints for a value, or `undefined` when it takes it. */
function predict(parameter: ParameterFact, value: string): string | undefined {
	if (parameter.onInvalid !== 'error') return undefined;
	const { shape } = parameter;
	const message = parameter.invalidMessage?.replace('VALUE', value).replace('VALUE', value);
	switch (shape.kind) {
		case 'boolean':
			return isGoBool(value) || (value === '' && shape.emptyMeans === 'true') ? undefined : message;
		case 'integer': {
			const reading = readGoInt(value);
			const isLess = reading.value !== undefined && shape.min !== undefined && reading.value < shape.min;
			return reading.error !== undefined || isLess ? message : undefined;
		}
		case 'enum':
			return shape.values.includes(value) ? undefined : message;
		case 'duration':
			return readGoDuration(value).error;
		case 'reference':
			return value === '' ? undefined : readReference(value).problem?.message;
		default:
			return undefined;
	}
}

function predictAll({ direction, value }: Verdict): readonly string[] {
	const parsed = parseValue(value, { tool: 'buildctl' });
	return ('entries' in parsed ? parsed.entries : []).flatMap(({ type, attributes }) =>
		Object.entries(attributes).flatMap(([name, text]) => {
			const parameter = findParameter(type, name);
			if (parameter === undefined || !parameter.directions.includes(direction)) return [];
			return predict(parameter, text) ?? [];
		}),
	);
}

describe('What a real BuildKit said', () => {
	const exports = verdicts.filter(({ direction }) => direction === 'to');

	test.each(exports.filter(({ outcome }) => outcome !== 'rejected'))(
		'of the export $value, the catalogue does not refuse',
		(row) => {
			expect(predictAll(row)).toEqual([]);
		},
	);

	const aboutValues = /strconv|time:|reference format|lowercase|unsupported compression|must be/;
	test.each(exports.filter(({ error }) => aboutValues.test(error)))(
		'of the export $value, the catalogue says too',
		(row) => {
			const predicted = predictAll(row);
			expect(predicted.length).toBeGreaterThan(0);
			expect(
				predicted.some((message) => row.error.includes(message)),
				`${row.error} ≠ ${predicted}`,
			).toBe(true);
		},
	);
});
