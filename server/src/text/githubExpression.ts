import { MappedText } from './mappedText.ts';

/**
 * An expression of GitHub Actions as it stands in a workflow, `${{ github.ref }}`. Strings in single quotes may hold
 * `}}`. It may go on in the next line, unless that begins a key or a list item; one that is never closed ends with its
 * line.
 */
export const GITHUB_EXPRESSION = new RegExp(
	[
		String.raw`\$\{\{(?:'[^'\r\n]*'|(?!\}\}|\$\{\{)[^'\r\n]|\r?\n(?![ \t]*(?:-[ \t]|[\w."'-]+:(?:\s|$)|\r?\n)))*\}\}`,
		String.raw`\$\{\{(?:'[^'\r\n]*'|(?!\}\})[^\r\n])*(?:\}\})?`,
	].join('|'),
	'g',
);

/** A part of an expression; `text` is the part as typed. */
export type Expression = { readonly text: MappedText } & (
	| {
			/** `'it''s'`: its value is `it's`. */
			readonly kind: 'string';
			readonly value: MappedText;
	  }
	| {
			/** `env.CACHE`, `matrix['os']` as `matrix.os`, `steps.a.outputs.*`. */
			readonly kind: 'reference';
			readonly path: string;
	  }
	| {
			/** `format('{0}', x)`; the name is in lower case, as GitHub does not mind. */
			readonly kind: 'call';
			readonly name: string;
			readonly arguments: readonly Expression[];
	  }
	| { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
	| { readonly kind: 'not'; readonly operand: Expression }
	/** A number, `true`, `null`. */
	| { readonly kind: 'constant' }
);

/** Operators by how tightly they bind, loosest first. */
const OPERATORS: readonly RegExp[] = [/\|\|/y, /&&/y, /==|!=|<=|>=|<|>/y];
const DEPTH_LIMIT = 60;

/**
 * Reads the expression between `${{` and `}}`, both of them included or not. `undefined` when it is no expression GitHub
 * would accept.
 *
 * `${{ c && 'type=gha' || '' }}` is `||` of `&&` (a reference and a string) and an empty string.
 */
export function readGithubExpression(typed: MappedText): Expression | undefined {
	const open = typed.text.startsWith('${{') ? 3 : 0;
	const end = typed.text.endsWith('}}') ? typed.length - 2 : typed.length;
	const reader = new Reader(typed.slice(open, Math.max(open, end)));
	return reader.readAll();
}

class Reader {
	readonly #source: MappedText;
	readonly #text: string;
	#at = 0;
	#depth = 0;

	constructor(source: MappedText) {
		this.#source = source;
		this.#text = source.text;
	}

	readAll(): Expression | undefined {
		const expression = this.#readBinary(0);
		this.#skipSpace();
		return this.#at === this.#text.length ? expression : undefined;
	}

	#readBinary(level: number): Expression | undefined {
		const pattern = OPERATORS[level];
		if (pattern === undefined) return this.#readUnary();
		this.#skipSpace();
		const start = this.#at;
		let left = this.#readBinary(level + 1);
		for (;;) {
			const operator = this.#take(pattern);
			if (left === undefined || operator === undefined) return left;
			const right = this.#readBinary(level + 1);
			if (right === undefined) return undefined;
			left = { kind: 'binary', operator, left, right, text: this.#source.slice(start, this.#at) };
		}
	}

	#readUnary(): Expression | undefined {
		this.#skipSpace();
		if (this.#depth >= DEPTH_LIMIT) return undefined;
		this.#depth++;
		const expression = this.#readOperand();
		this.#depth--;
		return expression;
	}

	#readOperand(): Expression | undefined {
		const start = this.#at;
		if (this.#take(/!(?!=)/y) !== undefined) {
			const operand = this.#readUnary();
			return operand && { kind: 'not', operand, text: this.#source.slice(start, this.#at) };
		}
		if (this.#take(/\(/y) !== undefined) {
			const inner = this.#readBinary(0);
			if (inner === undefined || this.#take(/\)/y) === undefined) return undefined;
			return { ...inner, text: this.#source.slice(start, this.#at) };
		}
		if (this.#text[this.#at] === "'") return this.#readString();
		if (this.#take(/[-+]?(?:0x[0-9a-f]+|\.?\d[\d.]*(?:e[-+]?\d+)?)/iy) !== undefined) {
			return { kind: 'constant', text: this.#source.slice(start, this.#at) };
		}
		const name = this.#take(/[A-Za-z_][\w-]*/y);
		if (name === undefined) return undefined;
		if (/^(?:true|false|null|nan|infinity)$/i.test(name)) {
			return { kind: 'constant', text: this.#source.slice(start, this.#at) };
		}
		if (this.#take(/\(/y) !== undefined) return this.#readCall(name, start);
		return this.#readReference(name, start);
	}

	#readString(): Expression | undefined {
		const start = this.#at;
		const match = this.#match(/'(?:[^']|'')*'/y);
		if (match === undefined) return undefined;
		const inner = this.#source.slice(start + 1, this.#at - 1);
		return { kind: 'string', value: halveQuotes(inner), text: this.#source.slice(start, this.#at) };
	}

	#readCall(name: string, start: number): Expression | undefined {
		const list: Expression[] = [];
		if (this.#take(/\)/y) === undefined) {
			do {
				const argument = this.#readBinary(0);
				if (argument === undefined) return undefined;
				list.push(argument);
			} while (this.#take(/,/y) !== undefined);
			if (this.#take(/\)/y) === undefined) return undefined;
		}
		// What is taken out of a result, `fromJSON(x).y`, is no string of the arguments.
		const call = { kind: 'call', name: name.toLowerCase(), arguments: list } as const;
		const isWhole = !/[.[]/.test(this.#text[this.#at] ?? '');
		if (isWhole) return { ...call, text: this.#source.slice(start, this.#at) };
		return this.#readReference('', start);
	}

	#readReference(name: string, start: number): Expression | undefined {
		let path = name;
		for (;;) {
			const step = this.#take(/\.\s*(?:\*|[A-Za-z_][\w-]*)/y);
			if (step !== undefined) {
				path += `.${step.slice(1).trim()}`;
			} else if (this.#take(/\[/y) !== undefined) {
				const index = this.#take(/\*/y) === undefined ? this.#readBinary(0) : undefined;
				if (this.#take(/\]/y) === undefined) return undefined;
				path += index?.kind === 'string' ? `.${index.value.text}` : '.*';
			} else {
				return { kind: 'reference', path, text: this.#source.slice(start, this.#at) };
			}
		}
	}

	#skipSpace(): void {
		this.#match(/\s*/y);
	}

	/** Takes what the pattern matches after white space. */
	#take(pattern: RegExp): string | undefined {
		const before = this.#at;
		this.#skipSpace();
		const found = this.#match(pattern);
		if (found === undefined) this.#at = before;
		return found;
	}

	#match(pattern: RegExp): string | undefined {
		pattern.lastIndex = this.#at;
		const match = pattern.exec(this.#text);
		if (match === null) return undefined;
		this.#at = pattern.lastIndex;
		return match[0];
	}
}

function halveQuotes(inner: MappedText): MappedText {
	if (!inner.text.includes("''")) return inner;
	const builder = MappedText.builder(inner.span.start);
	let at = 0;
	for (const { index } of inner.text.matchAll(/''/g)) {
		builder.copy(inner, at, index).write("'", inner.spanOf(index, index + 2));
		at = index + 2;
	}
	return builder.copy(inner, at, inner.length).build(inner.span.end);
}
