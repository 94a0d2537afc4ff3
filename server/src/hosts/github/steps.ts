import type { MappedText } from '../../text/mappedText.ts';
import { asMap, asScalar, asSequence, getPair } from '../../text/yaml/navigate.ts';
import type { YamlMap, YamlNode, YamlPair, YamlScalar } from '../../text/yaml/yamlNode.ts';

/** One step of a job or of a composite action. */
export interface Step {
	readonly node: YamlMap;
	/** The action with its pin apart: `docker/build-push-action` and `v6`; the name is in lower case. */
	readonly action: { readonly name: string; readonly pin: string } | undefined;
	readonly inputs: YamlMap | undefined;
	readonly run: YamlScalar | undefined;
	/** The shell of `run`, defaults of job and workflow included: `bash`, `pwsh`; `undefined` is the runner's own. */
	readonly shell: string | undefined;
	readonly condition: MappedText | undefined;
	readonly name: string | undefined;
}

/** The steps in order; items that are no maps are left out. */
export function readSteps(steps: YamlNode | undefined, defaultShell: string | undefined): readonly Step[] {
	return (asSequence(steps)?.items ?? []).flatMap((item) => {
		const node = asMap(item);
		return node === undefined ? [] : [readStepNode(node, defaultShell)];
	});
}

/** Reads what is written in one step. */
export function readStepNode(node: YamlMap, defaultShell: string | undefined): Step {
	const uses = textOf(node, 'uses')?.text.trim();
	const at = uses?.indexOf('@') ?? -1;
	const name = at === -1 ? uses : uses?.slice(0, at);
	return {
		node,
		action: name === undefined ? undefined : { name: name.toLowerCase(), pin: at === -1 ? '' : uses!.slice(at + 1) },
		inputs: asMap(getPair(node, 'with')?.value),
		run: asScalar(getPair(node, 'run')?.value),
		shell: textOf(node, 'shell')?.text ?? defaultShell,
		condition: textOf(node, 'if'),
		name: textOf(node, 'name')?.written ?? textOf(node, 'id')?.written,
	};
}

/** The text of a scalar under a key; `undefined` when there is none or nothing in it. */
export function textOf(node: YamlNode | undefined, key: string): MappedText | undefined {
	const scalar = asScalar(getPair(node, key)?.value);
	return scalar === undefined || scalar.isAbsent ? undefined : scalar.value;
}

/** The text of an input; GitHub does not mind the case of its name. */
export function inputOf(step: Step, name: string): MappedText | undefined {
	const pair = inputPairs(step).find(({ key }) => key.value.text.toLowerCase() === name);
	const scalar = asScalar(pair?.value);
	return scalar === undefined || scalar.isAbsent ? undefined : scalar.value;
}

/** The inputs of a step as written. */
export function inputPairs(step: Step): readonly YamlPair[] {
	return step.inputs?.pairs ?? [];
}
