import type { BuilderFacts, Driver, Pin } from '../../cache/build.ts';
import { HOLE, type MappedText } from '../../text/mappedText.ts';
import { readArguments } from './options.ts';
import type { Call } from './programs.ts';

/** A builder that a script creates or chooses. */
interface BuilderEvent {
	readonly at: number;
	readonly name: string | undefined;
	/** What was created; `undefined` for `docker buildx use` of a builder that is made elsewhere. */
	readonly facts: BuilderFacts | undefined;
	readonly pins: readonly Pin[];
	/** Whether later builds run on it without being told. */
	readonly isUsed: boolean;
}

/** The builders of a script, to be asked for the one a build runs on. */
export interface Builders {
	/** The builder of a build that is this one of the commands; `undefined` when the script does not say. */
	find(
		at: number,
		name: MappedText | undefined,
	): { readonly builder: BuilderFacts; readonly pins: readonly Pin[] } | undefined;
	/** Whether `docker build` is made to mean `docker buildx build`. */
	readonly isInstalled: boolean;
}

const DRIVERS: readonly Driver[] = ['docker', 'docker-container', 'kubernetes', 'remote', 'cloud'];
const IMAGE = new RegExp(`^image=(?:[^:@]*/)?buildkit[:@]((?:[\\w.${HOLE}-]+@)?sha256:[\\da-f]+|[\\w.${HOLE}-]+)$`);

/** Collects `docker buildx create`, `use` and `install` of a script; each call comes with its place among the commands. */
export function collectBuilders(calls: readonly { readonly call: Call; readonly at: number }[]): Builders {
	const events = calls.flatMap(({ call, at }): readonly BuilderEvent[] => {
		if (call.action === 'create') return [readCreate(call, at)];
		if (call.action !== 'use') return [];
		const name = call.args.find(({ value }) => !value.text.startsWith('-'))?.value.written;
		return [{ at, name, facts: undefined, pins: [], isUsed: true }];
	});
	const created = (name: string | undefined, before: number) =>
		events.findLast((event) => event.facts !== undefined && event.name === name && event.at < before);
	return {
		isInstalled: calls.some(({ call }) => call.action === 'install'),
		find(at, name) {
			const used = events.findLast((event) => event.isUsed && event.at < at);
			const event = name === undefined ? used : created(name.written, at);
			const source = event?.facts === undefined && event?.name !== undefined ? created(event.name, at) : event;
			if (source?.facts !== undefined) return { builder: source.facts, pins: source.pins };
			if (event === undefined && name === undefined) return undefined;
			return { builder: { driver: undefined, isSetUp: 'yes', options: [] }, pins: [] };
		},
	};
}

function readCreate(call: Call, at: number): BuilderEvent {
	const { options } = readArguments(call, () => undefined);
	const lastOf = (name: string) => options.findLast((option) => option.name === name)?.value;
	const driver = lastOf('driver');
	const driverOptions = options.flatMap(({ name, value }) =>
		name === 'driver-opt' && value ? splitCommas(value) : [],
	);
	return {
		at,
		name: lastOf('name')?.written,
		facts: {
			// The default of `docker buildx create --driver`.
			driver: driver === undefined ? 'docker-container' : DRIVERS.find((known) => known === driver.text),
			isSetUp: 'yes',
			options: driverOptions,
			...(driverOptions.some(({ text }) => text.startsWith('network=')) ? {} : networkEdit(call.args[0]?.value)),
		},
		pins: driverOptions.flatMap((option) => pinOfOption(option, 'docker buildx create')),
		isUsed: options.some(({ name }) => name === 'use'),
	};
}

/** The option that puts a builder into the network of the machine, before the first argument of its command. */
function networkEdit(first: MappedText | undefined): Pick<BuilderFacts, 'hostNetworkEdit'> {
	if (first === undefined || !first.text.startsWith('-')) return {};
	const { start, end } = first.span;
	// In quotes the word begins before its text.
	if (end - start !== first.length) return {};
	return { hostNetworkEdit: { span: { start, end: start }, text: '--driver-opt network=host ' } };
}

/**
 * What a driver option pins: `image=moby/buildkit:v0.19.0` is BuildKit `v0.19.0`, with a digest behind it as well. A
 * digest alone and an expansion are pins too, though nobody can read them.
 */
export function pinOfOption(option: MappedText, by: string): readonly Pin[] {
	const version = IMAGE.exec(option.text)?.[1];
	if (version === undefined) return [];
	return [{ of: 'buildkit', text: option.slice(option.length - version.length), by }];
}

/** The parts of a value between commas: `image=a,network=host`. */
export function splitCommas(value: MappedText): readonly MappedText[] {
	const parts: MappedText[] = [];
	let start = 0;
	for (const { index } of `${value.text},`.matchAll(/,/g)) {
		if (index > start) parts.push(value.slice(start, index));
		start = index + 1;
	}
	return parts;
}
