import type { MappedText } from '../../text/mappedText.ts';
import { asMap, asScalar, asSequence, getPair, getValue } from '../../text/yaml/navigate.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../../text/yaml/yamlNode.ts';

/** What the script of a step is written in. */
export type Dialect = 'bash' | 'powershell' | 'cmd';

/** What stands around a step, outermost first: the file, its stage, its job. */
export type Owners = readonly YamlMap[];

/** A step that runs a script. */
export interface ScriptStep {
	readonly kind: 'script';
	readonly node: YamlMap;
	readonly owners: Owners;
	readonly script: YamlScalar;
	readonly dialect: Dialect;
}

/** A step with a task that is no script: `Docker@2`, `Cache@2`. */
export interface TaskStep {
	readonly kind: 'task';
	readonly node: YamlMap;
	readonly owners: Owners;
	/** In lower case and without its version: `docker`. */
	readonly task: string;
	readonly inputs: YamlMap | undefined;
}

export type Step = ScriptStep | TaskStep;

/** Keys whose value is a script, and what it is written in; `script` is what the machine has. */
const SCRIPT_KEYS: Readonly<Record<string, Dialect | undefined>> = {
	script: undefined,
	bash: 'bash',
	pwsh: 'powershell',
	powershell: 'powershell',
};
/** Keys under which no steps stand, though names like `script` may. */
const NO_STEPS = new Set(['inputs', 'env', 'variables']);
/** Inputs of tasks that hold a script. */
const SCRIPT_INPUTS = ['script', 'inlinescript', 'inline'];

/** The steps of a pipeline or a template in the order of the file, wherever they stand. */
export function readSteps(root: YamlNode): readonly Step[] {
	const steps: Step[] = [];
	const waiting: { readonly node: YamlNode | undefined; readonly owners: Owners }[] = [{ node: root, owners: [] }];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		const { node, owners } = next;
		if (node?.kind === 'sequence') {
			for (const item of node.items.toReversed()) waiting.push({ node: item, owners });
		} else if (node?.kind === 'map') {
			const step = readStep(node, owners);
			if (step !== undefined) steps.push(step);
			const isOwner = owners.length === 0 || ['stage', 'job', 'deployment'].some((key) => getPair(node, key));
			const inner = isOwner ? [...owners, node] : owners;
			for (const { key, value } of node.pairs.toReversed()) {
				if (!NO_STEPS.has(key.value.text)) waiting.push({ node: value, owners: inner });
			}
		}
	}
	return steps;
}

function readStep(node: YamlMap, owners: Owners): Step | undefined {
	const task = asScalar(getPair(node, 'task')?.value)?.value.text;
	if (task !== undefined) {
		const name = task.replace(/@.*$/, '').toLowerCase();
		const inputs = asMap(getPair(node, 'inputs')?.value);
		const common = { node, owners };
		const dialect = dialectOfTask(name, inputs, owners);
		const script = SCRIPT_INPUTS.map((input) => inputOf(inputs, input)).find((found) => found !== undefined);
		if (script === undefined || name === 'docker') return { kind: 'task', ...common, task: name, inputs };
		return { kind: 'script', ...common, script, dialect };
	}
	for (const [key, dialect] of Object.entries(SCRIPT_KEYS)) {
		const script = asScalar(getPair(node, key)?.value);
		if (script !== undefined && !script.isAbsent && owners.length > 0) {
			return { kind: 'script', node, owners, script, dialect: dialect ?? dialectOfMachine(owners) };
		}
	}
	return undefined;
}

/** An input of a task; Azure does not mind the case of its name. */
export function inputOf(inputs: YamlMap | undefined, name: string): YamlScalar | undefined {
	const pair = inputs?.pairs.find(({ key }) => key.value.text.toLowerCase() === name);
	const scalar = asScalar(pair?.value);
	return scalar === undefined || scalar.isAbsent ? undefined : scalar;
}

function dialectOfTask(task: string, inputs: YamlMap | undefined, owners: Owners): Dialect {
	if (task === 'bash') return 'bash';
	if (task === 'powershell' || task === 'azurepowershell') return 'powershell';
	if (task !== 'azurecli') return task === 'cmdline' ? dialectOfMachine(owners) : 'bash';
	const type = inputOf(inputs, 'scripttype')?.value.text.toLowerCase();
	return type === 'ps' || type === 'pscore' ? 'powershell' : type === 'batch' ? 'cmd' : 'bash';
}

/** `script:` is cmd on Windows, which the pool must say, and bash elsewhere. */
function dialectOfMachine(owners: Owners): Dialect {
	const image = imageOf(owners)?.text ?? '';
	const demands = poolsOf(owners).flatMap((pool) => asSequence(getValue(pool, 'demands'))?.items ?? []);
	const wantsWindows = demands.some((demand) => /Windows_NT/i.test(asScalar(demand)?.value.text ?? ''));
	return wantsWindows || /^(?:windows|vs20)/i.test(image) ? 'cmd' : 'bash';
}

/** The `pool` of a step: that of its job, or else of its stage or its file. */
export function poolsOf(owners: Owners): readonly YamlNode[] {
	const pool = owners.toReversed().flatMap((owner) => getPair(owner, 'pool')?.value ?? [])[0];
	return pool === undefined ? [] : [pool];
}

/** The image of Microsoft's machine a step runs on, as typed: `ubuntu-latest`. */
export function imageOf(owners: Owners): MappedText | undefined {
	return poolsOf(owners).flatMap((pool) => asScalar(getPair(pool, 'vmImage')?.value)?.value ?? [])[0];
}
