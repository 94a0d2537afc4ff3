/** What became of one test: it passed when there is no error. */
export interface TestResult {
	/** A sentence: `squiggles stand under what is wrong`. */
	readonly name: string;
	readonly error?: string;
}

/** A test of a suite; it passes unless it throws or takes longer than `seconds`. */
export interface TestCase {
	readonly name: string;
	readonly seconds?: number;
	readonly run: () => Promise<void>;
}

/** Runs the tests one after the other in the same editor; after each, `tidy` puts the editor in order again. */
export async function runTests(tests: readonly TestCase[], tidy: () => Promise<void>): Promise<TestResult[]> {
	const results: TestResult[] = [];
	for (const test of tests) {
		results.push(await runTest(test));
		await within(10, 'the editor to be tidied', tidy()).catch(() => undefined);
	}
	return results;
}

async function runTest({ name, run, seconds = 30 }: TestCase): Promise<TestResult> {
	try {
		await within(seconds, name, run());
		return { name };
	} catch (error) {
		return { name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
	}
}

/** The promise's value, or an error when it takes longer: `within(5, 'the server to start', started)`. */
export async function within<T>(seconds: number, what: string, promise: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const limit = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`waited ${seconds} s for: ${what}`)), seconds * 1000);
	});
	try {
		return await Promise.race([promise, limit]);
	} finally {
		clearTimeout(timer);
	}
}

/** Asks again until the answer is not undefined. */
export async function eventually<T>(what: string, probe: () => T | undefined | Promise<T | undefined>): Promise<T> {
	const end = Date.now() + 10_000;
	for (;;) {
		const answer = await probe();
		if (answer !== undefined) return answer;
		if (Date.now() > end) throw new Error(`waited 10 s for: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

/** One line a test, with the error under it: `✓ keyboard: the fix is applied`. */
export function formatResults(group: string, results: readonly TestResult[]): string {
	return results
		.map(({ name, error }) =>
			error === undefined ? `✓ ${group}: ${name}` : `✗ ${group}: ${name}\n  ${error.replaceAll('\n', '\n  ')}`,
		)
		.join('\n');
}
