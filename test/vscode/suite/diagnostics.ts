import assert from 'node:assert/strict';
import type { TestCase } from '../results.ts';
import { diagnosticsOf, expectFindings, openFile, openText } from './editor.ts';

/** Files of the workspace and all that stands under a squiggle in them. */
const files: readonly (readonly [path: string, ...findings: string[]])[] = [
	['build.sh', '4 unknown-parameter "mod"'],
	['unicode.sh', '3 unknown-parameter "mod"'],
	['.github/workflows/ci.yml', '14 invalid-mode "MAX"', '18 unknown-parameter "mod"'],
	['docker-bake.hcl', '5 unknown-parameter "mod"'],
	['compose.yaml', '7 unknown-type "registy"'],
	['Makefile', '4 unknown-parameter "mod"'],
];

/** Squiggles as they stand in the editor. */
export const diagnosticsTests: readonly TestCase[] = [
	...files.map(([path, ...findings]) => ({
		name: `${path} has a squiggle under each mistake and nowhere else`,
		async run() {
			await expectFindings(await openFile(path), findings);
		},
	})),
	{
		name: 'a correct file stays without squiggles while one with a mistake gets its own',
		async run() {
			const clean = await openFile('clean.sh');
			await expectFindings(await openFile('build.sh'), ['4 unknown-parameter "mod"']);
			assert.deepEqual(diagnosticsOf(clean), []);
		},
	},
	{
		name: 'a diagnostic links to the page of its rule',
		async run() {
			const document = await openFile('build.sh');
			await expectFindings(document, ['4 unknown-parameter "mod"']);
			const code = diagnosticsOf(document)[0]?.code;
			assert.ok(typeof code === 'object', 'the code has a target');
			assert.match(code.target.toString(), /^https:.*\/docs\/rules\/unknown-parameter\.md$/);
		},
	},
	{
		name: 'a text that was never saved is checked too',
		async run() {
			const document = await openText(
				'shellscript',
				'docker buildx build --cache-to type=registry,ref=a.io/b:c,mod=max .',
			);
			await expectFindings(document, ['1 unknown-parameter "mod"']);
		},
	},
];
