import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import type { HostLanguage } from '../server/src/hosts/host.ts';
import { createCacheService } from '../server/src/service.ts';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'cachelint-example-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the example of a host in CONTRIBUTING.md works as it says', async () => {
	const guide = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
	const [, name, code] = /<!-- host: (\S+) -->\n```ts\n([\s\S]*?)```/.exec(guide)!;
	const outfile = join(folder, 'host.mjs');
	await build({
		stdin: { contents: code!, resolveDir: join(root, 'server/src/hosts'), sourcefile: name!, loader: 'ts' },
		bundle: true,
		format: 'esm',
		outfile,
		logLevel: 'silent',
	});
	const { default: host } = (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as { default: HostLanguage };
	const text = '; 😀\ncache-to = type=gha,mod=max\ncache-from = type=gha,scope=@BRANCH@,\n';
	// Its classes are those of its own bundle, so it is asked for plain data only.
	const { flags } = host.find({ path: 'a.recipe', text });
	expect(flags.map(({ direction, value }) => [direction, value.form === 'text' ? value.text.written : ''])).toEqual([
		['to', 'type=gha,mod=max'],
		['from', 'type=gha,scope=@BRANCH@,'],
	]);
	const service = createCacheService({ hosts: [host] });
	const document = service.read({ path: 'a.recipe', text })!;
	const [finding] = service.check(document);
	expect(finding).toMatchObject({ rule: 'unknown-parameter', span: { start: 25, end: 28 } });
	expect(text.slice(25, 28)).toBe('mod');
	expect(service.complete(document, text.length - 1).map(({ label }) => label)).toContain('timeout');
	expect(service.hover(document, 21)?.markdown).toContain('type=gha');
});
