import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../server/src/features/fixes.ts';
import { rules } from '../../server/src/rules/index.generated.ts';
import type { Example, Fix, Rule } from '../../server/src/rules/rule.ts';
import { createCacheService, type Finding } from '../../server/src/service.ts';
import { dedent, drawFindings, readExample, workspaceOf } from './examples.ts';

/** Rules about something that only one host has. */
const ONE_HOST: readonly { readonly reason: string; readonly ids: readonly string[] }[] = [
	{
		reason: 'no other host has `${{ }}`',
		ids: ['expression-always-truthy', 'expression-may-be-false'],
	},
	{
		reason: 'no other host has inputs of actions',
		ids: ['yaml-sequence-input'],
	},
	{
		reason: 'it is about the triggers, tokens, runners or actions of GitHub',
		ids: [
			'fork-pr-cache-write',
			'gha-in-run-step',
			'gha-quota-risk',
			'gha-read-only-trigger',
			'gha-write-on-tag',
			'ghcr-packages-write-missing',
			'hosted-builder-redundant-cache',
			'local-cache-not-persisted',
			'pr-writes-release-cache',
			'setup-buildx-missing',
			'shared-cache-without-concurrency',
		],
	},
];

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

/** The findings as carets: with the severity before the message, where it is not the rule's own. */
function draw(rule: Rule, text: string, findings: readonly Finding[]): string {
	return drawFindings(
		text,
		findings.map(({ span, severity, message }) => ({
			span,
			message: severity === rule.severity ? message : `${severity}: ${message}`,
		})),
	);
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
				expect(draw(rule, text, findings)).toBe(drawFindings(text, expected));
				const fixed = fixAllOf(rule, example, text);
				expect(
					fixed.withheld.map(({ message }) => message),
					'fixes that do not hold',
				).toEqual([]);
				// What can be mended says what comes of it.
				expect(fixed.text).toBe(example.fixed === undefined ? text : dedent(example.fixed));
				expect(check(rule, example, fixed.text).findings.filter(({ fixes }) => fixes.length > 0)).toEqual([]);
			},
		);
		test.each(rule.good.map((example, index) => [example.title ?? `good ${index + 1}`, example] as const))(
			'is silent: %s',
			(_, example) => {
				const { text, expected } = readExample(example);
				expect(expected, 'a good example has no carets').toEqual([]);
				const { findings } = check(rule, example, text);
				expect(draw(rule, text, findings)).toBe(text);
			},
		);
		const others = rule.bad.flatMap((example) =>
			Object.entries(example.otherwise ?? {}).map(([title, wanted]) => ({ example, title, wanted })),
		);
		if (others.length === 0) return;
		test.each(others)('mends in another way: $title', ({ example, title, wanted }) => {
			const { text } = readExample(example);
			const fix = fixesOf(rule, example, text)
				.flat()
				.find((candidate) => candidate.title === title);
			expect(fix, 'no finding offers it').toBeDefined();
			expect(applyEdits(text, fix!.edits)).toBe(dedent(wanted));
		});
	});
}

/** The fixes that hold, of each finding of the rule. */
function fixesOf(rule: Rule, example: Example, text: string): readonly (readonly Fix[])[] {
	const { service, document, findings, workspace } = check(rule, example, text);
	return findings.map((finding) => service.fixesOf(document, finding, { findings, workspace }));
}

/** What a fix does, whatever the names in it: `Remove \`…\``. */
function kindOf({ title }: Pick<Fix, 'title'>): string {
	return title.replaceAll(/`[^`]*`/g, '`…`');
}

describe('every rule', () => {
	test.each(rules.map((rule) => [rule.id, rule] as const))('%s shows every way to mend it', (_, rule) => {
		const offered = rule.bad.flatMap((example) =>
			fixesOf(rule, example, readExample(example).text).flatMap((fixes) => fixes.slice(1).map(kindOf)),
		);
		const shown = rule.bad.flatMap(({ otherwise = {} }) => Object.keys(otherwise).map((title) => kindOf({ title })));
		expect([...new Set(offered)].filter((kind) => !shown.includes(kind))).toEqual([]);
	});

	test.each(rules.map((rule) => [rule.id, rule] as const))('%s is shown on several hosts', (_, rule) => {
		expect(rule.bad.length, 'examples of what it finds').toBeGreaterThanOrEqual(3);
		const service = createCacheService();
		const hosts = rule.bad.map((example) => {
			return service.read({ path: example.path, text: readExample(example).text })!.host.id;
		});
		const reason = ONE_HOST.find(({ ids }) => ids.includes(rule.id))?.reason;
		expect(new Set(hosts).size > 1, reason ?? 'examples in several languages').toBe(reason === undefined);
	});
});

test('every rule has its documentation', () => {
	expect(rules.length).toBeGreaterThan(0);
	for (const rule of rules) {
		expect(rule.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
		expect(rule.summary.length, rule.id).toBeGreaterThan(10);
		expect(rule.docs.length, rule.id).toBeGreaterThan(80);
		expect(rule.docs, `${rule.id} says of which versions it speaks`).toMatch(/\bversions?\b|\b\d+\.\d+\b|\bv\d+\b/i);
	}
});
