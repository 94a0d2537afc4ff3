// Written by `npm run generate` from the files of this folder.
import type { HostLanguage } from './host.ts';

export const hosts: readonly HostLanguage[] = [
];
