import type { Build } from '../../cache/build.ts';
import type { CacheFlag, Direction, FlagName } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { asScalar, asSequence } from '../../text/yaml/navigate.ts';
import type { YamlPair } from '../../text/yaml/yamlNode.ts';
import { foldNotes } from '../yaml/foldNote.ts';
import { commentPlaceAt, removalOfPair, splitLines, wholeLines } from '../yaml/lines.ts';
import { misspeltDirection } from './actions.ts';
import { followExpression, outcomesAt, withFollowed } from './follow.ts';
import { readSequence } from './inputs.ts';
import type { Resolve } from './variables.ts';

/** `*.cache-to=type=gha` of bake's `set`: pattern, key, `=` or `+=`, value. */
const OVERRIDE = /^([^=]*?)\.(cache[-_]?(?:to|from)s?)(\s*\+?=)/i;

/**
 * The flags in the `set:` input of docker/bake-action, one override a line: `api.cache-to=type=gha` gives the build
 * `api` the entry `type=gha`. A line that is an expression gives what the expression can come to.
 */
export function readBakeSet(
	pair: YamlPair,
	{ source, build, resolve }: { readonly source: MappedText; readonly build: Build; readonly resolve: Resolve },
): readonly CacheFlag[] {
	const builds = new Map<string, Build>();
	const nameBuild = (name: string): Build => {
		const known = builds.get(name) ?? { ...build, name };
		builds.set(name, known);
		return known;
	};
	const commentPlace = commentPlaceAt(source.text, pair.key.span.start);
	const list = asSequence(pair.value);
	if (list !== undefined) {
		const { items, note } = readSequence(source.text, pair, list);
		return items.flatMap(({ value }): readonly CacheFlag[] => {
			const override = readOverride(value);
			if (override === undefined) return [];
			const { target, operator: _, ...flag } = override;
			return [{ ...flag, build: nameBuild(target), origin: 'flag', layout: { commentPlace }, notes: [note] }];
		});
	}
	const scalar = asScalar(pair.value);
	if (scalar === undefined) return [];
	const lines = splitLines(scalar.value);
	const notes = foldNotes(scalar);
	return lines.flatMap((line) => {
		if (line.isOneExpansion) {
			const texts = outcomesAt(line, scalar, source).literals.flatMap(splitLines);
			return texts.flatMap((text): readonly CacheFlag[] => {
				const override = readOverride(text);
				if (override === undefined) return [];
				const { target, ...flag } = override;
				return [{ ...flag, build: nameBuild(target), origin: 'expression', layout: { commentPlace }, notes }];
			});
		}
		const override = readOverride(line);
		if (override === undefined) return [];
		const { target, operator, ...read } = override;
		const removal = lines.length > 1 ? wholeLines(source.text, line.span) : removalOfPair(source.text, pair);
		const { indent } = commentPlaceAt(source.text, line.span.start);
		const flag: CacheFlag = {
			...read,
			build: nameBuild(target),
			origin: 'flag',
			layout: {
				commentPlace,
				home: '${{ runner.temp }}',
				...(removal === undefined ? {} : { removal }),
				...(scalar.style === 'literal' ? { separator: `\n${indent}${target}.${read.name.text}${operator}` } : {}),
			},
			notes,
		};
		const context = { source, build: flag.build, direction: read.direction, resolve };
		const following = { name: read.name, context, commentPlace, depth: 0 };
		return withFollowed(flag, followExpression(read.value.text, scalar, following));
	});
}

/** What one override says: the target it is for, and its flag. */
interface Override extends Pick<CacheFlag, 'direction' | 'span'> {
	readonly target: string;
	readonly operator: string;
	readonly name: FlagName;
	readonly value: { readonly form: 'text'; readonly text: MappedText };
}

function readOverride(line: MappedText): Override | undefined {
	const match = OVERRIDE.exec(line.text);
	if (match === null) return undefined;
	const [whole, pattern = '', key = '', operator = ''] = match;
	const direction = misspeltDirection(key);
	if (direction === undefined) return undefined;
	const typed = line.slice(pattern.length + 1, pattern.length + 1 + key.length);
	const text = line.slice(whole.length);
	return {
		target: line.slice(0, pattern.length).written,
		operator: operator.trim(),
		direction,
		name: { text: typed.text, span: typed.span, correction: correctionOf(key, direction) },
		span: { start: line.span.start, end: text.span.end },
		value: { form: 'text', text },
	};
}

/** Bake knows these two keys, in lower case; another one is `unknown key` (buildx, bake/bake.go, `newOverrides`). */
function correctionOf(key: string, direction: Direction): string | undefined {
	const right = direction === 'to' ? 'cache-to' : 'cache-from';
	return key === right ? undefined : right;
}
