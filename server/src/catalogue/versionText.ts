import { HOLE } from '../text/mappedText.ts';
import { isReleased, newestOf, newestOfLine, type Product } from './releases.ts';
import type { Version } from './version.ts';

/** What a text that names a version means: `v0.19.0` is `{ version: [0, 19, 0], isNewest: false, name: '0.19.0' }`. */
export interface VersionReading {
	/** The version, or `undefined` when the text does not tell (a digest, a commit, an expansion). */
	readonly version: Version | undefined;
	/** Whether it moves with the releases, as `latest` and `buildx-stable-1` do; then `version` is the newest known one. */
	readonly isNewest: boolean;
	/** What to call it in a message: as typed, without `v` and what surrounds it: `0.19`, `27.3`, `latest`. */
	readonly name: string;
}

/** Names that stand for whatever is newest, by product. Source: the tags of the images, and docker/setup-buildx-action. */
const NEWEST_NAMES: Readonly<Record<Product, RegExp>> = {
	// moby/buildkit is tagged latest, buildx-stable-1, rootless, master and nightly, each also for other bases.
	buildkit: /^(?:latest|master|nightly|buildx-stable-1|rootless)(?:-(?:rootless|ubuntu))*$/,
	buildx: /^(?:latest|master|edge)$/,
	// docker:stable, edge and test are not published any more and stand for old versions, so they are not here.
	engine: /^(?:latest|dind|cli|git|rootless)(?:-(?:rootless|alpine[\d.]*))*$/,
	compose: /^latest$/,
};

/** The name of the image that has a product in it, at the end of its path. */
const IMAGE_NAMES: Readonly<Record<Product, string>> = {
	buildkit: 'buildkit',
	buildx: 'buildx-bin',
	engine: 'docker',
	compose: 'compose',
};

/** Repositories that are the product itself or a mirror of it: their tags are its versions. */
const IMAGES: Readonly<Record<Product, RegExp>> = {
	buildkit: /(?:^|\/)moby\/buildkit$/,
	buildx: /(?:^|\/)docker\/buildx-bin$/,
	engine: /(?:^|\/)docker$/,
	compose: /(?:^|\/)docker\/compose$/,
};

const UNKNOWN: VersionReading = { version: undefined, isNewest: false, name: '' };

/**
 * What a setting, a flag or a pin means by a version of a product. It may be a version (`v0.20`, `0.21.0-rc1`), a tag
 * (`v0.12.5-rootless`, `27-dind`, `latest`), an image (`moby/buildkit:v0.12.5`, `docker:27.3-dind`), an option of
 * docker/setup-buildx-action (`lab:latest`, a Git address) or of docker/setup-docker-action (`type=image,tag=27.3.1`).
 *
 * A version without patch or minor means the newest release of its line: buildkit `0.20` is 0.20.2, engine `27` is
 * 27.5.1. (The tag `docker:27` moves just so; `moby/buildkit:v0.20` was never published, and buildx has no such
 * downloads, so there it is an abbreviation.) A line that is not known begins at 0.
 */
export function readVersionText(text: string, product: Product = 'buildkit'): VersionReading {
	const typed = text.trim();
	if (/^https?:|^git@|\.git(?:#|$)/.test(typed)) return readGitAddress(typed, product);
	const option = /^type=(?:image|archive)(?:,.*)?$/.test(typed)
		? (/(?:^|,)(?:tag|version)=([^,]*)/.exec(typed)?.[1] ?? 'latest')
		: typed;
	// A digest pins the image more exactly than its tag, and agrees with it; alone it tells nothing.
	const named = option.replace(/^docker-image:\/\//, '').replace(/@.*$/s, '');
	const slash = named.lastIndexOf('/');
	const colon = named.indexOf(':', slash + 1);
	if (colon === -1 && option.includes('@') && !/^v?\d/.test(named)) return UNKNOWN;
	if (colon === -1 && slash !== -1) return IMAGES[product].test(named) ? newest(product, 'latest') : UNKNOWN;
	if (colon === -1) return named === IMAGE_NAMES[product] ? newest(product, 'latest') : readTag(named, product);
	// `5:27.3.1-1~ubuntu` is how Debian packages are numbered.
	const isEpoch = /^\d+$/.test(named.slice(0, colon));
	return isEpoch
		? readTag(named.slice(colon + 1), product)
		: readImage(named.slice(0, colon), named.slice(colon + 1), product);
}

/** Whether a setting is one that `readVersionText` can make something of: `0.20`, `v0.20.1`, `latest`; not `twenty`. */
export function isVersionText(text: string, product: Product = 'buildkit'): boolean {
	return readVersionText(text, product).version !== undefined;
}

function readImage(repository: string, tag: string, product: Product): VersionReading {
	// `lab:` and `cloud:` choose another distribution of buildx, with versions of its own numbering alike.
	if (product === 'buildx' && (repository === 'lab' || repository === 'cloud')) return readTag(tag, product);
	if (IMAGES[product].test(repository)) return readTag(tag, product);
	// An image of that name elsewhere may have a numbering of its own; a released version with its `v` is no chance.
	const isNamesake = repository.endsWith(`/${IMAGE_NAMES[product]}`) || repository === IMAGE_NAMES[product];
	const reading = readTag(tag, product);
	const isRelease =
		/^v\d+\.\d+\.\d+/.test(tag) && reading.version !== undefined && isReleased(product, reading.version);
	return isNamesake && isRelease ? reading : UNKNOWN;
}

function readTag(tag: string, product: Product): VersionReading {
	if (tag.includes(HOLE)) return UNKNOWN;
	if (NEWEST_NAMES[product].test(tag)) return newest(product, tag);
	const match = /^v?(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?(?:$|[-+.~])/.exec(tag);
	if (match === null) return UNKNOWN;
	const major = Number(match[1]);
	const minor = match[2] === undefined ? undefined : Number(match[2]);
	const version: Version =
		minor !== undefined && match[3] !== undefined
			? [major, minor, Number(match[3])]
			: (newestOfLine(product, major, minor) ?? [major, minor ?? 0, 0]);
	return { version, isNewest: false, name: [match[1], match[2], match[3]].filter(Boolean).join('.') };
}

/** A Git address is built from source: of the default branch, of a tag, or of a commit that tells nothing. */
function readGitAddress(address: string, product: Product): VersionReading {
	if (address.includes(HOLE) || !/github\.com[/:](?:docker|moby)\//.test(address)) return UNKNOWN;
	const branch = (/#(.*)$/s.exec(address)?.[1] ?? '').replace(/^refs\/(?:heads|tags)\//, '').replace(/:.*$/s, '');
	if (branch === '' || branch === 'master' || branch === 'main') return newest(product, branch || 'latest');
	return /^v\d/.test(branch) ? readTag(branch, product) : UNKNOWN;
}

function newest(product: Product, name: string): VersionReading {
	return { version: newestOf(product), isNewest: true, name };
}
