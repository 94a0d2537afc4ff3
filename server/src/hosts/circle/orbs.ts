import { createBuild } from '../../cache/build.ts';
import type { CacheFlag, FlagNote } from '../../cache/flag.ts';
import { asScalar, pairsOf } from '../../text/yaml/navigate.ts';
import { hideFilledIn } from '../anyYaml/expansions.ts';
import { commentPlaceAt } from '../yaml/lines.ts';
import { findVariableFlags } from '../yaml/scripts.ts';
import { type Call, nameScalar } from './calls.ts';

/** Orbs whose commands run `docker buildx build`; others run `docker build`. Source: src/scripts/build.sh of docker-orb. */
const BUILDX_ORB = /docker|ecr|buildx/;

/** CircleCI's own orb, as configurations name it: `circleci/docker@2.8.1`. */
const DOCKER_ORB = /^circleci\/docker@(.+)$/;

/**
 * What is handed to a command or job of an orb: options among the arguments of a build, and `cache_from` and `cache_to`.
 * The docker orb hands these to buildx, since version 3 what stands between blanks each by itself; of other orbs only
 * entries in BuildKit's grammar are taken for such. `source` is the orb as the configuration names it, where it does.
 */
export function readOrbCall(
	{ name, parameters }: Call,
	{ source, document }: { readonly source: string | undefined; readonly document: string },
): readonly CacheFlag[] {
	const tool = BUILDX_ORB.test(source ?? name) ? 'buildx' : 'docker';
	const given = pairsOf(parameters).flatMap(({ key, value }) => nameScalar(key.value.text, asScalar(value)));
	const inOptions = findVariableFlags(given, { document }).map((flag): CacheFlag => {
		return { ...flag, build: { ...flag.build, tool, name } };
	});
	const build = createBuild({ tool, span: parameters.span, name, isComplete: false });
	const isDocker = source === undefined ? name.startsWith('docker/') : DOCKER_ORB.test(source);
	const note = cutOf(source);
	const entries = pairsOf(parameters).flatMap(({ key, value }): readonly CacheFlag[] => {
		const direction = /^cache[-_](to|from)$/.exec(key.value.text)?.[1] as CacheFlag['direction'] | undefined;
		const scalar = asScalar(value);
		if (direction === undefined || scalar === undefined || scalar.isAbsent) return [];
		if (!isDocker && !/(?:^|[\s,])type=/.test(scalar.value.text)) return [];
		const list = hideFilledIn(scalar.value);
		const words = [...list.text.matchAll(/\S+/g)];
		return words.map(({ index, 0: word }): CacheFlag => {
			const text = list.slice(index, index + word.length);
			return {
				direction,
				build,
				name: { text: key.value.text, span: key.span, correction: undefined },
				span: { start: key.span.start, end: text.span.end },
				value: { form: 'text', text },
				origin: 'flag',
				layout: { commentPlace: commentPlaceAt(document, key.span.start), separator: ' ' },
				notes: note !== undefined && direction === 'from' && word.includes(',') ? [note] : [],
			};
		});
	});
	return [...inOptions, ...entries];
}

/** What the docker orb does to commas: before 2.8.2 it pulls what is between them. Source: src/scripts/build.sh of docker-orb. */
function cutOf(source: string | undefined): FlagNote | undefined {
	const version = DOCKER_ORB.exec(source ?? '')?.[1];
	const [, major, minor, patch] = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(version ?? '') ?? [];
	if (version === undefined || major === undefined) return undefined;
	// A part of a version stands for the newest that begins with it.
	const newest = [Number(major), Number(minor ?? 999), Number(patch ?? 999)];
	const isBefore = compare(newest, [2, 8, 2]) < 0;
	const wrapper = `the docker orb ${version}`;
	return isBefore ? { code: 'cut-at-commas', wrapper, pieces: 'pulled', escape: undefined } : undefined;
}

function compare(one: readonly number[], other: readonly number[]): number {
	return one.map((part, index) => part - other[index]!).find((difference) => difference !== 0) ?? 0;
}
