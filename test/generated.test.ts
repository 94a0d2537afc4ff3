import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { findStalePages, generateFromRules, generateIndexes } from '../scripts/generate.ts';

const root = resolve(import.meta.dirname, '..');
const generated = [...generateIndexes(), ...(await generateFromRules())];

test.each(generated.map((file) => [file.path, file] as const))(
	'%s is what `npm run generate` writes',
	(path, { content }) => {
		const committed = existsSync(resolve(root, path)) ? readFileSync(resolve(root, path), 'utf8') : '';
		expect(committed).toBe(content);
	},
);

test('no page is left of a rule that is gone', async () => {
	expect(await findStalePages()).toEqual([]);
});
