import type { Build } from '../../cache/build.ts';
import type { CacheFlag } from '../../cache/flag.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { asMap, getPair, getValue } from '../../text/yaml/navigate.ts';
import type { YamlNode, YamlScalar } from '../../text/yaml/yamlNode.ts';
import type { CommandContext } from '../commands/findCommandFlags.ts';
import { findScriptCalls, findScriptFlags, findVariableFlags, rememberScripts } from '../yaml/scripts.ts';
import { type Job, looseScripts, readJobs, scriptOf, valueIn } from './configuration.ts';
import { readPins, readPipeline, settingOf } from './facts.ts';
import { allVariables, readVariables, textsOf } from './variables.ts';

/** What was found in a configuration. */
export interface GitlabReading {
	readonly flags: readonly CacheFlag[];
	readonly comments: readonly MappedText[];
	readonly calls: readonly Build[];
}

/** The flags in the scripts and variables of a configuration, and the comments in its scripts. */
export function readGitlab(documents: readonly YamlNode[], document: string): GitlabReading {
	const read = rememberScripts();
	const seen = new Set<YamlScalar>();
	const calls: Build[] = [];
	const flagsIn = (pieces: readonly YamlScalar[], name: string | undefined, context: CommandContext) => {
		for (const piece of pieces) seen.add(piece);
		calls.push(...findScriptCalls({ pieces, read, name }, context));
		return findScriptFlags({ pieces, read, name }, context);
	};
	const flags = documents.flatMap((root) => {
		const contextOf = (job: Job | undefined): CommandContext => {
			const variables = readVariables(documents, root, job);
			const pins = readPins(root, job);
			return {
				document,
				variables: (name) => textsOf(variables, name),
				surroundings: { pins, ...(job === undefined ? {} : { pipeline: readPipeline(root, job) }) },
			};
		};
		const ofJobs = readJobs(root).flatMap((job) => {
			const shells = shellsOf(root, job);
			if (shells.length === 0) return [];
			const context = contextOf(job);
			return shells.flatMap((pieces) => flagsIn(pieces, job.name, context));
		});
		// What no job of this file uses is there for those of others.
		const shared = [root, getValue(root, 'default')].flatMap((owner) =>
			asMap(owner) === undefined ? [] : shellsOf(root, { name: '', chain: [asMap(owner)!] }),
		);
		const loose = looseScripts(root).map(({ script }) => scriptOf(root, script));
		const ofOthers = [...shared, ...loose]
			.map((pieces) => pieces.filter((piece) => !seen.has(piece)))
			.filter((pieces) => pieces.length > 0)
			.flatMap((pieces) => flagsIn(pieces, undefined, contextOf(undefined)));
		return [...ofJobs, ...ofOthers];
	});
	const inVariables = findVariableFlags(documents.flatMap(allVariables), { document });
	const comments = [...seen].flatMap((piece) => (piece.value.text.includes('#') ? read(piece).comments : []));
	return { flags: [...flags, ...inVariables], comments: comments.sort((a, b) => a.span.start - b.span.start), calls };
}

/**
 * The scripts of a job, each list run by a shell of its own: `before_script` and `script` share one, `after_script` and
 * a hook have theirs.
 */
function shellsOf(root: YamlNode, job: Job): readonly (readonly YamlScalar[])[] {
	const before = valueIn(job, 'before_script') ?? settingOf(root, undefined, 'before_script');
	const own = scriptOf(root, valueIn(job, 'script'));
	const after = valueIn(job, 'after_script') ?? settingOf(root, undefined, 'after_script');
	const hook = getPair(valueIn(job, 'hooks'), 'pre_get_sources_script')?.value;
	return [[...scriptOf(root, before), ...own], scriptOf(root, after), scriptOf(root, hook)].filter(
		(pieces) => pieces.length > 0,
	);
}
