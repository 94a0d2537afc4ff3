import type { MappedText } from '../../text/mappedText.ts';

/** The tag that fixes give to a registry cache. */
const CACHE_TAG = 'buildcache';

/**
 * A place for a registry cache beside the first image of a build: `ghcr.io/o/app:1.2` gives `ghcr.io/o/app:buildcache`.
 * `undefined` when there is no image, or when its name holds an expansion that may not be one at the cache flag (what is
 * `$IMAGE` in double quotes is five letters in single ones; `${{ }}` is replaced before anybody reads quotes).
 */
export function cacheRefFor(images: readonly MappedText[]): string | undefined {
	const image = images[0];
	if (image === undefined || image.length === 0) return undefined;
	const repository = repositoryOf(image);
	if (!repository.expansions.every(({ text }) => text.startsWith('${{'))) return undefined;
	if (repository.isOneExpansion || /[\s,"'=]/.test(repository.text)) return undefined;
	return `${repository.written}:${CACHE_TAG}`;
}

/** A reference without tag and digest: `o/app` of `o/app:1@sha256:…`, `localhost:5000/app` of itself. */
export function repositoryOf(reference: MappedText): MappedText {
	const at = reference.text.indexOf('@');
	const name = at === -1 ? reference : reference.slice(0, at);
	const colon = name.text.indexOf(':', name.text.lastIndexOf('/') + 1);
	return colon === -1 ? name : name.slice(0, colon);
}

/**
 * The tag of a reference: `1` of `o/app:1`, `feat/x` of `o/app:feat/x`. `undefined` when it has none; a colon before a
 * slash with another colon after it is that of a port.
 */
export function tagOf(reference: MappedText): MappedText | undefined {
	const at = reference.text.indexOf('@');
	const name = at === -1 ? reference : reference.slice(0, at);
	const { text } = name;
	const slash = text.indexOf('/');
	const first = text.indexOf(':');
	const isPort =
		first !== -1 && first < slash && (text.includes(':', slash) || /^\d+$/.test(text.slice(first + 1, slash)));
	const colon = isPort ? text.indexOf(':', slash) : first;
	return colon === -1 ? undefined : name.slice(colon + 1);
}
