import { newestOfLine, type Product } from '../../catalogue/releases.ts';
import { formatVersion, isAtLeast, type Version } from '../../catalogue/version.ts';
import { readVersionText } from '../../catalogue/versionText.ts';
import type { Fix, KnownVersion } from '../rule.ts';

/**
 * The fix that raises a version written in the file: for `moby/buildkit:v0.11.6` and what came with 0.12 it writes
 * `0.12.5`, the last release of that line. None where the version was set or worked out, moves by itself, or has a digest behind it.
 */
export function raisePinFixes(known: KnownVersion, product: Product, since: Version): readonly Fix[] {
	const { pin, name, version } = known;
	if (pin === undefined || pin.isDynamic || pin.text.includes('@') || known.isNewest || isAtLeast(version, since))
		return [];
	// The pin of an Engine or of Compose, from which the version follows, reads as another version.
	if (readVersionText(pin.text, product).version?.join('.') !== version.join('.')) return [];
	const at = pin.text.indexOf(name);
	const wanted = formatVersion(newestOfLine(product, since[0], since[1]) ?? since);
	if (at === -1) return [];
	const span = pin.spanOf(at, at + name.length);
	return [{ title: `Raise \`${name}\` to \`${wanted}\``, safe: false, edits: [{ span, text: wanted }] }];
}
