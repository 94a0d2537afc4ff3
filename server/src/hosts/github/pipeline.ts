import type { PipelineFacts, Seen } from '../../cache/build.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { readShell } from '../../text/shell/readShell.ts';
import { asScalar, getPair, getValue, pairsOf, resolve, scalarsOf } from '../../text/yaml/navigate.ts';
import type { YamlNode, YamlPair } from '../../text/yaml/yamlNode.ts';
import { movedPathsIn } from '../commands/movedPaths.ts';
import { commentPlaceAt, splitLines, wholeLines } from '../yaml/lines.ts';
import { isPlainAction } from './knownActions.ts';
import { legsOf } from './matrix.ts';
import { isReadShell } from './shells.ts';
import { inputOf, type Step, textOf } from './steps.ts';
import { matrixKeysOf, matrixValuesOf } from './variables.ts';

/** Machines of other companies whose disks outlive a job. */
const LASTING_MACHINE = /blacksmith|depot|nscloud|namespace|buildjet|warp|ubicloud|runs-on|cirun/i;
/** Labels of the runners GitHub itself runs and starts afresh: `ubuntu-latest`, `ubuntu-24.04-arm`, `macos-15`. */
const HOSTED = /^(?:ubuntu|windows|macos)-(?:latest|slim|\d[\d.]*)(?:-(?:arm|xlarge|large|intel))?$/;
/** Events after which the name of the ref cannot hold a `/` beyond what the filters of `push` let through. */
const PLAIN_EVENTS = new Set(['push', 'schedule']);
/** Events for the default branch, for tags, and by hand for whatever branch somebody chooses. */
const FEW_BRANCHES = new Set(['schedule', 'workflow_dispatch', 'workflow_run', 'repository_dispatch', 'release']);

/** What a workflow says of all the steps of one job. */
export type JobPipeline = Omit<PipelineFacts, 'hasActionsToken' | 'conditions' | 'stepPlace'>;

/** Reads the facts about a job; `job` is `undefined` in a composite action, which runs in somebody else's. */
export function readPipeline(
	root: YamlNode,
	job: YamlNode | undefined,
	{ name, steps, text }: { readonly name: string; readonly steps: readonly Step[]; readonly text: string },
): JobPipeline {
	const events = eventsOf(root);
	const legs = legsOf(job);
	const packagesWriteEdit = packagesEdit(permissionsOf(root, job), text);
	const pullRequestTypes = literals(getValue(root, 'on', 'pull_request', 'types'));
	const cacheMode = textOf(job, 'cache-mode') ?? textOf(root, 'cache-mode');
	const jobs = getPair(root, 'jobs');
	return {
		job: name,
		isGithub: true,
		isHosted: job === undefined ? 'unknown' : isHosted(job),
		canWritePackages: job === undefined ? 'unknown' : canWritePackages(root, job, events),
		savedPaths: steps.flatMap(savedPathsOf),
		mayKeepFiles: job === undefined || steps.some(mayKeepFiles) || labelsOf(job).some(isLasting),
		scripts: steps.flatMap(({ run }) => (run === undefined ? [] : [run.value])),
		hasNeeds: getPair(job, 'needs') !== undefined,
		hasConcurrency: [root, job].some((node) => getPair(node, 'concurrency') !== undefined),
		runsOn: job === undefined ? [] : labelsOf(job),
		...(legs === undefined ? {} : { legs }),
		...(packagesWriteEdit === undefined ? {} : { packagesWriteEdit }),
		...(pullRequestTypes === undefined ? {} : { pullRequestTypes }),
		...(cacheMode === undefined ? {} : { cacheMode }),
		...(jobs === undefined ? {} : { headPlace: { offset: commentPlaceAt(text, jobs.key.span.start).offset } }),
		movedPaths: job === undefined ? undefined : movedPathsOf(steps),
		runsOnTagsOnly: runsOnTagsOnly(root, events),
		matrixKeys: matrixKeysOf(job),
		events,
		hasPlainRefsOnly: hasPlainRefsOnly(root, events),
		runsOnNamedBranchesOnly: runsOnNamedBranchesOnly(root, events),
	};
}

/** The events that start a workflow: `on: push`, `on: [push]`, `on: { push: … }`. */
function eventsOf(root: YamlNode): readonly string[] | undefined {
	const on = getValue(root, 'on') ?? getValue(root, 'true');
	if (on === undefined) return undefined;
	if (on.kind === 'map') return pairsOf(on).map((pair) => pair.key.value.text);
	const names = scalarsOf(on).map(({ value }) => value);
	return names.some(({ isDynamic }) => isDynamic) ? undefined : names.map(({ text }) => text);
}

function hasPlainRefsOnly(root: YamlNode, events: readonly string[] | undefined): boolean {
	if (events === undefined || !events.every((event) => PLAIN_EVENTS.has(event))) return false;
	if (!events.includes('push')) return true;
	const push = getValue(root, 'on', 'push');
	const filters = [...scalarsOf(getPair(push, 'branches')?.value), ...scalarsOf(getPair(push, 'tags')?.value)];
	return filters.length > 0 && filters.every(({ value }) => !value.isDynamic && !/\/|\*\*/.test(value.text));
}

