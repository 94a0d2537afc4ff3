import { buildxTraits, type ParsedValue, parseValue, readVersionText } from '../service.ts';
import { type Terminal, UsageError } from './terminal.ts';

export interface ParseOptions {
	readonly values: readonly string[];
	readonly isJsonLines: boolean;
	readonly tool: string;
	readonly direction: string;
	/** The version of buildx, checked; the newest when absent. */
	readonly buildx: string | undefined;
}

/** Prints what a tool would make of values; 1 when it would refuse one of those given as arguments. */
export async function parse(options: ParseOptions, terminal: Terminal): Promise<number> {
	const { tool, direction } = options;
	if (tool !== 'buildx' && tool !== 'buildctl')
		throw new UsageError(`unknown tool "${tool}"; there are buildx, buildctl`);
	if (direction !== 'to' && direction !== 'from')
		throw new UsageError(`unknown direction "${direction}"; there are to, from`);
	const version = options.buildx === undefined ? undefined : readVersionText(options.buildx, 'buildx').version;
	const parsing = { tool, direction, traits: buildxTraits(version) } as const;
	if (options.isJsonLines) {
		const lines = new TextDecoder().decode(await terminal.readInput()).split('\n');
		for (const [index, line] of lines.entries()) {
			if (line.trim() !== '') terminal.out(`${JSON.stringify(parseValue(readJsonString(line, index + 1), parsing))}\n`);
		}
		return 0;
	}
	if (options.values.length === 0)
		throw new UsageError('nothing to parse: give values, or --jsonl and JSON strings on standard input');
	const parsed: ParsedValue[] = options.values.map((value) => parseValue(value, parsing));
	for (const value of parsed) terminal.out(`${JSON.stringify(value)}\n`);
	return parsed.some((value) => 'error' in value) ? 1 : 0;
}

function readJsonString(line: string, number: number): string {
	try {
		const value: unknown = JSON.parse(line);
		if (typeof value === 'string') return value;
	} catch {
		// The message below says all that the parser's would.
	}
	throw new UsageError(`line ${number} of standard input is not a JSON string`);
}
