import { createBuild } from '../../cache/build.ts';
import type { CacheFlag } from '../../cache/flag.ts';
import { asScalar, pairsOf } from '../../text/yaml/navigate.ts';
import { commentPlaceAt } from '../yaml/lines.ts';
import { findVariableFlags } from '../yaml/scripts.ts';
import { type Call, nameScalar } from './calls.ts';

/** Orbs whose commands run `docker buildx build`; others run `docker build`. Source: src/scripts/build.sh of docker-orb. */
const BUILDX_ORB = /docker|ecr|buildx/;

/**
 * What is handed to a command or job of an orb: options among the arguments of a build, and `cache_from` and `cache_to`
 * with entries in BuildKit's grammar, which the docker orb splits at blanks. Image names alone, which older orbs take there
 * in a list with commas, are no cache entries.
 */
export function readOrbCall({ name, parameters }: Call, document: string): readonly CacheFlag[] {
	const tool = BUILDX_ORB.test(name) ? 'buildx' : 'docker';
	const given = pairsOf(parameters).flatMap(({ key, value }) => nameScalar(key.value.text, asScalar(value)));
	const inOptions = findVariableFlags(given, { document }).map((flag): CacheFlag => {
		return { ...flag, build: { ...flag.build, tool, name } };
	});
	const build = createBuild({ tool, span: parameters.span, name, isComplete: false });
	const entries = pairsOf(parameters).flatMap(({ key, value }): readonly CacheFlag[] => {
		const direction = /^cache[-_](to|from)$/.exec(key.value.text)?.[1] as CacheFlag['direction'] | undefined;
		const scalar = asScalar(value);
		if (direction === undefined || scalar === undefined || !/(?:^|[\s,])type=/.test(scalar.value.text)) return [];
		const words = [...scalar.value.text.matchAll(/\S+/g)];
		return words.map(({ index, 0: word }): CacheFlag => {
			const text = scalar.value.slice(index, index + word.length);
			return {
				direction,
				build,
				name: { text: key.value.text, span: key.span, correction: undefined },
				span: { start: key.span.start, end: text.span.end },
				value: { form: 'text', text },
				origin: 'flag',
				layout: { commentPlace: commentPlaceAt(document, key.span.start), separator: ' ' },
				notes: [],
			};
		});
	});
	return [...inOptions, ...entries];
}
