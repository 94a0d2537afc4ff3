import { describe, expect, test } from 'vitest';
import type { Settings } from '../../server/src/service.ts';
import { applyEdits, createCacheService } from '../../server/src/service.ts';
import { dedent } from '../rules/examples.ts';

/** The suggestions at the mark `‸`, which is taken out before anything reads the text. */
function suggest(path: string, marked: string, settings: Partial<Settings> = {}) {
	const text = dedent(marked);
	const offset = text.indexOf('‸');
	expect(offset, 'the mark ‸ is missing').toBeGreaterThanOrEqual(0);
	const clean = text.replace('‸', '');
	const service = createCacheService({
		settings,
		onTrouble: ({ part, error }) => {
			throw new Error(`${part}: ${error}`);
		},
	});
	const document = service.read({ path, text: clean });
	const suggestions = document === undefined ? [] : service.complete(document, offset);
	return { clean, offset, suggestions };
}

/** The text after accepting the suggestion of that label, replacing the word. */
function accept(path: string, marked: string, label: string): string {
	const { clean, suggestions } = suggest(path, marked);
	const suggestion = suggestions.find((candidate) => candidate.label === label);
	expect(suggestion, `no "${label}" among ${suggestions.map((candidate) => candidate.label).join(', ')}`).toBeDefined();
	return applyEdits(clean, [suggestion!.edit]);
}

const labels = (path: string, marked: string, settings?: Partial<Settings>) =>
	suggest(path, marked, settings).suggestions.map(({ label }) => label);

describe('accepting a suggestion', () => {
	test.each([
		[
			'a backend at once',
			'a.sh',
			'docker buildx build --cache-to ‸ .',
			'type=gha',
			'docker buildx build --cache-to type=gha .',
		],
		[
			'a backend after the equals sign of the flag',
			'a.sh',
			'docker buildx build --cache-to=‸ .',
			'type=gha',
			'docker buildx build --cache-to=type=gha .',
		],
		[
			'a backend after type=',
			'a.sh',
			'docker buildx build --cache-to type=‸',
			'registry',
			'docker buildx build --cache-to type=registry',
		],
		[
			'in an unclosed quote',
			'a.sh',
			'docker buildx build --cache-to "type=‸\necho "a"\n',
			'gha',
			'docker buildx build --cache-to "type=gha\necho "a"\n',
		],
		[
			'a parameter after a comma',
			'a.sh',
			'docker buildx build --cache-to type=gha,‸ .',
			'mode',
			'docker buildx build --cache-to type=gha,mode= .',
		],
		[
			'a parameter half typed',
			'a.sh',
			'docker buildx build --cache-to type=gha,sc‸ .',
			'scope',
			'docker buildx build --cache-to type=gha,scope= .',
		],
		[
			'in the middle of a word',
			'a.sh',
			'docker buildx build --cache-to type=gha,mo‸dd=max .',
			'mode',
			'docker buildx build --cache-to type=gha,mode=max .',
		],
		[
			'between two fields',
			'a.sh',
			'docker buildx build --cache-to type=gha,‸,mode=max .',
			'scope',
			'docker buildx build --cache-to type=gha,scope=,mode=max .',
		],
		[
			'a value',
			'a.sh',
			'docker buildx build --cache-to "type=gha,mode=m‸"',
			'max',
			'docker buildx build --cache-to "type=gha,mode=max"',
		],
		[
			'a value over an old one',
			'a.sh',
			'docker buildx build --cache-to "type=gha,mode=‸min"',
			'max',
			'docker buildx build --cache-to "type=gha,mode=max"',
		],
		[
			'a value after emoji',
			'a.sh',
			'echo 😀; docker buildx build --cache-to type=registry,ref=é/x,mode=‸',
			'max',
			'echo 😀; docker buildx build --cache-to type=registry,ref=é/x,mode=max',
		],
		[
			'behind an expansion',
			'a.sh',
			'docker buildx build --cache-to type=registry,ref=$IMG:c,‸ .',
			'mode',
			'docker buildx build --cache-to type=registry,ref=$IMG:c,mode= .',
		],
		[
			'after a continuation line',
			'a.sh',
			'docker buildx build \\\n  --cache-to "type=gha,\\\nmode=‸"',
			'max',
			'docker buildx build \\\n  --cache-to "type=gha,\\\nmode=max"',
		],
		[
			'in a CSV quoted field',
			'a.sh',
			`docker buildx build --cache-to 'type=gha,"mo‸"'`,
			'mode',
			`docker buildx build --cache-to 'type=gha,"mode="'`,
		],
		[
			'in bake',
			'docker-bake.hcl',
			'target "a" {\n  cache-to = ["type=gha,‸"]\n}\n',
			'mode',
			'target "a" {\n  cache-to = ["type=gha,mode="]\n}\n',
		],
		[
			'in an open string of bake',
			'docker-bake.hcl',
			'target "a" {\n  cache-to = ["type=‸\n}\n',
			'gha',
			'target "a" {\n  cache-to = ["type=gha\n}\n',
		],
		[
			'a value in an object of bake',
			'docker-bake.hcl',
			'target "a" {\n  cache-to = [{ type = "gha", mode = "‸" }]\n}\n',
			'max',
			'target "a" {\n  cache-to = [{ type = "gha", mode = "max" }]\n}\n',
		],
		[
			'a backend in an object of bake',
			'docker-bake.hcl',
			'target "a" {\n  cache-to = [{ type = "‸" }]\n}\n',
			's3',
			'target "a" {\n  cache-to = [{ type = "s3" }]\n}\n',
		],
		[
			'a key in an object of bake',
			'docker-bake.hcl',
			'target "a" {\n  cache-to = [{ type = "gha", ‸ }]\n}\n',
			'mode',
			'target "a" {\n  cache-to = [{ type = "gha", mode = "" }]\n}\n',
		],
		[
			'in bake JSON',
			'docker-bake.json',
			'{"target":{"a":{"cache-to":["type=gha,mode=‸"]}}}',
			'max',
			'{"target":{"a":{"cache-to":["type=gha,mode=max"]}}}',
		],
		[
			'a key in an object of bake JSON',
			'docker-bake.json',
			'{"target":{"a":{"cache-to":[{"type":"gha",‸}]}}}',
			'mode',
			'{"target":{"a":{"cache-to":[{"type":"gha","mode": ""}]}}}',
		],
		[
			'in compose',
			'compose.yaml',
			'services:\n  a:\n    build:\n      context: .\n      cache_to:\n        - type=‸\n',
			'registry',
			'services:\n  a:\n    build:\n      context: .\n      cache_to:\n        - type=registry\n',
		],
		[
			'in an input of a workflow',
			'.github/workflows/ci.yml',
			'on: push\njobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          cache-to: type=gha,‸\n',
			'mode',
			'on: push\njobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          cache-to: type=gha,mode=\n',
		],
		[
			'in a line of a block',
			'.github/workflows/ci.yml',
			'on: push\njobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          cache-from: |\n            type=gha\n            type=‸\n          push: true\n',
			'registry',
			'on: push\njobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          cache-from: |\n            type=gha\n            type=registry\n          push: true\n',
		],
		[
			'in a run step',
			'.github/workflows/ci.yml',
			'on: push\njobs:\n  a:\n    steps:\n      - run: |\n          docker buildx build \\\n            --cache-to "type=gha,‸" .\n',
			'scope',
			'on: push\njobs:\n  a:\n    steps:\n      - run: |\n          docker buildx build \\\n            --cache-to "type=gha,scope=" .\n',
		],
		[
			'in a recipe',
			'Makefile',
			'image:\n\tdocker buildx build --cache-to type=gha,‸ .\n',
			'mode',
			'image:\n\tdocker buildx build --cache-to type=gha,mode= .\n',
		],
		[
			'in a variable of a makefile',
			'Makefile',
			'CACHE := type=gha,‸\nimage:\n\tdocker buildx build --cache-to $(CACHE) .\n',
			'mode',
			'CACHE := type=gha,mode=\nimage:\n\tdocker buildx build --cache-to $(CACHE) .\n',
		],
		[
			'in an array',
			'a.sh',
			'args=(--cache-to "type=gha,‸")\ndocker buildx build "${args[@]}" .\n',
			'mode',
			'args=(--cache-to "type=gha,mode=")\ndocker buildx build "${args[@]}" .\n',
		],
	])('%s', (_, path, marked, label, expected) => {
		expect(accept(path, marked, label)).toBe(expected);
	});
});

