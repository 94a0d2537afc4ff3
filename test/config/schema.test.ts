import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import schema from '../../schemas/cachelint.schema.json' with { type: 'json' };
import { configNames } from '../../server/src/config/findConfig.ts';
import { readConfig } from '../../server/src/config/readConfig.ts';
import { configKeys } from '../../server/src/config/settingFacts.ts';
import { allRules } from '../../server/src/service.ts';

interface Schema {
	readonly type?: string | readonly string[];
	readonly enum?: readonly unknown[];
	readonly anyOf?: readonly Schema[];
	readonly items?: Schema;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly additionalProperties?: boolean;
}

function typeOf(value: unknown): string {
	return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}

/** Whether the schema allows a value; knows what this schema uses, and throws on anything else. */
function allows(schema: Schema, value: unknown): boolean {
	const { type, enum: values, anyOf, items, properties = {}, additionalProperties, ...others } = schema;
	const unknown = Object.keys(others).filter((key) => !['$schema', 'title', 'description', 'default'].includes(key));
	if (unknown.length > 0) throw new Error(`the test does not know ${unknown.join(', ')}`);
	if (type !== undefined && ![type].flat().includes(typeOf(value))) return false;
	if (values !== undefined && !values.includes(value)) return false;
	if (anyOf !== undefined && !anyOf.some((option) => allows(option, value))) return false;
	if (Array.isArray(value)) return items === undefined || value.every((item) => allows(items, item));
	if (typeof value !== 'object' || value === null) return true;
	return Object.entries(value).every(([key, inner]) =>
		Object.hasOwn(properties, key) ? allows(properties[key]!, inner) : additionalProperties !== false,
	);
}

test('the schema has exactly the keys that are read', () => {
	expect(Object.keys(schema.properties).sort()).toEqual([...configKeys].sort());
	const rules = Object.entries(
		schema.properties.rules.properties as unknown as Record<string, { anyOf: [Schema, Schema] }>,
	);
	expect(rules.map(([id]) => id)).toEqual(allRules.map(({ id }) => id));
	for (const [id, { anyOf }] of rules) {
		const options = allRules.find((rule) => rule.id === id)?.options ?? {};
		expect(Object.keys(anyOf[1].properties!), id).toEqual(['severity', ...Object.keys(options)]);
	}
});

describe('the schema and the reader agree', () => {
	test.each([
		[{}],
		[{ $schema: 'https://example.com/cachelint.schema.json' }],
		[{ preset: 'strict', builder: 'container', buildkit: '0.20', buildx: 'v0.30.1', docker: '28.1' }],
		[{ preset: 'all' }],
		[{ builder: 'docker' }],
		[{ registries: ['r.example.com'], immutableRepositories: ['*/app'], exclude: ['vendor/'] }],
		[{ registries: 'r.example.com' }],
		[{ exclude: [1] }],
		[{ immutableRepositories: {} }],
		[{ preset: ['strict'] }],
		[{ severity: 'error' }],
		[{ rules: [] }],
		[{ rules: 'strict' }],
		[{ rules: { 'unknown-type': 'off', 'invalid-mode': 'on', 'tilde-in-path': { severity: 'hint' } } }],
		[{ rules: { 'unknown-type': false } }],
		[{ rules: { 'unknown-type': 'warn' } }],
		[{ rules: { 'no-such-rule': 'off' } }],
		[{ rules: { 'unknown-type': { extraTypes: ['gcs'] } } }],
		[{ rules: { 'unknown-type': { severity: 'info', extraTypes: [] } } }],
		[{ rules: { 'unknown-type': { extraTypes: 'gcs' } } }],
		[{ rules: { 'unknown-type': { severity: 'loud' } } }],
		[{ rules: { 'unknown-type': { allow: ['gcs'] } } }],
		[{ rules: { 'invalid-mode': { allow: ['x'] } } }],
		[{ rules: { 'gha-cache-v1-removed': { github: 'ghes' } } }],
		[{ rules: { 'gha-cache-v1-removed': { github: 'gitea' } } }],
	])('%j', (config) => {
		const { problems } = readConfig(JSON.stringify(config), '.cachelint.json');
		expect(allows(schema as Schema, config), problems.map(({ message }) => message).join('\n')).toBe(
			problems.length === 0,
		);
	});

	test.each(
		allRules.flatMap((rule) =>
			Object.entries(rule.options ?? {}).map(([name, option]) => [rule.id, name, option] as const),
		),
	)('%s %s', (id, name, option) => {
		for (const value of [option.default, ['a'], 'a', true, 3, {}]) {
			const config = { rules: { [id]: { [name]: value } } };
			const { problems } = readConfig(JSON.stringify(config), '.cachelint.json');
			expect(allows(schema as Schema, config), JSON.stringify(config)).toBe(problems.length === 0);
		}
		expect(allows(schema as Schema, { rules: { [id]: { [name]: option.default } } })).toBe(true);
	});
});

test('editors check every configuration file with it, whatever its name', () => {
	const { jsonValidation, yamlValidation } = manifest.contributes;
	const validated = [...jsonValidation, ...yamlValidation];
	for (const { url } of validated) expect(existsSync(new URL(`../../${url}`, import.meta.url)), url).toBe(true);
	const names = validated.flatMap(({ fileMatch }) => fileMatch);
	expect(configNames.filter((name) => !names.includes(name.split('/').at(-1)!))).toEqual([]);
});
