import type { Pin } from '../../cache/build.ts';
import type { CacheFlag } from '../../cache/flag.ts';
import { MappedText } from '../../text/mappedText.ts';
import { asMap, asScalar, asSequence, getPair, pairsOf } from '../../text/yaml/navigate.ts';
import type { YamlMap, YamlNode, YamlScalar, YamlSequence } from '../../text/yaml/yamlNode.ts';
import type { CommandContext } from '../commands/findCommandFlags.ts';
import { readWorkflow } from '../github/readWorkflow.ts';
import type { HostReading } from '../host.ts';
import { findPowershellFlags } from '../powershell/findPowershellFlags.ts';
import { findScriptFlags, findVariableFlags, placeComment, type ReadScript, rememberScripts } from '../yaml/scripts.ts';
import { readCommandList } from './commandLists.ts';
import { prepareScript } from './expansions.ts';
import {
	isAssignment,
	isBuildCommand,
	isOptions,
	isOtherScript,
	isPowershellKey,
	isProseKey,
	isShellKey,
} from './keys.ts';
import { createResolver, type ResolveIn, type Scope } from './scope.ts';
import { readTools } from './tools.ts';

/** What a whole file is read with. */
export interface YamlReading {
	readonly source: MappedText;
	readonly read: ReadScript;
	readonly resolveIn: ResolveIn;
	/** Scalars that are scripts, whose comments may silence findings. */
	readonly scripts: Set<YamlScalar>;
	readonly flags: CacheFlag[];
	readonly comments: MappedText[];
	/** What is found in options apart from a command; what a command makes of the same place counts more. */
	readonly loose: CacheFlag[];
}

/** Every cache flag in the commands of YAML documents of any kind, in no order, with the comments of their scripts. */
export function readYamlCommands(documents: readonly YamlNode[], source: MappedText): HostReading {
	const reading: YamlReading = {
		source,
		read: rememberScripts(prepareScript),
		resolveIn: createResolver(),
		scripts: new Set(),
		flags: [],
		comments: [],
		loose: [],
	};
	const { comments } = reading;
	for (const root of documents) {
		readPhases(root, reading);
		/** What is still to be read, the next last. */
		const waiting: Place[] = [{ node: root, key: '', scope: undefined }];
		for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
			const { node, scope } = place;
			if (node.kind === 'map') {
				const inner = { map: node, outer: scope };
				reading.flags.push(...readTools(node, place.key, source.text));
				const rest = readMap(inner, place.key, reading);
				waiting.push(...rest.toReversed());
			} else if (node.kind === 'sequence') {
				if (hasActions(node)) {
					const found = readWorkflow(asCompositeAction(node), source);
					reading.flags.push(...found.flags);
					comments.push(...found.comments);
				}
				waiting.push(...readSequence(node, place, reading).toReversed());
			}
		}
	}
	for (const scalar of reading.scripts) comments.push(...reading.read(scalar).comments);
	// Steps of actions are read in two ways; a comment of theirs is still one.
	const unique = new Map(comments.map((comment) => [comment.span.start, comment]));
	return { flags: [...reading.flags, ...reading.loose], comments: [...unique.values()] };
}

/** The phases of a buildspec, whose commands one shell runs, so that they share what they set. */
function readPhases(root: YamlNode, reading: YamlReading): void {
	const map = asMap(root);
	const phases = pairsOf(getPair(map, 'phases')?.value);
	if (map === undefined || phases.length === 0) return;
	const lists = phases.flatMap(({ value }) =>
		['commands', 'finally'].map((key) => asSequence(getPair(value, key)?.value)),
	);
	const pieces = lists
		.flatMap((list) => (list === undefined ? [] : flatten(list)))
		.filter((piece) => !isOtherScript(piece));
	const context = contextOf({ map, outer: undefined }, reading);
	readScripts(pieces, { context, reading, name: undefined });
}

/** A node with the key it stands under, that of its list for an item. */
interface Place {
	readonly node: YamlNode;
	readonly key: string;
	readonly scope: Scope | undefined;
}

/** Reads the strings of a map under a key; the maps and lists of maps in it are given back. */
function readMap(scope: Scope, key: string, reading: YamlReading): readonly Place[] {
	const { map } = scope;
	const context = contextOf(scope, reading);
	const rest: Place[] = [];
	const pieces: YamlScalar[] = [];
	const list = readCommandList(map, context);
	reading.flags.push(...list.flags);
	reading.loose.push(...list.loose);
	const areScripts = /^(?:scripts|commands|[a-z]+(?:[A-Z][a-z]+)*Command)$/.test(key);
	for (const { key, value } of map.pairs) {
		const name = key.value.text;
		if (value === undefined || list.used.has(value)) continue;
		if (value.kind === 'map') rest.push({ node: value, key: name, scope });
		else if (value.kind === 'sequence' && !isListOfStrings(value)) rest.push({ node: value, key: name, scope });
		else if (areScripts || !isProseKey(name)) {
			const scalars = value.kind === 'sequence' ? flatten(value) : [asScalar(value)].flatMap((found) => found ?? []);
			if (isPowershellKey(name)) {
				for (const scalar of scalars) readPowershellScript(scalar, context, reading);
				continue;
			}
			pieces.push(
				...readStrings(scalars, {
					isShell: areScripts || isShellKey(name) || isArgoScript(map, name),
					context,
					reading,
				}),
			);
		}
	}
	readScripts(pieces, { context, reading, name: nameOf(map) });
	return rest;
}

