import type { Seen } from '../../cache/build.ts';
import { type Attribute, attributeOf, type CacheEntry, refOf } from '../../cache/entry.ts';
import { formatReference, readReference } from '../../catalogue/goReference.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { remember } from '../../text/remember.ts';
import { tagOf } from './cacheRef.ts';
import { judgedBackend } from './parameters.ts';

/** Where an entry keeps its cache: `type=gha` has the one key `gha buildkit`, under which the next export replaces it. */
export interface CacheLocation {
	/** Backend: `registry`, `gha`, `local`, `s3`, `azblob`. */
	readonly type: string;
	/** Equal keys are the same place; an export to s3 or azblob may write several names. Expansions count by their text. */
	readonly keys: readonly string[];
	/** What two exports must not share even under different keys: of a local cache the directory, whatever the tag. */
	readonly store: string;
	/** For messages: `ghcr.io/o/app:cache`, `gha scope web`, `/tmp/cache`. */
	readonly name: string;
	/** The values it is made of, as typed: of `ref`, `scope`, `dest` and `tag`, `bucket` … */
	readonly parts: readonly MappedText[];
	/** Whether no part holds an expansion, so that different keys are different places. */
	readonly isLiteral: boolean;
}

/** Scope and name where none is written. Source: cache/remotecache/gha/gha.go@v0.9.0, s3/s3.go@v0.11.0. */
const DEFAULT_NAME = 'buildkit';

/**
 * Where an entry writes to or reads from. `undefined` where it cannot be known: inline caches, an open entry whose
 * expansion may bring the scope, a ref that is none, a value another rule has something to say about.
 */
export const locationOf = remember((entry: CacheEntry): CacheLocation | undefined => {
	if (entry.problems.length > 0) return undefined;
	const type = entry.form === 'ref' ? 'registry' : judgedBackend(entry)?.type;
	switch (type) {
		case 'registry':
			return registryLocation(refOf(entry));
		case 'gha':
			return ghaLocation(entry);
		case 'local':
			return localLocation(entry);
		case 's3':
			return bucketLocation(entry, 's3', ['endpoint_url', 'bucket', 'prefix', 'manifests_prefix']);
		case 'azblob':
			return bucketLocation(entry, 'azblob', ['account_url', 'container', 'prefix', 'manifests_prefix']);
		default:
			return undefined;
	}
});

/** Whether two places are the same one; `unknown` where only an expansion can tell. */
export function isSameLocation(a: CacheLocation, b: CacheLocation): Seen {
	if (a.keys.some((key) => b.keys.includes(key))) return 'yes';
	return a.type !== b.type || (a.isLiteral && b.isLiteral) ? 'no' : 'unknown';
}

/**
 * What an image reference is compared by: `docker.io/library/app:latest` for `app`. With expansions it is the text with
 * the name of each between two marks; `$IMAGE` and `${IMAGE}:latest` are the same, as one that holds a tag could not be
 * followed by another. `undefined` for what is no reference.
 */
export const imageKeyOf = remember((ref: MappedText): string | undefined => {
	if (ref.length === 0) return undefined;
	if (!ref.isDynamic) {
		const { reference } = readReference(ref.text);
		return reference === undefined ? undefined : formatReference(reference);
	}
	const hasTag = tagOf(ref) !== undefined || ref.text.includes('@');
	const plain = comparableText(ref).replace(/^(?:index\.)?docker\.io\/(?:library\/)?/, '');
	return hasTag ? plain : `${plain}:latest`;
});

/**
 * Text with expansions in a form that is equal for different spellings: `$TAG`, `${TAG}` and bake's `TAG` are one,
 * `${{ github.sha }}` and `${{github.sha}}` are one.
 */
export function comparableText(text: MappedText): string {
	let out = '';
	let at = 0;
	for (const expansion of text.expansions) {
		out += `${text.text.slice(at, expansion.index)}‹${expansionName(expansion.text)}›`;
		at = expansion.index + 1;
	}
	return out + text.text.slice(at);
}

