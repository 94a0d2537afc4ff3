import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HostLanguage } from '../server/src/hosts/host.ts';
import type { Rule } from '../server/src/rules/rule.ts';
import { applyEdits, createCacheService, type Settings } from '../server/src/service.ts';
import { readExample } from './rules/examples.ts';

const path = 'docker-bake.hcl';
const bake = (comment: string, entry = 'type=gha,mod=max', trailing = '') =>
	`# heading\ntarget "a" {\n${comment}  cache-to = ["${entry}"]${trailing}\n}\n`;

function check(text: string, settings: Partial<Settings> = {}) {
	const service = createCacheService({ settings });
	return service.check(service.read({ path, text })!).map(({ rule }) => rule);
}

describe('suppression comments', () => {
	test.each([
		['the named rule on the line below', bake('  # cachelint: ignore[unknown-parameter] on purpose\n'), []],
		['every rule when none is named', bake('  # cachelint: ignore\n'), []],
		['on the same line', bake('', undefined, ' # cachelint: ignore[unknown-parameter]'), []],
		['in a stack of comments', bake('  # cachelint: ignore[unknown-parameter]\n  # why this is so\n'), []],
		[
			'above the build it belongs to',
			`# cachelint: ignore[unknown-parameter]\ntarget "a" {\n  cache-to = ["type=gha,mod=max"]\n}\n`,
			[],
		],
		['in the whole file', `${bake('')}# cachelint: ignore-file[unknown-parameter]\n`, []],
		['with another comment sign', bake('  // cachelint: ignore[unknown-parameter]\n'), []],
		['not other rules', bake('  # cachelint: ignore[invalid-mode]\n'), ['unknown-parameter', 'unused-suppression']],
		[
			'not other lines',
			`${bake('')}# cachelint: ignore[unknown-parameter]\n`,
			['unknown-parameter', 'unused-suppression'],
		],
		['not what only looks like one', bake('  # see cachelint ignore[unknown-parameter]\n'), ['unknown-parameter']],
	])('silence: %s', (_, text, expected) => {
		expect(check(text).sort()).toEqual(expected);
	});

	test('above a key silence what a rule about the whole build finds in its value', () => {
		const workflow = (comment: string) => ({
			path: '.github/workflows/ci.yml',
			text: [
				'on: push',
				'jobs:',
				'  build:',
				'    runs-on: self-hosted',
				'    steps:',
				'      - uses: docker/setup-buildx-action@v3',
				'      - uses: docker/build-push-action@v6',
				'        with:',
				'          cache-from: type=local,src=/c',
				`          ${comment}`,
				'          cache-to: |',
				'            type=local,dest=/c',
				'',
			].join('\n'),
		});
		const service = createCacheService();
		const found = (comment: string) => service.check(service.read(workflow(comment))!).map(({ rule }) => rule);
		expect(found('# note')).toEqual(['local-cache-grows']);
		expect(found('# cachelint: ignore[local-cache-grows]')).toEqual([]);
	});

	test('that silence nothing are reported, but not when their rule is off', () => {
		const text = bake('  # cachelint: ignore[unknown-parameter]\n', 'type=gha');
		expect(check(text)).toEqual(['unused-suppression']);
		expect(check(text, { rules: { 'unknown-parameter': 'off' } })).toEqual([]);
		expect(check(text, { rules: { 'unused-suppression': 'off' } })).toEqual([]);
	});
});

describe('settings', () => {
	test('give a rule another severity, or none', () => {
		const service = createCacheService({ settings: { rules: { 'unknown-parameter': 'hint' } } });
		expect(service.check(service.read({ path, text: bake('') })!).map(({ severity }) => severity)).toEqual(['hint']);
		expect(check(bake(''), { rules: { 'unknown-parameter': 'off' } })).toEqual([]);
	});

	test('turn on rules of a larger preset', () => {
		const rule = createCacheService().rules.find(
			({ preset, bad }) => preset === 'strict' && bad[0].others === undefined,
		);
		if (rule === undefined) return;
		const findings = (settings: Partial<Settings>) => {
			const service = createCacheService({ settings });
			const [example] = rule.bad;
			return service
				.check(service.read({ path: example.path, text: readExample(example).text })!)
				.filter((finding) => finding.rule === rule.id).length;
		};
		expect(findings({})).toBe(0);
		expect(findings({ preset: 'strict' })).toBeGreaterThan(0);
		expect(findings({ rules: { [rule.id]: 'on' } })).toBeGreaterThan(0);
	});
});

