import assert from 'node:assert/strict';
import type { TestCase } from '../results.ts';
import { closeEditors, diagnosticsOf, expectFindings, openFile, openText } from './editor.ts';

/** Files of the workspace and all that stands under a squiggle in them. */
const files: readonly (readonly [path: string, ...findings: string[]])[] = [
	['build.sh', '5 unknown-parameter "mdoe"'],
	['.github/workflows/ci.yml', '14 invalid-mode "mx"', '18 unknown-parameter "mdoe"'],
	['docker-bake.hcl', '5 unknown-parameter "mod"'],
	['compose.yaml', '7 unknown-type "registy"'],
	['Makefile', '4 unknown-parameter "mdoe"'],
];

/** Squiggles as they stand in the editor. */
export const diagnosticsTests: readonly TestCase[] = [
	...files.map(([path, ...findings]) => ({
		name: `${path} has a squiggle under each mistake and nowhere else`,
		async run() {
			await expectFindings(await openFile(path), findings);
			await closeEditors();
		},
	})),
	{
		name: 'a correct file stays without squiggles while one with a mistake gets its own',
		async run() {
			const clean = await openFile('clean.sh');
			await expectFindings(await openFile('build.sh'), ['5 unknown-parameter "mdoe"']);
			assert.deepEqual(diagnosticsOf(clean), []);
			await closeEditors();
		},
	},
	{
		name: 'a diagnostic links to the page of its rule',
		async run() {
			const document = await openFile('build.sh');
			await expectFindings(document, ['5 unknown-parameter "mdoe"']);
			const code = diagnosticsOf(document)[0]?.code;
			assert.ok(typeof code === 'object', 'the code has a target');
			assert.match(code.target.toString(), /^https:.*\/docs\/rules\/unknown-parameter\.md$/);
			await closeEditors();
		},
	},
	{
		name: 'a text that was never saved is checked too',
		async run() {
			const document = await openText(
				'shellscript',
				'docker buildx build --cache-to type=registry,ref=a.io/b:c,mdoe=max .',
			);
			await expectFindings(document, ['1 unknown-parameter "mdoe"']);
			await closeEditors();
		},
	},
];
