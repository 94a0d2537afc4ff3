import { type Build, createBuild, type Pin, type Seen } from '../../cache/build.ts';
import { readCsvRecord } from '../../text/csv.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { contains, type Span } from '../../text/span.ts';
import { argumentsOf, mayOverrideCaches } from '../bake/overrides.ts';
import { type Builders, splitCommas } from './builders.ts';
import type { Arguments } from './options.ts';
import type { Call } from './programs.ts';

/** What is known around a command. */
export interface BuildSurroundings {
	readonly builder: Build['builder'];
	readonly pins: readonly Pin[];
	readonly pipeline: Build['pipeline'];
	/** What the script moves, where all of it is seen. */
	readonly movedPaths: Build['movedPaths'];
	/** Where the script starts. */
	readonly startsIn: Build['startsIn'];
	/** The variables that the script sets. */
	readonly assigned: readonly string[];
}

/** What a build is made of. */
export interface BuildParts {
	readonly call: Call;
	readonly args: Arguments;
	readonly span: Span;
	/** Its place among the commands. */
	readonly at: number;
	readonly builders: Builders;
	/** Whether images are pushed by a command of their own. */
	readonly pushesLater: boolean;
	/** `DOCKER_BUILDKIT=0` holds for it. */
	readonly isLegacy: boolean;
	/** Whether `BUILDX_BAKE_ENTITLEMENTS_FS` is touched, which may let bake read and write what it likes. */
	readonly isAllowedAll: boolean;
	/** `BUILDX_BUILDER=name` before the command. */
	readonly builderName: MappedText | undefined;
	/** What a variable of the shell names for the files that bake or Compose reads, where no option does. */
	readonly usualFiles: readonly MappedText[];
	readonly surroundings: BuildSurroundings;
}

const BUILDKIT_IMAGE = /(?:^|\/)moby\/buildkit:([\w.-]+)$/;

/** The facts of one build command. */
export function readBuild(parts: BuildParts): Build {
	const { call, args, span, surroundings } = parts;
	const { options, positionals, isComplete } = args;
	const all = (...names: string[]) =>
		options.flatMap(({ name, value }) => (names.includes(name) && value ? [value] : []));
	const outputs = all('output');
	const named = (prefix: string) =>
		[...all('opt'), ...all('local')].flatMap((value) =>
			value.text.startsWith(prefix) ? [value.slice(prefix.length)] : [],
		);
	const isBuildctl = call.tool === 'buildctl';
	const pushes = seen(
		isSet(args, 'push') || outputs.some(({ text }) => /(?:^|,)push=true(?:,|$)|^type=registry(?:,|$)/.test(text)),
		isComplete,
	);
	const { builder, pins } = readBuilder(parts);
	const readsFiles = call.action === 'bake' || call.action === 'compose';
	const overrides = call.action === 'bake' ? all('set') : [];
	const files = [...call.files, ...(call.action === 'bake' ? all('file') : [])];
	return createBuild({
		tool: parts.isLegacy && call.tool === 'docker' ? 'docker-legacy' : call.tool,
		span,
		isComplete,
		images: [...all('tag'), ...outputs.flatMap(namesIn)],
		outputs,
		pushes: pushes === 'no' && (parts.pushesLater || call.action === 'bake') ? 'unknown' : pushes,
		loads: seen(
			isSet(args, 'load') || outputs.some(({ text }) => /^type=docker(?:,|$)/.test(text)),
			isComplete && call.action !== 'bake',
		),
		noCache: isSet(args, 'no-cache')
			? isTyped(args, 'no-cache', span)
				? 'yes'
				: 'unknown'
			: isComplete
				? 'no'
				: 'unknown',
		platforms: [...all('platform'), ...(isBuildctl ? named('platform=') : [])].flatMap(splitCommas),
		context: isBuildctl ? named('context=').at(-1) : call.action === 'bake' ? undefined : positionals[0],
		file: isBuildctl ? named('filename=').at(-1) : all('file').at(-1),
		target: isBuildctl ? named('target=').at(-1) : all('target').at(-1),
		...(call.action === 'bake' ? { targets: positionals } : {}),
		...(readsFiles && (!isComplete || overrides.some(mayOverrideCaches)) ? { hidesOverrides: true } : {}),
		...(readsFiles ? { files: files.length > 0 ? files : parts.usualFiles } : {}),
		...(call.action === 'bake' && isComplete && !parts.isAllowedAll ? { allowed: all('allow') } : {}),
		...(call.verb === undefined ? {} : { verb: call.verb.span }),
		startsIn: surroundings.startsIn,
		contexts: all('build-context'),
		args: isBuildctl ? named('build-arg:') : [...all('build-arg'), ...argumentsOf(overrides)],
		pins: [...surroundings.pins, ...pins, ...call.before.flatMap(pinOfImage)],
		builder,
		pipeline: surroundings.pipeline,
		movedPaths: surroundings.movedPaths,
		assigned: surroundings.assigned,
	});
}

function seen(isSeen: boolean, isComplete: boolean): Seen {
	return isSeen ? 'yes' : isComplete ? 'no' : 'unknown';
}

function isSet({ options }: Arguments, wanted: string): boolean {
	const option = options.findLast(({ name }) => name === wanted);
	return option !== undefined && !/^(?:false|0|f)$/i.test(option.value?.text ?? '');
}

/** Whether an option stands in the command itself: a variable may hold it in one case and not in another. */
function isTyped({ options }: Arguments, wanted: string, span: Span): boolean {
	return options.some(({ name, word }) => name === wanted && contains(span, word.span));
}

/** `o/app:1` of `type=image,name=o/app:1,push=true`. */
function namesIn(output: MappedText): readonly MappedText[] {
	return readCsvRecord(output).fields.flatMap(({ value }) => (value.text.startsWith('name=') ? [value.slice(5)] : []));
}

function pinOfImage({ value }: { readonly value: MappedText }): readonly Pin[] {
	const version = value.isDynamic ? undefined : BUILDKIT_IMAGE.exec(value.text)?.[1];
	if (version === undefined) return [];
	return [{ of: 'buildkit', text: value.slice(value.length - version.length), by: 'moby/buildkit image' }];
}

/** The builder: the one named, the one in use, or what the surroundings know. Only buildx has any. */
function readBuilder({ call, args, at, builders, builderName, surroundings }: BuildParts): {
	readonly builder: Build['builder'];
	readonly pins: readonly Pin[];
} {
	const unknown = { builder: { driver: undefined, isSetUp: 'unknown', options: [] }, pins: [] } as const;
	if (runsElsewhere(call)) return unknown;
	const name = args.options.findLast((option) => option.name === 'builder')?.value ?? call.builder ?? builderName;
	switch (call.tool) {
		case 'buildx':
		case 'bake':
			return builders.find(at, name) ?? { builder: surroundings.builder, pins: [] };
		case 'docker':
			if (name !== undefined || builders.isInstalled) return builders.find(at, name) ?? unknown;
			// `docker build` does not run on the builder that `docker buildx use` chose, so one that is set up says nothing.
			return surroundings.builder.isSetUp === 'no' ? { builder: surroundings.builder, pins: [] } : unknown;
		default:
			return unknown;
	}
}

/** Whether a program before the command takes it to another machine or container: `ssh host`, `docker run image`. */
function runsElsewhere({ before }: Call): boolean {
	return before.some(({ value: { text } }, index) => text === 'ssh' || (index > 0 && /^(?:run|exec)$/.test(text)));
}
