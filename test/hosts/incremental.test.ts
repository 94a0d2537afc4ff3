import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hosts } from '../../server/src/hosts/index.generated.ts';
import { createCacheService } from '../../server/src/service.ts';
import { MappedText } from '../../server/src/text/mappedText.ts';

const path = '.github/workflows/ci.yml';

/** A workflow of many jobs whose flags come from everywhere: inputs, scripts, `env:` of job and workflow, expressions. */
function writeWorkflow(jobs: number): string {
	const out = [
		'# é 😀',
		'on:',
		'  push:',
		'    branches: [main]',
		'env:',
		'  CACHE: type=gha,scope=shared',
		'jobs:',
		'  # the first',
	];
	for (let job = 0; job < jobs; job++) {
		out.push(
			`  job-${job}:`,
			'    runs-on: ubuntu-latest',
			'    env:',
			`      OWN: type=registry,ref=a/b:${job}`,
			'    steps:',
			'      - uses: docker/setup-buildx-action@v3',
			'      - uses: docker/build-push-action@v6',
			'        with:',
			`          tags: a/b:\${{ github.sha }}`,
			'          cache-from: |',
			`            type=gha,scope=${job}`,
			`            \${{ env.CACHE }}`,
			`          cache-to: \${{ github.ref == 'x' && 'type=gha,mode=max' || '' }}`,
			'      # cachelint: ignore',
			'      - run: |',
			'          # a comment',
			'          docker buildx build \\',
			'            --cache-to "$OWN" --cache-from "$CACHE" \\',
			`            --cache-from "type=local,src=/tmp/${job}" .`,
			'',
		);
	}
	return `${out.join('\n')}\n`;
}

/** A document as plain data, for comparing. */
function flatten(value: unknown, seen = new Map<object, unknown>()): unknown {
	if (value instanceof MappedText) {
		return {
			written: value.written,
			span: value.span,
			places: [...value.text].map((_, index) => value.startOf(index)),
		};
	}
	if (typeof value !== 'object' || value === null) return value;
	if (seen.has(value)) return seen.get(value);
	const out: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
	seen.set(value, out);
	for (const [key, part] of Object.entries(value)) (out as Record<string, unknown>)[key] = flatten(part, seen);
	return out;
}

describe('reading a workflow again after a change', () => {
	const host = hosts.find(({ id }) => id === 'github-workflow')!;

	test('gives what reading it anew gives, whatever was typed and where', () => {
		const start = writeWorkflow(4);
		const texts = fc.constantFrom(
			'x',
			'\n',
			'      - run: docker build --cache-to type=gha .\n',
			'"',
			"'",
			'  job-9:\n',
			'    ',
			'#',
			'on: push\n',
			'\t',
			'&a ',
			'*a',
			',mode=MAX',
			'${{ ',
			'',
		);
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.nat(start.length), fc.nat(30), texts), { minLength: 1, maxLength: 4 }),
				(changes) => {
					let text = start;
					let reading = host.find({ path, text });
					for (const [at, removed, inserted] of changes) {
						text = text.slice(0, at) + inserted + text.slice(at + removed);
						reading = host.find({ path, text }, reading);
						const { parts: _, ...again } = host.find({ path, text });
						const { parts: __, ...incremental } = reading;
						expect(flatten(incremental)).toEqual(flatten(again));
					}
				},
			),
			{ seed: 1, numRuns: 25 },
		);
	});

	test('reads only the job that has changed', () => {
		const service = createCacheService();
		const before = service.read({ path, text: writeWorkflow(5) })!;
		const after = service.read({ path, text: before.file.text.replace('scope=3', 'scope=333') }, before)!;
		const kept = after.flags.filter((flag) => before.flags.includes(flag));
		expect(kept.length).toBeGreaterThan(before.flags.length / 2);
		expect(after.entries.length).toBe(before.entries.length);
		expect(after.entries.map(({ text }) => text?.written)).toContain('type=gha,scope=333');
	});

	test('finds in parts what it finds in the whole', () => {
		const text = writeWorkflow(3);
		const inParts = host.find({ path, text });
		// An anchor makes the jobs depend on one another, so the file is read in one.
		const whole = host.find({ path, text: text.replace('# é 😀', '&a # ') });
		expect(inParts.parts?.length).toBe(3);
		expect(whole.parts).toBeUndefined();
		const values = ({ flags }: typeof inParts) =>
			flags.map(({ value, direction }) => `${direction} ${value.form === 'text' ? value.text.written : ''}`);
		expect(values(inParts)).toEqual(values(host.find({ path, text: `${text}---\n` })));
	});
});