/** Reads the strings of a list with maps among them; everything else is given back. */
function readSequence(list: YamlSequence, { key, scope }: Place, reading: YamlReading): readonly Place[] {
	const context = contextOf(scope, reading);
	const scalars = list.items.flatMap((item) => asScalar(item) ?? []);
	const options = { isShell: isShellKey(key), context, reading };
	readScripts(isProseKey(key) ? [] : readStrings(scalars, options), {
		context,
		reading,
		name: scope && nameOf(scope.map),
	});
	return list.items
		.filter((item) => item.kind === 'map' || item.kind === 'sequence')
		.map((node) => ({ node, key, scope }));
}

interface StringsContext {
	readonly isShell: boolean;
	readonly context: CommandContext;
	readonly reading: YamlReading;
}

/** The strings that are pieces of shell; those that are options for a command elsewhere are read at once. */
function readStrings(
	scalars: readonly YamlScalar[],
	{ isShell, context, reading }: StringsContext,
): readonly YamlScalar[] {
	return scalars.filter((scalar) => {
		if (isOtherScript(scalar)) return false;
		if (isOptions(scalar)) {
			const variable = { name: 'options', scalar, text: scalar.value };
			reading.loose.push(...findVariableFlags([variable], { document: context.document }));
		}
		return isShell || isBuildCommand(scalar) || isAssignment(scalar);
	});
}

function readScripts(
	pieces: readonly YamlScalar[],
	{
		context,
		reading,
		name,
	}: { readonly context: CommandContext; readonly reading: YamlReading; readonly name: string | undefined },
): void {
	const fresh = pieces.filter((piece) => !reading.scripts.has(piece));
	for (const piece of fresh) reading.scripts.add(piece);
	reading.flags.push(...findScriptFlags({ pieces: fresh, read: reading.read, name }, context));
}

function readPowershellScript(scalar: YamlScalar, context: CommandContext, reading: YamlReading): void {
	const { flags, comments } = findPowershellFlags(prepareScript(scalar.value), context);
	reading.flags.push(...flags.map((flag) => placeComment(flag, [scalar], context.document)));
	reading.comments.push(...comments);
}

function contextOf(scope: Scope | undefined, { source, resolveIn }: YamlReading): CommandContext {
	return { document: source.text, variables: resolveIn(scope), surroundings: { pins: pinsOf(scope?.map) } };
}

/** `image: moby/buildkit:v0.19.0` says which BuildKit runs the commands of a step. */
function pinsOf(map: YamlMap | undefined): readonly Pin[] {
	const image = asScalar(getPair(map, 'image')?.value)?.value;
	const version =
		image === undefined || image.isDynamic ? null : /(?:^|\/)moby\/buildkit:(v\d[\w.-]*)$/.exec(image.text);
	if (image === undefined || version === null) return [];
	return [{ of: 'buildkit', text: image.slice(image.length - version[1]!.length), by: 'moby/buildkit image' }];
}

function nameOf(map: YamlMap): string | undefined {
	const name = asScalar(getPair(map, 'name')?.value ?? getPair(map, 'id')?.value ?? getPair(map, 'label')?.value);
	return name === undefined || name.isAbsent ? undefined : name.value.written;
}

/** `script: { command: [sh], source: … }` of Argo; the command says which language the source is. */
function isArgoScript(map: YamlMap, key: string): boolean {
	if (key !== 'source' || getPair(map, 'image') === undefined) return false;
	const command = getPair(map, 'command')?.value;
	const program = asScalar(asSequence(command)?.items[0] ?? command)?.value.text ?? 'sh';
	return /(?:^|\/)(?:ba|da|z|k|a)?sh$/.test(program);
}

function isListOfStrings({ items }: YamlSequence): boolean {
	return items.every((item) => item.kind !== 'map' && (item.kind !== 'sequence' || isListOfStrings(item)));
}

/** The strings of a list, those of lists in it and of lists that are referred to included. */
function flatten(list: YamlSequence): readonly YamlScalar[] {
	const scalars: YamlScalar[] = [];
	// Each list is looked at once, however often it is referred to.
	const visited = new Set<YamlNode>();
	const waiting: YamlNode[] = [list];
	for (let node = waiting.shift(); node !== undefined; node = waiting.shift()) {
		const found = node.kind === 'alias' ? node.target : node;
		if (found?.kind === 'scalar') scalars.push(found);
		else if (found?.kind === 'sequence' && !visited.has(found)) {
			visited.add(found);
			waiting.unshift(...found.items);
		}
	}
	return scalars;
}

/** Whether steps of GitHub Actions stand in a list, `uses:` with inputs, though the file is no workflow. */
function hasActions({ items }: YamlSequence): boolean {
	return items.some((item) => getPair(item, 'uses') !== undefined && getPair(item, 'with') !== undefined);
}

/** Steps as those of a composite action, of which it is not known where they run. */
function asCompositeAction(steps: YamlSequence): YamlMap {
	const { start } = steps.span;
	const span = { start, end: start };
	const mapOf = (key: string, value: YamlNode): YamlMap => {
		const name: YamlScalar = {
			kind: 'scalar',
			value: MappedText.builder(start).write(key, span).build(start),
			style: 'plain',
			span,
			header: undefined,
			isUnclosed: false,
			isAbsent: false,
			anchor: undefined,
		};
		return {
			kind: 'map',
			pairs: [{ key: name, value, span: steps.span }],
			isFlow: false,
			span: steps.span,
			anchor: undefined,
		};
	};
	return mapOf('runs', mapOf('steps', steps));
}
