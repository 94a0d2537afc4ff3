import { Composer, type CST, type Document, Parser } from 'yaml';

/** Nesting beyond this is cut off; the library recurses, and regular expressions compiled deep in the stack abort V8. */
const DEPTH_LIMIT = 200;

/** What the parser makes of a text: its tokens and the documents composed of them. */
export interface ParsedText {
	readonly tokens: readonly CST.Token[];
	readonly documents: readonly Document.Parsed[];
}

/** Parses YAML with all its errors; nodes keep their source tokens, and every plain scalar stays a string. */
export function parseTokens(text: string): ParsedText {
	const tokens = [...new Parser().parse(text)];
	visitTokens(tokens, () => {});
	const composer = new Composer({
		keepSourceTokens: true,
		uniqueKeys: false,
		strict: false,
		logLevel: 'silent',
		prettyErrors: false,
		schema: 'failsafe',
	});
	return { tokens, documents: [...composer.compose(tokens)] };
}

/** A scalar in quotes, as the parser cut it out. */
export type QuotedToken = CST.FlowScalar & { readonly type: 'single-quoted-scalar' | 'double-quoted-scalar' };

/** What {@link visitTokens} meets: scalars in quotes (with the depth of their nesting) and comments. */
export type TokenVisitor = (token: QuotedToken | CST.SourceToken, depth: number) => void;

/** Visits quoted scalars and comments in order, without recursion, and cuts off what is nested too deeply. */
export function visitTokens(tokens: readonly CST.Token[], visit: TokenVisitor): void {
	const stack: [token: CST.Token, depth: number][] = [];
	const push = (token: CST.Token | null | undefined, depth: number) => {
		if (token) stack.push([token, depth]);
	};
	const pushAll = (list: readonly CST.Token[] | undefined, depth: number) => {
		for (let index = (list?.length ?? 0) - 1; index >= 0; index--) push(list![index], depth);
	};
	pushAll(tokens, 0);
	while (stack.length > 0) {
		const [token, depth] = stack.pop()!;
		switch (token.type) {
			case 'comment':
			case 'single-quoted-scalar':
			case 'double-quoted-scalar':
				visit(token as QuotedToken | CST.SourceToken, depth);
				break;
		}
		if ('end' in token) pushAll(token.end, depth);
		if ('props' in token) pushAll(token.props, depth);
		if ('items' in token) {
			if (depth > DEPTH_LIMIT) token.items.length = 0;
			for (let index = token.items.length - 1; index >= 0; index--) {
				const item = token.items[index]!;
				push(item.value, depth + 1);
				pushAll(item.sep, depth);
				push(item.key, depth + 1);
				pushAll(item.start, depth);
			}
		} else if (token.type === 'document') {
			push(token.value, depth);
			pushAll(token.start, depth);
		}
	}
}
