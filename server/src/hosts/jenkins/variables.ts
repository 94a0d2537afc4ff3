import type { GroovyCall, GroovyFile } from '../../text/groovy/readGroovy.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { variableOf } from '../commands/variables.ts';

/** Gives the literals that a variable, environment variable or parameter of a pipeline can have. */
export type PipelineVariables = (name: string) => readonly MappedText[];

/** Steps that declare a parameter with a default. */
const PARAMETER = /^(?:string|text|choice)$/;

/**
 * The variables of a pipeline: `X = '…'` anywhere, in `environment { }` too, `withEnv(['X=…'])`, and the defaults of
 * parameters. Those put together in steps have no literal.
 */
export function collectVariables({ assignments, calls }: GroovyFile): PipelineVariables {
	const byName = new Map<string, MappedText[]>();
	const inSteps = new Set<string>();
	const add = (name: string, texts: readonly MappedText[]) => {
		const known = byName.get(name);
		if (known === undefined) byName.set(name, [...texts]);
		else known.push(...texts);
	};
	for (const { name, isAppended, outcomes } of assignments) {
		if (isAppended || outcomes.some((text) => text.length > 1 && holds(text, name))) inSteps.add(name);
		add(name, outcomes);
	}
	for (const call of calls) {
		for (const { name, value } of declaredBy(call)) add(name, [value]);
	}
	const literalsOf = (name: string, followed: Set<string>): readonly MappedText[] => {
		if (followed.has(name) || inSteps.has(name)) return [];
		followed.add(name);
		return (byName.get(name) ?? []).flatMap((text) => {
			const next = nameIn(text);
			return next === undefined ? [text] : literalsOf(next, followed);
		});
	};
	return (name) => literalsOf(name, new Set());
}

function holds({ expansions }: MappedText, name: string): boolean {
	return expansions.some(({ text }) => text === `$${name}` || text === `\${${name}}`);
}

function declaredBy({ name: called, arguments: args }: GroovyCall): readonly { name: string; value: MappedText }[] {
	if (called === 'withEnv') {
		const texts = args.flatMap(({ elements }) => elements ?? []).flatMap(({ outcomes }) => outcomes);
		return texts.flatMap((text) => {
			const name = /^([A-Za-z_]\w*)=/.exec(text.text)?.[1];
			return name === undefined ? [] : [{ name, value: text.slice(name.length + 1) }];
		});
	}
	if (!PARAMETER.test(called)) return [];
	const textOf = (wanted: string) => args.find(({ name }) => name === wanted)?.outcomes[0];
	const name = textOf('name')?.text;
	const value = textOf('defaultValue');
	return name === undefined || value === undefined ? [] : [{ name, value }];
}

/** The variable that a text is the value of: `TO` for `$TO`, `${TO}`, `${env.TO}`, `${params.TO}`. */
export function nameIn(text: MappedText): string | undefined {
	if (!text.isOneExpansion) return undefined;
	const match = /^\$\{?(?:env|params|this)\.([A-Za-z_]\w*)\}?$/.exec(text.expansions[0]!.text);
	return match?.[1] ?? variableOf(text);
}
