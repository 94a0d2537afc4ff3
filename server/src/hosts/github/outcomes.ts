import type { FlagNote } from '../../cache/flag.ts';
import { type Expression, readGithubExpression } from '../../text/githubExpression.ts';
import { MappedText } from '../../text/mappedText.ts';

/** What an expression that is a whole value can come to. */
export interface Outcomes {
	/** The strings it may give, empty ones left out; the placeholders of `format` are expansions. */
	readonly literals: readonly MappedText[];
	/** What it may take from elsewhere: `env.CACHE_TO`, `inputs.cache-to`, `matrix.cache`. */
	readonly references: readonly string[];
	readonly notes: readonly FlagNote[];
}

const NOTHING: Outcomes = { literals: [], references: [], notes: [] };
const BOOLEAN_CALLS = new Set(['contains', 'startswith', 'endswith', 'always', 'success', 'failure', 'cancelled']);
const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=']);

/**
 * Reads what `${{ … }}` can come to. `${{ c && 'type=gha' || '' }}` has the one literal `type=gha`.
 *
 * `isVerbatim` says that the expression is typed as it is read, so that text taken out of it can be put back.
 */
export function readOutcomes(typed: MappedText, isVerbatim: boolean): Outcomes {
	const expression = readGithubExpression(typed);
	if (expression === undefined) return NOTHING;
	const literals: MappedText[] = [];
	const references: string[] = [];
	for (const outcome of outcomesOf(expression)) {
		if (outcome.kind === 'string') literals.push(outcome.value);
		else if (outcome.kind === 'reference') references.push(outcome.path);
		else if (outcome.kind === 'call') literals.push(...formattedText(outcome));
	}
	return {
		literals: literals.filter(({ text }) => text.trim() !== ''),
		references,
		notes: [...notesOf(expression, isVerbatim)],
	};
}

/** The parts whose value can be the value of the whole: not conditions, not operands of comparisons. */
function* outcomesOf(expression: Expression): Generator<Expression> {
	if (expression.kind === 'binary') {
		if (expression.operator === '||') yield* outcomesOf(expression.left);
		if (expression.operator === '||' || expression.operator === '&&') yield* outcomesOf(expression.right);
	} else if (expression.kind === 'call' && expression.name === 'case') {
		// case(condition, value, …, otherwise)
		const last = expression.arguments.length - 1;
		for (const [index, argument] of expression.arguments.entries()) {
			if (index % 2 === 1 || index === last) yield* outcomesOf(argument);
		}
	} else {
		yield expression;
	}
}

/** The text of `format('type=gha,scope={0}', matrix.os)` with an expansion for `{0}`. */
function formattedText(call: Expression & { readonly kind: 'call' }): readonly MappedText[] {
	const [template, ...values] = call.arguments;
	if (call.name !== 'format' || template?.kind !== 'string') return [];
	const { value } = template;
	const builder = MappedText.builder(value.span.start);
	let at = 0;
	for (const { 0: match, 1: number, index } of value.text.matchAll(/\{\{|\}\}|\{(\d+)\}/g)) {
		const end = index + match.length;
		const span = value.spanOf(index, end);
		builder.copy(value, at, index);
		if (number === undefined) builder.write(match[0]!, span);
		else builder.hole(`\${{ ${values[Number(number)]?.text.text ?? match} }}`, span);
		at = end;
	}
	return [builder.copy(value, at, value.length).build(value.span.end)];
}

function* notesOf(expression: Expression, isVerbatim: boolean): Generator<FlagNote> {
	if (expression.kind !== 'binary') return;
	const { left, right, operator, text } = expression;
	if (operator === '||' && left.kind === 'binary' && left.operator === '&&' && isEmptyString(left.right)) {
		const replacement = isVerbatim ? `${negate(left.left)} && ${wrap(right)} || ''` : undefined;
		yield { code: 'always-truthy', span: text.span, replacement };
	} else if (operator === '&&' && isBoolean(left) && isText(right)) {
		yield { code: 'may-be-false', span: text.span, insertAt: text.span.end };
	}
}

function isEmptyString(expression: Expression): boolean {
	return expression.kind === 'string' && expression.value.length === 0;
}

function isText(expression: Expression): boolean {
	return expression.kind === 'string' || (expression.kind === 'call' && expression.name === 'format');
}

/** Whether it can be the boolean `false`, which becomes the string `false`. */
function isBoolean(expression: Expression): boolean {
	if (expression.kind === 'not') return true;
	if (expression.kind === 'call') return BOOLEAN_CALLS.has(expression.name);
	if (expression.kind !== 'binary') return false;
	if (COMPARISONS.has(expression.operator)) return true;
	return isBoolean(expression.left) || isBoolean(expression.right);
}

function negate(condition: Expression): string {
	if (condition.kind === 'not') return condition.operand.text.text;
	if (condition.kind === 'binary' && (condition.operator === '==' || condition.operator === '!=')) {
		const operator = condition.operator === '==' ? '!=' : '==';
		return `${condition.left.text.text} ${operator} ${condition.right.text.text}`;
	}
	const written = condition.text.text;
	return condition.kind === 'binary' && !written.startsWith('(') ? `!(${written})` : `!${written}`;
}

function wrap(expression: Expression): string {
	const written = expression.text.text;
	return expression.kind === 'binary' && expression.operator === '||' && !written.startsWith('(')
		? `(${written})`
		: written;
}
