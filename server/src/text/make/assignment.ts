import { isBlank, skipSpace } from './lines.ts';
import { readReference, type Scope } from './references.ts';

/** How a variable is assigned; `:::=` is make 4.4's. */
export type MakeOperator = '=' | ':=' | '::=' | ':::=' | '?=' | '+=' | '!=';

/** A variable definition in the raw text. Indices, half-open. */
export interface RawAssignment {
	readonly nameStart: number;
	readonly nameEnd: number;
	/** `undefined` in `define X` without operator, which assigns like `=`. */
	readonly operator: MakeOperator | undefined;
	/** Where the value begins, blanks skipped. */
	readonly valueStart: number;
	readonly isDefine: boolean;
	readonly isUndefine: boolean;
	readonly isExported: boolean;
}

/**
 * The variable definition between two indices, if that is one: `export A := b`, `define X`, `A+=b`. Follows
 * parse_var_assignment and parse_variable_definition of make's read.c and variable.c: words like `define` are modifiers
 * only where no assignment begins with them.
 */
export function readAssignment(scope: Scope, from: number, isTargetSpecific: boolean): RawAssignment | undefined {
	const { text, to } = scope;
	let at = skipSpace(text, from, to);
	let isExported = false;
	while (at < to) {
		const plain = readPlainAssignment(scope, at);
		if (plain !== undefined) return { ...plain, isExported };
		const end = findBlank(text, at, to);
		const word = end - at > 8 ? '' : text.slice(at, end);
		const next = skipSpace(text, end, to);
		if (!isTargetSpecific && (word === 'define' || word === 'undefine')) {
			return {
				...readDefineHead(scope, next),
				isDefine: word === 'define',
				isUndefine: word === 'undefine',
				isExported,
			};
		}
		if (word === 'export') isExported = true;
		else if (word !== 'override' && word !== 'private') return undefined;
		at = next;
	}
	return undefined;
}

const OPERATOR_STARTS = '=:?+!';

function readPlainAssignment(scope: Scope, from: number): Omit<RawAssignment, 'isExported'> | undefined {
	const { text, to } = scope;
	let nameEnd: number | undefined;
	for (let at = from; at < to; ) {
		const character = text[at]!;
		if (character === '#') return undefined;
		if (character === '$') {
			if (nameEnd !== undefined) return undefined;
			at = text[at + 1] === '$' ? at + 2 : (readReference(scope, at)?.end ?? at + 1);
			continue;
		}
		const blankEnd = isBlank(character) || character === '\\' ? skipSpace(text, at, to) : at;
		if (blankEnd > at) {
			nameEnd ??= at;
			at = blankEnd;
			continue;
		}
		const operator = OPERATOR_STARTS.includes(character) ? readOperator(text, at, to) : undefined;
		if (operator !== undefined) {
			const valueStart = skipSpace(text, at + operator.length, to);
			return { nameStart: from, nameEnd: nameEnd ?? at, operator, valueStart, isDefine: false, isUndefine: false };
		}
		if (character === ':' || nameEnd !== undefined) return undefined;
		at++;
	}
	return undefined;
}

/** `X`, `X =`, `X +=` after `define`. */
function readDefineHead(scope: Scope, from: number): Omit<RawAssignment, 'isExported' | 'isDefine' | 'isUndefine'> {
	const plain = readPlainAssignment(scope, from);
	if (plain !== undefined) return plain;
	let nameEnd = from;
	while (nameEnd < scope.to && scope.text[nameEnd] !== '#') nameEnd++;
	while (nameEnd > from && isBlank(scope.text[nameEnd - 1])) nameEnd--;
	return { nameStart: from, nameEnd, operator: undefined, valueStart: nameEnd };
}

function readOperator(text: string, at: number, to: number): MakeOperator | undefined {
	const found = /^(?::{1,3}|[?+!])?=/.exec(text.slice(at, Math.min(at + 4, to)));
	return found === null ? undefined : (found[0] as MakeOperator);
}

function findBlank(text: string, from: number, to: number): number {
	let at = from;
	while (at < to && !/[ \t\r\n]/.test(text[at]!)) at++;
	return at;
}