/** The name in an expansion: `TAG` of `$TAG`, `${TAG}`, make's `$(TAG)`; `github.sha` of `${{ github.sha }}`. */
export function expansionName(text: string): string {
	const inner = /^\$\{\{(.*)\}\}$/s.exec(text) ?? /^\$\{(.*)\}$/s.exec(text) ?? /^\$\((\w+)\)$/.exec(text);
	return (inner?.[1] ?? text.replace(/^\$(?=\w+$)/, '')).trim().replaceAll(/\s+/g, ' ');
}

function registryLocation(ref: MappedText | undefined): CacheLocation | undefined {
	const key = ref === undefined ? undefined : imageKeyOf(ref);
	return ref === undefined || key === undefined ? undefined : createLocation('registry', [key], ref.written, [ref]);
}

function ghaLocation(entry: CacheEntry): CacheLocation | undefined {
	const scope = attributeOf(entry, 'scope');
	if (scope === undefined && entry.isOpen) return undefined;
	const parts = valuesOf([scope, attributeOf(entry, 'url'), attributeOf(entry, 'url_v2')]);
	const name = scope?.value ?? undefined;
	const key = name === undefined ? DEFAULT_NAME : comparableText(name);
	const server = parts.slice(scope === undefined ? 0 : 1).map(comparableText);
	return createLocation('gha', [[key, ...server].join(' ')], `gha scope ${name?.written ?? DEFAULT_NAME}`, parts);
}

function localLocation(entry: CacheEntry): CacheLocation | undefined {
	const directory = attributeOf(entry, entry.direction === 'to' ? 'dest' : 'src')?.value;
	// A digest names one of the caches in the directory, whatever its tag.
	if (directory === undefined || directory.length === 0 || attributeOf(entry, 'digest') !== undefined) return undefined;
	const tag = attributeOf(entry, 'tag')?.value;
	const store = comparablePath(directory);
	const key = `${store} ${tag === undefined ? 'latest' : comparableText(tag)}`;
	const location = createLocation('local', [key], directory.written, valuesOf([directory, tag]));
	return { ...location, store: `local ${store}` };
}

/** `./a//b/` is `a/b`. */
function comparablePath(path: MappedText): string {
	const parts = comparableText(path).split('/');
	const kept = parts.filter((part, index) => (part !== '' && part !== '.') || (part === '' && index === 0));
	return kept.length === 1 && kept[0] === '' ? '/' : kept.join('/');
}

/** A place in an object store: what leads to it, and the names under which the manifest is put there. */
function bucketLocation(entry: CacheEntry, type: string, path: readonly string[]): CacheLocation | undefined {
	const name = attributeOf(entry, 'name');
	if (name === undefined && entry.isOpen) return undefined;
	const steps = path.map((key) => attributeOf(entry, key)?.value);
	const names = name === undefined ? [DEFAULT_NAME] : comparableText(name.value).split(';');
	const lead = steps.map((value) => (value === undefined ? '' : comparableText(value))).join(' ');
	// An import from s3 reads the first name only.
	const counted = type === 's3' && entry.direction === 'from' ? names.slice(0, 1) : names;
	const shown = [steps[1]?.written, `${steps[2]?.written ?? ''}${name?.value.written ?? DEFAULT_NAME}`];
	return createLocation(
		type,
		counted.map((written) => `${lead} ${written}`),
		`${type} ${shown.filter((part) => part !== undefined).join('/')}`,
		valuesOf([name, ...path.map((key) => attributeOf(entry, key))]),
	);
}

function valuesOf(parts: readonly (Attribute | MappedText | undefined)[]): readonly MappedText[] {
	return parts.flatMap((part) => (part === undefined ? [] : 'value' in part ? [part.value] : [part]));
}

function createLocation(
	type: string,
	keys: readonly string[],
	name: string,
	parts: readonly MappedText[],
): CacheLocation {
	const marked = keys.map((key) => `${type} ${key}`);
	return { type, keys: marked, store: marked[0]!, name, parts, isLiteral: parts.every(({ isDynamic }) => !isDynamic) };
}
