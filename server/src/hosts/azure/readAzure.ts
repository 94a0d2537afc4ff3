import type { CacheFlag } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { readShell, type ShellScript } from '../../text/shell/readShell.ts';
import { asScalar, getPair, walk } from '../../text/yaml/navigate.ts';
import type { YamlNode, YamlScalar } from '../../text/yaml/yamlNode.ts';
import type { CommandContext } from '../commands/findCommandFlags.ts';
import { commentPlaceAt } from '../yaml/lines.ts';
import { findBuilder, findScriptFlags, findVariableFlags, mayChooseBuilder } from '../yaml/scripts.ts';
import { spellAsShell } from './dialects.ts';
import { readDockerTask } from './dockerTask.ts';
import { groupByJob, readPipeline } from './facts.ts';
import { readSteps, type ScriptStep, type Step } from './steps.ts';
import { createLookup, readNamed } from './variables.ts';

/** What was found in a pipeline. */
export interface AzureReading {
	readonly flags: readonly CacheFlag[];
	readonly comments: readonly MappedText[];
}

/** The flags in the scripts, tasks and variables of a pipeline or template, and the comments in its scripts. */
export function readAzure(root: YamlNode, document: string): AzureReading {
	const steps = readSteps(root);
	const scripts = new Map<YamlScalar, ShellScript>();
	const read = ({ script, dialect }: ScriptStep): ShellScript => {
		const known = scripts.get(script) ?? readShell(spellAsShell(script.value, dialect));
		scripts.set(script, known);
		return known;
	};
	const jobs = groupByJob(steps);
	const inSteps = steps.flatMap((step) => {
		const mayBuild = step.kind === 'script' ? /build|bake|\$/.test(step.script.value.text) : step.task === 'docker';
		if (!mayBuild) return [];
		const siblings = jobs.get(step) ?? [];
		const earlier = siblings
			.slice(0, siblings.indexOf(step))
			.filter((other) => other.kind === 'script')
			.filter(({ script }) => mayChooseBuilder(script.value));
		const known = findBuilder(earlier.map(read));
		const context: CommandContext = {
			document,
			variables: createLookup(step.owners, getPair(step.node, 'env')?.value),
			surroundings: {
				pipeline: readPipeline(step, siblings),
				...(known === undefined ? {} : { builder: known.builder, pins: known.pins }),
			},
		};
		const name = nameOf(step);
		if (step.kind === 'task') return readDockerTask(step, name, context);
		const flags = findScriptFlags({ pieces: [step.script], read: () => read(step), name }, context);
		return step.dialect === 'bash' ? flags : flags.map((flag) => adapt(flag, step.script, document));
	});
	const named = [...walk(root)].flatMap(({ node, path }) => {
		const key = path.at(-1);
		return key === 'variables' || key === 'parameters' ? readNamed(node) : [];
	});
	return {
		flags: [...inSteps, ...findVariableFlags(named, { document })],
		comments: steps.flatMap((step) =>
			step.kind === 'script' && step.script.value.text.includes('#') ? read(step).comments : [],
		),
	};
}

function nameOf({ node }: Step): string | undefined {
	const name = getPair(node, 'displayName') ?? getPair(node, 'name');
	return asScalar(name?.value)?.value.written;
}

/** In scripts of Windows neither `$HOME` nor a comment among continued lines can stand. */
function adapt(flag: CacheFlag, script: YamlScalar, document: string): CacheFlag {
	const { home: _, ...layout } = flag.layout;
	return { ...flag, layout: { ...layout, commentPlace: commentPlaceAt(document, script.span.start) } };
}
