import { configNames } from '../server/src/config/findConfig.ts';
import { excludeFact, type SettingShape, settingFacts, severities } from '../server/src/config/settingFacts.ts';
import type { Rule, RuleOption } from '../server/src/service.ts';

/** A JSON schema, draft 07. */
export type Schema = Readonly<Record<string, unknown>>;

/** Where the schema is in the repository, and in the extension. */
export const schemaPath = 'schemas/cachelint.schema.json';

/** The schema of configuration files: every key `server/src/config/` reads, and no other. */
export function describeConfig(rules: readonly Rule[]): Schema {
	return {
		$schema: 'http://json-schema.org/draft-07/schema#',
		title: 'Configuration of cachelint',
		type: 'object',
		additionalProperties: false,
		properties: {
			$schema: { type: 'string' },
			...Object.fromEntries(
				settingFacts.map(({ key, shape, description }) => [key, { ...describeShape(shape), description }]),
			),
			rules: {
				type: 'object',
				additionalProperties: false,
				description: 'Severities of rules, with their options.',
				properties: Object.fromEntries(rules.map((rule) => [rule.id, describeRule(rule)])),
			},
			[excludeFact.key]: { ...strings, description: excludeFact.description },
		},
	};
}

const strings = { type: 'array', items: { type: 'string' } } as const;

function describeShape(shape: SettingShape): Schema {
	if (shape.kind === 'choice') return { enum: shape.values };
	// YAML reads `0.21` as a number; what is written is taken.
	return shape.kind === 'list' ? strings : { type: ['string', 'number'] };
}

/** What may be written for a rule: a severity, or an object with it and the options. */
export function describeRule(rule: Rule): Schema {
	const options = Object.entries(rule.options ?? {});
	return {
		description: rule.summary,
		anyOf: [
			{ enum: severities },
			{
				type: 'object',
				additionalProperties: false,
				properties: {
					severity: { enum: severities },
					...Object.fromEntries(options.map(([name, option]) => [name, describeOption(option)])),
				},
			},
		],
	};
}

function describeOption(option: RuleOption): Schema {
	const { kind, description } = option;
	const about = { default: option.default, description };
	if (kind === 'strings') return { ...strings, ...about };
	if (kind === 'string' && option.values !== undefined) return { enum: option.values, ...about };
	return { type: kind, ...about };
}

/** Which files editors check with the schema, for the manifest: names only, which hold in every directory. */
export function describeValidation(): { readonly jsonValidation: unknown; readonly yamlValidation: unknown } {
	const names = configNames.filter((name) => !name.includes('/'));
	const validate = (fileMatch: readonly string[]) => [{ fileMatch, url: `./${schemaPath}` }];
	return {
		jsonValidation: validate(names.filter((name) => /\.jsonc?$/.test(name))),
		yamlValidation: validate(names.filter((name) => /\.ya?ml$/.test(name))),
	};
}
