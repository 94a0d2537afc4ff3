import {
	type Build,
	type BuilderFacts,
	createBuild,
	type Pin,
	type PipelineFacts,
	type Seen,
} from '../../cache/build.ts';
import type { Direction } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { scalarsOf } from '../../text/yaml/navigate.ts';
import type { YamlPair } from '../../text/yaml/yamlNode.ts';
import { argumentsOf, mayOverrideCaches } from '../bake/overrides.ts';
import { splitLines, splitList } from '../yaml/lines.ts';
import { type BuildAction, ENTRY_INPUTS, knownBuildAction } from './knownActions.ts';
import { inputOf, inputPairs, type Step, textOf } from './steps.ts';

/** The action of a step, when it builds images and takes cache entries in BuildKit's grammar. */
export function buildActionOf(step: Step): BuildAction | undefined {
	const { action } = step;
	if (action === undefined) return undefined;
	const known = knownBuildAction(action.name, action.pin);
	if (known !== undefined) return known;
	// An action or workflow we do not know, with inputs of these very names and values in BuildKit's grammar.
	const looksAlike = inputPairs(step).some(
		(pair) =>
			directionOf(pair, ENTRY_INPUTS) !== undefined &&
			scalarsOf(pair.value).some(({ value }) => /(?:^|[,\n'"])\s*type=/.test(value.written)),
	);
	if (looksAlike) return { tool: 'build-push-action', inputs: ENTRY_INPUTS, isKnown: false };
	// `uses: ./` in the repository of an action that hands overrides on to bake.
	const overrides = inputOf(step, 'set');
	return overrides !== undefined && splitLines(overrides).some(({ text }) => OVERRIDE_LINE.test(text))
		? { tool: 'bake-action', inputs: undefined, isKnown: false }
		: undefined;
}

/** A line of bake's `set` that names a cache. */
const OVERRIDE_LINE = /^[^=]*\.cache-(?:to|from)\+?=/;

/** The direction of an input with just this name; GitHub does not mind the case of names. */
export function directionOf(pair: YamlPair, inputs: Readonly<Record<Direction, string>>): Direction | undefined {
	const name = pair.key.value.text.toLowerCase();
	return name === inputs.to ? 'to' : name === inputs.from ? 'from' : undefined;
}

/** The direction of a name that looks like `cache-to` or `cache-from` but is not quite: `cacheTo`, `cache_froms`. */
export function misspeltDirection(name: string): Direction | undefined {
	const match = /^caches?[-_. ]?(tos?|froms?|form)$/i.exec(name);
	if (match === null) return undefined;
	return match[1]!.toLowerCase().startsWith('t') ? 'to' : 'from';
}

/** What is known of a step besides its own inputs. */
export interface Surroundings {
	readonly builder: BuilderFacts;
	readonly pins: readonly Pin[];
	readonly pipeline: PipelineFacts;
	/** Where relative paths start. */
	readonly startsIn: Build['startsIn'];
}

/** The build of a step that uses an action. */
export function readActionBuild(
	step: Step,
	action: BuildAction,
	{ builder, pins, pipeline, startsIn }: Surroundings,
): Build {
	const lines = (name: string) => linesOf(step, name);
	const isBake = action.inputs === undefined;
	const overrides = isBake ? lines('set') : [];
	const outputs = lines('outputs');
	const written = inputOf(step, 'builder');
	const uses = textOf(step.node, 'uses')?.span;
	return createBuild({
		tool: action.tool,
		span: step.node.span,
		name: step.name,
		// What bake builds is written in its files, and what an unknown action adds is unknown.
		isComplete: !isBake && action.isKnown,
		images: listOf(step, 'tags'),
		outputs,
		pushes: outputs.some(({ text }) => /(?:^|,)(?:type=registry|push=true)/.test(text)) ? 'yes' : seen(step, 'push'),
		loads: outputs.some(({ text }) => /(?:^|,)type=docker/.test(text)) ? 'yes' : seen(step, 'load'),
		noCache: seen(step, 'no-cache'),
		platforms: listOf(step, 'platforms'),
		context: inputOf(step, 'context'),
		file: inputOf(step, 'file'),
		target: isBake ? undefined : inputOf(step, 'target'),
		...(isBake ? { targets: listOf(step, 'targets'), files: listOf(step, 'files') } : {}),
		...(overrides.some(mayOverrideCaches) ? { hidesOverrides: true } : {}),
		...(uses === undefined ? {} : { verb: uses }),
		// Without a context the action builds the repository as GitHub has it, wherever steps have put files.
		startsIn: !isBake && inputOf(step, 'context') === undefined ? 'repository' : startsIn,
		args: [...lines('build-args'), ...argumentsOf(overrides)],
		contexts: lines('build-contexts'),
		pins,
		builder: builderOf(
			step,
			action,
			written === undefined ? builder : { driver: undefined, isSetUp: 'yes', options: [] },
		),
		pipeline,
	});
}

function builderOf(step: Step, action: BuildAction, builder: BuilderFacts): BuilderFacts {
	// Depot's actions build on its own machines; what an unknown action does first cannot be seen.
	if (action.tool === 'depot') return { driver: 'remote', isSetUp: 'yes', options: [], ...keptBy('Depot', step) };
	if (step.action?.name === 'useblacksmith/build-push-action') {
		return { ...builder, isSetUp: 'yes', ...keptBy('Blacksmith', step) };
	}
	return action.isKnown || builder.isSetUp === 'yes' ? builder : { ...builder, isSetUp: 'unknown' };
}

/** The service that keeps the layers, unless the step may fall back to a builder of the runner. */
function keptBy(service: string, step: Step): Pick<BuilderFacts, 'keptBy'> {
	const fallback = inputOf(step, 'buildx-fallback')?.text.trim() ?? 'false';
	return fallback === 'false' ? { keptBy: service } : {};
}

function linesOf(step: Step, name: string): readonly MappedText[] {
	const value = inputOf(step, name);
	return value === undefined ? [] : splitLines(value);
}

function listOf(step: Step, name: string): readonly MappedText[] {
	const value = inputOf(step, name);
	return value === undefined ? [] : splitList(value);
}

/** A boolean input, false when it is not there. */
function seen(step: Step, name: string): Seen {
	const value = inputOf(step, name);
	if (value === undefined) return 'no';
	if (value.isDynamic) return 'unknown';
	return value.text.trim().toLowerCase() === 'true' ? 'yes' : 'no';
}
