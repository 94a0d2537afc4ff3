/** The signing methods of golang-jwt/jwt v5: hmac.go, rsa.go, rsa_pss.go, ecdsa.go, ed25519.go, none.go. */
const METHOD = /^(?:(?:HS|RS|PS|ES)(?:256|384|512)|EdDSA|none)$/;

/**
 * Why the token of a gha cache is refused, in the words of golang-jwt/jwt v5 (`ParseUnverified`) and of
 * tonistiigi/go-actions-cache (`New`); `undefined` when it is not. Whether it has expired is not asked. Of `abc` it is
 * `token is malformed: token contains an invalid number of segments`.
 */
export function refuseToken(token: string): string | undefined {
	const segments = token.split('.');
	if (segments.length !== 3) return 'token is malformed: token contains an invalid number of segments';
	const [header, claims, signature] = segments.map(decodeSegment);
	for (const [what, bytes] of [
		['header', header],
		['claim', claims],
	] as const) {
		if (bytes === undefined) return `token is malformed: could not base64 decode ${what}`;
		if (readFields(bytes) === undefined) return `token is malformed: could not JSON decode ${what}`;
	}
	const { alg } = readFields(header)!;
	if (typeof alg !== 'string') return 'token is unverifiable: signing method (alg) is unspecified';
	if (!METHOD.test(alg)) return 'token is unverifiable: signing method (alg) is unavailable';
	if (signature === undefined) return 'token is malformed: could not base64 decode signature';
	return refuseClaims(readFields(claims)!);
}

function refuseClaims({ ac, exp, nbf }: { readonly [name: string]: unknown }): string | undefined {
	if (ac === undefined) return 'invalid token without access controls';
	if (typeof ac !== 'string') return 'invalid token with access controls type';
	for (const time of [exp, nbf]) {
		if (time === undefined) return 'invalid token without expiration time';
		if (typeof time !== 'number') return 'invalid token with expiration time type';
	}
	return isScopes(readJson(ac)) ? undefined : 'failed to parse token access controls';
}

/** Whether a value fits Go's list of `{ Scope string, Permission int }`, whose keys match in any case. */
function isScopes(value: unknown): boolean {
	if (value === null) return true;
	if (!Array.isArray(value)) return false;
	return value.every((scope: unknown) => {
		if (scope === null) return true;
		if (typeof scope !== 'object' || Array.isArray(scope)) return false;
		return Object.entries(scope).every(([key, field]) => {
			const name = key.toLowerCase();
			if (field === null || (name !== 'scope' && name !== 'permission')) return true;
			return name === 'scope' ? typeof field === 'string' : Number.isInteger(field);
		});
	});
}

/** The bytes of base64 for URLs without padding, one character each. */
function decodeSegment(segment: string): string | undefined {
	if (!/^[\w-]*$/.test(segment) || segment.length % 4 === 1) return undefined;
	return atob(segment.replaceAll('-', '+').replaceAll('_', '/'));
}

/** The fields of a JSON object; none of `null`, which Go takes for an empty one. */
function readFields(json: string | undefined): { readonly [name: string]: unknown } | undefined {
	const value = readJson(json ?? '');
	if (value === null) return {};
	return typeof value === 'object' && !Array.isArray(value) ? { ...value } : undefined;
}

/** The value of a JSON text; `undefined` when it is none. */
function readJson(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}
