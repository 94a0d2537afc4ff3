import { quoteAsGo } from '../cache/goText.ts';

/** The parts of an address that BuildKit looks at: `https://acme.blob.core.windows.net/x` has the host of that name. */
export interface GoUrl {
	/** In lower case, without the colon; empty in `acme.blob.core.windows.net`, which is a path. */
	readonly scheme: string;
	/** With its port: `localhost:10000`. */
	readonly host: string;
	/** What follows the host, still escaped; of `mailto:a` it is empty. */
	readonly path: string;
}

/** Either an address, or what `url.Parse` says of it. */
export type UrlReading =
	| { readonly url: GoUrl; readonly error: undefined }
	| { readonly url: undefined; readonly error: string };

/**
 * Reads an address as Go's `url.Parse` does (net/url/url.go), as far as `account_url` and `endpoint_url` need it: which
 * texts it refuses, and what scheme and host it sees. User and password are checked and left out.
 */
export function readGoUrl(text: string): UrlReading {
	const error = (reason: string): UrlReading => ({ url: undefined, error: `parse ${quoteAsGo(text)}: ${reason}` });
	if (/[\0-\x1f\x7f]/.test(text)) return error('net/url: invalid control character in URL');
	const [withoutFragment, fragment] = cut(text, '#');
	const badFragment = findBadEscape(fragment);
	const [beforeQuery] = cut(withoutFragment, '?');
	if (beforeQuery === '*') return { url: { scheme: '', host: '', path: '*' }, error: undefined };
	if (beforeQuery.startsWith(':')) return error('missing protocol scheme');
	const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(beforeQuery)?.[1] ?? '';
	const rest = scheme === '' ? beforeQuery : beforeQuery.slice(scheme.length + 1);
	if (!rest.startsWith('/')) {
		if (scheme !== '') return finish(scheme, '', '');
		if (rest.split('/', 1)[0]!.includes(':')) return error('first path segment in URL cannot contain colon');
	}
	const hasHost = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'));
	const slash = hasHost ? rest.indexOf('/', 2) : 0;
	const authority = !hasHost ? '' : rest.slice(2, slash === -1 ? rest.length : slash);
	const path = !hasHost ? rest : slash === -1 ? '' : rest.slice(slash);
	const at = authority.lastIndexOf('@');
	const host = authority.slice(at + 1);
	const hostError = findHostError(host) ?? (at === -1 ? undefined : findUserError(authority.slice(0, at)));
	if (hostError !== undefined) return error(hostError);
	const badPath = findBadEscape(path);
	if (badPath !== undefined) return error(badPath);
	return finish(scheme, host, path);

	function finish(scheme: string, host: string, path: string): UrlReading {
		if (badFragment !== undefined) return error(badFragment);
		return { url: { scheme: scheme.toLowerCase(), host, path }, error: undefined };
	}
}

/** The name of the storage account that BuildKit takes from `account_url`: `acme` of `https://acme.blob.core.windows.net`. */
export function accountNameOf(url: GoUrl): string {
	return url.host.replace(/:\d*$/, '').split('.', 1)[0]!;
}

function findHostError(host: string): string | undefined {
	let name = host;
	if (host.startsWith('[')) {
		const close = host.lastIndexOf(']');
		if (close === -1) return "missing ']' in host";
		const port = host.slice(close + 1);
		if (!/^(?::\d*)?$/.test(port)) return `invalid port ${quoteAsGo(port)} after host`;
		name = host.slice(0, close + 1);
	} else {
		const colon = host.lastIndexOf(':');
		const port = colon === -1 ? '' : host.slice(colon);
		if (!/^(?::\d*)?$/.test(port)) return `invalid port ${quoteAsGo(port)} after host`;
	}
	// A host may only escape what is not ASCII.
	const escaped = /%(?![89a-fA-F][0-9a-fA-F])(?:.{0,2})/s.exec(name);
	if (escaped !== null && !(name.startsWith('[') && /^%25/.test(escaped[0]))) {
		return `invalid URL escape ${quoteAsGo(escaped[0])}`;
	}
	const character = /[^A-Za-z0-9._~!$&'()*+,;=:[\]<>"%\x80-\uffff-]/.exec(name);
	return character === null ? undefined : `invalid character ${quoteAsGo(character[0])} in host name`;
}

function findUserError(user: string): string | undefined {
	if (/[^A-Za-z0-9._:~!$&'()*+,;=%@-]/.test(user)) return 'net/url: invalid userinfo';
	return findBadEscape(user);
}

function findBadEscape(text: string): string | undefined {
	const bad = /%(?![0-9a-fA-F]{2})(?:.{0,2})/s.exec(text);
	return bad === null ? undefined : `invalid URL escape ${quoteAsGo(bad[0])}`;
}

function cut(text: string, at: string): readonly [before: string, after: string] {
	const index = text.indexOf(at);
	return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