describe('trouble inside', () => {
	const rule = (check: Rule['checkEntry']): Rule => ({
		id: 'test-rule',
		group: 'syntax',
		severity: 'error',
		preset: 'recommended',
		summary: '',
		docs: '',
		bad: [{ path, text: '' }],
		good: [{ path, text: '' }],
		checkEntry: check!,
	});

	test('of a rule is told, and the other rules go on', () => {
		const troubles: string[] = [];
		const service = createCacheService({
			rules: [
				rule(() => {
					throw new Error('oh');
				}),
				{ ...rule((entry) => [{ span: entry.span, message: 'found' }]), id: 'other' },
			],
			onTrouble: ({ part }) => void troubles.push(part),
		});
		expect(service.check(service.read({ path, text: bake('') })!).map(({ rule }) => rule)).toEqual(['other']);
		expect(troubles).toEqual(['rule test-rule']);
	});

	test('of a host is told, and gives an empty document', () => {
		const troubles: string[] = [];
		const host: HostLanguage = {
			id: 'broken',
			comment: '#',
			claim: () => 'name',
			find: () => {
				throw new Error('oh');
			},
		};
		const service = createCacheService({ hosts: [host], onTrouble: ({ part }) => void troubles.push(part) });
		expect(service.read({ path, text: '--cache-to type=gha' })?.entries).toEqual([]);
		expect(troubles).toEqual(['host broken']);
	});

	test('a fix that does not mend, or breaks another entry, is not offered', () => {
		const text = bake('').repeat(2);
		const service = createCacheService({
			rules: [
				rule((entry) => [
					{
						span: entry.span,
						message: 'always',
						fixes: [
							{ title: 'does nothing useful', safe: true, edits: [{ span: { start: 0, end: 0 }, text: '# x\n' }] },
							{
								title: 'breaks another entry',
								safe: true,
								edits: [{ span: { start: 0, end: 0 }, text: '/*' }],
							},
						],
					},
				]),
			],
		});
		const document = service.read({ path, text })!;
		const [finding] = service.check(document);
		expect(finding!.fixes.length).toBe(2);
		expect(service.fixesOf(document, finding!)).toEqual([]);
		expect(service.fixAll(document)).toBe(text);
	});
});

describe('edits', () => {
	test('are applied from the end, and of two that overlap the first stays', () => {
		const edit = (start: number, end: number, text: string) => ({ span: { start, end }, text });
		expect(applyEdits('abcdef', [edit(0, 1, 'X'), edit(3, 4, ''), edit(3, 5, 'Y')])).toBe('Xbcef');
		expect(applyEdits('abc', [edit(3, 3, 'd'), edit(0, 0, '_')])).toBe('_abcd');
	});
});

test('any text in any file is read, checked and mended without trouble, and mending twice changes nothing', () => {
	const pieces = fc.constantFrom(
		'--cache-to ',
		'--cache-from=',
		'cache-to = [',
		'cache_from:\n  - ',
		'type=gha',
		',mode=MAX',
		', scope=x',
		',mod=max',
		'"',
		"'",
		'${',
		'}',
		'$(',
		')',
		'`',
		'\\\n',
		'\n',
		' ',
		'\t',
		'\r\n',
		'😀',
		'\0',
		'#',
		'docker buildx build ',
		'target "a" {\n',
		'}\n',
		'|\n  ',
		'>',
		']',
		'[',
		'{',
		':',
		'&a ',
		'*a',
		'<<EOF\n',
		'EOF\n',
	);
	const paths = fc.constantFrom(
		'a.sh',
		'Makefile',
		'docker-bake.hcl',
		'docker-bake.json',
		'compose.yaml',
		'.github/workflows/a.yml',
	);
	const service = createCacheService({
		onTrouble: ({ part, error }) => {
			throw new Error(`${part}: ${error instanceof Error ? error.stack : error}`);
		},
	});
	fc.assert(
		fc.property(paths, fc.array(pieces, { maxLength: 25 }), (path, parts) => {
			const text = parts.join('');
			const document = service.read({ path, text });
			if (document === undefined) return;
			for (const finding of service.check(document)) {
				expect(finding.span.start).toBeGreaterThanOrEqual(0);
				expect(finding.span.end).toBeLessThanOrEqual(text.length);
				expect(finding.span.start).toBeLessThanOrEqual(finding.span.end);
			}
			const mended = service.fixAll(document);
			const again = service.read({ path, text: mended });
			if (again !== undefined) expect(service.fixAll(again)).toBe(mended);
			service.complete(document, text.length >> 1);
			service.hover(document, text.length >> 1);
		}),
		{ seed: 1, numRuns: 400 },
	);
});
