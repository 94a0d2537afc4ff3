import type { Build } from '../../cache/build.ts';
import type { CacheFlag, Direction, FlagName, Layout } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { asScalar, asSequence } from '../../text/yaml/navigate.ts';
import type { YamlPair, YamlScalar } from '../../text/yaml/yamlNode.ts';
import { foldNotes } from '../yaml/foldNote.ts';
import { commentPlaceAt, removalOfPair, splitLines, wholeLines } from '../yaml/lines.ts';
import { misspeltDirection } from './actions.ts';
import { followExpression, outcomesAt, withFollowed } from './follow.ts';
import { readSequence } from './inputs.ts';
import type { Resolve } from './variables.ts';

/** `*.cache-to=type=gha` of bake's `set`: pattern, key, `=` or `+=`, value. No target is called `# *`: that is meant as a comment. */
const OVERRIDE = /^(?!#)([^=]*?)\.(cache[-_]?(?:to|from)s?)(\s*\+?=)/i;

/** What the overrides of one input are read with. */
interface SetContext {
	readonly source: MappedText;
	readonly build: Build;
	readonly resolve: Resolve;
	/** The build with the name of a target; flags of one target share it. */
	readonly nameBuild: (target: string) => Build;
}

/** How deep overrides are followed: a matrix whose value is an output of a step. */
const FOLLOW_LIMIT = 4;

/**
 * The flags in the `set:` input of docker/bake-action, one override a line: `api.cache-to=type=gha` gives the build
 * `api` the entry `type=gha`. A line that is an expression gives what the expression can come to, literals that are
 * written elsewhere (`${{ matrix.overrides }}`) among them.
 */
export function readBakeSet(
	pair: YamlPair,
	given: { readonly source: MappedText; readonly build: Build; readonly resolve: Resolve },
): readonly CacheFlag[] {
	const { source } = given;
	const builds = new Map<string, Build>();
	const nameBuild = (name: string): Build => {
		const known = builds.get(name) ?? { ...given.build, name };
		builds.set(name, known);
		return known;
	};
	const context: SetContext = { ...given, nameBuild };
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
	return lines.flatMap((line) => {
		const override = readOverride(line);
		if (override === undefined) return readLine(line, scalar, { context, origin: 'expression', depth: 0 });
		const { target, operator, name } = override;
		const removal = lines.length > 1 ? wholeLines(source.text, line.span) : removalOfPair(source.text, pair);
		const { indent } = commentPlaceAt(source.text, line.span.start);
		const layout: Layout = {
			commentPlace,
			home: '${{ runner.temp }}',
			...(removal === undefined ? {} : { removal }),
			...(scalar.style === 'literal' ? { separator: `\n${indent}${target}.${name.text}${operator}` } : {}),
		};
		return readFlag(override, scalar, { context, origin: 'flag', layout });
	});
}

/** The flags of a line that is an override, or an expression that comes to overrides. */
function readLine(
	line: MappedText,
	holder: YamlScalar,
	following: { readonly context: SetContext; readonly origin: CacheFlag['origin']; readonly depth: number },
): readonly CacheFlag[] {
	const { context, origin, depth } = following;
	const override = readOverride(line);
	if (override !== undefined) {
		const layout = { commentPlace: commentPlaceAt(context.source.text, holder.span.start) };
		return readFlag(override, holder, { context, origin, layout });
	}
	if (!line.isOneExpansion || depth >= FOLLOW_LIMIT) return [];
	const { literals, references } = outcomesAt(line, holder, context.source);
	const next = { context, depth: depth + 1 };
	return [
		...literals.flatMap(splitLines).flatMap((text) => readLine(text, holder, { ...next, origin: 'expression' })),
		...references
			.flatMap((path) => context.resolve(path))
			.flatMap((scalar) =>
				splitLines(scalar.value).flatMap((text) => readLine(text, scalar, { ...next, origin: 'variable' })),
			),
	];
}

/** The flag of an override, and those of what its value can come to. */
function readFlag(
	{ target, operator: _, ...read }: Override,
	holder: YamlScalar,
	{ context, origin, layout }: { readonly context: SetContext } & Pick<CacheFlag, 'origin' | 'layout'>,
): readonly CacheFlag[] {
	const { source, resolve } = context;
	const build = context.nameBuild(target);
	const commentPlace = layout.commentPlace ?? commentPlaceAt(source.text, holder.span.start);
	const following = {
		name: read.name,
		context: { source, build, direction: read.direction, resolve },
		commentPlace,
		depth: 0,
	};
	const flag: CacheFlag = { ...read, build, origin, layout, notes: foldNotes(holder) };
	return withFollowed(flag, followExpression(read.value.text, holder, following));
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
