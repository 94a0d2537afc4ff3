import type { FlagNote } from '../../cache/flag.ts';
import { type Expression, readGithubExpression } from '../../text/githubExpression.ts';
import { MappedText } from '../../text/mappedText.ts';

/** What an expression that is a whole value can come to. */
export interface Outcomes {
	/** The strings it may give, empty ones left out; the placeholders of `format` are expansions. */
	readonly literals: readonly MappedText[];
	/** What it may take from elsewhere: `env.CACHE_TO`, `inputs.cache-to`, `matrix.cache`. */
	readonly references: readonly string[];
	/** Whether it can come to nothing but these literals, to an empty text or to `false`. */
	readonly isSpelledOut: boolean;
	readonly notes: readonly FlagNote[];
}

const NOTHING: Outcomes = { literals: [], references: [], isSpelledOut: false, notes: [] };
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
	let isSpelledOut = true;
	for (const outcome of outcomesOf(expression)) {
		const text = outcome.kind === 'string' ? outcome.value : formattedText(outcome);
		if (text !== undefined) literals.push(text);
		else if (outcome.kind !== 'constant') isSpelledOut = false;
		if (outcome.kind === 'reference') references.push(outcome.path);
	}
	const written = literals.filter(({ text }) => text.trim() !== '');
	return {
		literals: written,
		references,
		isSpelledOut: isSpelledOut && written.length > 0,
		notes: [...notesOf(expression, isVerbatim)],
	};
}

/**
 * The parts whose value can be the value of the whole: not conditions, of which only an empty one is ever the value, not
 * operands of comparisons.
 */
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
function formattedText(call: Expression): MappedText | undefined {
	if (call.kind !== 'call' || call.name !== 'format') return undefined;
	const [template, ...values] = call.arguments;
	if (template?.kind !== 'string') return undefined;
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
	const text = builder.copy(value, at, value.length).build(value.span.end);
	return text.isOneExpansion ? undefined : text;
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