describe('only what fits is offered', () => {
	test('backends of the direction', () => {
		expect(labels('a.sh', 'docker buildx build --cache-to type=‸')).toEqual([
			'registry',
			'gha',
			'local',
			'inline',
			's3',
			'azblob',
		]);
		expect(labels('a.sh', 'docker buildx build --cache-from type=‸')).not.toContain('inline');
	});

	test('backends of the known version', () => {
		expect(labels('a.sh', 'docker buildx build --cache-to type=‸', { buildkit: '0.10' })).toEqual([
			'registry',
			'gha',
			'local',
			'inline',
		]);
	});

	test('parameters of the backend and the direction that are not there yet, required ones first', () => {
		const registry = labels('a.sh', 'docker buildx build --cache-to type=registry,mode=max,‸');
		expect(registry[0]).toBe('ref');
		expect(registry).toContain('image-manifest');
		expect(registry).not.toContain('mode');
		expect(registry).not.toContain('scope');
		expect(labels('a.sh', 'docker buildx build --cache-from type=registry,‸')).not.toContain('mode');
		expect(labels('a.sh', 'docker buildx build --cache-to type=inline,‸')).toEqual([]);
	});

	test('a parameter that is too new is marked, not hidden', () => {
		const { suggestions } = suggest('a.sh', 'docker buildx build --cache-to type=registry,‸', { buildkit: '0.11' });
		const manifest = suggestions.find(({ label }) => label === 'image-manifest')!;
		expect(manifest).toMatchObject({ isDeprecated: true, detail: 'needs BuildKit 0.12' });
		expect(suggestions.find(({ label }) => label === 'mode')!.isDeprecated).toBe(false);
	});

	test('nothing outside of flags, in expansions, and for tools of another grammar', () => {
		expect(labels('a.sh', 'docker buildx build --cache-to type=gha . ‸')).toEqual([]);
		expect(labels('a.sh', 'docker buildx build --cache-to type=gha,scope=$SC‸OPE .')).toEqual([]);
		expect(labels('a.sh', 'podman build --cache-to ‸ .')).toEqual([]);
		expect(labels('a.sh', 'docker buildx build --output type=‸ .')).toEqual([]);
	});

	test('every suggestion has documentation and an edit around the cursor', () => {
		const { suggestions, offset } = suggest('a.sh', 'docker buildx build --cache-to type=s3,mo‸d .');
		expect(suggestions.length).toBeGreaterThan(10);
		for (const { docs, edit, insertSpan } of suggestions) {
			expect(docs).toContain('**');
			expect(edit.span.start).toBeLessThanOrEqual(offset);
			expect(edit.span.end).toBeGreaterThanOrEqual(offset);
			expect(insertSpan).toEqual({ start: edit.span.start, end: offset });
		}
	});
});
