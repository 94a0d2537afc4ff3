import { expect, test } from 'vitest';
import { refuseToken } from '../../server/src/catalogue/goToken.ts';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = encode({ alg: 'HS256' });

test.each([
	['x', 'token is malformed: token contains an invalid number of segments'],
	['a.b.c.d', 'token is malformed: token contains an invalid number of segments'],
	['a.b.c', 'token is malformed: could not base64 decode'],
	['..', 'token is malformed'],
	['bm90.bm90.bm90', 'token is malformed'],
	[`${header}.${encode({ ac: '[]' })}.c2ln+`, 'token is malformed: could not base64 decode'],
	[`${encode({})}.${encode({ ac: '[]' })}.c2ln`, 'token is malformed'],
	[`${header}.${encode({ exp: 1 })}.c2ln`, 'invalid token without access controls'],
	[`${header}.${encode({ ac: '[]' })}.c2ln`, undefined],
	[`${header}.${encode({ ac: '[{"Scope":"ü"}]' })}.`, undefined],
])('of the token %s the daemon says %s', (token, error) => {
	expect(refuseToken(token)).toBe(error);
});
