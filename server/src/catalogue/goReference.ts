import { toLowerAsGo } from '../cache/goText.ts';
import { diagnoseReference, type ReferenceFlaw } from './referenceFlaws.ts';

/** An image reference as Go reads it: `app` is `{ domain: 'docker.io', path: 'library/app' }`. */
export interface ImageReference {
	/** Host and port: `ghcr.io`, `localhost:5000`. Empty where what looks like a host is none (`my_host.io/app`). */
	readonly domain: string;
	/** The repository without the host: `library/app`, `acme/app/cache`. */
	readonly path: string;
	readonly tag: string | undefined;
	/** `sha256:…`. */
	readonly digest: string | undefined;
}

/** Either a reference, or what is wrong with it. */
export type ReferenceReading =
	| { readonly reference: ImageReference; readonly problem: undefined }
	| { readonly reference: undefined; readonly problem: ReferenceProblem };

/** Why Go refuses a reference. `start` and `end` are indices into the text: of `Org` in `ghcr.io/Org/app` 8 and 11. */
export interface ReferenceProblem extends ReferenceFlaw {
	/** What Go says: `invalid reference format: repository name (Org/app) must be lowercase`. */
	readonly message: string;
}

const DEFAULT_DOMAIN = 'docker.io';
const LIBRARY = 'library/';
/** Longest repository without its host, in characters. */
const MAX_PATH = 255;

// The grammar of distribution/reference regexp.go (v0.6.0), written so that no input is matched in two ways.
const PATH_COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const PATH = `${PATH_COMPONENT}(?:/${PATH_COMPONENT})*`;
const DOMAIN_COMPONENT = '[a-zA-Z0-9]+(?:-+[a-zA-Z0-9]+)*';
const HOST = `(?:${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*|\\[[a-fA-F0-9:]+\\])`;
const DOMAIN = `${HOST}(?::[0-9]+)?`;
const TAG = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(`^(?:(${DOMAIN})/)?(${PATH})(?::(${TAG}))?(?:@(${DIGEST}))?$`);

/** Hex digits by the algorithms that BuildKit knows. Source: opencontainers/go-digest algorithm.go (v1.0.0). */
const HEX_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/**
 * Reads an image reference as BuildKit does for `ref=`: `reference.ParseNormalizedNamed` of distribution/reference
 * normalize.go and reference.go (v0.6.0). It takes and refuses exactly what Go does, in Go's words; where in the text it
 * goes wrong is our own finding.
 */
export function readReference(text: string): ReferenceReading {
	const refuse = (message: string): ReferenceReading => ({
		reference: undefined,
		problem: { ...diagnoseReference(text, message), message },
	});
	if (/^[a-f0-9]{64}$/.test(text)) {
		return refuse(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
	}
	const { domain, remainder } = splitDomain(text);
	const remote = remainder.split(':', 1)[0]!;
	if (toLowerAsGo(remote) !== remote) {
		return refuse(`invalid reference format: repository name (${remote}) must be lowercase`);
	}
	const full = `${domain}/${remainder}`;
	const match = REFERENCE.exec(full);
	if (match === null) {
		const isCaseOnly = REFERENCE.test(toLowerAsGo(full));
		return refuse(isCaseOnly ? 'repository name must be lowercase' : 'invalid reference format');
	}
	const [, matchedDomain, path, tag, digest] = match;
	if (path!.length > MAX_PATH) return refuse(`repository name must not be more than ${MAX_PATH} characters`);
	const digestError = digest === undefined ? undefined : refuseDigest(digest);
	if (digestError !== undefined) return refuse(digestError);
	return { reference: { domain: matchedDomain ?? '', path: path!, tag, digest }, problem: undefined };
}

/**
 * The whole name, `latest` put in where there is neither tag nor digest (`reference.TagNameOnly`): of `app` it is
 * `docker.io/library/app:latest`. Two entries are the same cache when these are equal.
 */
export function formatReference({ domain, path, tag, digest }: ImageReference): string {
	const name = domain === '' ? path : `${domain}/${path}`;
	const tagged = tag ?? (digest === undefined ? 'latest' : undefined);
	return `${name}${tagged === undefined ? '' : `:${tagged}`}${digest === undefined ? '' : `@${digest}`}`;
}

/**
 * Why a digest such as `sha256:…` is refused, in Go's words; `undefined` when it is not. Source: `Digest.Validate` of
 * opencontainers/go-digest digest.go (v1.0.0).
 */
export function refuseDigest(text: string): string | undefined {
	const colon = text.indexOf(':');
	const encoded = text.slice(colon + 1);
	if (colon <= 0 || encoded === '') return 'invalid checksum digest format';
	const algorithm = text.slice(0, colon);
	const length = Object.hasOwn(HEX_LENGTHS, algorithm) ? HEX_LENGTHS[algorithm] : undefined;
	if (length === undefined) {
		const isFormed = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/.test(text);
		return isFormed ? 'unsupported digest algorithm' : 'invalid checksum digest format';
	}
	if (new TextEncoder().encode(encoded).length !== length) return 'invalid checksum digest length';
	return /^[a-f0-9]+$/.test(encoded) ? undefined : 'invalid checksum digest format';
}

/** What is before the first `/` is a host when it looks like one; Docker Hub is put in otherwise. */
function splitDomain(text: string): { readonly domain: string; readonly remainder: string } {
	const slash = text.indexOf('/');
	if (slash === -1) return { domain: DEFAULT_DOMAIN, remainder: LIBRARY + text };
	const first = text.slice(0, slash);
	const isHost = first === 'localhost' || /[.:]/.test(first) || toLowerAsGo(first) !== first;
	const domain = !isHost || first === 'index.docker.io' ? DEFAULT_DOMAIN : first;
	const remainder = isHost ? text.slice(slash + 1) : text;
	const isFamiliar = domain === DEFAULT_DOMAIN && !remainder.includes('/');
	return { domain, remainder: isFamiliar ? LIBRARY + remainder : remainder };
}