function runsOnNamedBranchesOnly(root: YamlNode, events: readonly string[] | undefined): boolean {
	if (events === undefined || !events.every((event) => event === 'push' || FEW_BRANCHES.has(event))) return false;
	if (!events.includes('push')) return true;
	const push = getValue(root, 'on', 'push');
	const branches = scalarsOf(getPair(push, 'branches')?.value);
	const isTagged = getPair(push, 'tags') !== undefined && getPair(push, 'branches-ignore') === undefined;
	return branches.length === 0
		? isTagged
		: branches.every(({ value }) => !value.isDynamic && !/[*?[+!]/.test(value.text));
}

function runsOnTagsOnly(root: YamlNode, events: readonly string[] | undefined): boolean {
	if (events === undefined || events.length === 0) return false;
	const push = getValue(root, 'on', 'push');
	const pushesTags =
		getPair(push, 'tags') !== undefined &&
		getPair(push, 'branches') === undefined &&
		getPair(push, 'branches-ignore') === undefined;
	return events.every((event) => event === 'release' || (event === 'push' && pushesTags));
}

function labelsOf(job: YamlNode): readonly MappedText[] {
	const runsOn = getValue(job, 'runs-on');
	const labels = runsOn?.kind === 'map' ? scalarsOf(getPair(runsOn, 'labels')?.value) : scalarsOf(runsOn);
	return labels.map(({ value }) => value);
}

function isLasting(label: MappedText): boolean {
	return LASTING_MACHINE.test(label.text);
}

function isHosted(job: YamlNode): Seen {
	const names = labelsOf(job).flatMap((value) => {
		const key = value.isOneExpansion ? /^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$/.exec(value.written)?.[1] : undefined;
		return key === undefined ? [value] : matrixValuesOf(job, key).map((scalar) => scalar.value);
	});
	if (names.some(({ text }) => text === 'self-hosted')) return 'no';
	return names.length > 0 && names.every(({ text, isDynamic }) => !isDynamic && HOSTED.test(text)) ? 'yes' : 'unknown';
}

function permissionsOf(root: YamlNode, job: YamlNode | undefined): YamlPair | undefined {
	return getPair(job, 'permissions') ?? getPair(root, 'permissions');
}

function canWritePackages(root: YamlNode, job: YamlNode, events: readonly string[] | undefined): Seen {
	const permissions = resolve(permissionsOf(root, job)?.value);
	if (permissions === undefined || events === undefined || events.includes('workflow_call')) return 'unknown';
	if (permissions.kind === 'scalar') return permissions.value.text === 'write-all' ? 'yes' : 'no';
	const packages = asScalar(getPair(permissions, 'packages')?.value)?.value;
	if (packages?.isDynamic) return 'unknown';
	return packages?.text === 'write' ? 'yes' : 'no';
}

/** What writes `packages: write` in a block of permissions: one more line of it, or another value of the one there. */
function packagesEdit(pair: YamlPair | undefined, text: string): PipelineFacts['packagesWriteEdit'] {
	const map = pair?.value?.kind === 'map' ? pair.value : undefined;
	if (map === undefined) return undefined;
	const packages = asScalar(getPair(map, 'packages')?.value);
	if (packages !== undefined) return packages.isAbsent ? undefined : { span: packages.span, text: 'write' };
	const last = map.pairs.at(-1);
	if (map.isFlow) {
		if (last === undefined) return { span: map.span, text: '{ packages: write }' };
		return { span: { start: last.span.end, end: last.span.end }, text: ', packages: write' };
	}
	const end = last === undefined ? undefined : wholeLines(text, last.span)?.end;
	if (last === undefined || end === undefined || text[end - 1] !== '\n') return undefined;
	const { indent } = commentPlaceAt(text, last.key.span.start);
	return { span: { start: end, end }, text: `${indent}packages: write\n` };
}

/** The literals of a scalar or list; `undefined` when it is not there, or not all literal. */
function literals(node: YamlNode | undefined): readonly string[] | undefined {
	const values = scalarsOf(node).map(({ value }) => value);
	return values.length === 0 || values.some(({ isDynamic }) => isDynamic) ? undefined : values.map(({ text }) => text);
}

function mayKeepFiles({ action }: Step): boolean {
	return action !== undefined && !isPlainAction(action.name);
}

/** Paths that outlive the job: those of actions/cache and of uploaded artifacts. */
function savedPathsOf(step: Step): readonly MappedText[] {
	if (!/(?:^|\/)(?:cache|upload-artifact)(?:\/|$)|cache/.test(step.action?.name ?? '')) return [];
	const path = inputOf(step, 'path');
	return path === undefined ? [] : splitLines(path);
}

/** What the scripts of a job move; an action of the repository may do so unseen, and so may a shell that is not read. */
function movedPathsOf(steps: readonly Step[]): readonly string[] | undefined {
	const moved: string[] = [];
	for (const { action, run, shell } of steps) {
		if (action?.name.startsWith('.')) return undefined;
		if (run === undefined) continue;
		const paths = shell === undefined || isReadShell(shell) ? movedPathsIn(readShell(run.value).commands) : undefined;
		if (paths === undefined) return undefined;
		moved.push(...paths);
	}
	return moved;
}

/** The shell that `run:` steps get when they name none. */
export function defaultShellOf(root: YamlNode, job: YamlNode | undefined): string | undefined {
	const written =
		textOf(getValue(job, 'defaults', 'run'), 'shell') ?? textOf(getValue(root, 'defaults', 'run'), 'shell');
	if (written !== undefined) return written.text;
	const labels = scalarsOf(getPair(job, 'runs-on')?.value);
	return labels.some(({ value }) => /^windows-/.test(value.text)) ? 'pwsh' : undefined;
}
