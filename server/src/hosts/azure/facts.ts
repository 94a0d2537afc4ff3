import type { PipelineFacts, Seen } from '../../cache/build.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { asScalar, getPair, getValue, pairsOf, scalarsOf } from '../../text/yaml/navigate.ts';
import type { YamlMap } from '../../text/yaml/yamlNode.ts';
import { splitLines } from '../yaml/lines.ts';
import { imageOf, inputOf, type Owners, type Step } from './steps.ts';

/** Images of the machines Microsoft runs and starts afresh. */
const HOSTED = /^(?:ubuntu|windows|macos|macOS|vs20\d\d)-/i;
/** Tasks whose `path` is there again for a later run or job. */
const KEEPERS: Readonly<Record<string, readonly string[]>> = {
	cache: ['path'],
	cachebeta: ['path'],
	publishpipelineartifact: ['targetpath', 'path'],
	publishbuildartifacts: ['pathtopublish'],
};

/** The map of the job that a step stands in. */
export function jobOf(owners: Owners): YamlMap | undefined {
	return owners.findLast((owner) => getPair(owner, 'job') !== undefined || getPair(owner, 'deployment') !== undefined);
}

/** What a pipeline says of the place and time a step runs; `siblings` are the steps of its job. */
export function readPipeline(step: Step, siblings: readonly Step[]): PipelineFacts {
	const { owners, node } = step;
	const job = jobOf(owners);
	const [root] = owners;
	const name = asScalar(getPair(job, 'job')?.value ?? getPair(job, 'deployment')?.value)?.value.written;
	const branches = branchesOf(root);
	return {
		job: name ?? '',
		isHosted: isHosted(owners),
		hasActionsToken: 'no',
		savedPaths: siblings.flatMap(savedPathsOf),
		matrixKeys: matrixKeysOf(job),
		events: undefined,
		hasPlainRefsOnly:
			asScalar(getPair(root, 'pr')?.value)?.value.text === 'none' &&
			branches.length > 0 &&
			branches.every((branch) => !branch.isDynamic && !/\/|\*\*/.test(branch.text) && branch.text !== '*'),
		conditions: [node, ...owners.toReversed()].flatMap(
			(owner) => asScalar(getPair(owner, 'condition')?.value)?.value ?? [],
		),
		stepPlace: undefined,
	};
}

/** A pool with a name may be anything, even machines that are made anew for each job. */
function isHosted(owners: Owners): Seen {
	const image = imageOf(owners);
	return image !== undefined && !image.isDynamic && HOSTED.test(image.text) ? 'yes' : 'unknown';
}

/** The branches whose pushes start it; none where that is not said. */
function branchesOf(root: YamlMap | undefined): readonly MappedText[] {
	const trigger = getPair(root, 'trigger')?.value;
	if (getPair(trigger, 'tags') !== undefined) return [];
	const list = getValue(trigger, 'branches', 'include') ?? trigger;
	return scalarsOf(list).flatMap(({ value }) => (value.text === 'none' ? [] : [value]));
}

function matrixKeysOf(job: YamlMap | undefined): readonly string[] {
	const matrix = getValue(job, 'strategy', 'matrix');
	return [...new Set(pairsOf(matrix).flatMap(({ value }) => pairsOf(value).map(({ key }) => key.value.text)))];
}

function savedPathsOf(step: Step): readonly MappedText[] {
	if (step.kind !== 'task' || !Object.hasOwn(KEEPERS, step.task)) return [];
	return KEEPERS[step.task]!.flatMap((input) => {
		const path = inputOf(step.inputs, input)?.value;
		return path === undefined ? [] : splitLines(path);
	});
}

/** The steps of each job; where there are no jobs, those of the stage or the file. */
export function groupByJob(steps: readonly Step[]): ReadonlyMap<Step, readonly Step[]> {
	const groups = new Map<YamlMap | undefined, Step[]>();
	const groupOf = new Map<Step, readonly Step[]>();
	for (const step of steps) {
		const owner = jobOf(step.owners) ?? step.owners.at(-1);
		const group = groups.get(owner) ?? [];
		group.push(step);
		groups.set(owner, group);
		groupOf.set(step, group);
	}
	return groupOf;
}
