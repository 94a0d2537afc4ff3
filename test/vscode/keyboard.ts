import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, runTests, type TestCase, type TestResult } from './results.ts';
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

const suggestions = '.suggest-widget.visible .monaco-list-row';
const actions = '.action-widget .monaco-list-row.action';
const hover = '.monaco-hover:not(.hidden) .hover-contents';

/** Does what a user does: open, look, complete, fix, save; and reads the file on disk. */
export async function runKeyboard(run: KeyboardRun): Promise<TestResult[]> {
	const { page, pictures } = run;
	await page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 60_000 });
	await page.keyboard.press('Control+b');
	// The side bar for chat opens before the settings of the folder are read.
	await page
		.locator('.part.statusbar', { hasText: 'Layout' })
		.first()
		.waitFor({ timeout: 20_000 })
		.catch(() => undefined);
	if ((await page.locator('.part.auxiliarybar').first().boundingBox()) !== null)
		await page.keyboard.press('Control+Alt+b');
	let step = 0;
	const takeLast = () => page.screenshot({ path: join(pictures, `keyboard-${++step}.png`) });
	return runTests(keyboardTests(run), async () => void (await takeLast()));
}

function keyboardTests(run: KeyboardRun): readonly TestCase[] {
	const { page, folder } = run;
	const { press, type } = {
		press: (key: string) => page.keyboard.press(key),
		type: (text: string) => page.keyboard.type(text, { delay: 20 }),
	};
	const see = (selector: string, text?: string | RegExp) =>
		page
			.locator(selector, text === undefined ? undefined : { hasText: text })
			.first()
			.waitFor({ timeout: 20_000 });
	/** Saves once the text is in the editor, for a fix takes its time; then it must be in the file. */
	const saveAndExpect = async (path: string, text: string) => {
		await see('.monaco-editor.focused .view-line', text);
		await see('.tab.active.dirty');
		await press('Control+s');
		const isSaved = () => readFileSync(join(folder, path), 'utf8').includes(text) || undefined;
		await eventually(`${text} in ${path}`, isSaved);
	};
	/** Through Quick Open, which also takes the place to go to. */
	const goTo = async (path: string, place: string) => {
		await press('Control+p');
		await see('.quick-input-widget input');
		await type(path);
		await see('.quick-input-list .monaco-list-row', path.split('/').at(-1));
		await type(`:${place}`);
		await press('Enter');
		await see('.tab.active', path.split('/').at(-1));
		await see('.monaco-editor.focused .view-line');
	};
	const runCommand = async (title: string) => {
		await press('F1');
		await see('.quick-input-widget input');
		await type(title);
		await see('.quick-input-list .monaco-list-row', title);
		await press('Enter');
	};

	return [
		{
			name: 'a squiggle stands in a file that is opened, and hovering tells what is wrong',
			seconds: 60,
			async run() {
				await goTo('build.sh', '4:57');
				await see('.squiggly-error');
				await press('Control+k');
				await press('Control+i');
				await see(hover, /unknown-parameter/);
				await takePicture(run, 'squiggle', hover);
				await press('Escape');
			},
		},
		{
			name: 'the Problems panel lists it',
			async run() {
				await press('Control+Shift+m');
				await see('.markers-panel .monaco-list-row', /cachelint.*unknown-parameter|unknown-parameter.*cachelint/);
				await takePicture(run, 'problems');
				await press('Control+j');
			},
		},
		{
			name: 'the quick fix menu mends it, and the file is saved',
			async run() {
				await goTo('build.sh', '4:57');
				await press('Control+.');
				await see(actions, /mode/);
				await takePicture(run, 'quickfix', '.action-widget');
				await press('Enter');
				await saveAndExpect('build.sh', '--cache-to type=registry,ref=ghcr.io/acme/app:cache,mode=max');
				await page.locator('.squiggly-error').first().waitFor({ state: 'hidden', timeout: 10_000 });
			},
		},
		{
			name: 'a comma in a workflow opens the parameters, and the accepted one goes on to its values',
			async run() {
				await goTo('.github/workflows/ci.yml', '14:1');
				await press('End');
				await type(',');
				await see(suggestions, /compression/);
				await takePicture(run, 'completion', '.suggest-widget');
				await type('force');
				await see(suggestions, /force-compression/);
				await press('Enter');
				await see(suggestions, /true/);
				await type('tr');
				await press('Enter');
				await saveAndExpect('.github/workflows/ci.yml', 'mode=MAX,force-compression=true');
			},
		},
		{
			name: 'Fix All in the palette mends what is certain',
			async run() {
				await runCommand('cachelint: Fix All Cache Flags');
				await saveAndExpect('.github/workflows/ci.yml', 'mode=max,force-compression=true');
			},
		},
		{
			name: 'the graph shows who writes and reads each cache, and a click goes there',
			seconds: 90,
			async run() {
				await goTo('build.sh', '1');
				await runCommand('cachelint: Show Cache Graph');
				const place = await eventually('the graph', async () => {
					for (const frame of page.frames()) {
						const found = frame.locator('.place', { hasText: 'ci.yml' }).first();
						if ((await found.count()) > 0) return found;
					}
					return undefined;
				});
				await takePicture(run, 'graph', '.webview');
				await place.click();
				await see('.tab.active', 'ci.yml');
			},
		},
	];
}

/** The whole window for whoever looks at a failed run; and for the documentation the editor with the widget alone. */
async function takePicture(
	{ page, pictures, documentation }: KeyboardRun,
	name: string,
	widget?: string,
): Promise<void> {
	// Widgets fade in.
	await new Promise((resolve) => setTimeout(resolve, 400));
	await page.screenshot({ path: join(pictures, `${name}.png`) });
	if (documentation === undefined || widget === undefined) return;
	const editor = await page.locator('.part.editor').first().boundingBox();
	const shown = await page.locator(widget).first().boundingBox();
	if (editor === null || shown === null) throw new Error(`nothing to take a picture of: ${widget}`);
	const lines = await page.locator('.monaco-editor .view-lines').first().boundingBox();
	const bottom = Math.max(shown.y + shown.height, (lines?.y ?? 0) + 180) + 24;
	await page.screenshot({ path: join(documentation, `${name}.png`), clip: { ...editor, height: bottom - editor.y } });
}
