import { describe, expect, test } from 'vitest';
import { type Expression, GITHUB_EXPRESSION, readGithubExpression } from '../../server/src/text/githubExpression.ts';
import { hideExpansions, MappedText } from '../../server/src/text/mappedText.ts';

/** The tree in the notation of Lisp, strings with the place of their value. */
function show(expression: Expression | undefined): string {
	switch (expression?.kind) {
		case undefined:
			return 'nothing';
		case 'string':
			return `${JSON.stringify(expression.value.text)}@${expression.value.span.start}`;
		case 'reference':
			return expression.path;
		case 'constant':
			return expression.text.text;
		case 'not':
			return `(! ${show(expression.operand)})`;
		case 'call':
			return `(${[expression.name, ...expression.arguments.map(show)].join(' ')})`;
		case 'binary':
			return `(${expression.operator} ${show(expression.left)} ${show(expression.right)})`;
	}
}

describe('an expression of GitHub Actions is read with its places', () => {
	test.each([
		["${{ c && 'type=gha' || '' }}", '(|| (&& c "type=gha"@10) ""@24)'],
		["${{github.ref == 'refs/heads/main' && 'a'}}", '(&& (== github.ref "refs/heads/main"@18) "a"@39)'],
		["${{ !(a || b) && 'it''s' }}", '(&& (! (|| a b)) "it\'s"@18)'],
		["${{ format('type=gha,scope={0}', matrix['os']) }}", '(format "type=gha,scope={0}"@12 matrix.os)'],
		["${{ fromJSON('[1]')[0] }}", '.*'],
		['${{ steps.meta.outputs.tags }}', 'steps.meta.outputs.tags'],
		['${{ a.*.b && true || -1.5 }}', '(|| (&& a.*.b true) -1.5)'],
		["${{ startsWith(github.ref, 'refs/tags/')\n  && 'x' }}", '(&& (startswith github.ref "refs/tags/"@28) "x"@47)'],
		['${{ a b }}', 'nothing'],
		["${{ 'open }}", 'nothing'],
		['${{ }}', 'nothing'],
		[`\${{ ${'('.repeat(5000)} }}`, 'nothing'],
		[`\${{ ${'!'.repeat(5000)}a }}`, 'nothing'],
	])('%s', (text, tree) => {
		expect(show(readGithubExpression(MappedText.verbatim(text)))).toBe(tree);
	});
});

describe('an expression is hidden whole', () => {
	test.each([
		["a ${{ x && '}}' }} b", "a <${{ x && '}}' }}> b"],
		['a ${{ open\nb: ${{ x }}', 'a <${{ open>\nb: <${{ x }}>'],
		['a: ${{ x &&\n  y }}\nb: 1', 'a: <${{ x &&\n  y }}>\nb: 1'],
		['a: ${{ x\n  b: y }}', 'a: <${{ x>\n  b: y }}'],
		["a: ${{ it's }}\nb", "a: <${{ it's }}>\nb"],
	])('%j', (text, marked) => {
		const hidden = hideExpansions(MappedText.verbatim(text), GITHUB_EXPRESSION);
		const pieces = [...hidden.text].map((unit, index) => {
			const expansion = hidden.expansionAt(index);
			return expansion === undefined ? unit : `<${expansion.text}>`;
		});
		expect(pieces.join('')).toBe(marked);
	});

	test('in linear time', () => {
		for (const piece of ['${{ ', "${{ '", "${{ 'a' ", '${{ a\n', "'"]) {
			expect(hideExpansions(MappedText.verbatim(piece.repeat(5_000)), GITHUB_EXPRESSION).length).toBeGreaterThan(0);
		}
	});
});
