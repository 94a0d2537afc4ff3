import { describe, expect, test } from 'vitest';
import { rules } from '../../server/src/rules/index.generated.ts';
import { objectionTo, optionOf } from '../../server/src/rules/options.ts';
import type { Example, Rule, Settings } from '../../server/src/rules/rule.ts';
import { createCacheService, defaultSettings } from '../../server/src/service.ts';
import { readExample, workspaceOf } from './examples.ts';

/** What the rule says of an example under these options. */
function messages(rule: Rule, example: Example, options: Settings['options']): readonly string[] {
	const { path, text, settings } = example;
	const service = createCacheService({ settings: { ...settings, rules: { [rule.id]: 'on' }, options } });
	const document = service.read({ path, text: readExample({ text }).text })!;
	return service
		.check(document, workspaceOf(example))
		.filter((finding) => finding.rule === rule.id)
		.map(({ message, severity, span }) => `${span.start} ${severity} ${message}`);
}

const declared = rules.flatMap((rule) =>
	Object.entries(rule.options ?? {}).map(([name, option]) => [`${rule.id} ${name}`, rule, name, option] as const),
);

describe.each(declared)('%s', (_, rule, name, option) => {
	test('has a default of its kind and a sentence about it', () => {
		expect(objectionTo(option, option.default)).toBeUndefined();
		expect(option.description).toMatch(/^[A-Z].*\.$/);
		expect(name).not.toBe('severity');
	});

	test('makes the difference in an example', () => {
		const examples = [...rule.bad, ...rule.good].filter(
			({ settings }) => settings?.options?.[rule.id]?.[name] !== undefined,
		);
		expect(examples.length, 'examples that set it').toBeGreaterThan(0);
		for (const example of examples) {
			const set = example.settings!.options!;
			expect(objectionTo(option, set[rule.id]![name])).toBeUndefined();
			expect(messages(rule, example, set)).not.toEqual(messages(rule, example, {}));
		}
	});
});

test('examples set no option that there is not', () => {
	const unknown = rules.flatMap((rule) =>
		[...rule.bad, ...rule.good].flatMap(({ settings }) =>
			Object.entries(settings?.options ?? {}).flatMap(([id, set]) =>
				Object.keys(set)
					.filter((name) => rules.find((other) => other.id === id)?.options?.[name] === undefined)
					.map((name) => `${rule.id}: ${id}.${name}`),
			),
		),
	);
	expect(unknown).toEqual([]);
});

test.each([
	[['a', 'b'], 'strings', undefined],
	['a', 'strings', 'must be a list of strings'],
	[[1], 'strings', 'must be a list of strings'],
	['a', 'string', undefined],
	[1, 'string', 'must be a string'],
	[true, 'boolean', undefined],
	['yes', 'boolean', 'must be true or false'],
	[3, 'number', undefined],
	[Number.NaN, 'number', 'must be a number'],
] as const)('%j as %s: %s', (value, kind, objection) => {
	const defaults = { strings: [], string: '', boolean: false, number: 0 };
	expect(objectionTo({ kind, default: defaults[kind], description: '' } as never, value)).toBe(objection);
});

test('a value of the wrong kind counts as not set', () => {
	const rule = rules.find(({ id }) => id === 'unknown-type')!;
	const settings = { ...defaultSettings, options: { 'unknown-type': { extraTypes: 'gcs' } } };
	expect(optionOf(rule, 'extraTypes', settings)).toEqual([]);
});
