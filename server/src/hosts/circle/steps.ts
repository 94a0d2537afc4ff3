import { asMap, asScalar, asSequence, getPair, getValue, pairsOf, resolve } from '../../text/yaml/navigate.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../../text/yaml/yamlNode.ts';

/** A `run` step: `run: docker build .` or `run: { name: Build, command: docker build . }`. */
export interface RunStep {
	readonly kind: 'run';
	readonly script: YamlScalar;
	readonly name: string | undefined;
	readonly environment: YamlNode | undefined;
	readonly shell: string | undefined;
}

/** A step that calls something else: a command of the file, of an orb, or one of CircleCI's own. */
export interface CallStep {
	readonly kind: 'call';
	/** `build`, `docker/build`, `setup_remote_docker`. */
	readonly name: string;
	readonly parameters: YamlMap | undefined;
}

export type Step = RunStep | CallStep;

/** Something that has steps: a job, a command, or the file of an orb's job or command. */
export interface Definition {
	readonly kind: 'job' | 'command';
	readonly name: string;
	readonly node: YamlMap;
	readonly steps: readonly Step[];
}

/** Steps within `when` within steps are read so deep. */
const DEEPEST = 20;
/** Most steps of one list. */
const MOST_STEPS = 3000;

/** The jobs and commands of a configuration, those of orbs written in it too. */
export function readDefinitions(root: YamlNode): readonly Definition[] {
	const scopes = [root, ...pairsOf(getValue(root, 'orbs')).flatMap(({ value }) => asMap(value) ?? [])];
	const named = scopes.flatMap((scope) =>
		(['command', 'job'] as const).flatMap((kind) =>
			pairsOf(getValue(scope, `${kind}s`)).flatMap(({ key, value }): readonly Definition[] => {
				const node = asMap(value);
				if (node === undefined) return [];
				return [{ kind, name: key.value.text, node, steps: readSteps(getPair(node, 'steps')?.value) }];
			}),
		),
	);
	// `src/commands/build.yml` of an orb is a command alone.
	const own = asMap(root);
	if (own === undefined || asSequence(getPair(own, 'steps')?.value) === undefined) return named;
	return [...named, { kind: 'command', name: '', node: own, steps: readSteps(getPair(own, 'steps')?.value) }];
}

/** The steps of a list in order, those under `when` and `unless` and those given as parameters included. */
export function readSteps(list: YamlNode | undefined): readonly Step[] {
	const steps: Step[] = [];
	const visit = (node: YamlNode | undefined, depth: number) => {
		if (depth > DEEPEST) return;
		for (const item of asSequence(node)?.items ?? []) {
			if (steps.length >= MOST_STEPS) return;
			const step = resolve(item);
			if (step?.kind === 'scalar') steps.push({ kind: 'call', name: step.value.text, parameters: undefined });
			else if (step?.kind === 'sequence') visit(step, depth + 1);
			for (const { key, value } of pairsOf(step)) {
				const name = key.value.text;
				if (name === 'run') steps.push(...readRun(value));
				else if (name === 'when' || name === 'unless') visit(getPair(value, 'steps')?.value, depth + 1);
				else {
					steps.push({ kind: 'call', name, parameters: asMap(value) });
					for (const parameter of pairsOf(value)) if (holdsSteps(parameter.value)) visit(parameter.value, depth + 1);
				}
			}
		}
	};
	visit(list, 0);
	return steps;
}

/** Whether a parameter is a list of steps: of maps, as names alone may be anything. */
export function holdsSteps(value: YamlNode | undefined): boolean {
	return (asSequence(value)?.items ?? []).some((item) => asMap(item) !== undefined);
}

function readRun(value: YamlNode | undefined): readonly RunStep[] {
	const run = resolve(value);
	const script = run?.kind === 'map' ? asScalar(getPair(run, 'command')?.value) : asScalar(run);
	if (script === undefined || script.isAbsent) return [];
	return [
		{
			kind: 'run',
			script,
			name: asScalar(getPair(run, 'name')?.value)?.value.written,
			environment: getPair(run, 'environment')?.value,
			shell: asScalar(getPair(run, 'shell')?.value)?.value.text,
		},
	];
}
