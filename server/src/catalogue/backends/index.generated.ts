// Written by `npm run generate` from the files of this folder.
import type { BackendFact } from '../facts.ts';
import azblob from './azblob.ts';
import gha from './gha.ts';
import inline from './inline.ts';
import local from './local.ts';
import registry from './registry.ts';
import s3 from './s3.ts';

export const backends: readonly BackendFact[] = [
	azblob,
	gha,
	inline,
	local,
	registry,
	s3,
];
