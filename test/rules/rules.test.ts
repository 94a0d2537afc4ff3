import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../server/src/features/fixes.ts';
import { rules } from '../../server/src/rules/index.generated.ts';
import type { Example, Rule } from '../../server/src/rules/rule.ts';
import { createCacheService, type Finding, type Workspace, workspaceAround } from '../../server/src/service.ts';
import { dedent, drawFindings, readExample } from './examples.ts';

/** A service in which the rule is on, whatever preset it belongs to, and whose troubles fail the test. */
function serviceFor(rule: Rule, example: Example) {
	const settings = { ...example.settings, rules: { [rule.id]: 'on', ...example.settings?.rules } as const };
	return createCacheService({
		settings,
		onTrouble: ({ part, error }) => {
			throw new Error(`${part}: ${error instanceof Error ? error.stack : error}`);
		},
	});
}

/** The whole workspace, where an example says which other files there are. */
function workspaceOf(example: Example): Workspace | undefined {
	if (example.others === undefined) return undefined;
	const service = createCacheService();
	const files = Object.entries(example.others).flatMap(
		([path, text]) => service.read({ path, text: dedent(text) }) ?? [],
	);
	return workspaceAround(example.path, { files, isWhole: true });
}

function check(rule: Rule, example: Example, text: string) {
	const service = serviceFor(rule, example);
	const document = service.read({ path: example.path, text });
	expect(document, `no host reads ${example.path}`).toBeDefined();
	const workspace = workspaceOf(example);
	const findings = service.check(document!, workspace).filter((finding) => finding.rule === rule.id);
	return { service, document: document!, findings, workspace };
}

/** What stands after the first fix of every finding of the rule. */
function fixAllOf(
	rule: Rule,
	example: Example,
	start: string,
): { readonly text: string; readonly withheld: readonly Finding[] } {
	let text = start;
	let withheld: readonly Finding[] = [];
	for (let round = 0; round < 20; round++) {
		const { service, document, findings, workspace } = check(rule, example, text);
		const fixed = findings.map((finding) => ({
			finding,
			fix: service.fixesOf(document, finding, { findings, workspace })[0],
		}));
		withheld = fixed
			.filter(({ finding, fix }) => finding.fixes.length > 0 && fix === undefined)
			.map(({ finding }) => finding);
		const fix = fixed.find(({ fix }) => fix !== undefined)?.fix;
		if (fix === undefined) break;
		text = applyEdits(text, fix.edits);
	}
	return { text, withheld };
}

for (const rule of rules) {
	describe(rule.id, () => {
		test.each(rule.bad.map((example, index) => [example.title ?? `bad ${index + 1}`, example] as const))(
			'finds: %s',
			(_, example) => {
				const { text, expected } = readExample(example);
				expect(expected.length, 'a bad example needs carets').toBeGreaterThan(0);
				const { findings } = check(rule, example, text);
				expect(drawFindings(text, findings)).toBe(drawFindings(text, expected));
				if (example.fixed === undefined) return;
				const fixed = fixAllOf(rule, example, text);
				expect(
					fixed.withheld.map(({ message }) => message),
					'fixes that do not hold',
				).toEqual([]);
				expect(fixed.text).toBe(dedent(example.fixed));
				expect(check(rule, example, fixed.text).findings.filter(({ fixes }) => fixes.length > 0)).toEqual([]);
			},
		);
		test.each(rule.good.map((example, index) => [example.title ?? `good ${index + 1}`, example] as const))(
			'is silent: %s',
			(_, example) => {
				const { text, expected } = readExample(example);
				expect(expected, 'a good example has no carets').toEqual([]);
				const { findings } = check(rule, example, text);
				expect(drawFindings(text, findings)).toBe(text);
			},
		);
	});
}

test('every rule has its documentation', () => {
	expect(rules.length).toBeGreaterThan(0);
	for (const rule of rules) {
		expect(rule.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
		expect(rule.summary.length, rule.id).toBeGreaterThan(10);
		expect(rule.docs.length, rule.id).toBeGreaterThan(80);
	}
});
