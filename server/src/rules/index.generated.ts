// Written by `npm run generate` from the files of this folder.
import type { Rule } from './rule.ts';

export const rules: readonly Rule[] = [
];
