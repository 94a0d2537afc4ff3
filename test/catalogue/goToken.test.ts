import { expect, test } from 'vitest';
import { refuseToken } from '../../server/src/catalogue/goToken.ts';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = encode({ alg: 'HS256' });
const times = { exp: 9e9, nbf: 0 };

test.each([
	['x', 'token is malformed: token contains an invalid number of segments'],
	['a.b.c.d', 'token is malformed: token contains an invalid number of segments'],
	['a.b.c', 'token is malformed: could not base64 decode header'],
	['..', 'token is malformed: could not JSON decode header'],
	['bm90.bm90.bm90', 'token is malformed: could not JSON decode header'],
	[`${header}.a.c2ln`, 'token is malformed: could not base64 decode claim'],
	[`${header}.${encode([])}.c2ln`, 'token is malformed: could not JSON decode claim'],
	[`${header}.${encode(null)}.c2ln`, 'invalid token without access controls'],
	[`${header}.${encode({ ac: '[]' })}.c2ln+`, 'token is malformed: could not base64 decode signature'],
	[`${encode({})}.${encode({ ac: '[]' })}.c2ln`, 'token is unverifiable: signing method (alg) is unspecified'],
	[
		`${encode({ alg: 256 })}.${encode({ ac: '[]' })}.c2ln`,
		'token is unverifiable: signing method (alg) is unspecified',
	],
	[`${encode({ alg: 'HS1' })}.${encode({ ac: '[]' })}.+`, 'token is unverifiable: signing method (alg) is unavailable'],
	[`${header}.${encode({ ac: 5 })}.c2ln`, 'invalid token with access controls type'],
	[`${header}.${encode({ ac: '[]' })}.c2ln`, 'invalid token without expiration time'],
	[`${header}.${encode({ ac: '[]', exp: 9e9 })}.c2ln`, 'invalid token without expiration time'],
	[`${header}.${encode({ ac: '[]', exp: '9' })}.c2ln`, 'invalid token with expiration time type'],
	[`${header}.${encode({ ...times, ac: '' })}.c2ln`, 'failed to parse token access controls'],
	[`${header}.${encode({ ...times, ac: '[{"Permission":"w"}]' })}.c2ln`, 'failed to parse token access controls'],
	[`${header}.${encode({ ...times, ac: '[{"scope":1}]' })}.c2ln`, 'failed to parse token access controls'],
	[`${header}.${encode({ ...times, ac: 'null' })}.c2ln`, undefined],
	[`${encode({ alg: 'none' })}.${encode({ ...times, ac: '[{"scope":"a","Permission":3},null]' })}.`, undefined],
	[`${header}.${encode({ exp: 1 })}.c2ln`, 'invalid token without access controls'],
	[`${header}.${encode({ ...times, ac: '[]' })}.c2ln`, undefined],
	[`${header}.${encode({ ...times, ac: '[{"Scope":"ü"}]' })}.`, undefined],
])('of the token %s the daemon says %s', (token, error) => {
	expect(refuseToken(token)).toBe(error);
});
