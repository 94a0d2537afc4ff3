import type { PipelineFacts, Seen } from '../../cache/build.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { readShell } from '../../text/shell/readShell.ts';
import { asScalar, getPair, getValue, pairsOf, resolve, scalarsOf } from '../../text/yaml/navigate.ts';
import type { YamlNode } from '../../text/yaml/yamlNode.ts';
import { movedPathsIn } from '../commands/movedPaths.ts';
import { splitLines } from '../yaml/lines.ts';
import { isReadShell } from './shells.ts';
import { inputOf, type Step, textOf } from './steps.ts';
import { matrixKeysOf, matrixValuesOf } from './variables.ts';

/** Labels of the runners GitHub itself runs and starts afresh: `ubuntu-latest`, `ubuntu-24.04-arm`, `macos-15`. */
const HOSTED = /^(?:ubuntu|windows|macos)-(?:latest|slim|\d[\d.]*)(?:-(?:arm|xlarge|large|intel))?$/;
/** Events after which the name of the ref cannot hold a `/` beyond what the filters of `push` let through. */
const PLAIN_EVENTS = new Set(['push', 'schedule']);

/** What a workflow says of all the steps of one job. */
export type JobPipeline = Omit<PipelineFacts, 'hasActionsToken' | 'conditions' | 'stepPlace'>;

/** Reads the facts about a job; `job` is `undefined` in a composite action, which runs in somebody else's. */
export function readPipeline(
	root: YamlNode,
	job: YamlNode | undefined,
	{ name, steps }: { readonly name: string; readonly steps: readonly Step[] },
): JobPipeline {
	const events = eventsOf(root);
	return {
		job: name,
		isHosted: job === undefined ? 'unknown' : isHosted(job),
		canWritePackages: job === undefined ? 'unknown' : canWritePackages(root, job, events),
		savedPaths: steps.flatMap(savedPathsOf),
		movedPaths: job === undefined ? undefined : movedPathsOf(steps),
		runsOnTagsOnly: runsOnTagsOnly(root, events),
		matrixKeys: matrixKeysOf(job),
		events,
		hasPlainRefsOnly: hasPlainRefsOnly(root, events),
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

function runsOnTagsOnly(root: YamlNode, events: readonly string[] | undefined): boolean {
	if (events === undefined || events.length === 0) return false;
	const push = getValue(root, 'on', 'push');
	const pushesTags =
		getPair(push, 'tags') !== undefined &&
		getPair(push, 'branches') === undefined &&
		getPair(push, 'branches-ignore') === undefined;
	return events.every((event) => event === 'release' || (event === 'push' && pushesTags));
}

function isHosted(job: YamlNode): Seen {
	const runsOn = getValue(job, 'runs-on');
	const labels = runsOn?.kind === 'map' ? scalarsOf(getPair(runsOn, 'labels')?.value) : scalarsOf(runsOn);
	const names = labels.flatMap(({ value }) => {
		const key = value.isOneExpansion ? /^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$/.exec(value.written)?.[1] : undefined;
		return key === undefined ? [value] : matrixValuesOf(job, key).map((scalar) => scalar.value);
	});
	if (names.some(({ text }) => text === 'self-hosted')) return 'no';
	return names.length > 0 && names.every(({ text, isDynamic }) => !isDynamic && HOSTED.test(text)) ? 'yes' : 'unknown';
}

function canWritePackages(root: YamlNode, job: YamlNode, events: readonly string[] | undefined): Seen {
	const permissions = resolve(getPair(job, 'permissions')?.value ?? getPair(root, 'permissions')?.value);
	if (permissions === undefined || events === undefined || events.includes('workflow_call')) return 'unknown';
	if (permissions.kind === 'scalar') return permissions.value.text === 'write-all' ? 'yes' : 'no';
	const packages = asScalar(getPair(permissions, 'packages')?.value)?.value;
	if (packages?.isDynamic) return 'unknown';
	return packages?.text === 'write' ? 'yes' : 'no';
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
