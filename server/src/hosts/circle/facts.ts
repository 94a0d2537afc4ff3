import type { Pin, PipelineFacts, Seen } from '../../cache/build.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { asMap, asScalar, getPair, getValue, pairsOf, scalarsOf } from '../../text/yaml/navigate.ts';
import type { YamlMap, YamlNode } from '../../text/yaml/yamlNode.ts';
import type { WorkflowJob } from './calls.ts';
import type { Definition, Step } from './steps.ts';

/** The executor of a job: its own keys and those of the one it names. */
export function executorsOf(root: YamlNode, job: YamlMap): readonly YamlMap[] {
	const written = getPair(job, 'executor')?.value;
	const name = asScalar(asMap(written) === undefined ? written : getPair(written, 'name')?.value)?.value.text;
	const named = name === undefined ? undefined : asMap(getValue(root, 'executors', name));
	return named === undefined ? [job] : [job, named];
}

/** `setup_remote_docker: { version: docker24 }` pins the engine to `24`; `default` and `edge` say no version. */
export function pinsOf(steps: readonly Step[]): readonly Pin[] {
	return steps.flatMap((step): readonly Pin[] => {
		if (step.kind !== 'call' || step.name !== 'setup_remote_docker') return [];
		const text = asScalar(getPair(step.parameters, 'version')?.value)?.value;
		const version = text?.isDynamic ? undefined : /^(?:docker-?)?(\d[\w.-]*)$/.exec(text?.text ?? '')?.[1];
		if (text === undefined || version === undefined) return [];
		return [{ of: 'engine', text: text.slice(text.length - version.length), by: 'setup_remote_docker' }];
	});
}

/** What a configuration says of the place and time a job runs. */
export function readPipeline(root: YamlNode, job: Definition, workflowJobs: readonly WorkflowJob[]): PipelineFacts {
	const runs = workflowJobs.filter(({ name }) => name === job.name);
	const branches = runs.map((run) => scalarsOf(getValue(run.settings, 'filters', 'branches', 'only')));
	const tags = runs.map((run) => scalarsOf(getValue(run.settings, 'filters', 'tags', 'only')));
	const ignored = runs.map((run) => scalarsOf(getValue(run.settings, 'filters', 'branches', 'ignore')));
	const isFiltered = runs.length > 0 && runs.every((_, index) => branches[index]!.length + ignored[index]!.length > 0);
	return {
		job: job.name,
		isHosted: isHosted(executorsOf(root, job.node)),
		hasActionsToken: 'no',
		savedPaths: job.steps.flatMap(savedPathsOf),
		runsOnTagsOnly:
			runs.length > 0 &&
			runs.every(
				(_, index) =>
					tags[index]!.length > 0 && ignored[index]!.some(({ value }) => /^\/\^?\.\*\$?\/$/.test(value.text)),
			),
		matrixKeys: runs.flatMap((run) =>
			pairsOf(getValue(run.settings, 'matrix', 'parameters')).map(({ key }) => key.value.text),
		),
		events: undefined,
		hasPlainRefsOnly:
			runs.length > 0 &&
			branches.every(
				(only) => only.length > 0 && only.every(({ value }) => !value.isDynamic && !/\//.test(value.text)),
			) &&
			tags.every((only) => only.length === 0),
		conditions: isFiltered ? [...branches, ...tags, ...ignored].flat().map(({ value }) => value) : [],
		stepPlace: undefined,
	};
}

/** CircleCI's own machines start empty; a resource class with a namespace is a machine of somebody else. */
function isHosted(executors: readonly YamlMap[]): Seen {
	const classes = executors.flatMap((executor) => asScalar(getPair(executor, 'resource_class')?.value)?.value ?? []);
	if (classes.some(({ text }) => text.includes('/'))) return 'no';
	if (classes.some(({ isDynamic }) => isDynamic)) return 'unknown';
	return executors.some((executor) => ['docker', 'machine', 'macos'].some((key) => getPair(executor, key)))
		? 'yes'
		: 'unknown';
}

/** Paths that outlive the job: those of caches, workspaces and artifacts. */
function savedPathsOf(step: Step): readonly MappedText[] {
	if (step.kind !== 'call') return [];
	if (step.name === 'store_artifacts')
		return scalarsOf(getPair(step.parameters, 'path')?.value).map(({ value }) => value);
	if (step.name !== 'save_cache' && step.name !== 'persist_to_workspace') return [];
	return scalarsOf(getPair(step.parameters, 'paths')?.value).map(({ value }) => value);
}
