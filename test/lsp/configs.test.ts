import { expect, test } from 'vitest';
import { createConfigs } from '../../server/src/lsp/configs.ts';

test('looking again at the configuration is for documents that were asked about, not for every file of a folder', async () => {
	let looked = 0;
	const configs = createConfigs(
		{
			readText: async (uri) => {
				looked++;
				return uri === 'file:///w/.cachelint.yaml' ? 'exclude: [left]\n' : undefined;
			},
			exists: async (uri) => uri === 'file:///w/.git',
		},
		() => {},
	);
	for (let index = 0; index < 100; index++) {
		expect(await configs.isExcluded(`file:///w/${index}/a.sh`)).toBe(false);
	}
	expect(await configs.isExcluded('file:///w/left/a.sh')).toBe(true);
	expect((await configs.of('file:///w/0/a.sh'))?.isExcluded).toBe(false);
	looked = 0;
	expect(await configs.refresh()).toBe(false);
	expect(looked).toBeLessThan(20);
});
