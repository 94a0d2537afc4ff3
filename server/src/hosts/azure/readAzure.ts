import type { CacheFlag } from '../../cache/flag.ts';
import { readBatch } from '../../text/batch/readBatch.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { readPowershell } from '../../text/powershell/readPowershell.ts';
import type { ShellScript } from '../../text/shell/readShell.ts';
import { asScalar, getPair, walk } from '../../text/yaml/navigate.ts';
import type { YamlNode, YamlScalar } from '../../text/yaml/yamlNode.ts';
import { findBatchFlags } from '../batch/findBatchFlags.ts';
import type { CommandContext } from '../commands/findCommandFlags.ts';
import { findPowershellFlags } from '../powershell/findPowershellFlags.ts';
import { commentPlaceAt } from '../yaml/lines.ts';
import {
	findBuilder,
	findScriptFlags,
	findVariableFlags,
	mayChooseBuilder,
	nameBuilds,
	placeComment,
	rememberScripts,
} from '../yaml/scripts.ts';
import { readDockerTask } from './dockerTask.ts';
import { groupByJob, readPipeline } from './facts.ts';
import { hideMacros } from './macros.ts';
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
	const read = rememberScripts(hideMacros);
	const readStep = ({ script, dialect }: ScriptStep): ShellScript => {
		if (dialect === 'powershell') return readPowershell(hideMacros(script.value));
		return dialect === 'cmd' ? readBatch(hideMacros(script.value)) : read(script);
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
		const known = findBuilder(earlier.map(readStep));
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
		if (step.dialect === 'bash') return findScriptFlags({ pieces: [step.script], read, name }, context);
		const script = hideMacros(step.script.value);
		if (step.dialect === 'powershell') {
			const { flags } = findPowershellFlags(script, context);
			return nameBuilds(flags, name).map((flag) => placeComment(flag, [step.script], document));
		}
		const { flags } = findBatchFlags(script, context);
		return nameBuilds(flags, name).map((flag) => placeAbove(flag, step.script, document));
	});
	const named = [...walk(root)].flatMap(({ node, path }) => {
		const key = path.at(-1);
		return key === 'variables' || key === 'parameters' ? readNamed(node) : [];
	});
	return {
		flags: [...inSteps, ...findVariableFlags(named, { document })],
		comments: steps.flatMap((step) =>
			step.kind === 'script' && /#|rem|::/i.test(step.script.value.text) ? readStep(step).comments : [],
		),
	};
}

function nameOf({ node }: Step): string | undefined {
	const name = getPair(node, 'displayName') ?? getPair(node, 'name');
	return asScalar(name?.value)?.value.written;
}

/** A comment of YAML stands above the script; in scripts of cmd it would be no comment. */
function placeAbove(flag: CacheFlag, script: YamlScalar, document: string): CacheFlag {
	return { ...flag, layout: { ...flag.layout, commentPlace: commentPlaceAt(document, script.span.start) } };
}
