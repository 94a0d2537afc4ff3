import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/**/*.test.ts'],
		exclude: ['test/vscode/**'],
		// Generous, for slow machines: no test is about time.
		testTimeout: 60_000,
	},
});
