import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, runTests, type TestResult } from './results.ts';
import type { Page } from './workbench.ts';

/** A workbench with the packed extension installed. */
export interface KeyboardRun {
	readonly page: Page;
	/** The folder that is open, on disk. */
	readonly folder: string;
	/** Where a picture of each step goes. */
	readonly pictures: string;
	/** Where the pictures for the documentation go, when they are wanted. */
	readonly documentation: string | undefined;
}

/** Does what a user does: open, look, complete, fix, save; and reads the file on disk. */
export function runKeyboard({ page, folder, pictures }: KeyboardRun): Promise<TestResult[]> {
	return runTests([
		{
			name: 'a squiggle appears in a file that is opened',
			seconds: 90,
			async run() {
				await page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 60_000 });
				await page.keyboard.press('Control+p');
				await page.locator('.quick-input-widget input').first().waitFor();
				await page.keyboard.type('build.sh');
				await page.locator('.quick-input-list .monaco-list-row', { hasText: 'build.sh' }).first().waitFor();
				await page.keyboard.press('Enter');
				await page.locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
				await page.screenshot({ path: join(pictures, 'squiggle.png') });
			},
		},
		{
			name: 'saves',
			async run() {
				await page.keyboard.press('Control+s');
				await eventually('the file', () => readFileSync(join(folder, 'build.sh'), 'utf8') || undefined);
			},
		},
	]);
}
