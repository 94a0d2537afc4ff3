/**
 * Why the token of a gha cache is refused, in the words of golang-jwt/jwt v5 (`ParseUnverified`) and of
 * tonistiigi/go-actions-cache (`New`); `undefined` when it is not. Whether it has expired is not asked. Of `abc` it is
 * `token is malformed: token contains an invalid number of segments`.
 */
export function refuseToken(token: string): string | undefined {
	const segments = token.split('.');
	if (segments.length !== 3) return 'token is malformed: token contains an invalid number of segments';
	const [header, claims, signature] = segments.map(decodeSegment);
	if (header === undefined || signature === undefined) return 'token is malformed: could not base64 decode';
	const { alg } = readFields(header) ?? {};
	const fields = readFields(claims);
	if (fields === undefined || alg === undefined) return 'token is malformed';
	return typeof fields.ac === 'string' ? undefined : 'invalid token without access controls';
}

/** The bytes of base64 for URLs without padding, one character each. */
function decodeSegment(segment: string): string | undefined {
	if (!/^[\w-]*$/.test(segment) || segment.length % 4 === 1) return undefined;
	return atob(segment.replaceAll('-', '+').replaceAll('_', '/'));
}

function readFields(json: string | undefined): { readonly [name: string]: unknown } | undefined {
	try {
		const value: unknown = JSON.parse(json ?? '');
		return typeof value === 'object' && value !== null ? { ...value } : undefined;
	} catch {
		return undefined;
	}
}
