/**
 * An option of a rule: what it holds, what holds when it is not set, what it does (one sentence, Markdown). It is
 * written beside the severity: `rules: {unknown-type: {severity: error, extraTypes: [nydus]}}`.
 */
export type RuleOption =
	| { readonly kind: 'strings'; readonly default: readonly string[]; readonly description: string }
	| {
			readonly kind: 'string';
			readonly default: string;
			/** The only ones there are; without it any string will do. */
			readonly values?: readonly string[];
			readonly description: string;
	  }
	| { readonly kind: 'boolean'; readonly default: boolean; readonly description: string }
	| { readonly kind: 'number'; readonly default: number; readonly description: string };

/** The options of one rule by name. */
export type RuleOptions = Readonly<Record<string, RuleOption>>;

/** Those of a rule that has none. */
export type NoOptions = Readonly<Record<never, RuleOption>>;

/** What an option holds: `readonly string[]` for the kind `strings`. */
export type OptionValue<O extends RuleOption = RuleOption> = O extends { readonly kind: 'strings' }
	? readonly string[]
	: O extends { readonly kind: 'string' }
		? string
		: O extends { readonly kind: 'boolean' }
			? boolean
			: number;

/** Why a value is none for the option, as the end of a sentence: `must be a list of strings`; `undefined` when it is. */
export function objectionTo(option: RuleOption, value: unknown): string | undefined {
	switch (option.kind) {
		case 'strings':
			return Array.isArray(value) && value.every((item) => typeof item === 'string')
				? undefined
				: 'must be a list of strings';
		case 'string': {
			if (typeof value !== 'string') return 'must be a string';
			const { values } = option;
			return values === undefined || values.includes(value) ? undefined : `must be one of ${values.join(', ')}`;
		}
		case 'boolean':
			return typeof value === 'boolean' ? undefined : 'must be true or false';
		case 'number':
			return typeof value === 'number' && Number.isFinite(value) ? undefined : 'must be a number';
	}
}

/** The value of an option of a rule under the settings; its default where none is set, or one of the wrong kind. */
export function optionOf(
	rule: { readonly id: string; readonly options?: RuleOptions },
	name: string,
	settings: { readonly options: Readonly<Record<string, Readonly<Record<string, OptionValue>>>> },
): OptionValue | undefined {
	const option = rule.options?.[name];
	if (option === undefined) return undefined;
	const value = settings.options[rule.id]?.[name];
	return value !== undefined && objectionTo(option, value) === undefined ? (value as OptionValue) : option.default;
}
