import { writeFileSync } from 'node:fs';
import { runTests } from '../results.ts';
import { diagnosticsTests } from './diagnostics.ts';
import { editingTests } from './editing.ts';
import { closeEditors } from './editor.ts';
import { examplesTests } from './examples.ts';
import { lifecycleTests } from './lifecycle.ts';

/** What VS Code calls inside the extension host; it rejects when a test failed. */
export async function run(): Promise<void> {
	const results = await runTests(
		[...diagnosticsTests, ...examplesTests, ...editingTests, ...lifecycleTests],
		closeEditors,
	);
	const path = process.env.CACHELINT_TEST_RESULTS;
	if (path !== undefined) writeFileSync(path, JSON.stringify(results));
	const failed = results.filter(({ error }) => error !== undefined);
	if (failed.length > 0) throw new Error(`${failed.length} failed`);
}
