import type { Build } from '../../cache/build.ts';
import type { CacheFlag, Direction } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { asScalar } from '../../text/yaml/navigate.ts';
import type { YamlPair } from '../../text/yaml/yamlNode.ts';
import { foldNotes } from '../yaml/foldNote.ts';
import { commentPlaceAt, removalOfPair, splitLines, wholeLines } from '../yaml/lines.ts';
import { misspeltDirection } from './actions.ts';

/** `*.cache-to=type=gha` of bake's `set`: pattern, key, `=` or `+=`, value. */
const OVERRIDE = /^([^=]*?)\.(cache[-_]?(?:to|from)s?)(\s*\+?=)/i;

/**
 * The flags in the `set:` input of docker/bake-action, one override a line: `api.cache-to=type=gha` gives the build
 * `api` the entry `type=gha`.
 */
export function readBakeSet(
	pair: YamlPair,
	{ source, build }: { readonly source: MappedText; readonly build: Build },
): readonly CacheFlag[] {
	const scalar = asScalar(pair.value);
	if (scalar === undefined) return [];
	const builds = new Map<string, Build>();
	const lines = splitLines(scalar.value);
	const notes = foldNotes(scalar);
	return lines.flatMap((line) => {
		const match = OVERRIDE.exec(line.text);
		if (match === null) return [];
		const [whole, pattern = '', key = '', operator = ''] = match;
		const nameStart = pattern.length + 1;
		const typed = line.slice(nameStart, nameStart + key.length);
		const direction = misspeltDirection(key);
		if (direction === undefined) return [];
		const name = line.slice(0, pattern.length).written;
		if (!builds.has(name)) builds.set(name, { ...build, name });
		const text = line.slice(whole.length);
		const spelling = correctionOf(key, direction);
		const removal = lines.length > 1 ? wholeLines(source.text, line.span) : removalOfPair(source.text, pair);
		const { indent } = commentPlaceAt(source.text, line.span.start);
		const flag: CacheFlag = {
			direction,
			build: builds.get(name)!,
			name: { text: typed.text, span: typed.span, correction: spelling },
			span: { start: line.span.start, end: text.span.end },
			value: { form: 'text', text },
			origin: 'flag',
			layout: {
				commentPlace: commentPlaceAt(source.text, pair.key.span.start),
				home: '${{ runner.temp }}',
				...(removal === undefined ? {} : { removal }),
				...(scalar.style === 'literal' ? { separator: `\n${indent}${name}.${key}${operator.trim()}` } : {}),
			},
			notes,
		};
		return [flag];
	});
}

/** Bake knows these two keys, in lower case; another one is `unknown key` (buildx, bake/bake.go, `newOverrides`). */
function correctionOf(key: string, direction: Direction): string | undefined {
	const right = direction === 'to' ? 'cache-to' : 'cache-from';
	return key === right ? undefined : right;
}
